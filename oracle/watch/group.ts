// A group: workers that share the judging of one stream, and the bucket in which they keep what they know.
import type { KV, KvEntry } from '@nats-io/kv'
import { UnreadableInput } from '../read/errors.js'
import type { JudgedRoles } from '../judge/judge.js'
import type { ReaderMaker } from '../judge/check.js'
import { connectTo, isConflict, meaningOf, streamCalled, type Access, type Nats } from './connect.js'
import { keys, layoutOf } from './names.js'

/** What all workers of a group must agree on. */
export interface GroupOptions {
  readonly access: Access
  readonly stream: string
  /** The name of the group: of its bucket, and the beginning of those of its consumers. */
  readonly durable: string
  /** Where the stream leaves it open. */
  readonly prefix?: string
  readonly partitions?: number
  /** Verdicts are published on `VERDICTS.<device>`. */
  readonly verdicts: string
  /** What the saved beliefs depend on (see `judgeFingerprint`). */
  readonly fingerprint: string
}

export interface Group extends GroupOptions {
  readonly nats: Nats
  readonly bucket: KV
  readonly prefix: string
  readonly partitions: number
  /** The stream that keeps the verdicts. */
  readonly verdictStream: string
}

/** How lines are read and judged. */
export interface Judging {
  readonly roles: JudgedRoles
  readonly reader: ReaderMaker
}

/** Who works on a partition, and how far its belief sets are saved. */
export interface Head {
  /** Counts the owners; a worker of an earlier epoch can no longer move the head. */
  readonly epoch: number
  /** Empty where nobody does. */
  readonly worker: string
  /** All messages of the partition up to this sequence number of the stream are in its saved belief sets. */
  readonly position: number
  /** The durable consumer of this epoch. */
  readonly consumer: string
}

/** A value, and the revision that a change of it must name. */
export interface Versioned<T> {
  readonly value: T
  readonly revision: number
}

export const encoded = (value: unknown): string => JSON.stringify(value)

/** Somebody else works on the partition now. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken'
}

interface GroupRecord {
  readonly stream: string
  readonly partitions: number
  readonly verdicts: string
  readonly fingerprint: string
}

const wrongName = /[^A-Za-z0-9_-]/

/**
 * Joins a group, and makes it if there is none: its bucket, and the stream of its verdicts.
 *
 * @throws UnreadableInput for a server or stream that cannot be used, and a group that works under other settings
 */
export async function joinGroup(options: GroupOptions): Promise<Group> {
  const nats = await connectTo(options.access)
  try {
    return await joined(nats, options)
  } catch (error) {
    await nats.connection.close()
    throw error instanceof UnreadableInput ? error : new UnreadableInput(nats.name, 0, meaningOf(error))
  }
}

async function joined(nats: Nats, options: GroupOptions): Promise<Group> {
  const { stream, durable, fingerprint, verdicts } = options
  if (wrongName.test(durable)) {
    throw new UnreadableInput(`group ${durable}`, 0, 'may have letters, digits, _ and - in its name, nothing else')
  }
  const info = await streamCalled(nats, stream)
  if (info === undefined) {
    throw new UnreadableInput(nats.name, 0, `has no stream '${stream}'; impspec publish makes one, or nats stream add`)
  }
  if (info.config.retention === nats.client.RetentionPolicy.Interest) {
    throw new UnreadableInput(
      `stream ${stream}`,
      0,
      'drops what nobody waits for; limits or workqueue retention expected',
    )
  }
  const { prefix, partitions } = layoutOf(stream, info.config.subjects, options)
  const bucket = await nats.kvm.create(durable, { history: 1 })
  const verdictStream = await verdictStreamOf(nats, durable, verdicts)
  await agree(bucket, nats, durable, { stream, partitions, verdicts, fingerprint })
  return { ...options, nats, bucket, prefix, partitions, verdictStream }
}

/** The stream that takes up the verdicts; made if there is none. */
async function verdictStreamOf(nats: Nats, durable: string, verdicts: string): Promise<string> {
  const subject = `${verdicts}.*`
  for await (const name of nats.manager.streams.names(subject)) return name
  const name = `${durable}-verdicts`
  await nats.manager.streams.add({ name, subjects: [subject] })
  return name
}

/** Writes what the group agrees on, or compares it with what others wrote. */
async function agree(bucket: KV, nats: Nats, durable: string, asked: GroupRecord): Promise<void> {
  try {
    await bucket.create(keys.group, encoded(asked))
  } catch (error) {
    if (!isConflict(nats, error)) throw error
    const known = (await bucket.get(keys.group))!.json<GroupRecord>()
    const differs = (['stream', 'partitions', 'verdicts'] as const).find((field) => known[field] !== asked[field])
    const refuse = (why: string): UnreadableInput =>
      new UnreadableInput(
        `group ${durable}`,
        0,
        `${why}; begin anew with another --durable, or give up what it knows: nats kv rm ${durable}`,
      )
    if (differs !== undefined) {
      throw refuse(`was begun with ${differs} ${String(known[differs])}, not ${String(asked[differs])}`)
    }
    if (known.fingerprint !== asked.fingerprint) {
      throw refuse('keeps belief sets of another specification, role, configuration or mapping')
    }
  }
}

export const headIn = (entry: KvEntry): Versioned<Head> => ({ value: entry.json<Head>(), revision: entry.revision })

/**
 * Moves the head of a partition.
 *
 * @param before - its revision; 0 where there is none yet
 * @returns the new revision
 * @throws Overtaken if somebody else has moved it since
 */
export async function moveHead(
  { bucket, nats }: Group,
  partition: number,
  head: Head,
  before: number,
): Promise<number> {
  const key = keys.partition(partition)
  try {
    return await (before === 0 ? bucket.create(key, encoded(head)) : bucket.update(key, encoded(head), before))
  } catch (error) {
    if (isConflict(nats, error)) throw new Overtaken(`partition ${partition} has another owner`, { cause: error })
    throw error
  }
}

/** The last sequence number of the stream. */
export async function endOf({ nats, stream }: Group): Promise<number> {
  return (await nats.manager.streams.info(stream)).state.last_seq
}
