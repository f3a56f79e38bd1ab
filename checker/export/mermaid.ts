// A party's machine as a Mermaid state diagram.
import type { Party } from '../../model/party.js'
import { chartOf, everyState, transitionInWords, type ChartState } from './chart.js'

/** Mermaid takes letters, digits and underscores in the name of a state. */
const nameOf = (id: string): string => id.replace(/[^A-Za-z0-9]/g, '_')

/** A colon starts a label, a semicolon and a hash end or escape it. */
const labelled = (text: string): string => text.replaceAll(/[;#]/g, ',').replaceAll('"', "'").replaceAll(':', ' ')

function statesOf(state: ChartState, indent: string): readonly string[] {
  const inner = `${indent}  `
  const own = `${indent}state "${labelled(state.name)}" as ${nameOf(state.id)}`
  if (state.kind === 'final') return [own, `${indent}${nameOf(state.id)} --> [*]`]
  if (state.states.length === 0) return [own]
  const body =
    state.kind === 'parallel'
      ? state.states.flatMap((region, index) => [...(index > 0 ? [`${inner}--`] : []), ...statesOf(region, inner)])
      : [
          ...(state.initial === undefined ? [] : [`${inner}[*] --> ${nameOf(state.initial)}`]),
          ...state.states.flatMap((child) => statesOf(child, inner)),
        ]
  return [`${own} {`, ...body, `${indent}}`]
}

/** Mermaid text of the machine of a party. */
export function mermaidOf(party: Party): string {
  const { root, title } = chartOf(party)
  const transitions = everyState(root).flatMap((state) =>
    state.transitions.flatMap((transition) => {
      const label = labelled(transitionInWords(transition))
      const targets = transition.targets.length === 0 ? [state.id] : transition.targets
      return targets.map((target) => `  ${nameOf(state.id)} --> ${nameOf(target)}${label === '' ? '' : ` : ${label}`}`)
    }),
  )
  return [`%% ${title}: its machine`, 'stateDiagram-v2', ...statesOf(root, '  '), ...transitions, ''].join('\n')
}
