// The commands of the oracle: judge logs, drive implementations, try mappings.
import type { Command } from 'commander'
import { check, type CheckCommandOptions } from './commands/check.js'
import { examples, exitCodesHelp, type Io } from './terminal/io.js'
import { map, type MapOptions } from './commands/map.js'
import { publish, type PublishCommandOptions } from './commands/publish.js'
import { modes, test, type TestOptions } from './commands/test.js'
import { schemaNames } from '../oracle/schemas.js'
import { schema, vectors, type VectorsOptions } from './commands/vectors.js'
import { watch, type WatchCommandOptions } from './commands/watch.js'

/** What each command means by the exit codes. */
const codes = {
  check: {
    0: 'pass: every log conforms, but for failures that are known',
    1: 'fail: a log says what its role cannot say then, or lacks what it had to say',
    2: 'inconclusive: a log ends before something that is due, or has too many explanations',
    4: 'a log, a mapping or a list that cannot be read, or a log that says nothing of a judged role',
  },
  watch: {
    0: 'stopped by Ctrl-C; with --once: pass, every device conforms',
    1: 'with --once: fail, a device does not conform',
    2: 'with --once: inconclusive, or stopped before all was judged',
    4: 'a server, a stream or a mapping that cannot be used; with --once: a line that cannot be read, or nothing to judge',
  },
  publish: {
    0: 'all lines are in the stream',
    1: null,
    2: null,
    4: 'a log or a mapping that cannot be read, or a server',
  },
  test: {
    0: 'pass: the implementation conforms, but for failures that are known',
    1: 'fail: it says what its role cannot say then, or breaks off, or does not keep to the protocol',
    2: 'inconclusive: stopped by Ctrl-C, or this machine was too slow for real time',
    4: 'the command cannot be started, or ends before its first answer; a case or a list that cannot be read',
  },
  vectors: { 0: 'the vectors are written', 1: null, 2: null, 4: null },
  schema: { 0: 'the schema is printed', 1: null, 2: null, 4: null },
  map: {
    0: 'each line gives events or is ignored',
    1: null,
    2: null,
    4: 'a line or a mapping that cannot be read, or no events',
  },
} as const

const help = (command: keyof typeof codes, ...lines: readonly string[]): string =>
  `${examples(...lines)}\n${exitCodesHelp(codes[command])}`

/** How logs are to be read and judged. */
const reading = (command: Command): Command =>
  command
    .option('--role <name>', 'judge this role only; lines that name none are of this role')
    .option('--mapping <file>', 'how to read the log: a mapping file, or impcentral-text, or log-stream')
    .option('--configuration <name>', 'baseline, dimension=value,..., or any: whichever explains the log')
    .option(
      '--start <when>',
      'initial: the log begins with the life of the role; unknown: at any time of it; or after: [events]',
    )
    .option('--tolerance <ms>', 'by how much timestamps may be wrong, either way')
    .option('--latency <ms>', 'how long after it was said an output may be logged; 0: before the next input')
    .option('--reorder <ms>', 'by how much lines may be out of order')
    .option('--unlogged <type...>', 'events that may be missing from the log')

/** Which stream, on which server, and who we are to it. */
const server = (command: Command): Command =>
  command
    .option('--nats <url>', 'the server; NATS_URL, or nats://127.0.0.1:4222, if it is left out')
    .requiredOption('--stream <name>', 'the JetStream stream of the lines')
    .option('--subject <prefix>', 'lines are on PREFIX.<partition>.<device>; by default what the stream says')
    .option('--partitions <n>', 'how many, where the subjects of the stream do not say it')
    .option('--user <name:password>', 'or NATS_USER and NATS_PASSWORD, or NATS_TOKEN')
    .option('--creds <file>', 'a file with credentials; or NATS_CREDS')

