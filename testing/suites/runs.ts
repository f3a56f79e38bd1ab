// Tours as runs: what the package hands out, in stories, without the graph that they were found on.
import type { Party } from '../../model/party.js'
import type { Story } from '../../model/result.js'
import { partyGraph, type Admits } from '../party/partyGraph.js'
import { storyOf } from './paths.js'
import { pairTour, tour } from './tour.js'

export interface ToursOptions {
  /** What the runs take: every transition (`steps`, by default), or every two that can follow each other (`pairs`). */
  readonly take?: 'steps' | 'pairs'
  /** Steps of one run at most; without limit by default, and always for pairs. A run is longer where nothing shorter gets there. */
  readonly most?: number
  /** Also what the party must ignore, in each state; not by default, and never for pairs. */
  readonly ignored?: boolean
  /** Delays that are not timed exactly: beside them a party with hours and seconds has too many states. */
  readonly free?: readonly string[]
  /** Which events may be heard in which states; all in all by default. */
  readonly admits?: Admits
  /** States of the party and its timers at most; without limit by default. */
  readonly maxStates?: number
}

/** Runs of a party alone that together take everything that they should. */
export interface Tours {
  readonly runs: readonly Story[]
  /** How many transitions, or pairs of them, there are to be taken. */
  readonly taken: number
  /** Steps of all runs. */
  readonly steps: number
  /** No set of runs takes fewer steps, whatever their number and length. */
  readonly fewest: number
  /** Whether every state of the party was met; otherwise only what was met is taken. */
  readonly complete: boolean
}

/**
 * The fewest steps that take every transition of a party (a Chinese postman's walk), whatever the others do: it hears
 * everything that it can be sent, at any time, and its timers fire when they are due.
 *
 * @throws SpecificationError where the machine is not of the kind that can be checked
 */
export function toursOf(party: Party, { take = 'steps', most, ignored = false, ...options }: ToursOptions = {}): Tours {
  const graph = partyGraph(party, options)
  const { walks, edges, steps, bound } =
    take === 'pairs' ? pairTour(graph) : tour(graph, { ignored, ...(most === undefined ? {} : { most }) })
  return {
    runs: walks.map((walk) => storyOf(graph, walk)),
    taken: edges,
    steps,
    fewest: bound,
    complete: graph.graph.stopped === undefined,
  }
}
