// Fair cycles: can a run stay in a part of the graph for ever, and still be fair?
import type { Fairness } from '../../model/property.js'
import { Components } from './scc.js'
import type { DecidableGraph } from './explore.js'

/** The part of a graph in which a run would stay, and what fairness asks of it. */
export interface Region {
  readonly graph: DecidableGraph
  /** Whether a state belongs to it. */
  readonly inside: (state: number) => boolean
  /** By edge class: 1 where the run may take such an edge again and again. */
  readonly allowed: Uint8Array
  readonly fairness: readonly Fairness[]
  /** By edge class: a bit for each fairness assumption of which the edge is a step. */
  readonly taken: Uint32Array
}

/** Strongly connected parts in which a fair run can stay. */
export interface FairParts {
  /** Number of the part of each state; 0 where it is in none. */
  readonly partOf: Uint32Array
  readonly count: number
}

/** A bit for each fairness assumption that is enabled in a state: one of its steps, in the full graph, is such a step. */
export function enabledIn({ graph, taken }: Pick<Region, 'graph' | 'taken'>, state: number): number {
  let bits = 0
  if (state >= graph.expanded) return bits
  for (let edge = graph.rows[state]!; edge < graph.rows[state + 1]!; edge++) bits |= taken[graph.classes[edge]!]!
  return bits
}

const bitsOf = (fairness: readonly Fairness[], kind: Fairness['kind']): number =>
  fairness.reduce((bits, one, index) => (one.kind === kind ? bits | (1 << index) : bits), 0)

/** What the states and inner edges of a part amount to. */
function survey(
  region: Region,
  part: readonly number[],
  number: Uint32Array,
): { taken: number; some: number; all: number } {
  const { rows, targets, classes } = region.graph
  const own = number[part[0]!]
  let taken = 0
  let some = 0
  let all = -1
  for (const state of part) {
    const enabled = enabledIn(region, state)
    some |= enabled
    all &= enabled
    for (let edge = rows[state]!; edge < rows[state + 1]!; edge++) {
      const edgeClass = classes[edge]!
      if (region.allowed[edgeClass] === 1 && number[targets[edge]!] === own) taken |= region.taken[edgeClass]!
    }
  }
  return { taken, some, all }
}

/**
 * The strongly connected parts of a region in which a run can stay for ever and be fair.
 *
 * A part in which a weakly fair step is enabled everywhere and taken nowhere is not fair, nor is any part of it. From
 * a part in which a strongly fair step is enabled somewhere and taken nowhere, the states that enable it are removed,
 * and what is left is judged again (Emerson and Lei 1987). Steps that happen only finitely often are not `allowed`.
 */
export function fairParts(region: Region): FairParts {
  const { graph, fairness } = region
  const weak = bitsOf(fairness, 'weak')
  const strong = bitsOf(fairness, 'strong')
  const partOf = new Uint32Array(graph.states.size)
  /** The set of states that a state is being judged in; 0 for none. */
  const setOf = new Uint32Array(graph.states.size)
  let sets = 1
  let count = 0
  const agenda: number[][] = [[]]
  for (let state = 0; state < graph.expanded; state++) {
    if (!region.inside(state)) continue
    setOf[state] = 1
    agenda[0]!.push(state)
  }
  const search = new Components({ graph, setOf, passes: (edge) => region.allowed[graph.classes[edge]!] === 1 })
  for (let states = agenda.pop(); states !== undefined; states = agenda.pop()) {
    for (const part of search.cyclic(states)) {
      const number = ++sets
      for (const state of part) setOf[state] = number
      const { taken, some, all } = survey(region, part, setOf)
      if ((all & ~taken & weak) !== 0) continue
      const starved = some & ~taken & strong
      if (starved === 0) {
        count++
        for (const state of part) partOf[state] = count
        continue
      }
      const rest = part.filter((state) => {
        const kept = (enabledIn(region, state) & starved) === 0
        if (!kept) setOf[state] = 0
        return kept
      })
      if (rest.length > 0) agenda.push(rest)
    }
  }
  return { partOf, count }
}
