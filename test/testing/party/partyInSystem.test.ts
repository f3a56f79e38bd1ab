// A party as the system drives it: its tour does all that it does there, and XState does the same.
import { expect, test, vi } from 'vitest'
import { initialTransition, transition, type AnyMachineSnapshot } from 'xstate'
import { canonical } from '../../../util/canonical.js'
import { localGraph } from '../../../testing/party/partyInSystem.js'
import { coverageInSystem, ignoredIn, localTour } from '../../../testing/suites/systemTour.js'
import { defaultWorlds, worldName } from '../../../testing/party/worlds.js'
import { specification as ours } from '../../../verification/impSpecification.js'

// A busy machine may take ten times as long as an idle one.
vi.setConfig({ testTimeout: 120_000 })

const graph = localGraph(
  ours,
  'device',
  defaultWorlds(ours).filter((world) => worldName(world) === 'polling baseline'),
)
const { walks, edges, steps } = localTour(graph)

test('the tour of the device takes every step once at least, and gives it all that it must ignore', () => {
  expect({ locals: graph.locals.length, records: graph.records.length }).toEqual({ locals: 1096, records: 4702 })
  expect(edges).toBe(graph.records.filter(({ idle }) => !idle).length)
  expect(steps).toBe(walks.reduce((sum, { records }) => sum + records.length, 0))
  for (const { criterion, total, covered, uncovered, unreachable, notTried } of coverageInSystem(graph, walks)) {
    expect({ criterion, uncovered, unreachable }).toEqual({ criterion, uncovered: [], unreachable: [] })
    if (criterion !== 'pairs') expect(covered + notTried.length).toBe(total)
  }
})

test('a suite that leaves runs out does not cover what they do', () => {
  const part = coverageInSystem(graph, walks.slice(1))
  const steps = part.find(({ criterion }) => criterion === 'steps')!
  expect(steps.uncovered.length).toBeGreaterThan(0)
  expect(steps.covered + steps.uncovered.length).toBe(steps.total)
})

test('a device that hears what the runs say does what they say, and ignores what it must', () => {
  const { machine, hears } = graph.party
  const said = (actions: readonly { type: string; params: unknown }[]): readonly unknown[] =>
    actions.flatMap(({ type, params }) => (type === 'xstate.emit' ? [(params as { event: unknown }).event] : []))
  for (const { start, records } of walks.slice(0, 6)) {
    const input = graph.party.inputs.find((one) => graph.table.initial(one) === start)
    let snapshot = initialTransition(machine, input)[0] as AnyMachineSnapshot
    records.slice(0, 400).forEach((at) => {
      const { event, after, says } = graph.records[at]!
      for (const ignored of ignoredIn(snapshot, hears).slice(0, 2)) {
        const [same, actions] = transition(machine, snapshot, ignored)
        expect(said(actions as never)).toEqual([])
        expect(canonical((same as AnyMachineSnapshot).value)).toBe(canonical(snapshot.value))
      }
      const [next, actions] = transition(machine, snapshot, graph.table.events[event]!)
      snapshot = next as AnyMachineSnapshot
      const there = graph.table.locals[after]!.snapshot
      expect(canonical([snapshot.value, snapshot.context])).toBe(canonical([there.value, there.context]))
      expect(said(actions as never)).toEqual(Array.from(says, (one) => graph.table.events[one]!))
    })
  }
})

test('a timer is heard just before, when, and just after it is due; in one world, not all is tried', () => {
  const timers = coverageInSystem(graph, walks).find(({ criterion }) => criterion === 'timers')!
  expect(timers.covered).toBe(graph.boundaries.size + new Set(graph.records.flatMap(dueIn)).size)
  expect(timers.notTried.length).toBeGreaterThan(0)
  expect(graph.complete).toBe(false)
})

const dueIn = ({ event }: (typeof graph.records)[number]): readonly number[] =>
  event < graph.table.timers.length ? [event] : []
