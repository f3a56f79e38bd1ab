// The suite of a party as the system drives it: a tour of all that it does, and what that covers.
import type { AnyMachineSnapshot } from 'xstate'
import type { PartyEvent } from '../../model/party.js'
import { chartOf, statesIn } from '../mutants/chart.js'
import { coverageFrom, criterionNames, inChart, type Coverage, type Criterion } from './coverage.js'
import type { LocalGraph } from '../party/partyInSystem.js'
import { Probe } from '../mutants/guardProbe.js'
import { postman } from './tour.js'

/** A run: where it starts, and which local transitions it takes, as indices into the records. */
export interface LocalWalk {
  readonly start: number
  readonly records: readonly number[]
}

export interface LocalTour {
  readonly walks: readonly LocalWalk[]
  /** Steps at which something happens; all of them are taken. */
  readonly edges: number
  readonly steps: number
}

const activeOf = ({ records }: LocalGraph): readonly number[] =>
  records.flatMap(({ idle }, index) => (idle ? [] : [index]))

/** The fewest runs of the fewest steps that take every step at which something happens. */
export function localTour(graph: LocalGraph): LocalTour {
  const index = new Map(graph.locals.map((local, at) => [local, at]))
  const active = activeOf(graph)
  const edges = active.map((at) => {
    const { before, after } = graph.records[at]!
    return { from: index.get(before)!, to: index.get(after)!, cost: 1 }
  })
  const starts = graph.starts.map((local) => ({ node: index.get(local)!, cost: 0 }))
  const walks = postman(graph.locals.length, starts, edges).walks.map(({ start, taken }) => ({
    start: graph.starts[start]!,
    records: taken.map((at) => active[at]!),
  }))
  return { walks, edges: active.length, steps: walks.reduce((sum, { records }) => sum + records.length, 0) }
}

/** The events that must be ignored in a local state. What the machine does not react to is ignored; nothing need be tried. */
export const ignoredIn = (snapshot: AnyMachineSnapshot, hears: readonly PartyEvent[]): readonly PartyEvent[] =>
  hears.filter((event) => !snapshot.can(event))

/**
 * What runs cover of a party as the system drives it, and gives it in each local state that they come to every event that it
 * must ignore there. What no run of the worlds comes to is `unreachable`.
 *
 * A timer is heard just before and just after it is due in the explored worlds only: a run knows no time.
 */
export function coverageInSystem(graph: LocalGraph, walks: readonly LocalWalk[]): readonly Coverage[] {
  const { table, records, party } = graph
  const chart = chartOf(party.machine)
  const probe = new Probe(party.machine)
  const nameOf = (transition: number): string => probe.transitions[transition]!.id
  const namesIn = (local: number): readonly string[] => statesIn(table.locals[local]!.snapshot)
  const meets = records.map(({ before, event, after, id, idle }): readonly (readonly [Criterion, string])[] => {
    const { taken, passed, refused } = probe.step(table.locals[before]!.snapshot, table.events[event]!)
    return [
      ...(idle ? [] : [['steps', String(id)] as const]),
      ...namesIn(after).map((name) => ['states', name] as const),
      ...taken.map((one) => ['transitions', nameOf(one)] as const),
      ...passed.map((one) => ['guards', `${nameOf(one)} passes`] as const),
      ...refused.map((one) => ['guards', `${nameOf(one)} refuses`] as const),
      ...(event < table.timers.length ? [['timers', `${table.timers[event]!.type} when due`] as const] : []),
    ]
  })
  const empty = (): Record<Criterion, Set<string>> =>
    Object.fromEntries(criterionNames.map((name) => [name, new Set<string>()])) as Record<Criterion, Set<string>>
  const [reachable, covered] = [empty(), empty()]
  const ignored = (local: number): readonly string[] =>
    ignoredIn(table.locals[local]!.snapshot, party.hears).map((_, at) => `${local} ${at}`)
  graph.starts.flatMap(namesIn).forEach((name) => reachable.states.add(name))
  meets.flat().forEach(([criterion, name]) => reachable[criterion].add(name))
  graph.boundaries.forEach((name) => reachable.timers.add(name))
  graph.locals.flatMap(ignored).forEach((name) => reachable.ignored.add(name))
  const after = new Map<number, number[]>()
  for (const at of activeOf(graph)) {
    const { before } = records[at]!
    const known = after.get(before)
    if (known) known.push(at)
    else after.set(before, [at])
  }
  const pairs = activeOf(graph).reduce((sum, at) => sum + (after.get(records[at]!.after)?.length ?? 0), 0)
  const taken = new Set<string>()
  const visited = new Set<number>()
  for (const walk of walks) {
    namesIn(walk.start).forEach((name) => covered.states.add(name))
    visited.add(walk.start)
    walk.records.forEach((at, step) => {
      meets[at]!.forEach(([criterion, name]) => covered[criterion].add(name))
      visited.add(records[at]!.after)
      if (step > 0) taken.add(`${walk.records[step - 1]!} ${at}`)
    })
  }
  ;[...visited].flatMap(ignored).forEach((name) => covered.ignored.add(name))
  graph.boundaries.forEach((name) => covered.timers.add(name))
  const universe: Record<Criterion, ReadonlySet<string>> = {
    ...reachable,
    ...inChart(chart, table.timers, graph.free),
  }
  return criterionNames.map((criterion) =>
    criterion === 'pairs'
      ? // There are too many to name.
        {
          criterion,
          total: pairs,
          covered: taken.size,
          uncovered: [],
          unreachable: [],
          notTried: [],
          open: pairs - taken.size,
        }
      : coverageFrom(criterion, universe[criterion], reachable[criterion], covered[criterion], graph.complete),
  )
}
