// The commands of the oracle: judge logs, try mappings.
import type { Command } from 'commander'
import { check, type CheckCommandOptions } from './check.js'
import { exitCodeHelp, type Io } from './io.js'
import { map, type MapOptions } from './map.js'

const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ impspec ${line}`).join('\n')}\n${exitCodeHelp}`

/** Adds the commands; `end` is told the exit code. */
export function addOracleCommands(
  sub: (usage: string, description: string) => Command,
  io: Io,
  end: (code: number) => void,
): void {
  sub('check <file...>', 'logs of devices, agents or phones against the specification; - is standard input')
    .option('--role <name>', 'judge this role only; lines that name none are of this role')
    .option('--mapping <file>', 'how to read the log: a mapping file, or impcentral-text, or log-stream')
    .option('--configuration <name>', 'baseline, dimension=value,..., or any: whichever explains the log')
    .option('--start <when>', 'initial: the log begins with the life of the role; unknown: at any time of it')
    .option('--tolerance <ms>', 'by how much timestamps may be wrong, either way')
    .option('--latency <ms>', 'how long after it was said an output may be logged; 0: before the next input')
    .option('--reorder <ms>', 'by how much lines may be out of order')
    .option('--unlogged <type...>', 'events that may be missing from the log')
    .option('--follow', 'go on as the file grows, until Ctrl-C; failures are told at once on stderr')
    .option('--minimize', 'for each failure, the smallest log that fails in the same way')
    .option('--format <name>', 'text, json, junit, tap, html', 'text')
    .option('--json', 'the same as --format json')
    .addHelpText(
      'after',
      examples(
        'check device.jsonl --role device --configuration baseline',
        'check examples/logs/log-stream.jsonl --mapping log-stream',
        'check fleet.jsonl.gz --tolerance 50 --format junit',
      ),
    )
    .action(async (files: readonly string[], options: CheckCommandOptions) => end(await check(files, options, io)))

  sub('map <file...>', 'what a mapping makes of each line of a log')
    .requiredOption('--mapping <file>', 'a mapping file, or impcentral-text, or log-stream')
    .option('--try', 'show each line with what was made of it (this is what the command does)')
    .option('--json', 'one JSON object a line instead of text')
    .addHelpText('after', examples('map --try examples/logs/impcentral-text.log --mapping impcentral-text'))
    .action(async (files: readonly string[], options: MapOptions) => end(await map(files, options, io)))
}
