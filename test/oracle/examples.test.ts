// The example implementations: those that conform pass, and some faulty variants are failed for the right reason. All
// variants and 20 seeds are run by test/long/examples.test.ts.
import { describe, expect, it } from 'vitest'
import { configure, type Configuration } from '../../machines/configurations.js'
import type { RoleName } from '../../oracle/role.js'
import { randomWalk, tours } from '../../oracle/cases.js'
import { Driver } from '../../oracle/driver/drive.js'
import { runSuite } from '../../oracle/driver/suite.js'
import { roleOf } from '../../oracle/role.js'
import { agentCommand, has, installerCommand, isRight, wrongAgents, wrongInstallers } from './examples.js'

async function drive(name: RoleName, command: readonly string[], configuration: Partial<Configuration> = {}) {
  const role = roleOf(name, [configure(configuration)])
  const without: readonly string[] = []
  const cases = [...tours(role, { without }).cases, ...[1, 2].map((seed) => randomWalk(role, seed, 60, { without }))]
  const driver = new Driver({ command, role, patience: 10_000, tolerance: 0 })
  try {
    return await runSuite(driver, cases, { maxFailures: 4, again: 0, shrinkRuns: 0 })
  } finally {
    await driver.end()
  }
}

describe.runIf(has('python3'))('the agent in Python', { timeout: 60_000 }, () => {
  it('conforms', async () => {
    expect((await drive('agent', agentCommand)).found).toEqual([])
  })

  it.each(wrongAgents.slice(2, 4))('$fault is failed', async (wrong) => {
    const { found } = await drive('agent', [...agentCommand, wrong.fault], wrong.configuration)
    const told = found.map(({ failure }) => `${failure.kind}: ${failure.reason}`)
    expect(
      found.some(({ failure }) => isRight(wrong, failure)),
      told.join('\n'),
    ).toBe(true)
  })
})

describe("the installer's app in TypeScript", { timeout: 60_000 }, () => {
  it.each(['probe-10s', 'fixed-15s', 'advised'] as const)('conforms with the recipe %s', async (installerApp) => {
    expect((await drive('installer', installerCommand, { installerApp })).found).toEqual([])
  })

  it.each(wrongInstallers.slice(1, 4))('$fault is failed', async (wrong) => {
    const { found } = await drive('installer', [...installerCommand, wrong.fault], wrong.configuration)
    const told = found.map(({ failure }) => `${failure.kind}: ${failure.reason}`)
    expect(
      found.some(({ failure }) => isRight(wrong, failure)),
      told.join('\n'),
    ).toBe(true)
  })
})
