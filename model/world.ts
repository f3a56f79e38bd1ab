// The shape of a closed world: parties, links between them, channels, an environment and its time.
import type { LocalTest, Party, PartyEvent } from './party.js'

/**
 * A condition on the present: all of its clauses hold. Data, so that the checker can see which parties it reads.
 */
export interface Condition {
  /** In words, as it is printed with an assumption. */
  readonly text: string
  /** Clauses about local states of parties; all must hold. */
  readonly parties?: readonly { readonly party: string; readonly holds: LocalTest }[]
  /** Channels that must be empty. */
  readonly emptyChannels?: readonly string[]
}

/**
 * An emitted event type of one party, delivered as the same event to another.
 *
 * A `direct` link (no `channel`) delivers in the same instant, in emission order, run to completion. A link over a
 * channel puts the event at the end of that channel's queue.
 */
export interface Link {
  readonly from: string
  /** Event type. */
  readonly says: string
  readonly to: string
  /** Name of the channel; absent for a direct link. */
  readonly channel?: string
}

/**
 * A bounded first-in first-out queue with a latency window. What is in it is lost as soon as it is not up.
 */
export interface Channel {
  readonly name: string
  /** Messages at most; a further one is an error of the model, reported with its story. */
  readonly capacity: number
  /** Earliest and latest delivery, in ms after sending; rounded up to whole quanta. */
  readonly latency: { readonly least: number; readonly most: number }
  /** When messages can be in it, judged at the end of each step; always, if absent. */
  readonly up?: Condition
}

/** Something that the environment may do: one event to one party. */
export interface Stimulus {
  /** Unique; by default the event's type with its payload. */
  readonly id: string
  readonly party: string
  readonly event: PartyEvent
  /** When it may happen; at any time, if absent. */
  readonly when?: Condition
  /** How often it may happen in one run; without limit, if absent. Stimuli of one `budgetName` share one budget. */
  readonly budget?: number
  readonly budgetName?: string
  readonly description: string
  /** Ids of what is cited for it. */
  readonly sources: readonly string[]
}

/**
 * What belongs to one of several interchangeable devices. Names that stand at the same place in two replicas correspond.
 */
export interface Replica {
  readonly parties: readonly string[]
  readonly channels: readonly string[]
  /** Names of budgets: a `budgetName`, or the id of a stimulus. */
  readonly budgets: readonly string[]
}

/** Parties, links and environment: everything that the checker, the simulator and the oracle need. */
export interface World {
  readonly parties: readonly Party[]
  readonly links: readonly Link[]
  readonly channels: readonly Channel[]
  readonly stimuli: readonly Stimulus[]
  /**
   * Delay names that are not timed exactly: such a timer may elapse at any time after one tick, or never, while its
   * state is held.
   */
  readonly freeDelays: readonly string[]
  /** Assumptions in words that hold for the world as a whole; printed with every verdict. */
  readonly assumptions: readonly string[]
  /** Local states of one party at most, 200 000 by default: what needs more is not explored to the end. */
  readonly localStates?: number
  /**
   * Parts of the world that are alike: exchanging any two of them gives the same world. A checker that makes use of it
   * refuses a world of which it is not true.
   */
  readonly replicas?: readonly Replica[]
}

/**
 * An event type that is sent or waited for in vain. `unheard`: the party is sent it, and reacts to it in no state.
 * `unsent`: it is among what the party hears, and neither a stimulus nor a link sends it.
 */
export interface LooseEnd {
  readonly kind: 'unheard' | 'unsent'
  readonly party: string
  readonly event: string
}

/** A loose end that is meant, and why. */
export interface MeantLooseEnd extends LooseEnd {
  readonly because: string
}
