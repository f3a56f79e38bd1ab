// A field of a context that has a value in the states in which it is read.

/**
 * The value of a field that is `'none'` only in states that never read it.
 *
 * @throws Error if it is `'none'` all the same: the machine is wrong.
 */
export function held<T extends string | number>(value: T): Exclude<T, 'none'> {
  if (value === 'none')
    throw new Error("A machine reads a field that is 'none' in this state; it must be set on entry.")
  return value as Exclude<T, 'none'>
}
