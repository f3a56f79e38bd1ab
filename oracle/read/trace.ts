// The log format of our own: JSON Lines, one event of one role of one device a line, read fast.
import { z } from 'zod'
import { ByteMap, emptyHash, hashOf, hashOn, textIn } from './bytes.js'
import { excerpt, UnreadableInput } from './errors.js'
import { faultIn } from './issues.js'
import type { Direction } from '../belief/role.js'
import { NotInAlphabet, type Manner, type Observed, type WrittenEvent } from '../belief/symbol.js'

const literal = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** An event: a type and its fields; a field that is not known has the value `*`. */
export const eventSchema = z
  .object({ type: z.string().min(1).meta({ description: 'noun.verb, as the role declares it' }) })
  .catchall(literal)
  .meta({ id: 'event', description: 'An event of the role; a field whose value is not known is "*"' })

/** One line of a log. */
export const traceLineSchema = z
  .strictObject({
    t: z.number().nonnegative().meta({ description: 'ms since any fixed moment; never decreases for one device' }),
    device: z.string().optional().meta({ description: 'tells interleaved logs apart' }),
    role: z.string().optional().meta({ description: 'the party that hears or says it' }),
    dir: z
      .enum(['in', 'out', 'is', 'not'])
      .meta({ description: 'in: it hears; out: it says; is, not: it has, or has not, that tag' }),
    event: eventSchema,
    source: z
      .string()
      .optional()
      .meta({ description: 'who wrote the line, if several did, each by a clock of its own' }),
  })
  .meta({ id: 'trace-line', title: 'One line of an impspec log' })

export type TraceLine = z.infer<typeof traceLineSchema>

/** What a line says of a role, once the role has understood it. */
export interface Understood {
  readonly role: number
  readonly observed: Observed
  /** Who wrote it: an index into the sources of the settings; 0 where none are declared. */
  readonly source: number
}

/** The roles of a log as a reader needs them. */
export interface Roles {
  /**
   * @param role - as written in the line; undefined if it names none
   * @param source - as written in the line; undefined if it names none
   * @param manner - how it was seen, if that is known
   * @returns undefined for a role that is not judged
   * @throws NotInAlphabet for an unknown role or event
   */
  understand(
    role: string | undefined,
    direction: Direction,
    event: WrittenEvent,
    source?: string,
    manner?: Manner,
  ): Understood | undefined
}

/**
 * Is told what a line says.
 *
 * @param number - that of the device, if the reader has numbered it: a device that has one is found faster by it
 */
export type Teller = (time: number, device: string, understood: Understood, line: number, number?: number) => void

/** Turns lines into observations. */
export interface LineReader {
  /** Lines that said nothing of a role that is judged. */
  readonly skipped: number
  /** Whether the newest line came first, as far as it is known; not if absent. */
  readonly newestFirst?: boolean
  /** @param bytes - among them, from `start` to `end`, a line of UTF-8 without its end */
  read(bytes: Uint8Array, start: number, end: number, line: number): void
  /** No line comes any more. */
  end?(): void
}

/** The device of lines that name none. */
export const theDevice = 'device'

/** How our own lines begin. */
const opening = new TextEncoder().encode('{"t":')
const naming = new TextEncoder().encode(',"device":"')
/** Digits of a time that a number holds exactly. */
const exactDigits = 15
/** Different lines, but for time and device, that are remembered at most. */
const remembered = 1 << 16

const [zero, comma, quote, backslash, space] = [48, 44, 34, 92, 32]

const standsAt = (bytes: Uint8Array, at: number, wanted: Uint8Array): boolean => {
  for (let one = 0; one < wanted.length; one++) if (bytes[at + one] !== wanted[one]) return false
  return true
}

/** Reads the format of our own. */
export class TraceReader implements LineReader {
  skipped = 0
  readonly #source: string
  readonly #roles: Roles
  readonly #tell: Teller
  /** What a line means, by what stands in it after its time and device. */
  readonly #known = new ByteMap<Understood | null>()
  /** By number. */
  readonly #devices: string[] = []
  readonly #numbers = new ByteMap<number>()

