// Random runs of a world on its tables: drawn from a seed, watched by the properties, and made short where one is violated.
import { canonical } from '../../util/canonical.js'
import type { CompiledWorld } from '../../checker/compile/compile.js'
import type { StepView } from '../../model/formula.js'
import { monitorOf, read, type Monitor } from '../../checker/monitor/monitor.js'
import type { Cause } from '../../model/result.js'
import type { Graph } from '../../checker/graph/explore.js'
import { Stepper, TICK } from '../../checker/semantics/stepper.js'
import { pathTo, tell } from '../../checker/graph/story.js'
import { pick, randomFrom, type Random } from '../../checker/semantics/randomWalk.js'
import type { Property } from '../../model/property.js'

/** A run: what each party starts with, and what set each step off. Events that must be ignored are steps of their own. */
export interface Run {
  readonly inputs: Readonly<Record<string, number>>
  readonly causes: readonly Cause[]
}

export interface DrawOptions {
  readonly seed: number
  readonly steps: number
  /** Which share of the steps is an event that its party must ignore; 0 by default. */
  readonly ignored?: number
  /**
   * Explored states of the same world, to begin from: the run first takes the shortest way to one of them, in which some
   * party is in a local state that is drawn, each as likely as the others. From the start by default.
   */
  readonly from?: Graph
}

interface Successor {
  readonly cause: Cause
  readonly next: Int32Array
  readonly does: Uint32Array
  readonly tick: boolean
}

/** A run on the tables, step by step. */
class Course {
  readonly world: CompiledWorld
  readonly #stepper: Stepper
  readonly state: Int32Array

  constructor(world: CompiledWorld, inputs: Readonly<Record<string, number>>) {
    this.world = world
    this.#stepper = new Stepper(world)
    this.state = this.#stepper.current
    this.#stepper.initials((chosen) => {
      if (world.parties.every(({ party, index }) => chosen[index] === (inputs[party.name] ?? 0))) {
        this.state.set(this.#stepper.next)
      }
    })
  }

  /** Every step that may be taken. */
  successors(): readonly Successor[] {
    const found: Successor[] = []
    const stepper = this.#stepper
    stepper.successors(() =>
      found.push({
        cause: stepper.cause(),
        next: stepper.next.slice(),
        does: stepper.does.slice(),
        tick: stepper.kind === TICK,
      }),
    )
    return found
  }

  /** Stimuli whose party does not react to them now: nothing may happen. */
  ignored(): readonly Cause[] {
    return this.world.stimuli.flatMap(({ stimulus: { id, event, party: name }, party, event: index }) => {
      const { table } = this.world.parties[party]!
      return table.record(this.state[party]!, index).idle ? [{ kind: 'stimulus', id, party: name, event } as const] : []
    })
  }

  /** Whether a state predicate holds of a state. */
  holds(name: string, state: Int32Array): boolean {
    const bit = this.world.observed.states.indexOf(name)
    return this.world.parties.some(({ index, is }) => {
      const row = is.touch(state[index]!)
      return (is.words[row + (bit >> 5)]! & (1 << (bit & 31))) !== 0
    })
  }
}

const inputsAtRandom = ({ parties }: CompiledWorld, random: Random): Readonly<Record<string, number>> =>
  Object.fromEntries(parties.map(({ party, initials }) => [party.name, Math.floor(random() * initials.length)]))

/** The states of a graph in which each local state of each party first occurs. */
const occurrences = new WeakMap<Graph, readonly number[]>()

function stateAtRandom(graph: Graph, random: Random): number {
  let known = occurrences.get(graph)
  if (!known) {
    const first = new Map<string, number>()
    const unpacked = new Int32Array(graph.world.size)
    for (let state = 0; state < graph.states.size; state++) {
      graph.layout.unpack(graph.states.tuples.data, state * graph.layout.words, unpacked)
      for (const { index } of graph.world.parties) {
        const key = `${index} ${unpacked[index]}`
        if (!first.has(key)) first.set(key, state)
      }
    }
    known = [...first.values()]
    occurrences.set(graph, known)
  }
  return pick(random, known)
}

/** The shortest way to a state, as a run. */
function wayTo(graph: Graph, state: number): Run {
  const { initial, steps } = tell(graph, pathTo(graph, state))
  return { inputs: initial, causes: steps.map(({ cause }) => cause) }
}

