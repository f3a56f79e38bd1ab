// Which properties notice what a mutant changes in a world: their verdicts are other ones than expected.
import { decide } from '../../checker/graph/decide.js'
import type { DecidableGraph } from '../../checker/graph/explore.js'
import { Allowance, Words } from '../../checker/store/tupleSet.js'
import { END, outcomeAt } from '../../checker/monitor/monitor.js'
import { expectedVerdict } from '../../model/specification/expected.js'
import type { Verdict } from '../../model/property.js'
import type { SpecifiedProperty } from '../../model/specification/module.js'
import type { Watched } from './edgeClasses.js'
import type { Detour } from './mutantGraph.js'
import type { Landscape } from './baseGraph.js'

/** A property that notices. */
export interface Notice {
  readonly property: string
  readonly expected: Verdict
  readonly found: Verdict
}

/** By property that has modes: in which modes each state of the original is met, a bit a state and mode. */
const metModes = new WeakMap<Landscape, Map<SpecifiedProperty, Uint8Array>>()

/** The modes in which a monitor meets each state of a world: by state * modes + mode. */
function modesOf({ graph, classes, reader }: Landscape, watched: Watched): Uint8Array {
  const { monitor, outcomes, readings } = watched
  const { modes } = monitor
  const met = new Uint8Array(graph.states.size * modes)
  const queue = new Words(new Allowance(Infinity))
  const reach = (state: number, mode: number): void => {
    if (mode === END || met[state * modes + mode] === 1) return
    met[state * modes + mode] = 1
    queue.push(state * modes + mode)
  }
  const starts = reader.project(graph)
  for (const { state, edgeClass } of graph.starts) {
    reach(state, outcomeAt(outcomes, monitor.start, readings[starts[edgeClass]!]!))
  }
  for (let head = 0; head < queue.length; head++) {
    const entry = queue.data[head]!
    const state = Math.floor(entry / modes)
    const mode = entry % modes
    for (let edge = graph.rows[state]!; edge < graph.rows[state + 1]!; edge++) {
      reach(graph.targets[edge]!, outcomeAt(outcomes, mode, readings[classes[edge]!]!))
    }
  }
  return met
}

function metIn(landscape: Landscape, watched: Watched): Uint8Array {
  const all = metModes.get(landscape) ?? new Map<SpecifiedProperty, Uint8Array>()
  metModes.set(landscape, all)
  const known = all.get(watched.property) ?? modesOf(landscape, watched)
  all.set(watched.property, known)
  return known
}

/**
 * Whether a watch that ends nowhere in the original may end in the detour. What the original meets is taken as met here as
 * well, so that only what is new need be looked at: where no end is found, there is none.
 */
function mayEnd(detour: Detour, watched: Watched): boolean {
  const { landscape } = detour
  const { monitor, outcomes, readings } = watched
  const { modes } = monitor
  const met = metIn(landscape, watched)
  const base = landscape.graph.states.size
  const more = new Set<number>()
  const queue: number[] = []
  const reach = (state: number, mode: number): boolean => {
    if (mode === END) return true
    const entry = state * modes + mode
    if ((state < base && met[entry] === 1) || more.has(entry)) return false
    more.add(entry)
    queue.push(entry)
    return false
  }
  const follow = (state: number, mode: number): boolean => {
    const { targets, classes, from, to } = detour.steps(state)
    for (let edge = from; edge < to; edge++) {
      if (reach(targets[edge]!, outcomeAt(outcomes, mode, readings[classes[edge]!]!))) return true
    }
    return false
  }
  for (const { state, edgeClass } of detour.starts) {
    if (reach(state, outcomeAt(outcomes, monitor.start, readings[edgeClass]!))) return true
  }
  for (const state of detour.changed) {
    for (let mode = 0; mode < modes; mode++) {
      if (met[state * modes + mode] === 1 && follow(state, mode)) return true
    }
  }
  for (let head = 0; head < queue.length; head++) {
    const entry = queue[head]!
    if (follow(Math.floor(entry / modes), entry % modes)) return true
  }
  return false
}

