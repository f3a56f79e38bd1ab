// Tables and live actors agree on random machines that have whatever a party may have: a sample of test/long/machines.test.ts.
import { expect, test } from 'vitest'
import { allFeatures } from './features.js'
import { walkMachines } from './walkMachines.js'

test('tables and live actors of random machines walk alike', () => {
  const { features, machines, steps } = walkMachines({ seed: 1, worlds: 30, walks: 2, steps: 30 })
  expect(machines).toBeGreaterThanOrEqual(30)
  expect(steps).toBe(1800)
  // The rare ones are left to the long test.
  const rare = ['a delayed raise is cancelled', 'after, short', 'after, long', 'what another says']
  expect(allFeatures.filter((feature) => !features.has(feature) && !rare.includes(feature))).toEqual([])
  expect([...features.keys()].filter((feature) => !allFeatures.includes(feature))).toEqual([])
})
