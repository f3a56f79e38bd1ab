// What a model is of, for the header of its file.
import { assumptionText } from './assumptions.js'
import type { NamedConfiguration } from '../model/configuration.js'
import { assumptionsOf } from '../checker/semantics/assumptions.js'
import type { Graph } from '../checker/graph/explore.js'

/** What is exported, and in which configuration. */
export const configurationLines = (
  { name, values }: NamedConfiguration,
  about: string,
  of = 'imp-lifecycle-spec',
): readonly string[] => [
  `${of}: configuration ${name}, ${about}`,
  '',
  'Configuration:',
  ...Object.entries(values).map(([dimension, value]) => `  ${dimension}=${value}`),
]

/**
 * Lines of text: configuration, what it is of, size, assumptions. The same world gives the same lines.
 *
 * @param about in words: `scope field`
 * @param of the name of the specification
 */
export function headingOf(
  graph: Graph,
  configuration: NamedConfiguration,
  about: string,
  of?: string,
): readonly string[] {
  const { world } = graph
  return [
    ...configurationLines(configuration, about, of),
    '',
    `Parties: ${world.parties.map(({ party }) => party.name).join(', ')}`,
    `A tick is ${world.quantum} ms. Explored: ${graph.states.size} states, ${graph.transitions} transitions, depth ${graph.depth},`,
    `from ${graph.starts.length} initial states.`,
    '',
    'Assumptions:',
    ...assumptionsOf(world.world).map((assumption) => `  - ${assumptionText(assumption)}`),
  ]
}
