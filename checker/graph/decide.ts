// Verdicts: whether a property holds in an explored graph, and the shortest run that shows why not.
import type { Formula, Verdict, Property } from '../../model/property.js'
import { byClassOf, columnsOf } from './labelColumns.js'
import type { DecidableGraph } from './explore.js'
import { fairParts, type FairParts, type Region } from './fairness.js'
import { fairCycle } from './lasso.js'
import { Allowance, Words } from '../store/tupleSet.js'
import { END, monitorOf, outcomesOf, type Monitor, outcomeAt } from '../monitor/monitor.js'
import { shortest, watchOf, type Automaton, type Path } from './shortestRun.js'
import type { StoryStep } from '../../model/result.js'

/** A verdict with the run that shows it. */
export interface Decision {
  readonly verdict: Verdict | 'incomplete'
  readonly exercised: number
  readonly path?: Path
}

/** By edge class: a bit for each formula that holds. */
export const bitsOf = (graph: DecidableGraph, formulas: readonly Formula[]): Uint32Array =>
  columnsOf(graph).bits(formulas)

const automatonOf = (graph: DecidableGraph, monitor: Monitor): Automaton => ({
  monitor,
  outcomes: outcomesOf(monitor),
  readings: columnsOf(graph).readings(monitor),
})

/** States to be looked at once each. */
class Agenda {
  readonly queued: Uint8Array
  readonly #queue = new Words(new Allowance(Infinity))
  #head = 0

  constructor(size: number) {
    this.queued = new Uint8Array(size)
  }

  add(item: number): void {
    if (this.queued[item] === 1) return
    this.queued[item] = 1
    this.#queue.push(item)
  }

  /** The next one; -1 where there is none. */
  take(): number {
    return this.#head < this.#queue.length ? this.#queue.data[this.#head++]! : -1
  }
}

/**
 * Whether a watch can end, if it is taken that its first mode is met in every state. Where it cannot, no run ends it. The
 * other modes are followed from the steps that lead to them, and these are few.
 */
function mayEnd(graph: DecidableGraph, { monitor, readings, outcomes }: Automaton): boolean {
  const { starts, rows, targets, classes, expanded, states } = graph
  const { modes, start } = monitor
  const byClass = byClassOf(graph)
  const first = (reading: number): number => outcomeAt(outcomes, start, reading)
  const agenda = new Agenda(states.size * modes)
  for (let edgeClass = 0; edgeClass < readings.length; edgeClass++) {
    const mode = first(readings[edgeClass]!)
    if (mode === start || byClass.counts[edgeClass] === 0) continue
    if (mode === END) return true
    for (let at = byClass.rows[edgeClass]!; at < byClass.rows[edgeClass + 1]!; at++) {
      agenda.add(byClass.targets[at]! * modes + mode)
    }
  }
  for (const { state, edgeClass } of starts) {
    const mode = first(readings[edgeClass]!)
    if (mode !== start) agenda.add(state * modes + mode)
  }
  for (let item = agenda.take(); item >= 0; item = agenda.take()) {
    const state = Math.floor(item / modes)
    const mode = item % modes
    if (state >= expanded || monitor.settled(mode)) continue
    for (let edge = rows[state]!; edge < rows[state + 1]!; edge++) {
      const next = outcomeAt(outcomes, mode, readings[classes[edge]!]!)
      if (next === END) return true
      if (next !== start) agenda.add(targets[edge]! * modes + next)
    }
  }
  return false
}

/** The states that can be reached with an answer owed: as bytes. */
function owing(graph: DecidableGraph, readings: Uint8Array): Uint8Array {
  const { starts, rows, targets, classes } = graph
  const byClass = byClassOf(graph)
  const agenda = new Agenda(graph.states.size)
  // Letters of a response: 1 answer, 2 trigger.
  for (const { state, edgeClass } of starts) if (readings[edgeClass] === 2) agenda.add(state)
  for (let edgeClass = 0; edgeClass < readings.length; edgeClass++) {
    if (readings[edgeClass] !== 2) continue
    for (let at = byClass.rows[edgeClass]!; at < byClass.rows[edgeClass + 1]!; at++) agenda.add(byClass.targets[at]!)
  }
  for (let state = agenda.take(); state >= 0; state = agenda.take()) {
    if (state >= graph.expanded) continue
    for (let edge = rows[state]!; edge < rows[state + 1]!; edge++) {
      if ((readings[classes[edge]!]! & 1) === 0) agenda.add(targets[edge]!)
    }
  }
  return agenda.queued
}

/** Where an answer can be owed for ever. */
interface Unanswered {
  readonly region: Region
  readonly parts: FairParts
  /** Whether a state is one in which a run ends, or may stay. */
  readonly stays: (state: number) => boolean
}

