// The same value, made otherwise: what a machine does must not tell the two apart.
import { faithful, isPlain } from './canonical.js'

/**
 * An equal value of new objects, with their fields in the opposite order; what is equal within it is one object.
 *
 * @param made the objects made so far, by their text
 */
export function twinOf(value: unknown, made: Map<string, unknown> = new Map<string, unknown>()): unknown {
  if (typeof value !== 'object' || value === null) return value
  const text = faithful(value)
  const known = made.get(text)
  if (known !== undefined) return known
  const twin = madeOtherwise(value, (item) => twinOf(item, made))
  made.set(text, twin)
  return twin
}

function madeOtherwise(value: object, twin: (item: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(twin)
  if (value instanceof Date) return new Date(value)
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [twin(key), twin(item)]))
  if (value instanceof Set) return new Set([...value].map(twin))
  if (!isPlain(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([field, item]) => [field, twin(item)]),
  )
}

/**
 * The twin of a context, with some of its fields as they are, but for those that are equal: these are one object.
 *
 * @param constants the fields that are handed on
 */
export function twinOfContext(
  context: Readonly<Record<string, unknown>>,
  constants: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const made = new Map<string, unknown>()
  for (const constant of Object.values(constants)) {
    const text = faithful(constant)
    if (!made.has(text)) made.set(text, constant)
  }
  const whole = { ...context, ...constants }
  return Object.fromEntries(
    Object.entries(whole)
      .reverse()
      .map(([field, value]) => [field, twinOf(value, made)]),
  )
}
