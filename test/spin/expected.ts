// What SPIN must report of an explored world.
import { decide } from '../../checker/graph/decide.js'
import type { Graph } from '../../checker/graph/explore.js'
import { isSafety, monitorTables } from '../../checker/export/monitors.js'
import type { Property } from '../../properties/language/property.js'
import { missing, type SpinReport } from './spin.js'

export const reason = missing()

/** A missing tool is a reason to skip at home, and a failure where everything must run. */
export const skipped = reason !== undefined && process.env.CI !== 'true'
if (skipped) console.warn(`SPIN agreement skipped: ${reason}`)

/** Counts and verdicts; of properties whose monitor needs modes of its own, only how often they are exercised. */
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
