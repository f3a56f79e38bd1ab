// Breadth-first search over states and monitor modes, for the shortest run to something.
import type { Graph } from './explore.js'
import { Allowance, Words } from './memory.js'
import type { Monitor } from './monitor.js'

/** A run through a graph: which start, then which edges; `loop` is the index of the edge that the run comes back to. */
export interface Path {
  readonly start: number
  readonly edges: readonly number[]
  readonly loop?: number
}

/** Outcomes of a monitor by mode and reading, and the reading of each edge class. */
export interface Automaton {
  readonly monitor: Monitor
  readonly readings: Uint8Array
  /** By mode * 8 + reading: the next mode, or `END`. */
  readonly outcomes: Int32Array
}

/** A violation or a witness. */
export const END = -1

export const edgeSource = (graph: Graph, edge: number): number => {
  let low = 0
  let high = graph.expanded - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (graph.rows[middle]! <= edge) low = middle
    else high = middle - 1
  }
  return low
}

/**
 * The shortest run that ends the monitor's watch or reaches a goal; undefined where there is none.
 *
 * @param goal asked of a state and the mode in which it is reached
 */
export function shortest(
  graph: Graph,
  automaton: Automaton,
  goal: (state: number, mode: number) => boolean = () => false,
): Path | undefined {
  // Most searches find nothing, so the way back is noted only once it is known that there is one.
  return search(graph, automaton, goal, false) && search(graph, automaton, goal, true)
}

function search(
  graph: Graph,
  { monitor, readings, outcomes }: Automaton,
  goal: (state: number, mode: number) => boolean,
  noting: boolean,
): Path | undefined {
  const { starts, rows, targets, classes, expanded } = graph
  const modes = monitor.modes
  const seen = new Uint8Array(Math.ceil((graph.states.size * modes) / 8))
  const unlimited = new Allowance(Infinity)
  const stateOf = new Words(unlimited)
  const modeOf = new Words(unlimited)
  /** Where in the queue each entry came from, and by which edge; for an entry without origin, which start. */
  const origin = new Words(unlimited)
  const by = new Words(unlimited)
  const initial = 0xffffffff

  const back = (from: number, last: readonly number[]): Path => {
    if (!noting) return { start: 0, edges: [] }
    const edges: number[] = [...last]
    let at = from
    for (; origin.data[at] !== initial; at = origin.data[at]!) edges.push(by.data[at]!)
    return { start: by.data[at]!, edges: edges.reverse() }
  }
  /** Queues a state in a mode, unless it has been; true where it is a goal. */
  const reach = (state: number, mode: number, from: number, edge: number): boolean => {
    const bit = state * modes + mode
    const at = Math.floor(bit / 8)
    if ((seen[at]! & (1 << (bit % 8))) !== 0) return false
    seen[at]! |= 1 << (bit % 8)
    if (monitor.settled(mode)) return false
    stateOf.push(state)
    modeOf.push(mode)
    if (noting) {
      origin.push(from)
      by.push(edge)
    }
    return goal(state, mode)
  }

  for (let start = 0; start < starts.length; start++) {
    const { state, edgeClass } = starts[start]!
    const outcome = outcomes[monitor.start * 8 + readings[edgeClass]!]!
    if (outcome === END) return { start, edges: [] }
    if (reach(state, outcome, initial, start)) return back(stateOf.length - 1, [])
  }
  for (let head = 0; head < stateOf.length; head++) {
    const state = stateOf.data[head]!
    if (state >= expanded) continue
    const mode = modeOf.data[head]! * 8
    for (let edge = rows[state]!; edge < rows[state + 1]!; edge++) {
      const outcome = outcomes[mode + readings[classes[edge]!]!]!
      if (outcome === END) return back(head, [edge])
      if (reach(targets[edge]!, outcome, head, edge)) return back(stateOf.length - 1, [])
    }
  }
  return undefined
}
