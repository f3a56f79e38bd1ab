// Every local state that a machine can be in, found by calling XState's pure functions on it.
import { initialTransition, transition } from 'xstate'
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate'
import type { PartyEvent } from '../model/party.js'

/** One local transition: what was heard where, what was said, and what came of it. */
export interface LocalStep {
  readonly before: AnyMachineSnapshot
  readonly event: PartyEvent
  readonly after: AnyMachineSnapshot
  readonly says: readonly PartyEvent[]
}

export interface Reachable {
  /** In breadth-first order, the initial state first. */
  readonly states: readonly AnyMachineSnapshot[]
  /** For each state and each event, ignored ones included; final states hear nothing any more. */
  readonly steps: readonly LocalStep[]
}

/** What tells two local states apart. Complete for machines without history states, whose context is plain data. */
const identity = ({ value, context }: AnyMachineSnapshot): string => JSON.stringify([value, context])

/**
 * Explores one machine by itself: each event may come in each state, and a timer may elapse whenever it is pending.
 *
 * @param limit - local states at most.
 * @throws Error if there are more: a context field grows.
 */
export function reachable(
  machine: AnyStateMachine,
  input: unknown,
  hears: readonly PartyEvent[],
  limit = 10_000,
): Reachable {
  const timers = (machine.events as readonly string[])
    .filter((type) => type.startsWith('xstate.after.'))
    .map((type): PartyEvent => ({ type }))
  const events = [...hears, ...timers]
  const [initial] = initialTransition(machine, input) as [AnyMachineSnapshot, unknown]
  const states = [initial]
  const known = new Set([identity(initial)])
  const steps: LocalStep[] = []
  for (const before of states) {
    if (before.status !== 'active') continue
    for (const event of events) {
      const [after, actions] = transition(machine, before, event) as [AnyMachineSnapshot, readonly Action[]]
      steps.push({ before, event, after, says: actions.filter(({ type }) => type === 'xstate.emit').map(said) })
      if (known.has(identity(after))) continue
      known.add(identity(after))
      states.push(after)
      if (states.length > limit)
        throw new Error(`${machine.id} has more than ${limit} local states; the last is ${identity(after)}.`)
    }
  }
  return { states, steps }
}

interface Action {
  readonly type: string
  readonly params: unknown
}

const said = ({ params }: Action): PartyEvent => (params as { readonly event: PartyEvent }).event
