// What a graph covers, as it is told with every verdict.
import type { Exploration } from '../../model/result.js'
import { assumptionsOf } from '../semantics/assumptions.js'
import type { Graph } from './explore.js'
import { timelinessOf } from './timeProgress.js'

/** What a graph covers. */
export function explorationOf(graph: Graph): Exploration {
  const { world } = graph
  return {
    parties: world.parties.map(({ party }) => party.name),
    complete: graph.stopped === undefined && graph.fault === undefined,
    ...(graph.stopped ? { stopped: graph.stopped } : {}),
    ...(graph.because === undefined ? {} : { because: graph.because }),
    states: graph.states.size,
    transitions: graph.transitions,
    depth: graph.depth,
    milliseconds: graph.milliseconds,
    quantum: world.quantum,
    locals: Object.fromEntries(
      world.parties.map(({ party, is, does }) => [party.name, { states: is.count, transitions: does.count }]),
    ),
    assumptions: assumptionsOf(world.world),
    timeliness: timelinessOf(graph),
  }
}
