// The smallest and the largest time between two things: hand-made worlds, and random ones against a naive measure.
import fc from 'fast-check'
import { setup } from 'xstate'
import { expect, test } from 'vitest'
import type { World } from '../../../model/world.js'
import type { Formula, Predicate } from '../../../model/property.js'
import { bounds, boundsOn } from '../../../checker/graph/timeBounds.js'
import { check } from '../../../checker/check.js'
import { compile } from '../../../checker/compile/compile.js'
import { evaluate } from '../../../model/formula.js'
import { explore } from '../../../checker/graph/explore.js'
import { LiveWorld } from '../../../checker/semantics/actorWorld.js'
import { occurrence, type Question } from '../../../checker/graph/timeQuestion.js'
import type { Bound, Story } from '../../../model/result.js'
import * as naive from '../naive.js'
import {
  hears,
  inState,
  lampPredicates,
  lampWorld,
  matching,
  party,
  property,
  stimulus,
  vocabulary,
  world,
  worlds,
} from '../worlds.js'

const inShort = (bound: Bound | undefined): unknown => (bound?.kind === 'unbounded' ? bound.reason : bound?.ms)
const measure = (one: World, predicates: Readonly<Record<string, Predicate>>, question: Question): unknown => {
  const { smallest, largest } = bounds(one, predicates, question)
  return [inShort(smallest), inShort(largest)]
}

test('a lamp glows for 3 s, or longer if it is pressed again', () => {
  const once = lampWorld({ stimuli: [stimulus('lamp', 'press', { budget: 1 })] })
  const twice = lampWorld({ stimuli: [stimulus('lamp', 'press', { budget: 2 })] })
  const glows = { from: { is: 'on' }, to: { is: 'off' } }
  expect(measure(once, lampPredicates, glows)).toEqual([3000, 3000])
  expect(measure(twice, lampPredicates, glows)).toEqual([3000, 6000])
  expect(measure(lampWorld(), lampPredicates, glows)).toEqual([3000, 'may-never-come'])
  expect(measure(lampWorld(), lampPredicates, { ...glows, never: { does: 'press' } })).toEqual([3000, 3000])
})

test('the story of a time takes exactly so long from its trigger to its witness', () => {
  const twice = lampWorld({ stimuli: [stimulus('lamp', 'press', { budget: 2 })] })
  const { smallest, largest } = bounds(twice, lampPredicates, { from: { is: 'on' }, to: { is: 'off' } })
  for (const bound of [smallest, largest]) {
    const steps = bound!.story.steps
    const trigger = steps.find(({ mark }) => mark === 'trigger')!
    expect(bound).toMatchObject({ kind: 'time', ms: steps.at(-1)!.time - trigger.time })
    expect(steps.at(-1)).toMatchObject({ mark: 'witness', cause: { kind: 'timer' } })
  }
})

test('from an occurrence to the next of the same is the period; the same step ends what differs', () => {
  const once = lampWorld({ stimuli: [stimulus('lamp', 'press', { budget: 2 })] })
  expect(measure(once, lampPredicates, { from: { does: 'press' }, to: { does: 'press' } })).toEqual([
    0,
    'may-never-come',
  ])
  expect(measure(once, lampPredicates, { from: { does: 'press' }, to: { is: 'on' } })).toEqual([0, 0])
  // The lamp that is on already does not come on a second time when it is pressed.
  expect(measure(once, lampPredicates, { from: { is: 'on' }, to: { is: 'on' } })).toEqual([3000, 'may-never-come'])
  expect(measure(once, lampPredicates, { from: { is: 'on' }, to: { and: [{ is: 'on' }, { is: 'off' }] } })).toEqual([
    undefined,
    'may-never-come',
  ])
})

/** A door that opens when it is pushed, which may take its time, and shuts after 2 s. */
const doorWorld = world(
  [
    party(
      'door',
      setup({ delays: { closer: 2000 } }).createMachine({
        id: 'door',
        initial: 'shut',
        states: { shut: { on: { push: 'open', knock: 'shut' } }, open: { after: { closer: 'shut' } } },
      }),
      ['push', 'knock'],
    ),
  ],
  {
    stimuli: [
      stimulus('door', 'push', { when: { text: 'it is shut', parties: [{ party: 'door', holds: matching('shut') }] } }),
      stimulus('door', 'knock'),
    ],
  },
)
const doorPredicates = { shut: inState('door', 'shut'), open: inState('door', 'open'), push: hears('door', 'push') }

test('the environment may let one wait for ever; if it is fair, any time; if it is prompt, not at all', () => {
  const opens = { from: { is: 'shut' }, to: { is: 'open' } }
  const pushes = { text: 'someone pushes', kind: 'strong' as const, step: { does: 'push' } }
  expect(measure(doorWorld, doorPredicates, opens)).toEqual([0, 'may-never-come'])
  expect(measure(doorWorld, doorPredicates, { ...opens, fairness: [pushes] })).toEqual([0, 'comes-any-time-later'])
  expect(measure(doorWorld, doorPredicates, { ...opens, prompt: { does: 'push' } })).toEqual([0, 0])
  const period = { from: { is: 'open' }, to: { is: 'open' } }
  expect(measure(doorWorld, doorPredicates, { ...period, prompt: { does: 'push' } })).toEqual([2000, 2000])
  expect(() => bounds(doorWorld, doorPredicates, { ...opens, prompt: { does: 'push' }, fairness: [pushes] })).toThrow(
    'ask for one or the other',
  )
})

