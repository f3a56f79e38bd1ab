// A story in full: where it starts, the diagram, and a table of what changed, step by step.
import type { Story } from '../model/result.js'
import { storyDiagram } from './sequenceDiagram.js'
import {
  causeInWords,
  changesInWords,
  eventInWords,
  marks,
  participants,
  timeInWords,
  valueInWords,
} from './phrases.js'
import { columns } from './text.js'

export { storyDiagram } from './sequenceDiagram.js'
export { storyToMermaid } from './mermaid.js'

export interface StoryOptions {
  /** Columns of the terminal; the text stays within. 100 unless told. */
  readonly width?: number
}

/** What changed, step by step, with the sources: a line for each thing that a party did. */
export function storyTable(story: Story, { width = 100 }: StoryOptions = {}): string {
  const rows = story.steps.flatMap((step, index) => {
    const first = [String(index + 1), timeInWords(step.time)]
    const heard = step.happenings.map((happening, nth) => {
      const origin = nth === 0 ? causeInWords(step.cause) : `from ${happening.from}`
      const assumed = nth === 0 ? (step.assumed ?? []).map((text) => `(${text})`) : []
      return [
        ...(nth === 0 ? first : ['', '']),
        happening.party,
        [eventInWords(happening.event), ...(nth === 0 && step.cause.kind === 'timer' ? [] : [origin]), ...assumed].join(
          '\n',
        ),
        [
          ...changesInWords(happening),
          ...(step.mark && nth === step.happenings.length - 1 ? [marks[step.mark]] : []),
        ].join('\n'),
        happening.sources.join(' '),
      ]
    })
    const lost = step.lost.map(({ channel, event }) => ['', '', '', eventInWords(event), `lost in ${channel}`, ''])
    if (heard.length + lost.length > 0) return [...heard, ...lost]
    return step.mark ? [[...first, '', causeInWords(step.cause), marks[step.mark], '']] : []
  })
  return columns(['step', 'time', 'party', 'hears', 'and', 'sources'], rows, { width, flexible: [3, 4, 5] })
}

/** Where each party starts: its states, and its context where it has any. */
export function storyStart(story: Story, { width = 100 }: StoryOptions = {}): string {
  const taking = participants(story)
  const rows = Object.entries(story.start)
    .filter(([party]) => taking.includes(party))
    .map(([party, { states, context }]) => [
      party,
      states.join(', '),
      typeof context === 'object' && context !== null
        ? Object.entries(context)
            .map(([field, value]) => `${field}: ${valueInWords(value)}`)
            .join(', ')
        : '',
    ])
  return columns(['party', 'starts in', 'with'], rows, { width, flexible: [1, 2] })
}

/** The whole story: where it starts, the diagram, the table. */
export const storyText = (story: Story, options: StoryOptions = {}): string =>
  [storyStart(story, options), storyDiagram(story, options), storyTable(story, options)].join('\n\n')
