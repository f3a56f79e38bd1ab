// Deadlock, time-lock, Zeno runs and hasty environments: worlds that have each of them, and random ones by a second count.
import fc from 'fast-check'
import { emit, setup } from 'xstate'
import { expect, test } from 'vitest'
import type { World } from '../../../model/world.js'
import { compile } from '../../../checker/compile/compile.js'
import { explore, type Graph } from '../../../checker/graph/explore.js'
import { LiveWorld } from '../../../checker/semantics/actorWorld.js'
import { timelinessOf } from '../../../checker/graph/timeProgress.js'
import type { Timeliness } from '../../../model/result.js'
import * as naive from '../naive.js'
import { lampWorld, party, single, stimulus, world, worlds } from '../worlds.js'

const timeliness = (one: World): Timeliness => timelinessOf(explore(compile(one)))
const found = ({ standstills, hasty, atRest }: Timeliness): unknown => ({
  ...Object.fromEntries(standstills.map(({ kind, states }) => [kind, states])),
  hasty,
  atRest,
})

/** Runs between two states by timers of 0 ms, once it is told to go; `stop` ends it. */
const racer = (delay: number) =>
  setup({ delays: { instantly: delay } }).createMachine({
    id: 'racer',
    initial: 'still',
    states: {
      still: { on: { go: 'here' } },
      here: { after: { instantly: 'there' }, on: { stop: 'still' } },
      there: { after: { instantly: 'here' } },
    },
  })

const race = (delay: number, ...stimuli: readonly string[]): World =>
  world([party('one', racer(delay), ['go', 'stop'])], { stimuli: stimuli.map((type) => stimulus('one', type)) })

test('a circle of timers without time is a Zeno run, and a time-lock where nothing leads out of it', () => {
  expect(found(timeliness(race(0, 'go')))).toEqual({ zeno: 2, 'time-lock': 2, hasty: 2, atRest: 0 })
  expect(found(timeliness(race(0, 'go', 'stop')))).toEqual({ zeno: 2, hasty: 3, atRest: 0 })
  expect(found(timeliness(race(1000, 'go', 'stop')))).toMatchObject({ hasty: 5 })
  expect(timeliness(race(1000, 'go', 'stop')).standstills).toEqual([])
})

test('the story of a Zeno run is a lasso that live actors can run, and in which no time passes', () => {
  const one = race(0, 'go', 'stop')
  const [zeno] = timeliness(one).standstills
  const { steps, loop } = zeno!.story
  expect(steps.map(({ cause }) => cause.kind)).toEqual(['stimulus', 'timer', 'timer'])
  expect([loop, steps[loop!]!.mark, steps.at(-1)!.time]).toEqual([1, 'loop', 0])
  const live = new LiveWorld(one)
  for (const { cause } of steps) live.take(cause)
  expect(live.snapshot('one').value).toBe('here')
})

/** Each answers what the other says, without end. */
const echo = (hears: string, says: string, first: boolean) =>
  setup({}).createMachine({
    id: hears,
    on: { [hears]: { actions: emit({ type: says }) }, ...(first ? { go: { actions: emit({ type: says }) } } : {}) },
  })

const echoes = (least: number, most: number): World =>
  world(
    [
      party('a', echo('pong', 'ping', true), ['pong', 'go'], ['ping']),
      party('b', echo('ping', 'pong', false), ['ping'], ['pong']),
    ],
    {
      links: [
        { from: 'a', says: 'ping', to: 'b', channel: 'there' },
        { from: 'b', says: 'pong', to: 'a', channel: 'back' },
      ],
      channels: ['there', 'back'].map((name) => ({ name, capacity: 1, latency: { least, most } })),
      stimuli: [stimulus('a', 'go', { budget: 1 })],
    },
  )

test('so is a circle of messages that take no time, even if they may take some', () => {
  expect(found(timeliness(echoes(0, 0)))).toEqual({ zeno: 2, 'time-lock': 2, hasty: 0, atRest: 0 })
  expect(timeliness(echoes(0, 1000)).standstills.map(({ kind, states }) => [kind, states])).toEqual([['zeno', 2]])
  expect(timeliness(echoes(1000, 1000)).standstills).toEqual([])
})

