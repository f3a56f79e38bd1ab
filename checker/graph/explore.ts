// Breadth-first exploration: every reachable state of a compiled world, and every step between them.
import { EdgeClasses } from '../monitor/edgeClasses.js'
import { Changes } from '../nextState/stepLabels.js'
import type { CompiledWorld } from '../compile/compile.js'
import { StepFault, Unbounded } from '../../model/errors.js'
import type { Exploration } from '../../model/result.js'
import { Kernel, type Knowledge } from '../nextState/nextState.js'
import { Layout, Room, Widen } from '../nextState/stateLayout.js'
import { Allowance, OutOfAllowance, Pairs, TupleSet, Words } from '../store/tupleSet.js'
import { Relocation } from '../nextState/relayout.js'
import { Stepper } from '../semantics/stepper.js'
import { WorldTeacher } from '../nextState/transitionSource.js'

/** How an exploration is coming along. */
export interface Progress {
  readonly states: number
  readonly transitions: number
  /** States found whose steps are not computed yet. */
  readonly frontier: number
  /** Steps from an initial state to the states that are being explored. */
  readonly depth: number
  readonly milliseconds: number
}

export interface ExploreOptions {
  /** States that are expanded before a layout is made to measure for what they met; 8192 by default. */
  readonly firstLook?: number
  /** States at most; without limit by default. */
  readonly maxStates?: number
  /** Bytes for the graph at most; 8 GB by default. */
  readonly maxMemory?: number
  /** Called every few thousand states. */
  readonly onProgress?: (progress: Progress) => void
  /** Polled: an AbortSignal, or any object whose `aborted` may become true, or an integer that may become other than 0. */
  readonly signal?: { readonly aborted: boolean } | Int32Array
}

/** An initial state, as a step that came from nowhere. */
export interface Start {
  readonly state: number
  readonly edgeClass: number
  /** Which input each party starts with. */
  readonly inputs: readonly number[]
}

/** What ends an exploration early: a limit of states, of memory, of the local states of a party, or the wish to stop. */
type Stop = Exclude<Exploration['stopped'], undefined>

/**
 * What was explored: states by index in the order of their discovery, and the steps between them. Verdicts can be decided on it,
 * though states or steps may have been left out that make no difference to them.
 */
export interface DecidableGraph {
  readonly world: CompiledWorld
  readonly layout: Layout
  readonly states: TupleSet
  readonly starts: readonly Start[]
  /** States with a lower index have all of their steps in the graph. */
  readonly expanded: number
  /** Where the steps of each expanded state begin in `targets` and `classes`; one more entry than `expanded`. */
  readonly rows: Uint32Array
  readonly targets: Uint32Array
  /** Edge class of each step. */
  readonly classes: Uint32Array
  readonly transitions: number
  readonly edgeClasses: EdgeClasses
  /** Masks of state predicates, and of step predicates. Index 0 is the empty mask. */
  readonly stateMasks: TupleSet
  readonly stepMasks: TupleSet
  /** Why it ended early, if it did. */
  readonly stopped?: Stop
  /** For `locals`: which party has too many local states, and why. */
  readonly because?: string
  /** A step that went astray: no step of its state is in the graph. */
  readonly fault?: { readonly state: number; readonly message: string }
  /** Whether nothing was left out. */
  readonly whole: boolean
  readonly depth: number
  readonly milliseconds: number
}

/** A graph of which nothing was left out: its runs can be told step by step, too. */
export interface Graph extends DecidableGraph {
  readonly whole: true
}

/** How an exploration ended, where it did not come to its end. */
type Ending = { readonly [K in 'stopped' | 'fault' | 'because']: Graph[K] | undefined }

const cadence = 2048
const defaultMemory = 8 * 2 ** 30

/**
 * Explores until every state has been met, or a limit is reached, or a step goes astray.
 *
 * The order is fixed: the same world gives the same graph, index by index.
 */
export function explore(world: CompiledWorld, options: ExploreOptions = {}): Graph {
  return new Explorer(world, options).run()
}

class Explorer {
  readonly #world: CompiledWorld
  readonly #options: ExploreOptions
  readonly #began = performance.now()
  readonly #allowance: Allowance
  readonly #room: Room
  readonly #changes: Changes
  #layout: Layout
  #kernel: Kernel
  /** Edge class by mask before and change. */
  readonly #classOfChange = new Pairs()
  #states: TupleSet
  /** Index of the mask of state predicates of each state. */
  readonly #maskOf: Words
  readonly #rows: Words
  readonly #targets: Words
  readonly #classes: Words
  readonly #edgeClasses: EdgeClasses
  readonly #stateMasks: TupleSet
  readonly #stepMasks: TupleSet
  readonly #mask: Uint32Array
  readonly #does: Uint32Array
  readonly #starts: Start[] = []
  /** Targets of the steps of one state. */
  readonly #found: Int32Array
  #depth = 0

  constructor(world: CompiledWorld, options: ExploreOptions) {
    const allowance = new Allowance(options.maxMemory ?? defaultMemory)
    this.#allowance = allowance
    this.#world = world
    this.#options = options
    this.#room = new Room(world)
    this.#changes = new Changes(world)
    this.#layout = new Layout(this.#room)
    this.#states = new TupleSet(this.#layout.words, allowance)
    this.#kernel = this.#kernelOf(this.#layout)
    this.#found = new Int32Array(this.#kernel.change.length)
    this.#maskOf = new Words(allowance)
    this.#rows = new Words(allowance)
    this.#targets = new Words(allowance)
    this.#classes = new Words(allowance)
    this.#edgeClasses = new EdgeClasses(allowance)
    this.#stateMasks = new TupleSet(world.isWidth, allowance)
    this.#stepMasks = new TupleSet(world.doesWidth, allowance)
    this.#mask = new Uint32Array(world.isWidth)
    this.#does = new Uint32Array(world.doesWidth)
    this.#stateMasks.add(new Uint32Array(world.isWidth))
    this.#stepMasks.add(new Uint32Array(world.doesWidth))
    for (const { is, does } of world.parties) {
      is.reset()
      does.reset()
    }
  }

