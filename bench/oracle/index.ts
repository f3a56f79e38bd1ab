// The bench of the oracle: rates and memory, degraded logs that conform, located faults, driver steps.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { printJson, type Io } from '../../report/terminal.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { pick } from '../../verification/configurationNames.js'
import { wholeNumber } from '../../verification/optionValues.js'
import { machine } from '../machine.js'
import { degraded, ways, type Degraded } from './degraded.js'
import { driven } from './driven.js'
import { located } from './located.js'
import { rates } from './rates.js'
import { inMarkdown, inText, missed, type OracleReport } from './report.js'

interface Options {
  readonly only?: readonly string[]
  readonly lines: number
  readonly events: number
  readonly faults: number
  readonly steps: number
  readonly json?: boolean
  readonly record?: boolean
}

const parts = ['rates', 'degraded', 'faults', 'driver'] as const

async function measure({ only = [], lines, events, faults, steps }: Options, io: Io): Promise<OracleReport> {
  const where = machine()
  const named = pick(parts, (part) => part, only, 'part', `there are ${parts.join(', ')}`)
  const asked = named.length > 0 ? named : parts
  const folder = mkdtempSync(join(tmpdir(), 'impspec-bench-'))
  const wants = (part: (typeof parts)[number], what: string): boolean => {
    if (asked.includes(part)) io.stderr.write(`${part}: ${what}\n`)
    return asked.includes(part)
  }
  try {
    // The driver first: what the other parts leave behind would slow it.
    const steppings = wants('driver', `${steps} steps`) ? await driven(steps) : undefined
    const measured = wants('rates', `${lines} lines`) ? await rates(folder, lines) : []
    const judged: Degraded[] = []
    for (const way of ways) if (wants('degraded', way.what)) judged.push(await degraded(way, events, folder))
    const faulty = wants('faults', `${faults} logs`) ? await located(faults) : undefined
    return {
      when: new Date().toISOString(),
      machine: where,
      rates: measured,
      degraded: judged,
      ...(faulty === undefined ? {} : { faults: faulty }),
      ...(steppings === undefined ? {} : { driver: steppings }),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** How much is measured where nothing else is asked for. */
const usual = { lines: 1_000_000, events: 1_000_000, faults: 200, steps: 30_000 } as const

/** All parts of the bench, as `npm run bench` shows them beside the checker. */
export const wholeOracle = (io: Io): Promise<OracleReport> => measure(usual, io)

/** Runs the bench; the exit code is 1 where the oracle is wrong: that it is slow does not count. */
async function bench(options: Options, io: Io): Promise<number> {
  const report = await measure(options, io)
  if (options.record === true) {
    const folder = new URL('../../docs/generated/', import.meta.url)
    writeFileSync(new URL('bench-oracle.json', folder), `${JSON.stringify(report, null, 2)}\n`)
    writeFileSync(new URL('bench-oracle.md', folder), inMarkdown(report))
  }
  if (options.json === true) printJson(io, report)
  else io.stdout.write(`${inText(report, io.columns)}\n`)
  return missed(report).length > 0 ? exitCodes.differs : exitCodes.asExpected
}

export function oracleBench(io: Io, end: (code: number) => void): Command {
  const whole = (option: string) => (text: string) => wholeNumber(option, text, 1)
  return new Command('oracle')
    .description('log lines and driver steps a second, false failures of degraded logs, and where faults are found')
    .option('--only <part...>', `only these: ${parts.join(', ')}`)
    .option('--lines <n>', 'lines of the logs whose judging is timed', whole('--lines'), usual.lines)
    .option('--events <n>', 'events of the logs that are degraded in each way', whole('--events'), usual.events)
    .option('--faults <n>', 'logs with one fault', whole('--faults'), usual.faults)
    .option('--steps <n>', 'steps of the driver', whole('--steps'), usual.steps)
    .option('--json', 'one JSON document instead of tables')
    .option('--record', 'write docs/generated/bench-oracle.json and bench-oracle.md')
    .action(async (options: Options) => end(await bench(options, io)))
}
