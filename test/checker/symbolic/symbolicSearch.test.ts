// Searches over sets of states, against the graph: the same states, steps, verdicts and depths, and stories that can be run.
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { check, type CheckResult } from '../../../checker/check.js'
import { LiveWorld } from '../../../checker/semantics/actorWorld.js'
import { ModelError } from '../../../model/errors.js'
import { Allowance, OutOfAllowance } from '../../../checker/store/tupleSet.js'
import { checkAtScale, type ScaleOptions } from '../../../checker/checkAtScale.js'
import { Diagrams, EMPTY } from '../../../checker/symbolic/mdd.js'
import { eachState, oneOf, sizeOf } from '../../../checker/symbolic/mddQueries.js'
import { orderOf } from '../../../checker/symbolic/variableOrder.js'
import { Waves } from '../../../checker/symbolic/reachability.js'
import { StepCase, StepCases } from '../../../checker/symbolic/stepCases.js'
import { StepQuestions, type Answer, type Outcome, type Question } from '../../../checker/symbolic/stepQuestions.js'
import { Tick } from '../../../checker/symbolic/tickRelation.js'
import { endings, image, origin, originOf } from '../../../checker/symbolic/transducer.js'
import { configure } from '../../../machines/configurations.js'
import { fleet } from '../../../machines/fleet/index.js'
import { system } from '../../../machines/system.js'
import type { World } from '../../../model/world.js'
import { fleetPredicates, fleetProperties } from '../../../properties/claims/fleet.js'
import { predicates, properties } from '../../../properties/index.js'
import type { Property } from '../../../properties/language/property.js'
import { replay } from '../live.js'
import * as naive from '../naive.js'
import { patterns, pingWorld, property, stimulus, vocabulary, worlds } from '../worlds.js'

afterEach(() => vi.restoreAllMocks())

const quantum = 1000
const delays = { short: 1000, long: 2000, vague: 86_400_000 }
const here: ScaleOptions = { engine: 'symbolic', slice: false, quantum, maxMemory: 2 ** 30 }

/** What the search says that the graph says otherwise; its stories are run. */
async function differences(
  world: World,
  asked: readonly Property[],
  of: Readonly<typeof vocabulary>,
  graph: CheckResult,
  options: ScaleOptions,
): Promise<unknown[]> {
  const { exploration, verdicts } = await checkAtScale(world, of, asked, options)
  const { states, transitions } = graph.exploration
  const counted = exploration.states === states && exploration.transitions === transitions
  return [
    ...(counted ? [] : [[states, transitions, exploration]]),
    ...verdicts.flatMap((one, index) => {
      const { verdict, exercised, story } = graph.verdicts[index]!
      if (asked[index]!.pattern.kind === 'response') return []
      const [length, found] = [story?.steps.length, one.story]
      if (found) replay(new LiveWorld(world, { inputs: found.initial, quantum: exploration.quantum }), found)
      const same =
        one.verdict === verdict &&
        one.exercised === exercised &&
        one.depth === length &&
        found?.steps.length === length &&
        found?.steps.at(-1)?.mark === story?.steps.at(-1)?.mark
      return same ? [] : [[asked[index]!.pattern, one, { verdict, exercised, length }]]
    }),
  ]
}

const some = fc.array(patterns, { minLength: 8, maxLength: 8 })
const named = (all: readonly Property['pattern'][]): readonly Property[] =>
  all.map((pattern, index) => property(pattern, `p${index}`))

