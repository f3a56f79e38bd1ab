// Strongly connected components of a part of a graph, by Tarjan's algorithm without recursion.
import type { Graph } from './explore.js'

/** Which edges count: those within one set of states that pass. */
export interface Part {
  readonly graph: Graph
  /** The set that each state belongs to; 0 for none. */
  readonly setOf: Uint32Array
  readonly passes: (edge: number, from: number) => boolean
}

/** Finds components again and again in parts of one graph, with the same arrays. */
export class Components {
  readonly #part: Part
  readonly #order: Uint32Array
  readonly #low: Uint32Array
  /** The next edge to look at, of a state that is being visited. */
  readonly #edge: Uint32Array
  readonly #waiting: Uint8Array

  constructor(part: Part) {
    const states = part.graph.states.size
    this.#part = part
    this.#order = new Uint32Array(states)
    this.#low = new Uint32Array(states)
    this.#edge = new Uint32Array(states)
    this.#waiting = new Uint8Array(states)
  }

  /**
   * Calls `visit` for each component of the states given, all of which are in one set; those that others lead to come
   * first. States that are not expanded have no edges.
   */
  each(states: ArrayLike<number>, visit: (members: readonly number[]) => void): void {
    const { graph, setOf, passes } = this.#part
    const { rows, targets, expanded } = graph
    const [order, low, edges, waiting] = [this.#order, this.#low, this.#edge, this.#waiting]
    const open: number[] = []
    const trail: number[] = []
    let visited = 0
    let own: number | undefined
    const enter = (state: number): void => {
      order[state] = low[state] = ++visited
      edges[state] = state < expanded ? rows[state]! : 0
      waiting[state] = 1
      open.push(state)
      trail.push(state)
    }
    for (let at = 0; at < states.length; at++) order[states[at]!] = 0
    for (let at = 0; at < states.length; at++) {
      const root = states[at]!
      own = setOf[root]!
      if (order[root] !== 0) continue
      enter(root)
      while (trail.length > 0) {
        const state = trail[trail.length - 1]!
        const edge = edges[state]!
        if (state < expanded && edge < rows[state + 1]!) {
          edges[state]!++
          const target = targets[edge]!
          if (setOf[target] !== own || !passes(edge, state)) continue
          if (order[target] === 0) enter(target)
          else if (waiting[target] === 1) low[state] = Math.min(low[state]!, order[target]!)
          continue
        }
        trail.pop()
        const parent = trail[trail.length - 1]
        if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[state]!)
        if (low[state] !== order[state]) continue
        const members = open.splice(open.lastIndexOf(state))
        for (const member of members) waiting[member] = 0
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
