// What must be true of the checker in any world: slices, ticks and limits change no verdict; equivalent mutants neither.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Party } from '../../machines/party.js'
import type { World } from '../../machines/world.js'
import type { Pattern } from '../../properties/property.js'
import { coneOf, compile, decide, explore, slice, type Graph } from '../../checker/index.js'
import { partiesOf } from '../../checker/plan.js'
import { edited } from '../../testing/draft.js'
import { withMachine } from '../../testing/hunt.js'
import { lockstep, questionsOf } from '../../testing/lockstep.js'
import { mutationsOf } from '../../testing/operators.js'
import { survey } from '../../testing/survey.js'
import { patterns, property, vocabulary, worlds } from './worlds.js'

const some = fc.array(patterns, { minLength: 8, maxLength: 8 })
const most = 1500

const graphOf = (world: World, quantum = 1000, maxStates = most): Graph | undefined => {
  const graph = explore(compile(world, { quantum, predicates: vocabulary }), { maxStates, firstLook: 500 })
  return graph.fault || (graph.stopped && maxStates === most) ? undefined : graph
}

const verdicts = (graph: Graph, all: readonly Pattern[]): readonly string[] =>
  all.map((pattern) => decide(graph, property(pattern)).verdict)

/**
 * Whether steps of other parties make no difference to a pattern. A response is left out as well: it has the verdict of
 * the whole only if it assumes that time goes on, since what a slice leaves out may be busy for ever; all responses of the
 * specification do (properties/fairness.ts, timely).
 */
const heedsOwnStepsOnly = (pattern: Pattern): boolean =>
  ['never', 'reachable', 'bounded'].includes(pattern.kind) && !/"(was|not|tick)"/.test(JSON.stringify(pattern))

test('a slice has the verdicts of the whole', () => {
  let sliced = 0
  fc.assert(
    fc.property(worlds, some, (world, all) => {
      const whole = graphOf(world)
      if (!whole) return
      for (const pattern of all.filter(heedsOwnStepsOnly)) {
        const speakers = partiesOf(property(pattern), vocabulary)
        if (speakers.length === 0 || speakers.some((name) => !world.parties.some((party) => party.name === name)))
          continue
        if (coneOf(world, speakers).length === world.parties.length) continue
        const part = graphOf(slice(world, speakers))
        expect({ pattern, verdicts: part && verdicts(part, [pattern]) }).toEqual({
          pattern,
          verdicts: verdicts(whole, [pattern]),
        })
        sliced++
      }
    }),
    { numRuns: 150, seed: 31 },
  )
  expect(sliced).toBeGreaterThan(60)
})

test('a finer tick adds states, and changes no verdict', () => {
  let compared = 0
  fc.assert(
    fc.property(worlds, some, (world, all) => {
      const exact = { ...world, freeDelays: [] }
      // A free delay starts with a tick, whatever that is; and a bound of 0 is one of a tick.
      const timed = { ...exact, parties: exact.parties.map(withoutVague) }
      const [coarse, fine] = [graphOf(timed, 1000), graphOf(timed, 500, 4 * most)]
      if (!coarse || !fine || fine.stopped) return
      const safe = all.filter((pattern) => pattern.kind !== 'response' && !JSON.stringify(pattern).includes('tick'))
      const bounded = safe.filter((pattern) => pattern.kind !== 'bounded' || pattern.within % 1000 === 0)
      expect(verdicts(fine, bounded)).toEqual(verdicts(coarse, bounded))
      expect(fine.states.size).toBeGreaterThanOrEqual(coarse.states.size)
      compared++
    }),
    { numRuns: 120, seed: 32 },
  )
  expect(compared).toBeGreaterThan(40)
})

/** The delay of a day as one of two seconds. */
const withoutVague = (party: Party): Party => ({
  ...party,
  machine: edited(party.machine, (_, { delays }) => (delays['vague'] = 2000)),
})

test('a verdict that is given before the end is that of the end', () => {
  const count = { early: 0, incomplete: 0 }
  fc.assert(
    fc.property(worlds, some, fc.integer({ min: 1, max: 60 }), (world, all, maxStates) => {
      const whole = graphOf(world)
      const part = graphOf(world, 1000, maxStates)
      if (!whole || !part?.stopped) return
      all.forEach((pattern, index) => {
        const early = decide(part, property(all[index]!)).verdict
        if (early === 'incomplete') count.incomplete++
        else {
          expect({ pattern, early }).toEqual({ pattern, early: decide(whole, property(pattern)).verdict })
          count.early++
        }
      })
    }),
    { numRuns: 200, seed: 33 },
  )
  expect(Math.min(count.early, count.incomplete)).toBeGreaterThan(50)
})

test('a mutant that is proved equivalent has the verdicts of the machine, and others are told apart', () => {
  const count = { equivalent: 0, other: 0, differing: 0 }
  fc.assert(
    fc.property(worlds, some, fc.nat(), (world, all, which) => {
      const graph = graphOf(world)
      if (!graph) return
      const { met } = survey(world)
      const conditions = [...world.stimuli.map(({ when }) => when), ...world.channels.map(({ up }) => up)]
      for (const party of world.parties) {
        const mutations = mutationsOf(party).filter(({ operator }) => !operator.startsWith('delay'))
        if (mutations.length === 0) continue
        const mutant = edited(party.machine, mutations[which % mutations.length]!.edit)
        const holds = conditions.flatMap((one) =>
          (one?.parties ?? []).filter((clause) => clause.party === party.name).map((clause) => clause.holds),
        )
        const heard = new Set(world.links.filter(({ from }) => from === party.name).map(({ says }) => says))
        const { differences, refused } = lockstep(
          party,
          mutant,
          met[party.name]!,
          questionsOf(party.name, vocabulary, holds, heard),
        )
        if (refused !== undefined) continue
        const changed = graphOf(withMachine(world, party.name, mutant))
        if (differences.length > 0) {
          count.other++
          if (changed && verdicts(changed, all).join() !== verdicts(graph, all).join()) count.differing++
          continue
        }
        expect(changed && verdicts(changed, all)).toEqual(verdicts(graph, all))
        count.equivalent++
      }
    }),
    { numRuns: 200, seed: 34 },
  )
  expect(Math.min(count.equivalent, count.other)).toBeGreaterThan(40)
  expect(count.differing).toBeGreaterThan(10)
}, 60_000)
