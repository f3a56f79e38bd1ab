// Breadth-first search over fewer states than there are: a reference for reductions, simple rather than fast.
import type { Property } from '../../properties/property.js'
import type { CompiledWorld } from '../compile.js'
import { StepFault } from '../errors.js'
import type { Graph, Start } from '../explore.js'
import type { StepView } from '../formula.js'
import { Layout, Room } from '../layout.js'
import { Allowance, TupleSet, Words } from '../memory.js'
import { monitorOf, read, type Monitor } from '../monitor.js'
import type { JobProgress } from '../pool.js'
import { Stepper, TICK } from '../step.js'
import { dependenceOf, type Dependence } from './dependence.js'
import { EnabledSteps, StubbornSets, type AmpleSets } from './partialOrder.js'
import type { Canonical } from './symmetry.js'

/** The means of a reduction; each may be replaced, as tests do to see that a wrong one is found out. */
export interface Means {
  /** Puts the canonical state of an orbit in the place of a state. */
  readonly canonical?: Canonical
  /** Chooses steps; `true` for strong stubborn sets. */
  readonly ample?: AmpleSets | true
  /** Which tasks matter to which; told from the world by default. */
  readonly dependence?: Dependence
  /** Whether a state is expanded in full where each chosen step leads to a state that has been expanded; yes by default. */
  readonly proviso?: boolean
  /** Whether steps that a property may notice are left alone; yes by default. */
  readonly visibility?: boolean
}

/**
 * A graph of which states or steps are left out. Its `states` are unpacked, whatever its `layout` says; a run through it
 * is a run of the world only where nothing is exchanged, so it can be decided on, but not told.
 */
export interface ReducedGraph extends Graph {
  /** Expanded states of which not all steps were explored. */
  readonly pruned: number
  /** A property that tells runs apart which a reduction by partial order does not tell apart, if there is one. */
  readonly sensitive?: string
}

export interface SearchOptions {
  /** States at most; without limit by default. */
  readonly maxStates?: number
  /** Polled: the search ends when its first entry is other than 0. */
  readonly signal?: Int32Array
  /** Called every few thousand states. */
  readonly onProgress?: (progress: JobProgress) => void
}

const cadence = 2048

/** How edge classes look to formulas. */
class ClassView implements StepView {
  before = 0
  did = 0
  tick = false
  after = 0
  readonly #states: ReadonlyMap<string, number>
  readonly #steps: ReadonlyMap<string, number>
  readonly #stateMasks: TupleSet
  readonly #stepMasks: TupleSet

  constructor({ observed }: CompiledWorld, stateMasks: TupleSet, stepMasks: TupleSet) {
    this.#states = new Map(observed.states.map((name, bit) => [name, bit]))
    this.#steps = new Map(observed.steps.map((name, bit) => [name, bit]))
    this.#stateMasks = stateMasks
    this.#stepMasks = stepMasks
  }

  is(name: string): boolean {
    return this.#bit(this.#stateMasks, this.after, this.#states.get(name)!)
  }

  was(name: string): boolean {
    return this.#bit(this.#stateMasks, this.before, this.#states.get(name)!)
  }

  does(name: string): boolean {
    return this.#bit(this.#stepMasks, this.did, this.#steps.get(name)!)
  }

  #bit({ width, tuples }: TupleSet, mask: number, bit: number): boolean {
    return (tuples.data[mask * width + (bit >> 5)]! & (1 << (bit & 31))) !== 0
  }
}

class Search {
  readonly #world: CompiledWorld
  readonly #means: Means
  readonly #stepper: Stepper
  readonly #steps: EnabledSteps
  readonly #ample: AmpleSets | undefined
  readonly #states: TupleSet
  readonly #edgeClasses: TupleSet
  readonly #stateMasks: TupleSet
  readonly #stepMasks: TupleSet
  readonly #view: ClassView
  readonly #monitors: readonly { readonly id: string; readonly monitor: Monitor }[]
  readonly #unlimited = new Allowance(Infinity)
  readonly #maskOf = new Words(this.#unlimited)
  readonly #rows = new Words(this.#unlimited)
  readonly #targets = new Words(this.#unlimited)
  readonly #classes = new Words(this.#unlimited)
  readonly #starts: Start[] = []
  readonly #class = new Uint32Array(4)
  readonly #mask: Uint32Array
  /** By edge class: 1 where no property may notice a step of it, 2 where one may; 0 where not known. */
  readonly #noticed: number[] = []
  /** Of the state that is being expanded: the state and the class of each step. */
  #nexts = new Int32Array(0)
  #found: number[] = []
  #visible = new Uint8Array(64)
  #chosen = new Uint8Array(64)
  readonly #withoutTicks: boolean

