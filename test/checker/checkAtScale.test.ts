// Searches that keep no graph, against the graph: the same states, steps, depths and verdicts, in one thread and in two.
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { check, type CheckResult } from '../../checker/check.js'
import { compile } from '../../checker/compile/compile.js'
import { explore } from '../../checker/graph/explore.js'
import { checkAtScale, type ScaleOptions } from '../../checker/checkAtScale.js'
import { Changes } from '../../checker/nextState/stepLabels.js'
import { CompactSet, Roots } from '../../checker/store/treeSet.js'
import { Effects } from '../../checker/nextState/transitionEffect.js'
import { Exchange, meetingOf } from '../../checker/search/stateExchange.js'
import { Layout, Room } from '../../checker/nextState/stateLayout.js'
import { Allowance, Latest } from '../../checker/store/tupleSet.js'
import { baseline } from '../../machines/configurations.js'
import { system } from '../../machines/system.js'
import type { World } from '../../model/world.js'
import { predicates, properties } from '../../properties/index.js'
import type { Property } from '../../properties/language/property.js'
import * as naive from './naive.js'
import { patterns, pingWorld, property, stimulus, vocabulary, worlds } from './worlds.js'

afterEach(() => vi.restoreAllMocks())

const quantum = 1000
const delays = { short: 1000, long: 2000, vague: 86_400_000 }
const here: ScaleOptions = { engine: 'explicit', workers: 1, slice: false, quantum, maxMemory: 2 ** 30 }

/** What the search says that the graph says otherwise. */
async function differences(world: World, asked: readonly Property[], options: ScaleOptions = here): Promise<unknown[]> {
  const graph = check(world, vocabulary, asked, { slice: false, quantum })
  const search = await checkAtScale(world, vocabulary, asked, options)
  const { states, transitions, depth } = graph.exploration
  const counts = { states, transitions, depth }
  const { exploration } = search
  const searched = { states: exploration.states, transitions: exploration.transitions, depth: exploration.depth }
  return [
    ...(JSON.stringify(counts) === JSON.stringify(searched) ? [] : [[counts, searched]]),
    ...search.verdicts.flatMap((one, index) => {
      const { verdict, exercised, story } = graph.verdicts[index]!
      if (asked[index]!.pattern.kind === 'response') return []
      const same = one.verdict === verdict && one.exercised === exercised && one.depth === story?.steps.length
      return same ? [] : [[asked[index]!.pattern, one, { verdict, exercised, depth: story?.steps.length }]]
    }),
  ]
}

test('a search that keeps no steps finds what the graph shows, in random worlds', async () => {
  let compared = 0
  await fc.assert(
    fc.asyncProperty(worlds, fc.array(patterns, { minLength: 8, maxLength: 8 }), async (world, some) => {
      if (!naive.explore(world, delays, 160)) return
      compared++
      const asked = some.map((pattern, index) => property(pattern, `p${index}`))
      expect(await differences(world, asked)).toEqual([])
    }),
    { numRuns: 60, seed: 7 },
  )
  expect(compared).toBeGreaterThan(15)
}, 60_000)

const polling = properties.filter(({ scope }) => scope === 'polling')
let minute: CheckResult | undefined

/** What the graph says of the minute in which the phone polls; asked once. */
const ofTheMinute = (): CheckResult =>
  (minute ??= check(system(baseline, 'polling'), predicates, polling, { slice: false }))

test.each([1, 2])(
  'the minute in which the phone polls, in %i threads',
  async (workers) => {
    const world = system(baseline, 'polling')
    const graph = ofTheMinute()
    const { exploration, verdicts } = await checkAtScale(world, predicates, polling, {
      engine: 'explicit',
      workers,
      slice: false,
      lessons: 2000,
    })
    expect(exploration).toMatchObject({
      complete: true,
      storage: 'exact',
      omission: 0,
      states: 50_440,
      transitions: 298_388,
    })
    expect(exploration.depth).toBe(graph.exploration.depth)
    expect(verdicts.map(({ verdict, exercised, depth }) => ({ verdict, exercised, depth }))).toEqual(
      graph.verdicts.map(({ verdict, exercised, story }) => ({ verdict, exercised, depth: story?.steps.length })),
    )
  },
  60_000,
)

const both = { is: 'releaseNewer' } as const
const unreachable = property({ kind: 'reachable', what: { and: [both, { not: both }] } })

