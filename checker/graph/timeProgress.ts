// Where time stands still: deadlock, time-lock, Zeno runs; and how often the environment may act in no time.
import { Components } from './scc.js'
import { DELIVERABLE } from '../nextState/channelContents.js'
import type { Graph } from './explore.js'
import { shortestWay } from './lasso.js'
import { numberIn, type Field } from '../nextState/stateLayout.js'
import type { Path } from './shortestRun.js'
import type { Standstill, Timeliness } from '../../model/result.js'
import { pathTo, tell } from './story.js'

/** By edge class: 1 for a tick. */
export const ticksOf = ({ edgeClasses }: Graph): Uint8Array =>
  Uint8Array.from({ length: edgeClasses.size }, (_, edgeClass) => (edgeClasses.isTick(edgeClass) ? 1 : 0))

/**
 * How many of the steps of a state are deliveries and timers. They come behind the stimuli and before the tick, in the
 * order of `Stepper.successors`. Read off the packed state, since there are millions of them.
 */
function driven({ world, layout, states }: Graph): (state: number) => number {
  const { components, room, words } = layout
  const packed = states.tuples.data
  const read = (field: Field, from: number): number => numberIn(packed, from, field)
  const channels = room.contents.map(({ flags }, channel) => ({
    flags,
    field: components[world.parties.length + channel]!,
  }))
  const parties = world.parties
    .filter(({ table }) => table.timers.length > 0)
    .map(({ index, table }) => ({
      field: components[index]!,
      timers: layout.timers[index]!,
      running: room.locals[index]!.map((local) => table.locals[local]!.timers),
    }))
  return (state) => {
    const from = state * words
    let steps = 0
    for (const { flags, field } of channels) steps += flags[read(field, from)]! & DELIVERABLE
    for (const { field, timers, running } of parties) {
      for (const timer of running[read(field, from)]!) if (read(timers[timer]!, from) === 0) steps++
    }
    return steps
  }
}

/** What every state and step is to time. */
class Survey {
  readonly graph: Graph
  readonly ticks: Uint8Array
  /** By state: 1 where no tick may happen. */
  readonly urgent: Uint8Array
  readonly driven: (state: number) => number
  deadlock: number | undefined
  deadlocks = 0
  atRest = 0

  constructor(graph: Graph) {
    this.graph = graph
    this.ticks = ticksOf(graph)
    this.urgent = new Uint8Array(graph.states.size)
    this.driven = driven(graph)
    const { rows, targets, classes, expanded } = graph
    for (let state = 0; state < expanded; state++) {
      const [first, end] = [rows[state]!, rows[state + 1]!]
      if (first === end) {
        this.deadlock ??= state
        this.deadlocks++
      }
      if (first === end || this.ticks[classes[end - 1]!] !== 1) this.urgent[state] = 1
      else if (targets[end - 1] === state && targets.subarray(first, end).every((target) => target === state)) {
        this.atRest++
      }
    }
  }

  /** Where the deliveries and timers of a state are among its edges. */
  drivenEdges(state: number): readonly [first: number, end: number] {
    const end = this.graph.rows[state + 1]! - (1 - this.urgent[state]!)
    return [end - this.driven(state), end]
  }
}

/**
 * Components of cycles in which the system, by itself, does infinitely much in no time.
 *
 * What is delivered on such a cycle was sent on it, and a timer that fires on it started on it with 0 ticks. So each of
 * its states is urgent, unless a message may be delivered at once and may also take its time.
 */
function zenoParts(survey: Survey): { readonly parts: readonly (readonly number[])[]; readonly edges: Uint8Array } {
  const { graph, urgent } = survey
  const patient = graph.world.channels.some(({ least, most }) => least === 0 && most > 0)
  const setOf = new Uint32Array(graph.states.size)
  const edges = new Uint8Array(Math.ceil(graph.transitions / 8))
  const candidates: number[] = []
  for (let state = 0; state < graph.expanded; state++) {
    if (urgent[state] === 0 && !patient) continue
    const [first, end] = survey.drivenEdges(state)
    if (first === end) continue
    for (let edge = first; edge < end; edge++) edges[edge >> 3]! |= 1 << (edge & 7)
    setOf[state] = 1
    candidates.push(state)
  }
  const passes = (edge: number): boolean => (edges[edge >> 3]! & (1 << (edge & 7))) !== 0
  return { parts: new Components({ graph, setOf, passes }).cyclic(candidates), edges }
}