describe('a search over sets of states finds what the graph shows', () => {
  test('in random worlds', async () => {
    let [compared, told] = [0, 0]
    await fc.assert(
      fc.asyncProperty(worlds, some, async (world, asked) => {
        if (!naive.explore(world, delays, 160)) return
        compared++
        const graph = check(world, vocabulary, named(asked), { slice: false, quantum })
        told += graph.verdicts.filter(({ story }) => story && story.steps.length > 1).length
        expect(await differences(world, named(asked), vocabulary, graph, here)).toEqual([])
      }),
      { numRuns: 60, seed: 7 },
    )
    expect(compared).toBeGreaterThan(15)
    expect(told).toBeGreaterThan(15)
  })

  test('where time matters: the minute in which the phone polls', async () => {
    const world = system(configure().values, 'polling')
    const asked = properties.filter(({ scope }) => scope === 'polling')
    const graph = check(world, predicates, asked, { slice: false })
    const options: ScaleOptions = { engine: 'symbolic', slice: false }
    expect(await differences(world, asked, predicates, graph, options)).toEqual([])
  })

  const shape = { devices: 2, timed: false } as const
  const inFleet = async (): Promise<unknown[]> => {
    const world = fleet(configure().values, { ...shape, life: 'calm' })
    const asked = fleetProperties(shape)
    const graph = check(world, fleetPredicates(shape), asked, { slice: false })
    return differences(world, asked, fleetPredicates(shape), graph, { engine: 'symbolic', slice: false })
  }

  test('in a fleet', async () => expect(await inFleet()).toEqual([]))

  test('also where all that is not needed any more is dropped as soon as may be', async () => {
    const tidy = vi.spyOn(Diagrams.prototype, 'tidy').mockImplementation(function (this: Diagrams) {
      this.collect()
    })
    expect(await inFleet()).toEqual([])
    expect(tidy.mock.calls.length).toBeGreaterThan(100)
  })

  test('where a step goes astray, or no step is possible', async () => {
    const anything = property({ kind: 'reachable', what: { tick: true } })
    const depths: number[] = []
    const compare = async (world: World): Promise<void> => {
      let length: number
      try {
        check(world, vocabulary, [anything], { slice: false, quantum, maxStates: 2000 })
        return
      } catch (error) {
        if (!(error instanceof ModelError)) throw error
        length = error.story.steps.length
      }
      const { exploration } = await checkAtScale(world, vocabulary, [anything], here)
      expect(exploration.complete).toBe(false)
      expect(exploration.fault?.depth).toBe(length)
      depths.push(length)
    }
    await compare(pingWorld({ stimuli: [stimulus('pinger', 'go')] }))
    for (const world of fc.sample(worlds, { numRuns: 80, seed: 4 })) await compare(world)
    expect(depths.length).toBeGreaterThan(3)
  })
})

describe('a search over sets of states says why it has no answer', () => {
  const world = system(configure().values, 'polling')
  const never = property({ kind: 'never', what: { and: [{ is: 'tokenHeld' }, { not: { is: 'tokenHeld' } }] } })
  const options: ScaleOptions = { slice: false, swarm: { walks: 1, steps: 1 } }

  test('memory that does not suffice', async () => {
    const { exploration, verdicts } = await checkAtScale(world, predicates, [never], {
      ...options,
      engine: 'symbolic',
      maxMemory: 700_000,
    })
    expect(exploration).toMatchObject({ engine: 'symbolic', complete: false, stopped: 'memory' })
    expect(verdicts).toMatchObject([{ verdict: 'incomplete', why: 'memory did not suffice' }])
  })

  test('unless it may be searched state by state', async () => {
    // Here hashes of all states take less than what the diagrams need on the way.
    const silent = system(configure({ handler: 'none' }).values, 'polling')
    const { states } = check(silent, predicates, [never], { slice: false }).exploration
    const { exploration, verdicts } = await checkAtScale(silent, predicates, [never], {
      ...options,
      workers: 1,
      maxMemory: 700_000,
    })
    expect(exploration).toMatchObject({ engine: 'explicit', complete: true, storage: 'hashed', states })
    expect(verdicts).toMatchObject([{ verdict: 'holds' }])
  })

  test('a limit of states, and an interrupt', async () => {
    const limited = await checkAtScale(world, predicates, [never], { ...options, engine: 'symbolic', maxStates: 1000 })
    expect(limited.exploration).toMatchObject({ complete: false, stopped: 'states' })
    expect(limited.verdicts).toMatchObject([{ verdict: 'incomplete', why: 'the limit of states was reached' }])
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 60)
    const large = fleet(configure().values, { devices: 6, life: 'failing', timed: true })
    const stopped = await checkAtScale(large, {}, [], { ...options, engine: 'symbolic', signal: controller.signal })
    expect(stopped.exploration).toMatchObject({ complete: false, stopped: 'signal' })
    const before = await checkAtScale(world, predicates, [never], {
      ...options,
      engine: 'symbolic',
      signal: AbortSignal.abort(),
    })
    expect(before.verdicts).toMatchObject([{ verdict: 'incomplete', why: 'the search was interrupted' }])
  })
})

