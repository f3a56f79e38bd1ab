// The protocol between impspec and an implementation under test: JSON Lines over its stdin and stdout.
//
// The driver writes a request, the implementation answers with one line, and says in it everything that it said
// meanwhile. Time is virtual: it passes only in `advance`, and everything that is due up to and including the new moment
// happens in it. Or it is real, if `hello` says so: then there is no `advance`, what is said by itself is a line of its
// own, and what an input leads to at once stands in its answer. The first request is `hello`, the last `bye`, after which the implementation ends.
import { z } from 'zod'
import { eventSchema } from '../read/trace.js'

/** Version of the protocol. */
export const protocolVersion = 1

const id = z.number().int().positive().meta({ description: 'number of the request; its answer has the same' })
const input = z
  .unknown()
  .meta({ description: 'what the machine of the role is given: the configuration that it is to have' })

export const requestSchema = z
  .discriminatedUnion('cmd', [
    z.strictObject({
      id,
      cmd: z.literal('hello'),
      protocol: z.literal(protocolVersion),
      role: z.string(),
      time: z
        .literal('real')
        .optional()
        .meta({ description: 'time passes by itself, and there is no `advance`; virtual time if absent' }),
      scale: z
        .number()
        .positive()
        .optional()
        .meta({ description: 'with real time: how many ms of the role pass in one ms' }),
    }),
    z.strictObject({ id, cmd: z.literal('reset'), input: input.optional() }),
    z.strictObject({ id, cmd: z.literal('send'), event: eventSchema }),
    z.strictObject({ id, cmd: z.literal('advance'), ms: z.number().int().positive() }),
    z.strictObject({ id, cmd: z.literal('bye') }),
  ])
  .meta({ id: 'request', title: 'impspec to implementation' })

export type Request = z.infer<typeof requestSchema>

/** A request before it has its number. */
export type Command =
  | {
      readonly cmd: 'hello'
      readonly protocol: 1
      readonly role: string
      readonly time?: 'real'
      readonly scale?: number
    }
  | { readonly cmd: 'reset'; readonly input?: unknown }
  | { readonly cmd: 'send'; readonly event: z.infer<typeof eventSchema> }
  | { readonly cmd: 'advance'; readonly ms: number }
  | { readonly cmd: 'bye' }

const output = z
  .strictObject({
    after: z
      .number()
      .nonnegative()
      .optional()
      .meta({ description: 'ms since the request, within `advance`; 0 if absent' }),
    event: eventSchema,
  })
  .meta({ description: 'Something that the implementation said' })

export const answerSchema = z
  .union([
    z.strictObject({
      id,
      ok: z.literal(true),
      protocol: z.number().optional().meta({ description: 'in the answer to `hello`: the version that is spoken' }),
      name: z
        .string()
        .optional()
        .meta({ description: 'in the answer to `hello`: what the implementation calls itself' }),
      time: z
        .literal('real')
        .optional()
        .meta({ description: 'in the answer to `hello` that asks for real time: it is kept' }),
      outputs: z.array(output).optional().meta({ description: 'in the order in which they were said; none if absent' }),
    }),
    z.strictObject({ id, ok: z.literal(false), error: z.string() }),
  ])
  .meta({ id: 'answer', title: 'Implementation to impspec' })

/** In real time, what is said while nothing is asked. */
export const saidSchema = z
  .strictObject({ event: eventSchema })
  .meta({ id: 'said', title: 'Implementation to impspec, in real time: something that it says by itself' })

export type Answer = z.infer<typeof answerSchema>
export type Output = z.infer<typeof output>
