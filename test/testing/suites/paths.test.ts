// Paths through each machine: what the graph says is replayed with live actors, and @xstate/graph agrees where it applies.
import { getShortestPaths, getSimplePaths } from '@xstate/graph'
import { describe, expect, test, vi } from 'vitest'
import { createMachine } from 'xstate'
import { canonical } from '../../../util/canonical.js'
import { partyGraph, TIME, type PartyGraph } from '../../../testing/party/partyGraph.js'
import { coverageOf } from '../../../testing/suites/coverage.js'
import { pathName, pathToRecords, shortestPaths, simplePaths, type Walkway } from '../../../testing/suites/paths.js'
import { Probe } from '../../../testing/mutants/guardProbe.js'
import { tour } from '../../../testing/suites/tour.js'
import { party as partyOf } from '../../checker/worlds.js'
import { graphOf, small, toured } from '../parties.js'
import { ownInvariants, replay } from '../replay.js'

// A busy machine may take ten times as long as an idle one.
vi.setConfig({ testTimeout: 120_000 })

/** For each transition of the chart, the shortest run that takes it. */
function pathsToTransitions(graph: PartyGraph): readonly { readonly name: string; readonly walk: Walkway }[] {
  const probe = new Probe(graph.party.machine)
  const found = new Map<string, Walkway>()
  const nearest = [...pathToRecords(graph, shortestPaths(graph))].sort(
    ([, a], [, b]) => a.edges.length - b.edges.length,
  )
  for (const [id, walk] of nearest) {
    const { before, event } = graph.table.records[id]!
    for (const taken of probe.step(graph.table.locals[before]!.snapshot, graph.table.events[event]!).taken) {
      const { id: name } = probe.transitions[taken]!
      if (!found.has(name)) found.set(name, walk)
    }
  }
  return [...found].map(([name, walk]) => ({ name: `${name}: ${pathName(graph, walk)}`, walk }))
}

describe.each(small)('%s', (name) => {
  const graph = graphOf(name)
  const invariants = ownInvariants(graph)

  test.each(pathsToTransitions(graph))('$name', ({ walk }) => replay(graph, walk, invariants))
})

test.each(toured)('%s: a tour of every step, and of all that must be ignored, with a live actor', (name) => {
  const graph = graphOf(name)
  const invariants = ownInvariants(graph)
  const { walks, edges } = tour(graph, { ignored: true, most: 400 })
  walks.forEach((walk) => replay(graph, walk, invariants))
  expect(new Set(walks.flatMap((walk) => walk.edges)).size).toBe(edges)
})

test('some machines have invariants of their own, which each step of their paths must keep', () => {
  expect(small.flatMap((name) => ownInvariants(graphOf(name))).length).toBeGreaterThan(3)
})

/** Parties to which none of the gaps of @xstate/graph applies: no timers, no history, and each payload is listed. */
const plain = ['factory', 'upgradeServer', 'enrolment', 'deployments', 'homeServer', 'blinkup'] as const

const eventsOf = ({ party }: PartyGraph) => ({ events: [...party.hears] })
const textOf = (snapshot: { readonly value: unknown; readonly context: unknown; readonly status: string }): string =>
  canonical([snapshot.value, snapshot.context, snapshot.status])

describe.each(plain)('@xstate/graph and our graph agree on %s', (name) => {
  const all = graphOf(name)

  test.each(all.party.inputs.map((input, index) => ({ input, index })))('input $index', ({ input }) => {
    const own = partyGraph({ ...all.party, inputs: [input] })
    expect(own.table.timers).toEqual([])
    const tree = shortestPaths(own)
    const ours = new Map(
      Array.from(own.locals, (local, state) => [textOf(own.table.locals[local]!.snapshot), tree.depth[state]!]),
    )
    // Steps there are counted with the initial one; a final state is not left (F15), as ours is not.
    const theirs = new Map(
      getShortestPaths(own.party.machine, {
        ...eventsOf(own),
        input: input as never,
        serializeState: textOf as never,
        stopWhen: (snapshot: { readonly status: string }) => snapshot.status !== 'active',
        toState: () => true,
      } as never).map(({ state, steps }) => [
        textOf(state as unknown as Parameters<typeof textOf>[0]),
        steps.length - 1,
      ]),
    )
    expect(theirs).toEqual(ours)
  })
})