describe('a bug is noticed', () => {
  /** Whether some random world comes out otherwise than the graph says, or is refused. */
  async function noticed(): Promise<boolean> {
    const sample = fc.sample(fc.tuple(worlds, some), { numRuns: 60, seed: 3 })
    for (const [world, asked] of sample) {
      if (!naive.explore(world, delays, 160)) continue
      const graph = check(world, vocabulary, named(asked), { slice: false, quantum })
      try {
        if ((await differences(world, named(asked), vocabulary, graph, here)).length > 0) return true
      } catch {
        return true
      }
    }
    return false
  }
  test('none is, as it stands', async () => expect(await noticed()).toBe(false))

  test('time passes where a timer is due', async () => {
    const follow = Reflect.get(Tick.prototype, 'follow')
    vi.spyOn(Tick.prototype, 'follow').mockImplementation(function (this: Tick, place, level, value) {
      const ways = follow.call(this, place, level, value)
      return ways.length > 0 ? ways : [value, place]
    })
    expect(await noticed()).toBe(true)
  })

  test('values that answer otherwise are taken for the same', async () => {
    const of = Reflect.get(StepQuestions.prototype, 'of')
    vi.spyOn(StepQuestions.prototype, 'of').mockImplementation(function* (
      this: StepQuestions,
      step,
    ): Generator<Question, Outcome | undefined, Answer> {
      const questions = of.call(this, step)
      let isFirst = true
      let at = questions.next()
      while (at.done !== true) {
        const { component, answer } = at.value
        // Whether a message may be delivered, or a party has a timer, is told apart; what follows is not.
        const asked = at.value
        let first: Answer | undefined
        at = questions.next(isFirst ? yield asked : yield { component, answer: (value) => (first ??= answer(value)) })
        isFirst = false
      }
      return at.value
    })
    expect(await noticed()).toBe(true)
  })

  test('a run is not a shortest one', async () => {
    const known = Reflect.get(Waves.prototype, 'known')
    vi.spyOn(Waves.prototype, 'known').mockImplementation(function (this: Waves, depth) {
      return known.call(this, depth > 0 ? depth - 1 : 0)
    })
    expect(await noticed()).toBe(true)
  })

  test('a case is forgotten when others are added', async () => {
    const property = Object.getOwnPropertyDescriptor(StepCases.prototype, 'start')!
    const start = Reflect.get(property, 'get') as () => number
    const first = new WeakMap<StepCases, number>()
    vi.spyOn(StepCases.prototype, 'start', 'get').mockImplementation(function (this: StepCases) {
      const own = first.get(this) ?? start.call(this)
      // The first place is that of no case at all.
      if (own !== 0) first.set(this, own)
      return own
    })
    expect(await noticed()).toBe(true)
  })

  test('a case fits the first value only that was met of a level', async () => {
    const grow = Reflect.get(StepCases.prototype, 'grow')
    vi.spyOn(StepCases.prototype, 'grow').mockImplementation(function (this: StepCases, one, level, value, ...rest) {
      if (one.columns.get(level)!.size === 0) grow.call(this, one, level, value, ...rest)
    })
    expect(await noticed()).toBe(true)
  })

  test('timers that a step starts are not written', async () => {
    const grow = Reflect.get(StepCases.prototype, 'grow')
    vi.spyOn(StepCases.prototype, 'grow').mockImplementation(function (this: StepCases, one, level, value, write) {
      grow.call(this, one, level, value, write)
    })
    expect(await noticed()).toBe(true)
  })

  test('what is found of a value is kept when a case grows by it', async () => {
    const follow = Reflect.get(StepCases.prototype, 'follow')
    const kept = new WeakMap<StepCases, Map<string, readonly number[]>>()
    vi.spyOn(StepCases.prototype, 'follow').mockImplementation(function (this: StepCases, place, level, value) {
      const own = kept.get(this) ?? new Map<string, readonly number[]>()
      kept.set(this, own)
      const key = `${place} ${level} ${value}`
      own.set(key, own.get(key) ?? follow.call(this, place, level, value))
      return own.get(key)!
    })
    expect(await noticed()).toBe(true)
  })
})

