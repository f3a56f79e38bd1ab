// Verdicts of searches that keep no graph, from what was seen of a property.
import type { Verdict, Property } from '../../model/property.js'
import type { Sighting } from '../monitor/onTheFly.js'
import type { Story } from '../../model/result.js'
import type { SearchEnd } from './task.js'

export interface ScaleVerdict {
  readonly property: string
  readonly verdict: Verdict | 'incomplete'
  readonly exercised: number
  /** Steps from a start to the first violation, or to the witness; to some one, where it was found `atRandom`. */
  readonly depth?: number
  readonly atRandom?: true
  /** A shortest run to it, where sets of states were searched. */
  readonly story?: Story
  /** Why there is no verdict. */
  readonly why?: string
}

/** Why nothing is said of a response. */
export const needsGraph = 'a response is decided on a graph'

/** The verdict on a property whose watch was followed in all of its modes. */
export function verdictOf(
  { pattern }: Pick<Property, 'pattern'>,
  { depth, antecedents }: Sighting,
  complete: boolean,
  why: string,
): Omit<ScaleVerdict, 'property'> {
  const exercised = Math.min(...antecedents)
  const found = depth >= 0
  if (pattern.kind === 'reachable') {
    if (found) return { verdict: 'holds', exercised, depth }
    return complete ? { verdict: 'fails', exercised } : { verdict: 'incomplete', exercised, why }
  }
  if (found) return { verdict: 'fails', exercised, depth }
  if (!complete) return { verdict: 'incomplete', exercised, why }
  return { verdict: exercised > 0 ? 'holds' : 'vacuous', exercised }
}

/** Why a search was not complete. */
export const whyIncomplete = ({ stopped, fault, because }: SearchEnd): string =>
  fault
    ? `a step goes astray: ${fault.message}`
    : stopped === 'memory'
      ? 'memory did not suffice'
      : stopped === 'states'
        ? 'the limit of states was reached'
        : stopped === 'locals'
          ? (because ?? 'a party has too many local states')
          : 'the search was interrupted'
