// The commands about tests: random runs again, what suites cover, and mutants.
import type { Command } from 'commander'
import { coverage, type CoverageOptions } from './commands/coverage.js'
import { examples, exitCodeHelp, type Io } from './terminal/io.js'
import { mutants, type MutantsOptions } from './commands/mutants.js'
import { judgeProperties, type PropertyMutantsOptions } from './commands/propertyMutants.js'
import { wholeNumber } from './options/values.js'
import { replay, type ReplayOptions } from './commands/replay.js'
import type { Specification } from '../verification/specification.js'

interface Program {
  readonly sub: (usage: string, description: string) => Command
  readonly load: () => Promise<Specification>
  readonly io: Io
  readonly end: (code: number) => void
}

const workers = (text: string): number => wholeNumber('--workers', text, 1)

const help = (...lines: readonly string[]): string => `${examples(...lines)}\n${exitCodeHelp}`

/** Adds the commands. */
export function testingCommands({ sub, load, io, end }: Program): void {
  sub('replay', 'one random run, watched by the properties; what it violates is made short')
    .requiredOption('--seed <n>', 'the same seed gives the same run')
    .option('--steps <n>', 'steps at most', '200')
    .option('--from <n>', 'begin in one of the first n states, where some party is somewhere in particular', '0')
    .option('--ignored <share>', 'which share of the steps is an event that must be ignored', '0')
    .option('--configuration <name>', 'baseline, or dimension=value,...', 'baseline')
    .option('--scope <name>', 'how much of the world', 'field')
    .option('--property <id...>', 'only these; by default all of the scope that are not expected to fail')
    .option('--table', 'also what changed, step by step')
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      help(
        'replay --seed 7 --from 20000',
        'replay --seed 1 --property switched-off-blinkup-is-off',
        'replay --seed 3 --scope polling --configuration installerApp=advised --ignored 0.2',
      ),
    )
    .action(async (options: ReplayOptions) => end(replay(await load(), options, io)))

  sub('coverage', 'what the suites cover that are generated from the machines, and what nothing exercises')
    .option('--party <name>', 'only the suite of this machine')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', help('coverage', 'coverage --party agent --json'))
    .action((options: CoverageOptions) => end(coverage(options, io)))

  sub('mutants', 'machines with mistakes in them: which of them the properties notice')
    .option('--party <name>', 'only mutants of this machine')
    .option('--sample <n>', 'look again at so many of the recorded mutants, and compare')
    .option('--seed <n>', 'which ones: the same seed, the same sample (1 unless told)')
    .option('--record <file>', 'what is known already, and where what is new is kept', 'docs/generated/mutants.json')
    .option('--properties', 'mutants of the properties, instead of those of the machines')
    .option(
      '--property-record <file>',
      'where what is found of property mutants is kept',
      'docs/generated/property-mutants.json',
    )
    .option('--worlds <n>', 'follow them in so many worlds only: those in the baseline come first')
    .option(
      '--effort <name>',
      'how far mutants are followed: quick (a first look), usual, thorough (to the end of every world)',
      'usual',
    )
    .option('--workers <n>', 'threads at most; by default one for each core', workers)
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', help('mutants', 'mutants --party poller', 'mutants --sample 40 --seed 7'))
    .action(async (options: MutantsOptions & PropertyMutantsOptions & { readonly properties?: boolean }) =>
      end(options.properties ? judgeProperties(options, io) : await mutants(options, io)),
    )
}
