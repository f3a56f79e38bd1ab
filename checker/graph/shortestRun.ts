// Breadth-first search over states and monitor modes, for the shortest run to something, and the least noisy of these.
import type { DecidableGraph } from './explore.js'
import { Allowance, Words } from '../store/tupleSet.js'
import { END, type Monitor, outcomeAt } from '../monitor/monitor.js'
import { noiseIn } from './runCost.js'

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
  /** Its transition table, as `outcomesOf` makes it. */
  readonly outcomes: Int32Array
}

export const edgeSource = (graph: DecidableGraph, edge: number): number => {
  let low = 0
  let high = graph.expanded - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (graph.rows[middle]! <= edge) low = middle
    else high = middle - 1
  }
  return low
}

/** What a search watches for: which mode each start and each edge leads to. */
export interface Watch {
  /** Modes are 0 up to this. */
  readonly modes: number
  /** The mode of a start, by its index, or `END`. */
  readonly start: (start: number) => number
  /** The mode that an edge leads to, or `END`. */
  readonly next: (mode: number, edge: number, from: number) => number
  /** Whether there is nothing to find from this mode on. */
  readonly settled?: (mode: number) => boolean
}

/** The watch of a monitor. */
export const watchOf = ({ starts, classes }: DecidableGraph, { monitor, readings, outcomes }: Automaton): Watch => ({
  modes: monitor.modes,
  start: (start) => outcomeAt(outcomes, monitor.start, readings[starts[start]!.edgeClass]!),
  next: (mode, edge) => outcomeAt(outcomes, mode, readings[classes[edge]!]!),
  settled: (mode) => monitor.settled(mode),
})

/**
 * The shortest run that ends the watch or reaches a goal, and the least noisy of the shortest; undefined where there is
 * none.
 *
 * @param goal asked of a state and the mode in which it is reached
 */
export function shortest(
  graph: DecidableGraph,
  watch: Watch,
  goal: (state: number, mode: number) => boolean = () => false,
): Path | undefined {
  const search = new Search(graph, watch, goal)
  return search.run() ? search.quietest() : undefined
}

/** The way to a state in a mode: the edges so far, back to front, and how noisy they are. */
interface Way {
  readonly noise: number
  readonly start: number
  readonly edge: number
  readonly before: Way | undefined
}

/** Breadth-first, level by level: all shortest runs are those that lead from level to level to an end on the last. */
class Search {
  readonly #graph: DecidableGraph
  readonly #watch: Watch
  readonly #goal: (state: number, mode: number) => boolean
  readonly #stateOf = new Words(new Allowance(Infinity))
  readonly #modeOf = new Words(new Allowance(Infinity))
  /** Where each level begins among the entries. */
  readonly #levels: number[] = [0]
  readonly #seen: Uint8Array
  /** Whether an end was met: at a start or an edge, or at an entry that is a goal. */
  #ended = false
  #met = false

  constructor(graph: DecidableGraph, watch: Watch, goal: (state: number, mode: number) => boolean) {
    this.#graph = graph
    this.#watch = watch
    this.#goal = goal
    this.#seen = new Uint8Array(Math.ceil((graph.states.size * watch.modes) / 8))
  }

