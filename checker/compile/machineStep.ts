// One step of a machine, asked of XState.
import { transition } from 'xstate'
import type { ActorLogic, AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from 'xstate'
import type { PartyEvent } from '../../model/party.js'

/**
 * XState's `transition`, without the initial snapshot: for each call XState makes an actor, which asks for one and never
 * looks at it, and computing that costs as much as the transition. So it is given the snapshot at hand.
 */
export function stepOf(machine: AnyStateMachine, before: AnyMachineSnapshot, event: PartyEvent) {
  const logic: ActorLogic<AnyMachineSnapshot, AnyEventObject> = {
    transition: (snapshot, heard, scope) => machine.transition(snapshot, heard, scope) as AnyMachineSnapshot,
    getInitialSnapshot: () => before,
    getPersistedSnapshot: () => before,
  }
  return transition(logic, before, event)
}
