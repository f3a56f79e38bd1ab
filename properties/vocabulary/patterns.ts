// Patterns and formulas that several properties share.
import { and, is, not, or, step, was, type PredicateName } from './predicates.js'
import type { Property } from '../language/property.js'
import type { Formula } from '../../model/property.js'

/** Whenever one of these happens, what belongs to it holds. */
export const each = (pairs: readonly (readonly [PredicateName, Formula])[]): Property['pattern'] => ({
  kind: 'invariant',
  given: or(...pairs.map(([cause]) => step(cause))),
  holds: and(...pairs.map(([cause, effect]) => or(not(step(cause)), effect))),
})

export const bothOrNeither = (one: Formula, other: Formula): Formula => or(and(one, other), and(not(one), not(other)))

/** The device starts cold, and has to be online before it has done with that start. */
export const startsOwingCheck = and(step('startsColdChecked'), is('bootUnchecked'))

/** The BlinkUp window of a configured device closes, or is opened anew, in so many ms. */
export const windowCloses = (within: number): Property['pattern'] => ({
  kind: 'bounded',
  trigger: and(step('opensWindow'), not(is('unconfigured'))),
  answer: or(
    not(is('listening')),
    and(or(step('beginsConnecting'), step('startsCold'), step('storesCredentials')), was('listening')),
    is('unconfigured'),
  ),
  within,
})

/** An attempt to connect ends, or begins anew, in so many ms. */
export const attemptEnds = (within: number): Property['pattern'] => ({
  kind: 'bounded',
  trigger: step('beginsConnecting'),
  answer: or(not(is('connecting')), and(or(step('startsCold'), step('storesCredentials')), was('connecting'))),
  within,
})

/** A bound that is so much less than a delay is expected not to hold: the delay is no shorter, in ms. */
export const earlier = 10_000
