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

/**
 * JSON with sorted keys.
 *
 * @param at path of the value, for the error
 * @throws NotCanonical for anything that JSON would drop or merge: undefined, functions, symbols, BigInt, NaN, Infinity,
 * Map, Set, Date and other class instances, circular references
 */
export function canonical(value: unknown, at = '', within: readonly object[] = []): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new NotCanonical(at, String(value))
    // JSON knows -0, and its writer does not.
    return Object.is(value, -0) ? '-0' : JSON.stringify(value)
  }
  if (typeof value !== 'object') throw new NotCanonical(at, value === undefined ? 'undefined' : `a ${typeof value}`)
  if (within.includes(value)) throw new NotCanonical(at, 'a circular reference')
  const inner = [...within, value]
  if (Array.isArray(value)) {
    return `[${Array.from(value, (item, index) => canonical(item, `${at}[${index}]`, inner)).join(',')}]`
  }
  if (!isPlain(value)) throw new NotCanonical(at, kindOf(value))
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item, at ? `${at}.${key}` : key, inner)}`)
    .join(',')}}`
}
