// Values of TLA+ as the evaluator holds them, and the operators on them that need no context.

/** A function that is known by its rule: TLC computes its values when they are asked for. */
export class Rule {
  readonly values: readonly Value[]

  constructor(values: readonly Value[]) {
    this.values = values
  }
}

/** What equal values have in common, and others have not. */
const keyOf = (value: Value): unknown => (typeof value === 'object' ? textOf(value) : value)

/** A finite set. What is neither number nor string has a text that begins as no string of a module does. */
export class TlaSet {
  readonly #members: ReadonlyMap<unknown, Value>

  constructor(members: readonly Value[]) {
    this.#members = new Map(members.map((member) => [keyOf(member), member]))
  }

  has(value: Value): boolean {
    return this.#members.has(keyOf(value))
  }

  get members(): readonly Value[] {
    return [...this.#members.values()]
  }
}

const equal = (one: Value, other: Value): boolean =>
  typeof one === 'object' ? textOf(one) === textOf(other) : one === other

/** A record: values by the names of its fields. */
export interface TlaRecord {
  readonly [field: string]: Value
}

/** Tuples are arrays: functions over 1..n. */
export type Value = number | string | boolean | readonly Value[] | TlaSet | TlaRecord | Rule

/** What TLC would call an error of evaluation. */
export class EvaluationError extends Error {}

export const isTuple = (value: Value): value is readonly Value[] => Array.isArray(value)

const isRecord = (value: Value): value is TlaRecord =>
  typeof value === 'object' && !isTuple(value) && !(value instanceof TlaSet) && !(value instanceof Rule)

/** A text for a value, in TLA+; equal values have equal texts. */
export function textOf(value: Value): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (typeof value === 'string') return JSON.stringify(value)
  if (isTuple(value)) return `<<${value.map(textOf).join(',')}>>`
  if (value instanceof Rule) return textOf(value.values)
  if (value instanceof TlaSet) return `{${value.members.map(textOf).sort().join(',')}}`
  const fields = Object.keys(value).sort()
  return `[${fields.map((field) => `${field}|->${textOf(value[field]!)}`).join(',')}]`
}

export function itemsOf(value: Value): readonly Value[] {
  if (isTuple(value)) return value
  if (value instanceof Rule) return value.values
  throw new EvaluationError(`${textOf(value)} is no function over 1..n`)
}

export function setOf(value: Value): TlaSet {
  if (value instanceof TlaSet) return value
  throw new EvaluationError(`${textOf(value)} is no set`)
}

export function truth(value: Value): boolean {
  if (typeof value === 'boolean') return value
  throw new EvaluationError(`${textOf(value)} is neither TRUE nor FALSE`)
}

export function integer(value: Value): number {
  if (typeof value === 'number') return value
  throw new EvaluationError(`${textOf(value)} is no number`)
}

/** A function applied. */
export function at(value: Value, index: Value): Value {
  const found = itemsOf(value)[integer(index) - 1]
  if (found === undefined) throw new EvaluationError(`Attempted to access index ${textOf(index)} of ${textOf(value)}`)
  return found
}

export function field(value: Value, name: string): Value {
  const found = isRecord(value) ? value[name] : undefined
  if (found === undefined) throw new EvaluationError(`${textOf(value)} has no field ${name}`)
  return found
}

/** A copy with one item or field changed; the old value is what `@` means. As in TLA+, what is not there stays away. */
export function changed(value: Value, path: readonly (string | Value)[], change: (old: Value) => Value): Value {
  const [step, ...rest] = path
  if (step === undefined) return change(value)
  if (typeof step === 'string') {
    return { ...(value as TlaRecord), [step]: changed(field(value, step), rest, change) }
  }
  const old = at(value, step)
  const copy = [...itemsOf(value)]
  copy[integer(step) - 1] = changed(old, rest, change)
  return copy
}

export const range = (from: number, to: number): TlaSet =>
  new TlaSet(Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index))

/** Operators with two sides, whose sides are always asked both. */
export const operators: Readonly<Record<string, (left: Value, right: Value) => Value>> = {
  '=': equal,
  '#': (left, right) => !equal(left, right),
  '<': (left, right) => integer(left) < integer(right),
  '>': (left, right) => integer(left) > integer(right),
  '<=': (left, right) => integer(left) <= integer(right),
  '>=': (left, right) => integer(left) >= integer(right),
  '+': (left, right) => integer(left) + integer(right),
  '-': (left, right) => integer(left) - integer(right),
  '..': (left, right) => range(integer(left), integer(right)),
  '\\in': (left, right) => setOf(right).has(left),
  '\\notin': (left, right) => !setOf(right).has(left),
  '\\cup': (left, right) => new TlaSet([...setOf(left).members, ...setOf(right).members]),
  '\\o': (left, right) => [...itemsOf(left), ...itemsOf(right)],
}

const nonempty = (value: Value, what: string): readonly Value[] => {
  const items = itemsOf(value)
  if (items.length === 0) throw new EvaluationError(`${what} of an empty sequence`)
  return items
}

/** Operators of the standard module Sequences. */
export const library: Readonly<Record<string, (...args: readonly Value[]) => Value>> = {
  Len: (sequence) => itemsOf(sequence).length,
  Head: (sequence) => nonempty(sequence, 'Head')[0]!,
  Tail: (sequence) => nonempty(sequence, 'Tail').slice(1),
  Append: (sequence, item) => [...itemsOf(sequence), item],
}

/** A function known by its rule only, in a value that a state keeps; undefined where there is none. */
export function ruleIn(value: Value): Rule | undefined {
  if (value instanceof Rule) return value
  if (typeof value !== 'object') return undefined
  const inner = isTuple(value) ? value : value instanceof TlaSet ? value.members : Object.values(value)
  for (const one of inner) {
    const found = ruleIn(one)
    if (found) return found
  }
  return undefined
}
