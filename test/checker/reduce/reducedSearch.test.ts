// Reductions against the full space: as many states as there are orbits, the same verdicts, and wrong ones found out.
import { expect, test } from 'vitest'
import { setup } from 'xstate'
import { check } from '../../../checker/check.js'
import { compile, type CompiledWorld } from '../../../checker/compile/compile.js'
import { decide } from '../../../checker/graph/decide.js'
import { prepare } from '../../../checker/compile/prepare.js'
import {
  canonicalForm,
  dependenceOf,
  interchangeable,
  ignoring,
  reducedExplore,
  search,
  validateReplicas,
  type Means,
} from '../../../checker/reduce/index.js'
import { baseline } from '../../../machines/configurations.js'
import { fleet, type FleetOptions } from '../../../machines/fleet/index.js'
import { replicate } from '../../../machines/replicate.js'
import type { World } from '../../../model/world.js'
import { fleetPredicates, fleetProperties } from '../../../properties/claims/fleet.js'
import type { Property } from '../../../properties/language/property.js'
import type { Predicate } from '../../../model/property.js'
import { combinations, compareReductions, randomWorlds } from '../reductions.js'
import { inState, party, pingWorld, property, stimulus, world } from '../worlds.js'

const untimed = (more: Partial<FleetOptions> & { readonly devices: number }): FleetOptions => ({
  timed: false,
  ...more,
})

/** States that differ in more than which replica is which, counted without the checker's canonical form. */
function orbits(compiled: CompiledWorld): { states: number; orbits: number } {
  const { parties, channels, budgets, size } = compiled
  const { replicas } = compiled.world
  const { states } = search(compiled, [], {})
  const party = (state: Uint32Array, name: string): unknown => {
    const { index, slotBase, table } = parties.find((one) => one.party.name === name)!
    return [state[index], ...table.timers.map((_, slot) => state[slotBase + slot])]
  }
  const channel = (state: Uint32Array, name: string): unknown => {
    const { base, messages } = channels.find((one) => one.channel.name === name)!
    return Array.from({ length: state[base]! }, (_, at) => [
      messages[state[base + 1 + 2 * at]! - 1]!.event,
      state[base + 2 + 2 * at],
    ])
  }
  const budget = (state: Uint32Array, name: string): unknown => state[budgets.find((one) => one.name === name)!.field]
  const owned = replicas!.flatMap((replica) => replica.parties)
  const met = new Set<string>()
  for (let at = 0; at < states.size; at++) {
    const state = states.tuples.data.subarray(at * size, (at + 1) * size)
    const of = replicas!.map((replica) =>
      JSON.stringify([
        replica.parties.map((name) => party(state, name)),
        replica.channels.map((name) => channel(state, name)),
        replica.budgets.map((name) => budget(state, name)),
      ]),
    )
    const shared = parties.filter((one) => !owned.includes(one.party.name)).map((one) => party(state, one.party.name))
    met.add(JSON.stringify([of.sort(), shared]))
  }
  return { states: states.size, orbits: met.size }
}

const symmetric: readonly (readonly [string, World])[] = [
  ['two devices', fleet(baseline, untimed({ devices: 2, stagger: 1, budgets: { 'check.forced': 1 } }))],
  [
    'three devices',
    fleet(baseline, untimed({ devices: 3, stagger: 2, budgets: { 'check.forced': 0, 'image.downloaded': 0 } })),
  ],
  ['three wires with latency and budgets', replicate(pingWorld(), 3)],
]

test.each(symmetric)('%s: as many canonical states as orbits', (_, one) => {
  const compiled = compile(one)
  const expected = orbits(compiled)
  const reduced = search(compiled, [], { canonical: canonicalForm(compiled, interchangeable(one, {}, [])) })
  expect(reduced.states.size).toBe(expected.orbits)
  expect(reduced.states.size).toBeLessThan(expected.states)
})

const shapes: readonly FleetOptions[] = [
  untimed({ devices: 2 }),
  untimed({ devices: 2, stagger: 1 }),
  untimed({ devices: 2, orders: true, budgets: { 'deployment.created': 0, 'check.forced': 1 } }),
]

test.each(shapes)(
  'a fleet has the same verdicts with every reduction: %o',
  (options) => {
    const one = fleet(baseline, options)
    const predicates = fleetPredicates(options)
    // One property of each kind, of one device and of all; the first fails of a fleet without stagger.
    const strict = { ...options, stagger: 1 }
    const names = [
      'stagger-bounds-upgrades',
      'fleet-upgrades-together',
      'upgrade-in-turn',
      'os-changes-by-install-only',
    ]
    const properties = fleetProperties(strict).filter(({ id }) => names.includes(id))
    for (const each of properties) {
      const [full] = check(one, predicates, [each]).verdicts
      for (const [symmetry, partialOrder] of combinations) {
        const { verdicts, complete } = reducedExplore(one, predicates, [each], { symmetry, partialOrder })
        expect([each.id, symmetry, partialOrder, complete, verdicts[0]!.verdict]).toEqual([
          each.id,
          symmetry,
          partialOrder,
          true,
          full!.verdict,
        ])
      }
    }
  },
  90_000,
)

