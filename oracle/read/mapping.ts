// Mapping files: what turns the lines of a foreign log into events of a role, without programming.
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { UnreadableInput } from './errors.js'
import { faultIn } from './issues.js'
import { eventSchema } from './trace.js'
import { lineIn, textOf } from './lines.js'
import type { RoleCatalogue } from '../belief/catalogue.js'

const regex = z.string().refine(compiles, { error: 'is not a regular expression' }).meta({ format: 'regex' })

function compiles(text: string): boolean {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}

const where = z
  .record(z.string(), regex)
  .meta({ description: 'Field and the regular expression that it must match; named groups become fields, too' })

const mappedOf = (roleName: z.ZodType<string>) =>
  z
    .strictObject({
      role: roleName,
      dir: z.enum(['in', 'out', 'is', 'not']),
      event: eventSchema,
      within: z.number().int().nonnegative().optional().meta({
        description: 'is: ms for which it may have been over when the line was written',
      }),
    })
    .meta({ description: 'An observation; a value "{name}" stands for the field or group of that name' })

const milliseconds = z.number().int().nonnegative()

/** Where a log begins. */
export const startSchema = z.union([
  z.enum(['initial', 'unknown']),
  z.strictObject({ after: z.array(eventSchema).min(1) }),
])

const roleSettings = z
  .strictObject({
    start: startSchema,
    tolerance: milliseconds.meta({ description: 'ms by which a timestamp may be wrong, either way' }),
    latency: milliseconds.meta({
      description: 'ms after which an output is logged at the latest; 0: before the next input',
    }),
    reorder: milliseconds.meta({ description: 'ms by which lines may be out of order' }),
    unlogged: z.array(z.string()).meta({
      description:
        'types of events that may be missing from the log though a rule gives them; what no rule gives always may',
    }),
  })
  .partial()

const sourceSettings = z
  .strictObject({
    skew: milliseconds.default(0).meta({ description: 'ms by which its clock may be wrong by a constant' }),
    tolerance: milliseconds.default(0).meta({ description: 'ms by which a timestamp may be wrong besides' }),
    reorder: milliseconds.default(0).meta({ description: 'ms by which its lines may be out of order' }),
  })
  .meta({ description: 'One of several writers of the log, each with a clock of its own' })

/** A mapping file of some roles, as it is written. */
export const mappingSchemaOf = (roleNames: readonly string[]) => {
  const roleName = z.enum(roleNames as [string, ...string[]])
  return z
    .strictObject({
      'impspec-mapping': z.literal(1).meta({ description: 'version of the format' }),
      title: z.string(),
      extends: z
        .string()
        .optional()
        .meta({ description: 'path of a mapping whose rules, ignores and roles come after these' }),
      format: z.enum(['text', 'json']).optional(),
      pattern: regex
        .optional()
        .meta({ description: 'text: the regular expression of a line; its named groups are the fields' }),
      time: z
        .strictObject({
          field: z.string(),
          format: z
            .enum(['iso', 'ms', 's'])
            .meta({ description: 'iso: ISO 8601; ms, s: a number since any fixed moment' }),
          zone: z
            .string()
            .regex(/^(Z|[+-]\d\d:\d\d)$/)
            .optional()
            .meta({ description: 'zone of times that name none' }),
        })
        .optional(),
      device: z
        .union([
          z.strictObject({
            field: z.string(),
            otherwise: z.string().optional().meta({ description: 'the device of lines that have no such field' }),
          }),
          z.strictObject({ constant: z.string() }),
        ])
        .optional(),
      order: z
        .enum(['oldest-first', 'either'])
        .optional()
        .meta({ description: 'either: the newest line may come first; the first lines of a log tell' }),
      source: z
        .union([z.strictObject({ field: z.string() }), z.strictObject({ constant: z.string() })])
        .optional()
        .meta({ description: 'who wrote a line: one of `sources`' }),
      sources: z.record(z.string().min(1), sourceSettings).default({}),
      fields: z
        .record(z.string(), z.string())
        .default({})
        .meta({ description: 'further fields: "{name}" is the field of that name, by way of its values' }),
      values: z
        .record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])))
        .default({})
        .meta({ description: 'for a field or group: what its texts stand for' }),
      ignore: z.array(where).default([]).meta({ description: 'lines that say nothing' }),
      rules: z.array(z.strictObject({ where, events: z.array(mappedOf(roleName)).min(1) })).default([]),
      configuration: z
        .string()
        .optional()
        .meta({ description: 'the configuration to judge by, unless another is asked for; any by default' }),
      unmatched: z.enum(['error', 'ignore']).optional().meta({ description: 'what a line is that no rule knows' }),
      roles: z.partialRecord(roleName, roleSettings).default({}),
    })
    .meta({ id: 'mapping', title: 'An impspec mapping file' })
}

export type Written = z.infer<ReturnType<typeof mappingSchemaOf>>

