// Logs that several sources write, each by a clock of its own: what may have been is accepted, and nothing else.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { randomFrom } from '../../../checker/semantics/randomWalk.js'
import type { SourceSettings } from '../../../oracle/belief/interleaving.js'
import { randomLog } from '../../../oracle/driver/reference.js'
import { command } from '../../cli/command.js'
import { withFault } from '../faults.js'
import { judge, line, role } from '../logs.js'
import { from, sources, written } from '../sources.js'

const exact: SourceSettings = { skew: 0, tolerance: 0, reorder: 0 }
describe('two sources', { timeout: 120_000 }, () => {
  const cases = (['agent', 'poller', 'installer', 'enrolment'] as const).flatMap((name) =>
    [1, 2].flatMap((seed) => (['direction', 'turns'] as const).map((split) => [name, seed, split] as const)),
  )

  it.each(cases)(
    'are believed in every order that their clocks allow: %s, seed %i, by %s',
    async (name, seed, split) => {
      const one = role(name)
      const random = randomFrom(seed)
      const entries = randomLog(one, one.starts[0]!.local, random, 150)
      const text = written(one, entries, random, split)
      const { failures, observations, subjects } = await judge(text, { sources })
      expect(failures.map(({ reason }) => reason)).toEqual([])
      expect(observations).toBe(entries.length)
      expect(subjects.fail).toBe(0)
      // One clock cannot explain it.
      expect((await judge(text, { reorder: 100_000, tolerance: 5 })).verdict).toBe('fail')
    },
  )

  it('fails what no order explains', async () => {
    const one = role('poller')
    let found = 0
    for (let seed = 1; seed <= 10; seed++) {
      const random = randomFrom(seed)
      const faulty = withFault(one, randomLog(one, one.starts[0]!.local, random, 150), 'altered', random)
      if (faulty === undefined) continue
      if ((await judge(written(one, faulty.entries, random), { sources })).verdict === 'fail') found++
    }
    expect(found).toBeGreaterThanOrEqual(8)
  })
})

describe('the clocks of two sources', () => {
  const started = (t: number): string => from(line(t, 'poller', 'in', 'polling.started', { token: 1 }), 'cloud')
  const timedOut = (t: number): string => from(line(t, 'poller', 'out', 'blinkup.timedOut'), 'phone')

  it.each([
    [61_000 + 250, 'pass'],
    [61_000 - 250, 'pass'],
    [61_000 + 251, 'fail'],
    [61_000 - 251, 'fail'],
  ])('may be apart by the sum of their skews and tolerances, and no more: %i ms', async (at, verdict) => {
    const both = { cloud: { ...exact, skew: 50 }, phone: { ...exact, skew: 150, tolerance: 50 } }
    expect((await judge(started(1000) + timedOut(at), { sources: both })).verdict).toBe(verdict)
  })

  it('matter not between lines of one source', async () => {
    const one = { cloud: { ...exact, skew: 10_000 } }
    const log = (at: number): string => started(1000) + timedOut(at).replace('phone', 'cloud')
    expect((await judge(log(61_000), { sources: one })).verdict).toBe('pass')
    expect((await judge(log(61_001), { sources: one })).verdict).toBe('fail')
  })

  it('let an output stand before what led to it', async () => {
    const failed = (t: number): string =>
      from(line(t, 'poller', 'out', 'blinkup.failed', { cause: 'network' }), 'phone')
    const offline = (t: number): string => from(line(t, 'poller', 'in', 'phone.offline'), 'cloud')
    const log = started(1000) + failed(4950) + offline(5000)
    const skewed = { cloud: exact, phone: { ...exact, skew: 50 } }
    expect((await judge(log, { sources: skewed })).verdict).toBe('pass')
    const report = await judge(log, { sources: { cloud: exact, phone: { ...exact, skew: 49 } } })
    expect(report.failures[0]).toMatchObject({ line: 2, explained: 1, kind: 'unexpected' })
  })

  it('refuse lines that come later than is declared', async () => {
    const both = { cloud: exact, phone: exact }
    await expect(judge(started(1000) + started(900), { sources: both })).rejects.toThrow(/goes back in time/)
    const late = { cloud: { ...exact, reorder: 100 }, phone: exact }
    expect((await judge(started(1000) + started(900), { sources: late })).verdict).toBe('pass')
  })

  it('are those of sources that are declared', async () => {
    const both = { cloud: exact, phone: exact }
    await expect(judge(started(0).replace('cloud', 'clod'), { sources: both })).rejects.toThrow(
      /unknown source 'clod': did you mean cloud/,
    )
    await expect(judge(line(0, 'poller', 'in', 'phone.offline'), { sources: both })).rejects.toThrow(
      /names no source; "source" is one of cloud, phone/,
    )
    expect((await judge(started(0))).verdict).toBe('pass')
  })
})

describe('impspec check', () => {
  const folder = mkdtempSync(join(tmpdir(), 'impspec-sources-'))
  const write = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  const log = write(
    'log.jsonl',
    from(line(1000, 'poller', 'in', 'polling.started', { token: 1 }), 'cloud') +
      from(line(61_200, 'poller', 'out', 'blinkup.timedOut'), 'phone'),
  )

  it('is told of sources by options', async () => {
    const cloud = ['--source', 'cloud:tolerance=0']
    expect((await command(['check', log, ...cloud, 'phone:skew=200'])).code).toBe(0)
    const { code, out } = await command(['check', log, ...cloud, 'phone:skew=199'])
    expect(code).toBe(1)
    expect(out).toContain('blinkup.timedOut')
    expect((await command(['check', log, '--source', 'phone:drift=3'])).code).toBe(3)
    expect((await command(['check', log, '--source', 'phone:skew=much'])).code).toBe(3)
  })

  it('is told of them by a mapping', async () => {
    const mapping = (skew: number): string =>
      write(
        'mapping.yaml',
        `impspec-mapping: 1
title: two clocks
format: json
time: { field: t, format: ms }
device: { constant: d }
source: { field: source }
sources: { cloud: {}, phone: { skew: ${skew} } }
rules:
  - where: { dir: ^in$ }
    events: [{ role: poller, dir: in, event: { type: polling.started, token: 1 } }]
  - where: { dir: ^out$ }
    events: [{ role: poller, dir: out, event: { type: blinkup.timedOut } }]
roles: { poller: { start: initial } }
unmatched: error
`,
      )
    expect((await command(['check', log, '--mapping', mapping(200)])).code).toBe(0)
    expect((await command(['check', log, '--mapping', mapping(199)])).code).toBe(1)
  })
})
