// Classes of steps, as far as the properties of a world can tell: what each formula answers of a class, asked once.
import { EdgeClasses } from '../../checker/monitor/edgeClasses.js'
import type { CompiledWorld } from '../../checker/compile/compile.js'
import type { Graph } from '../../checker/graph/explore.js'
import type { StepView } from '../../model/formula.js'
import { Columns } from '../../checker/graph/labelColumns.js'
import { Allowance, TupleSet } from '../../checker/store/tupleSet.js'
import { monitorOf, outcomesOf, read, type Monitor } from '../../checker/monitor/monitor.js'
import type { SpecifiedProperty } from '../../model/specification/module.js'

/** A property as it is watched. */
export interface Watched {
  readonly property: SpecifiedProperty
  readonly monitor: Monitor
  /** Its transition table, as `outcomesOf` makes it. */
  readonly outcomes: Int32Array
  /** By class. */
  readonly readings: number[]
}

const bitsOf = (names: readonly string[]): ReadonlyMap<string, number> => new Map(names.map((name, bit) => [name, bit]))

/** Numbers classes: mask of state predicates before, of step predicates, 1 for a tick, mask after. Grows, and forgets nothing. */
export class ClassReader {
  readonly edgeClasses = new EdgeClasses(new Allowance(Infinity))
  readonly stateMasks: TupleSet
  readonly stepMasks: TupleSet
  readonly watched: readonly Watched[]
  readonly #world: CompiledWorld
  /** By word: the step predicates that properties ask for. */
  readonly #asked: Uint32Array
  readonly #does: Uint32Array
  readonly #stateBits: ReadonlyMap<string, number>
  readonly #stepBits: ReadonlyMap<string, number>

  /** @param names predicates that the properties ask for; others that are observed make no difference */
  constructor(world: CompiledWorld, properties: readonly SpecifiedProperty[], names: readonly string[]) {
    this.#world = world
    this.#stateBits = bitsOf(world.observed.states)
    this.#stepBits = bitsOf(world.observed.steps)
    this.stateMasks = new TupleSet(world.isWidth, new Allowance(Infinity))
    this.stepMasks = new TupleSet(world.doesWidth, new Allowance(Infinity))
    this.stateMasks.add(new Uint32Array(world.isWidth))
    this.#does = new Uint32Array(world.doesWidth)
    this.stepMasks.add(this.#does)
    this.#asked = new Uint32Array(world.doesWidth)
    world.observed.steps.forEach((name, bit) => {
      if (names.includes(name)) this.#asked[bit >> 5]! |= 1 << (bit & 31)
    })
    this.watched = properties.map((property) => {
      const monitor = monitorOf(property.pattern, world.quantum)
      return { property, monitor, outcomes: outcomesOf(monitor), readings: [] }
    })
  }

  /** The class of each class of a graph. */
  project({ edgeClasses, stateMasks, stepMasks }: Graph): Uint32Array {
    const states = this.#all(stateMasks, (mask) => this.state(mask))
    const steps = this.#all(stepMasks, (mask) => this.#step(mask))
    const classes = Uint32Array.from({ length: edgeClasses.size }, (_, one) => {
      const [before, after] = [states[edgeClasses.before(one)]!, states[edgeClasses.after(one)]!]
      return this.edgeClasses.number(before, steps[edgeClasses.does(one)]!, edgeClasses.isTick(one), after)
    })
    this.#readAll()
    return classes
  }

  /** Reads all classes that were not read yet, at once. */
  #readAll(): void {
    const { size } = this.edgeClasses
    if (this.watched.every(({ readings }) => readings.length === size)) return
    const { edgeClasses, stateMasks, stepMasks } = this
    const columns = new Columns({ edgeClasses, stateMasks, stepMasks, world: this.#world })
    for (const { monitor, readings } of this.watched) {
      const all = columns.readings(monitor)
      for (let one = readings.length; one < size; one++) readings.push(all[one]!)
    }
  }

  /** The number of a mask of state predicates. */
  state(mask: Uint32Array): number {
    return this.stateMasks.add(mask)
  }

  /** The class of a step between states with masks. */
  step(before: number, does: Uint32Array, tick: boolean, after: number): number {
    return this.#classOf(before, this.#step(does), tick, after)
  }

  #all({ size, width, tuples }: TupleSet, number: (mask: Uint32Array) => number): readonly number[] {
    return Array.from({ length: size }, (_, mask) => number(tuples.data.slice(mask * width, (mask + 1) * width)))
  }

  #step(does: Uint32Array): number {
    for (let word = 0; word < does.length; word++) this.#does[word] = does[word]! & this.#asked[word]!
    return this.stepMasks.add(this.#does)
  }

  #classOf(before: number, does: number, tick: boolean, after: number): number {
    const count = this.edgeClasses.size
    const found = this.edgeClasses.number(before, does, tick, after)
    if (found === count) {
      const view = this.#view(found)
      for (const { monitor, readings } of this.watched) readings.push(read(monitor, view))
    }
    return found
  }

  #view(found: number): StepView {
    const { edgeClasses, stateMasks, stepMasks } = this
    const asks = (masks: TupleSet, mask: number, bits: ReadonlyMap<string, number>) => (name: string) =>
      masks.hasBit(mask, bits.get(name)!)
    return {
      tick: edgeClasses.isTick(found),
      was: asks(stateMasks, edgeClasses.before(found), this.#stateBits),
      is: asks(stateMasks, edgeClasses.after(found), this.#stateBits),
      does: asks(stepMasks, edgeClasses.does(found), this.#stepBits),
    }
  }
}
