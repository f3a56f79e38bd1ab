// How predicates are made: questions about the tags and the context of a party, and about what it hears and says.
import type { AnyMachineSnapshot } from 'xstate'
import type { PartyName } from '../../machines/party.js'
import type { PartyEvent } from '../../model/party.js'
import type { LocalTransition, StatePredicate, StepPredicate } from '../../model/property.js'

export type Context = Readonly<Record<string, unknown>>
export type Payload = Readonly<Record<string, string | number | boolean | null>>

export const contextOf = (snapshot: AnyMachineSnapshot): Context => snapshot.context as Context

/** The party has one of these tags. */
export const tagged = (party: PartyName, text: string, ...tags: readonly string[]): StatePredicate => ({
  kind: 'state',
  party,
  text,
  holds: (snapshot) => tags.some((tag) => snapshot.hasTag(tag)),
})

/** The party's context has these values. */
export const remembers = (party: PartyName, text: string, holds: (context: Context) => boolean): StatePredicate => ({
  kind: 'state',
  party,
  text,
  holds: (snapshot) => holds(contextOf(snapshot)),
})

export const matchesPayload = (event: PartyEvent, payload: Payload): boolean =>
  Object.entries(payload).every(([field, value]) => event[field] === value)

export const heard = ({ event }: LocalTransition, type: string, payload: Payload = {}): boolean =>
  event.type === type && matchesPayload(event, payload)

export const said = ({ says }: LocalTransition, type: string, payload: Payload = {}): boolean =>
  says.some((event) => event.type === type && matchesPayload(event, payload))

export const does = (party: PartyName, text: string, holds: StepPredicate['holds']): StepPredicate => ({
  kind: 'step',
  party,
  text,
  holds,
})
export const hears = (party: PartyName, text: string, type: string, payload?: Payload): StepPredicate =>
  does(party, text, (transition) => heard(transition, type, payload))
export const says = (party: PartyName, text: string, type: string, payload?: Payload): StepPredicate =>
  does(party, text, (transition) => said(transition, type, payload))
export const enters = (party: PartyName, text: string, tag: string): StepPredicate =>
  does(party, text, ({ before, after }) => !before.hasTag(tag) && after.hasTag(tag))
export const leaves = (party: PartyName, text: string, tag: string): StepPredicate =>
  does(party, text, ({ before, after }) => before.hasTag(tag) && !after.hasTag(tag))

export const field = (name: string, { before, after }: LocalTransition): readonly [unknown, unknown] => [
  contextOf(before)[name],
  contextOf(after)[name],
]
export const changes = (name: string, transition: LocalTransition): boolean => {
  const [before, after] = field(name, transition)
  return before !== after
}
