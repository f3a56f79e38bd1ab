// A party's machine as a Graphviz graph, a picture: compound states are clusters, parallel regions are dashed.
import type { Party } from '../../model/party.js'
import { chartOf, everyState, transitionInWords, type ChartState } from './chart.js'

const quoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`

const isLeaf = ({ states }: ChartState): boolean => states.length === 0

/** Edges end at nodes: a cluster has a small one of its own. */
const anchorOf = (state: ChartState): string => quoted(isLeaf(state) ? state.id : `${state.id} (anchor)`)

const tooltip = ({ description, sources }: Pick<ChartState, 'description' | 'sources'>): string =>
  quoted([description ?? '', sources.join(' ')].filter((part) => part !== '').join(' '))

function nodesOf(state: ChartState, parent: ChartState | undefined, indent: string): readonly string[] {
  if (isLeaf(state)) {
    const shape = state.kind === 'final' ? 'doublecircle' : state.kind === 'history' ? 'circle' : 'box'
    return [`${indent}${quoted(state.id)} [label=${quoted(state.name)}, shape=${shape}, tooltip=${tooltip(state)}]`]
  }
  const inner = `${indent}  `
  const initial = state.states.find(({ id }) => id === state.initial)
  return [
    `${indent}subgraph ${quoted(`cluster ${state.id}`)} {`,
    `${inner}label=${quoted(state.name)}; tooltip=${tooltip(state)}; style=${parent?.kind === 'parallel' ? 'dashed' : 'rounded'}`,
    `${inner}${anchorOf(state)} [label="", shape=point, ${state.kind === 'compound' ? 'width=0.12' : 'style=invis'}]`,
    ...state.states.flatMap((child) => nodesOf(child, state, inner)),
    ...(initial ? [`${inner}${anchorOf(state)} -> ${anchorOf(initial)}${headOf(initial)}`] : []),
    `${indent}}`,
  ]
}

const headOf = (target: ChartState): string => (isLeaf(target) ? '' : ` [lhead=${quoted(`cluster ${target.id}`)}]`)

const within = (state: ChartState, outer: ChartState): boolean => everyState(outer).includes(state)

/** Graphviz text of the machine of a party; `dot -Tsvg` draws it. */
export function dotOf(party: Party): string {
  const { root, title } = chartOf(party)
  const states = new Map(everyState(root).map((state) => [state.id, state]))
  const edges = [...states.values()].flatMap((state) =>
    state.transitions.flatMap((transition) => {
      // A transition that stays where it is turns back to its own state.
      const targets = transition.targets.length === 0 ? [state.id] : transition.targets
      return targets.map((id) => {
        const target = states.get(id)!
        const stays = transition.targets.length === 0
        // An edge ends at the border of a cluster, unless it comes from within.
        const attributes = [
          `label=${quoted(transitionInWords(transition))}`,
          `tooltip=${tooltip(transition)}`,
          ...(isLeaf(state) || within(target, state) ? [] : [`ltail=${quoted(`cluster ${state.id}`)}`]),
          ...(isLeaf(target) || within(state, target) ? [] : [`lhead=${quoted(`cluster ${target.id}`)}`]),
          ...(stays ? ['style=dotted'] : []),
        ]
        return `  ${anchorOf(state)} -> ${anchorOf(target)} [${attributes.join(', ')}]`
      })
    }),
  )
  return [
    `// ${title}: its machine, a picture. Draw it: dot -Tsvg ${party.name}.dot -o ${party.name}.svg`,
    `digraph ${quoted(party.name)} {`,
    '  compound=true; newrank=true; rankdir=LR; fontname="sans-serif"',
    '  node [fontname="sans-serif", style=rounded]; edge [fontname="sans-serif", fontsize=10]',
    ...nodesOf(root, undefined, '  '),
    ...edges,
    '}',
    '',
  ].join('\n')
}
