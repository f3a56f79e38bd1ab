// What the checker says: verdicts with their evidence, and stories that show why.
import type { PartyEvent } from './party.js'
import type { Verdict } from './property.js'

/** What set a step off. */
export type Cause =
  | { readonly kind: 'stimulus'; readonly id: string; readonly party: string; readonly event: PartyEvent }
  | { readonly kind: 'delivery'; readonly channel: string; readonly from: string; readonly event: PartyEvent }
  | {
      readonly kind: 'timer'
      readonly party: string
      readonly delay: string
      readonly event: PartyEvent
      /** Which of several that may run at once with that delay and event: its id, or its service's; absent where it is alone. */
      readonly of?: string
    }
  | { readonly kind: 'tick' }

/** One macrostep of one party within a step. */
export interface Happening {
  readonly party: string
  /** Who said it: a party, `environment`, or `clock`. */
  readonly from: string
  readonly event: PartyEvent
  /** What the party emitted, in order. */
  readonly says: readonly PartyEvent[]
  /** State nodes left and entered, as dotted paths; context fields that changed. Empty where the event was ignored. */
  readonly left: readonly string[]
  readonly entered: readonly string[]
  readonly changed: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>
  /** Sources (rules, facts, decisions) of the states entered and, where known, of the transitions taken. */
  readonly sources: readonly string[]
}

export interface StoryStep {
  /** ms since the start of the run, after the step. */
  readonly time: number
  readonly cause: Cause
  readonly happenings: readonly Happening[]
  /** What was lost from channels at the end of the step. */
  readonly lost: readonly { readonly channel: string; readonly event: PartyEvent }[]
  /** What is assumed of its cause, in words; absent where nothing is. */
  readonly assumed?: readonly string[]
  /** Why this step is shown: it is the trigger, the violation, the witness, the start of the loop. */
  readonly mark?: 'trigger' | 'violation' | 'witness' | 'loop'
}

/** A run of the world from one of its initial states. */
export interface Story {
  /** Which input each party started with: an index into its `inputs`. */
  readonly initial: Readonly<Record<string, number>>
  /** State of each party at the start, as dotted leaf paths with context. */
  readonly start: Readonly<Record<string, { readonly states: readonly string[]; readonly context: unknown }>>
  readonly steps: readonly StoryStep[]
  /** For a lasso: index of the first step of the loop, which then repeats for ever. */
  readonly loop?: number
}

/** One property in one configuration. */
export interface PropertyVerdict {
  readonly property: string
  /** `incomplete` where the exploration did not come to its end and found no violation or witness so far. */
  readonly verdict: Verdict | 'incomplete'
  /** Steps of the explored graph in which the antecedent (given, trigger; after and then, whichever is rarer) held. */
  readonly exercised: number
  /** The shortest counterexample of what fails; the shortest witness of what is reachable. */
  readonly story?: Story
}

/** A way in which time can stand still; an error of the model. */
export interface Standstill {
  /**
   * `deadlock`: no step is possible. `time-lock`: no tick can happen any more, whatever is done. `zeno`: deliveries and
   * timers alone go round in a circle, infinitely many steps in no time (a livelock).
   */
  readonly kind: 'deadlock' | 'time-lock' | 'zeno'
  /** How many states are such, or on such a circle. */
  readonly states: number
  /** The shortest run to the first of them; to the circle, and once around it. */
  readonly story: Story
}

/** How time goes on in what was explored. */
export interface Timeliness {
  readonly standstills: readonly Standstill[]
  /** States on circles on which the environment may act infinitely often in no time; harmless, but no run of the real world. */
  readonly hasty: number
  /** States at rest: whatever happens, and however much time passes, they stay as they are. */
  readonly atRest: number
}

/** What is taken for granted of the environment or of time; what it means is said in words by `report/`. */
export type Assumption =
  /** Of the world as a whole, in the words of its author. */
  | { readonly kind: 'stated'; readonly text: string }
  /** These stimuli happen at most so often in one run, all together. */
  | { readonly kind: 'budget'; readonly stimuli: readonly string[]; readonly most: number }
  /** A stimulus happens only under a condition. */
  | { readonly kind: 'condition'; readonly stimulus: string; readonly when: string }
  /** A channel holds at most so many messages, and delivers each within a window, in ms. */
  | {
      readonly kind: 'channel'
      readonly channel: string
      readonly capacity: number
      readonly least: number
      readonly most: number
    }
  /** A channel keeps its messages only under a condition. */
  | { readonly kind: 'up'; readonly channel: string; readonly when: string }
  /** A timer that may elapse at any time, or never. */
  | { readonly kind: 'free'; readonly delay: string }

/** What one exploration covered. */
export interface Exploration {
  readonly parties: readonly string[]
  readonly complete: boolean
  /** The limit that ended it early (of states, of memory, of the local states of a party), or the wish to stop. */
  readonly stopped?: 'states' | 'memory' | 'signal' | 'locals'
  /** For `locals`: which party has too many local states, and why. */
  readonly because?: string
  readonly states: number
  readonly transitions: number
  /** Steps on the longest shortest path. */
  readonly depth: number
  readonly milliseconds: number
  /** ms in a tick. */
  readonly quantum: number
  /** Local states and local transitions of each party that were met. */
  readonly locals: Readonly<Record<string, { readonly states: number; readonly transitions: number }>>
  readonly assumptions: readonly Assumption[]
  /** Absent where only the states were kept, and not the steps between them. */
  readonly timeliness?: Timeliness
}

/** A time that some run takes, or that there is no such time. */
export type Bound =
  | { readonly kind: 'time'; readonly ms: number; readonly story: Story }
  /**
   * `may-never-come`: in the run of the story, which goes round for ever, the second never comes.
   * `comes-any-time-later`: in every fair run it comes at last, but the run may first go round as often as it likes.
   */
  | { readonly kind: 'unbounded'; readonly reason: 'may-never-come' | 'comes-any-time-later'; readonly story: Story }

/** The smallest and the largest time from one thing to another. */
export interface Bounds {
  readonly exploration: Exploration
  /** Steps of the graph in which the first occurs. */
  readonly occurrences: number
  /** Where not, the smallest may be smaller, and the largest larger. */
  readonly complete: boolean
  /** Absent where the second never follows the first. */
  readonly smallest?: Extract<Bound, { kind: 'time' }>
  readonly largest?: Bound
}
