// Drives an implementation through one case in virtual time, and judges each answer by the belief set of its role.
import type { Belief } from '../belief/belief.js'
import type { Role } from '../belief/role.js'
import type { Observed } from '../belief/symbol.js'
import { Broken, Child } from './child.js'
import { Hearing, type CaseFailure, type CaseStep, type Heard, type TestCase } from './hearing.js'
import { protocolVersion, type Command, type Output } from './protocol.js'

/** Runs cases against one implementation, which is started again after it broke. */
export interface CaseRunner {
  /** Steps in all. */
  readonly steps: number
  /** What the implementation calls itself. */
  readonly name: string | undefined
  /** Runs one case from a reset on; undefined if the implementation conforms. */
  run(test: TestCase): Promise<CaseFailure | undefined>
  /** Says goodbye. */
  end(): Promise<void>
}

export interface DriveOptions {
  readonly command: readonly string[]
  readonly role: Role
  /** ms in which an answer must come. */
  readonly patience: number
  /** ms by which an output may come too early or too late. */
  readonly tolerance: number
}

/** Keeps one process of the implementation, and a new one after it broke. */
export class Started {
  name: string | undefined
  readonly #options: DriveOptions
  #child: Child | undefined
  /** Whether any process of it has ever answered. */
  #answered = false

  constructor(options: DriveOptions) {
    this.#options = options
  }

  /** @throws Broken if it cannot be started, or speaks another protocol */
  async child(hello: Extract<Command, { cmd: 'hello' }>): Promise<Child> {
    if (this.#child?.alive === true) return this.#child
    const child = new Child(this.#options.command, this.#options.patience)
    this.#child = child
    const { protocol, name, time } = await this.#greeted(child, hello)
    if (protocol !== hello.protocol) {
      child.kill()
      const spoken =
        protocol === undefined
          ? 'does not say which version of the protocol it speaks'
          : `speaks version ${protocol} of the protocol`
      throw new Broken('version', `${spoken}; ${hello.protocol} expected`)
    }
    if (hello.time !== undefined && time !== hello.time) {
      child.kill()
      throw new Broken('version', `does not say that it runs in ${hello.time} time: "time":"${hello.time}" expected`)
    }
    this.name = name
    return child
  }

  /** A command that ends before its first answer, as where its program is missing, is no implementation at all. */
  async #greeted(child: Child, hello: Command): ReturnType<Child['ask']> {
    try {
      const answer = await child.ask(hello)
      this.#answered = true
      return answer
    } catch (error) {
      if (this.#answered || !(error instanceof Broken) || error.kind !== 'crash') throw error
      throw new Broken('start', `was started, but ${error.message}`)
    }
  }

  /** The process broke. */
  forget(): void {
    this.#child = undefined
  }

  async end(): Promise<void> {
    await this.#child?.end()
    this.#child = undefined
  }
}

/** One implementation in virtual time. */
export class Driver implements CaseRunner {
  steps = 0
  readonly #options: DriveOptions
  readonly #started: Started
  readonly #hearing: Hearing

  constructor(options: DriveOptions) {
    this.#options = options
    this.#started = new Started(options)
    this.#hearing = new Hearing(options.role, { tolerance: options.tolerance, latency: 0 })
  }

  get name(): string | undefined {
    return this.#started.name
  }

  async run(test: TestCase): Promise<CaseFailure | undefined> {
    let [step, time] = [-1, 0]
    try {
      const child = await this.#started.child(helloOf(this.#options.role))
      const { outputs = [] } = await child.ask(resetOf(test))
      const begun = this.#hear(this.#hearing.begin(test.input), outputs, 0, step)
      if ('kind' in begun) return begun
      let { belief } = begun
      for (const todo of test.steps) {
        step++
        this.steps++
        const heard = await this.#take(child, belief, todo, time, step)
        if ('kind' in heard) return heard
        belief = heard.belief
        if ('advance' in todo) time += todo.advance
      }
      return undefined
    } catch (error) {
      if (!(error instanceof Broken)) throw error
      this.#started.forget()
      return { kind: error.kind, reason: error.message, step, time }
    }
  }

  async end(): Promise<void> {
    await this.#started.end()
  }

  async #take(child: Child, belief: Belief, todo: CaseStep, time: number, step: number): Promise<Heard> {
    if ('advance' in todo) {
      const { outputs = [] } = await child.ask({ cmd: 'advance', ms: todo.advance })
      const heard = this.#hear(belief, outputs, time, step)
      return 'kind' in heard ? heard : this.#quiet(heard.belief, time + todo.advance, step)
    }
    const { outputs = [] } = await child.ask({ cmd: 'send', event: todo.send })
    const { belief: told, sent } = this.#hearing.send(belief, todo.send, time)
    if (told.length === 0) throw new Error(`the role is not ready to hear ${sent.text}`)
    const heard = this.#hear(told, outputs, time, step, sent)
    return 'kind' in heard ? heard : this.#quiet(heard.belief, time, step, sent)
  }

  #hear(belief: Belief, outputs: readonly Output[], time: number, step: number, last?: Observed): Heard {
    let now = belief
    for (const { after = 0, event } of outputs) {
      const heard = this.#hearing.say(now, event, time + after, step, last)
      if ('kind' in heard) return heard
      now = heard.belief
    }
    return { belief: now }
  }

  /** Nothing that had to be said by now is unsaid. */
  #quiet(belief: Belief, time: number, step: number, last?: Observed): Heard {
    const quiet = this.#hearing.believer.quiet(belief, time)
    if (quiet.length > 0) return { belief: quiet }
    const failure = this.#hearing.missing(belief, time + this.#options.tolerance + 1, step, last)
    return { ...failure, time }
  }
}

/** How a conversation with an implementation of a role begins. */
export const helloOf = (role: Role): Extract<Command, { cmd: 'hello' }> => ({
  cmd: 'hello',
  protocol: protocolVersion,
  role: role.name,
})

export const resetOf = ({ input }: TestCase): Command => ({ cmd: 'reset', ...(input === undefined ? {} : { input }) })
