// The bench of the checker: every engine on every system, as one report.
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Command } from 'commander'
import { printJson, type Io } from '../report/terminal.js'
import { exitCodes } from '../verification/exitCodes.js'
import { wholeNumber } from '../verification/optionValues.js'
import { jobsOf, runJob } from './jobs.js'
import { machine } from './machine.js'
import type { Row } from './measurement.js'
import type { OracleReport } from './oracle/report.js'
import { inMarkdown, inText, reportOf } from './report.js'
import { scalingOf } from './scaling.js'

interface Options {
  readonly only?: readonly string[]
  readonly huge?: boolean
  readonly workers: number
  readonly source?: boolean
  readonly json?: boolean
  readonly record?: boolean
}

async function measure(jobs: ReturnType<typeof jobsOf>, io: Io): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const [at, job] of jobs.entries()) {
    const { system, engine } = job
    io.stderr.write(`[${at + 1}/${jobs.length}] ${system}: ${engine}\n`)
    rows.push({ job, outcome: await runJob(job, io.signal) })
  }
  return rows
}

/** What `npm run bench` shows of the oracle, where no system or engine of the checker is asked for. */
export interface OraclePart {
  readonly measure: (io: Io) => Promise<OracleReport>
  readonly inText: (report: OracleReport, width: number) => string
  readonly missed: (report: OracleReport) => readonly string[]
}

/** Runs the bench; the exit code is 1 where an engine fails, where engines do not count the same, or the oracle is wrong. */
async function bench(options: Options, io: Io, oracle: OraclePart, jobs: typeof jobsOf): Promise<number> {
  const { only = [], huge = false, workers, source = false } = options
  // Before the bench itself keeps the machine busy.
  const where = machine()
  const asked = jobs({ only, huge, workers, built: !source })
  const scaling = asked.some(({ engine }) => engine.endsWith('-n')) ? await scalingOf(workers) : undefined
  const rows = await measure(asked, io)
  const report = reportOf(rows, where, new Date(), scaling)
  if (options.record) {
    const command = ['npm run bench --', ...only.flatMap((name) => ['--only', name]), ...(huge ? ['--huge'] : [])]
    const folder = new URL('../docs/generated/', import.meta.url)
    writeFileSync(new URL('bench.json', folder), `${JSON.stringify(report, null, 2)}\n`)
    writeFileSync(new URL('bench.md', folder), inMarkdown(report, [...command, '--record'].join(' ')))
  }
  if (!options.json) io.stdout.write(`${inText(report, io.columns)}\n`)
  const judged = only.length === 0 ? await oracle.measure(io) : undefined
  if (options.json) printJson(io, judged === undefined ? report : { ...report, oracle: judged })
  else if (judged !== undefined) io.stdout.write(`\n${oracle.inText(judged, io.columns)}\n`)
  const failed = report.systems.some((one) => one.failed.length > 0)
  const wrong = failed || report.disagreements.length > 0 || (judged !== undefined && oracle.missed(judged).length > 0)
  return wrong ? exitCodes.differs : exitCodes.asExpected
}

export function checkerBench(io: Io, end: (code: number) => void, oracle: OraclePart, jobs = jobsOf): Command {
  return new Command('checker')
    .description(
      'our checker, @xstate/graph, SPIN, TLC and LTSmin on the same systems, how our cost grows, and the figures of the oracle',
    )
    .option('--only <name...>', 'only these systems or engines, or family, and not the oracle')
    .option('--huge', 'with the family of 10^8 states (minutes)')
    .option('--workers <n>', 'threads', (text) => wholeNumber('--workers', text, 1), availableParallelism())
    .option('--source', 'measure the TypeScript sources instead of the build')
    .option('--json', 'one JSON document instead of tables')
    .option('--record', 'write docs/generated/bench.json and bench.md')
    .action(async (options: Options) => end(await bench(options, io, oracle, jobs)))
}
