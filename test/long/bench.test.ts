// The bench on a tiny world: every engine counts the same states and steps, and what it says of that adds up.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkerBench, type OraclePart } from '../../bench/checker.js'
import { cpuOf } from '../../bench/engines/exported.js'
import { jobsOf, runJob } from '../../bench/jobs.js'
import { disagreements, figuresOf, isMeasured, median, type Measurement, type Row } from '../../bench/measurement.js'
import { inMarkdown, inText, reportOf } from '../../bench/report.js'
import { scalingOf } from '../../bench/scaling.js'
import type { Io } from '../../report/terminal.js'
import { missing } from '../../verification/foreign/spin.js'

const choice = { huge: false, workers: 2, built: false }
const tiny: Measurement = {
  states: 643,
  transitions: 1824,
  threads: 1,
  preparation: 0,
  samples: [{ wall: 1, cpu: 0.5 }],
}
const host = {
  processor: 'a processor',
  cores: 2,
  memory: 2 ** 33,
  platform: 'linux' as const,
  load: 9,
  versions: { node: 'v20', xstate: '5', '@xstate/graph': '3', spin: '6', gcc: '13', java: 'not asked for' },
}
const rowOf = (engine: string, outcome: Row['outcome'], system = 'tiny'): Row => ({
  job: { engine, system, runs: 1, workers: 2, built: false },
  outcome,
})

describe('all engines on the same system', () => {
  const rows: Row[] = []
  beforeAll(async () => {
    for (const job of jobsOf({ ...choice, only: ['tiny'] })) {
      rows.push({ job, outcome: await runJob({ ...job, runs: 1 }) })
    }
  }, 120_000)

  test('count the same', () => {
    expect(disagreements(rows)).toEqual([])
    for (const { job, outcome } of rows) {
      if (isMeasured(outcome))
        expect({ ...outcome, engine: job.engine }).toMatchObject({ states: 643, transitions: 1824 })
    }
  })

  test('all but those whose tools are missing, which say so', () => {
    const skipped = rows.flatMap(({ job: { engine }, outcome }) => (isMeasured(outcome) ? [] : [engine]))
    const spin = missing() === undefined ? [] : ['spin', 'spin-n']
    // Shared memory, which the search on several cores needs, is not to be had everywhere.
    const named = [
      ...(process.env.TLA2TOOLS_JAR === undefined ? ['tlc'] : []),
      ...(process.env.LTSMIN === undefined ? ['ltsmin'] : []),
    ]
    const absent = [...spin, ...named]
    expect(skipped.filter((engine) => engine !== 'spin-n')).toEqual(absent.filter((engine) => engine !== 'spin-n'))
    expect(rows.map(({ job }) => job.engine)).toEqual([
      'explore',
      'search-1',
      'search-n',
      'symbolic',
      'xstate-graph',
      'spin',
      'spin-n',
      'tlc',
      'ltsmin',
    ])
  })

  test('say how long they took and what they kept', () => {
    for (const { outcome } of rows) {
      if (!isMeasured(outcome)) continue
      const { wall, bytesPerState } = figuresOf(outcome)
      expect(wall).toBeGreaterThan(0)
      expect(bytesPerState ?? 1).toBeGreaterThan(0)
    }
  })
})

