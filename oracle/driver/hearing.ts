// What both drivers make of what an implementation says: one observation after the other, and the failure if one is wrong.
import type { PartyEvent } from '../../model/party.js'
import { Believer, type Belief, type Visibility } from '../belief/belief.js'
import { explain, type Explanation, type FaultKind } from '../belief/explain.js'
import type { Role } from '../belief/role.js'
import { eventText, NotInAlphabet, observedIn, type Observed } from '../belief/symbol.js'
import type { BrokenKind } from './child.js'

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
  /** `slow`: nothing can be said, because this machine did not keep up with the time that was asked for. */
  readonly kind: FaultKind | BrokenKind | 'alien' | 'slow'
  readonly reason: string
  /** Index of the step at which it was seen; -1 before the first. */
  readonly step: number
  /** ms since the reset. */
  readonly time: number
  readonly explanation?: Explanation
}

export type Heard = { readonly belief: Belief } | CaseFailure

/** Judges one implementation of a role. */
export class Hearing {
  readonly role: Role
  readonly believer: Believer
  /** What an event is to the role, or why it is nothing to it. */
  readonly #observed = new Map<string, Observed | NotInAlphabet>()

  constructor(role: Role, { tolerance, latency, latencyIn }: Pick<Visibility, 'tolerance' | 'latency' | 'latencyIn'>) {
    this.role = role
    this.believer = new Believer(role, {
      tolerance,
      latency,
      ...(latencyIn === undefined ? {} : { latencyIn }),
      unloggedInputs: [],
      unloggedOutputs: new Set(),
    })
  }

  /** The belief after a reset. */
  begin(input: unknown): Belief {
    return this.believer.start([{ local: this.role.table.initial(input), pending: [] }], 0)
  }

  /** It was sent something. */
  send(belief: Belief, event: PartyEvent, time: number): { readonly belief: Belief; readonly sent: Observed } {
    const sent = this.#observe('in', event)
    if (sent instanceof NotInAlphabet) throw sent
    return { belief: this.believer.observe(belief, sent, time), sent }
  }

  /** It said something; `last` is what it heard before. */
  say(belief: Belief, event: PartyEvent, time: number, step: number, last?: Observed): Heard {
    const observed = this.#observe('out', event)
    if (observed instanceof NotInAlphabet) {
      return { kind: 'alien', reason: `says ${eventText(event)}; ${observed.message}`, step, time }
    }
    const next = this.believer.observe(belief, observed, time)
    if (next.length > 0) return { belief: next }
    const explanation = explain(this.believer, belief, observed, time, last)
    return { kind: explanation.kind, reason: explanation.reason, step, time, explanation }
  }

  /** It did not say what it had to say by a time. */
  missing(belief: Belief, time: number, step: number, last?: Observed): CaseFailure {
    const silence: Observed = { direction: 'in', events: [], tag: '', text: 'nothing more' }
    const explanation = explain(this.believer, belief, silence, time, last)
    const reason = explanation.reason.replace(' before nothing more is heard', '')
    return { kind: 'missing', reason, step, time, explanation }
  }

  #observe(direction: 'in' | 'out', event: PartyEvent): Observed | NotInAlphabet {
    const key = `${direction}${JSON.stringify(event)}`
    const known = this.#observed.get(key)
    if (known !== undefined) return known
    const observed = this.#meaning(direction, event)
    this.#observed.set(key, observed)
    return observed
  }

  #meaning(direction: 'in' | 'out', event: PartyEvent): Observed | NotInAlphabet {
    try {
      return observedIn(this.role, direction, event)
    } catch (error) {
      if (error instanceof NotInAlphabet) return error
      throw error
    }
  }
}
