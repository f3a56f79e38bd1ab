// Transitions that no run of a machine ever takes: shadowed by a deeper state, guarded by what cannot be, or unreachable.
import { createActor, SimulatedClock } from 'xstate'
import type { AnyActorRef, AnyStateNode, AnyTransitionDefinition, InspectionEvent } from 'xstate'
import type { Party } from '../../model/party.js'
import { reachable } from '../../machines/reachable.js'

const declared = (node: AnyStateNode): readonly AnyTransitionDefinition[] => [
  ...[...node.transitions.values()].flat(),
  ...(node.always ?? []),
  ...Object.values(node.states).flatMap(declared),
]

/**
 * The transitions of one party that occur in none of the given configurations, as `state on event → targets`.
 *
 * Each local step is made by a live actor, whose inspection names the transitions taken in every microstep.
 */
export function deadTransitions(parties: readonly [Party, ...Party[]]): readonly string[] {
  const { machine } = parties[0]
  const taken = new Set<AnyTransitionDefinition>()
  const inspect = (inspected: InspectionEvent): void => {
    if (inspected.type === '@xstate.microstep') inspected._transitions.forEach((transition) => taken.add(transition))
  }
  for (const party of parties) {
    for (const input of party.inputs) {
      createActor(machine, { input, inspect, clock: new SimulatedClock() }).start()
      for (const { before, event } of reachable(machine, input, party.hears).steps) {
        const actor: AnyActorRef = createActor(machine, {
          input,
          snapshot: before,
          inspect,
          clock: new SimulatedClock(),
        })
        actor.start()
        actor.send(event)
      }
    }
  }
  return declared(machine.root)
    .filter((transition) => !taken.has(transition))
    .map(
      ({ source, eventType, target }) =>
        `${source.id} on ${eventType} → ${(target ?? []).map(({ id }) => id).join(', ') || 'nowhere'}`,
    )
}
