// What a judge knows of one role of one device.
import type { Belief } from './belief.js'
import type { Interleaving } from './interleaving.js'
import type { BeliefRows } from './rows.js'
import type { Observed } from './symbol.js'

/** One role of one device. */
export class Subject {
  readonly device: string
  readonly role: number
  time = -Infinity
  observations = 0
  /** Of the latest observation that is explained; 0 before the first. */
  line = 0
  /** The last input. */
  heard: Observed | undefined
  failed = false
  undecided: string | undefined
  /** Observations that wait for earlier ones, in order of time. */
  waiting: { readonly time: number; readonly observed: Observed; readonly line: number }[] | undefined
  newest = -Infinity
  /** Where several sources write. */
  interleaving: Interleaving | undefined
  readonly #rows: BeliefRows
  readonly #row: number

  constructor(device: string, role: number, rows: BeliefRows) {
    this.device = device
    this.role = role
    this.#rows = rows
    this.#row = rows.add()
  }

  /** Gives its rows back: nothing is asked of it any more. */
  release(): void {
    this.#rows.remove(this.#row)
  }

  get belief(): Belief {
    return this.#rows.get(this.#row)
  }

  set belief(belief: Belief) {
    this.#rows.put(this.#row, belief)
  }

  /** Whether one more observation is explained by the usual case; if not, the belief is as it was. */
  follow(observed: Observed, time: number): boolean {
    return this.#rows.follow(this.#row, observed, time)
  }
}
