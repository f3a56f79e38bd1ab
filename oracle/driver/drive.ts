// Drives an implementation through one case, and judges each answer by the belief set of its role.
import { Believer, type Belief } from '../belief.js'
import { explain, type Explanation, type FaultKind } from '../explain.js'
import type { Role } from '../role.js'
import { eventText, NotInAlphabet, observedIn, type Observed } from '../symbol.js'
import { Broken, Child, type BrokenKind } from './child.js'
import { protocolVersion, type Output } from './protocol.js'
import type { PartyEvent } from '../../machines/party.js'

/** What is done to an implementation. */
export type CaseStep = { readonly send: PartyEvent } | { readonly advance: number }

export interface TestCase {
  /** Does not change unless the steps do. */
  readonly id: string
  /** What the machine is given. */
  readonly input: unknown
  readonly steps: readonly CaseStep[]
}

/** How a case went wrong. */
export interface CaseFailure {
  readonly kind: FaultKind | BrokenKind | 'alien'
  readonly reason: string
  /** Index of the step at which it was seen; -1 before the first. */
  readonly step: number
  /** ms since the reset. */
  readonly time: number
  readonly explanation?: Explanation
}

export interface DriveOptions {
  readonly command: readonly string[]
  readonly role: Role
  /** ms in which an answer must come. */
  readonly patience: number
  /** ms by which an output may come too early or too late. */
  readonly tolerance: number
}

/** One implementation, restarted after it broke. */
export class Driver {
  /** Steps in all. */
  steps = 0
  name: string | undefined
  readonly #options: DriveOptions
  readonly #believer: Believer
  readonly #observed = new Map<string, Observed | undefined>()
  #child: Child | undefined

  constructor(options: DriveOptions) {
    this.#options = options
    this.#believer = new Believer(options.role, {
      tolerance: options.tolerance,
      latency: 0,
      unloggedInputs: [],
      unloggedOutputs: new Set(),
    })
  }

  /** Runs one case from a reset on; undefined if the implementation conforms. */
  async run(test: TestCase): Promise<CaseFailure | undefined> {
    let [step, time] = [-1, 0]
    try {
      const child = await this.#ready()
      const { outputs = [] } = await child.ask({
        cmd: 'reset',
        ...(test.input === undefined ? {} : { input: test.input }),
      })
      const local = this.#options.role.table.initial(test.input)
      let belief = this.#believer.start([{ local, pending: [] }], 0)
      const begun = this.#hear(belief, outputs, 0, step)
      if ('kind' in begun) return begun
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
      this.#child = undefined
      return { kind: error.kind, reason: error.message, step, time }
    }
  }

  /** Says goodbye. */
  async end(): Promise<void> {
    await this.#child?.end()
    this.#child = undefined
  }

  async #ready(): Promise<Child> {
    if (this.#child?.alive === true) return this.#child
    const child = new Child(this.#options.command, this.#options.patience)
    this.#child = child
    const { protocol, name } = await child.ask({
      cmd: 'hello',
      protocol: protocolVersion,
      role: this.#options.role.name,
    })
    if (protocol !== protocolVersion) {
      child.kill()
      const spoken =
        protocol === undefined
          ? 'does not say which version of the protocol it speaks'
          : `speaks version ${protocol} of the protocol`
      throw new Broken('version', `${spoken}; ${protocolVersion} expected`)
    }
    this.name = name
    return child
  }

  async #take(
    child: Child,
    belief: Belief,
    todo: CaseStep,
    time: number,
    step: number,
  ): Promise<{ readonly belief: Belief } | CaseFailure> {
    if ('advance' in todo) {
      const { outputs = [] } = await child.ask({ cmd: 'advance', ms: todo.advance })
      const heard = this.#hear(belief, outputs, time, step)
      return 'kind' in heard ? heard : this.#quiet(heard.belief, time + todo.advance, step)
    }
    const { outputs = [] } = await child.ask({ cmd: 'send', event: todo.send })
    const observed = this.#observe('in', todo.send)!
    const told = this.#believer.observe(belief, observed, time)
    if (told.length === 0) throw new Error(`the role is not ready to hear ${observed.text}`)
    const heard = this.#hear(told, outputs, time, step, observed)
    return 'kind' in heard ? heard : this.#quiet(heard.belief, time, step, observed)
  }

  #hear(
    belief: Belief,
    outputs: readonly Output[],
    time: number,
    step: number,
    last?: Observed,
  ): { readonly belief: Belief } | CaseFailure {
    let now = belief
    for (const { after = 0, event } of outputs) {
      const observed = this.#observe('out', event)
      const at = time + after
      if (observed === undefined) {
        return { kind: 'alien', reason: `says ${eventText(event)}, which the role never says`, step, time: at }
      }
      const next = this.#believer.observe(now, observed, at)
      if (next.length === 0) {
        const explanation = explain(this.#believer, now, observed, at, last)
        return { kind: explanation.kind, reason: explanation.reason, step, time: at, explanation }
      }
      now = next
    }
    return { belief: now }
  }

  /** Nothing that had to be said by now is unsaid. */
  #quiet(belief: Belief, time: number, step: number, last?: Observed): { readonly belief: Belief } | CaseFailure {
    const quiet = this.#believer.quiet(belief, time)
    if (quiet.length > 0) return { belief: quiet }
    const silence: Observed = { direction: 'in', events: [], tag: '', text: 'nothing more' }
    const explanation = explain(this.#believer, belief, silence, time + this.#options.tolerance + 1, last)
    return {
      kind: 'missing',
      reason: explanation.reason.replace(' before nothing more is heard', ''),
      step,
      time,
      explanation,
    }
  }

  #observe(direction: 'in' | 'out', event: PartyEvent): Observed | undefined {
    const key = `${direction}${JSON.stringify(event)}`
    if (this.#observed.has(key)) return this.#observed.get(key)
    let observed: Observed | undefined
    try {
      observed = observedIn(this.#options.role, direction, event)
    } catch (error) {
      if (!(error instanceof NotInAlphabet)) throw error
    }
    this.#observed.set(key, observed)
    return observed
  }
}