describe('diagrams', () => {
  const states = fc.array(fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }), { maxLength: 25 })
  const keys = (all: readonly (readonly number[])[]): string[] => [...new Set(all.map((one) => one.join()))].sort()

  const setOf = (diagrams: Diagrams, all: readonly (readonly number[])[]): number =>
    all.reduce((set, one) => diagrams.union(set, diagrams.single(one)), EMPTY)

  function listOf(diagrams: Diagrams, set: number, levels = 4): string[] {
    const found: string[] = []
    eachState(diagrams, set, levels, (values) => void found.push(values.join()))
    return found.sort()
  }

  test('are sets: union, difference, projection, and what is in both', () => {
    fc.assert(
      fc.property(states, states, fc.subarray([0, 1, 2, 3]), (one, other, levels) => {
        const diagrams = new Diagrams(4, new Allowance(Infinity))
        const [a, b] = [setOf(diagrams, one), setOf(diagrams, other)]
        expect(listOf(diagrams, a)).toEqual(keys(one))
        expect(listOf(diagrams, diagrams.union(a, b))).toEqual(keys([...one, ...other]))
        const less = keys(one).filter((key) => !keys(other).includes(key))
        expect(listOf(diagrams, diagrams.minus(a, b))).toEqual(less)
        expect(diagrams.meet(a, b)).toBe(less.length < keys(one).length)
        expect(diagrams.count(a)).toBe(keys(one).length)
        const projected = one.map((state) => levels.map((level) => state[level]!))
        expect(listOf(diagrams, diagrams.project(a, levels), levels.length)).toEqual(keys(projected))
        if (a !== EMPTY) expect(keys(one)).toContain(listOf(diagrams, oneOf(diagrams, a))[0])
      }),
    )
  })

  test('of equal sets are one, whatever they are made of, and stay so when others are dropped', () => {
    fc.assert(
      fc.property(states, states, (one, other) => {
        const diagrams = new Diagrams(4, new Allowance(Infinity))
        const held = diagrams.hold([setOf(diagrams, one), setOf(diagrams, [...one].reverse())])
        setOf(diagrams, other)
        expect(held[0]).toBe(held[1])
        diagrams.collect()
        expect(held[0]).toBe(held[1])
        expect(listOf(diagrams, held[0]!)).toEqual(keys(one))
        expect(diagrams.nodes).toBe(sizeOf(diagrams, held[0]!))
        expect(setOf(diagrams, one)).toBe(held[0])
      }),
    )
  })

  test('take no more memory than they may', () => {
    const diagrams = new Diagrams(4, new Allowance(800_000))
    const grow = (): void => {
      for (let n = 0, set = EMPTY; n < 1e6; n++) {
        set = diagrams.union(set, diagrams.single([n % 97, n % 89, n % 83, n % 79]))
      }
    }
    expect(grow).toThrow(OutOfAllowance)
  })

  interface Box {
    readonly change: number
    /** By level: what is written for a value; a level that is not there is left as it is. */
    readonly writes: ReadonlyMap<number, ReadonlyMap<number, number>>
    readonly erased: readonly number[]
  }

  const written = fc.uniqueArray(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1, selector: ([value]) => value })

  /** Cases of which no two fit the same state: they are told apart by the value of one level. */
  const boxes = fc.tuple(fc.nat(3), fc.uniqueArray(fc.nat(3), { minLength: 1 })).chain(([level, values]) =>
    fc.tuple(
      ...values.map((value) =>
        fc
          .tuple(fc.nat(3), fc.array(fc.option(written), { minLength: 4, maxLength: 4 }), fc.subarray([0, 1, 2, 3]))
          .map(([write, columns, erased]): Box => ({
            change: value,
            writes: new Map(
              columns.flatMap((column, at): [number, ReadonlyMap<number, number>][] =>
                at === level ? [[at, new Map([[value, write]])]] : column === null ? [] : [[at, new Map(column)]],
              ),
            ),
            erased: erased.filter((at) => at !== level && columns[at] === null),
          })),
      ),
    ),
  )

  test('are led from and to by the cases of a step, however they grow', () => {
    fc.assert(
      fc.property(states, boxes, states, (from, all, targets) => {
        const diagrams = new Diagrams(4, new Allowance(Infinity))
        const plain = Array.from({ length: 4 }, () => ({ kind: 'budget' }) as const)
        const relation = new StepCases(diagrams.newId(), plain)
        const set = setOf(diagrams, from)
        for (const { change, writes, erased } of all) {
          const one = new StepCase(change, writes.keys(), erased)
          relation.add(one)
          for (const [level, column] of writes) {
            for (const [value, write] of column) relation.grow(one, level, value, write)
          }
        }
        const fits = ({ writes }: Box, state: readonly number[]): boolean =>
          [...writes].every(([level, column]) => column.has(state[level]!))
        const after = ({ writes, erased }: Box, state: readonly number[]): number[] =>
          state.map((value, level) => (erased.includes(level) ? 0 : (writes.get(level)?.get(value) ?? value)))
        const leads = from.flatMap((state) =>
          all.filter((one) => fits(one, state)).map((one) => ({ state, one, to: after(one, state) })),
        )
        expect(listOf(diagrams, image(diagrams, set, relation))).toEqual(keys(leads.map(({ to }) => to)))
        expect(listOf(diagrams, origin(diagrams, set, relation))).toEqual(keys(leads.map(({ state }) => state)))
        const aimed = leads.filter(({ to }) => keys(targets).includes(to.join()))
        const found = originOf(diagrams, set, relation, setOf(diagrams, targets))
        expect(listOf(diagrams, found)).toEqual(keys(aimed.map(({ state }) => state)))
        const changes = new Map<number, number>()
        for (const [place, count] of endings(diagrams, set, relation)) {
          changes.set(relation.changeAt(place), (changes.get(relation.changeAt(place)) ?? 0) + count)
        }
        for (const one of all) {
          const states = keys(leads.filter((lead) => lead.one === one).map(({ state }) => state))
          expect(changes.get(one.change) ?? 0).toBe(states.length)
        }
      }),
    )
  })

  test('have an order in which what belongs together is near', () => {
    // Two clusters, interleaved.
    const edges = [
      [0, 2, 4],
      [2, 4],
      [1, 3, 5],
      [3, 5],
      [0, 4],
      [1, 5],
    ]
    const order = orderOf(6, edges)
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5])
    const clusters = order.map((part) => part % 2).join('')
    expect(['000111', '111000']).toContain(clusters)
  })
})
