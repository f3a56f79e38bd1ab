// Steps as formulas see them, where states are numbers of components: by two masks of state predicates, and what was done.
import type { Observed } from '../compile/compile.js'
import type { StepView } from '../../model/formula.js'
import { Allowance, TupleSet } from '../store/tupleSet.js'
import type { Shape, Teacher } from './transitionSource.js'

/** A step seen as two masks of state predicates, one of step predicates, and whether it is a tick. */
class MaskView implements StepView {
  tick = false
  before: Uint32Array = new Uint32Array(1)
  after: Uint32Array = new Uint32Array(1)
  steps: Uint32Array = new Uint32Array(1)
  readonly #states: ReadonlyMap<string, number>
  readonly #does: ReadonlyMap<string, number>

  constructor({ states, steps }: Observed) {
    this.#states = new Map(states.map((name, bit) => [name, bit]))
    this.#does = new Map(steps.map((name, bit) => [name, bit]))
  }

  is(name: string): boolean {
    return holds(this.after, this.#states.get(name))
  }

  was(name: string): boolean {
    return holds(this.before, this.#states.get(name))
  }

  does(name: string): boolean {
    return holds(this.steps, this.#does.get(name))
  }
}

function holds(mask: Uint32Array, bit: number | undefined): boolean {
  if (bit === undefined) throw new Error('a formula asks for a predicate that was not observed')
  return (mask[bit >> 5]! & (1 << (bit & 31))) !== 0
}

/** The mask in which no state predicate holds. */
export const BLANK = 0

/** Masks of state predicates, numbered as they are met, and the steps between them. */
export class Masks {
  readonly #shape: Shape
  readonly #teacher: Teacher
  readonly #view: MaskView
  readonly #numbers: TupleSet
  readonly #mask: Uint32Array
  /** The bits that are looked at. */
  readonly #bits: Uint32Array
  /** By party and number: the row of its state predicates. */
  readonly #rows: readonly Uint32Array[][]

  /** @param names the predicates that are looked at; all that are observed unless told */
  constructor(shape: Shape, teacher: Teacher, observed: Observed, names?: ReadonlySet<string>) {
    this.#shape = shape
    this.#teacher = teacher
    this.#view = new MaskView(observed)
    this.#numbers = new TupleSet(shape.isWidth, new Allowance(Infinity))
    this.#mask = new Uint32Array(shape.isWidth)
    this.#numbers.add(this.#mask)
    this.#bits = new Uint32Array(shape.isWidth)
    observed.states.forEach((name, bit) => {
      if (names === undefined || names.has(name)) this.#bits[bit >> 5]! |= 1 << (bit & 31)
    })
    this.#rows = Array.from({ length: shape.parties }, () => [])
  }

  /** The number of the mask of a state, given the numbers of its components. */
  of(values: Int32Array): number {
    const mask = this.#mask.fill(0)
    for (const party of this.#shape.observed) {
      const row = this.#row(party, values[party]!)
      for (let word = 0; word < mask.length; word++) mask[word]! |= row[word]!
    }
    return this.#numbers.add(mask)
  }

  /** The number of a mask with what holds in a local state of a party. */
  with(number: number, party: number, local: number): number {
    const mask = this.#mask
    const row = this.#row(party, local)
    const { data } = this.#numbers.tuples
    for (let word = 0; word < mask.length; word++) mask[word] = data[number * mask.length + word]! | row[word]!
    return this.#numbers.add(mask)
  }

  /** An initial state with a mask, as a step that came from nowhere. It is good until the next view. */
  start(mask: number): StepView {
    const view = this.#view
    view.before = new Uint32Array(this.#shape.isWidth)
    view.after = this.#at(mask)
    view.steps = new Uint32Array(this.#shape.doesWidth)
    view.tick = false
    return view
  }

  /** A step from a state with a mask. It is good until the next view. */
  step(before: number, change: number): StepView {
    const { isWidth, doesWidth } = this.#shape
    const tuple = this.#teacher.change(change)
    const view = this.#view
    const asked = 1 + doesWidth
    view.tick = tuple[0] === 1
    view.steps = Uint32Array.from(tuple.slice(1, asked))
    view.before = this.#at(before)
    view.after = view.before.map((word, at) => (word & ~tuple[asked + at]!) | tuple[asked + isWidth + at]!)
    return view
  }

  #row(party: number, local: number): Uint32Array {
    const rows = this.#rows[party]!
    return (rows[local] ??= Uint32Array.from(this.#teacher.is(party, local), (word, at) => word & this.#bits[at]!))
  }

  #at(mask: number): Uint32Array {
    const { width, tuples } = this.#numbers
    return tuples.data.slice(mask * width, (mask + 1) * width)
  }
}
