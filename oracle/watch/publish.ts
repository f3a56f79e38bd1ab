// Publishes the lines of logs, each on the subject of its device.
import { randomUUID } from 'node:crypto'
import type { Msg } from '@nats-io/transport-node'
import { UnreadableInput } from '../errors.js'
import type { Mapper } from '../mapped.js'
import { eachLine, type LineVisitor, type Source } from '../read.js'
import { theDevice } from '../trace.js'
import { connectTo, meaningOf, streamCalled, type Access, type Nats } from './connect.js'
import { defaultPartitions, layoutOf, lineSubject, subjectsOf } from './names.js'

export interface PublishOptions {
  readonly access: Access
  readonly stream: string
  readonly prefix?: string
  readonly partitions?: number
  /** Finds the device of a foreign line. */
  readonly mapper?: Mapper
  readonly onLines?: (published: number) => void
}

export interface Published {
  readonly lines: number
  /** Lines that the stream had already. */
  readonly known: number
  readonly stream: string
  readonly partitions: number
  readonly made: boolean
}

/** Lines that are on their way at once. */
const underWay = 4096

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

/** Sends messages and counts what the server says to them, without a promise for each. */
class Sender {
  sent = 0
  known = 0
  readonly #nats: Nats
  readonly #inbox = `_INBOX.${randomUUID().replaceAll('-', '')}`
  #answered = 0
  #error: Error | undefined
  #wake: () => void = () => undefined

  constructor(nats: Nats) {
    this.#nats = nats
    nats.connection.subscribe(`${this.#inbox}.*`, { callback: (error, message) => this.#hear(error, message) })
  }

  send(subject: string, text: string, id: string): void {
    const headers = this.#nats.client.headers()
    headers.set('Nats-Msg-Id', id)
    this.#nats.connection.publish(subject, text, { reply: `${this.#inbox}.${this.sent++}`, headers })
  }

  /** Waits until so few are on their way. */
  async settle(most: number): Promise<void> {
    const began = performance.now()
    for (let seen = this.#answered; this.#error === undefined && this.sent - this.#answered > most;) {
      await new Promise<void>((resume) => {
        const timer = setTimeout(resume, 1000)
        this.#wake = () => {
          clearTimeout(timer)
          resume()
        }
      })
      if (this.#answered === seen && performance.now() - began > 10_000) throw new Error('timeout')
      seen = this.#answered
    }
    if (this.#error !== undefined) throw this.#error
  }

  #hear(error: Error | null, message: Msg): void {
    this.#answered++
    if (error !== null) this.#error ??= error
    else if (message.headers?.code === 503) {
      this.#error ??= new Error('nobody takes up the subject of the line; has the stream other partitions?')
    } else {
      const text = message.string()
      if (text.includes('"error"')) {
        this.#error ??= new Error(
          (JSON.parse(text) as { readonly error: { readonly description: string } }).error.description,
        )
      } else if (/"duplicate":\s*true/.test(text)) this.known++
    }
    this.#wake()
  }
}

/**
 * Publishes the lines of a log in their order. A line that is published again within the duplicate window of the stream
 * (two minutes, if nobody has changed it) is known by the name of the log and its number, and not taken up twice.
 *
 * @throws UnreadableInput for a log that cannot be read, or a server that does not take it
 */
export async function publishLog(source: Source, options: PublishOptions): Promise<Published> {
  const nats = await connectTo(options.access)
  try {
    const { prefix, partitions, made } = await layout(nats, options)
    const sender = new Sender(nats)
    const pending: (readonly [string, string, string])[] = []
    const flush = async (): Promise<void> => {
      for (const [subject, text, id] of pending.splice(0)) {
        sender.send(subject, text, id)
        if (sender.sent % 512 === 0) await sender.settle(underWay)
      }
      options.onLines?.(sender.sent)
    }
    const take: LineVisitor = (bytes, start, end, line) => {
      const content = decoder.decode(bytes.subarray(start, end))
      const device = deviceOf(content, options.mapper)
      if (device === undefined) return
      pending.push([lineSubject(prefix, device, partitions), content, `${source.name}:${line}`])
    }
    await eachLine({ ...source, bytes: flushed(source.bytes, flush) }, take)
    await flush()
    await sender.settle(0)
    return { lines: sender.sent, known: sender.known, stream: options.stream, partitions, made }
  } catch (error) {
    throw error instanceof UnreadableInput ? error : new UnreadableInput(nats.name, 0, meaningOf(error))
  } finally {
    await nats.connection.close()
  }
}

/** The pieces of a source, each asked for only when the lines of those before are on their way. */
async function* flushed(bytes: AsyncIterable<Uint8Array>, flush: () => Promise<void>): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    yield piece
    await flush()
  }
}
