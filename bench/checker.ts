// The bench of the checker: every engine on every system, as one report.
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Command } from 'commander'
import { exitCodes, printJson, type Io } from '../cli/io.js'
import { wholeNumber } from '../cli/names.js'
import { jobsOf, runJob, type Choice } from './jobs.js'
import { machine } from './machine.js'
import type { Row } from './measurement.js'
import { inMarkdown, inText, reportOf } from './report.js'

interface Options {
  readonly only?: readonly string[]
  readonly huge?: boolean
  readonly workers: number
  readonly source?: boolean
  readonly json?: boolean
  readonly record?: boolean
}

async function measure(choice: Choice, io: Io): Promise<readonly Row[]> {
  const rows: Row[] = []
  const jobs = jobsOf(choice)
  for (const [at, job] of jobs.entries()) {
    const { system, engine } = job
    io.stderr.write(`[${at + 1}/${jobs.length}] ${system}: ${engine}\n`)
    rows.push({ job, outcome: await runJob(job, io.signal) })
  }
  return rows
}

/** Runs the bench; the exit code is 1 where engines do not count the same. */
async function bench(options: Options, io: Io): Promise<number> {
  const { only = [], huge = false, workers, source = false } = options
  // Before the bench itself keeps the machine busy.
  const where = machine()
  const rows = await measure({ only, huge, workers, built: !source }, io)
  const report = reportOf(rows, where, new Date())
  if (options.record) {
    const command = ['npm run bench --', ...only.flatMap((name) => ['--only', name]), ...(huge ? ['--huge'] : [])]
    const folder = new URL('../docs/generated/', import.meta.url)
    writeFileSync(new URL('bench.json', folder), `${JSON.stringify(report, null, 2)}\n`)
    writeFileSync(new URL('bench.md', folder), inMarkdown(report, [...command, '--record'].join(' ')))
  }
  if (options.json) printJson(io, report)
  else io.stdout.write(`${inText(report, io.columns)}\n`)
  return report.disagreements.length > 0 ? exitCodes.differs : exitCodes.asExpected
}

export function checkerBench(io: Io, end: (code: number) => void): Command {
  return new Command('checker')
    .description('our checker, @xstate/graph, SPIN and TLC on the same systems, and how our cost grows')
    .option('--only <name...>', 'only these systems or engines, or family')
    .option('--huge', 'with the family of 10^8 states (minutes)')
    .option('--workers <n>', 'threads', (text) => wholeNumber('--workers', text, 1), availableParallelism())
    .option('--source', 'measure the TypeScript sources instead of the build')
    .option('--json', 'one JSON document instead of tables')
    .option('--record', 'write docs/generated/bench.json and bench.md')
    .action(async (options: Options) => end(await bench(options, io)))
}
