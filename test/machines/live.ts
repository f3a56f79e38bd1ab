// A live actor of one machine under a simulated clock: tell it a story, see where it is and what it said.
import { createActor, SimulatedClock } from 'xstate'
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate'
import type { PartyEvent } from '../../model/party.js'

export interface Outcome {
  readonly state: AnyMachineSnapshot
  /** Active leaf states as dotted paths, parallel ones joined by ` + `. */
  readonly at: string
  /** What it said, in order; since the last `listen`, if there was one. */
  readonly said: readonly PartyEvent[]
}

/** Forget what was said up to here. */
export const listen = Symbol('listen')

/** Events are sent, numbers are ms that pass. */
export function live(
  machine: AnyStateMachine,
  input: unknown,
  ...script: readonly (PartyEvent | number | typeof listen)[]
): Outcome {
  const clock = new SimulatedClock()
  const actor = createActor(machine, { input, clock })
  let said: PartyEvent[] = []
  actor.on('*', (event) => said.push(event as PartyEvent))
  actor.start()
  for (const step of script) {
    if (step === listen) said = []
    else if (typeof step === 'number') clock.increment(step)
    else actor.send(step)
  }
  const state = actor.getSnapshot() as AnyMachineSnapshot
  return { state, at: leaves(state.value as Value), said }
}

type Value = string | { readonly [region: string]: Value }

const leaves = (value: Value): string =>
  typeof value === 'string'
    ? value
    : Object.entries(value)
        .map(([region, below]) => leaves(below).replaceAll(/(^| \+ )/g, `$1${region}.`))
        .join(' + ')
