// What a machine can emit, read off its config where every emit is written out.
import type { AnyStateMachine } from 'xstate'
import { SpecificationError } from '../errors.js'
import type { PartyEvent } from '../party.js'

type Action = string | { readonly type: string } | ((...args: never) => unknown)

/** What is written of an emit; XState keeps it beside the function. */
interface Emit {
  readonly type?: string
  readonly event?: PartyEvent | ((...args: never) => unknown)
}

const listed = <T>(some: T | readonly T[] | undefined): readonly T[] =>
  some === undefined ? [] : Array.isArray(some) ? (some as readonly T[]) : [some as T]

interface Written {
  readonly entry?: Action | readonly Action[]
  readonly exit?: Action | readonly Action[]
  readonly on?: Readonly<Record<string, unknown>>
  readonly after?: Readonly<Record<string, unknown>>
  readonly always?: unknown
  readonly onDone?: unknown
  readonly initial?: unknown
  readonly invoke?: unknown
  readonly states?: Readonly<Record<string, Written>>
}

/** What follows from a service that is invoked. */
interface Invoked {
  readonly onDone?: unknown
  readonly onError?: unknown
  readonly onSnapshot?: unknown
}

function actionsIn(state: Written): readonly Action[] {
  const transitions = [
    ...Object.values(state.on ?? {}),
    ...Object.values(state.after ?? {}),
    state.always,
    state.onDone,
    state.initial,
    ...listed(state.invoke as Invoked | undefined).flatMap(({ onDone, onError, onSnapshot }) => [
      onDone,
      onError,
      onSnapshot,
    ]),
  ]
  return [
    ...listed(state.entry),
    ...listed(state.exit),
    ...transitions
      .flatMap((some) => listed(some as { readonly actions?: Action | readonly Action[] } | undefined))
      .flatMap(({ actions }) => listed(actions)),
    ...Object.values(state.states ?? {}).flatMap(actionsIn),
  ]
}

/**
 * Every event that a machine can emit.
 *
 * @param party for the message
 * @throws SpecificationError where what is emitted is computed, so that it cannot be read off
 */
export function saidBy(party: string, machine: AnyStateMachine): readonly PartyEvent[] {
  const implementations = machine.implementations.actions as Readonly<Record<string, unknown>>
  const said = new Map<string, PartyEvent>()
  for (const action of actionsIn(machine.config as Written)) {
    const name = typeof action === 'string' ? action : typeof action === 'function' ? undefined : action.type
    const { type, event } = ((name === undefined ? action : implementations[name]) ?? {}) as Emit
    const computed = type === 'xstate.enqueueActions' || (type === 'xstate.emit' && typeof event === 'function')
    if (computed) {
      throw new SpecificationError(
        `party '${party}': what ${name === undefined ? 'an action' : `'${name}'`} emits is computed; list every event that the party can emit in says`,
      )
    }
    if (type === 'xstate.emit' && event) said.set(JSON.stringify(event), event as PartyEvent)
  }
  return [...said.values()]
}
