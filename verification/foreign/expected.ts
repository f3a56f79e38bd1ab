// What another checker must report of an explored world that was exported to it.
import { isSafety, monitorTables } from '../../checker/export/monitors.js'
import { decide } from '../../checker/graph/decide.js'
import type { Graph } from '../../checker/graph/explore.js'
import type { Property } from '../../model/property.js'
import type { SpinReport } from './spin.js'

/**
 * Counts and verdicts of SPIN's run over all properties at once; of those whose monitor needs modes of its own, only how
 * often they are exercised.
 */
export function expectedOf(graph: Graph, asked: readonly Property[]): Omit<SpinReport, 'output'> {
  const judged = asked.filter(isSafety).map((one) => {
    const { verdict, exercised } = decide(graph, one)
    const alone = monitorTables(one, graph.world.quantum).modes === 1
    return [one.id, { verdict: alone ? verdict : 'needs -DPROPERTY', exercised }] as const
  })
  return {
    // The root, and the way to it.
    states: graph.states.size + 1,
    transitions: graph.transitions + graph.starts.length + 1,
    errors: 0,
    judged: Object.fromEntries(judged),
  }
}

/** Whether a monitor ends its watch: a violation is found, or the witness of what is to be reachable. */
export function isFound(graph: Graph, property: Property): boolean {
  const { verdict } = decide(graph, property)
  return property.pattern.kind === 'reachable' ? verdict === 'holds' : verdict === 'fails'
}
