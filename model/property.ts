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
 * `Name` are the names of the predicates; `is` and `was` name state predicates, judged after and before the step; `does` names a step predicate; `tick` holds
 * for the passing of one quantum of time. An initial state is judged as a step that came from nowhere: `was`, `does`
 * and `tick` are false.
 */
export type Formula<Name extends string = string> =
  | { readonly is: Name }
  | { readonly was: Name }
  | { readonly does: Name }
  | { readonly tick: true }
  | { readonly not: Formula<Name> }
  | { readonly and: readonly Formula<Name>[] }
  | { readonly or: readonly Formula<Name>[] }

/** A fairness assumption, stated with every verdict that uses it. */
export interface Fairness<Name extends string = string> {
  readonly text: string
  /**
   * `weak`: what stays enabled for ever happens. `strong`: what is enabled again and again happens. `finite`: it
   * happens only finitely often.
   */
  readonly kind: 'weak' | 'strong' | 'finite'
  readonly step: Formula<Name>
}

/** The specification patterns (Dwyer, Avrunin and Corbett 1999) that a property may use. */
export type Pattern<Name extends string = string> =
  /** In every step in which `given` holds, `holds` holds. */
  | { readonly kind: 'invariant'; readonly given?: Formula<Name>; readonly holds: Formula<Name> }
  /** No step is a `what`; `given` is what makes it interesting (for vacuity only). */
  | { readonly kind: 'never'; readonly what: Formula<Name>; readonly given?: Formula<Name> }
  /**
   * From the step behind each `after` on (or from the start), no `then` before a `first`. A step that is both `first`
   * and `then` is fine.
   */
  | {
      readonly kind: 'precedence'
      readonly after?: Formula<Name>
      readonly first: Formula<Name>
      readonly then: Formula<Name>
    }
  /** Each `trigger` is followed by an `answer` (in the same step at the earliest), if the run is fair. */
  | {
      readonly kind: 'response'
      readonly trigger: Formula<Name>
      readonly answer: Formula<Name>
      readonly fairness: readonly Fairness<Name>[]
    }
  /** Each `trigger` is followed by an `answer` before more than `within` ms have passed. */
  | {
      readonly kind: 'bounded'
      readonly trigger: Formula<Name>
      readonly answer: Formula<Name>
      readonly within: number
    }
  /** Some run has such a step. */
  | { readonly kind: 'reachable'; readonly what: Formula<Name> }

export type Verdict = 'holds' | 'fails' | 'vacuous'

/** A claim about a world that can be decided. */
export interface Property<Name extends string = string> {
  /** Short, stable, kebab-case: `cold-boot-always-applies-os`. */
  readonly id: string
  readonly title: string
  /** The claim in plain words. */
  readonly claim: string
  readonly pattern: Pattern<Name>
}
