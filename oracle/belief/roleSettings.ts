// How the log of a role is to be read.
import type { SourceSettings } from './interleaving.js'
import type { Direction } from './role.js'
import type { WrittenEvent } from './symbol.js'

/** Something that a log may show of a role. */
export interface Shown {
  readonly dir: Direction
  readonly event: WrittenEvent
  /** For `is`: ms for which it may have been over. */
  readonly within?: number | undefined
}

/** How the log of one role is to be read; event types where the role has several payloads of one type. */
export interface RoleSettings {
  /**
   * `initial`: as the machine starts. `unknown`: the log begins at any time of its life. `after`: at any time after a
   * history of inputs, and after whatever else is not logged.
   */
  readonly start: 'initial' | 'unknown' | { readonly after: readonly WrittenEvent[] }
  /** ms by which a timestamp may be wrong. */
  readonly tolerance: number
  /** ms after which an output is in the log at the latest; 0: before the next input. */
  readonly latency: number
  /** ms by which lines may be out of order. */
  readonly reorder: number
  /**
   * Who writes the log, if several do, each by a clock of its own; none if there is one clock. Then `tolerance` and
   * `reorder` are those of each source.
   */
  readonly sources: Readonly<Record<string, SourceSettings>>
  /** Types of inputs and outputs that may be missing from the log. */
  readonly unlogged: readonly string[]
  /**
   * All that a line of the log can show of the role, one after the other; whatever else it hears and says leaves no line.
   * Anything if absent.
   */
  readonly shown?: readonly (readonly Shown[])[]
}