test('where memory does not suffice, hashes are kept, and the chance of an omission is stated', async () => {
  const world = system(baseline, 'polling')
  const asked = polling.filter(({ pattern }) => pattern.kind === 'reachable').slice(0, 1)
  const search = (maxMemory: number) =>
    checkAtScale(world, predicates, asked, { engine: 'explicit', workers: 1, slice: false, lessons: 2000, maxMemory })
  const { exploration } = await search(700_000)
  expect(exploration).toMatchObject({ storage: 'hashed', complete: true, states: 50_440 })
  expect(exploration.omission).toBeGreaterThan(0)
  expect(exploration.omission).toBeLessThan(1e-8)
}, 60_000)

test('where nothing suffices, the verdict is incomplete, and says why', async () => {
  const { exploration, verdicts } = await checkAtScale(system(baseline, 'polling'), predicates, [unreachable], {
    engine: 'explicit',
    workers: 1,
    slice: false,
    lessons: 100,
    maxMemory: 100_000,
  })
  expect(exploration.complete).toBe(false)
  expect(verdicts).toMatchObject([{ verdict: 'incomplete', why: 'memory did not suffice' }])
}, 60_000)

test('what is left undecided, random walks may still find; from the same seed they find the same', async () => {
  const witness = property({ kind: 'reachable', what: { is: 'tokenHeld' } }, 'witness')
  const look = (seed: number) =>
    checkAtScale(system(baseline, 'polling'), predicates, [witness, unreachable], {
      engine: 'explicit',
      workers: 1,
      slice: false,
      lessons: 50,
      maxStates: 60,
      swarm: { seed, walks: 200, steps: 500 },
    })
  const [one, again] = [await look(1), await look(1)]
  expect(one.exploration).toMatchObject({
    complete: false,
    stopped: 'states',
    swarm: { seed: 1, walks: 200, steps: 500 },
  })
  expect(one.verdicts).toMatchObject([{ verdict: 'holds', atRandom: true }, { verdict: 'incomplete' }])
  expect(again.verdicts).toEqual(one.verdicts)
}, 60_000)

test('a step that goes astray ends the search', async () => {
  const one = pingWorld({ stimuli: [stimulus('pinger', 'go')] })
  const anything = property({ kind: 'reachable', what: { tick: true } })
  const { exploration } = await checkAtScale(one, {}, [anything], { ...here, slice: false })
  expect(exploration).toMatchObject({ complete: false, fault: { depth: 3 } })
})

test('nor do the random walks that follow get any further', async () => {
  const one = pingWorld({ stimuli: [stimulus('pinger', 'go')] })
  const nothing = property({ kind: 'never', what: { and: [{ tick: true }, { not: { tick: true } }] } })
  const { verdicts } = await checkAtScale(one, {}, [nothing], { ...here, slice: false })
  expect(verdicts).toMatchObject([{ verdict: 'incomplete' }])
})

describe('the set of states', () => {
  const numbers = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 0xffffffff }))
  const batches = (width: number) =>
    fc.array(fc.array(fc.array(numbers, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 20 }), {
      maxLength: 40,
    })

  /** Whether some state is taken for another one, or twice for a new one. */
  function wrong(width: number, all: readonly (readonly (readonly number[])[])[]): boolean {
    const set = new CompactSet(width, new Allowance(Infinity))
    const known = new Set<string>()
    const fresh = new Uint8Array(20)
    return all.some((batch) => {
      set.addAll(Uint32Array.from(batch.flat()), batch.length, fresh)
      const expected = batch.map((state) => {
        const isNew = !known.has(state.join())
        known.add(state.join())
        return isNew ? 1 : 0
      })
      return set.size !== known.size || expected.some((one, at) => one !== fresh[at])
    })
  }

  test.each([1, 2, 3, 5])('tells states of %i words apart, and knows them again', (width) => {
    fc.assert(
      fc.property(batches(width), (all) => !wrong(width, all)),
      { numRuns: 200 },
    )
  })

  test('keeps what it holds when it grows and when its numbers widen', () => {
    const set = new CompactSet(2, new Allowance(Infinity))
    const fresh = new Uint8Array(1)
    const state = (n: number): Uint32Array => Uint32Array.of(n % 70_000, Math.imul(n, 7919) % 3)
    const count = 300_000
    for (let n = 0; n < count; n++) set.addAll(state(n), 1, fresh)
    const { size } = set
    const forgotten: number[] = []
    for (let n = 0; n < count; n++) {
      set.addAll(state(n), 1, fresh)
      if (fresh[0] !== 0) forgotten.push(n)
    }
    expect(forgotten).toEqual([])
    expect(set.size).toBe(size)
  })

  test('the latest are those that were shown, word by word, and one of them loses its place to another only', () => {
    const words = fc.array(fc.nat(3), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 200 }), (tuples) => {
        const latest = new Latest(3, new Allowance(Infinity))
        const shown = new Set<string>()
        for (const tuple of tuples) {
          const state = Uint32Array.of(7, ...tuple)
          if (latest.seen(state, 1)) expect(shown).toContain(tuple.join())
          expect(latest.seen(state, 1), 'shown a moment ago').toBe(true)
          shown.add(tuple.join())
        }
      }),
    )
    // More than have a place, so that places change hands.
    const latest = new Latest(1, new Allowance(Infinity))
    const first = (n: number): boolean => latest.seen(Uint32Array.of(n), 0)
    const mistaken = Array.from({ length: 60_000 }, (_, n) => n).filter(first)
    expect(mistaken, 'seen before they were shown').toEqual([])
  })

  test('holds pairs of all widths, whatever part of them its place stands for', () => {
    for (const [left, right] of [
      [1, 1],
      [4, 9],
      [12, 20],
      [20, 32],
      [32, 32],
    ] as const) {
      const roots = new Roots(left, right, new Allowance(Infinity))
      const fresh = new Uint8Array(1)
      const known = new Set<string>()
      const wrongly: string[] = []
      for (let n = 0; n < 20_000; n++) {
        const pair = [Math.imul(n, 2654435761) >>> (32 - left), Math.imul(n, 40503) >>> (32 - right)] as const
        roots.addAll(Uint32Array.of(pair[0]), Uint32Array.of(pair[1]), 1, fresh)
        if (fresh[0] !== (known.has(pair.join()) ? 0 : 1)) wrongly.push(pair.join())
        known.add(pair.join())
      }
      expect(wrongly).toEqual([])
      expect(roots.size).toBe(known.size)
    }
  })
})

