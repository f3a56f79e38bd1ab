// Where a log begins that does not begin with a life.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkLog } from '../../../oracle/judge/check.js'
import { exactly } from '../../../oracle/judge/judge.js'
import { mayReact, statesFrom } from '../../../oracle/belief/role.js'
import { configure } from '../../../machines/configurations.js'
import { command } from '../../cli/command.js'
import { line, role, sourceOf } from '../logs.js'
import { impRoles } from '../../../verification/imp/roles.js'

const booted = line(0, 'device', 'in', 'power.applied', { rescue: false })

describe('the states that a role may be in', { timeout: 60_000 }, () => {
  it.each(['agent', 'poller', 'installer', 'enrolment', 'blinkup'] as const)(
    'are found without asking what an event does that nothing waits for: %s',
    (name) => {
      const one = role(name)
      const found = statesFrom(
        one,
        one.starts.map(({ local }) => local),
        one.hears,
        20_000,
      )!
      let ignored = 0
      const known = new Set(found)
      for (const local of found) {
        for (const event of one.hears) {
          const { idle, after } = one.table.record(local, event)
          expect(known.has(after)).toBe(true)
          if (mayReact(one, local, event)) continue
          ignored++
          expect(idle).toBe(true)
        }
      }
      expect(ignored).toBeGreaterThan(0)
    },
  )

  it('leave open what a log says if they are too many', async () => {
    const options = {
      catalogue: impRoles,
      configurations: () => [configure()],
      settings: () => ({ ...exactly, start: 'unknown' as const }),
    }
    const report = await checkLog(sourceOf(booted), { ...options, maxStates: 50 })
    expect(report.verdict).toBe('inconclusive')
    expect(report.undecided[0]!.reason).toMatch(/the device has too many states to begin in any of them/)
  })
})

describe('impspec check --start', { timeout: 60_000 }, () => {
  const path = join(mkdtempSync(join(tmpdir(), 'impspec-starts-')), 'log.jsonl')
  writeFileSync(path, line(5000, 'poller', 'out', 'blinkup.timedOut'))
  const after = (event: string): readonly string[] => ['check', path, '--start', `after: [${event}]`]

  it('begins after some events', async () => {
    expect((await command(['check', path])).code).toBe(1)
    expect((await command(after('{ type: polling.started, token: 1 }'))).code).toBe(0)
    expect((await command(after('{ type: phone.offline }'))).code).toBe(1)
  })

  it.each(['never', 'after: []', 'after: [{ typ: x }]', 'after: [', '{'])('refuses %j', async (start) => {
    const { code, err } = await command(['check', path, '--start', start])
    expect(code).toBe(3)
    expect(err).toContain('--start is initial, unknown, or')
  })
})