/** A mapping with everything that it extends. */
export type Mapping = Omit<Written, 'extends' | 'format' | 'time' | 'device' | 'unmatched'> & {
  /** Of its file. */
  readonly path: string
  readonly format: 'text' | 'json'
  readonly time: NonNullable<Written['time']>
  readonly device: NonNullable<Written['device']>
  readonly unmatched: 'error' | 'ignore'
}

export type WrittenRoleSettings = z.infer<typeof roleSettings>

/** Parses the text of one file. @throws UnreadableInput */
function parseMapping(source: string, text: string, mappingSchema: ReturnType<typeof mappingSchemaOf>): Written {
  const document = parseDocument(text, { uniqueKeys: true })
  const [error] = document.errors
  if (error !== undefined) {
    const line = error.linePos?.[0].line ?? 0
    throw new UnreadableInput(source, line, `is neither YAML nor JSON: ${error.message.split('\n')[0]!}`)
  }
  let value: unknown
  try {
    // Aliases that multiply, or lead back to themselves, are refused.
    value = document.toJS({ maxAliasCount: 100 })
    JSON.stringify(value)
  } catch (cause) {
    throw new UnreadableInput(source, 0, `contains itself: ${(cause as Error).message.split('\n')[0]!}`)
  }
  const parsed = mappingSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const fault = faultIn(mappingSchema, parsed.error, value)
  throw new UnreadableInput(source, lineIn(text, fault.path), fault.text)
}

/** Two records of records as one; where both have a field, the first counts. */
const mergedFields = <T extends object>(
  one: Readonly<Partial<Record<string, T>>>,
  other: Readonly<Partial<Record<string, T>>>,
): Record<string, T> => ({
  ...(other as Record<string, T>),
  ...Object.fromEntries(Object.entries(one).map(([name, fields]) => [name, { ...other[name], ...fields } as T])),
})

/** The settings of each role: what may be missing by either mapping may be missing. */
function mergedRoles(one: Written['roles'], other: Written['roles']): Written['roles'] {
  const both = mergedFields<WrittenRoleSettings>(one, other)
  for (const [role, settings] of Object.entries(both)) {
    const unlogged = [one, other].flatMap((roles) => roles[role]?.unlogged ?? [])
    if (unlogged.length > 0) both[role] = { ...settings, unlogged: [...new Set(unlogged)] }
  }
  return both
}

/** A mapping and the one that it extends: what is its own comes first, and counts where both say something. */
function merge(one: Written, other: Written): Written {
  return {
    ...other,
    ...one,
    fields: { ...other.fields, ...one.fields },
    sources: { ...other.sources, ...one.sources },
    values: mergedFields(one.values, other.values),
    ignore: [...one.ignore, ...other.ignore],
    rules: [...one.rules, ...other.rules],
    roles: mergedRoles(one.roles, other.roles),
  }
}

function load(path: string, within: readonly string[], schema: ReturnType<typeof mappingSchemaOf>): Written {
  if (within.includes(path)) {
    throw new UnreadableInput(within[0]!, 0, `extends itself: ${[...within, path].join(' → ')}`)
  }
  const written = parseMapping(
    path,
    textOf(path, within.length === 0 ? '' : ` (extended by ${within.at(-1)!})`),
    schema,
  )
  if (written.extends === undefined) return written
  return merge(written, load(resolve(dirname(path), written.extends), [...within, path], schema))
}

/** What of a specification a mapping is read for. */
export type Mapped = Pick<RoleCatalogue, 'names' | 'mappings'>

function shippedPath(name: string): string {
  const beside = ['../mappings', '../../../oracle/mappings'].map((at) =>
    fileURLToPath(new URL(`${at}/${name}.yaml`, import.meta.url)),
  )
  return beside.find((path) => existsSync(path)) ?? beside[0]!
}

/**
 * Reads a mapping file and everything that it extends.
 *
 * @param name - a path, or the name of a shipped mapping
 * @throws UnreadableInput for what is no mapping, naming the file and the field
 */
export function loadMapping(name: string, { names, mappings }: Mapped): Mapping {
  const shipped = mappings.find((one) => one === name)
  const path = shipped === undefined ? name : shippedPath(shipped)
  const written = load(resolve(path), [], mappingSchemaOf(names))
  const missing = (field: string, right: string): UnreadableInput =>
    new UnreadableInput(path, 0, `lacks '${field}': ${right}`)
  const { format, time, device, pattern, unmatched = 'error' } = written
  if (format === undefined) throw missing('format', 'text or json')
  if (time === undefined) throw missing('time', 'the field that holds the time, and its format')
  if (device === undefined) throw missing('device', 'the field that names the device, or a constant')
  if (format === 'text' && pattern === undefined) throw missing('pattern', 'the regular expression of a line')
  if (written.source === undefined && Object.keys(written.sources).length > 0) {
    throw missing('source', 'the field that says which of the sources wrote a line, or a constant')
  }
  return { ...written, path, format, time, device, unmatched }
}
