// 10^5 random steps of tables and live actors side by side, through 200 random machines that have whatever a party may have.
import { expect, test } from 'vitest'
import { allFeatures } from '../checker/machines/features.js'
import { walkMachines } from '../checker/machines/walkMachines.js'

/** Another one in `MACHINES_SEED` draws other machines. */
const seed = Number(process.env['MACHINES_SEED'] ?? 2026)

test(
  'tables and live actors of 200 random machines walk alike, and exercise every feature',
  { timeout: 3_600_000 },
  () => {
    const { features, refused, machines, steps } = walkMachines({ seed, worlds: 200, walks: 10, steps: 50 })
    const counted = Object.entries(refused).map(([why, count]) => `${count} refused: ${why}`)
    console.log([`seed ${seed}: ${machines} machines, ${steps} steps`, ...counted].join('\n'))
    expect(machines).toBeGreaterThanOrEqual(200)
    expect(steps).toBe(100_000)
    expect(allFeatures.filter((feature) => (features.get(feature) ?? 0) < 5)).toEqual([])
  },
)
