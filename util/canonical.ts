// One text for one value: equal texts mean equal values, and what has no faithful text is refused.

/** A value without a faithful text; `at` is its path, `what` its kind. */
export class NotCanonical extends Error {
  readonly at: string
  readonly what: string

  constructor(at: string, what: string) {
    super(`${at || 'value'} is ${what}`)
    this.at = at
    this.what = what
  }
}

/** An object of no class of its own. */
export const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function kindOf(value: object): string {
  const constructor: unknown = (value as { constructor?: unknown }).constructor
  return typeof constructor === 'function' && constructor.name ? `a ${constructor.name}` : 'an object with a prototype'
}

/** The text of a value that JSON has no word for; undefined where it has. */
type Odd = (value: unknown, at: string, textOf: (item: unknown, at: string) => string) => string | undefined

function textOf(value: unknown, at: string, within: readonly object[], odd: Odd): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new NotCanonical(at, String(value))
    // JSON knows -0, and its writer does not.
    return Object.is(value, -0) ? '-0' : JSON.stringify(value)
  }
  if (typeof value === 'object' && within.includes(value)) throw new NotCanonical(at, 'a circular reference')
  const inner = typeof value === 'object' ? [...within, value] : within
  const other = odd(value, at, (item, place) => textOf(item, place, inner, odd))
  if (other !== undefined) return other
  if (typeof value !== 'object') throw new NotCanonical(at, value === undefined ? 'undefined' : `a ${typeof value}`)
  if (Array.isArray(value)) {
    return `[${Array.from(value, (item, index) => textOf(item, `${at}[${index}]`, inner, odd)).join(',')}]`
  }
  if (!isPlain(value)) throw new NotCanonical(at, kindOf(value))
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields
    .map(([key, item]) => `${JSON.stringify(key)}:${textOf(item, at ? `${at}.${key}` : key, inner, odd)}`)
    .join(',')}}`
}

/**
 * JSON with sorted keys.
 *
 * @param at path of the value, for the error
 * @throws NotCanonical for anything that JSON would drop or merge: undefined, functions, symbols, BigInt, NaN, Infinity,
 * Map, Set, Date and other class instances, circular references
 */
export const canonical = (value: unknown, at = ''): string => textOf(value, at, [], () => undefined)

/** How what JSON has no word for is written: an object with one field of such a name. */
const marks = ['$undefined', '$date', '$map', '$set'] as const

const oddText: Odd = (value, at, inner) => {
  if (value === undefined) return '{"$undefined":true}'
  if (typeof value !== 'object' || value === null) return undefined
  if (value instanceof Date) return `{"$date":${inner(value.getTime(), at)}}`
  // What an assign of Map or Set sees first is what was put in first: the order is part of the value.
  if (value instanceof Map) return `{"$map":${inner([...value], at)}}`
  if (value instanceof Set) return `{"$set":${inner([...value], at)}}`
  const mark = marks.find((one) => Object.hasOwn(value, one))
  if (mark === undefined || Object.keys(value).length > 1) return undefined
  throw new NotCanonical(at, `an object with the field '${mark}', which is how ${mark.slice(1)} is written`)
}

/**
 * As `canonical`, for contexts: `undefined`, Date, Map and Set are written as well, Map and Set in the order of insertion.
 *
 * @throws NotCanonical for all else that JSON would drop or merge
 */
export const faithful = (value: unknown, at = ''): string => textOf(value, at, [], oddText)

function read(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(read)
  const fields = Object.entries(value)
  const [mark, item] = fields.length === 1 ? fields[0]! : []
  if (mark === '$undefined') return undefined
  if (mark === '$date') return new Date(item as number)
  if (mark === '$map') return new Map(read(item) as [unknown, unknown][])
  if (mark === '$set') return new Set(read(item) as unknown[])
  return Object.fromEntries(fields.map(([key, one]) => [key, read(one)]))
}

/** The value that a text of `faithful` stands for. */
export const fromFaithful = (text: string): unknown => (text.includes('"$') ? read(JSON.parse(text)) : JSON.parse(text))
