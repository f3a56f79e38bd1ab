// The bench of the checker: an engine that fails is told of, and takes nothing from the others.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { runJob } from '../../bench/jobs.js'
import { machine } from '../../bench/machine.js'
import type { Job, Measurement, Outcome } from '../../bench/measurement.js'
import { inMarkdown, inText, reportOf } from '../../bench/report.js'

const job = (engine: string): Job => ({ engine, system: 'tiny', runs: 1, workers: 1, built: false })

const rate = (seconds: number): Measurement => ({
  states: 100,
  transitions: 300,
  threads: 1,
  preparation: 0,
  samples: [{ wall: seconds, cpu: seconds }],
})

const program = (text: string): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'impspec-bench-')), 'child.mjs')
  writeFileSync(path, text)
  return path
}

const reported = (outcomes: Readonly<Record<string, Outcome>>) =>
  reportOf(
    Object.entries(outcomes).map(([engine, outcome]) => ({ job: job(engine), outcome })),
    machine(),
    new Date(0),
  )

afterEach(() => vi.unstubAllEnvs())

describe('a job of the bench', () => {
  it('that fails says why, and does not end the bench', async () => {
    const thrown = program("throw new TypeError('no such tool')")
    expect(await runJob(job('explore'), undefined, thrown)).toEqual({ failed: 'TypeError: no such tool' })
    const mute = program('process.exit(7)')
    expect(await runJob(job('explore'), undefined, mute)).toMatchObject({
      failed: expect.stringMatching(/\S/) as string,
    })
    const garbled = program("process.stdout.write('not JSON')")
    expect(await runJob(job('explore'), undefined, garbled)).toMatchObject({
      failed: expect.stringContaining('JSON') as string,
    })
  }, 900_000)

  it('of a tool that is named and not there fails; of one that is not named, is left out', async () => {
    vi.stubEnv('TLA2TOOLS_JAR', '/nowhere/tla2tools.jar')
    vi.stubEnv('LTSMIN', '/nowhere')
    expect(await runJob(job('tlc'))).toEqual({
      failed: 'Error: TLA2TOOLS_JAR names /nowhere/tla2tools.jar, which does not exist',
    })
    expect(await runJob(job('ltsmin'))).toEqual({
      failed: 'Error: LTSMIN names /nowhere, in which there is no bin/pins2lts-mc',
    })
    vi.stubEnv('LTSMIN', undefined)
    expect(await runJob(job('ltsmin'))).toHaveProperty('skipped')
  }, 900_000)
})

describe('a report of the bench', () => {
  it('keeps what others measured beside an engine that failed, the ratio to SPIN first', () => {
    const report = reported({
      'search-1': rate(4),
      spin: rate(1),
      tlc: { failed: 'Error: broken' },
      ltsmin: { skipped: 'not here' },
    })
    expect(report.disagreements).toEqual([])
    const text = inText(report, 120)
    expect(text).toMatch(/── explicit \/ SPIN\s+every state kept.*\n.*\n\s*tiny: search-1 \/ spin\s+0\.25\s+0\.25/)
    expect(text).toContain('**tlc failed**: Error: broken')
    expect(text).toContain('ltsmin not measured: not here.')
    expect(inMarkdown(report, 'x')).toContain('| tiny: search-1 / spin | 0.25 | 0.25 |')
    expect(inText(reported({ symbolic: rate(1), tlc: { failed: 'x' } }), 120)).not.toContain('explicit / SPIN')
  })
})