test('an environment that acts again and again in no time is no Zeno run', () => {
  const toggle = setup({}).createMachine({
    id: 't',
    initial: 'a',
    states: { a: { on: { go: 'b' } }, b: { on: { go: 'a' } } },
  })
  expect(found(timeliness(single(toggle)))).toEqual({ hasty: 2, atRest: 0 })
  const once = single(setup({}).createMachine({ id: 't', initial: 'a', states: { a: { on: { go: 'b' } }, b: {} } }))
  // An ignored stimulus without a budget is a circle of its own.
  expect(found(timeliness(once))).toEqual({ hasty: 1, atRest: 1 })
  expect(found(timeliness(lampWorld({ stimuli: [stimulus('lamp', 'press', { budget: 1 })] })))).toMatchObject({
    hasty: 0,
    atRest: 1,
  })
})

test('a state without a step is a deadlock', () => {
  // The semantics has none, since nothing can keep time from passing but what may happen: so one is cut into a graph.
  const graph = explore(compile(lampWorld({ stimuli: [stimulus('lamp', 'press', { budget: 1 })] })))
  const cut: Graph = {
    ...graph,
    rows: graph.rows.map((row, state) => (state === graph.expanded ? graph.rows[state - 1]! : row)),
    transitions: graph.rows[graph.expanded - 1]!,
  }
  const [deadlock] = timelinessOf(cut).standstills
  expect(deadlock).toMatchObject({ kind: 'deadlock', states: 1 })
  expect(deadlock!.story.steps.at(-1)).toMatchObject({ time: 3000, mark: 'violation' })
})

/** Which states lie on a circle of edges that pass. */
function circles(states: number, edges: readonly { from: number; to: number }[]): ReadonlyMap<number, number> {
  const reach = Array.from({ length: states }, () => new Set<number>())
  for (let changed = true; changed;) {
    changed = false
    for (const { from, to } of edges) {
      const size = reach[from]!.size
      reach[from]!.add(to)
      for (const beyond of reach[to]!) reach[from]!.add(beyond)
      changed ||= reach[from]!.size > size
    }
  }
  const part = (at: number): number => reach.findIndex((beyond, other) => beyond.has(at) && reach[at]!.has(other))
  return new Map(reach.flatMap((beyond, at): [number, number][] => (beyond.has(at) ? [[at, part(at)]] : [])))
}

/** The random worlds have no delay of 0 ms. */
const withoutTime = (one: World): World => ({
  ...one,
  parties: one.parties.map((each) => ({
    ...each,
    machine: each.machine.provide({ delays: { short: 0, long: 1000 } }),
  })),
})

test('the counts are those of a second, naive count on random worlds', () => {
  const met = { zeno: 0, locked: 0, hasty: 0, atRest: 0 }
  fc.assert(
    fc.property(worlds.map(withoutTime), (one) => {
      const other = naive.explore(one, { short: 0, long: 1000, vague: 86_400_000 }, 90)
      if (!other) return
      const edges = other.edges.filter(({ from }) => from >= 0)
      const instant = edges.filter(({ tick }) => !tick)
      // In these worlds the environment says e0 and e1, and parties say s0 and s1.
      const bySystem = instant.filter(({ locals }) => !/^e\d/.test(locals[0]?.event.type ?? ''))
      const zeno = circles(other.states.length, bySystem)
      const parts = circles(other.states.length, instant)
      const stimulated = new Set(
        instant
          .filter(
            (edge) => !bySystem.includes(edge) && parts.has(edge.from) && parts.get(edge.from) === parts.get(edge.to),
          )
          .map(({ from }) => parts.get(from)),
      )
      const free = new Set(edges.filter(({ tick }) => tick).map(({ from }) => from))
      for (let size = -1; size !== free.size;) {
        size = free.size
        for (const { from, to } of instant) if (free.has(to)) free.add(from)
      }
      const expected = {
        zeno: zeno.size,
        locked: other.states.length - free.size,
        hasty: [...parts].filter(([, part]) => stimulated.has(part)).length,
        atRest: edges.filter(
          ({ from, to, tick }) => tick && from === to && edges.every((edge) => edge.from !== from || edge.to === from),
        ).length,
      }
      const { standstills, hasty, atRest } = timelinessOf(explore(compile(one, { quantum: 1000 })))
      const count = (kind: string): number => standstills.find((one) => one.kind === kind)?.states ?? 0
      expect({ zeno: count('zeno'), locked: count('time-lock'), hasty, atRest }).toEqual(expected)
      for (const key of Object.keys(met) as (keyof typeof met)[]) if (expected[key] > 0) met[key]++
    }),
    { numRuns: 200, seed: 22 },
  )
  expect(Math.min(met.zeno, met.locked, met.hasty, met.atRest), JSON.stringify(met)).toBeGreaterThan(5)
}, 60_000)
