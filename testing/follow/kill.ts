// What noticed a mutant.
import type { Verdict } from '../../model/property.js'

/** Who noticed, where, and what. */
export interface Kill {
  /**
   * Ids of the properties whose verdicts were seen to differ, there may be more; none where the checker refuses the mutant, or
   * where a run of it goes astray.
   */
  readonly by: readonly string[]
  /** Of the first of these. */
  readonly expected?: Verdict
  readonly found: string
  readonly scope: string
  readonly configuration: string
}
