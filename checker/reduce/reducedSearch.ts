// Breadth-first search over fewer states than there are: a reference for reductions, simple rather than fast.
import { EdgeClasses } from '../monitor/edgeClasses.js'
import type { Property } from '../../model/property.js'
import type { CompiledWorld } from '../compile/compile.js'
import { StepFault } from '../../model/errors.js'
import type { DecidableGraph, Start } from '../graph/explore.js'
import type { StepView } from '../../model/formula.js'
import { Layout, Room } from '../nextState/stateLayout.js'
import { Allowance, TupleSet, Words } from '../store/tupleSet.js'
import { monitorOf, read, type Monitor } from '../monitor/monitor.js'
import type { JobProgress } from '../parallel/workerPool.js'
import { Stepper, TICK } from '../semantics/stepper.js'
import { dependenceOf, type Dependence } from './dependencyMatrix.js'
import { ignoring } from './ignoringProviso.js'
import { EnabledSteps, StubbornSets, type AmpleSets } from './stubbornSets.js'
import type { Canonical } from './canonicalState.js'

/** The means of a reduction; each may be replaced, as tests do to see that a wrong one is found out. */
export interface Means {
  /** Puts the canonical state of an orbit in the place of a state. */
  readonly canonical?: Canonical
  /** Chooses steps; `true` for strong stubborn sets. */
  readonly ample?: AmpleSets | true
  /** Which tasks matter to which; told from the world by default. */
  readonly dependence?: Dependence
  /** Whether it is seen to that no step is put off for ever; yes by default. */
  readonly proviso?: boolean
  /** Whether steps that a property may notice are left alone; yes by default. */
  readonly visibility?: boolean
}

/**
 * A graph of which states or steps are left out. Its `states` are unpacked, whatever its `layout` says; a run through it
 * is a run of the world only where nothing is exchanged, so it can be decided on, but not told.
 */
export interface ReducedGraph extends DecidableGraph {
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
    return this.#stateMasks.hasBit(this.after, this.#states.get(name)!)
  }

  was(name: string): boolean {
    return this.#stateMasks.hasBit(this.before, this.#states.get(name)!)
  }

  does(name: string): boolean {
    return this.#stepMasks.hasBit(this.did, this.#steps.get(name)!)
  }
}

class Search {
  readonly #world: CompiledWorld
  readonly #means: Means
  readonly #stepper: Stepper
  readonly #steps: EnabledSteps
  readonly #ample: AmpleSets | undefined
  readonly #states: TupleSet
  readonly #edgeClasses: EdgeClasses
  readonly #stateMasks: TupleSet
  readonly #stepMasks: TupleSet
  readonly #view: ClassView
  readonly #monitors: readonly { readonly id: string; readonly monitor: Monitor }[]
  readonly #unlimited = new Allowance(Infinity)
  readonly #maskOf = new Words(this.#unlimited)
  readonly #sources = new Words(this.#unlimited)
  readonly #targets = new Words(this.#unlimited)
  readonly #classes = new Words(this.#unlimited)
  readonly #starts: Start[] = []
  readonly #mask: Uint32Array
  /** By edge class: 1 where no property may notice a step of it, 2 where one may; 0 where not known. */
  readonly #noticed: number[] = []
  /** By expanded state: 1 where all of its steps are explored. */
  readonly #full: number[] = []
  #depth = 0
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
    this.#edgeClasses = new EdgeClasses(this.#unlimited)
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

