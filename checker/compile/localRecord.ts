// What a table knows of a party: its local states, what an event does to one, and all of it as plain data.
import type { AnyMachineSnapshot } from 'xstate'
import type { PartyEvent } from '../../model/party.js'
import type { Reading } from './contextConstants.js'
import type { SavedTransition } from './transitionCache.js'

/** What a context becomes where some of it is not told apart; the machine goes on from that. */
export type Blur = (context: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>

/** A local state: XState's snapshot and the timers that run in it. */
export interface LocalState {
  readonly snapshot: AnyMachineSnapshot
  /** Ascending indices into the table's `timers`; the timer slots of this state. */
  readonly timers: readonly number[]
}

/** What one event does to one local state. */
export interface LocalRecord {
  readonly id: number
  readonly before: number
  /** Index into the table's `events`. */
  readonly event: number
  readonly after: number
  /** For each timer slot of `after`: the slot of `before` that it goes on from, or `FRESH`. */
  readonly slots: Int32Array
  /** Indices into the table's `events`, in the order of emission. */
  readonly says: Int32Array
  /** Nothing happened: same state, timers running on, nothing said. */
  readonly idle: boolean
  /** What XState looked at of the constants of the context, in order; `whole` where it looked at all there is. */
  readonly readings: readonly Reading[]
  readonly whole: boolean
}

/** A table as plain data, for another process. */
export interface SavedTable {
  readonly events: readonly PartyEvent[]
  /** Canonical texts, from which snapshots can be restored. */
  readonly cores: readonly string[]
  readonly constants: readonly string[]
  /** Core and constants to start with, by the canonical text of the input. */
  readonly initials: readonly (readonly [input: string, core: number, constants: number])[]
  readonly transitions: readonly SavedTransition[]
}
