// Test vectors: cases of a role with everything that an implementation may answer, for runners that need none of our code.
import { z } from 'zod'
import { leavesOf } from '../../checker/semantics/describe.js'
import { aimedCases } from './aimedCases.js'
import { randomWalk, sweepOf } from './cases.js'
import { caseId } from './recorder.js'
import { timerCases } from './timerCases.js'
import { tours } from './tours.js'
import type { CaseStep, TestCase } from './hearing.js'
import type { NamedConfiguration } from '../../model/configuration.js'
import type { PartyEvent } from '../../model/party.js'
import { Reference, type Said } from './reference.js'
import type { Role } from '../belief/role.js'
import { eventSchema } from '../read/trace.js'

const output = z.strictObject({
  event: eventSchema,
  after: z.number().int().nonnegative().meta({ description: 'ms since the step began' }),
  optional: z.literal(true).optional().meta({ description: 'no party hears it: it may be left out' }),
})

const allowed = z
  .array(z.array(output))
  .min(1)
  .meta({ description: 'each an ordered list of outputs that conforms; optional ones may be left out' })

export const vectorSchema = z
  .strictObject({
    'impspec-vector': z.literal(1).meta({ description: 'version of the format' }),
    id: z.string().meta({ description: 'does not change unless the steps do' }),
    role: z.string(),
    kind: z.enum(['timer', 'aimed', 'tour', 'cut', 'walk']).meta({ description: 'what it was generated for' }),
    level: z.enum(['required', 'contested']).meta({ description: 'contested: some source contradicts it' }),
    configuration: z
      .string()
      .meta({ description: 'capability: run it only if the implementation has this configuration' }),
    input: z.unknown().optional().meta({ description: 'the same, as the machine of the role is given it' }),
    sources: z.array(z.string()).meta({ description: 'facts, rules, claims and decisions that it exercises' }),
    steps: z.array(
      z.union([
        z.strictObject({
          send: eventSchema,
          class: z.enum(['reacts', 'must-ignore', 'must-reject']).meta({
            description:
              'must-ignore: known, without effect here. must-reject: unknown; refused or ignored, never fatal',
          }),
          allowed,
        }),
        z.strictObject({ advance: z.number().int().positive(), allowed }),
      ]),
    ),
  })
  .meta({ id: 'vector', title: 'A test vector of impspec' })

export type Vector = z.infer<typeof vectorSchema>
type VectorStep = Vector['steps'][number]

/** One run in exact time: where it is and what it has said in this step. */
interface Branch {
  readonly run: Reference
  readonly said: readonly Said[]
}

const clone = (run: Reference): Reference => {
  const copy = new Reference(run.role, run.local)
  copy.time = run.time
  copy.due = [...run.due]
  return copy
}

/** Lets time pass in every order that timers of one moment may elapse in. */
function elapse(run: Reference, until: number): readonly Branch[] {
  const open: Branch[] = [{ run: clone(run), said: [] }]
  const done: Branch[] = []
  for (let branch = open.pop(); branch !== undefined; branch = open.pop()) {
    const { run: at, said } = branch
    const { next } = at
    if (next > until) {
      at.time = until
      done.push(branch)
      continue
    }
    at.due.forEach((moment, slot) => {
      if (moment !== next) return
      const copy = clone(at)
      copy.time = next
      open.push({ run: copy, said: [...said, ...copy.fire(slot)] })
    })
  }
  return done
}

const key = ({ run }: Branch): string => `${run.local} ${run.due.join(',')}`

function writtenOutputs(role: Role, said: readonly Said[], began: number): VectorStep['allowed'][number] {
  return said.map(({ event, time }) => ({
    event: role.table.events[event]!,
    after: time - began,
    ...(role.optional.has(event) ? { optional: true as const } : {}),
  }))
}

/** Every order in which outputs may be said: those of one instant that nothing orders in any. */
function orders(role: Role, said: readonly Said[]): readonly (readonly Said[])[] {
  if (said.length < 2) return [said]
  const first = said.filter((one, at) =>
    said.slice(0, at).every(({ time, event }) => time === one.time && role.order(event, one.event) === undefined),
  )
  return first.flatMap((one) =>
    orders(
      role,
      said.filter((other) => other !== one),
    ).map((rest) => [one, ...rest]),
  )
}

/** What a state or a transition may cite. */
interface SourceMeta {
  readonly sources?: readonly string[]
}

