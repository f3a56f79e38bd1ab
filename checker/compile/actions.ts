// What the actions that XState asks for mean to a party: words, timers; whatever else is refused, with the way to say it.
import type { AnyStateMachine, ExecutableActionsFrom } from 'xstate'
import type { PartyEvent } from '../../model/party.js'
import { canonical } from '../../util/canonical.js'
import type { TimerKind } from './timerKinds.js'

export type Actions = readonly ExecutableActionsFrom<AnyStateMachine>[]

/** Words by their events; timers by their indices. */
export interface Meaning {
  readonly started: Set<number>
  readonly stopped: ReadonlySet<number>
  readonly says: readonly PartyEvent[]
}

/** An action that a party cannot have; says why, and what would be right. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

interface Fields {
  readonly event?: PartyEvent
  readonly id?: unknown
  readonly sendId?: unknown
  readonly delay?: unknown
}

export const knowsNobody = 'a party knows nobody: let it emit, and hand it on by a link'

/** Why an action of XState's own cannot be had. */
const cures: Readonly<Record<string, string>> = {
  'xstate.sendTo': `sends to an actor; ${knowsNobody}`,
  'xstate.sendParent': `sends to its parent; ${knowsNobody}`,
  'xstate.forwardTo': `sends to an actor; ${knowsNobody}`,
}

/** Why a service cannot be started. */
const startsAgain = (id: unknown): string =>
  `starts the service '${String(id)}' while it runs: XState would forget the first one and let it go on. Another state ` +
  'invokes one of that id: give each an id of its own; or its state is entered without having been left, by a transition ' +
  'from within it to a history state above: let that come from outside, or lead it to a state'

const inWords = (delay: unknown): string => (typeof delay === 'number' ? String(delay) : `a ${typeof delay}`)

/** The timers of a machine: which one an action speaks of. */
class Timers {
  readonly #kinds: readonly TimerKind[]

  constructor(kinds: readonly TimerKind[]) {
    this.#kinds = kinds
  }

  /** Those that go by an id. */
  called(id: unknown, service: boolean): readonly number[] {
    return [...this.#kinds.keys()].filter((timer) => {
      const kind = this.#kinds[timer]!
      return kind.id === id && (kind.service !== undefined) === service
    })
  }

  /** What a delayed raise starts: that of the event and the id, and of several with different delays that of the delay. */
  started(event: PartyEvent, id: unknown, delay: number): number | undefined {
    const text = canonical(event)
    const alike = [...this.#kinds.keys()].filter((timer) => {
      const kind = this.#kinds[timer]!
      return kind.service === undefined && kind.id === id && canonical(kind.event) === text
    })
    const [only] = alike
    if (alike.length === 1 && !this.#kinds[only!]!.computed) return only
    return alike.find((timer) => this.#kinds[timer]!.milliseconds === delay)
  }

  /** Whether two timers cannot run at once: XState would forget the one for the other. */
  collide(one: number, other: number): boolean {
    const id = this.#kinds[one]!.id
    return one === other || (id !== undefined && id === this.#kinds[other]!.id)
  }

  /** What the values of a computed delay are to be listed as. */
  delayOf(event: PartyEvent): string {
    return this.#kinds.find(({ type }) => type === event.type)?.delay ?? event.type
  }
}

/** What of a party decides what actions mean. */
export interface Manner {
  readonly timers: readonly TimerKind[]
  /** Whether actions with effects of their own are left out. */
  readonly lenient: boolean
}

/**
 * What a list of actions means.
 *
 * @param running the timers that run before, but for the one that has elapsed
 * @throws Refused for an action that is no party's
 */
export function meaningOf(actions: Actions, { timers: kinds, lenient }: Manner, running: readonly number[]): Meaning {
  const timers = new Timers(kinds)
  const started = new Set<number>()
  const stopped = new Set<number>()
  const says: PartyEvent[] = []
  const anew: number[] = []
  // Timers of no known kind, and why they are refused: unless their state is left at once.
  const unlisted = new Map<unknown, string>()
  const stop = (timer: number): void => {
    started.delete(timer)
    stopped.add(timer)
  }
  for (const action of actions as readonly { type: string; params: unknown; exec?: unknown }[]) {
    const { type } = action
    const refuse = (why: string): never => {
      throw new Refused(`action '${type}' ${why}`)
    }
    const { event, id, sendId, delay } = (action.params ?? {}) as Fields
    switch (type) {
      case 'xstate.emit':
        says.push(event!)
        break
      case 'xstate.cancel': {
        unlisted.delete(sendId)
        const known = timers.called(sendId, false)
        if (known.length === 0) return refuse(`cancels '${String(sendId)}', and nothing of that id is delayed`)
        known.forEach(stop)
        break
      }
      case 'xstate.raise': {
        if (delay === undefined) break
        if (typeof delay !== 'number' || !(delay >= 0)) {
          return refuse(`starts '${String(id)}' with ${inWords(delay)}; a number of ms expected`)
        }
        const timer = timers.started(event!, id, delay)
        if (timer === undefined) {
          if (!kinds.some((kind) => kind.type === event!.type)) {
            return refuse(
              `delays '${event!.type}', which cannot be read off; write the raise out as an action of its own`,
            )
          }
          const name = timers.delayOf(event!)
          const cure = `list what it may be, delays: { '${name}': [...] } in ms`
          unlisted.set(id, `action '${type}' starts '${name}' with ${delay} ms, which is not listed; ${cure}`)
          break
        }
        const still = [...running.filter((one) => !stopped.has(one)), ...started]
        if (still.some((one) => timers.collide(one, timer))) {
          return refuse(`delays '${event!.type}' once more while it is delayed; give it an id, and cancel that first`)
        }
        started.add(timer)
        break
      }
      case 'xstate.log':
        break
      case 'xstate.spawnChild':
        // What is no service that is known stays among the children, and is refused there.
        for (const timer of timers.called(id, true)) {
          if (started.has(timer) || (running.includes(timer) && !stopped.has(timer))) return refuse(startsAgain(id))
          anew.push(timer)
        }
        anew.splice(0).forEach((timer) => started.add(timer))
        break
      case 'xstate.stopChild':
        timers.called(id, true).forEach(stop)
        break
      default:
        if (lenient && type === 'xstate.sendTo') break
        if (type in cures) return refuse(cures[type]!)
        if (lenient) break
        if (action.exec === undefined) {
          return refuse('has no implementation, and XState skips it in silence; give it one in setup({ actions })')
        }
        return refuse(
          "has effects of its own; a party speaks by emit only, and changes by assign only. To leave it out: effects: 'ignore'",
        )
    }
  }
  for (const why of unlisted.values()) throw new Refused(why)
  return { started, stopped, says }
}
