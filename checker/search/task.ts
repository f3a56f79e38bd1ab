// What a search without edges is given, and what it gives back: plain data that one thread may send to another.
import type { Observed } from '../compile/compile.js'
import type { Watched, Sighting } from '../monitor/onTheFly.js'
import type { Knowledge } from '../nextState/nextState.js'
import type { Shape } from '../nextState/transitionSource.js'

/** How states are remembered: as they are, or as hashes of so many bits, so that one may be taken for another. */
export type Storage = 'exact' | 'hashed'

export interface SearchTask {
  readonly shape: Shape
  /** What a kernel of the same shape has learnt before, if anything. */
  readonly knowledge?: Knowledge | undefined
  readonly observed: Observed
  readonly quantum: number
  readonly watched: readonly Watched[]
  /** The property that is watched in all of its modes, by index; -1 for none. */
  readonly tracked: number
  /** Packed initial states, one after the other. */
  readonly starts: Uint32Array
  readonly storage: Storage
  /** Bytes that this search may use. */
  readonly memory: number
  /** States of all searches at most. */
  readonly maxStates: number
}

export interface SearchProgress {
  readonly states: number
  readonly transitions: number
  readonly frontier: number
  readonly depth: number
  readonly bytes: number
}

/** How a search ended, where it did not come to the end of the space. */
export interface SearchEnd {
  /** `locals`: a party has more local states than are allowed for. */
  readonly stopped?: 'states' | 'memory' | 'signal' | 'locals' | undefined
  /** In words, which party has too many local states. */
  readonly because?: string | undefined
  /** A step that went astray, and how many steps from a start. */
  readonly fault?: { readonly message: string; readonly depth: number } | undefined
}

export interface SearchResult extends SearchProgress, SearchEnd {
  readonly sightings: readonly Sighting[]
}
