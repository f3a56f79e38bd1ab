// Every example implementation in each mode of the driver with 20 seeds, and each faulty variant failed for its reason.
import { describe, expect, it } from 'vitest'
import { randomWalk, sweepOf } from '../../oracle/driver/cases.js'
import { tours } from '../../oracle/driver/tours.js'
import { Driving } from '../oracle/driven.js'
import {
  agentCommand,
  deviceCommand,
  has,
  installerCommand,
  wrongAgents,
  wrongDevices,
  wrongInstallers,
} from '../oracle/examples.js'

const seeds = Array.from({ length: 20 }, (_, index) => index + 1)
const driving = new Driving(30_000, (role) => [
  ...(role.name === 'device' ? sweepOf(role) : []),
  ...seeds.map((seed) => randomWalk(role, seed, role.name === 'device' ? 200 : 100, { without: [] })),
  ...tours(role, { without: [], maxTransitions: 10_000 }).cases,
])

describe('faulty variants', () => {
  it('are at least 30', () => {
    expect(wrongAgents.length + wrongDevices.length + wrongInstallers.length).toBeGreaterThanOrEqual(30)
  })
})

describe.runIf(has('cc'))('the device in C', () => {
  const command = deviceCommand()
  it('conforms', async () => expect((await driving.drive('device', command)).found).toEqual([]))
  it.each(wrongDevices)('$fault is failed', (wrong) => driving.isFailed('device', command, wrong))
})

describe.runIf(has('python3'))('the agent in Python', () => {
  it.each(['at-home-server', 'at-enrolment'] as const)('conforms with agentStarts=%s', async (agentStarts) => {
    expect((await driving.drive('agent', agentCommand, { agentStarts })).found).toEqual([])
  })
  it.each(wrongAgents)('$fault is failed', (wrong) => driving.isFailed('agent', agentCommand, wrong))
})

describe("the installer's app in TypeScript", () => {
  it.each(['probe-10s', 'fixed-15s', 'advised'] as const)('conforms with the recipe %s', async (installerApp) => {
    expect((await driving.drive('installer', installerCommand, { installerApp })).found).toEqual([])
  })
  it.each(wrongInstallers)('$fault is failed', (wrong) => driving.isFailed('installer', installerCommand, wrong))
})
