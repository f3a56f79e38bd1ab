// impspec publish: logs to a NATS JetStream stream, each line on the subject of its device.
import { randomUUID } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { hostname } from 'node:os'
import { Mapper } from '../../oracle/read/mapped.js'
import { loadMapping } from '../../oracle/read/mapping.js'
import { bytesOf } from '../../oracle/read/lines.js'
import { publishLog, type Published } from '../../oracle/watch/publish.js'
import { statusLine } from '../terminal/progress.js'
import { printJson, type Io } from '../../report/terminal.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { UsageError } from '../../verification/errors.js'
import { accessOf, layoutAsked, withClient, type ServerOptions, withServer } from '../options/nats.js'
import { counted } from '../../report/text.js'
import type { Specification } from '../../verification/specification.js'
import type { Program } from '../terminal/program.js'
import { helpText } from '../terminal/help.js'

export interface PublishCommandOptions extends ServerOptions {
  readonly mapping?: string
  readonly as?: string
  readonly json?: boolean
}

/**
 * What makes lines those of one log when they are published again: the file, wherever it is published from. Standard
 * input is another log each time, unless it was said which one.
 */
function placeOf(source: string, as: string | undefined): string {
  if (as !== undefined) return JSON.stringify(['as', as])
  if (source === '-') return randomUUID()
  try {
    return JSON.stringify([hostname(), realpathSync(source)])
  } catch {
    // Who reads it says what is wrong with it.
    return source
  }
}

/** Runs the command. */
export async function publish(
  specification: Pick<Specification, 'roles'>,
  files: readonly string[],
  options: PublishCommandOptions,
  io: Io,
): Promise<number> {
  const access = accessOf(options, process.env)
  const mapper =
    options.mapping === undefined ? undefined : new Mapper(loadMapping(options.mapping, specification.roles()))
  if (options.as !== undefined && files.length > 1) {
    throw new UsageError(`--as names one log, and ${files.length} were given`)
  }
  const status = statusLine(io)
  const all: (Published & { readonly source: string })[] = []
  for (const source of files) {
    const bytes = source === '-' ? io.stdin : bytesOf(source)
    if (bytes === undefined) throw new UsageError('there is no standard input to read')
    const published = await withClient(() =>
      publishLog(
        { name: source, bytes },
        {
          access,
          stream: options.stream,
          place: placeOf(source, options.as),
          ...layoutAsked(options),
          ...(mapper === undefined ? {} : { mapper }),
          onLines: (lines) => status.show(() => `${source}: ${counted(lines, 'line')}`),
        },
      ),
    )
    status.clear()
    all.push({ source, ...published })
  }
  if (options.json === true) printJson(io, { logs: all })
  else {
    for (const { source, lines, known, anew, stream, partitions, made } of all) {
      const again = known > 0 ? `, ${known} of them known already` : ''
      const gone = anew > 0 ? `; those of ${counted(anew, 'device')} anew, which had been removed from the stream` : ''
      io.stdout.write(
        `${source}: ${counted(lines, 'line')} to ${made ? 'the new stream ' : ''}${stream} of ${counted(partitions, 'partition')}${again}${gone}\n`,
      )
    }
  }
  return exitCodes.asExpected
}

/** What the command means by the exit codes. */
const meanings = {
  0: 'all lines are in the stream',
  1: null,
  2: null,
  4: 'a log or a mapping that cannot be read, or a server',
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  withServer(sub('publish <file...>', 'the lines of logs to a NATS JetStream stream, by device; - is standard input'))
    .option('--mapping <file>', 'how to find the device of a line: a mapping file, or impcentral-text, or log-stream')
    .option('--as <name>', 'lines under one name are of one log: for standard input that may come twice')
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      helpText(['publish fleet.jsonl --stream FLEET', 'publish - --stream FLEET --partitions 32'], meanings),
    )
    .action(async (files: readonly string[], options: PublishCommandOptions) =>
      end(await publish(await load(), files, options, io)),
    )
}
