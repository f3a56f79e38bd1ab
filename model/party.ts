// What a party is: a machine that hears events and speaks by emitting them, and knows nobody.
import type { AnyStateMachine, AnyMachineSnapshot } from 'xstate'

/** An event with a finite payload: every field is a literal drawn from a finite set. */
export interface PartyEvent {
  readonly type: string
  readonly [field: string]: string | number | boolean | null
}

/** One party: its machine, what it is started with, and its finite alphabets. */
export interface Party {
  readonly name: string
  /** What the vendor calls it, for readers. */
  readonly title: string
  readonly machine: AnyStateMachine
  /** Possible inputs of the machine; one initial local state each. At least one. */
  readonly inputs: readonly unknown[]
  /** Every event that the party can be sent, each payload spelled out. Timer events are not listed. */
  readonly hears: readonly PartyEvent[]
  /** Every event that the party can emit, each payload spelled out. */
  readonly says: readonly PartyEvent[]
}

/** A question about the local state of one party. Pure; it looks at nothing but the snapshot. */
export type LocalTest = (snapshot: AnyMachineSnapshot) => boolean

/** All payload combinations of an event type: `variants('power.applied', { rescue: [true, false] })`. */
export function variants(
  type: string,
  fields: Readonly<Record<string, readonly (string | number | boolean | null)[]>> = {},
): readonly PartyEvent[] {
  return Object.entries(fields).reduce<readonly PartyEvent[]>(
    (events, [field, values]) => events.flatMap((event) => values.map((value) => ({ ...event, [field]: value }))),
    [{ type }],
  )
}
