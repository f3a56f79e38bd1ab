// A coarse view of a role fails no log that conforms, and fails what no device can show.
import { describe, expect, it } from 'vitest'
import { randomFrom } from '../../../checker/semantics/randomWalk.js'
import { checkOptions } from '../../../cli/options/reading.js'
import { checkLog } from '../../../oracle/judge/check.js'
import { coarseView } from '../../../verification/imp/coarseDevice.js'
import { consoleOf, written } from '../console.js'
import { role, sourceOf } from '../logs.js'
import { impSpace } from '../../../machines/configurations.js'
import { impRoles } from '../../../verification/imp/roles.js'

const io = { live: false, stderr: { write: () => true } } as never
const asConsole = checkOptions(
  { mapping: 'impcentral-text', role: 'device' },
  { space: impSpace, roles: () => impRoles },
  io,
)
const of = (dir: 'in' | 'out' | 'is', type: string, fields = {}) => ({ dir, event: { type, ...fields } })

describe('a coarse view of the device', { timeout: 120_000 }, () => {
  it('explains what a console shows of any device: BlinkUps, updates of impOS and changes of settings too', async () => {
    const device = role('device')
    let lines = 0
    for (let seed = 1; seed <= 5; seed++) {
      const text = written(consoleOf(device, randomFrom(seed), 200))
      if (text === '') continue
      const report = await checkLog(sourceOf(text), asConsole)
      expect(report.failures.map(({ line, reason }) => `seed ${seed}, line ${line}: ${reason}\n${text}`)).toEqual([])
      expect(report.verdict).toBe('pass')
      lines += report.lines
    }
    expect(lines).toBeGreaterThan(100)
  })

  it('leaves the installation aside only where nothing of it is shown', () => {
    expect(coarseView('device', [of('is', 'vm.running')])!.without.has('packet.flashed')).toBe(true)
    expect(coarseView('device', [of('in', 'packet.flashed')])!.without.size).toBe(0)
    expect(coarseView('device', [of('is', 'blinkup.listening')])!.without.size).toBe(0)
    expect(coarseView('device', [of('out', 'vm.started', { reason: 0 })])!.history.length).toBeGreaterThan(0)
    expect(coarseView('device', [of('out', 'vm.started', { reason: '*' })])!.history).toEqual([])
    expect(coarseView('agent', [])).toBeUndefined()
    expect(coarseView('device', undefined)).toBeUndefined()
  })

  it('shares its table between logs that show the same, and keeps what they show', () => {
    const one = coarseView('device', [of('is', 'vm.running')])!
    expect(coarseView('device', [of('is', 'link.session')])!.blur).toBe(one.blur)
    const context = { given: {}, network: 'factory', reason: 4, plan: 'B', token: 2, os: 2, code: 2, fetching: 2 }
    expect(one.blur(context)).toMatchObject({ network: 'wrong', reason: null, plan: 'none', token: 1, os: 1, code: 1 })
    const other = coarseView('device', [
      of('out', 'vm.started', { reason: 0 }),
      of('in', 'upgrade.answered', { os: 1 }),
    ])!
    expect(other.blur(context)).toMatchObject({ reason: 4, os: 2, code: 1, fetching: 2 })
  })
})
