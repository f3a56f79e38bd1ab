// How long delays take: free where the sources say so, another time where it is asked for, and otherwise to the millisecond.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configure } from '../../../machines/configurations.js'
import type { PartyEvent } from '../../../model/party.js'
import type { DelayTimes } from '../../../oracle/belief/delayTimes.js'
import { roleOf } from '../../../oracle/belief/catalogue.js'
import { impRoles } from '../../../verification/imp/roles.js'
import { timerCases } from '../../../oracle/driver/timerCases.js'
import { Reference, writeLog, type Entry } from '../../../oracle/driver/reference.js'
import { checkLog } from '../../../oracle/judge/check.js'
import { exactly, JudgedRoles, LogJudge, type RoleSettings } from '../../../oracle/judge/judge.js'
import { TraceReader } from '../../../oracle/read/trace.js'
import { command } from '../../cli/command.js'
import { line, sourceOf } from '../logs.js'

const minutes = 60_000
const folder = mkdtempSync(join(tmpdir(), 'impspec-delays-'))
const write = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** A device that comes online, falls asleep, and wakes up after so many ms. */
function sleeping(ms: number): string {
  const device = roleOf(impRoles, 'device', [configure()], { times: { deepSleep: [ms, ms] } })
  const run = new Reference(device, device.starts[0]!.local)
  const entries: Entry[] = []
  const said = (all: readonly { readonly time: number; readonly event: number }[]): void =>
    all.forEach(({ time, event }) => entries.push({ time, direction: 'out', event }))
  const hear = (event: PartyEvent): void => {
    entries.push({ time: run.time, direction: 'in', event: device.table.eventId(event) })
    said(run.hear(device.table.eventId(event)))
  }
  hear({ type: 'power.applied', rescue: false })
  hear({ type: 'packet.flashed', token: 1, plan: 'A', network: 'right' })
  for (let step = 0; step < 5; step++) hear({ type: 'step.succeeded' })
  hear({ type: 'enrolment.accepted' })
  hear({ type: 'upgrade.answered', os: 1 })
  hear({ type: 'session.opened' })
  hear({ type: 'code.answered', code: 2 })
  hear({ type: 'code.downloaded' })
  hear({ type: 'code.answered', code: 2 })
  hear({ type: 'sleep.requested' })
  expect(device.table.locals[run.local]!.snapshot.hasTag('power.asleep')).toBe(true)
  said(run.advance(ms))
  expect(device.table.locals[run.local]!.snapshot.hasTag('power.asleep')).toBe(false)
  for (let step = 0; step < 5; step++) hear({ type: 'step.succeeded' })
  return writeLog(device, entries)
}

const judged = (text: string, times: DelayTimes = {}, settings: Partial<RoleSettings> = {}) =>
  checkLog(sourceOf(text), {
    catalogue: impRoles,
    configurations: () => [configure()],
    settings: () => ({ ...exactly, ...settings }),
    times,
  })

describe('a delay to which the sources give no length', () => {
  it.each([1, 25 * minutes, 60 * minutes, 28 * 24 * 60 * minutes])('may be any: a sleep of %i ms', async (ms) => {
    expect((await judged(sleeping(ms))).failures).toEqual([])
  })

  it('has the bound that they give, or the length that is asked for', async () => {
    expect((await judged(sleeping(28 * 24 * 60 * minutes + 1))).verdict).toBe('fail')
    expect((await judged(sleeping(25 * minutes), { deepSleep: [25 * minutes, 25 * minutes] })).verdict).toBe('pass')
    expect((await judged(sleeping(25 * minutes), { deepSleep: [60 * minutes, 60 * minutes] })).verdict).toBe('fail')
    expect((await judged(sleeping(25 * minutes), { deepSleep: [20 * minutes, 24 * minutes] })).verdict).toBe('fail')
    expect((await judged(sleeping(1e12), { deepSleep: [0, Infinity] })).verdict).toBe('pass')
  })

  it('is no boundary that cases are put around, unless it is asked for', () => {
    const of = (times: DelayTimes) =>
      timerCases(roleOf(impRoles, 'device', [configure()], { times }), { without: [] }).coverage
    expect(Object.keys(of({}).delays)).not.toContain('deepSleep')
    expect(of({ deepSleep: [minutes, minutes] }).delays['deepSleep']!.early).toBeGreaterThan(0)
  }, 60_000)

  it('is kept with what is believed, even if it never ends', () => {
    const text = sleeping(25 * minutes)
      .trimEnd()
      .split('\n')
    const roles = new JudgedRoles({
      catalogue: impRoles,
      configurations: () => [configure()],
      settings: () => exactly,
      times: { deepSleep: [0, Infinity] },
    })
    let judge = new LogJudge('log', roles)
    for (const [index, one] of text.entries()) {
      const reader = new TraceReader('log', roles, (...told) => judge.take(...told))
      const bytes = new TextEncoder().encode(one)
      reader.read(bytes, 0, bytes.length, index + 1)
      const saved = JSON.stringify(judge.saved())
      judge = new LogJudge('log', roles)
      judge.restore(JSON.parse(saved) as ReturnType<LogJudge['saved']>)
    }
    expect(judge.end().verdict).toBe('pass')
  })
})