  constructor(world: CompiledWorld, properties: readonly Property[], means: Means) {
    const dependence = means.dependence ?? dependenceOf(world)
    this.#world = world
    this.#means = means
    this.#stepper = new Stepper(world)
    this.#steps = new EnabledSteps(this.#stepper, dependence)
    this.#states = new TupleSet(world.size, this.#unlimited)
    this.#edgeClasses = new TupleSet(4, this.#unlimited)
    this.#stateMasks = new TupleSet(world.isWidth, this.#unlimited)
    this.#stepMasks = new TupleSet(world.doesWidth, this.#unlimited)
    this.#mask = new Uint32Array(world.isWidth)
    this.#stateMasks.add(this.#mask)
    this.#stepMasks.add(new Uint32Array(world.doesWidth))
    this.#view = new ClassView(world, this.#stateMasks, this.#stepMasks)
    this.#monitors = properties.map(({ id, pattern }) => ({ id, monitor: monitorOf(pattern, world.quantum) }))
    const ticking = this.#monitors.some(({ monitor }) => monitor.letters.some(asksForTicks))
    this.#withoutTicks = means.ample !== undefined && dependence.timeless && !ticking
    this.#ample = means.ample === true ? new StubbornSets(world, dependence, !this.#withoutTicks) : means.ample
  }

