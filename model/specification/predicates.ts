// Predicates in words: questions about the state of a party, and about what it hears and says in a step.
import { matchesState, type AnyMachineSnapshot, type AnyStateNode } from 'xstate'
import type { PartyEvent } from '../party.js'
import type { StatePredicate, StepPredicate } from '../property.js'

/** Values of some fields of an event; what is not named may have any value. */
export type Payload = Readonly<Record<string, string | number | boolean | null>>

/** A question about the state of one party, with what of its machine it names. */
export interface StateQuestion<Party extends string> extends StatePredicate {
  readonly party: Party
  /** A state or a tag that the machine must have. */
  readonly names?: { readonly state: string } | { readonly tag: string }
}

/** A question about what one party does, with the type of event that it names. */
export interface StepQuestion<
  Party extends string,
  Heard extends string = never,
  Said extends string = never,
> extends StepPredicate {
  readonly party: Party
  readonly hears?: Heard
  /** Id or source of a service that its machine must invoke. */
  readonly service?: string
  readonly says?: Said
}

/** The party is in a state, given by its path: `on`, or `on.blinking`. */
export const inState = <const Party extends string>(
  party: Party,
  path: string,
  text = `is in ${path}`,
): StateQuestion<Party> => ({
  kind: 'state',
  party,
  text,
  names: { state: path },
  holds: (snapshot: AnyMachineSnapshot) => matchesState(path, snapshot.value as string),
})

/** A state with that tag is active in the party. */
export const tagged = <const Party extends string>(
  party: Party,
  tag: string,
  text = `is ${tag}`,
): StateQuestion<Party> => ({
  kind: 'state',
  party,
  text,
  names: { tag },
  holds: (snapshot: AnyMachineSnapshot) => snapshot.hasTag(tag),
})

/**
 * The context of the party passes a test.
 *
 * @param text reads after the name of the party: `has tried three times`
 * @param test pure; it looks at nothing but the context, whose type it states itself
 */
export const context = <const Party extends string>(
  party: Party,
  text: string,
  test: (context: never) => boolean,
): StateQuestion<Party> => ({
  kind: 'state',
  party,
  text,
  holds: (snapshot: AnyMachineSnapshot) => test(snapshot.context as never),
})

const matches = (event: PartyEvent, type: string, payload: Payload): boolean =>
  event.type === type && Object.entries(payload).every(([field, value]) => event[field] === value)

const inWords = (type: string, payload: Payload): string =>
  [type, ...Object.entries(payload).map(([field, value]) => `${field}: ${String(value)}`)].join(' ')

/** The party is told something, whether it makes a difference to it or not. */
export const hears = <const Party extends string, const Heard extends string>(
  party: Party,
  type: Heard,
  payload: Payload = {},
  text = `hears ${inWords(type, payload)}`,
): StepQuestion<Party, Heard> => ({
  kind: 'step',
  party,
  text,
  hears: type,
  holds: ({ event }) => matches(event, type, payload),
})

/** The party emits something. */
export const says = <const Party extends string, const Said extends string>(
  party: Party,
  type: Said,
  payload: Payload = {},
  text = `says ${inWords(type, payload)}`,
): StepQuestion<Party, never, Said> => ({
  kind: 'step',
  party,
  text,
  says: type,
  holds: ({ says: said }) => said.some((event) => matches(event, type, payload)),
})

const ends = <const Party extends string>(
  party: Party,
  service: string,
  kind: 'done' | 'error',
  text: string,
): StepQuestion<Party> => ({
  kind: 'step',
  party,
  text,
  service,
  holds: ({ before, event }) =>
    event.type.startsWith(`xstate.${kind}.actor.`) &&
    invoked(before).some(
      ({ id, src }) => event.type === `xstate.${kind}.actor.${id}` && (id === service || src === service),
    ),
})

/** The services of the states that are active. */
const invoked = ({ _nodes: nodes }: AnyMachineSnapshot): readonly { readonly id: string; readonly src: unknown }[] =>
  (nodes as readonly AnyStateNode[]).flatMap(({ invoke }) => invoke)

/** A service that the party invokes is done; given by its id, or the name of its source. */
export const isDone = <const Party extends string>(
  party: Party,
  service: string,
  text = `hears that ${service} is done`,
) => ends(party, service, 'done', text)

/** A service that the party invokes fails. */
export const hasFailed = <const Party extends string>(
  party: Party,
  service: string,
  text = `hears that ${service} has failed`,
) => ends(party, service, 'error', text)
