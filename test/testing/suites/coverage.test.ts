// Coverage: denominators are those of a count by hand, and suites that leave something out are seen to.
import { describe, expect, test, vi } from 'vitest'
import { initialTransition, setup, transition } from 'xstate'
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate'
import { partyGraph } from '../../../testing/party/partyGraph.js'
import { coverageOf, criterionNames, type Criterion } from '../../../testing/suites/coverage.js'
import { pairTour, tour } from '../../../testing/suites/tour.js'
import { lamp, party } from '../../checker/worlds.js'
import { graphOf, toured } from '../parties.js'

// A busy machine may take ten times as long as an idle one.
vi.setConfig({ testTimeout: 120_000 })

const door = setup({
  types: { context: {} as { knocks: number } },
  guards: { often: ({ context }) => context.knocks >= 1 },
  actions: {},
}).createMachine({
  id: 'door',
  context: { knocks: 0 },
  initial: 'closed',
  states: {
    closed: { on: { knock: [{ guard: 'often', target: 'open' }, { target: 'listening' }] } },
    listening: { always: { target: 'closed' } },
    open: { on: { shut: 'closed' } },
    // Nothing leads here.
    broken: { on: { knock: 'closed' } },
  },
})

const blinker = setup({ delays: { blink: 2000, rest: 1000 } }).createMachine({
  id: 'blinker',
  initial: 'dark',
  states: {
    dark: { after: { rest: 'lit' }, on: { stop: 'stopped' } },
    lit: { after: { blink: 'dark' }, on: { stop: 'stopped' } },
    stopped: { on: { go: 'dark' } },
  },
})

interface Small {
  readonly name: string
  readonly machine: AnyStateMachine
  readonly hears: readonly string[]
  /** ms in a tick. */
  readonly quantum: number
}

const machines: readonly Small[] = [
  { name: 'lamp', machine: lamp(), hears: ['press'], quantum: 3000 },
  { name: 'door', machine: door as AnyStateMachine, hears: ['knock', 'shut'], quantum: 1 },
  { name: 'blinker', machine: blinker as AnyStateMachine, hears: ['stop', 'go'], quantum: 1000 },
]

/** A count that shares nothing with ours: plain objects, XState's own calls, timers as a list of names and ticks. */
function countByHand({ machine, hears, quantum }: Small) {
  interface Here {
    readonly snapshot: AnyMachineSnapshot
    readonly timers: Readonly<Record<string, number>>
  }
  const ticks = (type: string): number =>
    (machine.implementations.delays[type.split('.')[2]!] as unknown as number) / quantum
  const after = (snapshot: AnyMachineSnapshot, event: { type: string } | undefined, timers: Here['timers']) => {
    const [next, actions] = event
      ? transition(machine, snapshot, event)
      : ([snapshot, initialTransition(machine)[1]] as const)
    const left = new Map(Object.entries(timers))
    if (event) left.delete(event.type)
    for (const { type, params } of actions as unknown as { type: string; params: { id: string; sendId: string } }[]) {
      if (type === 'xstate.cancel') left.delete(params.sendId)
      if (type === 'xstate.raise') left.set(params.id, ticks(params.id))
    }
    return { snapshot: next as AnyMachineSnapshot, timers: Object.fromEntries(left), actions }
  }
  const keyOf = ({ snapshot, timers }: Here): string =>
    JSON.stringify([snapshot.value, snapshot.context, Object.entries(timers).sort()])
  const start = after(initialTransition(machine)[0] as AnyMachineSnapshot, undefined, {})
  const states = new Map<string, Here>([[keyOf(start), start]])
  const active: [string, string, string][] = []
  const steps = new Set<string>()
  const ignored = new Set<string>()
  for (const [key, here] of states) {
    const local = JSON.stringify([here.snapshot.value, here.snapshot.context, Object.keys(here.timers).sort()])
    const due = Object.keys(here.timers).filter((type) => here.timers[type] === 0)
    for (const type of [...hears, ...due]) {
      const next = after(here.snapshot, { type }, here.timers)
      const target = keyOf(next)
      states.set(target, states.get(target) ?? next)
      const idle = next.actions.length === 0 && target === key && !due.includes(type)
      if (idle) ignored.add(`${local} ${type}`)
      else {
        steps.add(`${local} ${type}`)
        active.push([key, target, type])
      }
    }
    if (due.length > 0) continue
    const later = Object.fromEntries(Object.entries(here.timers).map(([type, left]) => [type, left - 1]))
    const next = { snapshot: here.snapshot, timers: later }
    states.set(keyOf(next), states.get(keyOf(next)) ?? next)
    active.push([key, keyOf(next), 'tick'])
  }
  const pairs = active.reduce((sum, [, target]) => sum + active.filter(([from]) => from === target).length, 0)
  return { states: states.size, steps: steps.size, ignored: ignored.size, pairs }
}

