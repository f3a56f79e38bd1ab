// Formulas in words: `and(was('bright'), not(is('bright')))`.
import type { Formula } from '../property.js'

/** The state predicate holds after the step. */
export const is = <const Name extends string>(name: Name): Formula<Name> => ({ is: name })

/** The state predicate held before the step. */
export const was = <const Name extends string>(name: Name): Formula<Name> => ({ was: name })

/** The step is such a step. */
export const does = <const Name extends string>(name: Name): Formula<Name> => ({ does: name })

/** One quantum of time passes. */
export const tick: Formula<never> = { tick: true }

export const not = <Name extends string>(formula: Formula<Name>): Formula<Name> => ({ not: formula })

/** All of them; of none, always. */
export const and = <Name extends string>(...formulas: readonly Formula<Name>[]): Formula<Name> => ({ and: formulas })

/** One of them at least; of none, never. */
export const or = <Name extends string>(...formulas: readonly Formula<Name>[]): Formula<Name> => ({ or: formulas })
