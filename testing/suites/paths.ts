// Paths through a party alone: the shortest run to each state and to each step, with names that people can read.
import type { StoryStep } from '../../model/result.js'
import { tell } from '../../checker/graph/story.js'
import type { Story } from '../../model/result.js'
import { eventName, TIME, type PartyGraph } from '../party/partyGraph.js'

/** A run of a party alone: the start that it begins with, and the edges that it takes. */
export interface Walkway {
  readonly start: number
  readonly edges: readonly number[]
}

/** How each state of a graph is first reached. */
export interface Tree {
  /** Steps from the nearest start; -1 where a state is not reached. */
  readonly depth: Int32Array
  /** The shortest run to a state. */
  readonly to: (state: number) => Walkway
}

/** The shortest run to each state. */
export function shortestPaths({ graph, source }: PartyGraph): Tree {
  const { starts, rows, targets, states, expanded } = graph
  const depth = new Int32Array(states.size).fill(-1)
  /** The edge by which a state was reached, or the start, as -1 - start. */
  const by = new Int32Array(states.size)
  const queue: number[] = []
  starts.forEach(({ state }, start) => {
    if (depth[state]! >= 0) return
    depth[state] = 0
    by[state] = -1 - start
    queue.push(state)
  })
  for (const state of queue) {
    if (state >= expanded) continue
    for (let edge = rows[state]!; edge < rows[state + 1]!; edge++) {
      const target = targets[edge]!
      if (depth[target]! >= 0) continue
      depth[target] = depth[state]! + 1
      by[target] = edge
      queue.push(target)
    }
  }
  const to = (state: number): Walkway => {
    const edges: number[] = []
    let at = state
    for (; by[at]! >= 0; at = source(by[at]!)) edges.push(by[at]!)
    return { start: -1 - by[at]!, edges: edges.reverse() }
  }
  return { depth, to }
}

/** All runs from a start that come to no state twice, up to a number of them. */
export function simplePaths({ graph }: PartyGraph, most: number): readonly Walkway[] {
  const { starts, rows, targets, expanded } = graph
  const found: Walkway[] = []
  starts.forEach(({ state }, start) => {
    const visited = new Set<number>([state])
    const edges: number[] = []
    const go = (at: number): void => {
      found.push({ start, edges: [...edges] })
      if (found.length > most) throw new Error(`there are more than ${most} simple paths`)
      if (at >= expanded) return
      for (let edge = rows[at]!; edge < rows[at + 1]!; edge++) {
        const target = targets[edge]!
        if (visited.has(target)) continue
        visited.add(target)
        edges.push(edge)
        go(target)
        edges.pop()
        visited.delete(target)
      }
    }
    go(state)
  })
  return found
}

/** A run as a story, as the checker tells one. */
export const storyOf = ({ graph }: PartyGraph, { start, edges }: Walkway): Story => tell(graph, { start, edges })

const stepName = (step: StoryStep['cause']): string => {
  if (step.kind === 'tick') return 'time passes'
  if (step.kind === 'timer') return `after ${step.delay}`
  return eventName(step.event)
}

/** `power.applied (rescue: false), 6 × time passes, after connectTimeout`. */
export function pathName(party: PartyGraph, { edges }: Walkway): string {
  const names = edges.map((edge) => stepName(party.cause(edge)))
  const runs: { name: string; count: number }[] = []
  for (const name of names) {
    const last = runs.at(-1)
    if (last?.name === name) last.count++
    else runs.push({ name, count: 1 })
  }
  return runs.map(({ name, count }) => (count === 1 ? name : `${count} × ${name}`)).join(', ') || 'the start'
}

/** The nearest edge, by shortest runs, at which each local transition is taken; and the run that ends with it. */
export function pathToRecords(party: PartyGraph, tree: Tree): ReadonlyMap<number, Walkway> {
  const nearest = new Map<number, number>()
  party.records.forEach((record, edge) => {
    if (record === TIME || tree.depth[party.source(edge)]! < 0) return
    const known = nearest.get(record)
    if (known === undefined || tree.depth[party.source(edge)]! < tree.depth[party.source(known)]!) {
      nearest.set(record, edge)
    }
  })
  return new Map(
    [...nearest].map(([record, edge]) => {
      const { start, edges } = tree.to(party.source(edge))
      return [record, { start, edges: [...edges, edge] }]
    }),
  )
}
