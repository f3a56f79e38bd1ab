// The impspec command: arguments in, exit code out.
import { Command, CommanderError } from 'commander'
import { UnreadableInput } from '../oracle/read/errors.js'
import { painter } from '../report/paint.js'
import type { Io } from '../report/terminal.js'
import { UsageError } from '../verification/errors.js'
import { exitCodes } from '../verification/exitCodes.js'
import type { Specification } from '../verification/specification.js'
import * as verify from './commands/verify.js'
import * as explain from './commands/explain.js'
import * as bounds from './commands/bounds.js'
import * as diff from './commands/diff.js'
import * as list from './commands/list.js'
import * as simulate from './commands/simulate.js'
import * as search from './commands/search.js'
import * as fleet from './commands/fleet.js'
import * as answers from './commands/answers.js'
import * as exportTo from './commands/models/export.js'
import * as confirm from './commands/models/confirm.js'
import * as check from './commands/check.js'
import * as watch from './commands/watch.js'
import * as publish from './commands/publish.js'
import * as test from './commands/test.js'
import * as vectors from './commands/vectors.js'
import * as schema from './commands/schema.js'
import * as map from './commands/map.js'
import * as replay from './commands/replay.js'
import * as coverage from './commands/coverage.js'
import * as mutants from './commands/mutants.js'
import * as products from './commands/products.js'
import { exitCodeHelp } from './terminal/help.js'

/** In the order in which help lists them. */
const commands = [
  verify,
  products,
  explain,
  bounds,
  diff,
  list,
  simulate,
  search,
  fleet,
  answers,
  exportTo,
  confirm,
  check,
  watch,
  publish,
  test,
  vectors,
  schema,
  map,
  replay,
  coverage,
  mutants,
] as const

/** The commander program; `end` is told the exit code of the command that ran. */
export function program(load: () => Promise<Specification>, io: Io, end: (code: number) => void): Command {
  const root = new Command('impspec')
    .description("An executable formal specification of an imp device's life, proved over every reachable state.")
    .addHelpText('after', exitCodeHelp)
  const sub = (usage: string, description: string): Command => root.command(usage).description(description)
  for (const { register } of commands) register({ sub, load, io, end })

  for (const command of [root, ...root.commands]) {
    command
      .exitOverride()
      .showHelpAfterError(`(${command === root ? '' : 'impspec '}${command.name()} --help tells what there is)`)
      .configureHelp({ helpWidth: io.columns })
      .configureOutput({
        writeOut: (text) => io.stdout.write(text),
        writeErr: (text) => io.stderr.write(text),
        getOutHelpWidth: () => io.columns,
        getErrHelpWidth: () => io.columns,
      })
  }
  return root
}

function failure(error: unknown, io: Io): number {
  const paint = painter(io.color)
  // Commander has written its own message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.asExpected : exitCodes.usage
  if (error instanceof UsageError) {
    io.stderr.write(`${paint.bad('error:')} ${error.message}\n`)
    return exitCodes.usage
  }
  if (error instanceof UnreadableInput) {
    io.stderr.write(`${paint.bad('error:')} ${error.message}\n`)
    return exitCodes.unreadable
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  io.stderr.write(`${paint.bad('a bug of ours, please report it:')}\n${detail}\n`)
  return exitCodes.ours
}

/**
 * Runs one command.
 *
 * @param argv - the arguments after the name of the program
 * @param load - gives the specification; called only when a command needs it
 * @returns the exit code (see `exitCodes`); never rejects
 */
export async function run(argv: readonly string[], io: Io, load: () => Promise<Specification>): Promise<number> {
  let code: number = exitCodes.ours
  try {
    await program(load, io, (ended) => (code = ended)).parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    return failure(error, io)
  }
}