  run(): Graph {
    let stopped: Graph['stopped']
    let fault: Graph['fault']
    let because: string | undefined
    let expanded = 0
    this.#rows.push(0)
    try {
      const stepper = new Stepper(this.#world)
      stepper.initials((inputs) => this.#start(stepper.next, inputs))
      const { firstLook = 8192 } = this.#options
      let levelEnd = this.#states.size
      for (; expanded < this.#states.size; expanded++) {
        if (expanded === levelEnd) {
          levelEnd = this.#states.size
          this.#depth++
        }
        if (this.#states.size > (this.#options.maxStates ?? Infinity)) stopped = 'states'
        else if (expanded % cadence === 0) stopped = this.#pause(expanded)
        if (stopped) break
        if (expanded === firstLook) this.#relocate()
        this.#expand(expanded)
        this.#rows.push(this.#targets.length)
      }
    } catch (error) {
      if (error instanceof OutOfAllowance) stopped = 'memory'
      else if (error instanceof Unbounded) [stopped, because] = ['locals', error.message]
      else if (error instanceof StepFault) fault = { state: expanded, message: error.message }
      else throw error
    }
    return this.#graph(expanded, { stopped, fault, because })
  }

  #start(next: Int32Array, inputs: readonly number[]): void {
    this.#pack(next)
    const known = this.#states.size
    const state = this.#states.add(this.#layout.packed)
    if (state === known) {
      const mask = this.#mask.fill(0)
      for (const { index, is } of this.#world.parties) {
        const row = is.touch(next[index]!)
        for (let word = 0; word < mask.length; word++) mask[word]! |= is.words[row + word]!
      }
      this.#maskOf.push(this.#stateMasks.add(mask))
    }
    this.#starts.push({ state, edgeClass: this.#edgeClasses.number(0, 0, false, this.#maskOf.data[state]!), inputs })
  }

  #expand(state: number): void {
    const count = this.#count(state)
    const { next, change } = this.#kernel
    const states = this.#states
    if (count === 0) throw new StepFault('no step is possible: time stands still')
    const before = this.#maskOf.data[state]!
    let met = states.size
    states.addAll(next, count, this.#found)
    this.#targets.reserve(count)
    this.#classes.reserve(count)
    for (let step = 0; step < count; step++) {
      const target = this.#found[step]!
      const changed = change[step]!
      let edgeClass = this.#classOfChange.get(before, changed)
      if (edgeClass < 0) edgeClass = this.#learn(before, changed)
      if (target === met) {
        met++
        this.#maskOf.push(this.#edgeClasses.after(edgeClass))
      }
      this.#targets.push(target)
      this.#classes.push(edgeClass)
    }
  }

  /** Computes the steps of a state; returns how many there are. */
  #count(state: number): number {
    for (;;) {
      try {
        return this.#kernel.expand(this.#states.tuples.data, state * this.#layout.words)
      } catch (error) {
        if (!(error instanceof Widen)) throw error
        this.#relocate()
      }
    }
  }

  #pack(state: Int32Array): void {
    for (;;) {
      try {
        this.#layout.pack(state)
        return
      } catch (error) {
        if (!(error instanceof Widen)) throw error
        this.#relocate()
      }
    }
  }

  #kernelOf(layout: Layout, known?: Knowledge): Kernel {
    const teacher = new WorldTeacher(layout, this.#changes)
    return new Kernel(teacher.shape, teacher, known)
  }

  /** Goes on in a layout made to measure for what was met so far. */
  #relocate(): void {
    const layout = new Layout(this.#room, undefined, true)
    const relocation = new Relocation(this.#layout, layout)
    this.#kernel = this.#kernelOf(layout, relocation.knowledge(this.#kernel.knowledge))
    this.#states = relocation.states(this.#states, this.#allowance)
    this.#layout = layout
  }

  /** The class of a change from states with a mask, met for the first time. */
  #learn(before: number, change: number): number {
    const changes = this.#changes
    const mask = this.#mask
    mask.set(this.#stateMasks.tuples.data.subarray(before * mask.length, (before + 1) * mask.length))
    changes.apply(change, mask)
    changes.does(change, this.#does)
    const does = this.#stepMasks.add(this.#does)
    const edgeClass = this.#edgeClasses.number(before, does, changes.isTick(change), this.#stateMasks.add(mask))
    this.#classOfChange.set(before, change, edgeClass)
    return edgeClass
  }

  #pause(expanded: number): Graph['stopped'] {
    const { onProgress, signal } = this.#options
    onProgress?.({
      states: this.#states.size,
      transitions: this.#targets.length,
      frontier: this.#states.size - expanded,
      depth: this.#depth,
      milliseconds: performance.now() - this.#began,
    })
    if (this.#allowance.exceeded) return 'memory'
    const aborted = signal instanceof Int32Array ? Atomics.load(signal, 0) !== 0 : signal?.aborted
    return aborted === true ? 'signal' : undefined
  }

  #graph(expanded: number, { stopped, fault, because }: Ending): Graph {
    // Steps of a state that was not finished are left out; what they led to is reachable all the same.
    const transitions = this.#rows.data[expanded]!
    return {
      world: this.#world,
      layout: this.#layout,
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
      ...(because === undefined ? {} : { because }),
      ...(fault ? { fault } : {}),
      depth: this.#depth,
      whole: true,
      milliseconds: performance.now() - this.#began,
    }
  }
}
