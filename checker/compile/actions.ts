// What the actions that XState asks for mean to a party: words, timers; whatever else is refused, with the way to say it.
import type { AnyStateMachine, ExecutableActionsFrom } from 'xstate'
import type { PartyEvent } from '../../model/party.js'

export type Actions = readonly ExecutableActionsFrom<AnyStateMachine>[]

/** Words by their events; timers by their indices. */
export interface Meaning {
  readonly started: ReadonlySet<number>
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

const knowsNobody = 'a party knows nobody: let it emit, and hand it on by a link'
const asParty = 'write the child as a party of its own, linked by what they say to each other'

/** Why an action of XState's own cannot be had. */
const cures: Readonly<Record<string, string>> = {
  'xstate.sendTo': `sends to an actor; ${knowsNobody}`,
  'xstate.sendParent': `sends to its parent; ${knowsNobody}`,
  'xstate.forwardTo': `sends to an actor; ${knowsNobody}`,
  'xstate.spawnChild': `starts an actor; ${asParty}`,
  'xstate.stopChild': `stops an actor; ${asParty}`,
}

const inWords = (delay: unknown): string => (typeof delay === 'number' ? String(delay) : `a ${typeof delay}`)

/**
 * What a list of actions means.
 *
 * @param timers the index of each timer, by the type of its event
 * @throws Refused for an action that is no party's
 */
export function meaningOf(actions: Actions, timers: ReadonlyMap<string, number>): Meaning {
  const started = new Set<number>()
  const stopped = new Set<number>()
  const says: PartyEvent[] = []
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
        const timer = timers.get(String(sendId))
        if (timer === undefined) return refuse(`cancels '${String(sendId)}'; only the timers of 'after' are known`)
        started.delete(timer)
        stopped.add(timer)
        break
      }
      case 'xstate.raise': {
        if (delay === undefined) break
        const timer = timers.get(String(id))
        if (timer === undefined || event?.type !== id) {
          return refuse("is delayed; time in a party is 'after' with a named delay only")
        }
        if (typeof delay !== 'number' || !(delay >= 0)) {
          return refuse(`starts '${String(id)}' with ${inWords(delay)}; a number of ms expected`)
        }
        started.add(timer)
        break
      }
      case 'xstate.log':
        break
      default:
        if (type in cures) return refuse(cures[type]!)
        if (action.exec === undefined) {
          return refuse('has no implementation, and XState skips it in silence; give it one in setup({ actions })')
        }
        return refuse('has effects of its own; a party speaks by emit only, and changes by assign only')
    }
  }
  return { started, stopped, says }
}
