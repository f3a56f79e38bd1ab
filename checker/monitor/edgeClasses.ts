// The classes of steps: steps that no property can tell apart are of one class.
import { TupleSet, type Allowance } from '../store/tupleSet.js'

const [BEFORE, DOES, TICK, AFTER, WIDTH] = [0, 1, 2, 3, 4]

/**
 * Classes by number, in the order in which they were met. A class is the state labels before a step, the labels of the step,
 * whether it is a tick, and the state labels after it; labels are given by their numbers in a `TupleSet` of masks.
 */
export class EdgeClasses extends TupleSet {
  readonly #class = new Uint32Array(WIDTH)

  constructor(allowance: Allowance) {
    super(WIDTH, allowance)
  }

  /** The number of a class, which is added if it is new: then the number is the former `size`. */
  number(before: number, does: number, tick: boolean, after: number): number {
    this.#class[BEFORE] = before
    this.#class[DOES] = does
    this.#class[TICK] = tick ? 1 : 0
    this.#class[AFTER] = after
    return this.add(this.#class)
  }

  before(edgeClass: number): number {
    return this.tuples.data[edgeClass * WIDTH + BEFORE]!
  }

  does(edgeClass: number): number {
    return this.tuples.data[edgeClass * WIDTH + DOES]!
  }

  isTick(edgeClass: number): boolean {
    return this.tuples.data[edgeClass * WIDTH + TICK] === 1
  }

  after(edgeClass: number): number {
    return this.tuples.data[edgeClass * WIDTH + AFTER]!
  }
}