/** Adds the commands; `end` is told the exit code. */
export function addOracleCommands(
  sub: (usage: string, description: string) => Command,
  io: Io,
  end: (code: number) => void,
): void {
  reading(sub('check <file...>', 'logs of devices, agents or phones against the specification; - is standard input'))
    .option(
      '--source <name:bounds...>',
      'who writes the lines, each by its own clock: phone:skew=2000,tolerance=50,reorder=100',
    )
    .option('--known <file>', 'failures that are expected, each by its id and with the reason why')
    .option('--site <address>', 'where the documentation site is: failures link to it')
    .option('--follow', 'go on as the file grows, until Ctrl-C; failures are told at once on stderr')
    .option('--minimize', 'for each failure, the smallest log that fails in the same way')
    .option('--format <name>', 'text, json, junit, tap, html', 'text')
    .option('--json', 'the same as --format json')
    .addHelpText(
      'after',
      help(
        'check',
        'check device.jsonl --role device --configuration baseline',
        'check examples/logs/log-stream.jsonl --mapping log-stream',
        'check fleet.jsonl.gz --tolerance 50 --format junit',
      ),
    )
    .action(async (files: readonly string[], options: CheckCommandOptions) => end(await check(files, options, io)))

  reading(server(sub('watch', 'the logs of a fleet, from NATS JetStream, as they come')))
    .option('--verdicts <subject>', 'verdicts are published on SUBJECT.<device>; by default GROUP.verdicts')
    .option('--durable <group>', 'workers of one group share the work; by default impspec-STREAM')
    .option('--workers <n>', 'processes to start here; more can be started anywhere', '1')
    .option('--once', 'stop when all that is in the stream now is judged, and say what came of it')
    .option('--batch <n>', 'messages of a partition after which its belief sets are saved', '5000')
    .option('--interval <ms>', 'and the time after which they are', '1000')
    .option('--lease <ms>', 'time after which a silent worker is held to be dead', '5000')
    .option('--json', 'one JSON object a line instead of text')
    .addHelpText(
      'after',
      help(
        'watch',
        'watch --nats nats://127.0.0.1:4222 --stream FLEET --configuration baseline',
        'watch --stream FLEET --workers 4 --once --json',
      ),
    )
    .action(async (options: WatchCommandOptions) => end(await watch(options, io)))

  server(sub('publish <file...>', 'the lines of logs to a NATS JetStream stream, by device; - is standard input'))
    .option('--mapping <file>', 'how to find the device of a line: a mapping file, or impcentral-text, or log-stream')
    .option('--as <name>', 'lines under one name are of one log: for standard input that may come twice')
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      help('publish', 'publish fleet.jsonl --stream FLEET', 'publish - --stream FLEET --partitions 32'),
    )
    .action(async (files: readonly string[], options: PublishCommandOptions) => end(await publish(files, options, io)))

  sub('test <command...>', 'drive an implementation of a role through the cases that its machine gives')
    .requiredOption('--role <name>', 'the role that the command implements')
    .option('--mode <name>', `${modes.join(', ')}: tours over all transitions, random walks, power cuts`, 'all')
    .option('--configuration <name>', 'baseline, or dimension=value,...', 'baseline')
    .option('--seed <n>', 'of the first random walk', '1')
    .option('--walks <n>', 'random walks, each of the next seed', '20')
    .option('--steps <n>', 'steps of a random walk', '100')
    .option('--case <file>', 'only this case')
    .option('--without <type...>', 'inputs that are never sent, because the implementation leaves them out')
    .option('--patience <ms>', 'an answer must come within this time', '5000')
    .option(
      '--tolerance <ms>',
      'by how much an output may come too early or too late; 0, or 20 ms of the clock in real time',
    )
    .option('--time <kind>', 'virtual, or real: the implementation has a clock of its own', 'virtual')
    .option('--scale <n>', 'with real time: how many ms of the role pass in one ms; all other ms are those of the role')
    .option(
      '--quiescence <bound...>',
      'with real time: how long after its cause an output may come, in ms, everywhere or on the way to a state: 500 polling=2000',
    )
    .option('--max-transitions <n>', 'transitions that the tours cover at most', '20000')
    .option('--max-failures <n>', 'different failures after which it stops', '5')
    .option('--known <file>', 'failures that are expected, each by its id and with the reason why')
    .option('--site <address>', 'where the documentation site is: failures link to it')
    .option('--regressions <folder>', 'where failing cases are kept; they are run first', '.impspec')
    .option('--no-regressions', 'keep no failing cases, and run none')
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      help(
        'test',
        'test --role agent -- python3 examples/agent-python/agent.py',
        'test --role device --mode walk --walks 5 -- ./device',
      ),
    )
    .action(async (command: readonly string[], options: TestOptions) => end(await test(command, options, io)))

  sub('vectors', 'test vectors of a role as JSON files: steps, and all that may be said after each')
    .requiredOption('--role <name>', 'the role')
    .requiredOption('--out <folder>', 'where to write them')
    .option(
      '--configuration <name>',
      'baseline, dimension=value,..., or any: those between which the role can tell',
      'baseline',
    )
    .option('--max-transitions <n>', 'transitions that the tours cover at most', '4000')
    .option('--walks <n>', 'random walks beside the tours', '5')
    .addHelpText('after', help('vectors', 'vectors --role installer --out vectors/installer'))
    .action((options: VectorsOptions) => end(vectors(options, io)))

  sub('schema <name>', `the JSON Schema of a format: ${schemaNames.join(', ')}`)
    .addHelpText('after', help('schema', 'schema answer'))
    .action((name: string) => end(schema(name, io)))

  sub('map <file...>', 'what a mapping makes of each line of a log')
    .requiredOption('--mapping <file>', 'a mapping file, or impcentral-text, or log-stream')
    .option('--try', 'show each line with what was made of it (this is what the command does)')
    .option('--json', 'one JSON object a line instead of text')
    .addHelpText('after', help('map', 'map --try examples/logs/impcentral-text.log --mapping impcentral-text'))
    .action(async (files: readonly string[], options: MapOptions) => end(await map(files, options, io)))
}
