// The belief sets of one partition: in memory while a worker judges it, and in the bucket of its group.
import { isUtf8 } from 'node:buffer'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { counted } from '../../util/plural.js'
import { reasonOf } from '../../model/errors.js'
import { excerpt, UnreadableInput } from '../read/errors.js'
import { LogJudge } from '../judge/judge.js'
import { longestLine } from '../read/lines.js'
import type { SavedJudge } from '../belief/saved.js'
import { theDevice, type LineReader } from '../read/trace.js'
import { isConflict, valuesIn } from './connect.js'
import { Overtaken, type Group, type Judging } from './group.js'
import { keys, nameOf, tokenOf } from './names.js'
import type { LastVerdict, Outgoing, Told } from './verdicts.js'

/** What the bucket keeps of a device. */
export interface Kept {
  /** All messages up to this sequence number of the stream are in it. */
  readonly sequence: number
  /** The last verdict on the subject of the device, as a sequence number of the stream of verdicts; 0 for none. */
  readonly verdict: number
  /** Lines that could not be read. */
  readonly unreadable: number
  readonly fingerprint: string
  readonly judge: SavedJudge
}

/** One device: all that is published on one subject. */
export interface Device {
  readonly token: string
  readonly judge: LogJudge
  sequence: number
  /** The last verdict on its subject. */
  last: LastVerdict
  unreadable: number
  /** Of its key in the bucket; 0 where there is none. */
  revision: number
  /** Whether there is something to save. */
  changed: boolean
  /** Verdicts to be published. */
  readonly outgoing: Outgoing[]
}

/** Bytes beyond which a value is compressed. */
const large = 4096

/** A value of the bucket: JSON, compressed if it is large (JSON begins with a brace, the compressed form with a 0). */
export function packed(kept: Kept): Uint8Array {
  const text = Buffer.from(JSON.stringify(kept))
  return text.length <= large ? text : Buffer.concat([Buffer.of(0), deflateRawSync(text, { level: 1 })])
}

export const unpacked = (value: Uint8Array): Kept =>
  JSON.parse(value[0] === 0 ? inflateRawSync(value.subarray(1)).toString() : Buffer.from(value).toString()) as Kept

/** The belief sets of a partition, and the judging of its messages. */
export class Beliefs {
  readonly devices = new Map<string, Device>()
  lines = 0
  readonly #group: Group
  readonly #judging: Judging
  readonly #partition: number
  readonly #reader: LineReader
  readonly #changed: Device[] = []
  /** Whose message is being read, the message, and how many verdicts it has brought. */
  #current: Device | undefined
  #sequence = 0
  #rank = 0

