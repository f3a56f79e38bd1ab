// What a step changes of what is observed: which step predicates hold, and the new state predicates of some parties.
import type { CompiledWorld } from '../compile/compile.js'
import { Allowance, TupleSet } from '../store/tupleSet.js'

/** A party that went from one local state to another. */
export interface Move {
  readonly party: number
  readonly from: number
  readonly to: number
}

/**
 * Kinds of steps, as far as formulas can tell, numbered in the order in which they are met; the number of a tick is 0.
 *
 * A change is a tuple: 1 for a tick, the mask of step predicates, and, of the mask of state predicates, the bits that are
 * asked anew and those of them that hold now.
 */
export class Changes {
  readonly tuples: TupleSet
  readonly #world: CompiledWorld
  readonly #tuple: Uint32Array

  constructor(world: CompiledWorld) {
    this.#world = world
    this.tuples = new TupleSet(1 + world.doesWidth + 2 * world.isWidth, new Allowance(Infinity), 64)
    this.#tuple = new Uint32Array(this.tuples.width)
    this.#tuple[0] = 1
    this.tuples.add(this.#tuple)
  }

  /** The number of the change that some moves make. */
  numberOf(does: Uint32Array, moves: readonly Move[]): number {
    const { doesWidth, isWidth, parties } = this.#world
    const tuple = this.#tuple.fill(0)
    const asked = 1 + doesWidth
    const holds = asked + isWidth
    tuple.set(does, 1)
    for (const { party, from, to } of moves) {
      const { is, asked: bits } = parties[party]!
      const [before, after] = [is.touch(from), is.touch(to)]
      let same = true
      for (let word = 0; word < isWidth; word++) same &&= is.words[before + word] === is.words[after + word]
      for (let word = 0; word < isWidth && !same; word++) {
        tuple[asked + word]! |= bits[word]!
        tuple[holds + word]! |= is.words[after + word]!
      }
    }
    return this.tuples.add(tuple)
  }

  /** Whether a change is a tick. */
  isTick(change: number): boolean {
    return change === 0
  }

  /** Puts the mask of step predicates of a change into `does`. */
  does(change: number, does: Uint32Array): void {
    const at = change * this.tuples.width + 1
    for (let word = 0; word < does.length; word++) does[word] = this.tuples.tuples.data[at + word]!
  }

  /** Makes a mask of state predicates into what it is after a change. */
  apply(change: number, mask: Uint32Array): void {
    const { data } = this.tuples.tuples
    const asked = change * this.tuples.width + 1 + this.#world.doesWidth
    for (let word = 0; word < mask.length; word++) {
      mask[word] = (mask[word]! & ~data[asked + word]!) | data[asked + mask.length + word]!
    }
  }
}
