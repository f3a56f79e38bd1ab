// Patterns that say several things of one kind at once.
import { and, not, or, step, type PredicateName } from './predicates.js'
import type { Formula, Property } from './property.js'

/** Whenever one of these happens, what belongs to it holds. */
export const each = (pairs: readonly (readonly [PredicateName, Formula])[]): Property['pattern'] => ({
  kind: 'invariant',
  given: or(...pairs.map(([cause]) => step(cause))),
  holds: and(...pairs.map(([cause, effect]) => or(not(step(cause)), effect))),
})