  constructor(group: Group, judging: Judging, partition: number) {
    this.#group = group
    this.#judging = judging
    this.#partition = partition
    this.#reader = judging.reader(`stream ${group.stream}`, judging.roles, (time, device, understood, line) => {
      const { judge, token } = this.#current!
      judge.take(time, device === theDevice ? nameOf(token) : device, understood, line)
    })
  }

  /** Reads what the bucket keeps. */
  async load(): Promise<void> {
    const { bucket, fingerprint } = this.#group
    await valuesIn(bucket, keys.beliefsOf(this.#partition), (key, value, revision) => {
      const kept = unpacked(value)
      const token = key.slice(key.lastIndexOf('.') + 1)
      if (kept.fingerprint !== fingerprint) {
        throw new UnreadableInput(
          `group ${this.#group.durable}`,
          0,
          `the belief set ${key} is of another specification`,
        )
      }
      const device = this.#add(token)
      device.judge.restore(kept.judge)
      const { sequence, verdict, unreadable } = kept
      Object.assign(device, { sequence, last: { sequence: verdict }, unreadable, revision })
    })
  }

  /** Forgets all devices: the partition is another worker's. */
  release(): void {
    for (const { judge } of this.devices.values()) judge.release()
    this.devices.clear()
  }

  /** Judges a message; one that is in the belief set of its device already is passed over. */
  apply(subject: string, sequence: number, data: Uint8Array): void {
    const token = tokenOf(nameOf(subject.slice(subject.lastIndexOf('.') + 1)))
    const device = this.devices.get(token) ?? this.#add(token)
    if (sequence <= device.sequence) return
    this.#current = device
    this.#sequence = sequence
    this.#rank = 0
    device.sequence = sequence
    if (!device.changed) {
      device.changed = true
      this.#changed.push(device)
    }
    if (!isUtf8(data)) {
      this.#unreadable(device, 'is not valid UTF-8', Buffer.from(data).toString('latin1'))
      return
    }
    for (let from = 0; from < data.length;) {
      const newline = data.indexOf(10, from)
      const end = newline < 0 ? data.length : newline
      this.#read(device, data, from, end > from && data[end - 1] === 13 ? end - 1 : end)
      from = end + 1
    }
  }

  /** Devices with something to save or to publish, once. */
  takeChanged(): readonly Device[] {
    const changed = this.#changed.splice(0)
    for (const device of changed) device.changed = false
    return changed
  }

  /**
   * Saves what is known of a device.
   *
   * @throws Overtaken if somebody else has saved it since
   */
  async save(device: Device): Promise<void> {
    const { bucket, fingerprint, nats } = this.#group
    const { token, sequence, last, unreadable, judge, revision } = device
    const value = packed({ sequence, verdict: last.sequence, unreadable, fingerprint, judge: judge.saved() })
    const most = nats.connection.info?.max_payload ?? Infinity
    if (value.length > most) {
      throw new UnreadableInput(
        `stream ${this.#group.stream}`,
        0,
        `the belief set of '${nameOf(token)}' takes ${counted(value.length, 'byte')}, and the server takes ${most} at most; ` +
          'raise its max_payload, or tell more of the log: its start, its configuration',
      )
    }
    const key = keys.belief(this.#partition, token)
    try {
      device.revision = await (revision === 0 ? bucket.create(key, value) : bucket.update(key, value, revision))
    } catch (error) {
      if (isConflict(nats, error)) throw new Overtaken(`'${key}' was saved by somebody else`, { cause: error })
      throw error
    }
  }

  #read(device: Device, data: Uint8Array, from: number, end: number): void {
    this.lines++
    try {
      if (end - from > longestLine) throw new Error(`is longer than ${longestLine} bytes`)
      this.#reader.read(data, from, end, this.#sequence)
    } catch (error) {
      // Whatever is wrong with a line, and be it that we stumble over it, must not keep those behind it from being judged.
      const reason = error instanceof UnreadableInput ? error.reason : reasonOf(error)
      this.#unreadable(device, reason, Buffer.from(data.subarray(from, end)).toString())
    }
  }

  #unreadable(device: Device, reason: string, message: string): void {
    device.unreadable++
    this.#tell(device, {
      ...this.#where(nameOf(device.token)),
      verdict: 'unreadable',
      sequence: this.#sequence,
      reason,
      message: excerpt(message),
    })
  }

  #where(device: string): { device: string; partition: number; stream: string } {
    return { device, partition: this.#partition, stream: this.#group.stream }
  }

  #tell(device: Device, body: Told): void {
    device.outgoing.push({ id: { sequence: this.#sequence, rank: this.#rank++ }, body })
  }

  #add(token: string): Device {
    const judge = new LogJudge(`stream ${this.#group.stream}`, this.#judging.roles, {
      told: 0,
      onFailure: ({ line, device: name, ...failure }) =>
        this.#tell(device, { ...this.#where(name), verdict: 'fail', sequence: line, ...failure }),
      onUndecided: ({ device: name, ...undecided }) =>
        this.#tell(device, { ...this.#where(name), verdict: 'inconclusive', sequence: this.#sequence, ...undecided }),
    })
    const device: Device = {
      token,
      judge,
      sequence: 0,
      last: { sequence: 0 },
      unreadable: 0,
      revision: 0,
      changed: false,
      outgoing: [],
    }
    this.devices.set(token, device)
    return device
  }
}