function unanswered(
  graph: DecidableGraph,
  { fairness }: Extract<Property['pattern'], { kind: 'response' }>,
  automaton: Automaton,
): Unanswered | undefined {
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
  const met = parts.count > 0 || owes.some((owed, state) => owed === 1 && stuck(state))
  return met ? { region, parts, stays: (state) => parts.partOf[state]! > 0 || stuck(state) } : undefined
}

/** The shortest stem to a fair cycle on which an answer is owed for ever, and that cycle. */
function owedForEver(graph: DecidableGraph, { region, parts, stays }: Unanswered, automaton: Automaton): Path {
  const stem = shortest(
    graph,
    watchOf(graph, automaton),
    (state, mode) => automaton.monitor.pending(mode) && stays(state),
  )
  if (!stem) throw new Error('a state with an answer owed cannot be reached with an answer owed')
  const last = stem.edges[stem.edges.length - 1]
  const state = last === undefined ? graph.starts[stem.start]!.state : graph.targets[last]!
  if (parts.partOf[state] === 0) return stem
  return { ...stem, edges: [...stem.edges, ...fairCycle(region, parts, state)], loop: stem.edges.length }
}

/** A run that shows a verdict: it is searched for only when it is asked for. */
function found(
  graph: DecidableGraph,
  { pattern }: Pick<Property, 'pattern'>,
  automaton: Automaton,
): (() => Path) | undefined {
  if (pattern.kind === 'response') {
    const where = unanswered(graph, pattern, automaton)
    return where && (() => owedForEver(graph, where, automaton))
  }
  if (!mayEnd(graph, automaton)) return undefined
  const search = (): Path | undefined => shortest(graph, watchOf(graph, automaton))
  // With a single mode, a step that ends the watch is on a run that does.
  if (automaton.monitor.modes === 1) return () => search()!
  const path = search()
  return path && (() => path)
}

/**
 * The verdict of a property on a graph. On a graph that is not complete, what was found is found, and what was not is
 * `incomplete`.
 *
 * @param wanted whether the run that shows a verdict is wanted; always by default
 */
export function decide(
  graph: DecidableGraph,
  property: Pick<Property, 'pattern'>,
  wanted: (verdict: Verdict) => boolean = () => true,
): Decision {
  const { pattern } = property
  const automaton = automatonOf(graph, monitorOf(pattern, graph.world.quantum))
  const { counts } = byClassOf(graph)
  const times = (bit: number): number =>
    automaton.readings.reduce((sum, reading, edgeClass) => sum + ((reading & bit) !== 0 ? counts[edgeClass]! : 0), 0)
  const exercised = Math.min(...automaton.monitor.antecedents.map(times))
  const pathOf = found(graph, property, automaton)
  const complete = graph.stopped === undefined && graph.fault === undefined
  const reachable = pattern.kind === 'reachable'
  if (pathOf) {
    const verdict = reachable ? 'holds' : 'fails'
    return { verdict, exercised, ...(wanted(verdict) ? { path: pathOf() } : {}) }
  }
  if (reachable) return { verdict: complete ? 'fails' : 'incomplete', exercised }
  if (!complete) return { verdict: 'incomplete', exercised }
  return { verdict: exercised > 0 ? 'holds' : 'vacuous', exercised }
}

/** Why steps of a run are shown, by index. */
export type Marks = ReadonlyMap<number, NonNullable<StoryStep['mark']>>

/**
 * What a monitor makes of a run: where its watch begins, and where it ends.
 *
 * @param readings of the start, then of each step
 */
export function marksIn(monitor: Monitor, readings: readonly number[]): Marks {
  const marks = new Map<number, NonNullable<StoryStep['mark']>>()
  let mode = monitor.start
  for (const [at, reading] of readings.entries()) {
    const next = monitor.next(mode, reading)
    if (typeof next !== 'number') return marks.set(at - 1, next === 'violated' ? 'violation' : 'witness')
    const opens = monitor.pending(next) ? !monitor.pending(mode) : monitor.kind === 'precedence' && next > mode
    if (opens) {
      for (const [index, mark] of marks) if (mark === 'trigger') marks.delete(index)
      marks.set(at - 1, 'trigger')
    }
    mode = next
  }
  return marks
}

/** Which step of a run to point at, and as what; by index into the edges. */
export function marksOf(graph: DecidableGraph, property: Pick<Property, 'pattern'>, path: Path): Marks {
  const monitor = monitorOf(property.pattern, graph.world.quantum)
  const readingOf = columnsOf(graph).readings(monitor)
  const readings = [graph.starts[path.start]!.edgeClass, ...path.edges.map((edge) => graph.classes[edge]!)].map(
    (edgeClass) => readingOf[edgeClass]!,
  )
  if (path.loop === undefined) return marksIn(monitor, readings)
  const marks = marksIn(monitor, readings.slice(0, path.loop + 1))
  return marks.has(path.loop) ? marks : new Map([...marks, [path.loop, 'loop']])
}
