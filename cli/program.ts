// The impspec command: arguments in, exit code out.
import { Command, CommanderError } from 'commander'
import { UnreadableInput } from '../oracle/read/errors.js'
import { painter } from '../report/paint.js'
import type { Io } from '../report/terminal.js'
import { UnreadableModule, UsageError } from '../verification/errors.js'
import { ModelError, SpecificationError, StepFault } from '../model/errors.js'
import { storyText } from '../report/story.js'
import { exitCodes } from '../verification/exitCodes.js'
import type { Specification } from '../verification/specification.js'
import { exitCodeHelp } from './terminal/help.js'
import type { Program } from './terminal/program.js'

/** Adds a command to the program. */
interface CommandModule {
  readonly register: (program: Program) => void
}

/** Every command, in the order in which help lists them; each is loaded only when it is named, or all are asked for. */
const commands: Readonly<Record<string, () => Promise<CommandModule>>> = {
  verify: () => import('./commands/verify.js'),
  products: () => import('./commands/products/products.js'),
  compare: () => import('./commands/products/compare.js'),
  explain: () => import('./commands/explain.js'),
  bounds: () => import('./commands/bounds.js'),
  diff: () => import('./commands/diff.js'),
  list: () => import('./commands/list.js'),
  simulate: () => import('./commands/simulate.js'),
  search: () => import('./commands/search.js'),
  fleet: () => import('./commands/fleet.js'),
  answers: () => import('./commands/answers.js'),
  experiment: () => import('./commands/experiment.js'),
  causes: () => import('./commands/causes.js'),
  export: () => import('./commands/models/export.js'),
  confirm: () => import('./commands/models/confirm.js'),
  check: () => import('./commands/check.js'),
  watch: () => import('./commands/watch.js'),
  publish: () => import('./commands/publish.js'),
  test: () => import('./commands/test.js'),
  vectors: () => import('./commands/vectors.js'),
  schema: () => import('./commands/schema.js'),
  map: () => import('./commands/map.js'),
  replay: () => import('./commands/replay.js'),
  coverage: () => import('./commands/coverage.js'),
  mutants: () => import('./commands/mutants.js'),
}

/** Commands that work on any specification; the others are about this one. */
const general: ReadonlySet<string> = new Set([
  'verify',
  'explain',
  'bounds',
  'diff',
  'list',
  'simulate',
  'search',
  'export',
  'confirm',
  'replay',
  'check',
  'coverage',
  'map',
  'mutants',
  'schema',
  'test',
  'vectors',
])

/** The command that the arguments name; undefined where they ask for help, or for what there is not. */
function commandIn(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((word, index) => !word.startsWith('-') && argv[index - 1] !== '--specification')
  const name = argv[at]
  return name !== undefined && Object.hasOwn(commands, name) ? name : undefined
}

/** Gives the specification of a module, by its path as it was typed, or ours where none is named. */
export type Loader = (module?: string) => Promise<Specification>

/**
 * The commander program; `end` is told the exit code of the command that ran.
 *
 * @param only the command that is needed; all by default
 */
export async function program(load: Loader, io: Io, end: (code: number) => void, only?: string): Promise<Command> {
  const root = new Command('impspec')
    .description("An executable formal specification of an imp device's life, proved over every reachable state.")
    .option('--specification <module>', 'another specification than ours: a module that exports one (.js, or .ts)')
    .addHelpText('after', exitCodeHelp)
  const named = (): string | undefined => root.opts<{ readonly specification?: string }>().specification
  root.hook('preAction', (_, action) => {
    if (named() === undefined || general.has(action.name())) return
    throw new UsageError(
      `impspec ${action.name()} is about our specification; these take another one: ${[...general].join(', ')}`,
    )
  })
  const sub = (usage: string, description: string): Command => root.command(usage).description(description)
  for (const [name, module] of Object.entries(commands)) {
    if (only !== undefined && only !== name) continue
    const { register } = await module()
    register({ sub, load: () => load(named()), io, end })
  }

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
  if (error instanceof UnreadableInput || error instanceof UnreadableModule) {
    io.stderr.write(`${paint.bad('error:')} ${error.message}\n`)
    return exitCodes.unreadable
  }
  if (error instanceof SpecificationError || error instanceof ModelError || error instanceof StepFault) {
    io.stderr.write(`${paint.bad('error:')} ${error.message}\n`)
    if (error instanceof ModelError) io.stderr.write(`\n${storyText(error.story, { width: io.columns })}\n`)
    else if (error instanceof StepFault) io.stderr.write('impspec verify tells the shortest run to it\n')
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
export async function run(argv: readonly string[], io: Io, load: Loader): Promise<number> {
  let code: number = exitCodes.ours
  try {
    const asked = await program(load, io, (ended) => (code = ended), commandIn(argv))
    await asked.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    return failure(error, io)
  }
}
