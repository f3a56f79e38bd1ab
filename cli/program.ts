// The impspec command: arguments in, exit code out.
import { Command, CommanderError, Option } from 'commander'
import { fleetLifeNames } from '../machines/fleet/index.js'
import { scopeNames } from '../machines/system.js'
import { answers, type AnswersOptions } from './commands/answers.js'
import { bounds, type BoundsOptions } from './commands/bounds.js'
import { withCache, type Caching } from './options/cache.js'
import { withCheckpoint, type Checkpointing } from './options/checkpoint.js'
import { diff, type DiffOptions } from './commands/diff.js'
import { explain, type ExplainOptions } from './commands/explain.js'
import { exportTo, formats, type ExportOptions } from './commands/export.js'
import { fleet, type FleetCommandOptions } from './commands/fleet.js'
import { examples, exitCodeHelp, exitCodes, type Io } from './terminal/io.js'
import { UsageError } from '../verification/errors.js'
import { list, listable } from './commands/list.js'
import { addOracleCommands } from './programOracle.js'
import { UnreadableInput } from '../oracle/read/errors.js'
import { memorySize, wholeNumber } from './options/values.js'
import { painter } from '../report/paint.js'
import { search, type SearchOptions } from './commands/search.js'
import { withSettings, type WhatIf } from './options/whatIf.js'
import { simulate, type SimulateOptions } from './commands/simulate.js'
import type { Specification } from '../verification/specification.js'
import { testingCommands } from './programTesting.js'
import { verify, type VerifyOptions } from './commands/verify.js'

const maxStates = (text: string): number => wholeNumber('--max-states', text, 1)
const workers = (text: string): number => wholeNumber('--workers', text, 1)

const withEffort = (command: Command): Command =>
  command
    .option('--max-states <n>', 'states of one exploration at most; a verdict is INCOMPLETE beyond', maxStates)
    .option('--workers <n>', 'threads at most; by default one for each core', workers)

const withMemory = (command: Command): Command =>
  command.option(
    '--max-memory <size>',
    'memory for what is explored, all threads together (2GB, 512MB); a verdict is INCOMPLETE beyond',
    (text: string) => memorySize('--max-memory', text),
  )

/** @param life what happens to devices unless told */
const withFleet = (command: Command, life?: string): Command =>
  command
    .option('--stagger <k>', 'a newer impOS is offered to so many at a time', (text) =>
      wholeNumber('--stagger', text, 1),
    )
    .option('--life <name>', `what happens to each beside the roll-out: ${fleetLifeNames.join(', ')}`, life)
    .option('--orders', 'code is deployed to the group, and restarts are ordered')
    .option('--budget <event=n...>', 'how often an event may happen to each device: link.lost=1')

const withWhatIf = (command: Command): Command =>
  command.option(
    '--set <name=value>',
    'what if? another delay, latency or budget (squirrelStart=30s); may be repeated',
    (text: string, before: readonly string[] | undefined) => [...(before ?? []), text],
  )

/** A command that explores worlds, as they are or as they might be. */
const exploring = (command: Command): Command =>
  withWhatIf(withMemory(withEffort(command)))
    .option(
      '--cache <folder>',
      'where to keep what is known of the machines; by default IMPSPEC_CACHE, or node_modules/.cache',
    )
    .option('--no-cache', 'ask XState anew')

/** The specification as the options of an exploring command have it. */
const known = (specification: Specification, options: WhatIf & Caching): Specification =>
  withCache(withSettings(specification, options), options)

