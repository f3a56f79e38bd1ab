// Reductions against the full space, at length: many random worlds, and fleets with failures and with time.
import { expect, test } from 'vitest'
import { check } from '../../checker/check.js'
import { reducedExplore } from '../../checker/reduce/index.js'
import { baseline } from '../../machines/configurations.js'
import { fleet, type FleetOptions } from '../../machines/fleet/index.js'
import { fleetPredicates, fleetProperties } from '../../properties/claims/fleet.js'
import { combinations, compareReductions, randomWorlds } from '../checker/reductions.js'

test.each(randomWorlds)('verdicts on random worlds: %s', (name) => {
  const { compared, pruned } = compareReductions(name, { numRuns: 150, seed: 31 })
  expect(compared).toBeGreaterThan(300)
  expect(pruned).toBeGreaterThan(20)
})

const shapes: readonly FleetOptions[] = [
  { devices: 2, timed: false, life: 'failing', budgets: { 'link.lost': 1, 'step.failed': 0, 'check.forced': 0 } },
  { devices: 2, stagger: 1, budgets: { 'check.forced': 0 } },
  { devices: 3, timed: false, stagger: 2, budgets: { 'check.forced': 0 } },
]

const chosen = ['stagger-bounds-upgrades', 'upgrade-in-turn', 'install-ends-in-cold-start']

test.each(shapes)('properties of a fleet: %o', (options) => {
  const one = fleet(baseline, options)
  const predicates = fleetPredicates(options)
  for (const each of fleetProperties(options).filter(({ id }) => chosen.includes(id))) {
    const [full] = check(one, predicates, [each]).verdicts
    for (const [symmetry, partialOrder] of combinations) {
      const { verdicts } = reducedExplore(one, predicates, [each], { symmetry, partialOrder })
      expect([each.id, symmetry, partialOrder, verdicts[0]!.verdict]).toEqual([
        each.id,
        symmetry,
        partialOrder,
        full!.verdict,
      ])
    }
  }
})