  run(options: SearchOptions): ReducedGraph {
    const began = performance.now()
    let fault: DecidableGraph['fault']
    let stopped: DecidableGraph['stopped']
    this.#stepper.initials((inputs) => {
      this.#stepper.does.fill(0)
      const edgeClass = this.#classOf(0, 0, this.#maskOfNext())
      this.#starts.push({ state: this.#add(this.#stepper.next), edgeClass, inputs })
    })
    this.#stepper.witness = this.#steps
    try {
      stopped = this.#explore(options)
      for (let ignored = this.#ignored(); stopped === undefined && ignored.length > 0; ignored = this.#ignored()) {
        for (const state of ignored) this.#complete(state)
        stopped = this.#explore(options)
      }
    } catch (error) {
      if (!(error instanceof StepFault)) throw error
      fault = { state: this.#full.length, message: error.message }
    }
    const { rows, targets, classes } = this.#edges()
    const sensitive = this.#ample && this.#sensitive()
    return {
      world: this.#world,
      layout: new Layout(new Room(this.#world)),
      states: this.#states,
      starts: this.#starts,
      expanded: this.#full.length,
      rows,
      targets,
      classes,
      transitions: targets.length,
      edgeClasses: this.#edgeClasses,
      stateMasks: this.#stateMasks,
      stepMasks: this.#stepMasks,
      whole: false,
      ...(stopped ? { stopped } : {}),
      ...(fault ? { fault } : {}),
      ...(sensitive === undefined ? {} : { sensitive }),
      depth: this.#depth,
      milliseconds: performance.now() - began,
      pruned: this.#full.reduce((sum, full) => sum + 1 - full, 0),
    }
  }

  /** Expands states in the order of their discovery until there is none left; why it ended, if it ended before. */
  #explore({ maxStates = Infinity, signal, onProgress }: SearchOptions): DecidableGraph['stopped'] {
    let levelEnd = this.#states.size
    while (this.#full.length < this.#states.size) {
      const state = this.#full.length
      if (state === levelEnd) {
        levelEnd = this.#states.size
        this.#depth++
      }
      if (this.#states.size > maxStates) return 'states'
      if (state % cadence === 0) {
        onProgress?.({ states: this.#states.size, transitions: this.#targets.length })
        if (signal !== undefined && Atomics.load(signal, 0) !== 0) return 'signal'
      }
      const count = this.#look(state)
      const few = this.#choose(count)
      this.#follow(state, count, 1)
      this.#full.push(few < count ? 0 : 1)
    }
    return undefined
  }

  /** Explores the steps of a state that were left out. */
  #complete(state: number): void {
    const count = this.#look(state)
    this.#choose(count)
    this.#follow(state, count, 0)
    this.#full[state] = 1
  }

  /** States in which something must be added, so that no step is put off for ever. */
  #ignored(): readonly number[] {
    if (this.#ample === undefined || this.#means.proviso === false) return []
    return ignoring(this.#edges(), this.#full.length, Uint8Array.from(this.#full))
  }

  /** Computes the steps of a state; how many. */
  #look(state: number): number {
    const size = this.#world.size
    this.#stepper.current.set(this.#states.tuples.data.subarray(state * size, (state + 1) * size))
    this.#steps.clear()
    this.#found = []
    this.#stepper.successors(() => this.#note(state))
    return this.#found.length
  }

  /** Marks the steps that are enough; how many. */
  #choose(count: number): number {
    if (this.#chosen.length < count) this.#chosen = new Uint8Array(2 * count)
    this.#chosen.fill(1, 0, count)
    return this.#ample?.choose(this.#stepper.current, this.#steps, this.#visible, this.#chosen) ?? count
  }

  /** Adds to the graph the steps that are marked so. */
  #follow(state: number, count: number, marked: number): void {
    const size = this.#world.size
    for (let step = 0; step < count; step++) {
      if (this.#chosen[step] !== marked) continue
      this.#sources.push(state)
      this.#targets.push(this.#add(this.#nexts.subarray(step * size, (step + 1) * size)))
      this.#classes.push(this.#found[step]!)
    }
  }

  /** The steps so far, by the state that they start from. */
  #edges(): Pick<DecidableGraph, 'rows' | 'targets' | 'classes'> {
    const { length } = this.#sources
    const rows = new Uint32Array(this.#full.length + 1)
    // A state whose expansion went astray has no row.
    const inRow = (edge: number): boolean => this.#sources.data[edge]! < this.#full.length
    for (let edge = 0; edge < length; edge++) if (inRow(edge)) rows[this.#sources.data[edge]! + 1]!++
    for (let state = 0; state < this.#full.length; state++) rows[state + 1]! += rows[state]!
    const next = rows.slice()
    const targets = new Uint32Array(rows[this.#full.length]!)
    const classes = new Uint32Array(targets.length)
    for (let edge = 0; edge < length; edge++) {
      if (!inRow(edge)) continue
      const at = next[this.#sources.data[edge]!]!++
      targets[at] = this.#targets.data[edge]!
      classes[at] = this.#classes.data[edge]!
    }
    return { rows, targets, classes }
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
    return this.#edgeClasses.number(before, this.#stepMasks.add(this.#stepper.does), tick === 1, after)
  }

  #viewOf(edgeClass: number): StepView {
    const classes = this.#edgeClasses
    const [before, after] = [classes.before(edgeClass), classes.after(edgeClass)]
    return Object.assign(this.#view, { before, did: classes.does(edgeClass), tick: classes.isTick(edgeClass), after })
  }

  /** Whether a step changes what properties ask about, or moves one of their monitors. */
  #isNoticed(edgeClass: number): boolean {
    const known = this.#noticed[edgeClass]
    if (known !== undefined) return known === 2
    const classes = this.#edgeClasses
    const noticed =
      classes.before(edgeClass) !== classes.after(edgeClass) ||
      classes.does(edgeClass) !== 0 ||
      this.#monitors.some(({ monitor }) => {
        const reading = read(monitor, this.#viewOf(edgeClass))
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
        const reading = read(monitor, this.#viewOf(edgeClass))
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
