// An implementation under test as a process of its own: one request, one answer, and every way in which that goes wrong.
import { spawn, type ChildProcess } from 'node:child_process'
import { z } from 'zod'
import { excerpt } from '../read/errors.js'
import { faultIn } from '../read/issues.js'
import { answerSchema, saidSchema, type Answer, type Command } from './protocol.js'
import type { PartyEvent } from '../../model/party.js'

/**
 * What an implementation did instead of answering. `crash`: it ended. `hang`: no answer in time. `noise`: something else
 * than an answer on stdout. `half-line`: it ended within a line. `version`: it speaks another version. `refusal`: it
 * answered that it cannot. `start`: it could not be started, or ended before its first answer.
 */
export type BrokenKind = 'crash' | 'hang' | 'noise' | 'half-line' | 'version' | 'refusal' | 'start'

/** The implementation does not keep to the protocol. */
export class Broken extends Error {
  override readonly name = 'Broken'
  readonly kind: BrokenKind

  constructor(kind: BrokenKind, message: string) {
    super(message)
    this.kind = kind
  }
}

/** Characters of stderr that are kept for messages. */
const keptErrors = 2_000
/** ms in which a process must end after `bye`. */
const farewell = 2_000

const running = new Set<Child>()
process.once('exit', () => {
  for (const child of running) child.kill()
})

/** An answer never names a command. */
const isRequest = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'cmd' in value && !('ok' in value)

/** Why a program cannot be started, in words. */
const whyNot: Readonly<Record<string, string>> = {
  ENOENT: 'is no program that can be found',
  EACCES: 'may not be run; is it a program, and executable?',
}

const eitherSchema = z.union([answerSchema, saidSchema])

interface Line {
  readonly text: string
  /** When it came, by the clock of `performance`. */
  readonly at: number
}

/** Something that was said without being asked. */
export interface Said {
  readonly event: PartyEvent
  /** When it came, by the clock of `performance`. */
  readonly at: number
}

/** An answer, and what was said before it. */
export interface Conversation {
  readonly answer: Accepted
  readonly at: number
  readonly said: readonly Said[]
}

type Accepted = Extract<Answer, { ok: true }>

export class Child {
  readonly #process: ChildProcess
  readonly #patience: number
  readonly #lines: Line[] = []
  #partial = ''
  #errors = ''
  #ended: string | undefined
  #id = 0
  #wake: (() => void) | undefined
  #failure: Broken | undefined