test('of a fleet without delays, reductions leave little', () => {
  const options = untimed({ devices: 3, budgets: { 'check.forced': 0 } })
  const one = fleet(baseline, options)
  const size = (symmetry: boolean, partialOrder: boolean): number =>
    reducedExplore(
      one,
      fleetPredicates(options),
      fleetProperties(options).filter(({ id }) => id === 'fleet-upgrades-together'),
      { symmetry, partialOrder },
    ).states
  expect([size(false, false), size(true, false), size(false, true), size(true, true)]).toEqual([
    76_285, 13_699, 939, 452,
  ])
})

test.each(randomWorlds)(
  'verdicts on random worlds are those of the full space: %s',
  (name) => {
    const { pruned, fails, holds, vacuous } = compareReductions(name, { numRuns: 30, seed: 30 })
    expect(pruned).toBeGreaterThan(3)
    expect(Math.min(fails, holds, vacuous)).toBeGreaterThan(3)
  },
  90_000,
)

test('an overflow is found whatever is left out', () => {
  const flood = replicate(pingWorld({ stimuli: [stimulus('pinger', 'go')] }), 2)
  for (const [symmetry, partialOrder] of combinations) {
    const { fault, complete } = reducedExplore(flood, {}, [], { symmetry, partialOrder })
    expect([fault, complete]).toEqual([expect.stringContaining('overflows'), false])
  }
})

test('components that are never left and have no complete state are found, one state of each', () => {
  // 0 -> 1 <-> 2, 0 -> 3 <-> 4, 3 -> 5, 5 -> 5, 0 -> 6
  const next = [[1, 3, 6], [2], [1], [4, 5], [3], [5], []]
  const rows = Uint32Array.from(next.reduce<number[]>((ends, row) => [...ends, ends.at(-1)! + row.length], [0]))
  const found = (...full: readonly number[]): readonly number[] =>
    ignoring(
      { rows, targets: Uint32Array.from(next.flat()) },
      7,
      Uint8Array.from(next, (_, at) => +full.includes(at)),
    )
  expect(found(6)).toEqual([1, 5])
  expect(found(0, 3, 4, 6)).toEqual([1, 5])
  expect(found(2, 6)).toEqual([5])
  expect(found(1, 5)).toEqual([6])
})

const verdictBy = (
  one: World,
  predicates: Readonly<Record<string, Predicate>>,
  asked: Property,
  means: Means,
): string => decide(search(prepare(one, predicates, [asked], { slice: false }), [asked], means), asked).verdict

const spinner = setup({}).createMachine({
  id: 'spinner',
  initial: 'left',
  states: { left: { on: { turn: 'right' } }, right: { on: { turn: 'left' } } },
})
const door = setup({}).createMachine({
  id: 'door',
  initial: 'closed',
  states: { closed: { on: { open: 'wide' } }, wide: {} },
})

test('planted: an ample set without the proviso puts a step off for ever', () => {
  const one = world([party('spinner', spinner, ['turn']), party('door', door, ['open'])], {
    stimuli: [stimulus('spinner', 'turn'), stimulus('door', 'open')],
  })
  const opens = property({ kind: 'reachable', what: { is: 'wide' } })
  const verdict = (means: Means): string => verdictBy(one, { wide: inState('door', 'wide') }, opens, means)
  expect(verdict({ ample: true })).toBe('holds')
  expect(verdict({ ample: true, proviso: false })).toBe('fails')
})

test('planted: an ample set that ignores what is visible misses an order', () => {
  const one = world([party('one', door, ['open']), party('two', door, ['open'])], {
    stimuli: [stimulus('one', 'open'), stimulus('two', 'open')],
  })
  const predicates = { one: inState('one', 'wide'), two: inState('two', 'wide') }
  const twoFirst = property({ kind: 'reachable', what: { and: [{ is: 'two' }, { not: { is: 'one' } }] } })
  const verdict = (means: Means): string => verdictBy(one, predicates, twoFirst, means)
  expect(verdict({ ample: true })).toBe('holds')
  expect(verdict({ ample: true, visibility: false })).toBe('fails')
})

