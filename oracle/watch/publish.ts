// Publishes the lines of logs, each on the subject of its device.
import { createHash, randomUUID } from 'node:crypto'
import type { Msg } from '@nats-io/transport-node'
import { UnreadableInput } from '../read/errors.js'
import type { Mapper } from '../read/mapped.js'
import { eachLine, type LineVisitor, type Source } from '../read/lines.js'
import { theDevice } from '../read/trace.js'
import { connectTo, meaningOf, streamCalled, type Access, type Nats } from './connect.js'
import { defaultPartitions, layoutOf, lineSubject, subjectsOf } from './names.js'

export interface PublishOptions {
  readonly access: Access
  readonly stream: string
  readonly prefix?: string
  readonly partitions?: number
  /** Finds the device of a foreign line. */
  readonly mapper?: Mapper
  /** What makes lines those of one log when they are published again; by default the name of the source. */
  readonly place?: string
  readonly onLines?: (published: number) => void
}

export interface Published {
  readonly lines: number
  /** Lines that the stream had already. */
  readonly known: number
  /** Devices whose lines were published anew, since the server knew them but does not hold them any more. */
  readonly anew: number
  readonly stream: string
  readonly partitions: number
  readonly made: boolean
}

/** Lines that are on their way at once. */
const underWay = 4096
/** ms without an answer after which the server counts as silent. */
const silence = 20_000
/** The code of an answer that there is no such message. */
const notFound = 404

/** The stream, made if there is none. */
async function layout(
  nats: Nats,
  asked: PublishOptions,
): Promise<{ readonly prefix: string; readonly partitions: number; readonly made: boolean }> {
  const { stream, prefix = stream, partitions = defaultPartitions } = asked
  const info = await streamCalled(nats, stream)
  if (info !== undefined) return { ...layoutOf(stream, info.config.subjects, asked), made: false }
  await nats.manager.streams.add({ name: stream, subjects: [...subjectsOf(prefix, partitions)] })
  return { prefix, partitions, made: true }
}

const named = /"device":"((?:[^"\\]|\\.)*)"/

/** The device that a line names; one that none can be made out of goes to the device of lines that name none. */
function deviceOf(line: string, mapper: Mapper | undefined): string | undefined {
  if (mapper !== undefined) {
    const made = mapper.make(line)
    return made.kind === 'events' ? made.device : made.kind === 'ignored' ? undefined : theDevice
  }
  const name = named.exec(line)?.[1]
  if (line.trim() === '') return undefined
  if (name === undefined) return theDevice
  return name.includes('\\') ? (JSON.parse(`"${name}"`) as string) : name
}

const decoder = new TextDecoder()

/** A line on its way. */
interface Pending {
  readonly subject: string
  readonly text: string
  /** Depends on the place of the log, on all of it up to the line, and on the subject. */
  readonly id: string
  /** In its log, from 1. */
  readonly line: number
}

/**
 * Names the lines of one log. Two lines have one name only if they are at the same place (the same file of the same
 * machine) and everything before them in the log is the same too: a file that has grown keeps its names, one that was
 * rotated or written anew has others from its first line on that is another.
 */
class LineNames {
  #so: Buffer

  constructor(place: string) {
    this.#so = createHash('sha256').update(place).digest()
  }

  /** Goes on by a line. */
  add(content: Uint8Array): void {
    this.#so = createHash('sha256').update(this.#so).update(content).digest()
  }

  /** The name of the line that was added last, on a subject. */
  on(subject: string): string {
    return createHash('sha256').update(this.#so).update(subject).digest('base64url').slice(0, 27)
  }
}

type Answer = (message: Msg) => void

/** Sends requests and hears their answers, without a promise for each. */
class Requests {
  readonly #nats: Nats
  readonly #inbox = `_INBOX.${randomUUID().replaceAll('-', '')}`
  readonly #open = new Map<string, Answer>()
  #sent = 0
  #error: Error | undefined
  #wake: () => void = () => undefined

