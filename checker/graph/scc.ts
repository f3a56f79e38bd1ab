// Strongly connected components of a part of a graph, by Pearce's algorithm (2016) without recursion.
import type { DecidableGraph } from './explore.js'

/** Which edges count: those within one set of states that pass. */
export interface Part {
  readonly graph: DecidableGraph
  /** The set that each state belongs to; 0 for none. */
  readonly setOf: Uint32Array
  readonly passes: (edge: number, from: number) => boolean
}

/** Finds components again and again in parts of one graph, with the same arrays. */
export class Components {
  readonly #part: Part
  /**
   * Of each state: 0 where it was not met; while it is open, the least number of an open state that it leads to; then the
   * number of its component, which is greater than that of any open state. One look at it decides about an edge.
   */
  readonly #ranks: Uint32Array
  /** The next edge to look at, of a state that is being visited; its own number, beside it. */
  readonly #edge: Uint32Array
  readonly #own: Uint32Array

  constructor(part: Part) {
    const states = part.graph.states.size
    this.#part = part
    this.#ranks = new Uint32Array(states)
    this.#edge = new Uint32Array(states)
    this.#own = new Uint32Array(states)
  }

  /**
   * Calls `visit` for each component of the states given, all of which are in one set; those that others lead to come
   * first. States that are not expanded have no edges.
   */
  each(states: ArrayLike<number>, visit: (members: readonly number[]) => void): void {
    const { graph, setOf, passes } = this.#part
    const { rows, targets, expanded } = graph
    const [ranks, edges, own] = [this.#ranks, this.#edge, this.#own]
    /** States that are done with, but whose component is not; and those on the way to the state being visited. */
    const open: number[] = []
    const trail: number[] = []
    let next = 1
    let component = 2 ** 32 - 1
    let set: number | undefined
    const enter = (state: number): void => {
      own[state] = ranks[state] = next++
      edges[state] = state < expanded ? rows[state]! : 0
      trail.push(state)
    }
    for (let at = 0; at < states.length; at++) ranks[states[at]!] = 0
    for (let at = 0; at < states.length; at++) {
      const root = states[at]!
      if (ranks[root] !== 0) continue
      set = setOf[root]!
      enter(root)
      while (trail.length > 0) {
        const state = trail[trail.length - 1]!
        const end = state < expanded ? rows[state + 1]! : 0
        let edge = edges[state]!
        let rank = ranks[state]!
        let fresh = -1
        for (; edge < end && fresh < 0; edge++) {
          const target = targets[edge]!
          if (setOf[target] !== set || !passes(edge, state)) continue
          const other = ranks[target]!
          if (other === 0) fresh = target
          else if (other < rank) rank = other
        }
        ranks[state] = rank
        edges[state] = edge
        if (fresh >= 0) {
          enter(fresh)
          continue
        }
        trail.pop()
        const parent = trail[trail.length - 1]
        if (parent !== undefined && rank < ranks[parent]!) ranks[parent] = rank
        if (rank < own[state]!) {
          open.push(state)
          continue
        }
        const members = [state]
        while (open.length > 0 && ranks[open[open.length - 1]!]! >= rank) members.push(open.pop()!)
        for (const member of members) ranks[member] = component
        component--
        next -= members.length
        visit(members)
      }
    }
  }

  /** The components through which a cycle leads. */
  cyclic(states: ArrayLike<number>): (readonly number[])[] {
    const found: (readonly number[])[] = []
    this.each(states, (members) => {
      if (members.length > 1 || this.#turns(members[0]!)) found.push(members)
    })
    return found
  }

  /** Whether a state has an edge to itself that passes. */
  #turns(state: number): boolean {
    const { graph, passes } = this.#part
    if (state >= graph.expanded) return false
    for (let edge = graph.rows[state]!; edge < graph.rows[state + 1]!; edge++) {
      if (graph.targets[edge] === state && passes(edge, state)) return true
    }
    return false
  }
}
