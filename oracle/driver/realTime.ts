// Drives an implementation that has a clock of its own: time passes by itself, by a factor faster than the role's.
import { setTimeout as pause } from 'node:timers/promises'
import type { Belief } from '../belief/belief.js'
import { Broken, type Child, type Said } from './child.js'
import { helloOf, resetOf, Started, type CaseRunner, type DriveOptions } from './drive.js'
import { Hearing, type CaseFailure, type Heard, type TestCase } from './hearing.js'

export interface RealTimeOptions extends DriveOptions {
  /** ms of the role that pass in one ms. */
  readonly scale: number
  /** ms of the role after which an output must have come that something led to. */
  readonly quiescence: number
  /** The same on the way to a local state, at most `quiescence`. */
  readonly quiescenceIn?: (local: number) => number
}

/** One run of a case. All times are ms of the role since the reset, unless they say otherwise. */
interface Run {
  readonly child: Child
  /** When it was reset, by the clock of `performance`. */
  readonly origin: number
  belief: Belief
  step: number
  /** How late we were, at most: when we woke, or when an answer came. */
  late: number
}

/** One implementation in real time. */
export class RealTimeDriver implements CaseRunner {
  steps = 0
  readonly #options: RealTimeOptions
  readonly #started: Started
  readonly #hearing: Hearing

  constructor(options: RealTimeOptions) {
    this.#options = options
    this.#started = new Started(options)
    this.#hearing = new Hearing(options.role, {
      tolerance: options.tolerance,
      latency: options.quiescence,
      ...(options.quiescenceIn === undefined ? {} : { latencyIn: options.quiescenceIn }),
    })
  }

  get name(): string | undefined {
    return this.#started.name
  }

  async run(test: TestCase): Promise<CaseFailure | undefined> {
    const { scale, role, tolerance } = this.#options
    let run: Run | undefined
    try {
      const child = await this.#started.child({ ...helloOf(role), time: 'real', scale })
      const origin = performance.now()
      const { answer, at } = await child.converse(resetOf(test))
      run = { child, origin, belief: this.#hearing.begin(test.input), step: -1, late: (at - origin) * scale }
      const said = (answer.outputs ?? []).map(({ event }) => ({ event, at }))
      const failure = this.#hear(run, said) ?? (await this.#take(run, test))
      if (failure === undefined || run.late <= tolerance) return failure
      const reason = `this machine was ${Math.ceil(run.late)} ms of the role's time late, more than the tolerance of ${tolerance} ms; lower --scale or raise --tolerance (${failure.reason})`
      return { kind: 'slow', reason, step: failure.step, time: failure.time }
    } catch (error) {
      if (!(error instanceof Broken)) throw error
      this.#started.forget()
      return { kind: error.kind, reason: error.message, step: run?.step ?? -1, time: run ? this.#now(run) : 0 }
    }
  }

  async end(): Promise<void> {
    await this.#started.end()
  }

  #now = ({ origin }: Run, at = performance.now()): number => (at - origin) * this.#options.scale

  async #take(run: Run, { steps }: TestCase): Promise<CaseFailure | undefined> {
    let time = 0
    for (const todo of steps) {
      run.step++
      this.steps++
      if ('advance' in todo) time += todo.advance
      const failure = 'advance' in todo ? await this.#wait(run, time) : await this.#send(run, todo.send)
      if (failure !== undefined) return failure
    }
    return this.#settle(run)
  }

  async #send(run: Run, event: Parameters<Hearing['send']>[1]): Promise<CaseFailure | undefined> {
    const before = this.#now(run)
    const { answer, at, said } = await run.child.converse({ cmd: 'send', event })
    const after = this.#now(run, at)
    run.late = Math.max(run.late, (after - before) / 2)
    // Lines come in the order in which they were said: these before it heard the event.
    const early = this.#hear(run, said)
    if (early !== undefined) return early
    const { belief, sent } = this.#hearing.send(run.belief, event, (before + after) / 2)
    if (belief.length === 0) return this.#hearing.missing(run.belief, after, run.step, sent)
    run.belief = belief
    return this.#hear(
      run,
      (answer.outputs ?? []).map((output) => ({ event: output.event, at })),
    )
  }

  /** Lets time pass, and listens. */
  async #wait(run: Run, until: number): Promise<CaseFailure | undefined> {
    const { scale } = this.#options
    const rest = until - this.#now(run)
    if (rest > 0) await pause(rest / scale)
    const now = this.#now(run)
    if (rest > 0) run.late = Math.max(run.late, now - until)
    const failure = this.#hear(run, run.child.said())
    if (failure !== undefined) return failure
    // What was to come by now has come.
    return this.#hearing.believer.advance(run.belief, now).length > 0
      ? undefined
      : this.#hearing.missing(run.belief, now, run.step)
  }

  /** Waits, as long as the states allow, for what must still come. */
  async #settle(run: Run): Promise<CaseFailure | undefined> {
    const { believer } = this.#hearing
    for (;;) {
      const now = this.#now(run)
      const owing = believer.advance(run.belief, now).filter((hypothesis) => believer.owes(hypothesis))
      if (owing.length < believer.advance(run.belief, now).length) return undefined
      const last = Math.max(now, ...owing.flatMap(({ until }) => until))
      const failure = await this.#wait(run, last + this.#options.tolerance + 1)
      if (failure !== undefined) return failure
    }
  }

  #hear(run: Run, said: readonly Said[]): CaseFailure | undefined {
    for (const { event, at } of said) {
      const heard: Heard = this.#hearing.say(run.belief, event, this.#now(run, at), run.step)
      if ('kind' in heard) return heard
      run.belief = heard.belief
    }
    return undefined
  }
}
