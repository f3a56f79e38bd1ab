// What a failure tells: the line, what could have come instead and by which rule, the nearest repair, the smallest log.
import { describe, expect, it } from 'vitest'
import { randomFrom } from '../../../checker/semantics/randomWalk.js'
import { checkLog } from '../../../oracle/judge/check.js'
import { minimized } from '../../../oracle/judge/minimize.js'
import { randomLog, writeLog } from '../../../oracle/driver/reference.js'
import { repairs } from '../../../oracle/judge/repair.js'
import { caseOf, signatureOf } from '../../../oracle/judge/replay.js'
import { configure } from '../../../machines/configurations.js'
import { exactly } from '../../../oracle/judge/judge.js'
import { withFault } from '../faults.js'
import { judge, line, role, sourceOf } from '../logs.js'
import { impRoles } from '../../../verification/imp/roles.js'

const options = { catalogue: impRoles, configurations: () => [configure()], settings: () => exactly }

async function examine(text: string) {
  const report = await checkLog(sourceOf(text), options)
  const failure = report.failures[0]!
  const found = await caseOf(sourceOf(text), options, failure)
  return { failure, found }
}

const enrolled =
  line(0, 'agent', 'in', 'enrolment.claimed', { token: 1, plan: 'A' }) +
  line(10, 'agent', 'in', 'device.connected') +
  line(20, 'agent', 'in', 'agent.startFinished') +
  line(20, 'agent', 'out', 'agent.started', { code: 1 })

describe('an explanation', () => {
  it('names what could have come instead, with its rule and sources', async () => {
    const { failures } = await judge(
      enrolled +
        line(30, 'agent', 'in', 'http.requested', { plan: 'A' }) +
        line(30, 'agent', 'out', 'http.answered', { status: '200' }),
    )
    const [failure] = failures
    expect(failure).toMatchObject({ kind: 'wrong', line: 6, explained: 5 })
    expect(failure!.reason).toBe('http.answered (status: 200) is said where http.answered (status: 404) had to be said')
    expect(failure!.instead[0]).toMatchObject({ direction: 'out', event: 'http.answered (status: 404)' })
    expect(failure!.instead[0]!.sources).toContain('R25')
    expect(failure!.believed[0]!.states).toContain('instance.life.running.withoutHandler')
  })

  it('names the guard that ruled a line out', async () => {
    const { failures } = await judge(
      line(0, 'poller', 'in', 'polling.started', { token: 1 }) +
        line(5, 'poller', 'in', 'enrolment.claimed', { token: 2, plan: 'A' }) +
        line(5, 'poller', 'out', 'blinkup.succeeded', { plan: 'A' }),
    )
    expect(failures[0]!.kind).toBe('unexpected')
    expect(failures[0]!.ruledOut.map(({ by }) => by)).toContain("the guard 'ownToken'")
    expect(failures[0]!.ruledOut.map(({ by }) => by)).toContain('enrolment.claimed (token: 1, plan: A) was not heard')
  })

  it('names the timer that is still running', async () => {
    const { failures } = await judge(
      line(7, 'poller', 'in', 'polling.started', { token: 1 }) + line(50, 'poller', 'out', 'blinkup.timedOut'),
    )
    expect(failures[0]!.reason).toBe('blinkup.timedOut comes 59957 ms too early: due at 60007 ms')
    expect(failures[0]!.believed[0]!.timers).toEqual(['pollTimeout due at 60007 ms'])
  })
})

describe('repairs', () => {
  it('put in the line that is missing', async () => {
    const { found } = await examine(
      enrolled +
        line(40, 'agent', 'in', 'http.requested', { plan: 'A' }) +
        line(40, 'agent', 'out', 'http.answered', { status: '200' }) +
        line(50, 'agent', 'in', 'http.requested', { plan: 'A' }) +
        line(50, 'agent', 'out', 'http.answered', { status: '200' }),
    )
    expect(repairs(found).map(({ event }) => event)).toContain('onrequest.registered')
  })

  it('move a line to its moment', async () => {
    const { found } = await examine(
      line(7, 'poller', 'in', 'polling.started', { token: 1 }) + line(60_006, 'poller', 'out', 'blinkup.timedOut'),
    )
    expect(repairs(found)[0]).toMatchObject({ kind: 'shift', text: 'line 2 were at 60007 ms, 1 ms later' })
  })
})

describe('the smallest log', () => {
  it('keeps only what the failure needs, and fails in the same way', async () => {
    const random = randomFrom(3)
    const agent = role('agent')
    const entries = randomLog(agent, agent.starts[0]!.local, random, 400)
    const { entries: faulty } = withFault(agent, entries, 'altered', random)!
    const { found } = await examine(writeLog(agent, faulty))
    const small = minimized(found)
    expect(small.length).toBeLessThan(0.2 * (found.at + 1))
    expect(signatureOf(found.judged, small)).toBe(signatureOf(found.judged, found.observations.slice(0, found.at + 1)))
  })
})
