// The bench of the oracle, small: what it must find it finds, and its report says where it did not.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { degraded, ways } from '../../bench/oracle/degraded.js'
import { driven } from '../../bench/oracle/driven.js'
import { located } from '../../bench/oracle/located.js'
import { fleet, write } from '../../bench/oracle/logs.js'
import { inMarkdown, inText, missed, type OracleReport } from '../../bench/oracle/report.js'
import { jittered } from '../oracle/faults.js'
import { judge } from '../oracle/logs.js'

const folder = mkdtempSync(join(tmpdir(), 'impspec-bench-'))

describe('logs that conform, degraded', { timeout: 120_000 }, () => {
  it.each(ways)('are not called failures: $what', async (way) => {
    const { falseFailures, events, subjects } = await degraded(way, 8000, folder)
    expect(falseFailures).toBe(0)
    expect(events).toBeGreaterThanOrEqual(8000)
    expect(subjects).toBeGreaterThanOrEqual(4)
  })

  it('are called failures where what they suffer from is not declared', async () => {
    const undeclared = {
      what: 'jittered',
      degrade: (_: unknown, entries: Parameters<typeof jittered>[0], random: () => number) =>
        jittered(entries, 40, random),
    }
    expect((await degraded(undeclared, 8000, folder)).falseFailures).toBeGreaterThan(0)
  })
})

it('finds the line of at least 95 of 100 faults', { timeout: 120_000 }, async () => {
  const { logs, failed, located: found, misses } = await located(60)
  expect(failed).toBe(logs)
  expect(found, misses.join('\n')).toBeGreaterThanOrEqual(0.95 * logs)
})

it('writes a fleet whose lines take turns', async () => {
  const pieces = [...fleet(120, 600)]
  expect(pieces).toHaveLength(5)
  expect(await judge(pieces.join(''))).toMatchObject({ lines: 600, devices: 120 })
  expect(write(join(folder, 'fleet.jsonl'), pieces)).toContain(folder)
})

it('drives an implementation', { timeout: 60_000 }, async () => {
  const { steps, failures } = await driven(300)
  expect(failures).toBe(0)
  expect(steps).toBeGreaterThan(300)
})

describe('the report', () => {
  const report: OracleReport = {
    when: '2026-01-02T03:04:05.000Z',
    machine: {
      processor: 'a processor',
      cores: 2,
      memory: 2 ** 33,
      platform: 'linux',
      load: 9,
      versions: { node: 'v20', xstate: '5', '@xstate/graph': '3', spin: '6', gcc: '13', java: 'not asked for' },
    },
    rates: [
      { what: 'one', lines: 10, falseFailures: 0, linesPerSecond: 654_321, linesPerCpuSecond: 7, peakBytes: 3e8 },
    ],
    degraded: [{ what: 'jittered', events: 10, subjects: 1, falseFailures: 0, inconclusive: 0 }],
    faults: { logs: 100, failed: 100, located: 95, repaired: 90, misses: ['one at line 3'] },
    driver: { steps: 10, stepsPerSecond: 5000, failures: 0 },
  }

  it('has every figure, and says of a busy machine', () => {
    for (const text of [inText(report, 120), inMarkdown(report)]) {
      for (const figure of ['654,321', '300', 'jittered', '95 at the line', 'one at line 3', '5,000']) {
        expect(text).toContain(figure)
      }
    }
    expect(inMarkdown(report)).toContain('busy')
    expect(missed(report)).toEqual([])
  })

  it('says where the oracle was wrong', () => {
    const wrong: OracleReport = {
      ...report,
      degraded: [{ ...report.degraded[0]!, falseFailures: 1 }],
      faults: { ...report.faults!, located: 94 },
      driver: { ...report.driver!, failures: 1 },
    }
    expect(missed(wrong)).toHaveLength(3)
    expect(inText(wrong, 120)).toContain('✗ logs that conform, jittered: 1 are called failures')
  })
})
