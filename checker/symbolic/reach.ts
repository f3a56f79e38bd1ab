// Which states can be reached: all of them in any order, or those of each depth one after the other.
import { type Diagrams, EMPTY } from './diagrams.js'
import { image, type StepTransducer } from './transducer.js'

/** What is done on the way. */
export interface Going {
  /** Before a step is taken from some states, by the number of the step. */
  readonly before?: (step: number, states: number) => void
  /** After a step was taken: whether to stop, given the states that were reached so far. */
  readonly stops?: (reached: number) => boolean
}

/**
 * All states that steps lead to from a set: each step is taken until it leads to nothing new, one after the other, until none does.
 *
 * The order is not that of runs: most sets that come up on the way are about as regular as the whole, which sets of states of one
 * depth are not.
 */
export function reachable(
  diagrams: Diagrams,
  starts: number,
  steps: readonly StepTransducer[],
  { before, stops }: Going = {},
): number {
  const reached = diagrams.hold([starts])
  try {
    for (let grown = true; grown; ) {
      grown = false
      for (const [index, step] of steps.entries()) {
        for (let last = -1; last !== reached[0]; ) {
          last = reached[0]!
          before?.(index, last)
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
 * The states of each depth, one set after the other, in a list that grows while it is asked for more.
 *
 * @returns the states of a depth; `EMPTY` where there are none
 */
export class Waves {
  /** By depth. */
  readonly sets: number[]
  readonly diagrams: Diagrams
  readonly #steps: readonly StepTransducer[]
  readonly #before: Going['before']
  readonly #visited: number[]

  constructor(diagrams: Diagrams, starts: number, steps: readonly StepTransducer[], { before }: Going = {}) {
    this.diagrams = diagrams
    this.#steps = steps
    this.#before = before
    this.sets = diagrams.hold([starts])
    this.#visited = diagrams.hold([starts])
  }

  at(depth: number): number {
    while (this.sets.length <= depth && this.sets[this.sets.length - 1] !== EMPTY) this.#advance()
    return this.sets[depth] ?? EMPTY
  }

  release(): void {
    this.diagrams.release(this.sets)
    this.diagrams.release(this.#visited)
  }

  #advance(): void {
    const diagrams = this.diagrams
    const depth = this.sets.length - 1
    const next = diagrams.hold([EMPTY])
    for (const [index, step] of this.#steps.entries()) {
      this.#before?.(index, this.sets[depth]!)
      next[0] = diagrams.union(next[0]!, image(diagrams, this.sets[depth]!, step))
      diagrams.tidy()
    }
    next[0] = diagrams.minus(next[0]!, this.#visited[0]!)
    this.#visited[0] = diagrams.union(this.#visited[0]!, next[0])
    this.sets.push(next[0])
    diagrams.release(next)
  }
}