/** States from which no tick can be reached any more. Only where the system runs in circles can there be any. */
function timeLocked({ graph, urgent }: Survey): readonly number[] {
  const { rows, targets, expanded } = graph
  const locked = urgent.slice()
  for (let changed = true; changed;) {
    changed = false
    for (let state = expanded - 1; state >= 0; state--) {
      if (locked[state] === 0 || targets.subarray(rows[state], rows[state + 1]).every((to) => locked[to] === 1))
        continue
      locked[state] = 0
      changed = true
    }
  }
  return [...locked.keys()].filter((state) => locked[state] === 1)
}

/** States on cycles in which the environment, with what it sets off, does infinitely much in no time. */
function hasty(survey: Survey, zeno: readonly (readonly number[])[]): number {
  const { graph, ticks } = survey
  const { rows, targets, classes, expanded } = graph
  const setOf = new Uint32Array(graph.states.size).fill(1, 0, expanded)
  const passes = (edge: number): boolean => ticks[classes[edge]!] === 0
  const circling = new Set(zeno.flat())
  const parts = new Components({ graph, setOf, passes }).cyclic(Uint32Array.from({ length: expanded }, (_, at) => at))
  // A cycle has a stimulus in it, unless it is one on which the system keeps itself going.
  const stimulated = parts.filter((members) => {
    if (members.some((state) => !circling.has(state))) return true
    const own = new Set(members)
    return members.some((state) =>
      targets.subarray(rows[state], survey.drivenEdges(state)[0]).some((target) => own.has(target)),
    )
  })
  return stimulated.reduce((sum, { length }) => sum + length, 0)
}

function zenoStory(graph: Graph, parts: readonly (readonly number[])[], edges: Uint8Array): Path {
  const first = parts.reduce((best, part) => Math.min(best, ...part), Infinity)
  const part = new Set(parts.find((one) => one.includes(first)))
  const stem = pathTo(graph, first)
  const passes = (edge: number): boolean =>
    (edges[edge >> 3]! & (1 << (edge & 7))) !== 0 && part.has(graph.targets[edge]!)
  const loop = shortestWay(graph, first, passes, (edge) => graph.targets[edge] === first)
  return { ...stem, edges: [...stem.edges, ...loop], loop: stem.edges.length }
}

/**
 * Looks for states and cycles in which time stands still.
 *
 * On a graph that is not complete, what is found is there, and states that were not expanded are taken for innocent.
 */
export function timelinessOf(graph: Graph): Timeliness {
  const survey = new Survey(graph)
  const { parts, edges } = zenoParts(survey)
  const standstills: Standstill[] = []
  const ending = (state: number): Standstill['story'] => {
    const path = pathTo(graph, state)
    return tell(graph, path, new Map([[path.edges.length - 1, 'violation']]))
  }
  if (survey.deadlock !== undefined) {
    standstills.push({ kind: 'deadlock', states: survey.deadlocks, story: ending(survey.deadlock) })
  }
  const locked = parts.length > 0 ? timeLocked(survey) : []
  if (locked[0] !== undefined) standstills.push({ kind: 'time-lock', states: locked.length, story: ending(locked[0]) })
  if (parts.length > 0) {
    const path = zenoStory(graph, parts, edges)
    const states = parts.reduce((sum, { length }) => sum + length, 0)
    standstills.push({ kind: 'zeno', states, story: tell(graph, path, new Map([[path.loop!, 'loop']])) })
  }
  return { standstills, hasty: hasty(survey, parts), atRest: survey.atRest }
}
