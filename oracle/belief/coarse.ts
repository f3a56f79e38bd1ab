// What of a role need not be told apart where a log shows little of it: fewer states to believe, and the same verdicts.
import type { Blur } from '../../checker/compile/partyTable.js'
import type { WrittenEvent } from './symbol.js'

/** A coarser view of a role. */
export interface Coarse {
  readonly blur: Blur
  /** Inputs that are not looked at: as far as the log can show, others do what they do. */
  readonly without: ReadonlySet<string>
  /** What came before any log, so that the view need not begin with the birth of the role; with no effect if empty. */
  readonly history: readonly WrittenEvent[]
  /** Whether what is taken for one answers a question alike that looks at these things of a state. */
  readonly tells: (looked: LookedAt) => boolean
}

/** What a question looks at of a local state. */
export interface LookedAt {
  readonly tags: ReadonlySet<string>
  /** Fields of the context. */
  readonly fields: ReadonlySet<string>
  /** Whether it looks at anything else, such as the names of states. */
  readonly more: boolean
}
