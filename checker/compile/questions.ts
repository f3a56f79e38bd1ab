// Questions to XState about the machine of one party, answered in the terms of a party, or refused in words that lead on.
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate'
import type { PartyEvent } from '../../model/party.js'
import { reasonOf, SpecificationError } from '../../model/errors.js'
import { canonical, faithful, NotCanonical } from '../../util/canonical.js'
import { knowsNobody, meaningOf, Refused, type Actions, type Manner, type Meaning } from './actions.js'
import { Endless, startOf, stepOf } from './machineStep.js'
import { missing } from './nodeOrder.js'
import { Impure } from './purity.js'
import { invokedBy, type Machinery, type TimerKind } from './timerKinds.js'

/** A timer slot that starts anew. */
export const FRESH = -1

/** Where a machine is asked about, in words. */
export type Where = () => string

/** What XState says of a machine. */
export interface Answer {
  readonly snapshot: AnyMachineSnapshot
  /** The timers that run from then on, ascending. */
  readonly timers: readonly number[]
  /** For each of them: its place among the timers that ran before, or `FRESH`. */
  readonly slots: readonly number[]
  readonly says: readonly PartyEvent[]
}

type Fields = Readonly<Record<string, unknown>>

export const atTheStart: Where = () => 'at its start'

export class Questions {
  readonly #party: string
  readonly #machine: AnyStateMachine
  readonly #manner: Manner
  /** Ids of the services that it invokes. */
  readonly #services: ReadonlySet<string>

  constructor({ name, machine, effects }: Machinery, timers: readonly TimerKind[]) {
    this.#party = name
    this.#machine = machine
    this.#manner = { timers, lenient: effects === 'ignore' }
    this.#services = new Set(invokedBy(machine).map(({ id }) => id))
  }

  /** How the machine starts. @throws SpecificationError */
  start(input: unknown): Answer {
    const [snapshot, actions] = this.#run(() => startOf(this.#machine, input), atTheStart)
    const { started, says } = this.#read(snapshot, actions, [], atTheStart)
    const timers = snapshot.status === 'active' ? [...started].sort((a, b) => a - b) : []
    return { snapshot, timers, slots: timers.map(() => FRESH), says }
  }

  /**
   * What an event makes of a snapshot.
   *
   * @param running the timers that run in it
   * @param fired the timer whose event it is, if it is one's
   * @param standIns fields of the context that are not to be looked into
   * @throws SpecificationError
   */
  step(
    before: AnyMachineSnapshot,
    running: readonly number[],
    event: PartyEvent,
    fired: number | undefined,
    standIns: readonly string[] = [],
  ): Answer {
    const where = whereOf(before, event)
    const context = before.context as Fields
    const looked = (): Fields =>
      Object.fromEntries(Object.entries(context).filter(([field]) => !standIns.includes(field)))
    const was = this.textOf(looked(), 'context')
    const [snapshot, actions]: readonly [AnyMachineSnapshot, Actions] = this.#run(
      () => stepOf(this.#machine, before, event),
      where,
    )
    if (snapshot.status === 'error' && event.type.startsWith('xstate.error.actor.') && snapshot.error === event.error) {
      this.refuse(
        where,
        'nothing handles that a service fails, and XState stops the machine; give the invoke an onError',
      )
    }
    // A service that goes on says the next thing a tick later at the earliest; one that has ended says nothing more.
    const elapsed = fired === undefined ? undefined : this.#manner.timers[fired]!
    const gone = (timer: number): boolean => {
      const { service, id } = this.#manner.timers[timer]!
      return timer === fired || (elapsed?.service === 'ends' && service !== undefined && id === elapsed.id)
    }
    const left = running.filter((timer) => !gone(timer))
    const { started, stopped, says } = this.#read(snapshot, actions, left, where)
    if (this.textOf(looked(), 'context') !== was) {
      this.refuse(where, 'it changes its context in place; let assign return new values instead')
    }
    if (elapsed?.service === 'goes-on' && !stopped.has(fired!)) started.add(fired!)
    const kept = left.filter((timer) => !stopped.has(timer) && !started.has(timer))
    // An actor that is done stops its timers.
    const timers = snapshot.status === 'active' ? [...kept, ...started].sort((a, b) => a - b) : []
    return {
      snapshot,
      timers,
      slots: timers.map((timer) => (started.has(timer) ? FRESH : running.indexOf(timer))),
      says,
    }
  }

  /** Says that two answers to one question differ; `steady` where the same words get the same answer. */
  doubt(where: Where, steady: boolean): never {
    return this.refuse(
      where,
      steady
        ? "it tells states apart that are equal: a guard or an action looks at the order of an object's fields, or at " +
            'whether two objects are the same one; or eventless transitions of two regions compete, and XState takes ' +
            'first what was entered first. Compare values, and let one region wait for the other'
        : 'asked twice, it answers twice: a guard or an action depends on something besides its context and its event. ' +
            'Keep that in the context, or make it an event of the environment',
    )
  }

  refuse(where: Where, why: string, cause?: unknown): never {
    throw new SpecificationError(`party '${this.#party}' ${where()}: ${why}`, { cause })
  }

  /** The canonical text of a part of the given name. @throws SpecificationError */
  textOf(value: unknown, part: string, write: (value: unknown) => string = faithful): string {
    try {
      return write(value)
    } catch (error) {
      if (!(error instanceof NotCanonical)) throw error
      const field = error.at ? `${part} field '${error.at}'` : part
      throw new SpecificationError(
        `party '${this.#party}': ${field} is ${error.what}; ` +
          `use null, booleans, numbers, strings, arrays, plain objects${write === faithful ? ', undefined, Map, Set, Date' : ''}`,
      )
    }
  }

  /** The timers and the words in a list of actions; any other action is refused, and so are children. */
  #read(snapshot: AnyMachineSnapshot, actions: Actions, running: readonly number[], where: Where): Meaning {
    if (snapshot.status === 'error') this.#fail(snapshot.error, where)
    const lost = missing(snapshot)
    if (lost !== undefined) {
      this.refuse(
        where,
        `XState leaves '${lost}', does not enter it again, and goes on telling that it is there: so it does where a ` +
          'transition leads from within a parallel state to its history, before it has ever been left. Let the transition ' +
          'lead to the state itself, or come from outside of it',
      )
    }
    const meaning = this.#run(() => meaningOf(actions, this.#manner, running), where)
    const [child] = Object.keys(snapshot.children as object).filter((id) => !this.#services.has(id))
    if (child !== undefined) {
      this.refuse(
        where,
        `it spawns the actor '${child}'; write the child as a party of its own, linked by what they say to each other`,
      )
    }
    return meaning
  }

  #run<T>(step: () => T, where: Where): T {
    try {
      return step()
    } catch (error) {
      return this.#fail(error, where)
    }
  }

  #fail(error: unknown, where: Where): never {
    if (error instanceof Refused || error instanceof Endless) return this.refuse(where, error.message, error)
    if (error instanceof Impure) {
      const why = `a guard or an action asks for ${error.what}, which differs from call to call; make it an event of the environment`
      return this.refuse(where, why, error)
    }
    // XState's own words for a parent, or a child, that is not there.
    if (reasonOf(error).startsWith('Unable to send event to actor')) return this.refuse(where, knowsNobody, error)
    throw new SpecificationError(`party '${this.#party}' fails ${where()}: ${reasonOf(error)}`, { cause: error })
  }
}

/** In which state, on which event. */
export const whereOf =
  (before: AnyMachineSnapshot, event: PartyEvent): Where =>
  () =>
    `in state ${canonical(before.value)} on '${event.type}'`
