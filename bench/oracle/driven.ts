// How many steps a second the driver makes against a small implementation in a process of its own.
import { fileURLToPath } from 'node:url'
import { randomWalk } from '../../oracle/driver/cases.js'
import { tours } from '../../oracle/driver/tours.js'
import { Driver } from '../../oracle/driver/drive.js'
import { runSuite } from '../../oracle/driver/suite.js'
import { role } from './logs.js'

export interface Driven {
  readonly steps: number
  readonly stepsPerSecond: number
  readonly failures: number
}

const implementation = fileURLToPath(new URL('../../test/oracle/implementations/poller.mjs', import.meta.url))

/** Tours, and walks of so many steps together. */
export async function driven(steps: number): Promise<Driven> {
  const poller = role('poller')
  const without: readonly string[] = []
  const length = 300
  const cases = [
    ...tours(poller, { without }).cases,
    ...Array.from({ length: Math.ceil(steps / length) }, (_, seed) => randomWalk(poller, seed, length, { without })),
  ]
  const driver = new Driver({
    command: [process.execPath, implementation],
    role: poller,
    patience: 60_000,
    tolerance: 0,
  })
  const began = performance.now()
  const { found } = await runSuite(driver, cases, { maxFailures: 1, again: 0, shrinkRuns: 0 })
  const seconds = (performance.now() - began) / 1000
  await driver.end()
  return { steps: driver.steps, stepsPerSecond: driver.steps / seconds, failures: found.length }
}
