// Where a role may be: what a belief is made of.

export interface Hypothesis {
  readonly local: number
  /** The latest step, as an index into the table's `records`; -1 before the first. For explanations. */
  readonly by: number
  /** The last step was not before this time. */
  readonly since: number
  /** First and last time of each timer slot, in turn. */
  readonly due: readonly number[]
  /** Outputs that were said and not yet seen. */
  readonly pending: readonly number[]
  /** For each of them, the last time at which it may be seen. */
  readonly until: readonly number[]
  /** For each of the tags that matter for a while, the last time at which a state with it may have been left. */
  readonly held?: readonly number[] | undefined
}

export type Belief = readonly Hypothesis[]

/** A belief set that grew beyond the limit; the verdict is inconclusive. */
export class TooManyHypotheses extends Error {
  override readonly name = 'TooManyHypotheses'
}
