// A story in full: where it starts, the diagram, and a table of what changed, step by step.
import type { Happening, Story } from '../checker/result.js'
import { storyDiagram } from './diagram.js'
import { causeInWords, eventInWords, isIgnored, marks, participants, timeInWords } from './phrases.js'
import { columns } from './text.js'

export { storyDiagram } from './diagram.js'
export { storyToMermaid } from './mermaid.js'

export interface StoryOptions {
  /** Columns of the terminal; the text stays within. 100 unless told. */
  readonly width?: number
}

/** The paths that no other path of the list goes on from: the deepest states. */
const deepest = (paths: readonly string[]): readonly string[] =>
  paths.filter((path) => !paths.some((other) => other.startsWith(`${path}.`)))

function valueInWords(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  return `(${Object.entries(value)
    .map(([field, part]) => `${field}: ${valueInWords(part)}`)
    .join(', ')})`
}

/** What one party did in one step, in a few phrases. */
function changesOf(happening: Happening): readonly string[] {
  if (isIgnored(happening)) return ['ignores it']
  const left = deepest(happening.left)
  const entered = deepest(happening.entered)
  return [
    ...(left.length > 0 && entered.length > 0 ? [`${left.join(', ')} → ${entered.join(', ')}`] : []),
    ...(left.length > 0 && entered.length === 0 ? [`leaves ${left.join(', ')}`] : []),
    ...(left.length === 0 && entered.length > 0 ? [`enters ${entered.join(', ')}`] : []),
    ...Object.entries(happening.changed).map(
      ([field, { before, after }]) => `${field}: ${valueInWords(before)} → ${valueInWords(after)}`,
    ),
    ...happening.says.map((event) => `says ${eventInWords(event)}`),
  ]
}

/** What changed, step by step, with the sources: a line for each thing that a party did. */
export function storyTable(story: Story, { width = 100 }: StoryOptions = {}): string {
  const rows = story.steps.flatMap((step, index) => {
    const first = [String(index + 1), timeInWords(step.time)]
    const heard = step.happenings.map((happening, nth) => {
      const origin = nth === 0 ? causeInWords(step.cause) : `from ${happening.from}`
      return [
        ...(nth === 0 ? first : ['', '']),
        happening.party,
        nth === 0 && step.cause.kind === 'timer'
          ? eventInWords(happening.event)
          : `${eventInWords(happening.event)}\n${origin}`,
        [...changesOf(happening), ...(step.mark && nth === step.happenings.length - 1 ? [marks[step.mark]] : [])].join(
          '\n',
        ),
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