test('planted: steps that depend on each other, taken for independent', () => {
  const options = untimed({ devices: 2 })
  const one = fleet(baseline, options)
  const predicates = fleetPredicates(options)
  const asked = fleetProperties(options).find(({ id }) => id === 'fleet-is-mixed')!
  const dependence = dependenceOf(prepare(one, predicates, [asked], { slice: false }))
  const nothing = (sets: readonly Uint32Array[]): readonly Uint32Array[] =>
    sets.map(({ length }) => new Uint32Array(length))
  const blind = {
    ...dependence,
    readConflicts: nothing(dependence.writers),
    writeConflicts: nothing(dependence.writers),
  }
  expect(verdictBy(one, predicates, asked, { ample: true })).toBe('holds')
  expect(verdictBy(one, predicates, asked, { ample: true, dependence: blind })).toBe('fails')
})

test('planted: an orbit comparison that looks at local states only', () => {
  const one = replicate(pingWorld(), 2)
  const compiled = compile(one)
  const right = search(compiled, [], { canonical: canonicalForm(compiled, interchangeable(one, {}, [])) })
  const careless = one.replicas!.map((replica) => ({ ...replica, channels: [], budgets: [] }))
  const wrong = search(compiled, [], { canonical: canonicalForm(compiled, [careless]) })
  expect(right.states.size).toBe(orbits(compiled).orbits)
  expect(wrong.states.size).not.toBe(right.states.size)
})

test('what is not symmetric is refused, by the name of what differs', () => {
  const good = fleet(baseline, untimed({ devices: 2, orders: true, stagger: 1 }))
  const refused = (more: Partial<World>): string => {
    try {
      validateReplicas({ ...good, ...more })
    } catch (error) {
      return (error as Error).message
    }
    return 'accepted'
  }
  expect(refused({})).toBe('accepted')
  const [one, two] = good.replicas!
  expect(refused({ replicas: [one!, { ...two!, parties: [...two!.parties.slice(1), 'nobody'] }] })).toContain(
    "no 'nobody'",
  )
  expect(refused({ replicas: [one!, one!] })).toContain("'device.1' is named twice")
  expect(refused({ replicas: [one!, { ...two!, channels: ['uplink.2'] }] })).toContain('the same number expected')
  const [first] = good.channels
  expect(refused({ channels: [{ ...first!, capacity: 5 }, ...good.channels.slice(1)] })).toContain("channel 'uplink.1'")
  expect(refused({ links: good.links.slice(1) })).toMatch(/link 'vm.started' from 'device.2' to 'application.2'/)
  expect(refused({ stimuli: good.stimuli.slice(1) })).toMatch(/stimulus '2: .*': 'device.1' has none/)
  const inputs = (name: string): World['parties'] =>
    good.parties.map((each) => (each.name === name ? { ...each, inputs: [{ starts: 'late' }] } : each))
  expect(refused({ parties: inputs('application.2') })).toContain("the inputs of 'application.1' and 'application.2'")
  const mixing = good.links.map((link) => (link.channel === 'uplink.2' ? { ...link, channel: 'uplink.1' } : link))
  expect(refused({ links: mixing })).toContain('mixes messages of replicas')
  // Two devices that hear of one thing and tell a third party of it at once: who is first is told by the order of links.
  const telling = [...good.links, { from: 'deployments.1', says: 'notice.issued', to: 'rollout' }]
  const both = [...telling, { from: 'deployments.2', says: 'notice.issued', to: 'rollout' }]
  expect(refused({ links: both })).toContain("the order of links shows in 'rollout'")
})

test('what a property asks of one device keeps that device in its place', () => {
  const options = untimed({ devices: 3 })
  const one = fleet(baseline, options)
  const groups = (id: string): unknown =>
    interchangeable(
      one,
      fleetPredicates(options),
      fleetProperties(options).filter((each) => each.id === id),
    ).map((group) => group.map(({ parties }) => parties[0]))
  expect(groups('fleet-gets-os')).toEqual([['device.1', 'device.2', 'device.3']])
  expect(groups('upgrade-in-turn')).toEqual([['device.2', 'device.3']])
})

test('a response is refused, and a property that can tell nothing from nothing is decided without partial order', () => {
  const one = replicate(pingWorld(), 2)
  const predicates = { even: inState('counter.1', 'n0') }
  const response = property({ kind: 'response', trigger: { is: 'even' }, answer: { is: 'even' }, fairness: [] })
  expect(() => reducedExplore(one, predicates, [response])).toThrow("property 'p' is a response")
  const twice = property({ kind: 'never', what: { and: [{ is: 'even' }, { was: 'even' }] } })
  const { partialOrder, verdicts } = reducedExplore(one, predicates, [twice])
  expect(partialOrder).toEqual({ on: false, pruned: 0, why: expect.stringContaining("property 'p'") as string })
  expect(verdicts[0]!.verdict).toBe('fails')
})
