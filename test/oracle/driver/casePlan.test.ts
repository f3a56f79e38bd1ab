// What impspec test plans: with progress, delays first, and what it leaves out in words.
import { describe, expect, it } from 'vitest'
import { casePlanner, leftOutLines, type Mode, type PlanOptions } from '../../../cli/options/casePlan.js'
import type { Io } from '../../../report/terminal.js'
import { timerCases } from '../../../oracle/driver/timerCases.js'
import { role } from '../logs.js'

const defaults: PlanOptions = { seed: '1', walks: '3', steps: '50', maxTransitions: '200' }

function plan(name: Parameters<typeof role>[0], mode: Mode, options: Partial<PlanOptions> = {}) {
  const err: string[] = []
  const io = { stderr: { write: (text: string) => void err.push(text) }, live: false } as unknown as Io
  const planned = casePlanner(role(name), mode, { ...defaults, ...options }, io)()
  return { planned, err: err.join(''), left: leftOutLines(planned) }
}

describe('the plan of cases', () => {
  it.each([
    ['timers', /^planning both sides of each delay/],
    ['suite', /^planning tours: \d+ of at most 200 transitions/],
    ['walk', /^planning walks/],
    ['all', /^planning/],
  ] as const)('of the mode %s shows how far it is', (mode, text) => {
    expect(plan('agent', mode).err).toMatch(text)
  })

  it('begins with both sides of each delay', () => {
    const { cases } = timerCases(role('agent'), { without: [] })
    expect(cases.length).toBeGreaterThan(2)
    expect(plan('agent', 'all').planned.cases.slice(0, cases.length)).toEqual(cases)
  })

  it('says what was not looked at', () => {
    const { left } = plan('agent', 'suite')
    expect(left[0]).toMatch(
      /^\d[\d,]* transitions of the \d+ states that tours came to, and what lies behind \d+ states/,
    )
    expect(left.join('\n')).toContain('--max-transitions and --max-planning go further')
    expect(plan('enrolment', 'suite', { maxTransitions: '1000' }).left).toEqual([])
    expect(plan('installer', 'timers').left.join('\n')).toMatch(/the delay fixedWait, .*the delay probeWindow, /s)
  })

  it('ends with its budget', () => {
    const { planned } = plan('agent', 'suite', { maxTransitions: '100000', maxPlanning: '5000' })
    expect(planned.tours).toMatchObject({ complete: false })
  })
})
