// The log format of our own: JSON Lines, one event of one role of one device a line, read fast.
import { z } from 'zod'
import { excerpt, UnreadableInput } from './errors.js'
import type { Direction } from './role.js'
import { NotInAlphabet, type Observed, type WrittenEvent } from './symbol.js'

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
    dir: z.enum(['in', 'out', 'is']).meta({ description: 'in: it hears; out: it says; is: it has that tag' }),
    event: eventSchema,
  })
  .meta({ id: 'trace-line', title: 'One line of an impspec log' })

export type TraceLine = z.infer<typeof traceLineSchema>

/** What a line says of a role, once the role has understood it. */
export interface Understood {
  readonly role: number
  readonly observed: Observed
}

/** The roles of a log as a reader needs them. */
export interface Roles {
  /**
   * @param role - as written in the line; undefined if it names none
   * @returns undefined for a role that is not judged
   * @throws NotInAlphabet for an unknown role or event
   */
  understand(role: string | undefined, direction: Direction, event: WrittenEvent): Understood | undefined
}

/** Is told what a line says. */
export type Teller = (time: number, device: string, understood: Understood, line: number) => void

/** Turns lines into observations. */
export interface LineReader {
  /** Lines that said nothing of a role that is judged. */
  readonly skipped: number
  read(text: string, start: number, end: number, line: number): void
}

/** The device of lines that name none. */
export const theDevice = 'device'

const opening = '{"t":'
const naming = '"device":"'
/** Different lines, but for time and device, that are remembered at most. */
const remembered = 1 << 16

/** Where in a value zod found something, and what. */
export const issueText = (error: z.ZodError): string => {
  const [issue] = error.issues
  if (issue === undefined) return 'is not as expected'
  const path = issue.path.map(String).join('.')
  return path === '' ? issue.message : `field '${path}': ${issue.message}`
}

/** Reads the format of our own. */
export class TraceReader implements LineReader {
  skipped = 0
  readonly #source: string
  readonly #roles: Roles
  readonly #tell: Teller
  readonly #known = new Map<string, Understood | null>()

  constructor(source: string, roles: Roles, tell: Teller) {
    this.#source = source
    this.#roles = roles
    this.#tell = tell
  }

  read(text: string, start: number, end: number, line: number): void {
    if (start === end || (line === 1 && text.charCodeAt(start) === 0xfeff && end === start + 1)) return
    if (!this.#quickly(text, start, end, line)) this.#slowly(text.slice(start, end), line)
  }

  /** `{"t":N,"device":"NAME",REST` in this order, whose REST has been met before. */
  #quickly(text: string, start: number, end: number, line: number): boolean {
    if (!text.startsWith(opening, start)) return false
    let at = start + opening.length
    let time = 0
    for (let code = text.charCodeAt(at) - 48; code >= 0 && code <= 9; code = text.charCodeAt(++at) - 48) {
      time = time * 10 + code
    }
    if (at === start + opening.length || text.charCodeAt(at) !== 44) return false
    let device = theDevice
    if (text.startsWith(naming, at + 1)) {
      const from = at + 1 + naming.length
      const to = text.indexOf('"', from)
      if (to < 0 || to >= end) return false
      device = text.slice(from, to)
      if (device.includes('\\')) return false
      at = to + 1
    }
    const rest = text.slice(at, end)
    let known = this.#known.get(rest)
    if (known === undefined) {
      // Checked as a whole once: with the same rest, a line of this beginning is right whatever its time and device.
      known = this.#understand(this.#parse(text.slice(start, end), line), line)
      if (this.#known.size < remembered && !rest.includes('"t":') && !rest.includes(naming)) {
        this.#known.set(rest, known)
      }
    }
    if (known === null) this.skipped++
    else this.#tell(time, device, known, line)
    return true
  }

  #slowly(text: string, line: number): void {
    const written = this.#parse(text, line)
    const understood = this.#understand(written, line)
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
      throw new UnreadableInput(this.#source, line, `${issueText(parsed.error)} in ${excerpt(text)}`)
    }
    return parsed.data
  }

  #understand({ role, dir, event }: TraceLine, line: number): Understood | null {
    try {
      return this.#roles.understand(role, dir, event) ?? null
    } catch (error) {
      if (!(error instanceof NotInAlphabet)) throw error
      throw new UnreadableInput(this.#source, line, error.message)
    }
  }
}
