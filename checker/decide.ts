// Verdicts: whether a property holds in an explored graph, and the shortest run that shows why not.
import type { Formula, Property, Verdict } from '../properties/property.js'
import type { CompiledWorld } from './compile.js'
import type { Graph } from './explore.js'
import { fairParts, type Region } from './fairness.js'
import type { StepView } from './formula.js'
import { fairCycle } from './lasso.js'
import { Allowance, Words } from './memory.js'
import { monitorOf, read, type Monitor } from './monitor.js'
import { END, shortest, watchOf, type Automaton, type Path } from './path.js'

/** A verdict with the run that shows it. */
export interface Decision {
  readonly verdict: Verdict | 'incomplete'
  readonly exercised: number
  readonly path?: Path
}

/** What the formulas ask of the steps of one edge class. */
class ClassView implements StepView {
  tick = false
  readonly #graph: Graph
  readonly #states: ReadonlyMap<string, number>
  readonly #steps: ReadonlyMap<string, number>
  #before = 0
  #does = 0
  #after = 0

  constructor(graph: Graph) {
    const { states, steps }: CompiledWorld['observed'] = graph.world.observed
    this.#graph = graph
    this.#states = new Map(states.map((name, bit) => [name, bit]))
    this.#steps = new Map(steps.map((name, bit) => [name, bit]))
  }

  at(edgeClass: number): this {
    const tuple = this.#graph.edgeClasses.tuples.data.subarray(edgeClass * 4, edgeClass * 4 + 4)
    this.#before = tuple[0]!
    this.#does = tuple[1]!
    this.tick = tuple[2] === 1
    this.#after = tuple[3]!
    return this
  }

  is(name: string): boolean {
    return this.#bit(this.#graph.stateMasks, this.#after, this.#states.get(name))
  }

  was(name: string): boolean {
    return this.#bit(this.#graph.stateMasks, this.#before, this.#states.get(name))
  }

  does(name: string): boolean {
    return this.#bit(this.#graph.stepMasks, this.#does, this.#steps.get(name))
  }

  #bit({ width, tuples }: Graph['stateMasks'], mask: number, bit: number | undefined): boolean {
    if (bit === undefined) throw new Error('a formula asks for a predicate that was not observed')
    return (tuples.data[mask * width + (bit >> 5)]! & (1 << (bit & 31))) !== 0
  }
}

const perClass = (graph: Graph, ask: (view: StepView) => number): number[] => {
  const view = new ClassView(graph)
  return Array.from({ length: graph.edgeClasses.size }, (_, edgeClass) => ask(view.at(edgeClass)))
}

/** By edge class: a bit for each formula that holds. */
export const bitsOf = (graph: Graph, formulas: readonly Formula[]): Uint32Array =>
  Uint32Array.from(perClass(graph, (view) => read({ letters: formulas }, view)))

const counts = new WeakMap<Graph, Float64Array>()

/** How many steps of each class there are, initial states included. */
function countsOf(graph: Graph): Float64Array {
  const known = counts.get(graph)
  if (known) return known
  const count = new Float64Array(graph.edgeClasses.size)
  for (const { edgeClass } of graph.starts) count[edgeClass]!++
  for (let edge = 0; edge < graph.transitions; edge++) count[graph.classes[edge]!]!++
  counts.set(graph, count)
  return count
}

function automatonOf(graph: Graph, monitor: Monitor): Automaton {
  const outcomes = new Int32Array(monitor.modes * 8)
  for (let at = 0; at < outcomes.length; at++) {
    const outcome = monitor.next(at >> 3, at & 7)
    outcomes[at] = typeof outcome === 'number' ? outcome : END
  }
  return { monitor, outcomes, readings: Uint8Array.from(perClass(graph, (view) => read(monitor, view))) }
}

/** Whether any step, by itself, can end the watch in any mode: where none can, there is nothing to search for. */
const canEnd = (graph: Graph, { monitor, readings, outcomes }: Automaton): boolean => {
  const count = countsOf(graph)
  return readings.some((reading, edgeClass) => {
    if (count[edgeClass] === 0) return false
    for (let mode = 0; mode < monitor.modes; mode++) if (outcomes[mode * 8 + reading] === END) return true
    return false
  })
}

/** The states that can be reached with an answer owed: as bytes. */
function owing(graph: Graph, readings: Uint8Array): Uint8Array {
  const { starts, rows, targets, classes, transitions } = graph
  const owes = new Uint8Array(graph.states.size)
  const queue = new Words(new Allowance(Infinity))
  const reach = (state: number): void => {
    if (owes[state] === 1) return
    owes[state] = 1
    queue.push(state)
  }
  // Letters of a response: 1 answer, 2 trigger.
  for (const { state, edgeClass } of starts) if (readings[edgeClass] === 2) reach(state)
  for (let edge = 0; edge < transitions; edge++) if (readings[classes[edge]!] === 2) reach(targets[edge]!)
  for (let head = 0; head < queue.length; head++) {
    const state = queue.data[head]!
    if (state >= graph.expanded) continue
    for (let edge = rows[state]!; edge < rows[state + 1]!; edge++) {
      if ((readings[classes[edge]!]! & 1) === 0) reach(targets[edge]!)
    }
  }
  return owes
}