  constructor(nats: Nats) {
    this.#nats = nats
    nats.connection.subscribe(`${this.#inbox}.*`, { callback: (error, message) => this.#hear(error, message) })
  }

  send(subject: string, text: string, answer: Answer, id?: string): void {
    const reply = `${this.#inbox}.${this.#sent++}`
    this.#open.set(reply, answer)
    const headers = this.#nats.client.headers()
    if (id !== undefined) headers.set('Nats-Msg-Id', id)
    this.#nats.connection.publish(subject, text, id === undefined ? { reply } : { reply, headers })
  }

  /** Waits until all are answered. @throws Error for what the server refused, or where it falls silent */
  async settle(): Promise<void> {
    for (let heard = performance.now(), seen = this.#open.size; this.#error === undefined && this.#open.size > 0;) {
      await new Promise<void>((resume) => {
        const timer = setTimeout(resume, 1000)
        this.#wake = () => {
          clearTimeout(timer)
          resume()
        }
      })
      if (this.#open.size !== seen) [heard, seen] = [performance.now(), this.#open.size]
      else if (performance.now() - heard > silence) throw new Error('timeout')
    }
    if (this.#error !== undefined) throw this.#error
  }

  #hear(error: Error | null, message: Msg): void {
    const answer = this.#open.get(message.subject)
    this.#open.delete(message.subject)
    if (error !== null) this.#error ??= error
    else if (message.headers?.code === 503) {
      this.#error ??= new Error('nobody takes up the subject of the line; has the stream other partitions?')
    } else {
      try {
        answer?.(message)
      } catch (thrown) {
        this.#error ??= thrown as Error
      }
    }
    if (this.#open.size === 0 || this.#error !== undefined) this.#wake()
  }
}

/** What the server says to a message, as far as it matters here. */
interface Acknowledgement {
  readonly seq: number
  readonly duplicate?: true
  readonly error?: { readonly description: string }
}

/** A message of a stream as the server hands it out; `data` in base64. */
interface Stored {
  readonly message?: { readonly subject: string; readonly data?: string }
  readonly error?: { readonly code: number; readonly description: string }
}

/**
 * Puts the lines of one log into a stream in their order, each once.
 *
 * The server knows a name for the whole of its window, also where the message is gone that had it: the stream was purged,
 * or full. So what it calls a duplicate is looked up and compared. Where it is not there, this line and all further ones
 * of its subject go under other names, which depend on what the server took them for, so that they are known when they
 * come once more. Until the server takes a line as new, the first line of a subject is answered before its next one is
 * sent: the order stays.
 */
class Putter {
  lines = 0
  known = 0
  readonly #anew = new Set<string>()
  readonly #requests: Requests
  readonly #stream: string
  /** What is added to the names of the lines of a subject, for each that has been answered. */
  readonly #added = new Map<string, string>()
  /** Whether the server has taken a line as new: then all further ones of the log are. */
  #new = false

  constructor(nats: Nats, stream: string) {
    this.#requests = new Requests(nats)
    this.#stream = stream
  }

  /** Devices whose lines were put in under other names. */
  get anew(): number {
    return this.#anew.size
  }

  /** @throws Error for what the server refuses */
  async put(all: readonly Pending[]): Promise<void> {
    for (let from = 0; from < all.length;) {
      const to = this.#safely(all, from)
      await this.#send(all.slice(from, to))
      from = to
    }
  }

  /** How far lines may be sent before the next answer: none whose subject waits for its first one. */
  #safely(all: readonly Pending[], from: number): number {
    const most = Math.min(all.length, from + underWay)
    if (this.#new) return most
    const asked = new Set<string>()
    for (let to = from; to < most; to++) {
      const { subject } = all[to]!
      if (asked.has(subject)) return to
      if (!this.#added.has(subject)) asked.add(subject)
    }
    return most
  }

  async #send(some: readonly Pending[]): Promise<void> {
    for (let open = some; open.length > 0;) open = await this.#untrue(open, await this.#answers(open))
    this.lines += some.length
  }

  async #answers(some: readonly Pending[]): Promise<readonly Acknowledgement[]> {
    const answers: Acknowledgement[] = []
    some.forEach(({ subject, text, id }, index) => {
      const hear = (message: Msg): void => {
        const said = message.json<Acknowledgement>()
        if (said.error !== undefined) throw new Error(said.error.description)
        answers[index] = said
      }
      this.#requests.send(subject, text, hear, id + (this.#added.get(subject) ?? ''))
    })
    await this.#requests.settle()
    return answers
  }

  /** Those that the server took for duplicates of what it does not hold, in their order. */
  async #untrue(some: readonly Pending[], answers: readonly Acknowledgement[]): Promise<readonly Pending[]> {
    const there = await this.#compared(some, answers)
    const untrue: Pending[] = []
    const first = new Map<string, Pending>()
    some.forEach((one, index) => {
      const { duplicate, seq } = answers[index]!
      const { subject, line } = one
      if (duplicate === true && there[index] !== true) {
        if (!first.has(subject)) this.#added.set(subject, `${this.#added.get(subject) ?? ''}.${seq}`)
        first.set(subject, first.get(subject) ?? one)
        untrue.push(one)
        return
      }
      const missing = first.get(subject)
      if (missing !== undefined) {
        throw new Error(
          `holds line ${line} but not line ${missing.line}, which it calls a duplicate; publish the log to another stream, or again when the duplicate window of ${this.#stream} is over`,
        )
      }
      const added = this.#added.get(subject) ?? ''
      if (!this.#new) this.#added.set(subject, added)
      if (duplicate === true) this.known++
      else if (added === '') this.#new = true
      else this.#anew.add(subject)
    })
    return untrue
  }

  /** Whether the stream holds what it calls a duplicate, for each that it does. */
  async #compared(
    some: readonly Pending[],
    answers: readonly Acknowledgement[],
  ): Promise<readonly (boolean | undefined)[]> {
    const there: (boolean | undefined)[] = []
    answers.forEach(({ duplicate, seq }, index) => {
      if (duplicate !== true) return
      const { subject, text } = some[index]!
      const hear = (message: Msg): void => {
        const { message: stored, error } = message.json<Stored>()
        if (error !== undefined && error.code !== notFound) throw new Error(error.description)
        there[index] = stored?.subject === subject && Buffer.from(stored.data ?? '', 'base64').toString() === text
      }
      this.#requests.send(`$JS.API.STREAM.MSG.GET.${this.#stream}`, JSON.stringify({ seq }), hear)
    })
    await this.#requests.settle()
    return there
  }
}

/**
 * Publishes the lines of a log in their order. A line that is published again within the duplicate window of the stream
 * (two minutes, if nobody has changed it) is known, and not taken up twice, if it is at the same place and everything
 * before it in the log is the same too.
 *
 * @throws UnreadableInput for a log that cannot be read, or a server that does not take it
 */
export async function publishLog(source: Source, options: PublishOptions): Promise<Published> {
  const nats = await connectTo(options.access)
  try {
    const { prefix, partitions, made } = await layout(nats, options)
    const putter = new Putter(nats, options.stream)
    const names = new LineNames(options.place ?? source.name)
    const pending: Pending[] = []
    const flush = async (): Promise<void> => {
      await putter.put(pending.splice(0))
      options.onLines?.(putter.lines)
    }
    const take: LineVisitor = (bytes, start, end, line) => {
      const content = bytes.subarray(start, end)
      names.add(content)
      const text = decoder.decode(content)
      const device = deviceOf(text, options.mapper)
      if (device === undefined) return
      const subject = lineSubject(prefix, device, partitions)
      pending.push({ subject, text, id: names.on(subject), line })
    }
    await eachLine({ ...source, bytes: flushed(source.bytes, flush) }, take)
    await flush()
    const { lines, known, anew } = putter
    return { lines, known, anew, stream: options.stream, partitions, made }
  } catch (error) {
    throw error instanceof UnreadableInput ? error : new UnreadableInput(nats.name, 0, meaningOf(error))
  } finally {
    await nats.connection.close()
  }
}

/** The pieces of a source, each asked for only when the lines of those before are in the stream. */
async function* flushed(bytes: AsyncIterable<Uint8Array>, flush: () => Promise<void>): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    yield piece
    await flush()
  }
}
