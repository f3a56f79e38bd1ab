// Cases on both sides of each delay: a timer that is wrong by a millisecond is noticed by one of them.
import { describe, expect, it } from 'vitest'
import { aimedCases } from '../../../oracle/driver/aimedCases.js'
import { sweepOf } from '../../../oracle/driver/cases.js'
import { lookedAt } from '../../../oracle/driver/lookedAt.js'
import type { TestCase } from '../../../oracle/driver/hearing.js'
import { Reference } from '../../../oracle/driver/reference.js'
import type { Role } from '../../../oracle/belief/role.js'
import type { RoleName } from '../../../verification/imp/roles.js'
import { timerCases } from '../../../oracle/driver/timerCases.js'
import { tours } from '../../../oracle/driver/tours.js'
import { Driving } from '../driven.js'
import { deviceCommand, has, wrongDevices } from '../examples.js'
import { role } from '../logs.js'

/** What is said in each step of a case that must be said, with its time; in an order that no instant has. */
function spoken(of: Role, { steps, input }: TestCase): readonly string[] {
  const run = new Reference(of, of.table.initial(input))
  return steps.map((step) => {
    const said = 'send' in step ? run.hear(of.table.eventId(step.send)) : run.advance(step.advance)
    return said
      .filter(({ event }) => !of.optional.has(event))
      .map(({ event, time }) => `${time} ${event}`)
      .sort()
      .join()
  })
}

/** Cases that a role with a delay that is wrong by some ms does not pass. */
const noticing = (of: Role, delay: string, by: number, cases: readonly TestCase[]): readonly TestCase[] => {
  const wrong: Role = {
    ...of,
    delays: of.delays.map((ms, timer) => (of.table.timers[timer]!.delay === delay ? ms + by : ms)),
  }
  return cases.filter((one) => spoken(wrong, one).join('|') !== spoken(of, one).join('|'))
}

const planned: readonly (readonly [RoleName, Parameters<typeof role>[1], readonly string[]])[] = [
  ['device', {}, ['blinkupWindow', 'connectTimeout', 'snooze', 'squirrelStart']],
  ['device', { codeLoading: 'at-activation' }, ['blinkupWindow', 'connectTimeout', 'snooze', 'squirrelStart']],
  ['device', { graceAfterBlinkup: '2-minutes' }, ['grace', 'snooze']],
  ['agent', {}, ['agentLifespan', 'migrationGap']],
  ['poller', {}, ['pollTimeout']],
  ['installer', {}, ['probeInterval']],
  ['installer', { installerApp: 'fixed-15s' }, ['fixedWait']],
]

describe('cases on both sides of each delay', { timeout: 240_000 }, () => {
  it.each(planned)('of the %s with %j notice a millisecond', (name, configuration, delays) => {
    const of = role(name, configuration)
    const { cases, coverage } = timerCases(of, { without: [] })
    for (const delay of delays) {
      const { early, late } = coverage.delays[delay]!
      expect(Math.min(early, late), delay).toBeGreaterThan(0)
      for (const by of [-60_000, -1, 1, 60_000]) {
        const changed = of.delays.some((ms, timer) => of.table.timers[timer]!.delay === delay && ms + by > 0)
        if (changed) expect(noticing(of, delay, by, cases).length, `${delay} ${by}`).toBeGreaterThan(0)
      }
    }
    expect(timerCases(of, { without: [] }).cases).toEqual(cases)
  })

  it('say which delays do not run, and which nothing tells of', () => {
    expect(timerCases(role('device'), { without: [] }).coverage.unseen).toEqual(['grace'])
    const { unseen, untold } = timerCases(role('installer'), { without: [] }).coverage
    expect([unseen, untold]).toEqual([['fixedWait'], ['probeWindow']])
  })

  it('send nothing that is left out', () => {
    const { cases } = timerCases(role('device'), { without: ['link.lost', 'step.succeeded'] })
    const sent = cases.flatMap(({ steps }) => steps.flatMap((step) => ('send' in step ? [step.send.type] : [])))
    expect(cases.length).toBeGreaterThan(0)
    expect(sent).not.toContain('link.lost')
    expect(sent).not.toContain('step.succeeded')
  })

  describe.runIf(has('cc'))('find in the device in C', () => {
    const driving = new Driving(30_000, (of) => timerCases(of, { without: [] }).cases)
    const command = deviceCommand()
    it('nothing where it conforms', async () => expect((await driving.drive('device', command)).found).toEqual([]))
    it.each(wrongDevices.filter(({ fault }) => /snoozes|squirrel-1ms|61s/.test(fault)))('$fault', (wrong) =>
      driving.isFailed('device', command, wrong),
    )
  })
})

describe('tours', { timeout: 240_000 }, () => {
  it('take everything of a small role, and say so', () => {
    const { coverage } = tours(role('factory'), { without: [] })
    expect(coverage).toMatchObject({ covered: coverage.transitions, open: 0, complete: true })
  })

  it('end with their budget, are the same each time, and say what they leave out', () => {
    const device = role('device', { codeLoading: 'at-activation' })
    const options = { without: [], maxTransitions: 100_000, effort: 20_000 }
    const before = device.table.records.length
    const told: number[] = []
    const { cases, coverage } = tours(device, { ...options, onPlanned: (covered) => void told.push(covered) })
    // A case may be under way when the budget is spent.
    expect(device.table.records.length - before).toBeLessThan(60_000)
    expect(coverage.complete).toBe(false)
    expect(coverage.open).toBeGreaterThan(0)
    expect(coverage.covered).toBeLessThan(coverage.transitions)
    expect(told.at(-1)).toBe(coverage.covered)
    expect(tours(device, options)).toEqual({ cases, coverage })
  })

  it('take as many transitions as they may in a configuration in which most of the life lies far away', () => {
    const { coverage } = tours(role('device', { codeLoading: 'at-activation' }), { without: [], maxTransitions: 5000 })
    expect(coverage.covered).toBe(5000)
  })
})

describe('what cases look at', { timeout: 240_000 }, () => {
  it('is said by the text of the machine, and what is missing is aimed at', () => {
    const device = role('device')
    const cases = sweepOf(device)
    const { untaken, transitions } = lookedAt(device, cases)
    expect(untaken.map(({ state, event }) => `${event} in ${state}`)).toContain(
      'step.failed in power.on.network.connecting.resolving',
    )
    const aimed = aimedCases(device, cases, [])
    const more = lookedAt(device, [...cases, ...aimed])
    expect(more.transitions).toBe(transitions)
    expect(more.untaken.length).toBeLessThan(untaken.length)
    expect(more.untaken.map(({ event }) => event)).not.toContain('step.failed')
    for (const { rule, sources } of untaken) expect([rule, sources]).not.toContain('')
  })

  it('leaves nothing of a role that tours take whole', () => {
    const enrolment = role('enrolment')
    expect(lookedAt(enrolment, tours(enrolment, { without: [] }).cases)).toMatchObject({ unentered: [], untaken: [] })
  })
})
