// What must be true of the checker in any world: slices, ticks and limits change no verdict; equivalent mutants neither.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { configure } from '../../machines/configurations.js'
import type { Party } from '../../model/party.js'
import type { World } from '../../model/world.js'
import type { Pattern } from '../../model/property.js'
import { coneOf, slice } from '../../checker/compile/slice.js'
import { compile } from '../../checker/compile/compile.js'
import { decide } from '../../checker/graph/decide.js'
import { explore, type Graph } from '../../checker/graph/explore.js'
import { partiesOf } from '../../verification/plan.js'
import { edited } from '../../testing/mutants/machineEdit.js'
import { withMachine } from '../../testing/follow/wholeExploration.js'
import { Detour } from '../../testing/follow/mutantGraph.js'
import { landscapeOf } from '../../testing/follow/baseGraph.js'
import { isSame, noticedBy } from '../../testing/follow/noticedBy.js'
import { mutationsOf } from '../../testing/mutants/operators.js'
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
 * specification do (properties/vocabulary/fairness.ts, timely).
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

test('a mutant that is followed from the original has the states, the steps and the verdicts of its world', () => {
  const count = { same: 0, noticed: 0, unnoticed: 0, refused: 0, lacking: 0 }
  fc.assert(
    fc.property(worlds, some, fc.nat(), (world, all, which) => {
      const graph = graphOf(world)
      if (!graph) return
      const asked = all.map((pattern, index) => {
        const { verdict } = decide(graph, property(pattern))
        if (verdict === 'incomplete') throw new Error('the graph is not complete')
        const exceptions = verdict === 'holds' ? [] : [{ when: {}, verdict, because: 'it is so in the original' }]
        return { ...property(pattern), id: `p${index}`, exceptions }
      })
      const mutants = world.parties.flatMap((party) =>
        mutationsOf(party).map((mutation) => ({ party: party.name, mutation })),
      )
      const named = {
        scope: 'field',
        configuration: configure(),
        world,
        properties: asked,
        predicates: vocabulary,
      } as const
      const landscape = landscapeOf(named, mutants, { properties: asked, predicates: vocabulary, quantum: 1000 })
      const [alike, others] = [true, false].map((is) =>
        mutants.filter((mutant) => (landscape.differences(mutant).records.length === 0) === is),
      )
      const drawn = (some: typeof mutants, most: number) =>
        Array.from({ length: Math.min(most, some.length) }, (_, at) => some[(which + at * 7) % some.length]!)
      for (const mutant of [...drawn(alike!, 1), ...drawn(others!, 4)]) {
        const { machine } = world.parties.find(({ name }) => name === mutant.party)!
        const mutated = (): typeof machine => edited(machine, mutant.mutation.edit)
        const { records, states, timers } = landscape.differences(mutant)
        if (timers) continue
        const detour = Detour.of(landscape, mutant, mutated(), { predicates: vocabulary })
        const changed = compiledOrRefused(withMachine(world, mutant.party, mutated()))
        if (!detour) {
          // It lacks a timer, in a state in which nobody ever is.
          expect([records.length, states, changed && verdicts(changed, all)]).toEqual([0, false, verdicts(graph, all)])
          count.lacking++
          continue
        }
        if (!(detour instanceof Detour)) {
          expect(changed === undefined || changed.fault !== undefined, JSON.stringify(detour)).toBe(true)
          count.refused++
          continue
        }
        if (!changed || changed.stopped) continue
        expect(changed.fault).toBeUndefined()
        const reached = [...Array(detour.size).keys()].filter((state) => detour.reached[state] === 1)
        expect({
          states: reached.length,
          steps: reached.reduce((sum, state) => sum + detour.steps(state).to - detour.steps(state).from, 0),
        }).toEqual({ states: changed.states.size, steps: changed.transitions })
        const before = verdicts(graph, all)
        const after = verdicts(changed, all)
        const noticed = noticedBy(detour, true).map(({ property: id, found }) => `${id} ${found}`)
        expect(noticed.sort()).toEqual(
          after.flatMap((verdict, index) => (verdict === before[index] ? [] : [`p${index} ${verdict}`])).sort(),
        )
        const same = isSame(detour)
        if (same || (records.length === 0 && !states)) expect(after).toEqual(before)
        count[same ? 'same' : noticed.length > 0 ? 'noticed' : 'unnoticed']++
      }
    }),
    { numRuns: 80, seed: 34 },
  )
  expect(Math.min(count.same, count.noticed)).toBeGreaterThan(20)
  expect(Math.min(count.unnoticed, count.refused, count.lacking)).toBeGreaterThan(0)
})

/** The whole graph of a world with a mutant, faults included; undefined where the checker refuses it. */
function compiledOrRefused(world: World): Graph | undefined {
  try {
    return explore(compile(world, { quantum: 1000, predicates: vocabulary }), { maxStates: 4 * most })
  } catch (error) {
    if (error instanceof Error && error.name === 'SpecificationError') return undefined
    throw error
  }
}