test('records that are handed over arrive once and in order, also where the ring is full', () => {
  const meeting = meetingOf(2, 2)
  const [one, other] = [new Exchange(meeting, 0), new Exchange(meeting, 1)]
  const batch = new Uint32Array(2 * 1000)
  const arrived: number[] = []
  const torn: number[] = []
  let sent = 0
  while (arrived.length < 50_000) {
    while (sent < 50_000 && one.send(1, Uint32Array.of(sent, sent ^ 1), 0)) sent++
    const count = other.receive(batch)
    for (let at = 0; at < count; at++) {
      if (batch[2 * at + 1] !== (batch[2 * at]! ^ 1)) torn.push(batch[2 * at]!)
      arrived.push(batch[2 * at]!)
    }
  }
  expect(torn).toEqual([])
  expect(arrived).toEqual(Array.from({ length: 50_000 }, (_, at) => at))
})

describe('a bug in the kernel is noticed', () => {
  const sizes = (world: World): readonly number[] => {
    const graph = explore(compile(world, { quantum, predicates: vocabulary }), { firstLook: 1 })
    return [graph.states.size, graph.transitions]
  }

  /** Whether some random world comes out otherwise than the naive explorer says, or is refused. */
  function noticed(): boolean {
    return fc.sample(worlds, { numRuns: 120, seed: 3 }).some((world) => {
      const expected = naive.explore(world, delays, 160)
      if (!expected) return false
      try {
        return sizes(world).join() !== [expected.states.length, expected.transitions].join()
      } catch {
        return true
      }
    })
  }

  test('none is, as it stands', () => expect(noticed()).toBe(false))

  test('what a step reads is forgotten', () => {
    const take = Reflect.get(Effects.prototype, 'take')
    vi.spyOn(Effects.prototype, 'take').mockImplementation(function (this: Effects, step) {
      const possible = take.call(this, step)
      this.reads.list.length = 1
      return possible
    })
    expect(noticed()).toBe(true)
  })

  test('timers that meet share a lane', () => {
    const number = Reflect.get(Room.prototype, 'number')
    vi.spyOn(Room.prototype, 'number').mockImplementation(function (this: Room, party, local) {
      const found = number.call(this, party, local)
      this.lanes[party]!.fill(0)
      return found
    })
    vi.spyOn(Layout.prototype, 'numberOf').mockImplementation(function (this: Layout, party, local) {
      return this.room.number(party, local)
    })
    expect(noticed()).toBe(true)
  })

  test('changes of state predicates are lost', () => {
    vi.spyOn(Changes.prototype, 'apply').mockImplementation(() => undefined)
    const wrong = fc.sample(fc.tuple(worlds, patterns), { numRuns: 200, seed: 5 }).some(([world, pattern]) => {
      const other = naive.explore(world, delays, 160)
      if (!other) return false
      const { verdicts } = check(world, vocabulary, [property(pattern)], { slice: false, quantum })
      return verdicts[0]!.verdict !== naive.decide(other, world, vocabulary, pattern).verdict
    })
    expect(wrong).toBe(true)
  })
})
