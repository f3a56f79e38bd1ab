// Tours: runs of a party alone that together take every step at least once, in few steps (a Chinese postman's walk).
import { isIgnored, type PartyGraph } from '../party/partyGraph.js'
import { balance, type FlowEdge } from './minCostFlow.js'
import { shortestPaths, type Walkway } from './paths.js'

export interface TourOptions {
  /** Steps of one run at most; without limit by default. A run is longer only where nothing shorter gets there. */
  readonly most?: number
  /** Also everything that must be ignored; by default only steps at which something happens. */
  readonly ignored?: boolean
}

/** Runs that take every edge that they should, and what they cost. */
export interface Tour {
  readonly walks: readonly Walkway[]
  /** Edges that were to be taken. */
  readonly edges: number
  /** Steps of all runs. */
  readonly steps: number
  /** No set of runs takes fewer steps, whatever their number and length. */
  readonly bound: number
}

/** A closed walk that takes each edge as often as it must be taken (Hierholzer), as edge indices. */
function circuit(nodes: number, edges: readonly FlowEdge[], again: Int32Array, from: number): readonly number[] {
  const left = Int32Array.from(again, (count, edge) => count + (edges[edge]!.optional ? 0 : 1))
  const out: number[][] = Array.from({ length: nodes }, () => [])
  edges.forEach(({ from: node }, edge) => out[node]!.push(edge))
  const stack: { node: number; by: number }[] = [{ node: from, by: -1 }]
  const walk: number[] = []
  while (stack.length > 0) {
    const { node, by } = stack.at(-1)!
    const waiting = out[node]!
    while (waiting.length > 0 && left[waiting.at(-1)!] === 0) waiting.pop()
    const edge = waiting.at(-1)
    if (edge === undefined) {
      stack.pop()
      if (by >= 0) walk.push(by)
      continue
    }
    left[edge]!--
    stack.push({ node: edges[edge]!.to, by: edge })
  }
  return walk.reverse()
}

/** Walks that begin at some node and take every edge, as indices of edges; the fewest there can be. */
export function postman(
  nodes: number,
  starts: readonly { readonly node: number; readonly cost: number }[],
  edges: readonly FlowEdge[],
): { readonly walks: readonly { readonly start: number; readonly taken: readonly number[] }[]; readonly cost: number } {
  // A node of its own, from which a walk begins at any start, and to which it may always return at no cost.
  const begin = nodes
  const flow: FlowEdge[] = [
    ...edges,
    // The first start is taken in any case: a graph that is one closed walk must be begun, too.
    ...starts.map(({ node, cost }, at) => ({ from: begin, to: node, cost, optional: cost > 0 && at > 0 })),
    ...Array.from({ length: nodes }, (_, node) => ({ from: node, to: begin, cost: 0, optional: true })),
  ]
  const { again, cost } = balance(begin + 1, flow)
  const walks: { start: number; taken: number[] }[] = []
  for (const at of circuit(begin + 1, flow, again, begin)) {
    if (at < edges.length) walks.at(-1)!.taken.push(at)
    else if (at < edges.length + starts.length) walks.push({ start: at - edges.length, taken: [] })
  }
  return { walks: walks.filter(({ taken }) => taken.length > 0), cost: cost + (starts[0]?.cost ?? 0) }
}

const result = (walks: readonly Walkway[], edges: number, bound: number): Tour => ({
  walks,
  edges,
  steps: walks.reduce((sum, walk) => sum + walk.edges.length, 0),
  bound,
})

const wantedIn = (party: PartyGraph, ignored: boolean): readonly number[] =>
  Array.from({ length: party.graph.transitions }, (_, edge) => edge).filter(
    (edge) => ignored || !isIgnored(party, edge),
  )

/**
 * Runs that take every step. The fewest steps there can be, where runs may be as long as they like: beginning anew costs
 * nothing, but a run is counted with the steps by which it gets to where it is needed.
 */
export function tour(party: PartyGraph, { most = Infinity, ignored = false }: TourOptions = {}): Tour {
  const { graph, source } = party
  const wanted = wantedIn(party, ignored)
  const { walks, cost } = postman(
    graph.states.size,
    graph.starts.map(({ state }) => ({ node: state, cost: 0 })),
    wanted.map((edge) => ({ from: source(edge), to: graph.targets[edge]!, cost: 1 })),
  )
  const whole = walks.map(({ start, taken }) => ({ start, edges: taken.map((at) => wanted[at]!) }))
  return result(shorten(party, whole, most), wanted.length, wanted.length + cost)
}

/** Runs that take every two steps that can follow each other, in the fewest steps there can be. */
export function pairTour(party: PartyGraph): Tour {
  const { graph } = party
  const wanted = wantedIn(party, false)
  const place = new Map(wanted.map((edge, at) => [edge, at]))
  const after = (state: number): readonly number[] =>
    state >= graph.expanded
      ? []
      : Array.from({ length: graph.rows[state + 1]! - graph.rows[state]! }, (_, at) => graph.rows[state]! + at).flatMap(
          (edge) => place.get(edge) ?? [],
        )
  const starts = graph.starts.flatMap(({ state }, start) => after(state).map((node) => ({ start, node, cost: 1 })))
  const pairs = wanted.flatMap((edge, from) => after(graph.targets[edge]!).map((to) => ({ from, to, cost: 1 })))
  const { walks, cost } = postman(wanted.length, starts, pairs)
  const whole = walks.map(({ start, taken }) => {
    const { start: of, node } = starts[start]!
    return { start: of, edges: [wanted[node]!, ...taken.map((at) => wanted[pairs[at]!.to]!)] }
  })
  return result(whole, pairs.length, pairs.length + cost)
}

/** The same edges in runs of bounded length; what a run need not take any more is left out at its ends. */
function shorten(party: PartyGraph, walks: readonly Walkway[], most: number): readonly Walkway[] {
  if (most === Infinity) return walks
  const tree = shortestPaths(party)
  const taken = new Set<number>()
  const runs: Walkway[] = []
  for (const { start, edges } of walks) {
    let at = 0
    let first = true
    while (at < edges.length) {
      // Skip what is taken already, unless the walk has just begun and need not be left.
      if (!first) while (at < edges.length && taken.has(edges[at]!)) at++
      if (at === edges.length) break
      const way = first ? { start, edges: [] } : tree.to(party.source(edges[at]!))
      const room = Math.max(1, most - way.edges.length)
      const part = edges.slice(at, at + room)
      at += part.length
      const last = part.findLastIndex((edge) => !taken.has(edge))
      first = false
      if (last < 0) continue
      const run = [...way.edges, ...part.slice(0, last + 1)]
      run.forEach((edge) => taken.add(edge))
      runs.push({ start: way.start, edges: run })
    }
  }
  return runs
}
