// Every example implementation in each mode of the driver with 20 seeds, and each faulty variant failed for its reason.
import { describe, expect, it } from 'vitest'
import { configure, type Configuration } from '../../machines/configurations.js'
import type { RoleName } from '../../oracle/role.js'
import { powerCuts, randomWalk, tours } from '../../oracle/cases.js'
import { Driver } from '../../oracle/driver/drive.js'
import type { CaseFailure, TestCase } from '../../oracle/driver/hearing.js'
import { runSuite } from '../../oracle/driver/suite.js'
import { roleOf } from '../../oracle/role.js'
import {
  agentCommand,
  deviceCommand,
  has,
  isRight,
  installerCommand,
  wrongAgents,
  wrongDevices,
  wrongInstallers,
  type Wrong,
} from '../oracle/examples.js'

const seeds = Array.from({ length: 20 }, (_, index) => index + 1)
const suites = new Map<string, readonly TestCase[]>()

/** The cases of a role and configuration; generated once. */
function casesOf(name: RoleName, configuration: Partial<Configuration>): readonly TestCase[] {
  const key = `${name} ${configure(configuration).name}`
  const known = suites.get(key)
  if (known !== undefined) return known
  const role = roleOf(name, [configure(configuration)])
  const without: readonly string[] = []
  const cases = [
    ...(name === 'device' ? powerCuts(role) : []),
    ...seeds.map((seed) => randomWalk(role, seed, name === 'device' ? 200 : 100, { without })),
    ...tours(role, { without, maxTransitions: 10_000 }).cases,
  ]
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
  const driver = new Driver({ command, role, patience: 30_000, tolerance: 0 })
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

describe('faulty variants', () => {
  it('are at least 30', () => {
    expect(wrongAgents.length + wrongDevices.length + wrongInstallers.length).toBeGreaterThanOrEqual(30)
  })
})

describe.runIf(has('cc'))('the device in C', () => {
  const command = deviceCommand()
  it('conforms', async () => expect((await drive('device', command)).found).toEqual([]))
  it.each(wrongDevices)('$fault is failed', (wrong) => isFailed('device', command, wrong))
})

describe.runIf(has('python3'))('the agent in Python', () => {
  it.each(['at-home-server', 'at-enrolment'] as const)('conforms with agentStarts=%s', async (agentStarts) => {
    expect((await drive('agent', agentCommand, { agentStarts })).found).toEqual([])
  })
  it.each(wrongAgents)('$fault is failed', (wrong) => isFailed('agent', agentCommand, wrong))
})

describe("the installer's app in TypeScript", () => {
  it.each(['probe-10s', 'fixed-15s', 'advised'] as const)('conforms with the recipe %s', async (installerApp) => {
    expect((await drive('installer', installerCommand, { installerApp })).found).toEqual([])
  })
  it.each(wrongInstallers)('$fault is failed', (wrong) => isFailed('installer', installerCommand, wrong))
})
