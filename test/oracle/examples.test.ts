// The example implementations: those that conform pass, and some faulty variants are failed for the right reason. All
// variants and 20 seeds are run by test/long/examples.test.ts.
import { describe, expect, it } from 'vitest'
import { configure, type Configuration } from '../../machines/configurations.js'
import type { RoleName } from '../../oracle/role.js'
import { randomWalk, tours } from '../../oracle/cases.js'
import { Driver } from '../../oracle/driver/drive.js'
import type { CaseFailure, TestCase } from '../../oracle/driver/hearing.js'
import { runSuite } from '../../oracle/driver/suite.js'
import { roleOf } from '../../oracle/role.js'
import { agentCommand, has, installerCommand, isRight, wrongAgents, wrongInstallers, type Wrong } from './examples.js'

const suites = new Map<string, readonly TestCase[]>()

/** The cases of a role and configuration; generated once. */
function casesOf(name: RoleName, configuration: Partial<Configuration>): readonly TestCase[] {
  const key = `${name} ${configure(configuration).name}`
  const known = suites.get(key)
  if (known !== undefined) return known
  const role = roleOf(name, [configure(configuration)])
  const without: readonly string[] = []
  const cases = [...tours(role, { without }).cases, ...[1, 2].map((seed) => randomWalk(role, seed, 60, { without }))]
  suites.set(key, cases)
  return cases
}

/** Drives it through its cases, up to the failure that is looked for. */
async function drive(
  name: RoleName,
  command: readonly string[],
  configuration: Partial<Configuration> = {},
  lookedFor: (failure: CaseFailure) => boolean = () => true,
) {
  const role = roleOf(name, [configure(configuration)])
  const driver = new Driver({ command, role, patience: 10_000, tolerance: 0 })
  const isKnown = (failure: CaseFailure): boolean => !lookedFor(failure)
  try {
    return await runSuite(driver, casesOf(name, configuration), { maxFailures: 1, again: 0, shrinkRuns: 0, isKnown })
  } finally {
    await driver.end()
  }
}

/** It is failed, and the right reason is among the first four. */
async function isFailed(name: RoleName, command: readonly string[], wrong: Wrong) {
  const right = (failure: CaseFailure): boolean => isRight(wrong, failure)
  const { found } = await drive(name, [...command, wrong.fault], wrong.configuration, right)
  const told = found.map(({ failure }) => `${failure.kind}: ${failure.reason}`)
  expect(
    found.slice(0, 4).some(({ failure }) => right(failure)),
    told.join('\n') || 'it passes',
  ).toBe(true)
}

describe.runIf(has('python3'))('the agent in Python', { timeout: 60_000 }, () => {
  it('conforms', async () => {
    expect((await drive('agent', agentCommand)).found).toEqual([])
  })

  it.each(wrongAgents.slice(2, 4))('$fault is failed', (wrong) => isFailed('agent', agentCommand, wrong))
})

describe("the installer's app in TypeScript", { timeout: 60_000 }, () => {
  it.each(['probe-10s', 'fixed-15s', 'advised'] as const)('conforms with the recipe %s', async (installerApp) => {
    expect((await drive('installer', installerCommand, { installerApp })).found).toEqual([])
  })

  it.each(wrongInstallers.slice(1, 4))('$fault is failed', (wrong) => isFailed('installer', installerCommand, wrong))
})