  constructor(source: string, roles: Roles, tell: Teller) {
    this.#source = source
    this.#roles = roles
    this.#tell = tell
  }

  read(bytes: Uint8Array, start: number, end: number, line: number): void {
    if (start === end) return
    if (!this.#quickly(bytes, start, end, line)) this.#slowly(textIn(bytes, start, end), line)
  }

  /**
   * A line `{"t":N,"device":"NAME"REST` or `{"t":N,REST` whose REST has been met before. What is met for the first time
   * is read slowly, and remembered if it says nothing of time or device: with the same rest, a line that begins like this
   * is right whatever its time and device.
   */
  #quickly(bytes: Uint8Array, start: number, end: number, line: number): boolean {
    if (!standsAt(bytes, start, opening)) return false
    const digits = start + opening.length
    let at = digits
    let time = 0
    for (let digit = bytes[at]! - zero; digit >= 0 && digit <= 9; digit = bytes[++at]! - zero) time = time * 10 + digit
    const length = at - digits
    if (length === 0 || length > exactDigits || (length > 1 && bytes[digits] === zero)) return false
    let device = -1
    if (standsAt(bytes, at, naming)) {
      const from = (at += naming.length)
      let hash = emptyHash
      for (let byte = bytes[at]!; byte !== quote; byte = bytes[++at]!) {
        if (byte === backslash || byte < space || at >= end) return false
        hash = hashOn(hash, byte)
      }
      device = this.#deviceOf(bytes, from, at, hash)
      at++
    }
    const hash = hashOf(bytes, at, end)
    const known = this.#known.get(bytes, at, end, hash)
    if (known === undefined) {
      if (this.#known.size >= remembered || bytes[at] !== comma) return false
      const text = textIn(bytes, start, end)
      const written = this.#parse(text, line)
      const understood = this.#understand(written, line)
      const rest = JSON.parse(`{${textIn(bytes, at + 1, end)}`) as object
      if (!('t' in rest) && !('device' in rest)) this.#known.add(bytes, at, end, hash, understood)
      this.#told(written, understood, line)
      return true
    }
    if (known === null) this.skipped++
    else if (device < 0) this.#tell(time, theDevice, known, line)
    else this.#tell(time, this.#devices[device]!, known, line, device)
    return true
  }

  /** The number of a device. */
  #deviceOf(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const known = this.#numbers.get(bytes, start, end, hash)
    if (known !== undefined) return known
    const number = this.#devices.push(textIn(bytes, start, end)) - 1
    this.#numbers.add(bytes, start, end, hash, number)
    return number
  }

  #slowly(text: string, line: number): void {
    const written = this.#parse(text, line)
    this.#told(written, this.#understand(written, line), line)
  }

  #told(written: TraceLine, understood: Understood | null, line: number): void {
    if (understood === null) this.skipped++
    else this.#tell(written.t, written.device ?? theDevice, understood, line)
  }

  #parse(text: string, line: number): TraceLine {
    let value: unknown
    try {
      value = JSON.parse(line === 1 ? text.replace(/^\ufeff/, '') : text)
    } catch (error) {
      const cut = text.startsWith('{') && !text.trimEnd().endsWith('}') ? 'is cut off' : 'is not JSON'
      throw new UnreadableInput(this.#source, line, `${cut}: ${(error as Error).message} in ${excerpt(text)}`)
    }
    const parsed = traceLineSchema.safeParse(value)
    if (!parsed.success) {
      throw new UnreadableInput(
        this.#source,
        line,
        `${faultIn(traceLineSchema, parsed.error, value).text}, in ${excerpt(text)}`,
      )
    }
    return parsed.data
  }

  #understand({ role, dir, event, source }: TraceLine, line: number): Understood | null {
    try {
      return this.#roles.understand(role, dir, event, source) ?? null
    } catch (error) {
      if (!(error instanceof NotInAlphabet)) throw error
      throw new UnreadableInput(this.#source, line, error.message)
    }
  }
}