describe('--set', () => {
  const started = line(0, 'poller', 'in', 'polling.started', { token: 1 })
  const after = (ms: number): string =>
    write(`after-${ms}.jsonl`, started + line(ms, 'poller', 'out', 'blinkup.timedOut'))

  it.each([
    [60_000, [], 0],
    [30_000, [], 1],
    [30_000, ['--set', 'pollTimeout=30s'], 0],
    [60_000, ['--set', 'pollTimeout=30s'], 1],
    [45_000, ['--set', 'pollTimeout=30s..50s'], 0],
    [51_000, ['--set', 'pollTimeout=30s..50s'], 1],
    [51_000, ['--set', 'pollTimeout=free'], 0],
    [30_000, ['--set', 'pollTimeout=30s', '--set', 'squirrelStart=1s'], 0],
  ])('check: a poll that ends after %i ms with %j', async (ms, set, code) => {
    expect((await command(['check', after(ms), '--configuration', 'baseline', ...set])).code).toBe(code)
  })

  it.each([
    [['check', after(1), '--set', 'pollTimeOut=30s'], 'did you mean pollTimeout'],
    [['check', after(1), '--set', 'pollTimeout=2'], 'a window (0s..2s) or free, not'],
    [['check', after(1), '--set', 'power.cut=2'], 'has delays: squirrelStart'],
    [
      ['test', '--role', 'poller', '--set', 'snooze=8min', '--', 'cat'],
      "the role 'poller' has no such delay; it has pollTimeout",
    ],
    [['vectors', '--role', 'poller', '--out', folder, '--set', 'pollTimeout=free'], 'vectors say to the millisecond'],
  ])('refuses %j', async (argv, says) => {
    const { code, err } = await command(argv)
    expect(err).toContain(says)
    expect(code).toBe(3)
  })

  const poller = new URL('../implementations/poller.mjs', import.meta.url).pathname
  it.each([
    [[], 0],
    [['--set', 'pollTimeout=30s'], 1],
    [['--set', 'pollTimeout=free'], 0],
  ])('test: a poller that polls for a minute, with %j', async (set, code) => {
    const asked = ['test', '--role', 'poller', '--mode', 'timers', '--no-regressions', '--patience', '60000', ...set]
    expect((await command([...asked, '--', process.execPath, poller])).code).toBe(code)
  })

  it('vectors: moves what comes when', async () => {
    const texts = async (...set: readonly string[]): Promise<string> => {
      const out = mkdtempSync(join(tmpdir(), 'impspec-vectors-'))
      expect((await command(['vectors', '--role', 'poller', '--walks', '0', '--out', out, ...set])).code).toBe(0)
      return readdirSync(out)
        .filter((name) => name.startsWith('poller'))
        .map((name) => readFileSync(join(out, name), 'utf8'))
        .join('')
    }
    expect(await texts()).toContain('"advance": 59999')
    const moved = await texts('--set', 'pollTimeout=7s')
    expect(moved).toContain('"advance": 6999')
    expect(moved).not.toContain('"advance": 59999')
  })
})