/** The properties that notice, the cheap ones to decide first; responses only where nothing else does, or all are asked for. */
export function noticedBy(detour: Detour, all = false): readonly Notice[] {
  const { landscape, occurs, cut } = detour
  const { configuration } = landscape.named
  const { watched } = landscape.reader
  const notices: Notice[] = []
  let whole: DecidableGraph | undefined
  const precisely = (property: SpecifiedProperty): Verdict | 'incomplete' =>
    decide((whole ??= detour.graph()), property).verdict
  /** The readings that occur, as bits. */
  const read = ({ readings }: Watched): number => {
    let bits = 0
    for (let edgeClass = 0; edgeClass < readings.length; edgeClass++) {
      if (occurs[edgeClass] === 1) bits |= 1 << readings[edgeClass]!
    }
    return bits
  }
  const quick = (one: Watched, expected: Verdict): Verdict | 'incomplete' => {
    const { monitor, outcomes, property } = one
    const readings = read(one)
    const some = (asks: (reading: number) => boolean): boolean =>
      [0, 1, 2, 3, 4, 5, 6, 7].some((reading) => (readings & (1 << reading)) !== 0 && asks(reading))
    const exercised = monitor.antecedents.every((bit) => some((reading) => (reading & bit) !== 0))
    const whenNothing = cut ? 'incomplete' : exercised ? 'holds' : 'vacuous'
    if (monitor.modes === 1) {
      const ends = some((reading) => outcomes[reading] === END)
      if (monitor.kind === 'reachable') return ends ? 'holds' : cut ? 'incomplete' : 'fails'
      return ends ? 'fails' : whenNothing
    }
    if (!exercised && !cut) return 'vacuous'
    if (expected !== 'fails' && !mayEnd(detour, one)) return whenNothing
    return precisely(property)
  }
  const note = (property: SpecifiedProperty, expected: Verdict, found: Verdict | 'incomplete'): void => {
    if (found !== 'incomplete' && found !== expected) notices.push({ property: property.id, expected, found })
  }
  for (const one of watched) {
    if (one.monitor.kind === 'response') continue
    const { verdict: expected } = expectedVerdict(one.property, configuration.values)
    note(one.property, expected, quick(one, expected))
  }
  if (cut || (notices.length > 0 && !all)) return notices
  for (const { property, monitor } of watched) {
    if (monitor.kind !== 'response') continue
    note(property, expectedVerdict(property, configuration.values).verdict, precisely(property))
  }
  return notices
}

/**
 * Whether the world with the mutant has the same runs as the original, for all that properties can tell: side by side from the
 * starts on, step by step in the fixed order of steps. That it says no does not mean that they are not the same.
 */
export function isSame(detour: Detour, most = 400_000): boolean {
  const { landscape, cut } = detour
  const { graph, classes, reader } = landscape
  if (cut) return false
  const starts = reader.project(graph)
  const pairs = new Map<number, number[]>()
  const agenda: [number, number][] = []
  let count = 0
  const reach = (original: number, other: number): void => {
    if (original === other) return
    const known = pairs.get(original)
    if (known?.includes(other)) return
    if (known) known.push(other)
    else pairs.set(original, [other])
    count++
    agenda.push([original, other])
  }
  const agree = (original: number, other: number): boolean => {
    const { targets, classes: theirs, from, to } = detour.steps(other)
    const row = graph.rows[original]!
    if (to - from !== graph.rows[original + 1]! - row) return false
    for (let at = 0; at < to - from; at++) {
      if (theirs[from + at] !== classes[row + at]) return false
      reach(graph.targets[row + at]!, targets[from + at]!)
    }
    return true
  }
  if (detour.starts.length !== graph.starts.length) return false
  for (const [at, { state, edgeClass }] of detour.starts.entries()) {
    const original = graph.starts[at]!
    if (starts[original.edgeClass] !== edgeClass) return false
    reach(original.state, state)
  }
  // What is reached under its own name is side by side with itself.
  if (!detour.changed.every((state) => agree(state, state))) return false
  for (let next = agenda.pop(); next !== undefined; next = agenda.pop()) {
    if (count > most || !agree(next[0], next[1])) return false
  }
  return true
}