describe('what is made of measurements', () => {
  test('a system that is not the same for all is named, whichever engine differs', () => {
    const rows = [rowOf('explore', tiny), rowOf('spin', { ...tiny, transitions: 1825 }), rowOf('tlc', { skipped: 'x' })]
    expect(disagreements(rows)).toEqual([
      'tiny: explore 643 states and 1824 transitions; spin 643 states and 1825 transitions',
    ])
    expect(inText(reportOf(rows, host, new Date(0)), 120)).toContain('NOT THE SAME SYSTEM: tiny')
    expect(inMarkdown(reportOf(rows, host, new Date(0)), 'x')).toContain('**Engines disagree**: tiny')
  })

  test('ratios are of rates, by the clock and by CPU time', () => {
    const slow = {
      ...tiny,
      samples: [
        { wall: 8, cpu: 2 },
        { wall: 6, cpu: 2 },
        { wall: 60, cpu: 3 },
      ],
    }
    const { systems } = reportOf([rowOf('explore', tiny), rowOf('spin', slow)], host, new Date(0))
    expect(systems[0]!.ratios).toEqual([{ ours: 'explore', peer: 'spin', wall: 8, cpu: 4 }])
  })

  test('growth is held against the member of about a million states', () => {
    const large = { ...tiny, states: 6430, samples: [{ wall: 20, cpu: 10 }] }
    const rows = [rowOf('search-n', tiny, 'family-1e6'), rowOf('search-n', large, 'family-1e7')]
    expect(reportOf(rows, host, new Date(0)).growth.map(({ relativeRate }) => relativeRate)).toEqual([1, 0.5])
  })

  test('a time below the resolution of its clock gives no rate', () => {
    expect(figuresOf({ ...tiny, samples: [{ wall: 1, cpu: 0 }] }).statesPerCpuSecond).toBeNull()
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(() => median([])).toThrow(RangeError)
  })

  test('a page says how it was made, and that the machine was busy', () => {
    const page = inMarkdown(reportOf([rowOf('explore', tiny)], host, new Date(0)), 'npm run bench -- --record')
    expect(page).toContain('Written by `npm run bench -- --record` on 1970-01-01')
    expect(page).toContain('The machine was busy')
    expect(page).toContain('| explore | 1 | 643 | 1,824 | 1,286 |')
  })

  test('what threads can gain on this machine at best is said', async () => {
    const { threads, arithmetic, memory } = await scalingOf(2, 0.01)
    expect(threads).toBe(2)
    expect(arithmetic).toBeGreaterThan(0)
    expect(memory).toBeGreaterThan(0)
    const scaling = { threads: 2, arithmetic: 1.96, memory: 0.7 }
    const report = reportOf([rowOf('explore', tiny)], host, new Date(0), scaling)
    for (const text of [inText(report, 300), inMarkdown(report, 'x')]) {
      expect(text).toContain('2 threads that only reckon get 1.96 times as much done as one')
      expect(text).toContain('0.70 times as much')
    }
  })

  test('what a shell says of its children is read', () => {
    expect(cpuOf('pan: done\n0m0.00s 0m0.01s\n1m2.50s 0m0.25s\n')).toBe(62.75)
    expect(cpuOf('0m0.000000s 0m0.000000s\n0m1.500000s 0m0.250000s\n')).toBe(1.75)
    expect(() => cpuOf('killed')).toThrow('how long its children ran')
  })
})

describe('npm run bench', () => {
  const io = (out: string[]): Io => ({
    ...{ stdout: { write: (text) => void out.push(text) }, stderr: { write: () => undefined } },
    ...{ columns: 120, color: false, live: false, signal: new AbortController().signal },
  })
  const oracle = (faults: readonly string[]): OraclePart => ({
    measure: () => Promise.resolve({ when: '', machine: host, rates: [], degraded: [] }),
    inText: () => 'THE ORACLE',
    missed: () => faults,
  })
  const bench = async (argv: readonly string[], faults: readonly string[] = []) => {
    const out: string[] = []
    let code = -1
    await checkerBench(
      io(out),
      (ended) => (code = ended),
      oracle(faults),
      () => [],
    ).parseAsync(argv, { from: 'user' })
    return { code, out: out.join('') }
  }

  test('shows the oracle too, unless systems or engines are named', async () => {
    expect(await bench([])).toMatchObject({ code: 0, out: expect.stringContaining('THE ORACLE') as string })
    expect((await bench(['--only', 'tiny'])).out).not.toContain('THE ORACLE')
    expect(JSON.parse((await bench(['--json'])).out)).toHaveProperty('oracle.rates')
    expect((await bench([], ['a false failure'])).code).toBe(1)
  })
})

describe('what is asked for', () => {
  const names = (only: readonly string[], huge = false): readonly string[] =>
    jobsOf({ ...choice, only, huge }).map(({ system, engine }) => `${system} ${engine}`)

  test('is a system, an engine, both, or the family', () => {
    expect(names(['tiny', 'spin'])).toEqual(['tiny spin'])
    const members = ['family-1e5', 'family-1e6', 'family-1e7']
    expect(names(['family', 'search-n'])).toEqual(members.map((member) => `${member} search-n`))
    // What is kept as sets is no larger for being huge.
    expect(names(['family', 'symbolic'])).toEqual([...members, 'family-1e8'].map((member) => `${member} symbolic`))
    expect(names(['xstate-graph'])).toEqual(['tiny xstate-graph', 'fleet-2 xstate-graph', 'polling xstate-graph'])
    expect(names([], true)).toContain('family-1e8 search-n')
    expect(names([])).not.toContain('family-1e8 search-n')
  })

  test('and what does not exist is an error that says what may have been meant', () => {
    const bench = fileURLToPath(new URL('../../bench/index.ts', import.meta.url))
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', bench, '--only', 'spinn'], {
      encoding: 'utf8',
    })
    expect(status).toBe(3)
    expect(stderr).toContain("unknown system or engine 'spinn': did you mean spin")
  })
})
