// A party's machine as a Mermaid state diagram, a picture.
import type { Party } from '../../model/party.js'
import { chartOf, everyState, transitionInWords, type ChartState } from './chart.js'
import { identifiers } from './names.js'

/** A colon starts a label, a semicolon and a hash end or escape it. */
const labelled = (text: string): string => text.replaceAll(/[;#]/g, ',').replaceAll('"', "'").replaceAll(':', ' ')

/** By id of a state: its name, of letters, digits and underscores. */
type NameOf = (id: string) => string

function statesOf(state: ChartState, nameOf: NameOf, indent: string): readonly string[] {
  const inner = `${indent}  `
  const own = `${indent}state "${labelled(state.name)}" as ${nameOf(state.id)}`
  if (state.kind === 'final') return [own, `${indent}${nameOf(state.id)} --> [*]`]
  if (state.states.length === 0) return [own]
  const body =
    state.kind === 'parallel'
      ? state.states.flatMap((region, index) => [
          ...(index > 0 ? [`${inner}--`] : []),
          ...statesOf(region, nameOf, inner),
        ])
      : [
          ...(state.initial === undefined ? [] : [`${inner}[*] --> ${nameOf(state.initial)}`]),
          ...state.states.flatMap((child) => statesOf(child, nameOf, inner)),
        ]
  return [`${own} {`, ...body, `${indent}}`]
}

/** Mermaid text of the machine of a party. */
export function mermaidOf(party: Party): string {
  const { root, title } = chartOf(party)
  const states = everyState(root)
  const names = identifiers(states.map(({ id }) => id))
  const named = new Map(states.map(({ id }, index) => [id, names[index]!]))
  const nameOf: NameOf = (id) => named.get(id)!
  const transitions = states.flatMap((state) =>
    state.transitions.flatMap((transition) => {
      const label = labelled(transitionInWords(transition))
      const targets = transition.targets.length === 0 ? [state.id] : transition.targets
      return targets.map((target) => `  ${nameOf(state.id)} --> ${nameOf(target)}${label === '' ? '' : ` : ${label}`}`)
    }),
  )
  return [
    `%% ${title}: its machine, a picture`,
    'stateDiagram-v2',
    ...statesOf(root, nameOf, '  '),
    ...transitions,
    '',
  ].join('\n')
}