test('the largest time is the least bound within which the answer is proved to come', () => {
  const twice = lampWorld({ stimuli: [stimulus('lamp', 'press', { budget: 3 })] })
  const within = (ms: number): string => {
    const pattern = { kind: 'bounded', trigger: { is: 'on' }, answer: { is: 'off' }, within: ms } as const
    return check(twice, lampPredicates, [property(pattern)]).verdicts[0]!.verdict
  }
  const { largest } = bounds(twice, lampPredicates, { from: { is: 'on' }, to: { is: 'off' } })
  expect(largest).toMatchObject({ kind: 'time', ms: 9000 })
  expect([within(9000), within(6000)]).toEqual(['holds', 'fails'])
})

/** What a live run of the story says: times of all beginnings and of the end, and ticks of the loop. */
function observed(
  one: World,
  story: Story,
  { from, to }: Question,
): { begins: number[]; ends: number[]; loops: number } {
  const live = new LiveWorld(one, { inputs: story.initial, quantum: 1000 })
  const at = () => new Map(one.parties.map(({ name }) => [name, live.snapshot(name)]))
  const begins: number[] = []
  const ends: number[] = []
  const state = (name: string, snapshots: ReturnType<typeof at>): boolean => {
    const predicate = vocabulary[name]!
    return predicate.kind === 'state' && predicate.holds(snapshots.get(predicate.party)!)
  }
  const same = JSON.stringify(from) === JSON.stringify(to)
  let before: ReturnType<typeof at> | undefined
  const look = (tick: boolean): void => {
    const [was, now] = [before, at()]
    const view = {
      is: (name: string) => state(name, now),
      was: (name: string) => was !== undefined && state(name, was),
      does: () => false,
      tick,
    }
    if (evaluate(occurrence(from), view)) begins.push(live.time)
    if (evaluate(same ? occurrence(to) : to, view)) ends.push(live.time)
    before = now
  }
  look(false)
  for (const { cause } of story.steps) {
    live.take(cause)
    look(cause.kind === 'tick')
  }
  const loops = story.steps.slice(story.loop ?? Infinity).filter(({ cause }) => cause.kind === 'tick').length
  return { begins, ends, loops }
}

const atoms: fc.Arbitrary<Formula> = fc.oneof(
  fc.constantFrom('aFirst', 'aZero', 'bFirst').map((is) => ({ is })),
  fc.constantFrom('aHears', 'aSays', 'bMoves', 'bTimer').map((does) => ({ does })),
  fc.constantFrom('aFirst', 'aZero', 'bFirst').map((is) => ({ not: { is } })),
  fc.constant({ and: [{ is: 'aFirst' }, { is: 'bFirst' }] }),
)
const question: fc.Arbitrary<Question> = fc
  .record({ from: atoms, to: atoms, never: fc.option(atoms, { freq: 3 }), prompt: fc.option(atoms, { freq: 3 }) })
  .map(({ from, to, never, prompt }) => ({ from, to, ...(never ? { never } : {}), ...(prompt ? { prompt } : {}) }))

test('they are those of a naive measure of random worlds, and their stories take exactly as long', () => {
  const met = { times: 0, waits: 0, unbounded: 0, none: 0, stories: 0 }
  fc.assert(
    fc.property(worlds, fc.array(question, { minLength: 8, maxLength: 8 }), (one, questions) => {
      const other = naive.explore(one, { short: 1000, long: 2000, vague: 86_400_000 }, 120)
      if (!other) return
      const graph = explore(compile(one, { quantum: 1000, predicates: vocabulary }))
      for (const asked of questions) {
        const { occurrences, smallest, largest } = boundsOn(graph, asked)
        const expected = naive.bounds(other, one, vocabulary, asked)
        const most = largest?.kind === 'unbounded' ? Infinity : largest?.ms
        expect({ asked, occurrences, least: smallest?.ms, most }).toEqual({ asked, ...expected })
        if (expected.most === undefined) met.none++
        else if (expected.most === Infinity) met.unbounded++
        else met.times++
        if (most !== Infinity && (most ?? 0) > (smallest?.ms ?? 0)) met.waits++
        if (JSON.stringify(asked).includes('does')) continue
        for (const bound of [smallest, largest]) {
          if (!bound) continue
          const { begins, ends, loops } = observed(one, bound.story, asked)
          const last = ends.at(-1)!
          if (bound.kind === 'time') expect(begins.map((begun) => last - begun)).toContain(bound.ms)
          else expect(loops).toBeGreaterThan(0)
          met.stories++
        }
      }
    }),
    { numRuns: 200, seed: 25 },
  )
  expect(Math.min(...Object.values(met)), JSON.stringify(met)).toBeGreaterThan(5)
}, 60_000)
