// Logs of a fleet, what check says of them, and what is on the subject of the verdicts.
import type { Random } from '../../checker/semantics/randomWalk.js'
import { randomFrom } from '../../checker/semantics/randomWalk.js'
import { configure } from '../../machines/configurations.js'
import { checkLog, type CheckReport } from '../../oracle/judge/check.js'
import { nativeReader } from '../../oracle/judge/check.js'
import { exactly, JudgedRoles, type Failure } from '../../oracle/judge/judge.js'
import { randomLog, writeLog } from '../../oracle/driver/reference.js'
import { roleOf } from '../../oracle/belief/catalogue.js'
import { impRoles, type RoleName } from '../../verification/imp/roles.js'
import { judgeFingerprint } from '../../oracle/judge/fingerprint.js'
import { connectTo } from '../../oracle/watch/connect.js'
import type { GroupOptions, Judging } from '../../oracle/watch/group.js'
import { publishLog } from '../../oracle/watch/publish.js'
import type { Told } from '../../oracle/watch/verdicts.js'
import { sourceOf } from '../oracle/logs.js'
import { withFault, type FaultClass } from '../oracle/faults.js'
import { startServer, type TestServer } from './server.js'

const names: readonly RoleName[] = ['agent', 'poller', 'installer', 'enrolment']
const classes: readonly FaultClass[] = ['lost', 'extra', 'altered', 'late', 'early']
/** Different logs of one device. */
const kinds = 240

export interface Fleet {
  readonly lines: readonly string[]
  /** Which of them, from 1, cannot be read. */
  readonly unreadable: readonly number[]
}

/** Lines of so many devices, mixed; every eighth device is at fault somewhere, and one line in some is no line at all. */
export function fleetOf(devices: number, each: number, seed: number, bad = 0): Fleet {
  const random = randomFrom(seed)
  const roles = names.map((name) => roleOf(impRoles, name, [configure()]))
  const logs = Array.from({ length: Math.min(kinds, devices) }, (_, kind) => {
    const role = roles[kind % roles.length]!
    const entries = randomLog(role, role.starts[0]!.local, random, each).slice(0, each)
    const faulty = kind % 8 === 0 ? withFault(role, entries, classes[(kind / 8) % classes.length]!, random) : undefined
    return writeLog(role, faulty?.entries ?? entries, 'DEVICE')
      .trimEnd()
      .split('\n')
  })
  const lines: string[] = []
  const unreadable: number[] = []
  for (let at = 0; at <= each; at++) {
    for (let device = 0; device < devices; device++) {
      const line = logs[device % logs.length]![at]?.replace('DEVICE', `d${device}`)
      if (line === undefined) continue
      if (bad > 0 && random() * bad < 1) unreadable.push(lines.push(spoiled(line, random)))
      lines.push(line)
    }
  }
  return { lines, unreadable }
}

/** A line that nobody can read, though it still names its device. */
const spoiled = (line: string, random: Random): string =>
  random() < 0.5 ? line.slice(0, -1) : line.replace(/"type":"[^"]*"/, '"type":"nothing.known"')

/** What check says of a fleet's log, with every failure. Lines that it could not read are left out. */
export async function checked({
  lines,
  unreadable,
}: Fleet): Promise<{ readonly report: CheckReport; readonly failures: readonly Failure[] }> {
  const failures: Failure[] = []
  const bad = new Set(unreadable)
  // An empty line says nothing, and the others keep their numbers.
  const text = lines.map((line, index) => (bad.has(index + 1) ? '' : line)).join('\n')
  const report = await checkLog(sourceOf(`${text}\n`, 1 << 20), {
    catalogue: impRoles,
    configurations: () => [configure()],
    settings: () => exactly,
    onFailure: (failure) => void failures.push(failure),
  })
  return { report, failures }
}

/** Verdicts in one order, each as it should be published for a failure that check found. */
export const expected = (failures: readonly Failure[]): readonly unknown[] =>
  failures
    .map(({ line, ...failure }) => ({ verdict: 'fail', sequence: line, ...failure }))
    .sort((one, other) => one.sequence - other.sequence)

/** A server of our own with the log of a fleet in its stream FLEET. */
export async function serverWith({ lines }: Fleet): Promise<TestServer> {
  const server = await startServer()
  await publishLog(sourceOf(`${lines.join('\n')}\n`, 1 << 16, 'fleet'), {
    access: { url: server.url },
    stream: 'FLEET',
    partitions: 6,
  })
  return server
}

/** Everything on the subject of the verdicts. */
export async function verdictsOn(url: string, group: string): Promise<readonly Told[]> {
  const nats = await connectTo({ url })
  try {
    const stream = `${group}-verdicts`
    const { state } = await nats.manager.streams.info(stream)
    const all: Told[] = []
    if (state.messages === 0) return all
    const consumer = await nats.js.consumers.get(stream)
    for await (const message of await consumer.consume()) {
      all.push(message.json<Told>())
      if (message.info.pending === 0) break
    }
    return all
  } finally {
    await nats.connection.close()
  }
}

/** The failures among verdicts, in the form of `expected`. */
export const failuresIn = (verdicts: readonly Told[]): readonly unknown[] =>
  verdicts
    .filter((told) => told.verdict === 'fail')
    .map((told) => Object.fromEntries(Object.entries(told).filter(([field]) => !published.includes(field))))
    .sort((one, other) => Number(one.sequence) - Number(other.sequence))

/** What is published of a verdict and is not in a failure. */
const published = ['partition', 'stream']

/** Where the lines stood that could not be read, as often as it was said. */
export const unreadableIn = (verdicts: readonly Told[]): readonly number[] =>
  verdicts
    .filter(({ verdict }) => verdict === 'unreadable')
    .map(({ sequence }) => sequence)
    .sort((one, other) => one - other)

/** What the command makes of `--configuration baseline`, for workers in this process. */
export const baselineJudging = (): Judging => ({
  roles: new JudgedRoles({ catalogue: impRoles, configurations: () => [configure()], settings: () => exactly }),
  reader: nativeReader,
})

export const groupOptions = (url: string, stream: string, durable: string): GroupOptions => ({
  access: { url },
  stream,
  durable,
  verdicts: `${durable}.verdicts`,
  fingerprint: judgeFingerprint('baseline'),
})