/** The shortest stem to a fair cycle on which an answer is owed for ever, and that cycle. */
function unanswered(
  graph: Graph,
  { pattern }: { readonly pattern: Extract<Property['pattern'], { kind: 'response' }> },
  automaton: Automaton,
): Path | undefined {
  const { fairness } = pattern
  const owes = owing(graph, automaton.readings)
  const taken = bitsOf(
    graph,
    fairness.map(({ step }) => step),
  )
  const finite = fairness.reduce((bits, { kind }, index) => (kind === 'finite' ? bits | (1 << index) : bits), 0)
  const allowed = automaton.readings.map((reading, edgeClass) =>
    (reading & 1) === 0 && (taken[edgeClass]! & finite) === 0 ? 1 : 0,
  )
  const region: Region = { graph, inside: (state) => owes[state] === 1, allowed, fairness, taken }
  const parts = fairParts(region)
  const stuck = (state: number): boolean => state < graph.expanded && graph.rows[state] === graph.rows[state + 1]
  const stem = shortest(
    graph,
    watchOf(graph, automaton),
    (state, mode) => automaton.monitor.pending(mode) && (parts.partOf[state]! > 0 || stuck(state)),
  )
  if (!stem) return undefined
  const last = stem.edges[stem.edges.length - 1]
  const state = last === undefined ? graph.starts[stem.start]!.state : graph.targets[last]!
  if (parts.partOf[state] === 0) return stem
  return { ...stem, edges: [...stem.edges, ...fairCycle(region, parts, state)], loop: stem.edges.length }
}

/**
 * The verdict of a property on a graph. On a graph that is not complete, what was found is found, and what was not is
 * `incomplete`.
 */
export function decide(graph: Graph, property: Pick<Property, 'pattern'>): Decision {
  const { pattern } = property
  const automaton = automatonOf(graph, monitorOf(pattern, graph.world.quantum))
  const count = countsOf(graph)
  const times = (bit: number): number =>
    automaton.readings.reduce((sum, reading, edgeClass) => sum + ((reading & bit) !== 0 ? count[edgeClass]! : 0), 0)
  const exercised = Math.min(...automaton.monitor.antecedents.map(times))
  const path =
    pattern.kind === 'response'
      ? unanswered(graph, { pattern }, automaton)
      : canEnd(graph, automaton)
        ? shortest(graph, watchOf(graph, automaton))
        : undefined
  const complete = graph.stopped === undefined && graph.fault === undefined
  if (pattern.kind === 'reachable') {
    if (path) return { verdict: 'holds', exercised, path }
    return { verdict: complete ? 'fails' : 'incomplete', exercised }
  }
  if (path) return { verdict: 'fails', exercised, path }
  if (!complete) return { verdict: 'incomplete', exercised }
  return { verdict: exercised > 0 ? 'holds' : 'vacuous', exercised }
}

/** Which step of a run to point at, and as what; by index into the edges. */
export function marksOf(
  graph: Graph,
  property: Pick<Property, 'pattern'>,
  path: Path,
): ReadonlyMap<number, 'trigger' | 'violation' | 'witness' | 'loop'> {
  const monitor = monitorOf(property.pattern, graph.world.quantum)
  const view = new ClassView(graph)
  const readings = [graph.starts[path.start]!.edgeClass, ...path.edges.map((edge) => graph.classes[edge]!)].map(
    (edgeClass) => read(monitor, view.at(edgeClass)),
  )
  const marks = new Map<number, 'trigger' | 'violation' | 'witness' | 'loop'>()
  let mode = monitor.start
  readings.slice(0, path.loop === undefined ? undefined : path.loop + 1).forEach((reading, at) => {
    const next = monitor.next(mode, reading)
    if (typeof next !== 'number') {
      marks.set(at - 1, next === 'violated' ? 'violation' : 'witness')
      return
    }
    const opens = monitor.pending(next) ? !monitor.pending(mode) : monitor.kind === 'precedence' && next > mode
    if (opens) {
      for (const [index, mark] of marks) if (mark === 'trigger') marks.delete(index)
      marks.set(at - 1, 'trigger')
    }
    mode = next
  })
  if (path.loop !== undefined && !marks.has(path.loop)) marks.set(path.loop, 'loop')
  return marks
}