/** Which share of the steps is any that may be taken; the others lead where the run has been least, so that it comes far. */
const anywhere = 0.3
const usual = 2

/** Draws a run: each step is one that may be taken, or an event that must be ignored. The same seed gives the same run. */
export function drawRun(world: CompiledWorld, { seed, steps, ignored = 0, from }: DrawOptions): Run {
  const random = randomFrom(seed)
  const begun = from ? wayTo(from, stateAtRandom(from, random)) : { inputs: inputsAtRandom(world, random), causes: [] }
  const { inputs } = begun
  const course = new Course(world, inputs)
  const visits = new Map<string, number>()
  const key = (index: number, state: Int32Array): string => `${index} ${state[index]}`
  /** How often the run has been where a step takes some party; a step that takes nobody anywhere is like the usual one. */
  const been = (next: Int32Array): number => {
    const moved = world.parties.filter(({ index }) => next[index] !== course.state[index])
    return moved.length === 0 ? usual : Math.min(...moved.map(({ index }) => visits.get(key(index, next)) ?? 0))
  }
  const causes: Cause[] = [...begun.causes]
  for (const cause of begun.causes) {
    course.state.set(course.successors().find((one) => canonical(one.cause) === canonical(cause))!.next)
  }
  while (causes.length < steps + begun.causes.length) {
    const quiet = random() < ignored ? course.ignored() : []
    if (quiet.length > 0) {
      causes.push(pick(random, quiet))
      continue
    }
    const all = course.successors()
    const fewest = Math.min(...all.map(({ next }) => been(next)))
    const chosen = pick(random, random() < anywhere ? all : all.filter(({ next }) => been(next) === fewest))
    course.state.set(chosen.next)
    causes.push(chosen.cause)
    for (const { index } of world.parties) {
      const at = key(index, course.state)
      visits.set(at, (visits.get(at) ?? 0) + 1)
    }
  }
  return { inputs, causes }
}

export interface Violation {
  readonly property: Property
  /** Index of the step that violates it; -1 for the start. */
  readonly step: number
}

/** What became of a run: the steps that could be taken, and the first violation. */
export interface Watched {
  /** Steps that were possible, in their order. Others were left out. */
  readonly run: Run
  readonly violation?: Violation
}

/** Takes the steps of a run that are possible, and watches them. */
export function watch(world: CompiledWorld, run: Run, properties: readonly Property[]): Watched {
  const course = new Course(world, run.inputs)
  const monitors = properties.map((property): { readonly property: Property; readonly monitor: Monitor } => ({
    property,
    monitor: monitorOf(property.pattern, world.quantum),
  }))
  const modes = monitors.map(({ monitor }) => monitor.start)
  const taken: Cause[] = []
  /** The property that a step violates, if any. */
  const judge = (view: StepView): Property | undefined =>
    monitors.find(({ monitor }, index) => {
      const outcome = monitor.next(modes[index]!, read(monitor, view))
      if (typeof outcome === 'number') modes[index] = outcome
      return outcome === 'violated'
    })?.property
  const start = judge({
    is: (name) => course.holds(name, course.state),
    was: () => false,
    does: () => false,
    tick: false,
  })
  if (start) return { run: { inputs: run.inputs, causes: [] }, violation: { property: start, step: -1 } }
  for (const cause of run.causes) {
    const key = canonical(cause)
    const found = course.successors().find((one) => canonical(one.cause) === key)
    if (!found) {
      // Of what must be ignored nothing comes; what is neither possible nor ignored is left out.
      if (course.ignored().some((one) => canonical(one) === key)) taken.push(cause)
      continue
    }
    const before = course.state.slice()
    course.state.set(found.next)
    taken.push(cause)
    const bits = world.observed.steps
    const violated = judge({
      is: (name) => course.holds(name, course.state),
      was: (name) => course.holds(name, before),
      does: (name) => {
        const bit = bits.indexOf(name)
        return (found.does[bit >> 5]! & (1 << (bit & 31))) !== 0
      },
      tick: found.tick,
    })
    if (violated) {
      return { run: { inputs: run.inputs, causes: taken }, violation: { property: violated, step: taken.length - 1 } }
    }
  }
  return { run: { inputs: run.inputs, causes: taken } }
}

