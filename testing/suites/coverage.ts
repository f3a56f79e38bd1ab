// What a suite covers of a party: each criterion with its exact denominator, counted on the explored graph.
import { eventName, isIgnored, TIME, type PartyGraph } from '../party/partyGraph.js'
import { isFree, type TimerKind } from '../../checker/compile/timerKinds.js'
import { chartOf, statesIn, type Chart } from '../mutants/chart.js'
import type { Walkway } from './paths.js'
import { Probe } from '../mutants/guardProbe.js'

/** What there is to cover. */
export const criteria = {
  states: 'chart states in which a party can be after a step',
  transitions: 'transitions of the chart, those without event included',
  steps: 'local state and event at which something happens',
  ignored: 'local state and event at which nothing may happen',
  guards: 'outcomes of guards: passes, refuses',
  timers: 'timers heard from just before they are due, when they are due, and just after',
  pairs: 'steps at which something happens, and the next one at which something happens',
} as const satisfies Record<string, string>

export type Criterion = keyof typeof criteria
export const criterionNames = Object.keys(criteria) as readonly Criterion[]

/** One criterion for one party. */
export interface Coverage {
  readonly criterion: Criterion
  /** Everything that the chart or the graph has of it: covered, uncovered, unreachable and not tried together. */
  readonly total: number
  readonly covered: number
  /** Reachable, but not in the suite. */
  readonly uncovered: readonly string[]
  /** Proved by exploration: no run comes to it. */
  readonly unreachable: readonly string[]
  /** Neither met nor proved unreachable, because the exploration came to no end. */
  readonly notTried: readonly string[]
  /** Uncovered ones that are counted, and not named. */
  readonly open?: number
}

/** Names of what the steps of a graph meet of each criterion; by edge, and at the starts. */
interface Meetings {
  readonly universe: Readonly<Record<Criterion, ReadonlySet<string>>>
  readonly reachable: Readonly<Record<Criterion, ReadonlySet<string>>>
  /** What a run meets, the start included. */
  readonly met: (walk: Walkway, meet: (criterion: Criterion, name: string) => void) => void
}

const boundaries = ['just before', 'when due', 'just after'] as const

/**
 * What a chart has of the criteria whose names it gives.
 *
 * @param free delays that are not timed exactly
 */
export const inChart = (
  chart: Chart,
  timers: readonly TimerKind[],
  free: readonly string[],
): Readonly<Record<'states' | 'transitions' | 'guards' | 'timers', ReadonlySet<string>>> => ({
  states: new Set(chart.states.filter(({ transient }) => !transient).map(({ id }) => id)),
  transitions: new Set(chart.transitions.map(({ id }) => id)),
  guards: new Set(
    chart.transitions.filter(({ guarded }) => guarded).flatMap(({ id }) => [`${id} passes`, `${id} refuses`]),
  ),
  timers: new Set(
    timers.flatMap((timer) => {
      // What is not timed exactly is due at any time: it has no other boundary.
      const some = isFree({ freeDelays: free }, timer) ? (['when due'] as const) : boundaries
      return some.map((boundary) => `${timer.type} ${boundary}`)
    }),
  ),
})

