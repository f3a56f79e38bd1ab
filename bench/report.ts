// What was measured, as one record, and as tables for people.
import { columns } from '../report/text.js'
import type { Machine } from './machine.js'
import { disagreements, figuresOf, isMeasured, type Figures, type Row } from './measurement.js'
import { scalingInWords, type Scaling } from './scaling.js'
import { compared, familyReference, systems } from './systems.js'

interface Measured extends Figures {
  readonly engine: string
  readonly threads: number
}

/** How many times the rate of a peer an engine of ours has; by the clock, and by CPU time of all threads. */
export interface Ratio {
  readonly ours: string
  readonly peer: string
  readonly wall: number | null
  readonly cpu: number | null
}

export interface SystemReport {
  readonly system: string
  readonly title: string
  readonly measured: readonly Measured[]
  readonly skipped: readonly { readonly engine: string; readonly why: string }[]
  /** Engines that ended with an error. */
  readonly failed: readonly { readonly engine: string; readonly why: string }[]
  readonly ratios: readonly Ratio[]
}

export interface Report {
  readonly when: string
  readonly machine: Machine
  /** Where several threads were measured. */
  readonly scaling?: Scaling
  readonly systems: readonly SystemReport[]
  /** Rates of our engines on the family, relative to those on its member of about 10^6 states; by CPU time. */
  readonly growth: readonly {
    readonly system: string
    readonly engine: string
    readonly states: number
    readonly relativeRate: number | null
  }[]
  readonly disagreements: readonly string[]
}

const ourEngines: readonly string[] = ['explore', 'search-1', 'search-n', 'symbolic']

/** How our search that keeps every state stands beside SPIN, which keeps every state: the ratio that is looked at first. */
const inView = ({ ours, peer }: Ratio): boolean => ours.startsWith('search-') && peer === 'spin'

const quotient = (one: number | null, other: number | null | undefined): number | null =>
  one === null || other === null || other === undefined ? null : one / other

function ratiosOf(measured: readonly Measured[]): readonly Ratio[] {
  const ours = measured.filter(({ engine }) => ourEngines.includes(engine))
  const peers = measured.filter(({ engine }) => !ourEngines.includes(engine))
  return ours.flatMap((one) =>
    peers.map((peer) => ({
      ours: one.engine,
      peer: peer.engine,
      wall: quotient(one.statesPerSecond, peer.statesPerSecond),
      cpu: quotient(one.statesPerCpuSecond, peer.statesPerCpuSecond),
    })),
  )
}

function systemReport(system: string, rows: readonly Row[]): SystemReport {
  const measured = rows.flatMap(({ job: { engine }, outcome }): Measured[] =>
    isMeasured(outcome) ? [{ engine, threads: outcome.threads, ...figuresOf(outcome) }] : [],
  )
  return {
    system,
    title: systems[system]!.title,
    measured,
    skipped: rows.flatMap(({ job: { engine }, outcome }) =>
      'skipped' in outcome ? [{ engine, why: outcome.skipped }] : [],
    ),
    failed: rows.flatMap(({ job: { engine }, outcome }) =>
      'failed' in outcome ? [{ engine, why: outcome.failed }] : [],
    ),
    ratios: ratiosOf(measured),
  }
}

export function reportOf(rows: readonly Row[], machine: Machine, when: Date, scaling?: Scaling): Report {
  const names = Object.keys(systems).filter((name) => rows.some(({ job }) => job.system === name))
  const reports = names.map((name) =>
    systemReport(
      name,
      rows.filter(({ job }) => job.system === name),
    ),
  )
  const reference = reports.find(({ system }) => system === familyReference)?.measured ?? []
  const rateOf = (engine: string): number | null | undefined =>
    reference.find((one) => one.engine === engine)?.statesPerCpuSecond
  return {
    when: when.toISOString(),
    machine,
    ...(scaling ? { scaling } : {}),
    systems: reports,
    growth: reports
      .filter(({ system }) => !(system in compared))
      .flatMap(({ system, measured }) =>
        measured
          .filter(({ engine }) => ourEngines.includes(engine))
          .map(({ engine, states, statesPerCpuSecond }) => {
            const relativeRate = quotient(statesPerCpuSecond, rateOf(engine))
            return { system, engine, states, relativeRate }
          }),
      ),
    disagreements: disagreements(rows),
  }
}

const whole = (value: number | null): string => (value === null ? '-' : Math.round(value).toLocaleString('en-US'))
const short = (value: number | null): string =>
  value === null ? '-' : value >= 100 ? whole(value) : value.toFixed(value >= 10 ? 1 : 2)

