// A judge that is saved and restored between any two lines finds what one that lives on finds, in the same words.
import { describe, expect, it } from 'vitest'
import { randomFrom } from '../../../checker/semantics/randomWalk.js'
import { configure } from '../../../machines/configurations.js'
import { exactly, JudgedRoles, LogJudge, type Failure, type RoleSettings } from '../../../oracle/judge/judge.js'
import { randomLog, writeLog } from '../../../oracle/driver/reference.js'
import { everyConfiguration, roleOf } from '../../../oracle/belief/catalogue.js'
import { impRoles, type RoleName } from '../../../verification/imp/roles.js'
import { judgeFingerprint } from '../../../oracle/judge/fingerprint.js'
import type { SavedJudge } from '../../../oracle/belief/saved.js'
import { TraceReader } from '../../../oracle/read/trace.js'
import { delayed, jittered, shuffled, withFault, type FaultClass } from '../faults.js'

/** What is found in a log if the judge is saved and restored after each so many lines; never for Infinity. */
function found(text: string, every: number, roles: JudgedRoles) {
  const failures: Failure[] = []
  const listener = { onFailure: (failure: Failure) => void failures.push(failure) }
  let judge = new LogJudge('log', roles, listener)
  let reader = new TraceReader('log', roles, (...told) => judge.take(...told))
  for (const [index, line] of text.trimEnd().split('\n').entries()) {
    const bytes = new TextEncoder().encode(line)
    reader.read(bytes, 0, bytes.length, index + 1)
    if ((index + 1) % every !== 0) continue
    const saved = JSON.parse(JSON.stringify(judge.saved())) as SavedJudge
    judge = new LogJudge('log', roles, listener)
    judge.restore(saved)
    reader = new TraceReader('log', roles, (...told) => judge.take(...told))
  }
  const { failures: kept, given, ...verdict } = judge.end()
  // Only what a judge has found itself is in its own list.
  return { failures, verdict, given, kept: Number.isFinite(every) ? [] : kept }
}

const cases: readonly (readonly [RoleName, Partial<RoleSettings>, boolean])[] = [
  ['agent', {}, false],
  ['device', {}, false],
  ['installer', { tolerance: 20 }, false],
  ['poller', { latency: 300 }, true],
  ['agent', { reorder: 40 }, true],
  ['agent', { start: 'unknown', unlogged: ['http.answered', 'onrequest.registered'] }, false],
  ['blinkup', { tolerance: 5, latency: 20, reorder: 30 }, true],
]

describe('a judge that is saved and restored', () => {
  it.each(cases)('finds the same in a log of the %s with %o', (name, settings, any) => {
    const every = any ? everyConfiguration(impRoles, name) : [configure()]
    const roles = new JudgedRoles({
      catalogue: impRoles,
      configurations: () => every,
      settings: () => ({ ...exactly, ...settings }),
    })
    const role = roleOf(impRoles, name, every)
    const classes: readonly FaultClass[] = ['lost', 'extra', 'altered', 'late', 'early']
    let faults = 0
    for (let seed = 1; seed <= 12; seed++) {
      const random = randomFrom(seed)
      const log = randomLog(role, role.starts[seed % role.starts.length]!.local, random, 60)
      const faulty = seed % 2 === 0 ? withFault(role, log, classes[seed % classes.length]!, random)?.entries : undefined
      let entries = faulty ?? log
      if (settings.tolerance) entries = jittered(entries, settings.tolerance, random)
      if (settings.latency) entries = delayed(entries, settings.latency, random)
      if (settings.reorder) entries = shuffled(entries, settings.reorder, random)
      const text = writeLog(role, entries)
      const straight = found(text, Infinity, roles)
      faults += straight.failures.length
      for (const step of [1, 7]) {
        const interrupted = found(text, step, roles)
        expect(interrupted).toEqual({ ...straight, kept: [] })
      }
    }
    expect(faults).toBeGreaterThan(0)
  })

  it('is bound to the settings by its fingerprint', () => {
    expect(judgeFingerprint('a')).toBe(judgeFingerprint('a'))
    expect(judgeFingerprint('a')).not.toBe(judgeFingerprint('b'))
  })
})
