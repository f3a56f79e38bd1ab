// impspec watch: the logs of a fleet, from NATS JetStream, as they come.
import { performance } from 'node:perf_hooks'
import { loadMapping } from '../../oracle/read/mapping.js'
import { nativeReader } from '../../oracle/judge/check.js'
import { JudgedRoles } from '../../oracle/judge/judge.js'
import { judgeFingerprint } from '../../oracle/judge/fingerprint.js'
import { endOf, joinGroup, type Group, type GroupOptions, type Judging } from '../../oracle/watch/group.js'
import { totalsOf, type Totals } from '../../oracle/watch/totals.js'
import type { Told } from '../../oracle/watch/verdicts.js'
import { Worker, type Progress, type WorkerOptions } from '../../oracle/watch/worker.js'
import { statusLine, warningOn } from '../terminal/progress.js'
import { checkOptions, withReading } from '../options/reading.js'
import { type ReadingOptions } from '../options/reading.js'
import type { Io } from '../../report/terminal.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { UsageError } from '../../verification/errors.js'
import { accessOf, layoutAsked, withClient, type ServerOptions, withServer } from '../options/nats.js'
import { wholeNumber } from '../../verification/optionValues.js'
import { painter } from '../../report/paint.js'
import { counted } from '../../report/text.js'
import { isChild, Parent, superviseWorkers } from '../watch/processes.js'
import type { Hearing } from '../watch/hearing.js'
import type { Specification } from '../../verification/specification.js'
import type { Program } from '../terminal/program.js'
import { helpText } from '../terminal/help.js'

export interface WatchCommandOptions extends ServerOptions, ReadingOptions {
  readonly verdicts?: string
  readonly durable?: string
  readonly workers: string
  readonly once?: boolean
  readonly batch: string
  readonly interval: string
  readonly lease: string
  readonly json?: boolean
}

/** Explanations of one belief at most: what a message of the server can hold. */
const maxHypotheses = 20_000

interface Prepared {
  readonly group: GroupOptions
  readonly judging: Judging
  readonly worker: Omit<WorkerOptions, 'until'>
  readonly workers: number
}

function prepare(specification: Specification, options: WatchCommandOptions, io: Io): Prepared {
  const { role, configuration, start, tolerance, latency, reorder, unlogged, mapping, stream, set } = options
  const checking = checkOptions(options, specification, io, true)
  const durable = options.durable ?? `impspec-${stream}`
  const settings = { role, configuration, start, tolerance, latency, reorder, unlogged, set }
  const loaded = mapping === undefined ? null : loadMapping(mapping, checking.catalogue)
  if (Object.keys(loaded?.sources ?? {}).length > 0) {
    const names = Object.keys(loaded?.sources ?? {}).join(', ')
    throw new UsageError(
      `${mapping} names several sources (${names}): between their clocks the order of lines is open, and impspec watch saves ` +
        'the states that explain the lines so far, not lines whose place is not known yet; use impspec check',
    )
  }
  const roles = new JudgedRoles({ ...checking, maxHypotheses })
  if (checking.role !== undefined) roles.indexOf(checking.role)
  return {
    group: {
      access: accessOf(options, process.env),
      stream,
      durable,
      ...layoutAsked(options),
      verdicts: options.verdicts ?? `${durable}.verdicts`,
      fingerprint: judgeFingerprint(JSON.stringify(settings), JSON.stringify(loaded)),
    },
    judging: { roles, reader: checking.reader ?? nativeReader },
    worker: {
      batch: wholeNumber('--batch', options.batch, 1),
      interval: wholeNumber('--interval', options.interval, 1),
      lease: wholeNumber('--lease', options.lease, 100),
    },
    workers: wholeNumber('--workers', options.workers, 1),
  }
}

/** How far all workers that were started here have come, in one line. */
function progressLine(all: readonly Progress[], seconds: number): string {
  const sum = (of: (one: Progress) => number): number => all.reduce((total, one) => total + of(one), 0)
  const messages = sum((one) => one.messages)
  return [
    counted(messages, 'message'),
    `${Math.round(messages / Math.max(seconds, 0.001)).toLocaleString('en-US')} a second`,
    `${sum((one) => one.lag).toLocaleString('en-US')} behind`,
    `${counted(
      sum((one) => one.devices),
      'device',
    )} in ${counted(
      sum((one) => one.partitions),
      'partition',
    )}`,
    `${sum((one) => one.verdicts.fail)} fail, ${sum((one) => one.verdicts.inconclusive)} inconclusive, ` +
      `${sum((one) => one.verdicts.unreadable)} unreadable`,
  ].join(', ')
}

