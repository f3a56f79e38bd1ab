// Which states can be reached: all of them in any order, or those of each depth one after the other.
import type { Diagrams } from './mdd.js'
import { image, type StepTransducer } from './transducer.js'

/** What is done on the way. */
export interface Going {
  /** Before a step is taken from some states, by the number of the step. */
  readonly before?: (step: number, states: number) => Promise<void>
  /** After a step was taken: whether to stop, given the states that were reached so far. */
  readonly stops?: (reached: number) => boolean
}

/**
 * All states that steps lead to from a set: each step is taken until it leads to nothing new, one after the other, until none does.
 *
 * The order is not that of runs: most sets that come up on the way are about as regular as the whole, which sets of states of one
 * depth are not.
 */
export async function reachable(
  diagrams: Diagrams,
  starts: number,
  steps: readonly StepTransducer[],
  { before, stops }: Going = {},
): Promise<number> {
  const reached = diagrams.hold([starts])
  try {
    for (let grown = true; grown;) {
      grown = false
      for (const [index, step] of steps.entries()) {
        for (let last = -1; last !== reached[0];) {
          last = reached[0]!
          await before?.(index, last)
          reached[0] = diagrams.union(last, image(diagrams, last, step))
          grown ||= last !== reached[0]
          if (stops?.(reached[0]) === true) return reached[0]
        }
        diagrams.tidy()
      }
    }
    return reached[0]!
  } finally {
    diagrams.release(reached)
  }
}

/**
 * The states at most so many steps from a start, for one depth after the other: a list that grows as it is asked for more. Together
 * they are more regular than those of one depth alone.
 */
export class Waves {
  readonly diagrams: Diagrams
  /** By depth. */
  readonly #sets: number[]
  readonly #steps: readonly StepTransducer[]
  readonly #before: Going['before']

  constructor(diagrams: Diagrams, starts: number, steps: readonly StepTransducer[], { before }: Going = {}) {
    this.diagrams = diagrams
    this.#steps = steps
    this.#before = before
    this.#sets = diagrams.hold([starts])
  }

  /** The states within so many steps; `undefined` where there are no more than within one step less. */
  async within(depth: number): Promise<number | undefined> {
    while (this.#sets.length <= depth) {
      const { length } = this.#sets
      if (length > 1 && this.#sets[length - 1] === this.#sets[length - 2]) return undefined
      await this.#advance()
    }
    return this.known(depth)
  }

  /** The same, where it was asked for before. */
  known(depth: number): number | undefined {
    return depth > 0 && this.#sets[depth] === this.#sets[depth - 1] ? undefined : this.#sets[depth]!
  }

  release(): void {
    this.diagrams.release(this.#sets)
  }

  async #advance(): Promise<void> {
    const { diagrams } = this
    const last = this.#sets.length - 1
    const next = diagrams.hold([this.#sets[last]!])
    for (const [index, step] of this.#steps.entries()) {
      await this.#before?.(index, this.#sets[last]!)
      next[0] = diagrams.union(next[0]!, image(diagrams, this.#sets[last]!, step))
      diagrams.tidy()
    }
    this.#sets.push(next[0]!)
    diagrams.release(next)
  }
}