/** The commander program; `end` is told the exit code of the command that ran. */
export function program(load: () => Promise<Specification>, io: Io, end: (code: number) => void): Command {
  const root = new Command('impspec')
    .description("An executable formal specification of an imp device's life, proved over every reachable state.")
    .addHelpText('after', exitCodeHelp)
  const sub = (usage: string, description: string): Command => root.command(usage).description(description)

  exploring(sub('verify', 'check the properties, and compare with the expected verdicts'))
    .option('--property <id...>', 'only these properties')
    .option('--configuration <name...>', 'only these configurations: baseline, or dimension=value,...')
    .option('--party <name>', 'only properties that speak of this party')
    .option('--all', 'every configuration there is (slow), not only the baseline, its variants and the readings')
    .option('--checkpoint <folder>', 'keep finished explorations there, and take from there those that are known')
    .option('--json', 'one JSON document instead of text')
    .option('--json-lines', 'JSON as it is found: a line for each exploration, and one for the end')
    .addHelpText(
      'after',
      examples(
        'verify',
        'verify --property cold-boot-applies-os --configuration baseline power=battery,handler=late',
        'verify --party agent --json',
        'verify --property squirrel-within-ten-seconds --set squirrelStart=30s',
        'verify --all --checkpoint verify.checkpoint --max-memory 6GB',
      ) +
        '\n' +
        exitCodeHelp,
    )
    .action(async (options: VerifyOptions & WhatIf & Caching & Checkpointing) =>
      end(await verify(withCheckpoint(known(await load(), options), options, io), options, io)),
    )

  exploring(sub('explain <property>', 'one property: claim, sources, formula in words, verdicts, stories'))
    .option('--configuration <name>', 'only this configuration')
    .option('--mermaid', 'only the stories, as Mermaid sequence diagrams')
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      examples('explain cold-boot-applies-os', 'explain cold-boot-applies-os --configuration boot=fast') +
        '\n' +
        exitCodeHelp,
    )
    .action(async (id: string, options: ExplainOptions & WhatIf & Caching) =>
      end(await explain(known(await load(), options), id, options, io)),
    )

  exploring(sub('bounds', 'the smallest and the largest time from one thing to another, over all runs'))
    .requiredOption('--from <formula>', 'from each step in which this occurs: predicates with !, &, | and ( )')
    .requiredOption('--to <formula>', 'to the first in which this holds')
    .option('--never <formula>', 'leave out runs in which such a step happens between the two')
    .option('--prompt <formula>', 'between the two, no time passes while such a step is possible')
    .option('--fairness <name>', 'of runs that never come to the second: timely, networked, undisturbed, calm, ...')
    .option('--configuration <name>', 'baseline, or dimension=value,...', 'baseline')
    .option('--scope <name>', 'how much of the world; by default the first that has the parties')
    .option('--mermaid', 'only the stories, as Mermaid sequence diagrams')
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      examples(
        "bounds --from waiting --to '!waiting' --configuration installerApp=fixed-15s",
        'bounds --from startsCold --to squirrelRunning --set squirrelStart=30s',
      ) +
        '\n' +
        exitCodeHelp,
    )
    .action(async (options: BoundsOptions & WhatIf & Caching) =>
      end(await bounds(known(await load(), options), options, io)),
    )

  exploring(sub('diff', 'which verdicts change if a delay, a latency or a budget is another, and why'))
    .option('--property <id...>', 'only these properties')
    .option('--configuration <name...>', 'only these configurations: baseline, or dimension=value,...')
    .option('--party <name>', 'only properties that speak of this party')
    .option('--all', 'every configuration there is (slow)')
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      examples('diff --set squirrelStart=30s --configuration baseline', "diff --set 'power.cut=0' --party installer") +
        '\nHere 0 says that no verdict changes, and 1 that some do.\n' +
        exitCodeHelp,
    )
    .action(async (options: DiffOptions & Caching) => end(await diff(withCache(await load(), options), options, io)))

  sub('list [what]', `what there is: ${listable.join(', ')}`)
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples('list', 'list properties', 'list configurations --json') + '\n' + exitCodeHelp)
    .action(async (what: string | undefined, options: { readonly json?: boolean }) =>
      end(list(await load(), what, options, io)),
    )

  withWhatIf(sub('simulate', 'one random run, as a timeline'))
    .requiredOption('--seed <n>', 'the same seed gives the same run')
    .option('--steps <n>', 'steps at most', '100')
    .option('--configuration <name>', 'baseline, or dimension=value,...', 'baseline')
    .option('--scope <name>', 'how much of the world: factory, field, cloud, installation', 'field')
    .option('--table', 'also what changed, step by step')
    .option('--mermaid', 'as a Mermaid sequence diagram')
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      examples('simulate --seed 1', 'simulate --seed 7 --steps 40 --configuration politeness=never-accepts --table') +
        '\n' +
        exitCodeHelp,
    )
    .action(async (options: SimulateOptions & WhatIf) =>
      end(simulate(withSettings(await load(), options), options, io)),
    )

  withFleet(withMemory(withEffort(sub('search', 'safety properties over a space too large for a graph'))))
    .option('--property <id...>', 'only these properties')
    .option('--configuration <name>', 'baseline, or dimension=value,...', 'baseline')
    .option('--scope <name>', `how much of the world: ${scopeNames.join(', ')}`, 'field')
    .option('--devices <n>', 'a fleet of so many devices', (text) => wholeNumber('--devices', text, 1))
    .option('--timed', 'delays elapse')
    .addOption(
      new Option(
        '--engine <name>',
        'sets of states as decision diagrams, or state by state; unless told symbolic, and explicit where memory does not suffice',
      ).choices(['symbolic', 'explicit']),
    )
    .option('--seed <n>', 'of the random walks that follow where memory does not suffice', (text) =>
      wholeNumber('--seed', text, 0),
    )
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      examples('search --scope installation', 'search --devices 5', 'search --devices 2 --life field --timed') +
        '\n' +
        exitCodeHelp,
    )
    .action(async (options: SearchOptions) => end(await search(await load(), options, io)))

  withFleet(withEffort(sub('fleet', 'devices that share a cloud: their properties, over a reduced space')), 'calm')
    .requiredOption('--devices <n>', 'how many', (text) => wholeNumber('--devices', text, 1))
    .option('--no-time', 'no delay elapses')
    .option('--property <id...>', 'only these properties')
    .option('--configuration <name>', 'baseline, or dimension=value,...', 'baseline')
    .option('--no-symmetry', 'tell interchangeable devices apart')
    .option('--no-partial-order', 'explore all orders of independent steps')
    .option('--compare', 'explore without reductions too, and print how much they leave')
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      examples('fleet --devices 3 --no-time --compare', 'fleet --devices 2 --stagger 1 --life failing') +
        '\n' +
        exitCodeHelp,
    )
    .action(async (options: FleetCommandOptions) => end(await fleet(options, io)))

  exploring(sub('answers [id...]', 'the questions that were asked, answered under each reading, with stories'))
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples('answers', 'answers --json') + '\n' + exitCodeHelp)
    .action(async (ids: readonly string[], options: AnswersOptions & WhatIf & Caching) =>
      end(await answers(known(await load(), options), ids, options, io)),
    )

  sub('export', 'a world with its properties, or a party, as a model for other tools')
    .requiredOption('--to <format>', formats.join(', '))
    .option('--property <id...>', 'only these properties; by default all of the scope')
    .option('--configuration <name>', 'baseline, or dimension=value,...', 'baseline')
    .option(
      '--scope <name>',
      `how much of the world: ${scopeNames.join(', ')}; by default that of the properties, or the first that has the party`,
    )
    .option('--party <name>', 'only properties that speak of this party; for diagrams, the party to show')
    .option('--out <file>', 'write to a file instead of stdout')
    .option('--max-states <n>', 'states to explore at most; beyond, nothing is exported', maxStates)
    .addHelpText(
      'after',
      examples(
        'export --to promela --scope polling --out polling.pml',
        'export --to tlaplus --property cold-boot-leads-to-current-os --out ImpSpec.tla',
        'export --to mermaid --party agent',
      ) +
        '\n' +
        exitCodeHelp,
    )
    .action(async (options: ExportOptions) => end(exportTo(await load(), options, io)))

  addOracleCommands(sub, io, end)
  testingCommands({ sub, load, io, end })

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
