// What the simulator loads: every vector, and logs that the oracle judges where no run explains them.
import { describe, expect, it } from 'vitest'
import { configure } from '../../machines/configurations.js'
import { logText } from '../../docs/simulator/export.js'
import { reportOn } from '../../docs/simulator/judge.js'
import { isLog, readRun } from '../../docs/simulator/load.js'
import { Session } from '../../docs/simulator/session.js'
import { fromHash, toHash } from '../../docs/simulator/share.js'
import type { Setup } from '../../docs/simulator/simulation.js'
import { roleOf } from '../../oracle/belief/catalogue.js'
import { impRoles, roleNames } from '../../verification/imp/roles.js'
import { vectorsOf, type Vector } from '../../oracle/driver/vectors.js'

const setup: Setup = { configuration: configure(), scope: 'field' }

const vectors = (name: (typeof roleNames)[number], limit: number): readonly Vector[] => {
  const configuration = configure()
  const all = vectorsOf(roleOf(impRoles, name, [configuration]), configuration, { maxTransitions: 400, walks: 3 })
  const stride = Math.max(1, Math.floor(all.length / limit))
  return all.filter((_, index) => index % stride === 0)
}

describe('a vector', () => {
  it.each(roleNames)('of the role %s is taken step by step, to its end', (name) => {
    const some = vectors(name, 12)
    expect(some.length).toBeGreaterThan(0)
    for (const vector of some) {
      const text = JSON.stringify(vector)
      expect(isLog(text)).toBe(false)
      const { shared, problem } = readRun(text, setup)
      expect(problem, vector.id).toBeUndefined()
      expect(shared.setup.alone).toBe(name)
      const session = new Session(shared)
      expect(session.takeAll(shared.steps)).toEqual({ count: shared.steps.length })
      const passed = vector.steps.reduce((ms, step) => ('advance' in step ? ms + step.advance : ms), 0)
      expect(Math.abs(session.now.time - passed), vector.id).toBeLessThan(shared.setup.quantum!)
      expect(fromHash(toHash(shared))).toEqual(shared)
    }
  })

  it('of another specification shows where it differs, what it allows, and what the machines say', () => {
    const vector = vectors('device', 40).find(({ steps }) => steps.some(({ allowed }) => allowed[0]!.length > 0))!
    const at = vector.steps.findIndex(({ allowed }) => allowed[0]!.length > 0)
    const steps = vector.steps.map((step, index) => (index === at ? { ...step, allowed: [[]] } : step))
    const { problem, possible, shared } = readRun(JSON.stringify({ ...vector, steps }), setup)
    expect(problem).toContain(`Step ${at + 1} of ${steps.length}`)
    expect(problem).toContain('the vector allows nothing')
    expect(possible[0]).toContain(`device says ${vector.steps[at]!.allowed[0]![0]!.event.type}`)
    expect(new Session(shared).takeAll(shared.steps).stuck).toBeUndefined()
  })

  it('that is none is refused, by its field', () => {
    const [vector] = vectors('enrolment', 1)
    const wrong = (changes: object): (() => unknown) => {
      return () => readRun(JSON.stringify({ ...vector, ...changes }), setup)
    }
    expect(wrong({ 'impspec-vector': 2 })).toThrow(/'impspec-vector' must be 1/)
    expect(wrong({ role: 'robot' })).toThrow(/'role' must be one of device, /)
    expect(wrong({ input: { none: 'such' } })).toThrow(/'input' is none that 'enrolment' is given/)
    expect(wrong({ steps: [{ advance: 0.5, allowed: [[]] }] })).toThrow(/'steps.0.advance' must be a whole number/)
    expect(wrong({ steps: [{ advance: 5, allowed: [] }] })).toThrow(/'steps.0.allowed' must be a list/)
    expect(() => readRun('{"impspec-vectors":1}', setup)).toThrow(/the list of some vectors/)
  })
})

describe('a log', () => {
  const session = new Session({ setup, initial: {} })
  session.takeAll(['power.applied rescue=false', 'tick', 'timer device squirrelStart'])
  const log = logText(session.story())
  const lines = log.trimEnd().split('\n')

  it('that a run shows needs no judge', () => {
    expect(isLog(log)).toBe(true)
    expect(isLog(lines[0]!)).toBe(true)
    const { read, verdict } = reportOn(log, setup)
    expect(read?.problem).toBeUndefined()
    expect(verdict).toBeUndefined()
  })

  it('that no run shows is judged role by role: where it fails, what could have come, and by which rule', () => {
    const at = lines.findIndex((line) => line.includes('"vm.started"') && line.includes('"out"'))
    const wrong = lines.with(at, lines[at]!.replace('"vm.started","reason":null', '"vm.idle"')).join('\n')
    const { read, verdict, lines: shown } = reportOn(wrong, setup)
    expect(read?.problem).toContain(`Line ${at + 1} of ${lines.length}`)
    expect(verdict?.verdict).toBe('fail')
    const failure = verdict!.failures.find(({ role }) => role === 'device')!
    expect(failure).toMatchObject({ line: at + 1, observed: 'vm.idle' })
    expect(shown).toContain(wrong.split('\n')[at])
    const expected = failure.instead.find(({ event }) => event.startsWith('vm.started'))
    expect(expected?.rule).not.toBe('')
    expect(expected?.sources.length).toBeGreaterThan(0)
  })

  it('of which an output comes too late is told when it was due', () => {
    const late = log.replaceAll('"t":10000', '"t":90000')
    const { verdict } = reportOn(late, setup)
    expect(verdict?.failures[0]?.reason).toBe('vm.started (reason: 0) is missing: due by 10000 ms')
  })

  it('of a role that the world lacks is judged by itself', () => {
    const line = { t: 0, device: 'd1', role: 'poller', dir: 'out', event: { type: 'no.such' } }
    expect(() => reportOn(JSON.stringify(line), setup)).toThrow(/the role 'poller' never says 'no.such'/)
    const heard = roleOf(impRoles, 'poller', [configure()])
    const event = heard.table.events[heard.hears[0]!]!
    const report = reportOn(JSON.stringify({ ...line, dir: 'in', event }), setup)
    expect(report.unread).toContain('This world has no poller')
    expect(report.verdict?.failures).toEqual([])
  })
})

describe('a fleet', () => {
  const fleet: Setup = { ...setup, fleet: { devices: 2, life: 'calm' } }

  it('is a world like others: its devices go on by themselves, and its own properties are watched', () => {
    const session = new Session({ setup: fleet, initial: {} })
    const names = session.simulation.parties(session.now.state).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['device.1', 'device.2', 'rollout']))
    expect(session.properties.length).toBeGreaterThan(5)
    const power = session.options().filter(({ name }) => name.includes('power.applied'))
    expect(power).toHaveLength(2)
    for (const { name } of power) expect(session.take(name)).toBe(true)
    session.advance()
    expect(logText(session.story())).toContain('"device":"d2","role":"device"')
    const { setup: of, initial, steps } = session.shared()
    expect(fromHash(toHash(session.shared()))).toEqual({ setup: of, initial, steps })
  })

  it('that is too large, or has no such life, is refused', () => {
    expect(() => fromHash('#configuration:baseline&fleet:9,calm')).toThrow(/1 to 4 devices, not '9'/)
    expect(() => fromHash('#configuration:baseline&fleet:2,wild')).toThrow(/no life 'wild'; there are calm/)
    expect(() => fromHash('#configuration:baseline&role:robot')).toThrow(/no role 'robot'/)
  })
})
