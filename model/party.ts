// What a party is: a machine that hears events and speaks by emitting them, and knows nobody.
import type { AnyStateMachine, AnyMachineSnapshot } from 'xstate'

/** An event with a finite payload: every field is a literal drawn from a finite set. */
export interface PartyEvent {
  readonly type: string
  readonly [field: string]: string | number | boolean | null
}

/**
 * What may come of an invoked promise, callback or other logic while it runs. It takes one tick at least, and may never end;
 * leaving its state ends it, and then nothing comes of it.
 */
export interface Service {
  /** Outputs with which it may be done, as JSON; `undefined` for none. */
  readonly done?: readonly unknown[]
  /** Errors with which it may fail, as JSON. */
  readonly error?: readonly unknown[]
  /** Events that it may send to the machine, again and again. */
  readonly says?: readonly PartyEvent[]
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
  /** `ignore`: actions with effects of their own are left out; they are refused if absent. */
  readonly effects?: 'ignore'
  /** What the delays may be that the machine computes, by name; in ms. */
  readonly delays?: Readonly<Record<string, readonly number[]>>
  /** What may come of the services that the machine invokes, by their ids or the names of their sources. */
  readonly services?: Readonly<Record<string, Service>>
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
