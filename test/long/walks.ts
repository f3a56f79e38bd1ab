// Half of the 10^6 random steps on which tables and live actors must agree; a file each, so that they share two cores.
import { describe, expect, test } from 'vitest'
import type { Scope } from '../../machines/system.js'
import { statesOf, varied, walkAll } from '../system/walks.js'

const half = 500_000
const walkLength = { factory: 100, field: 500, cloud: 500, installation: 250 } as const
/** The factory has 19 states: a fiftieth of the steps of its half. */
const share = { factory: 0.02, field: 0.98, cloud: 0.4, installation: 0.6 } as const

export function halfAMillion(scopes: readonly Scope[], seed: number): void {
  describe('tables and live actors walk alike', () => {
    let total = 0
    const states = new Set<string>()

    test.each(
      scopes.flatMap((scope) => varied.map((configuration) => ({ scope, configuration, name: configuration.name }))),
    )('$scope, $name', ({ scope, configuration }) => {
      const steps = walkLength[scope]
      const walks = (half * share[scope]) / varied.length / steps
      const walked = walkAll({ configuration, scope, seed, walks, steps })
      expect(walked.differences).toEqual([])
      total += walked.steps
      walked.states.forEach((state) => states.add(state))
    })

    test(`for ${half} steps, which lead to every state of every party`, () => {
      expect(total).toBe(half)
      expect(scopes.flatMap(statesOf).filter((state) => !states.has(state))).toEqual([])
    })
  })
}
