// What impspec check has found in one file.
import type { Failure, CheckReport } from '../../oracle/index.js'
import type { Link } from './siteLinks.js'

/** A failure with what was found out about it afterwards. */
export interface Examined extends Failure {
  /** What stays the same of it from run to run. */
  readonly id: string
  /** Why it is expected, if it is. */
  readonly known?: string
  readonly links: readonly Link[]
  readonly repairs: readonly { readonly kind: string; readonly text: string; readonly explains: number }[]
  /** Lines of the smallest log that fails in the same way; absent unless asked for. */
  readonly minimal?: readonly {
    readonly line: number
    readonly time: number
    readonly direction: string
    readonly text: string
  }[]
}

/** What became of one file. The verdict is that of what is not known. */
export type Checked =
  | {
      readonly source: string
      readonly report: CheckReport
      readonly failures: readonly Examined[]
      readonly verdict: CheckReport['verdict']
    }
  | { readonly source: string; readonly error: string }