  /** @param patience ms in which an answer must come */
  constructor(command: readonly string[], patience: number) {
    this.#patience = patience
    // A process group of its own, so that nothing that it has started outlives it.
    this.#process = spawn(command[0]!, command.slice(1), { stdio: ['pipe', 'pipe', 'pipe'], detached: true })
    running.add(this)
    this.#process.on('error', (error) => {
      const why = whyNot[(error as { readonly code?: string }).code ?? ''] ?? error.message
      this.#failure = new Broken('start', `cannot be started: '${command[0]!}' ${why}`)
      this.#end('it was not started')
    })
    this.#process.stdout!.setEncoding('utf8').on('data', (text: string) => this.#hear(text))
    this.#process.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-keptErrors)
    })
    // A process that has ended does not read any more: the missing answer tells.
    this.#process.stdin!.on('error', () => undefined)
    this.#process.on('close', (code, signal) => this.#end(signal === null ? `exit code ${code}` : `signal ${signal}`))
  }

  /** Whether it can still be asked. */
  get alive(): boolean {
    return this.#ended === undefined && this.#failure === undefined
  }

  /**
   * Asks, and waits for the answer.
   *
   * @throws Broken if there is none
   */
  async ask(command: Command): Promise<Accepted> {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#lines.length > 0) throw this.#break('noise', `says ${excerpt(this.#lines[0]!.text)} without being asked`)
    const id = this.#write(command)
    const { text } = await this.#line(command.cmd)
    return this.#accepted(this.#parse(text, answerSchema), id, command)
  }

  /**
   * Asks where it may say things by itself.
   *
   * @throws Broken if there is no answer
   */
  async converse(command: Command): Promise<Conversation> {
    if (this.#failure !== undefined) throw this.#failure
    const id = this.#write(command)
    const said: Said[] = []
    for (;;) {
      const { text, at } = await this.#line(command.cmd)
      const spoken = this.#parse(text, eitherSchema)
      if ('event' in spoken) said.push({ event: spoken.event, at })
      else return { answer: this.#accepted(spoken, id, command), at, said }
    }
  }

  /** What it has said by itself since. @throws Broken if that is something else, or it has ended */
  said(): readonly Said[] {
    if (this.#failure !== undefined) throw this.#failure
    const said = this.#lines.splice(0).map(({ text, at }) => ({ ...this.#parse(text, saidSchema), at }))
    if (said.length === 0 && this.#ended !== undefined) throw this.#break('crash', `ends with ${this.#ended}`)
    return said
  }

  #write(command: Command): number {
    const id = ++this.#id
    this.#process.stdin!.write(`${JSON.stringify({ id, ...command })}\n`)
    return id
  }

  #accepted(answer: Answer, id: number, command: Command): Accepted {
    if (answer.id !== id) throw this.#break('noise', `answers request ${answer.id} where ${id} was asked`)
    if (answer.ok) return answer
    throw this.#break('refusal', `refuses ${command.cmd}: ${answer.error}`)
  }

  /** Says goodbye, and makes sure that it is gone. */
  async end(): Promise<void> {
    if (this.alive) {
      this.#process.stdin!.end(`${JSON.stringify({ id: ++this.#id, cmd: 'bye' })}\n`)
      await this.#until(() => this.#ended !== undefined, farewell)
    }
    this.kill()
  }

  /** Ends it and everything that it has started. */
  kill(): void {
    running.delete(this)
    const { pid } = this.#process
    if (pid === undefined) return
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // Nothing of the group is left.
    }
  }

  #hear(text: string): void {
    const lines = (this.#partial + text).split('\n')
    this.#partial = lines.pop()!
    const at = performance.now()
    for (const line of lines) this.#lines.push({ text: line, at })
    this.#wake?.()
  }

  #end(how: string): void {
    this.#ended = how
    this.#wake?.()
  }

  async #line(asked: string): Promise<Line> {
    await this.#until(() => this.#lines.length > 0 || this.#ended !== undefined, this.#patience)
    const line = this.#lines.shift()
    if (line !== undefined) return line
    if (this.#failure !== undefined) throw this.#failure
    const errors = this.#errors === '' ? '' : `; on stderr: ${excerpt(this.#errors.trimEnd(), 400)}`
    if (this.#ended === undefined) throw this.#break('hang', `no answer to ${asked} in ${this.#patience} ms${errors}`)
    if (this.#partial !== '') {
      throw this.#break('half-line', `ends within the line ${excerpt(this.#partial)} (${this.#ended})${errors}`)
    }
    throw this.#break('crash', `ends at ${asked} with ${this.#ended}${errors}`)
  }

  #parse<T>(line: string, schema: z.ZodType<T>): T {
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      throw this.#break('noise', `says ${excerpt(line)} on stdout, which is no answer; what is not is for stderr`)
    }
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    if (isRequest(value)) {
      throw this.#break(
        'noise',
        `sends ${excerpt(line)} back, which is the request; an answer has "ok" instead of "cmd"`,
      )
    }
    const { text } = faultIn(schema, parsed.error, value)
    throw this.#break('noise', `says ${excerpt(line)} on stdout, which is no answer: it ${text}`)
  }

  #break(kind: BrokenKind, message: string): Broken {
    this.#failure = new Broken(kind, message)
    this.kill()
    return this.#failure
  }

  #until(done: () => boolean, patience: number): Promise<void> {
    if (done()) return Promise.resolve()
    return new Promise((resolve) => {
      const timeout = setTimeout(finish, patience)
      this.#wake = () => {
        if (done()) finish.call(this)
      }
      function finish(this: unknown): void {
        clearTimeout(timeout)
        resolve()
      }
    })
  }
}