/** Shorter runs, the shortest first: the same with some steps in a row left out. Steps that are possible no more fall out. */
export function* shorter({ inputs, causes }: Run): Generator<Run> {
  for (let size = Math.ceil(causes.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = causes.length - size; at > -size; at -= size) {
      const from = Math.max(0, at)
      yield { inputs, causes: [...causes.slice(0, from), ...causes.slice(at + size)] }
    }
  }
}

/** The same run with one party started with another input. */
function otherwiseBegun({ parties }: CompiledWorld, { inputs, causes }: Run): readonly Run[] {
  return parties.flatMap(({ party, initials }) =>
    initials.flatMap((_, input) =>
      input === inputs[party.name] ? [] : [{ inputs: { ...inputs, [party.name]: input }, causes }],
    ),
  )
}

/** Steps that a search for a short end of a run looks at, at most. */
const searched = 1500

/** The shortest end that a run may have from a step on, to a violation, if it is near. */
function shortEnd(world: CompiledWorld, prefix: Run, property: Property, most: number): Run | undefined {
  const monitor = monitorOf(property.pattern, world.quantum)
  const course = new Course(world, prefix.inputs)
  const view = (before: Int32Array, found: Pick<Successor, 'does' | 'tick' | 'next'>): StepView => ({
    is: (name) => course.holds(name, found.next),
    was: (name) => course.holds(name, before),
    does: (name) => {
      const bit = world.observed.steps.indexOf(name)
      return (found.does[bit >> 5]! & (1 << (bit & 31))) !== 0
    },
    tick: found.tick,
  })
  interface Node {
    readonly state: Int32Array
    readonly mode: number
    readonly way: readonly Cause[]
  }
  const nothing = { is: (name: string) => course.holds(name, course.state), was: () => false, does: () => false }
  let mode = monitor.next(monitor.start, read(monitor, { ...nothing, tick: false }))
  for (const cause of prefix.causes) {
    const found = course.successors().find((one) => canonical(one.cause) === canonical(cause))
    if (!found || typeof mode !== 'number') return undefined
    mode = monitor.next(mode, read(monitor, view(course.state.slice(), found)))
    course.state.set(found.next)
  }
  if (typeof mode !== 'number') return undefined
  const seen = new Set<string>()
  const queue: Node[] = [{ state: course.state.slice(), mode, way: [] }]
  for (let looked = 0; looked < queue.length && looked < searched; looked++) {
    const { state, mode: at, way } = queue[looked]!
    if (way.length >= most) return undefined
    course.state.set(state)
    for (const found of course.successors()) {
      const then = monitor.next(at, read(monitor, view(state, found)))
      const causes = [...way, found.cause]
      if (then === 'violated') return { inputs: prefix.inputs, causes: [...prefix.causes, ...causes] }
      const key = `${then} ${found.next.join()}`
      if (typeof then !== 'number' || seen.has(key)) continue
      seen.add(key)
      queue.push({ state: found.next, mode: then, way: causes })
    }
  }
  return undefined
}

/**
 * A short run that violates the same property: steps are left out, other starts are tried, and ends are sought near what
 * is left, until nothing helps any more.
 */
export function shrink(world: CompiledWorld, run: Run, property: Property): Run {
  let best = watch(world, run, [property]).run
  const isBetter = (candidate: Run | undefined, length = best.causes.length): boolean => {
    if (!candidate) return false
    const { run: taken, violation } = watch(world, candidate, [property])
    if (!violation || taken.causes.length >= length) return false
    best = taken
    return true
  }
  const leaveOut = (): boolean => [...shorter(best)].some((candidate) => isBetter(candidate))
  const beginOtherwise = (): boolean =>
    otherwiseBegun(world, best).some((begun) => [...shorter(begun)].some((candidate) => isBetter(candidate)))
  const endSooner = (): boolean => {
    const { causes } = best
    const prefixes = [0, 0.25, 0.5, 0.75].map((part) => Math.floor(part * causes.length))
    return [...new Set(prefixes)].some((length) =>
      [best, ...(length === 0 ? otherwiseBegun(world, best) : [])].some((begun) =>
        isBetter(
          shortEnd(
            world,
            { inputs: begun.inputs, causes: causes.slice(0, length) },
            property,
            causes.length - length - 1,
          ),
        ),
      ),
    )
  }
  while (leaveOut() || beginOtherwise() || endSooner());
  return best
}
