// What the bench of the oracle found, as tables.
import { columns } from '../../report/text.js'
import type { Machine } from '../machine.js'
import { inMarkdownTable, machineInWords, type Table } from '../report.js'
import type { Degraded } from './degraded.js'
import type { Driven } from './driven.js'
import type { Located } from './located.js'
import type { Rate } from './rates.js'

export interface OracleReport {
  readonly when: string
  readonly machine: Machine
  readonly rates: readonly Rate[]
  readonly degraded: readonly Degraded[]
  readonly faults?: Located
  readonly driver?: Driven
}

/** Faults whose line must be named, of a hundred. */
const mostBeFound = 0.95

/** Where the oracle was wrong, in words. */
export function missed({ rates, degraded, faults, driver }: OracleReport): readonly string[] {
  const called = [...rates, ...degraded].filter(({ falseFailures }) => falseFailures > 0)
  return [
    ...called.map(({ what, falseFailures }) => `logs that conform, ${what}: ${falseFailures} are called failures`),
    ...(faults !== undefined && faults.located < mostBeFound * faults.logs
      ? [`of ${faults.logs} faults only ${faults.located} are found where they are`]
      : []),
    ...(driver !== undefined && driver.failures > 0
      ? ['the implementation that conforms is failed by the driver']
      : []),
  ]
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US')

const rateHeads = ['log', 'lines', 'lines/s', 'lines/CPU s', 'peak MB', 'false failures']
const rateCells = (one: Rate): readonly string[] => [
  one.what,
  whole(one.lines),
  whole(one.linesPerSecond),
  whole(one.linesPerCpuSecond),
  whole(one.peakBytes / 1e6),
  whole(one.falseFailures),
]

const degradedHeads = ['logs that conform', 'events', 'subjects', 'false failures', 'inconclusive']
const degradedCells = (one: Degraded): readonly string[] => [
  one.what,
  whole(one.events),
  whole(one.subjects),
  whole(one.falseFailures),
  whole(one.inconclusive),
]

function sections(report: OracleReport, table: Table, head: (text: string) => string): readonly string[] {
  const { rates, degraded, faults, driver } = report
  return [
    ...(rates.length > 0
      ? [
          head('judging'),
          'Each log is judged in a process of its own, from its first byte to its verdict; rates are medians, and the peak is ' +
            'that of the whole process.',
          table(rateHeads, rates.map(rateCells)),
        ]
      : []),
    ...(degraded.length > 0
      ? [
          head('logs as poor observers write them'),
          'Random lives of an agent, an installer, a poller and an enrolment, degraded in one way and judged with that declared. ' +
            'Inconclusive are logs that end before an output that is due.',
          table(degradedHeads, degraded.map(degradedCells)),
        ]
      : []),
    ...(faults === undefined
      ? []
      : [
          head('where a fault is found'),
          `${faults.logs} logs of six roles with one fault each (an output lost, put in, altered, 3 ms late or 3 ms early): ` +
            `${faults.failed} are failed, ${faults.located} at the line of the fault; of those, the best three repairs hold one ` +
            `of the right kind in ${faults.repaired}.` +
            (faults.misses.length > 0 ? ` Elsewhere: ${faults.misses.join('; ')}.` : ''),
        ]),
    ...(driver === undefined
      ? []
      : [
          head('the driver'),
          `${whole(driver.steps)} steps against a small implementation in Node, ${whole(driver.stepsPerSecond)} a second, ` +
            `${driver.failures} failures.`,
        ]),
    ...missed(report).map((text) => `✗ ${text}`),
  ]
}

/** For a terminal. */
export function inText(report: OracleReport, width: number): string {
  const table: Table = (titles, rows) => columns(titles, rows, { width, flexible: [0] })
  return [machineInWords(report.machine), ...sections(report, table, (text) => `── ${text}`)].join('\n\n')
}

/** A page of the documentation. */
export function inMarkdown(report: OracleReport): string {
  const { machine, when } = report
  return `${[
    '# Measured: the oracle',
    `Written by \`npm run bench:oracle -- --record\` on ${when.slice(0, 10)}; do not edit. ${machineInWords(machine)}.`,
    ...(machine.load > machine.cores
      ? ['**The machine was busy with other work**: only CPU times mean something in this record.']
      : []),
    ...sections(report, inMarkdownTable, (text) => `## ${text}`),
  ].join('\n\n')}\n`
}
