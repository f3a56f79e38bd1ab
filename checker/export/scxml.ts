// A party's machine as SCXML (https://www.w3.org/TR/scxml/), a picture: states, regions, transitions and timers; guards and
// actions by name, since their code is TypeScript.
import type { Party } from '../../model/party.js'
import { chartOf, type ChartState, type ChartTransition } from './chart.js'
import { attributes, inComment, inElement } from './xml.js'

const about = (
  { description, sources }: Pick<ChartState, 'description' | 'sources'>,
  indent: string,
): readonly string[] => {
  const text = [description ?? '', sources.join(' ')].filter((part) => part !== '').join(' ')
  return text === '' ? [] : [`${indent}<!-- ${inComment(text)} -->`]
}

/** An id of XML: names of events may hold characters that it does not take. */
const sendId = (event: string): string => event.replace(/[^A-Za-z0-9._-]/g, '_')

function transitionIn(transition: ChartTransition, indent: string): readonly string[] {
  const { event, guard, targets, actions } = transition
  // A guard is a named condition in the data model of the platform that runs this.
  const open = `<transition${attributes({ event, cond: guard, target: targets.join(' ') })}`
  const body = actions.map((action) => `${indent}  <script>${inElement(action)}()</script>`)
  return [
    ...about(transition, indent),
    ...(body.length === 0 ? [`${indent}${open}/>`] : [`${indent}${open}>`, ...body, `${indent}</transition>`]),
  ]
}

function timersIn({ timers }: ChartState, indent: string): readonly string[] {
  if (timers.length === 0) return []
  const sends = timers.map(({ event, delay, milliseconds }) => {
    const length = milliseconds === undefined ? { delayexpr: delay } : { delay: `${milliseconds}ms` }
    return `${indent}  <send${attributes({ id: sendId(event), event, ...length })}/>`
  })
  const cancels = timers.map(({ event }) => `${indent}  <cancel${attributes({ sendid: sendId(event) })}/>`)
  return [`${indent}<onentry>`, ...sends, `${indent}</onentry>`, `${indent}<onexit>`, ...cancels, `${indent}</onexit>`]
}

const elements = {
  atomic: 'state',
  compound: 'state',
  parallel: 'parallel',
  final: 'final',
  history: 'history',
} as const

function stateIn(state: ChartState, indent: string): readonly string[] {
  const inner = `${indent}  `
  const element = elements[state.kind]
  return [
    ...about(state, indent),
    `${indent}<${element}${attributes({ id: state.id, initial: state.initial })}>`,
    ...timersIn(state, inner),
    ...state.transitions.flatMap((transition) => transitionIn(transition, inner)),
    ...state.states.flatMap((child) => stateIn(child, inner)),
    `${indent}</${element}>`,
  ]
}

/** SCXML text of the machine of a party. */
export function scxmlOf(party: Party): string {
  const { root, title, hears, says } = chartOf(party)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<!-- ${inComment(title)}`,
    '     A picture: guards and actions are names, and where XState and SCXML differ this is drawn as it is in XState.',
    '     An interpreter of SCXML runs it otherwise; what it runs alike is the format scxml-flat.',
    `     hears: ${inComment(hears.join(', '))}`,
    `     says: ${inComment(says.join(', '))} -->`,
    `<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript"${attributes({
      name: party.name,
      initial: root.id,
    })}>`,
    ...stateIn(root, '  '),
    '</scxml>',
    '',
  ].join('\n')
}