describe.each(machines)('denominators of $name', (small) => {
  const { name, machine, hears } = small
  const graph = partyGraph(party(name, machine, hears))
  const { walks } = tour(graph, { ignored: true })
  const coverage = new Map(coverageOf(graph, walks).map((one) => [one.criterion, one]))
  const total = (criterion: Criterion): number => coverage.get(criterion)!.total

  test('are those of a count by hand', () => {
    const byHand = countByHand(small)
    expect(graph.graph.states.size).toBe(byHand.states)
    expect({ steps: total('steps'), ignored: total('ignored'), pairs: total('pairs') }).toEqual({
      steps: byHand.steps,
      ignored: byHand.ignored,
      pairs: byHand.pairs,
    })
  })

  test('add up', () => {
    for (const { total: all, covered, uncovered, unreachable, notTried } of coverage.values()) {
      expect(covered + uncovered.length + unreachable.length + notTried.length).toBe(all)
    }
  })
})

test('charts are counted as they are written', () => {
  const of = (machine: AnyStateMachine, hears: readonly string[]) =>
    Object.fromEntries(coverageOf(partyGraph(party('m', machine, hears)), []).map((one) => [one.criterion, one.total]))
  // Four states and the root, but for the one that is left at once; knock twice, always, shut, knock.
  expect(of(door as AnyStateMachine, ['knock', 'shut'])).toMatchObject({
    states: 4,
    transitions: 5,
    guards: 2,
    timers: 0,
  })
  expect(of(lamp(), ['press'])).toMatchObject({ states: 3, transitions: 3, guards: 0, timers: 3 })
  expect(of(blinker as AnyStateMachine, ['stop', 'go'])).toMatchObject({ states: 4, transitions: 5, timers: 6 })
})

test('what no run comes to is said to be unreachable, and why not more', () => {
  const graph = partyGraph(party('door', door as AnyStateMachine, ['knock', 'shut']))
  const coverage = new Map(coverageOf(graph, tour(graph).walks).map((one) => [one.criterion, one]))
  expect(coverage.get('states')?.unreachable).toEqual(['open', 'broken'])
  expect(coverage.get('guards')?.unreachable).toEqual(['closed on knock [0] passes'])
  const cut = partyGraph(party('door', door as AnyStateMachine, ['knock', 'shut']), { maxStates: 0 })
  expect(coverageOf(cut, []).find(({ criterion }) => criterion === 'states')).toMatchObject({
    unreachable: [],
    notTried: ['open', 'broken'],
  })
})

test('a suite that leaves a step out does not cover it', () => {
  const graph = graphOf('poller')
  const { walks } = tour(graph)
  const whole = coverageOf(graph, walks).find(({ criterion }) => criterion === 'transitions')!
  expect(whole.uncovered).toEqual([])
  const part = coverageOf(
    graph,
    walks.slice(0, 1).map(({ start, edges }) => ({ start, edges: edges.slice(0, 3) })),
  )
  expect(part.find(({ criterion }) => criterion === 'transitions')!.uncovered.length).toBeGreaterThan(3)
  expect(part.find(({ criterion }) => criterion === 'timers')!.uncovered.length).toBe(3)
})

describe.each(toured)('%s', (name) => {
  test('its tour covers all states, transitions, steps, ignored events, guard outcomes and timer boundaries', () => {
    const graph = graphOf(name)
    const { walks } = tour(graph, { ignored: true, most: 400 })
    for (const { criterion, uncovered, unreachable, notTried } of coverageOf(graph, walks)) {
      expect({ criterion, unreachable, notTried }).toEqual({ criterion, unreachable: [], notTried: [] })
      if (criterion !== 'pairs') expect({ criterion, uncovered }).toEqual({ criterion, uncovered: [] })
    }
  })
})

test('a tour of pairs covers the pairs, in the fewest steps there can be', () => {
  for (const name of ['upgradeServer', 'homeServer', 'blinkup', 'poller', 'enrolment', 'installer']) {
    const graph = graphOf(name)
    const { walks, steps, bound } = pairTour(graph)
    const pairs = coverageOf(graph, walks).find(({ criterion }) => criterion === 'pairs')!
    expect({ name, uncovered: pairs.uncovered, steps }).toEqual({ name, uncovered: [], steps: bound })
  }
})

test('every criterion is one of the report', () => {
  expect(coverageOf(graphOf('homeServer'), []).map(({ criterion }) => criterion)).toEqual(criterionNames)
})
