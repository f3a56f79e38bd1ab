// Replays runs of a party alone with a live actor under a simulated clock, and looks at it at each step.
import { expect } from 'vitest'
import { canonical } from '../../util/canonical.js'
import { decide } from '../../checker/graph/decide.js'
import { explore } from '../../checker/graph/explore.js'
import { prepare } from '../../checker/compile/prepare.js'
import { LiveWorld } from '../../checker/semantics/actorWorld.js'
import { monitorOf, read, type Outcome } from '../../checker/monitor/monitor.js'
import type { StepView } from '../../model/formula.js'
import { partiesOf } from '../../verification/plan.js'
import { alone, TIME, type PartyGraph } from '../../testing/party/partyGraph.js'
import type { Walkway } from '../../testing/suites/paths.js'
import { predicates, properties, type Property } from '../../properties/index.js'
import { impTrials } from '../../verification/imp/trials.js'

/** Properties that speak of one party only, and hold of it whatever it hears: invariants of the machine itself. */
export function ownInvariants({ party }: PartyGraph): readonly Property[] {
  const own = properties.filter(
    ({ pattern, ...property }) =>
      pattern.kind !== 'response' &&
      pattern.kind !== 'reachable' &&
      partiesOf({ pattern, ...property }, predicates).join() === party.name,
  )
  if (own.length === 0) return []
  const graph = explore(prepare(alone(party, { free: impTrials.longDelays }), predicates, own))
  return own.filter((property) => decide(graph, property).verdict === 'holds')
}

/** A run with a live actor: it is where the table says, has the timers and says the words that the table says. */
export function replay(graph: PartyGraph, { start, edges }: Walkway, invariants: readonly Property[] = []): void {
  const { party, table, records, locals, graph: explored } = graph
  const { world } = explored.world
  const live = new LiveWorld(world, { inputs: { [party.name]: explored.starts[start]!.inputs[0]! } })
  const watches = invariants.map((property) => {
    const monitor = monitorOf(property.pattern, explored.world.quantum)
    const mode: { now: Outcome } = { now: monitor.start }
    return { property, monitor, mode }
  })
  const watch = (view: StepView): void => {
    for (const { property, monitor, mode } of watches) {
      if (typeof mode.now === 'number') mode.now = monitor.next(mode.now, read(monitor, view))
      expect(mode.now, property.id).not.toBe('violated')
    }
  }
  const holds = (name: string, snapshot: ReturnType<LiveWorld['snapshot']>): boolean => {
    const predicate = predicates[name]!
    return predicate.kind === 'state' && predicate.holds(snapshot)
  }
  watch({ is: (name) => holds(name, live.snapshot(party.name)), was: () => false, does: () => false, tick: false })
  for (const edge of edges) {
    const cause = graph.cause(edge)
    const before = live.snapshot(party.name)
    const step = live.take(cause)
    const after = live.snapshot(party.name)
    const record = table.records[records[edge]!]
    const { snapshot, timers } = table.locals[locals[explored.targets[edge]!]!]!
    expect(canonical([after.value, after.context, after.status])).toBe(
      canonical([snapshot.value, snapshot.context, snapshot.status]),
    )
    expect(
      live
        .timers(party.name)
        .map(({ type }) => type)
        .sort(),
    ).toEqual(timers.map((timer) => table.timers[timer]!.type).sort())
    const says = step.happenings.flatMap((happening) => happening.says)
    const expected = records[edge] === TIME || !record ? [] : Array.from(record.says, (event) => table.events[event]!)
    expect(says).toEqual(expected)
    watch({
      is: (name) => holds(name, after),
      was: (name) => holds(name, before),
      does: (name) => {
        const predicate = predicates[name]!
        return (
          cause.kind !== 'tick' &&
          predicate.kind === 'step' &&
          predicate.holds({ before, event: cause.event, after, says })
        )
      },
      tick: cause.kind === 'tick',
    })
  }
}