test('the simple paths of @xstate/graph are ours', () => {
  for (const name of ['upgradeServer', 'homeServer'] as const) {
    const graph = graphOf(name)
    const theirs = getSimplePaths(graph.party.machine, {
      ...eventsOf(graph),
      input: graph.party.inputs[0] as never,
      serializeState: textOf as never,
      toState: () => true,
      stopWhen: () => false,
    } as never)
    const ours = simplePaths(graph, 10_000)
    // Theirs go by the state only: of the ways from one state to the next, they take one event.
    const ends = (path: readonly string[]): string => path.join(' -> ')
    const states = ({ start, edges }: Walkway): readonly string[] =>
      [graph.graph.starts[start]!.state, ...edges.map((edge) => graph.graph.targets[edge]!)].map((state) =>
        textOf(graph.table.locals[graph.locals[state]!]!.snapshot),
      )
    expect(new Set(ours.map((walk) => ends(states(walk))))).toEqual(
      new Set(theirs.map(({ steps }) => ends(steps.map(({ state }) => textOf(state as never))))),
    )
  }
})

test('where @xstate/graph is unsound, ours is not: history is part of a state, and timers fire in their order', () => {
  const remembering = createMachine({
    id: 'm',
    initial: 'on',
    states: {
      on: { initial: 'x', states: { x: { on: { SWAP: 'y' } }, y: {}, past: { type: 'history' } }, on: { OFF: 'off' } },
      off: { on: { ON: 'on.past' } },
    },
  })
  const graph = partyGraph(partyOf('m', remembering, ['SWAP', 'OFF', 'ON']))
  // The start; y; off with x, and with y remembered; x with x, y with y, and y with x remembered. @xstate/graph knows 3.
  expect(graph.graph.states.size).toBe(7)

  const racing = createMachine(
    {
      id: 'm',
      type: 'parallel',
      states: {
        a: { initial: 'w', states: { w: { after: { short: 'done' } }, done: {} } },
        b: { initial: 'w', states: { w: { after: { long: 'done' } }, done: {} } },
      },
    },
    { delays: { short: 1000, long: 5000 } },
  )
  const timed = partyGraph(partyOf('m', racing, []))
  const values = new Set(Array.from(timed.locals, (local) => canonical(timed.table.locals[local]!.snapshot.value)))
  expect([...values].sort()).toEqual(['{"a":"done","b":"done"}', '{"a":"done","b":"w"}', '{"a":"w","b":"w"}'])
})

test('a path has a name that can be read', () => {
  const graph = graphOf('poller')
  const tree = shortestPaths(graph)
  const [, walk] = [...pathToRecords(graph, tree)].find(
    ([id]) => graph.table.records[id]!.event < graph.table.timers.length,
  )!
  expect(pathName(graph, walk)).toMatch(/^polling\.started \(token: \d\), time passes, after pollTimeout$/)
  expect(graph.records[walk.edges[1]!]).toBe(TIME)
})

test('a tour takes the fewest steps there can be', () => {
  for (const name of small) {
    const { steps, bound, edges } = tour(graphOf(name))
    expect({ name, steps }).toEqual({ name, steps: bound })
    expect(steps).toBeGreaterThanOrEqual(edges)
  }
})

test('a bounded tour keeps its bound, and covers as much', () => {
  const graph = graphOf('installer')
  const whole = tour(graph)
  const cut = tour(graph, { most: 40 })
  expect(Math.max(...cut.walks.map(({ edges }) => edges.length))).toBeLessThanOrEqual(40)
  const transitions = coverageOf(graph, cut.walks).find(({ criterion }) => criterion === 'transitions')!
  expect(transitions.covered).toBe(transitions.total)
  expect(cut.steps).toBeLessThan(1.5 * whole.steps)
})
