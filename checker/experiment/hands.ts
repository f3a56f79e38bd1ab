// An experiment on a world: what of it is in the hands of who experiments, and what of it can be seen from outside.
import type { AnyMachineSnapshot } from 'xstate'
import type { PartyEvent } from '../../model/party.js'
import type { Stimulus, World } from '../../model/world.js'

/**
 * Who decides about a stimulus. `act`: who experiments does it when he likes. `prepare`: he may arrange it before he
 * begins, and not later. `outcome`: it comes by itself, soon after it has become possible, several in any order. `may`: it
 * comes at any time, or not at all. `never`: it does not happen in an experiment that counts.
 */
export type Hand = 'act' | 'prepare' | 'outcome' | 'may' | 'never'

/** Something that can be switched off, and on again. */
export interface Switch {
  readonly name: string
  /** Event types of outcomes that do not come while it is off. */
  readonly gates: readonly string[]
  /** Event types of what happens, where it can, in the moment in which it is switched off. */
  readonly breaks: readonly string[]
}

/** What can be seen of a world, in words that stand for themselves. */
export interface Sight {
  /** What is seen when a party says something; undefined where nothing is. */
  readonly said: (party: string, event: PartyEvent) => string | undefined
  /** What can be looked at at any time: seen when it changes. */
  readonly shown: readonly { readonly party: string; readonly reads: (snapshot: AnyMachineSnapshot) => string }[]
}

/** One of the worlds that an experiment may be made in. */
export interface Candidate {
  readonly world: World
  /** Which answer to the question it stands for: an index. */
  readonly answer: number
}

/** A question that an experiment is to decide: which answer is that of the world in which it is made? */
export interface ExperimentQuestion {
  readonly candidates: readonly Candidate[]
  readonly handOf: (stimulus: Stimulus) => Hand
  readonly switches: readonly Switch[]
  readonly sight: Sight
  /** ms after which a wait is over in which nothing was seen. */
  readonly patience: number
  /** ms that outcomes may take altogether within one wait. */
  readonly delay: number
}

/** One turn of who experiments. */
export type Turn =
  | { readonly kind: 'prepare' | 'act'; readonly stimulus: string }
  | { readonly kind: 'switch'; readonly name: string; readonly on: boolean }
  /** Until something is seen, or nothing was for the time of patience. */
  | { readonly kind: 'wait' }

/** What is seen in one instant, sorted; empty for nothing. */
export type Seen = readonly string[]

/** A turn, and for each thing that may be seen then: the answer, or the number of the step to go on with. */
export interface PlanStep {
  readonly turn: Turn
  readonly then: readonly ({ readonly seen: Seen } & ({ readonly answer: number } | { readonly step: number }))[]
}

/** What to do, beginning with the first step; none leads back to an earlier one. */
export type Plan = readonly PlanStep[]