function verdictLine(told: Told, stream: string): string {
  const where = `${stream}:${told.sequence}: ${told.device}`
  if (told.verdict === 'unreadable') return `${where}: ${told.reason}`
  return `${where}, ${told.role}: ${told.reason}${told.verdict === 'fail' ? ` (${told.kind})` : ''}`
}

function totalsText(stream: string, totals: Totals, io: Io): string {
  const { verdict, observations, devices, subjects, unreadable, failures, undecided } = totals
  const paint = painter(io.color)
  const painted = verdict === 'pass' ? paint.good(verdict) : paint.bad(verdict)
  return [
    ...failures.map(
      ({ line, device, role, reason, kind }) => `${stream}:${line}: ${device}, ${role}: ${reason} (${kind})`,
    ),
    ...undecided.map(({ device, role, reason }) => `${stream}: ${device}, ${role}: ${reason}`),
    `${painted} ${stream}: ${counted(observations, 'observation')} of ${counted(devices, 'device')}: ` +
      `${subjects.pass} pass, ${subjects.inconclusive} inconclusive, ${subjects.fail} fail; ${counted(unreadable, 'unreadable line')}`,
    '',
  ].join('\n')
}

const codes: Readonly<Record<Totals['verdict'], number>> = {
  pass: exitCodes.asExpected,
  inconclusive: exitCodes.incomplete,
  fail: exitCodes.differs,
  unreadable: exitCodes.unreadable,
}

/** Works in this process. */
async function work(
  group: Group,
  { judging, worker }: Prepared,
  until: number | undefined,
  signal: AbortSignal,
  hearing: Hearing,
): Promise<void> {
  const one = new Worker(group, judging, {
    ...worker,
    ...(until === undefined ? {} : { until }),
    onVerdict: hearing.onVerdict,
    onTrouble: hearing.onTrouble,
  })
  const telling = setInterval(() => hearing.onProgress([one.progress]), 500)
  try {
    await one.run(signal)
  } finally {
    clearInterval(telling)
    hearing.onProgress([one.progress])
  }
}

/** Runs the command; what stops services stops it as Ctrl-C does. */
export async function watch(specification: Specification, options: WatchCommandOptions, io: Io): Promise<number> {
  const terminated = new AbortController()
  const terminate = (): void => terminated.abort()
  process.once('SIGTERM', terminate)
  try {
    return await watched(specification, options, { ...io, signal: AbortSignal.any([io.signal, terminated.signal]) })
  } finally {
    process.off('SIGTERM', terminate)
  }
}

async function watched(specification: Specification, options: WatchCommandOptions, io: Io): Promise<number> {
  const prepared = prepare(specification, options, io)
  const { stream } = options
  const group = await withClient(() => joinGroup(prepared.group))
  try {
    const until = options.once === true ? await endOf(group) : undefined
    if (isChild()) {
      const parent = new Parent(io.signal)
      try {
        await work(group, prepared, until, parent.signal, parent)
        return exitCodes.asExpected
      } finally {
        parent.close()
      }
    }
    const began = performance.now()
    const status = statusLine(io)
    const warn = warningOn(io)
    const hearing: Hearing = {
      onVerdict: (told) =>
        io.stdout.write(`${options.json === true ? JSON.stringify(told) : verdictLine(told, stream)}\n`),
      onProgress: (all) => status.show(() => progressLine(all, (performance.now() - began) / 1000)),
      onTrouble: warn,
    }
    const code =
      prepared.workers === 1
        ? (await work(group, prepared, until, io.signal, hearing), exitCodes.asExpected)
        : await superviseWorkers(prepared.workers, io.signal, hearing)
    status.clear()
    if (code !== exitCodes.asExpected || options.once !== true) return code
    if (io.signal.aborted) return exitCodes.incomplete
    const totals = await totalsOf(group, prepared.judging)
    io.stdout.write(options.json === true ? `${JSON.stringify({ summary: totals })}\n` : totalsText(stream, totals, io))
    return codes[totals.verdict]
  } finally {
    await group.nats.connection.close()
  }
}

/** What the command means by the exit codes. */
const meanings = {
  0: 'stopped by Ctrl-C; with --once: pass, every device conforms',
  1: 'with --once: fail, a device does not conform',
  2: 'with --once: inconclusive, or stopped before all was judged',
  4: 'a server, a stream or a mapping that cannot be used; with --once: a line that cannot be read, or nothing to judge',
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  withReading(withServer(sub('watch', 'the logs of a fleet, from NATS JetStream, as they come')))
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
      helpText(
        [
          'watch --nats nats://127.0.0.1:4222 --stream FLEET --configuration baseline',
          'watch --stream FLEET --workers 4 --once --json',
        ],
        meanings,
      ),
    )
    .action(async (options: WatchCommandOptions) => end(await watch(await load(), options, io)))
}
