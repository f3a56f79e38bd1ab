// What a model is of, for the header of its file.
import { assumptionText } from './assumptions.js'
import type { NamedConfiguration } from '../model/configuration.js'
import { assumptionsOf } from '../checker/semantics/assumptions.js'
import type { Graph } from '../checker/graph/explore.js'

/** The name of a scope. */
type Scope = string

/** Lines of text: configuration, scope, size, assumptions. The same world gives the same lines. */
export function headingOf(graph: Graph, configuration: NamedConfiguration, scope: Scope): readonly string[] {
  const { world } = graph
  const values = Object.entries(configuration.values).map(([name, value]) => `${name}=${value}`)
  return [
    `imp-lifecycle-spec: configuration ${configuration.name}, scope ${scope}`,
    '',
    'Configuration:',
    ...values.map((value) => `  ${value}`),
    '',
    `Parties: ${world.parties.map(({ party }) => party.name).join(', ')}`,
    `A tick is ${world.quantum} ms. Explored: ${graph.states.size} states, ${graph.transitions} transitions, depth ${graph.depth},`,
    `from ${graph.starts.length} initial states.`,
    '',
    'Assumptions:',
    ...assumptionsOf(world.world).map((assumption) => `  - ${assumptionText(assumption)}`),
  ]
}
