// A judge whose roles get new tables again and again finds what one that keeps them finds, in the same words.
import { describe, expect, it } from 'vitest'
import { randomFrom } from '../../../checker/semantics/randomWalk.js'
import { configure } from '../../../machines/configurations.js'
import { exactly, JudgedRoles, LogJudge, type RoleSettings } from '../../../oracle/judge/judge.js'
import { randomLog, writeLog } from '../../../oracle/driver/reference.js'
import { outgrown } from '../../../oracle/belief/renewal.js'
import { everyConfiguration, roleOf } from '../../../oracle/belief/catalogue.js'
import { impRoles, type RoleName } from '../../../verification/imp/roles.js'
import { TraceReader } from '../../../oracle/read/trace.js'
import { delayed, jittered, shuffled, withFault, type FaultClass } from '../faults.js'

const cases: readonly (readonly [RoleName, Partial<RoleSettings>, boolean])[] = [
  ['agent', {}, false],
  ['device', {}, false],
  ['device', { tolerance: 20 }, true],
  ['installer', { tolerance: 20 }, false],
  ['poller', { latency: 300 }, true],
  ['agent', { reorder: 40 }, true],
  ['agent', { start: 'unknown', unlogged: ['http.answered'] }, false],
]

describe('a judge whose tables are renewed', () => {
  it.each(cases)('finds the same in logs of the %s with %o', (name, settings, any) => {
    const every = any ? everyConfiguration(impRoles, name).slice(0, 24) : [configure()]
    const role = roleOf(impRoles, name, every)
    const classes: readonly FaultClass[] = ['lost', 'extra', 'altered', 'late', 'early']
    const logs = Array.from({ length: 10 }, (_, at) => {
      const random = randomFrom(at + 1)
      const log = randomLog(role, role.starts[at % role.starts.length]!.local, random, 60)
      const faulty =
        at % 2 === 0 ? withFault(role, log, classes[(at / 2) % classes.length]!, random)?.entries : undefined
      let entries = faulty ?? log
      if (settings.tolerance) entries = jittered(entries, settings.tolerance, random)
      if (settings.latency) entries = delayed(entries, settings.latency, random)
      if (settings.reorder) entries = shuffled(entries, settings.reorder, random)
      return writeLog(role, entries, `d${at}`).trimEnd().split('\n')
    })
    // A line of each device in turn, so that many beliefs are held when a table is renewed.
    const lines = Array.from({ length: 60 }, (_, at) => logs.flatMap((log) => log[at] ?? [])).flat()
    const judged = (renews: (observations: number) => boolean) => {
      const roles = new JudgedRoles({
        catalogue: impRoles,
        configurations: () => every,
        settings: () => ({ ...exactly, ...settings }),
        outgrown: (_, observations) => renews(observations),
      })
      const judge = new LogJudge('log', roles)
      const reader = new TraceReader('log', roles, (...told) => judge.take(...told))
      const tables = new Set<unknown>()
      for (const [index, line] of lines.entries()) {
        const bytes = new TextEncoder().encode(line)
        reader.read(bytes, 0, bytes.length, index + 1)
        tables.add(roles.all[0]!.role.table)
      }
      return { tables: tables.size, verdict: judge.end() }
    }
    const straight = judged(() => false)
    expect(straight.tables).toBe(1)
    expect(straight.verdict.failures.length).toBeGreaterThan(0)
    const anew = judged((observations) => observations >= 23)
    expect(anew.tables).toBeGreaterThan(15)
    expect(anew.verdict).toEqual(straight.verdict)
    expect(JSON.stringify(anew.verdict.given)).toBe(JSON.stringify(straight.verdict.given))
  })

  it('keeps a table for at least as many lines as it has cost', () => {
    expect(outgrown(100, 1_000_000)).toBe(false)
    expect(outgrown(1_000_000, 999_999)).toBe(false)
    expect(outgrown(1_000_000, 1_000_000)).toBe(true)
  })
})