const heads = [
  'engine',
  'threads',
  'states/s',
  'transitions/s',
  'states/CPU s',
  'bytes/state',
  'peak MB',
  'prepared in',
]

const cellsOf = (one: Measured): readonly string[] => [
  one.engine,
  String(one.threads),
  whole(one.statesPerSecond),
  whole(one.transitionsPerSecond),
  whole(one.statesPerCpuSecond),
  short(one.bytesPerState),
  one.peakBytes === null ? '-' : whole(one.peakBytes / 2 ** 20),
  `${short(one.preparation)} s`,
]

const ratioHeads = ['ratio of rates', 'by the clock', 'by CPU time']

const ratioCells = ({ ours, peer, wall, cpu }: Ratio): readonly string[] => [
  `${ours} / ${peer}`,
  short(wall),
  short(cpu),
]

const growthHeads = ['member, engine', 'states', 'rate relative to 10^6']

/** Rows as a table, the first column of words, the others of numbers. */
export type Table = (heads: readonly string[], rows: readonly (readonly string[])[]) => string

export const machineInWords = ({ processor, cores, memory, load, versions }: Machine): string =>
  `${cores} cores, ${processor}, ${(memory / 2 ** 30).toFixed(0)} GB, load ${load.toFixed(1)}; ` +
  Object.entries(versions)
    .map(([tool, version]) => `${tool}: ${version}`)
    .join('; ')

function sections({ systems: reports, growth }: Report, table: Table, head: (text: string) => string): string[] {
  const first = reports.flatMap(({ system, ratios }) =>
    ratios.filter(inView).map(({ ours, peer, wall, cpu }) => [`${system}: ${ours} / ${peer}`, short(wall), short(cpu)]),
  )
  const overview =
    first.length > 0
      ? [head('explicit / SPIN'), table(['every state kept, ratio of rates', ...ratioHeads.slice(1)], first)]
      : []
  const parts = reports.flatMap(({ system, title, measured, skipped, failed, ratios }) => {
    const first = measured[0]
    const size = first ? `${whole(first.states)} states, ${whole(first.transitions)} transitions` : 'not measured'
    return [
      head(system),
      `${title[0]!.toUpperCase()}${title.slice(1)}: ${size}.`,
      ...(measured.length > 0 ? [table(heads, measured.map(cellsOf))] : []),
      ...(ratios.length > 0 ? [table(ratioHeads, ratios.map(ratioCells))] : []),
      ...skipped.map(({ engine, why }) => `${engine} not measured: ${why}.`),
      ...failed.map(({ engine, why }) => `**${engine} failed**: ${why}`),
    ]
  })
  const rows = growth.map(({ system, engine, states, relativeRate }) => [
    `${system}, ${engine}`,
    whole(states),
    short(relativeRate),
  ])
  return [...overview, ...parts, ...(rows.length > 0 ? [head('growth'), table(growthHeads, rows)] : [])]
}

/** For a terminal. */
export function inText(report: Report, width: number): string {
  const table: Table = (titles, rows) => columns(titles, rows, { width, flexible: [0] })
  const bad = report.disagreements.map((one) => `✗ NOT THE SAME SYSTEM: ${one}`)
  const head = (text: string): string => `── ${text}`
  const scaling = report.scaling ? [`${scalingInWords(report.scaling)}.`] : []
  return [machineInWords(report.machine), ...scaling, ...sections(report, table, head), ...bad].join('\n\n')
}

export const inMarkdownTable: Table = (titles, rows) =>
  [titles, titles.map((_, at) => (at === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')

/** A page of the documentation. */
export function inMarkdown(report: Report, command: string): string {
  const { machine, when } = report
  const busy = machine.load > machine.cores
  return `${[
    '# Measured: the checker and its peers',
    `Written by \`${command}\` on ${when.slice(0, 10)}; do not edit. ${machineInWords(machine)}.`,
    ...(busy
      ? ['**The machine was busy with other work**: only CPU times and their ratios mean something in this record.']
      : []),
    ...(report.scaling ? [`${scalingInWords(report.scaling)}.`] : []),
    'Each system is explored whole and exactly by every engine in one run of the bench, each in a process of its own. ' +
      'Rates are medians of explorations with tables or binary prepared; what preparation takes stands beside them. What ' +
      'each engine does, and what a ratio means, says [the guide](../guide/bench.md).',
    report.disagreements.length === 0
      ? 'Engines that measured the same system found as many states and transitions.'
      : `**Engines disagree**: ${report.disagreements.join('. ')}.`,
    ...sections(report, inMarkdownTable, (text) => `## ${text}`),
  ].join('\n\n')}\n`
}
