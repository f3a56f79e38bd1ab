// Searches over sets of states, against the graph: the same states, steps, verdicts and depths, and stories that can be run.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { check } from '../../checker/index.js'
import { checkAtScale, type ScaleOptions } from '../../checker/scale.js'
import type { World } from '../../machines/world.js'
import type { Property } from '../../properties/property.js'
import * as naive from './naive.js'
import { patterns, property, vocabulary, worlds } from './worlds.js'

const quantum = 1000
const delays = { short: 1000, long: 2000, vague: 86_400_000 }
const here: ScaleOptions = { engine: 'symbolic', slice: false, quantum, maxMemory: 2 ** 30 }

/** What the search says that the graph says otherwise. */
async function differences(world: World, asked: readonly Property[], options: ScaleOptions = here): Promise<unknown[]> {
  const graph = check(world, vocabulary, asked, { slice: false, quantum })
  const { exploration, verdicts } = await checkAtScale(world, vocabulary, asked, options)
  const { states, transitions } = graph.exploration
  const counted = exploration.states === states && exploration.transitions === transitions
  return [
    ...(counted ? [] : [[states, transitions, exploration]]),
    ...verdicts.flatMap((one, index) => {
      const { verdict, exercised, story } = graph.verdicts[index]!
      if (asked[index]!.pattern.kind === 'response') return []
      const length = story?.steps.length
      const same =
        one.verdict === verdict &&
        one.exercised === exercised &&
        one.depth === length &&
        one.story?.steps.length === length
      return same ? [] : [[asked[index]!.pattern, one, { verdict, exercised, length }]]
    }),
  ]
}

describe('a search over sets of states', () => {
  test('finds what the graph shows, in random worlds', async () => {
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
})