  run({ maxStates = Infinity, signal, onProgress }: SearchOptions): ReducedGraph {
    const began = performance.now()
    let [expanded, pruned, depth, levelEnd] = [0, 0, 0, 0]
    let stopped: Graph['stopped']
    let fault: Graph['fault']
    this.#rows.push(0)
    this.#stepper.initials((inputs) => {
      this.#stepper.does.fill(0)
      const edgeClass = this.#classOf(0, 0, this.#maskOfNext())
      this.#starts.push({ state: this.#add(this.#stepper.next), edgeClass, inputs })
    })
    levelEnd = this.#states.size
    this.#stepper.witness = this.#steps
    try {
      for (; expanded < this.#states.size; expanded++) {
        if (expanded === levelEnd) {
          levelEnd = this.#states.size
          depth++
        }
        if (this.#states.size > maxStates) stopped = 'states'
        else if (expanded % cadence === 0) {
          onProgress?.({ states: this.#states.size, transitions: this.#targets.length })
          if (signal !== undefined && Atomics.load(signal, 0) !== 0) stopped = 'signal'
        }
        if (stopped) break
        if (this.#expand(expanded)) pruned++
        this.#rows.push(this.#targets.length)
      }
    } catch (error) {
      if (!(error instanceof StepFault)) throw error
      fault = { state: expanded, message: error.message }
    }
    const transitions = this.#rows.data[expanded]!
    const sensitive = this.#ample && this.#sensitive()
    return {
      world: this.#world,
      layout: new Layout(new Room(this.#world)),
      states: this.#states,
      starts: this.#starts,
      expanded,
      rows: this.#rows.data.subarray(0, expanded + 1),
      targets: this.#targets.data.subarray(0, transitions),
      classes: this.#classes.data.subarray(0, transitions),
      transitions,
      edgeClasses: this.#edgeClasses,
      stateMasks: this.#stateMasks,
      stepMasks: this.#stepMasks,
      ...(stopped ? { stopped } : {}),
      ...(fault ? { fault } : {}),
      ...(sensitive === undefined ? {} : { sensitive }),
      depth,
      milliseconds: performance.now() - began,
      pruned,
    }
  }

  /** Explores the steps of a state that are enough; true where these are not all. */
  #expand(state: number): boolean {
    const { current } = this.#stepper
    const size = this.#world.size
    current.set(this.#states.tuples.data.subarray(state * size, (state + 1) * size))
    this.#steps.clear()
    this.#found = []
    this.#stepper.successors(() => this.#note(state))
    const count = this.#found.length
    if (this.#ample === undefined || count === 0) return this.#follow(state, count, undefined)
    if (this.#chosen.length < count) this.#chosen = new Uint8Array(2 * count)
    const few = this.#ample.choose(current, this.#steps, this.#visible, this.#chosen)
    if (few >= count) return this.#follow(state, count, undefined)
    return this.#follow(state, count, this.#chosen)
  }

  /** Keeps a step of the state that is being expanded. */
  #note(state: number): void {
    const { kind, next } = this.#stepper
    if (kind === TICK && this.#withoutTicks) {
      this.#steps.count--
      return
    }
    const step = this.#found.length
    const size = this.#world.size
    if (this.#nexts.length < (step + 1) * size) {
      const longer = new Int32Array(2 * (step + 1) * size)
      longer.set(this.#nexts)
      this.#nexts = longer
    }
    const edgeClass = this.#classOf(this.#maskOf.data[state]!, kind === TICK ? 1 : 0, this.#maskOfNext())
    this.#nexts.set(next, step * size)
    this.#found.push(edgeClass)
    if (step === this.#visible.length) {
      const longer = new Uint8Array(2 * step)
      longer.set(this.#visible)
      this.#visible = longer
    }
    this.#visible[step] = this.#means.visibility !== false && this.#isNoticed(edgeClass) ? 1 : 0
  }

  /**
   * Adds the chosen steps to the graph. If each of them leads to a state that has been expanded, the others are added
   * too: else what they do might be put off for ever.
   */
  #follow(state: number, count: number, chosen: Uint8Array | undefined): boolean {
    let ahead = false
    for (let step = 0; step < count; step++) {
      if (chosen !== undefined && chosen[step] === 0) continue
      if (this.#take(step) > state) ahead = true
    }
    if (chosen === undefined) return false
    if (ahead || this.#means.proviso === false) return true
    for (let step = 0; step < count; step++) if (chosen[step] === 0) this.#take(step)
    return false
  }

  #take(step: number): number {
    const size = this.#world.size
    const target = this.#add(this.#nexts.subarray(step * size, (step + 1) * size))
    this.#targets.push(target)
    this.#classes.push(this.#found[step]!)
    return target
  }

  /** The index of the canonical form of a state, which is added if it is new. */
  #add(state: Int32Array): number {
    this.#means.canonical?.(state)
    const known = this.#states.size
    const index = this.#states.add(new Uint32Array(state.buffer, state.byteOffset, state.length))
    if (index === known) this.#maskOf.push(this.#maskOfState(state))
    return index
  }

  #maskOfNext(): number {
    return this.#maskOfState(this.#stepper.next)
  }

  #maskOfState(state: Int32Array): number {
    const mask = this.#mask
    mask.fill(0)
    for (let party = 0; party < this.#world.parties.length; party++) {
      const { is } = this.#world.parties[party]!
      const row = is.touch(state[party]!)
      for (let word = 0; word < mask.length; word++) mask[word]! |= is.words[row + word]!
    }
    return this.#stateMasks.add(mask)
  }

  #classOf(before: number, tick: number, after: number): number {
    this.#class.set([before, this.#stepMasks.add(this.#stepper.does), tick, after])
    return this.#edgeClasses.add(this.#class)
  }

  #look(edgeClass: number): StepView {
    const [before, did, tick, after] = this.#edgeClasses.tuples.data.subarray(edgeClass * 4, edgeClass * 4 + 4)
    return Object.assign(this.#view, { before: before!, did: did!, tick: tick === 1, after: after! })
  }

  /** Whether a step changes what properties ask about, or moves one of their monitors. */
  #isNoticed(edgeClass: number): boolean {
    const known = this.#noticed[edgeClass]
    if (known !== undefined) return known === 2
    const [before, did, , after] = this.#edgeClasses.tuples.data.subarray(edgeClass * 4, edgeClass * 4 + 4)
    const noticed =
      before !== after ||
      did !== 0 ||
      this.#monitors.some(({ monitor }) => {
        const reading = read(monitor, this.#look(edgeClass))
        return modesOf(monitor).some((mode) => monitor.next(mode, reading) !== mode)
      })
    this.#noticed[edgeClass] = noticed ? 2 : 1
    return noticed
  }

  /** A property to which it would make a difference if nothing happened once more. */
  #sensitive(): string | undefined {
    const classes = Array.from({ length: this.#edgeClasses.size }, (_, edgeClass) => edgeClass)
    return this.#monitors.find(({ monitor }) =>
      classes.some((edgeClass) => {
        const reading = read(monitor, this.#look(edgeClass))
        const { after } = this.#view
        const idle = read(monitor, Object.assign(this.#view, { before: after, did: 0, tick: false, after }))
        const novel = monitor.antecedents.some((bit) => (idle & bit) !== 0 && (reading & bit) === 0)
        return (
          novel ||
          modesOf(monitor).some((mode) => {
            const then = monitor.next(mode, reading)
            return typeof then === 'number' && monitor.next(then, idle) !== then
          })
        )
      }),
    )?.id
  }
}

const modesOf = ({ modes }: Monitor): readonly number[] => Array.from({ length: modes }, (_, mode) => mode)

/** Whether a formula may depend on whether a step is a tick. */
function asksForTicks(formula: Monitor['letters'][number]): boolean {
  if ('tick' in formula) return true
  if ('not' in formula) return asksForTicks(formula.not)
  return ('and' in formula ? formula.and : 'or' in formula ? formula.or : []).some(asksForTicks)
}

/**
 * Explores a compiled world by the given means.
 *
 * @param properties those that the graph is for: the steps that they may notice are not reordered
 */
export const search = (
  world: CompiledWorld,
  properties: readonly Property[],
  means: Means,
  options: SearchOptions = {},
): ReducedGraph => new Search(world, properties, means).run(options)
