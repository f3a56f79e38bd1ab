// impspec coverage: what the generated suites cover, criterion by criterion, and what nothing exercises.
import { criteria, criterionNames, type Coverage } from '../../testing/suites/coverage.js'
import {
  alarmsOf,
  configurationCoverage,
  reportOfParty,
  sourceCoverage,
  type Alarm,
  type PartyReport,
} from '../../testing/suites/coverageReport.js'
import { partyNamesOf } from '../../testing/party/worlds.js'
import { printJson, type Io } from '../../report/terminal.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { pick } from '../../verification/configurationNames.js'
import { columns, counted, indented } from '../../report/text.js'
import type { Specification } from '../../verification/specification.js'
import type { Program } from '../terminal/program.js'
import { helpText } from '../terminal/help.js'

export interface CoverageOptions {
  readonly party?: string
  readonly json?: boolean
}

const shown = ({ total, covered, unreachable, notTried }: Coverage): string =>
  total === 0
    ? '-'
    : [
        `${covered}/${total}`,
        ...(unreachable.length > 0 ? [`${unreachable.length} unreachable`] : []),
        ...(notTried.length > 0 ? [`${notTried.length} not tried`] : []),
      ].join(', ')

function partyTable(reports: readonly PartyReport[], width: number): string {
  return columns(
    ['party', 'runs', 'steps', 'fewest', ...criterionNames],
    reports.map(({ party, tour, coverage }) => [
      party,
      String(tour.walks),
      String(tour.steps),
      String(tour.bound),
      ...coverage.map(shown),
    ]),
    { width, flexible: [0], gap: 1 },
  )
}

function listed(reports: readonly PartyReport[], width: number): readonly string[] {
  const lines = reports.flatMap(({ party, coverage }) =>
    coverage
      .filter(({ criterion }) => criterion !== 'pairs')
      .flatMap(({ criterion, uncovered, unreachable, notTried }) => [
        ...uncovered.map((name) => `${party}, ${criterion}, uncovered: ${name}`),
        ...unreachable.map((name) => `${party}, ${criterion}, unreachable: ${name}`),
        ...notTried.map((name) => `${party}, ${criterion}, not tried: ${name}`),
      ]),
  )
  return lines.length === 0 ? [] : [lines.map((line) => indented(line, width)).join('\n')]
}

const alarmText = ({ kind, what }: Alarm): string => `nothing exercises the ${kind} ${what}`

/** Runs the command. */
export function coverage(specification: Specification, options: CoverageOptions, io: Io): number {
  const partyNames = partyNamesOf(specification)
  const names =
    options.party === undefined
      ? partyNames
      : pick(partyNames, (name) => name, [options.party], 'party', `the parties are ${partyNames.join(', ')}`)
  const reports = names.map((name) => {
    io.stderr.write(`${name}\n`)
    return reportOfParty(specification, name)
  })
  const whole = options.party === undefined
  // One party does not show what all of them exercise.
  const alarms = alarmsOf(specification, reports).filter(
    ({ kind }) => whole || !['configuration', 'property', 'source'].includes(kind),
  )
  const sources = whole ? sourceCoverage(specification, reports) : []
  const configurations = whole ? configurationCoverage(specification) : []
  if (options.json) {
    printJson(io, { criteria, parties: reports, sources, configurations, alarms })
  } else {
    const width = io.columns
    const legend = criterionNames.map((name) => indented(`${name}: ${criteria[name]}`, width)).join('\n')
    const parts = [
      partyTable(reports, width),
      `Criteria:\n${legend}`,
      ...listed(reports, width),
      ...(sources.length > 0
        ? [
            columns(
              ['source', 'places', 'covered', 'properties'],
              sources.map((one) => [one.source, String(one.places), String(one.covered), String(one.properties)]),
              { width, flexible: [] },
            ),
          ]
        : []),
      ...(configurations.length > 0
        ? [
            columns(
              ['dimension', 'value', 'scopes that it changes', 'properties asked'],
              configurations.map((one) => [one.dimension, one.value, String(one.scopes), String(one.properties)]),
              { width, flexible: [0, 1] },
            ),
          ]
        : []),
      alarms.length === 0
        ? 'Everything is exercised.'
        : `${counted(alarms.length, 'alarm')}:\n${alarms.map((one) => indented(alarmText(one), width)).join('\n')}`,
    ]
    io.stdout.write(`${parts.join('\n\n')}\n`)
  }
  return alarms.length === 0 ? exitCodes.asExpected : exitCodes.differs
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  sub('coverage', 'what the suites cover that are generated from the machines, and what nothing exercises')
    .option('--party <name>', 'only the suite of this machine')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', helpText(['coverage', 'coverage --party agent --json']))
    .action(async (options: CoverageOptions) => end(coverage(await load(), options, io)))
}