const sourcesOf = (role: Role, local: number, event: number): readonly string[] => {
  const { snapshot } = role.table.locals[local]!
  const transitions = role.table.machine.getTransitionData(snapshot, role.table.events[event]!)
  return transitions.flatMap(({ meta }) => (meta as SourceMeta | undefined)?.sources ?? [])
}

/** An event that no role knows: an implementation must survive it. */
const alien: PartyEvent = { type: 'no.such.event' }

interface Written {
  readonly steps: VectorStep[]
  readonly sources: ReadonlySet<string>
}

/**
 * The steps of a case with what is allowed after each. Ends early where two timers of one moment leave it open how the
 * role goes on: what follows would have to be allowed for each way.
 */
function writeSteps(role: Role, test: TestCase): Written {
  let run = new Reference(role, role.table.initial(test.input))
  const steps: VectorStep[] = []
  const sources = new Set((role.table.machine.root.meta as SourceMeta | undefined)?.sources ?? [])
  for (const step of test.steps) {
    const began = run.time
    if ('send' in step) {
      const event = role.table.eventId(step.send)
      const { idle } = role.table.record(run.local, event)
      for (const source of sourcesOf(role, run.local, event)) sources.add(source)
      const outputs = orders(role, run.hear(event)).map((said) => writtenOutputs(role, said, began))
      steps.push({ send: step.send, class: idle ? 'must-ignore' : 'reacts', allowed: outputs })
      continue
    }
    for (const timer of role.table.locals[run.local]!.timers) {
      if (run.next <= began + step.advance) for (const one of sourcesOf(role, run.local, timer)) sources.add(one)
    }
    const branches = elapse(run, began + step.advance)
    const said = branches.flatMap((branch) => orders(role, branch.said))
    const ways = [...new Set(said.map((one) => JSON.stringify(writtenOutputs(role, one, began))))]
    steps.push({ advance: step.advance, allowed: ways.map((way) => JSON.parse(way) as VectorStep['allowed'][number]) })
    if (new Set(branches.map(key)).size > 1) break
    run = branches[0]!.run
  }
  steps.push({ send: alien, class: 'must-reject', allowed: [[]] })
  return { steps, sources }
}

const order = new Intl.Collator('en', { numeric: true })

export interface VectorOptions {
  /** Transitions that tours cover at most, for each input. */
  readonly maxTransitions: number
  readonly walks: number
  /** Is told now and then what is being planned. */
  readonly onPlanned?: (what: string) => void
}

/** The vectors of a role in one configuration, in the order of their ids. */
export function vectorsOf(role: Role, configuration: NamedConfiguration, options: VectorOptions): readonly Vector[] {
  const without: readonly string[] = []
  const { onPlanned = () => undefined } = options
  const others: readonly (readonly [Vector['kind'], TestCase])[] = [
    ...timerCases(role, { without, onPlanned: () => onPlanned('both sides of each delay') }).cases.map(
      (test) => ['timer', test] as const,
    ),
    ...tours(role, {
      without,
      maxTransitions: options.maxTransitions,
      maxSteps: 60,
      onPlanned: () => onPlanned('tours'),
    }).cases.map((test) => ['tour', test] as const),
    ...sweepOf(role).map((test) => ['cut', test] as const),
    ...Array.from(
      { length: options.walks },
      (_, seed) => ['walk', randomWalk(role, seed + 1, 60, { without })] as const,
    ),
  ]
  const plain = others.map(([, test]) => test)
  const aimed = aimedCases(role, plain, without, () => onPlanned('what no case takes'))
  const cases = [...others, ...aimed.map((test) => ['aimed', test] as const)]
  const vectors = cases.map(([kind, test]): Vector => {
    const { steps, sources } = writeSteps(role, test)
    const done: CaseStep[] = steps.map((step) => ('send' in step ? { send: step.send } : { advance: step.advance }))
    return {
      'impspec-vector': 1,
      id: caseId(role, kind, test.input, done),
      role: role.name,
      kind,
      level: [...sources].some((source) => source.startsWith('C-')) ? 'contested' : 'required',
      configuration: configuration.name,
      ...(test.input === undefined ? {} : { input: test.input }),
      sources: [...sources].sort((a, b) => order.compare(a, b)),
      steps,
    }
  })
  return [...new Map(vectors.map((vector) => [vector.id, vector])).values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** What a reader of the manifest wants to know of a vector. */
export const entryOf = (role: Role, { id, kind, level, sources, steps, input }: Vector): Record<string, unknown> => ({
  id,
  kind,
  level,
  steps: steps.length,
  begins: leavesOf(role.table.locals[role.table.initial(input)]!.snapshot),
  sources,
})
