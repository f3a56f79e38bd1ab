// npm run bench: the checker and the oracle, or the part that is named.
import { Command, CommanderError } from 'commander'
import { readableWidth, type Io } from '../report/terminal.js'
import { exitCodes } from '../verification/exitCodes.js'
import { UsageError } from '../verification/errors.js'
import { checkerBench } from './checker.js'
import { oracleBench, wholeOracle } from './oracle/index.js'
import { inText, missed } from './oracle/report.js'
import { productsBench } from './products.js'

const stopping = new AbortController()
process.on('SIGINT', () => stopping.abort())

const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  columns: readableWidth(process.stdout.isTTY ? process.stdout.columns : 120),
  color: false,
  live: false,
  signal: stopping.signal,
}

const end = (code: number): void => {
  process.exitCode = code
}

try {
  const root = new Command('bench').exitOverride()
  root.addCommand(checkerBench(io, end, { measure: wholeOracle, inText, missed }).exitOverride(), { isDefault: true })
  root.addCommand(oracleBench(io, end).exitOverride())
  root.addCommand(productsBench(io, end).exitOverride())
  await root.parseAsync(process.argv)
} catch (error) {
  if (error instanceof CommanderError) end(error.exitCode === 0 ? exitCodes.asExpected : exitCodes.usage)
  else if (error instanceof UsageError) {
    io.stderr.write(`error: ${error.message}\n`)
    end(exitCodes.usage)
  } else if (stopping.signal.aborted) end(exitCodes.incomplete)
  else {
    io.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    end(exitCodes.ours)
  }
}
