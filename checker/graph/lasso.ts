// A cycle within a fair part of a graph that visits whatever fairness asks for.
import type { DecidableGraph } from './explore.js'
import { enabledIn, type FairParts, type Region } from './fairness.js'
import { Allowance, Words } from '../store/tupleSet.js'

/**
 * A short fair cycle through a state of a fair part: edges from the state back to it.
 *
 * It starts from the shortest cycle, and takes in, one by one and by the shortest way, what makes it fair.
 */
export function fairCycle(region: Region, { partOf }: FairParts, state: number): readonly number[] {
  const { graph, allowed, taken: takenBy } = region
  const { targets, classes } = graph
  const part = partOf[state]!
  const passes = (edge: number): boolean => allowed[classes[edge]!] === 1 && partOf[targets[edge]!] === part
  let way: readonly number[] = []
  for (;;) {
    const at = way.length > 0 ? targets[way[way.length - 1]!]! : state
    const home = (edge: number): boolean => targets[edge] === state
    const cycle = way.length > 0 && at === state ? way : [...way, ...shortestWay(graph, at, passes, home)]
    const lack = lacking(region, state, cycle)
    if (lack === undefined) return cycle
    const { bit, weak } = lack
    way = [
      ...way,
      ...shortestWay(graph, at, passes, (edge) => {
        const taken = (takenBy[classes[edge]!]! & bit) !== 0
        return taken || (weak && (enabledIn(region, targets[edge]!) & bit) === 0)
      }),
    ]
  }
}

/** A fairness assumption that a cycle breaks. */
function lacking(region: Region, state: number, cycle: readonly number[]): { bit: number; weak: boolean } | undefined {
  const { graph, taken, fairness } = region
  const steps = cycle.reduce((bits, edge) => bits | taken[graph.classes[edge]!]!, 0)
  const enabled = [state, ...cycle.map((edge) => graph.targets[edge]!)].map((at) => enabledIn(region, at))
  const some = enabled.reduce((bits, one) => bits | one, 0)
  const all = enabled.reduce((bits, one) => bits & one, -1)
  const index = fairness.findIndex(({ kind }, at) => {
    const wanted = kind === 'weak' ? all : kind === 'strong' ? some : 0
    return (wanted & ~steps & (1 << at)) !== 0
  })
  return index < 0 ? undefined : { bit: 1 << index, weak: fairness[index]!.kind === 'weak' }
}

/** The shortest way from a state, over edges that pass, to an edge that is as wanted; one edge at least. */
export function shortestWay(
  { rows, targets, expanded }: DecidableGraph,
  from: number,
  passes: (edge: number, from: number) => boolean,
  wanted: (edge: number, from: number) => boolean,
): readonly number[] {
  const queue = new Words(new Allowance(Infinity))
  /** By state: the edge by which it was first met; and by such an edge, where it comes from. */
  const seen = new Map<number, number>([[from, -1]])
  const sourceOf = new Map<number, number>()
  const back = (state: number, last: number): readonly number[] => {
    const edges = [last]
    for (let at = state; at !== from;) {
      const edge = seen.get(at)!
      edges.push(edge)
      at = sourceOf.get(edge)!
    }
    return edges.reverse()
  }
  queue.push(from)
  for (let head = 0; head < queue.length; head++) {
    const state = queue.data[head]!
    if (state >= expanded) continue
    for (let edge = rows[state]!; edge < rows[state + 1]!; edge++) {
      if (!passes(edge, state)) continue
      if (wanted(edge, state)) return back(state, edge)
      const target = targets[edge]!
      if (seen.has(target)) continue
      seen.set(target, edge)
      sourceOf.set(edge, state)
      queue.push(target)
    }
  }
  throw new Error('a part of a graph that should be connected is not')
}
