// A run that was read into the simulator.
import type { Shared } from './share.js'

/** A run that was read; `problem` says why it is not the whole of what was given. */
export interface Read {
  readonly shared: Shared
  readonly problem?: string
  /** The line of a log that is not explained. */
  readonly line?: string
  /** What could have come there. */
  readonly possible: readonly string[]
}
