// The example implementations: those that conform pass, and some faulty variants are failed for the right reason. All
// variants and 20 seeds are run by test/long/examples.test.ts.
import { describe, expect, it } from 'vitest'
import { randomWalk } from '../../../oracle/driver/cases.js'
import { tours } from '../../../oracle/driver/tours.js'
import { Driving } from '../driven.js'
import { agentCommand, has, installerCommand, wrongAgents, wrongInstallers } from '../examples.js'

const driving = new Driving(60_000, (role) => [
  ...tours(role, { without: [] }).cases,
  ...[1, 2].map((seed) => randomWalk(role, seed, 60, { without: [] })),
])

describe.runIf(has('python3'))('the agent in Python', { timeout: 60_000 }, () => {
  it('conforms', async () => {
    expect((await driving.drive('agent', agentCommand)).found).toEqual([])
  })

  it.each(wrongAgents.slice(2, 4))('$fault is failed', (wrong) => driving.isFailed('agent', agentCommand, wrong))
})

describe("the installer's app in TypeScript", { timeout: 60_000 }, () => {
  it.each(['probe-10s', 'fixed-15s', 'advised'] as const)('conforms with the recipe %s', async (installerApp) => {
    expect((await driving.drive('installer', installerCommand, { installerApp })).found).toEqual([])
  })

  it.each(wrongInstallers.slice(1, 4))('$fault is failed', (wrong) =>
    driving.isFailed('installer', installerCommand, wrong),
  )
})
