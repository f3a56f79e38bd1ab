// What a schema finds wrong with a value, in words: which field, what stands there, and what would be right.
import type { z } from 'zod'
import { excerpt } from './errors.js'
import { near } from '../belief/symbol.js'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/** What is wrong in one place. */
export interface Fault {
  readonly path: Path
  readonly text: string
}

const things: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  null: 'null',
  object: 'an object',
  record: 'an object',
  array: 'an array',
}

const thing = (expected: string): string => things[expected] ?? expected

const listed = (all: readonly string[]): string =>
  all.length < 2 ? all.join() : `${all.slice(0, -1).join(', ')} or ${all.at(-1)!}`

/** The value at a path; undefined if there is none. */
const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (within, key) =>
      typeof within === 'object' && within !== null ? (within as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  )

const shown = (value: unknown): string => {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  return excerpt(JSON.stringify(value), 60)
}

/** A schema as this module looks at it. */
interface Described {
  readonly def: {
    readonly type: string
    readonly shape?: Readonly<Record<string, Described>>
    readonly element?: Described
    readonly keyType?: Described
    readonly valueType?: Described
    readonly innerType?: Described
    readonly options?: readonly Described[]
    readonly entries?: Readonly<Record<string, string>>
  }
  readonly description?: string
}

/** The schemas without what is wrapped around them, each alternative for itself. */
const plain = (schema: Described): readonly Described[] => {
  const { innerType, options } = schema.def
  if (options !== undefined) return options.flatMap(plain)
  return innerType === undefined ? [schema] : plain(innerType)
}

/** What a schema says of the value at a path: several, where there are alternatives. */
function schemasAt(schema: Described, path: Path): readonly Described[] {
  const [key, ...rest] = path
  if (key === undefined) return [schema]
  return plain(schema).flatMap(({ def: { shape, element, valueType } }) => {
    const next = shape?.[String(key)] ?? element ?? valueType
    return next === undefined ? [] : schemasAt(next, rest)
  })
}

/** What a field is there for, if its schema says it. */
function purpose(schema: Described, path: Path): string {
  const told = schemasAt(schema, path).flatMap((one) =>
    [one, ...plain(one)].flatMap(({ description }) => description ?? []),
  )
  return told.length === 0 ? '' : ` (${told[0]!})`
}

/** The names of the fields that may stand at a path. */
const fieldsAt = (schema: Described, path: Path): readonly string[] =>
  schemasAt(schema, path)
    .flatMap(plain)
    .flatMap(({ def: { shape, keyType } }) => Object.keys(shape ?? keyType?.def.entries ?? {}))

/** What would be right, where that is all that is wrong with a value. */
function wanted(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return thing(issue.expected)
    case 'invalid_value':
      return listed(issue.values.map((value) => JSON.stringify(value)))
    case 'too_small':
      if (issue.origin === 'string') return 'a text that is not empty'
      if (issue.origin === 'array') return 'an array that is not empty'
      return issue.inclusive === true ? `${String(issue.minimum)} or more` : `more than ${String(issue.minimum)}`
    case 'too_big':
      return `at most ${String(issue.maximum)}`
    case 'invalid_format':
      return `a text that matches ${issue.pattern ?? issue.format}`
    default:
      return undefined
  }
}

/** Of the alternatives of a union, the ones that come nearest to a value: what they find wrong with it. */
function nearestAlternatives(errors: readonly (readonly Issue[])[], value: unknown): readonly (readonly Issue[])[] {
  // What is there and is something else rules an alternative out before what is missing does.
  const distance = (issues: readonly Issue[]): number =>
    issues.reduce(
      (sum, { code, path }) =>
        sum +
        (code === 'invalid_value' && valueAt(value, path) !== undefined
          ? 100
          : path.length === 0 && code === 'invalid_type'
            ? 50
            : 1),
      0,
    )
  const least = Math.min(...errors.map(distance))
  return errors.filter((issues) => distance(issues) === least)
}

function faultOf(schema: Described, issue: Issue, value: unknown, before: Path): Fault {
  const path = [...before, ...issue.path]
  const name = path.map(String).join('.')
  const field = name === '' ? '' : `field '${name}' `
  const here = valueAt(value, path)
  if (issue.code === 'invalid_union') {
    const within = issue.errors.filter((issues) => issues.length > 0)
    if (here !== undefined && within.length > 0) return faultOfUnion(schema, within, value, path)
    const all = within.flatMap((issues) => wanted(issues[0]!) ?? [])
    return { path, text: `lacks the field '${name}': ${listed([...new Set(all)])} expected${purpose(schema, path)}` }
  }
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys
    const within = name === '' ? '' : ` in '${name}'`
    const known = fieldsAt(schema, path)
    const close = near(key!, known)
    const hint = close.length > 0 ? `did you mean ${listed(close)}?` : `there are ${known.join(', ')}`
    return { path: [...path, key!], text: `has an unknown field '${key!}'${within}: ${hint}` }
  }
  const right = wanted(issue)
  if (right === undefined) return { path, text: `${field}${issue.message}` }
  if (here === undefined && name !== '') {
    return { path, text: `lacks the field '${name}': ${right} expected${purpose(schema, path)}` }
  }
  return { path, text: `${field}is ${shown(here)}; ${right} expected${purpose(schema, path)}` }
}

function faultOfUnion(schema: Described, errors: readonly (readonly Issue[])[], value: unknown, path: Path): Fault {
  const at = (issues: readonly Issue[]): boolean => issues.length === 1 && issues[0]!.path.length === 0
  const simple = errors.every(at) ? errors.map(([issue]) => wanted(issue!)) : []
  if (simple.length > 0 && simple.every((right) => right !== undefined)) {
    const name = path.map(String).join('.')
    const field = name === '' ? '' : `field '${name}' `
    const right = listed([...new Set(simple)])
    return { path, text: `${field}is ${shown(valueAt(value, path))}; ${right} expected` }
  }
  const faults = nearestAlternatives(errors, valueAt(value, path)).map(([issue]) =>
    faultOf(schema, issue!, value, path),
  )
  return { path: faults[0]!.path, text: [...new Set(faults.map(({ text }) => text))].join(', or ') }
}

/** The first thing that is wrong with a value. */
export function faultIn(schema: z.ZodType, error: z.ZodError, value: unknown): Fault {
  const [issue] = error.issues
  if (issue === undefined) return { path: [], text: 'is not as expected' }
  return faultOf(schema, issue, value, [])
}