  /** Searches up to the first level on which there is an end; false where there is none. */
  run(): boolean {
    const { starts, rows, targets, expanded } = this.#graph
    const watch = this.#watch
    const [stateOf, modeOf] = [this.#stateOf, this.#modeOf]
    for (let start = 0; start < starts.length; start++) {
      this.#reach(starts[start]!.state, watch.start(start))
    }
    for (let head = 0; !this.#ended && !this.#met && head < stateOf.length;) {
      const end = stateOf.length
      this.#levels.push(end)
      for (; head < end; head++) {
        const state = stateOf.data[head]!
        if (state >= expanded) continue
        const mode = modeOf.data[head]!
        for (let edge = rows[state]!; edge < rows[state + 1]!; edge++) {
          this.#reach(targets[edge]!, watch.next(mode, edge, state))
        }
      }
    }
    return this.#ended || this.#met
  }

  /** Queues a state in a mode, unless it has been. */
  #reach(state: number, mode: number): void {
    if (mode === END) {
      this.#ended = true
      return
    }
    const bit = state * this.#watch.modes + mode
    const at = Math.floor(bit / 8)
    if ((this.#seen[at]! & (1 << (bit % 8))) !== 0) return
    this.#seen[at]! |= 1 << (bit % 8)
    if (this.#watch.settled?.(mode)) return
    this.#stateOf.push(state)
    this.#modeOf.push(mode)
    if (this.#goal(state, mode)) this.#met = true
  }

  /** The edges between two levels that lead to an end, from the last level back to the first. */
  #useful(): readonly (readonly [edge: number, entry: number, mode: number])[][] {
    const { rows, targets, expanded } = this.#graph
    const { modes, next } = this.#watch
    const [stateOf, modeOf, levels] = [this.#stateOf, this.#modeOf, this.#levels]
    const keyOf = (state: number, mode: number): number => state * modes + mode
    const last = levels.length - 1
    let wanted = new Set<number>()
    for (let entry = levels[last]!; entry < stateOf.length; entry++) {
      const [state, mode] = [stateOf.data[entry]!, modeOf.data[entry]!]
      if (this.#goal(state, mode)) wanted.add(keyOf(state, mode))
    }
    const useful: (readonly [number, number, number])[][] = []
    for (let level = last - 1; level >= 0; level--) {
      const edges: (readonly [number, number, number])[] = []
      const sources = new Set<number>()
      for (let entry = levels[level]!; entry < levels[level + 1]!; entry++) {
        const [state, mode] = [stateOf.data[entry]!, modeOf.data[entry]!]
        if (state >= expanded) continue
        for (let edge = rows[state]!; edge < rows[state + 1]!; edge++) {
          const outcome = next(mode, edge, state)
          const leads = outcome === END ? level === last - 1 : wanted.has(keyOf(targets[edge]!, outcome))
          if (!leads) continue
          edges.push([edge, entry, outcome])
          sources.add(keyOf(state, mode))
        }
      }
      useful.push(edges)
      wanted = sources
    }
    return useful.reverse()
  }

  /** The least noisy of the shortest runs; of equals the first. */
  quietest(): Path {
    const { starts, rows, targets } = this.#graph
    const { modes, start: startMode } = this.#watch
    const levels = this.#useful()
    if (levels.length === 0) {
      const ends = (start: number, { state }: DecidableGraph['starts'][number]): boolean =>
        startMode(start) === END || this.#goal(state, startMode(start))
      return { start: starts.findIndex((one, start) => ends(start, one)), edges: [] }
    }
    const noiseOf = noiseIn(this.#graph)
    let ways = new Map<number, Way>()
    starts.forEach(({ state }, start) => {
      const mode = startMode(start)
      const key = state * modes + mode
      if (mode !== END && !ways.has(key)) ways.set(key, { noise: 0, start, edge: -1, before: undefined })
    })
    let best: Way | undefined
    for (const edges of levels) {
      const further = new Map<number, Way>()
      let noise = new Float64Array()
      let noisy = -1
      best = undefined
      for (const [edge, entry, outcome] of edges) {
        const state = this.#stateOf.data[entry]!
        const before = ways.get(state * modes + this.#modeOf.data[entry]!)
        if (!before) continue
        if (noisy !== state) noise = noiseOf((noisy = state)) as typeof noise
        const way: Way = { noise: before.noise + noise[edge - rows[state]!]!, start: before.start, edge, before }
        if (!best || way.noise < best.noise) best = way
        if (outcome === END) continue
        const key = targets[edge]! * modes + outcome
        const known = further.get(key)
        if (!known || way.noise < known.noise) further.set(key, way)
      }
      ways = further
    }
    if (!best) throw new Error('a run that was found cannot be found again')
    const edges: number[] = []
    for (let way: Way = best; way.before; way = way.before) edges.push(way.edge)
    return { start: best.start, edges: edges.reverse() }
  }
}