function meetingsOf(party: PartyGraph): Meetings {
  const { graph, table, records, locals } = party
  const probe = new Probe(party.party.machine)
  const chart = chartOf(party.party.machine)
  const nameOf = (index: number): string => probe.transitions[index]!.id
  const stateNames = table.locals.map(({ snapshot }) => statesIn(snapshot))
  const seen = new Map<number, readonly (readonly [Criterion, string])[]>()
  const ofRecord = (id: number): readonly (readonly [Criterion, string])[] => {
    const known = seen.get(id)
    if (known) return known
    const { before, event, after, idle } = table.records[id]!
    const sighting = probe.step(table.locals[before]!.snapshot, table.events[event]!)
    const found = [
      [idle ? 'ignored' : 'steps', `${before} ${eventName(table.events[event]!)}`],
      ...stateNames[after]!.map((name) => ['states', name] as const),
      ...sighting.taken.map((index) => ['transitions', nameOf(index)] as const),
      ...sighting.passed.map((index) => ['guards', `${nameOf(index)} passes`] as const),
      ...sighting.refused.map((index) => ['guards', `${nameOf(index)} refuses`] as const),
    ] as const satisfies readonly (readonly [Criterion, string])[]
    seen.set(id, found)
    return found
  }
  const startSightings = party.party.inputs.map((input) => probe.start(input))
  const active = (edge: number): boolean => !isIgnored(party, edge)
  /** Timers that wait for their last tick, and that are due, by state. */
  const waiting = Array.from({ length: graph.states.size }, (_, state) => waitingAt(party, state))

  const met: Meetings['met'] = ({ start, edges }, meet) => {
    const { inputs, state: first } = graph.starts[start]!
    const sighting = startSightings[inputs[0]!]!
    stateNames[locals[first]!]!.forEach((name) => meet('states', name))
    sighting.taken.forEach((index) => meet('transitions', nameOf(index)))
    sighting.passed.forEach((index) => meet('guards', `${nameOf(index)} passes`))
    sighting.refused.forEach((index) => meet('guards', `${nameOf(index)} refuses`))
    let previous = -1
    let justAfter: string | undefined
    for (const edge of edges) {
      const record = records[edge]!
      const state = party.source(edge)
      if (record !== TIME) {
        for (const [criterion, name] of ofRecord(record)) meet(criterion, name)
        const event = table.records[record]!.event
        const fired = event < table.timers.length ? table.timers[event]!.type : undefined
        if (fired === undefined) {
          waiting[state]!.last.forEach((timer) => meet('timers', `${timer} just before`))
          if (justAfter !== undefined) meet('timers', `${justAfter} just after`)
        } else meet('timers', `${fired} when due`)
        justAfter = fired
      } else justAfter = undefined
      if (active(edge)) {
        if (previous >= 0) meet('pairs', `${previous} ${edge}`)
        previous = edge
      }
    }
  }

  const reachable = Object.fromEntries(criterionNames.map((name) => [name, new Set<string>()])) as Record<
    Criterion,
    Set<string>
  >
  const reach = (criterion: Criterion, name: string): void => {
    reachable[criterion].add(name)
  }
  graph.starts.forEach((_, start) => met({ start, edges: [] }, reach))
  // What a run meets depends on no more than two steps in a row.
  for (let edge = 0; edge < graph.transitions; edge++) {
    const target = graph.targets[edge]!
    met({ start: 0, edges: [edge] }, reach)
    if (target >= graph.expanded) continue
    for (let after = graph.rows[target]!; after < graph.rows[target + 1]!; after++) {
      met({ start: 0, edges: [edge, after] }, (criterion, name) => {
        if (criterion === 'pairs' || criterion === 'timers') reach(criterion, name)
      })
    }
  }
  const universe = { ...reachable, ...inChart(chart, table.timers, graph.world.world.freeDelays) }
  return { universe, reachable, met }
}

/** Timers of a state by what they have left: one tick, or none. */
function waitingAt({ graph, table, locals, party }: PartyGraph, state: number): { readonly last: readonly string[] } {
  const unpacked = new Int32Array(graph.world.size)
  graph.layout.unpack(graph.states.tuples.data, state * graph.layout.words, unpacked)
  const { slotBase, free } = graph.world.parties.find((one) => one.party.name === party.name)!
  const last = table.locals[locals[state]!]!.timers.flatMap((timer, slot) =>
    unpacked[slotBase + slot] === 1 && free[timer] === 0 ? [table.timers[timer]!.type] : [],
  )
  return { last }
}

/** What runs cover of a party alone. */
export function coverageOf(party: PartyGraph, walks: readonly Walkway[]): readonly Coverage[] {
  const { universe, reachable, met } = meetingsOf(party)
  const covered = Object.fromEntries(criterionNames.map((name) => [name, new Set<string>()])) as Record<
    Criterion,
    Set<string>
  >
  walks.forEach((walk) => met(walk, (criterion, name) => void covered[criterion].add(name)))
  const complete = party.graph.stopped === undefined
  return criterionNames.map((criterion) =>
    coverageFrom(criterion, universe[criterion], reachable[criterion], covered[criterion], complete),
  )
}

/** The coverage of one criterion, given all that there is, what some run comes to, and what the suite came to. */
export function coverageFrom(
  criterion: Criterion,
  universe: ReadonlySet<string>,
  reachable: ReadonlySet<string>,
  covered: ReadonlySet<string>,
  complete: boolean,
): Coverage {
  const all = [...universe]
  const never = all.filter((name) => !reachable.has(name))
  return {
    criterion,
    total: all.length,
    covered: all.filter((name) => covered.has(name)).length,
    uncovered: all.filter((name) => reachable.has(name) && !covered.has(name)),
    unreachable: complete ? never : [],
    notTried: complete ? [] : never,
  }
}
