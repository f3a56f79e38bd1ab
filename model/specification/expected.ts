// What a property is expected to do in a configuration, and on which dimensions that depends.
import { matches, type Values } from '../configuration.js'
import type { Expectation, SpecifiedProperty } from './module.js'

/** The first exception that matches decides; where none does, the property holds. */
export function expectedVerdict(property: Pick<SpecifiedProperty, 'exceptions'>, values: Values): Expectation {
  const exception = property.exceptions?.find(({ when }) => matches(when, values))
  return exception ? { verdict: exception.verdict, because: exception.because } : { verdict: 'holds' }
}

/** The names of the dimensions that a property concerns: those that one of its exceptions names. */
export const concerns = (property: Pick<SpecifiedProperty, 'exceptions'>): readonly string[] => [
  ...new Set((property.exceptions ?? []).flatMap(({ when }) => Object.keys(when))),
]
