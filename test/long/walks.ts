// Half of the 10^6 random steps on which tables and live actors must agree; a file each, so that they share two cores.
import { describe, expect, test } from 'vitest'
import type { Scope } from '../../machines/system.js'
import { varied, walkAll } from '../system/walks.js'

/** Steps in the worlds of a scope, and of each of its walks. */
export interface Share {
  readonly scope: Scope
  readonly steps: number
  readonly walk: number
}

/**
 * Tests that walk through the worlds of some scopes.
 *
 * @param states in which the walks must have found a party, as `device: power.on.vm.held`
 */
export function walkFar(shares: readonly Share[], seed: number, states: readonly string[]): void {
  describe('tables and live actors walk alike', () => {
    let total = 0
    const found = new Set<string>()
    const planned = shares.reduce((sum, { steps }) => sum + steps, 0)

    test.each(
      shares.flatMap((share) => varied.map((configuration) => ({ ...share, configuration, name: configuration.name }))),
    )('$scope, $name', ({ scope, steps, walk, configuration }) => {
      const walks = steps / varied.length / walk
      const walked = walkAll({ configuration, scope, seed, walks, steps: walk })
      expect(walked.differences).toEqual([])
      total += walked.steps
      walked.states.forEach((state) => found.add(state))
    })

    test(`for ${planned} steps, which lead to every state that they should`, () => {
      expect(total).toBe(planned)
      expect(states.filter((state) => !found.has(state))).toEqual([])
    })
  })
}
