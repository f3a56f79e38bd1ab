// What a property is expected to do in a configuration, and on which dimensions that depends.
import { dimensions, type Configuration, type DimensionName } from '../../machines/configurations.js'
import type { ConfigurationPattern, Property } from './property.js'
import type { Verdict } from '../../model/property.js'

export interface Expectation {
  readonly verdict: Verdict
  /** Why another verdict than `holds` is right there. */
  readonly because?: string
}

/** Whether each dimension that a pattern names has one of the values that it allows. */
export const matches = (pattern: ConfigurationPattern, configuration: Configuration): boolean =>
  dimensions.every(({ name }) => {
    const allowed: readonly string[] | undefined = pattern[name]
    return allowed === undefined || allowed.includes(configuration[name])
  })

/** The first exception that matches decides; where none does, the property holds. */
export function expectedVerdict(property: Property, configuration: Configuration): Expectation {
  const exception = property.exceptions?.find(({ when }) => matches(when, configuration))
  return exception ? { verdict: exception.verdict, because: exception.because } : { verdict: 'holds' }
}

/** The dimensions that a property concerns: those that one of its exceptions names. */
export function concerns(property: Property): readonly DimensionName[] {
  const named = new Set((property.exceptions ?? []).flatMap(({ when }) => Object.keys(when)))
  return dimensions.map(({ name }) => name).filter((name) => named.has(name))
}
