// What can be checked of a world: predicates over its parties, formulas over one step, and patterns of behaviour.
import type { AnyMachineSnapshot } from 'xstate'
import type { PartyEvent } from './party.js'

/** What happened to one party in one step. Shapes as XState's own snapshots. */
export interface LocalTransition {
  readonly before: AnyMachineSnapshot
  /** What the party heard; a timer appears as XState's `xstate.after.…` event. */
  readonly event: PartyEvent
  readonly after: AnyMachineSnapshot
  /** What it emitted, in order. */
  readonly says: readonly PartyEvent[]
}

/** A named question about the local state of one party. */
export interface StatePredicate {
  readonly kind: 'state'
  readonly party: string
  /** Reads after "the party": `is running Squirrel`. */
  readonly text: string
  readonly holds: (snapshot: AnyMachineSnapshot) => boolean
}

/** A named question about what one party did; holds for a step if it holds for any local transition in its cascade. */
export interface StepPredicate {
  readonly kind: 'step'
  readonly party: string
  readonly text: string
  readonly holds: (transition: LocalTransition) => boolean
}

export type Predicate = StatePredicate | StepPredicate

/**
 * A formula over one step of the system, that is: the state before, what happened, the state after.
 *
 * `is` and `was` name state predicates, judged after and before the step; `does` names a step predicate; `tick` holds
 * for the passing of one quantum of time. An initial state is judged as a step that came from nowhere: `was`, `does`
 * and `tick` are false.
 */
export type Formula =
  | { readonly is: string }
  | { readonly was: string }
  | { readonly does: string }
  | { readonly tick: true }
  | { readonly not: Formula }
  | { readonly and: readonly Formula[] }
  | { readonly or: readonly Formula[] }

/** A fairness assumption, stated with every verdict that uses it. */
export interface Fairness {
  readonly text: string
  /**
   * `weak`: what stays enabled for ever happens. `strong`: what is enabled again and again happens. `finite`: it
   * happens only finitely often.
   */
  readonly kind: 'weak' | 'strong' | 'finite'
  readonly step: Formula
}

/** The specification patterns (Dwyer, Avrunin and Corbett 1999) that a property may use. */
export type Pattern =
  /** In every step in which `given` holds, `holds` holds. */
  | { readonly kind: 'invariant'; readonly given?: Formula; readonly holds: Formula }
  /** No step is a `what`; `given` is what makes it interesting (for vacuity only). */
  | { readonly kind: 'never'; readonly what: Formula; readonly given?: Formula }
  /**
   * From the step behind each `after` on (or from the start), no `then` before a `first`. A step that is both `first`
   * and `then` is fine.
   */
  | { readonly kind: 'precedence'; readonly after?: Formula; readonly first: Formula; readonly then: Formula }
  /** Each `trigger` is followed by an `answer` (in the same step at the earliest), if the run is fair. */
  | {
      readonly kind: 'response'
      readonly trigger: Formula
      readonly answer: Formula
      readonly fairness: readonly Fairness[]
    }
  /** Each `trigger` is followed by an `answer` before more than `within` ms have passed. */
  | { readonly kind: 'bounded'; readonly trigger: Formula; readonly answer: Formula; readonly within: number }
  /** Some run has such a step. */
  | { readonly kind: 'reachable'; readonly what: Formula }

export type Verdict = 'holds' | 'fails' | 'vacuous'

/** A claim about a world that can be decided. */
export interface Property {
  /** Short, stable, kebab-case: `cold-boot-always-applies-os`. */
  readonly id: string
  readonly title: string
  /** The claim in plain words. */
  readonly claim: string
  readonly pattern: Pattern
}
