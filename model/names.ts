// Names that do not exist, and the nearest ones that do.
import { closest, distance } from 'fastest-levenshtein'

/**
 * What a name may have been meant to be, as a question; or that there is nothing of the kind.
 *
 * @param what of which there are none, in the plural
 */
export function nearest(name: string, names: readonly string[], what: string): string {
  if (names.length === 0) return `there are no ${what}`
  const near = names
    .filter((one) => distance(one, name) <= Math.max(2, name.length / 3))
    .sort((one, other) => distance(one, name) - distance(other, name))
  return `did you mean ${(near.length > 0 ? near.slice(0, 3) : [closest(name, names)]).map((one) => `'${one}'`).join(', ')}?`
}
