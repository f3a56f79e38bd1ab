// The questions of the thread with their answers, their evidence, and the stories behind them; and the matrix.
import { patternInSentence, patternOfConfigurations } from '../../../report/configurations.js'
import { delays } from '../../../machines/delays.js'
import { sourcesOf, threadNote } from '../../../report/threadAlone.js'
import { parseProduct } from '../../../verification/impSpace.js'
import { answers } from '../../../properties/claims/answers.js'
import type { Answer } from '../../../properties/language/answer.js'
import { matches } from '../../../model/configuration.js'
import { properties } from '../../../properties/index.js'
import type { ConfigurationPattern } from '../../../properties/language/property.js'
import type { Verdict } from '../../../model/property.js'
import { escaped } from '../../draw/text.js'
import { cellAnswer, cellAnswers, matrixProperties, type CellAnswer } from '../../product/politeness.js'
import { cellConfiguration, productsAtBlinkup, readingsOfBlinkup } from '../matrix.js'
import type { VerdictData, Verdicts } from '../verdicts.js'
import { raceMeanings, raceOf, racePlot, raceSentence, type Race } from '../../draw/plots/race.js'
import { storyOf } from '../stories.js'
import { figure } from './figures.js'
import { at, code, page, plain, propertyLink, table, type Page } from './markdown.js'
import { differences, storySection, verdictBadge } from './property.js'

/** The verdict of a property in one configuration. */
const verdictIn = (verdicts: Verdicts, id: string, configuration: string): VerdictData | undefined =>
  verdicts.properties[id]?.verdicts.find(({ configurations }) => configurations.includes(configuration))

export interface Cell {
  readonly configuration: string
  readonly product: string
  readonly reading: string
  /** Undefined where it was not checked. */
  readonly answer?: CellAnswer
  readonly anchor: string
  /** The runs that show it: what to look for in each, and which it is. */
  readonly stories: readonly CellStory[]
}

interface CellStory {
  readonly caption: string
  readonly property: string
  readonly index: number
}

/** The run of a device that has nobody to ask. */
const plainUpgrade = 'stock-device-gets-os-then-code'

const withoutHandler = (verdicts: Verdicts): readonly CellStory[] => {
  const told = verdicts.properties[plainUpgrade]?.verdicts.filter(({ story }) => story !== undefined) ?? []
  const stock = told.find(({ configurations }) => configurations.includes('codeLoading=at-activation')) ?? told[0]
  if (stock?.story === undefined) return []
  return [{ caption: 'The update comes first, the application later', property: plainUpgrade, index: stock.story }]
}

const storyIn = (verdict: VerdictData | undefined, property: 0 | 1, caption: string): readonly CellStory[] =>
  verdict?.story === undefined ? [] : [{ caption, property: matrixProperties[property], index: verdict.story }]

/** A race is told by both of its ends. */
function storiesOf(
  answer: CellAnswer | undefined,
  respected: VerdictData | undefined,
  called: VerdictData | undefined,
  verdicts: Verdicts,
): readonly CellStory[] {
  const asked = storyIn(called, 1, 'The handler is asked')
  const unasked = storyIn(respected, 0, 'The handler is not asked')
  if (answer === 'race') return [...asked, ...unasked]
  if (answer === 'nobody') return withoutHandler(verdicts)
  const [first = withoutHandler(verdicts)[0]] = [...unasked, ...asked]
  return first === undefined ? [] : [first]
}

/** The cells of the matrix, row by row. */
export const matrixCells = (verdicts: Verdicts): readonly (readonly Cell[])[] =>
  productsAtBlinkup.map((product, row) =>
    readingsOfBlinkup.map((reading, column) => {
      const { name, values } = cellConfiguration(product, reading)
      const [respected, called] = matrixProperties.map((id) => verdictIn(verdicts, id, name))
      const decided =
        respected && called && [respected, called].every(({ verdict }) => verdict in { holds: 1, fails: 1, vacuous: 1 })
      const answer = decided ? cellAnswer(values, respected.verdict as Verdict, called.verdict as Verdict) : undefined
      return {
        configuration: name,
        product: product.title,
        reading: reading.title,
        anchor: `cell-${row + 1}-${column + 1}`,
        ...(answer === undefined ? {} : { answer }),
        stories: storiesOf(answer, respected, called, verdicts),
      }
    }),
  )

/** Cells without a story of their own borrow the one of the question behind them. */
const cellHref = ({ anchor }: Cell): string => at(`/answers/matrix#${anchor}`)

/** The matrix as HTML: each cell is a link to its story. */
export function matrixHtml(verdicts: Verdicts): string {
  const head = [
    '<tr role="row"><td role="cell"></td><th scope="colgroup" role="columnheader" colspan="2">BlinkUp restarts the device</th><th scope="colgroup" role="columnheader" colspan="2">Squirrel survives BlinkUp</th></tr>',
    `<tr role="row"><th scope="col" role="columnheader">Your product</th>${[
      'a late connection upgrades',
      'a late connection asks',
      'a late connection upgrades',
      'a late connection asks',
    ]
      .map((title) => `<th scope="col" role="columnheader">${title}</th>`)
      .join('')}</tr>`,
  ]
  const rows = matrixCells(verdicts).map((cells, row) => {
    const product = productsAtBlinkup[row]!.title
    const answered = cells.map((cell) => {
      if (cell.answer === undefined) return '<td role="cell" class="unknown">not checked yet</td>'
      const { text, meaning } = cellAnswers[cell.answer]
      // On a wide screen the reading is in the head of the column, and here for those who hear the page.
      return `<td role="cell" class="${cell.answer}"><a href="${cellHref(cell)}" title="${escaped(meaning)}"><span class="visually-hidden">${escaped(product)}; </span><small>${escaped(cell.reading)}<span class="visually-hidden">: </span></small>${text}</a></td>`
    })
    return `<tr role="row"><th scope="row" role="rowheader">${escaped(product)}</th>${answered.join('')}</tr>`
  })
  return (
    '<div class="matrix-box" role="region" aria-label="What happens, by product and by reading"><table role="table" class="matrix">' +
    `<caption class="visually-hidden">What becomes of politeness after BlinkUp</caption><thead role="rowgroup">${head.join('')}</thead><tbody role="rowgroup">${rows.join('')}</tbody></table></div>`
  )
}

function matrixPage(verdicts: Verdicts): Page {
  const cells = matrixCells(verdicts).flat()
  /** Cells that are shown by one and the same story share its section. */
  const groups = new Map<string, Cell[]>()
  for (const cell of cells) {
    const key = JSON.stringify([cell.answer, cell.stories])
    groups.set(key, [...(groups.get(key) ?? []), cell])
  }
  return page(
    'answers/matrix.md',
    'What happens after BlinkUp when an impOS update waits',
    [
      `<div v-pre>${matrixHtml(verdicts)}</div>`,
      '',
      'Which reading is right, one device can tell: [an experiment for each](/answers/experiments).',
      '',
      ...[...groups.values()].flatMap((group) => {
        const [first] = group
        if (first?.answer === undefined) return []
        const { text, meaning } = cellAnswers[first.answer]
        return [
          ...group.map(({ anchor }) => `<a id="${anchor}"></a>`),
          '',
          `## ${text}: ${plain(lowered(first.product))}, where ${plain(lowered(first.reading.replace('; ', ' and ')))}`,
          '',
          meaning,
          '',
          ...(group.length === 1 ? [] : [`So it is in ${group.length} cells:`, '']),
          ...group.map(
            ({ product, reading, configuration }) => `- ${plain(product)}; ${plain(reading)}: ${code(configuration)}`,
          ),
          '',
          ...matrixProperties.flatMap((id) => {
            const found = verdictIn(verdicts, id, first.configuration)
            return found
              ? [
                  `${propertyLink(id, titleOf(id))}: ${verdictBadge(found)}${found.because ? ` because ${plain(found.because)}` : ''}<br>`,
                ]
              : []
          }),
          '',
          ...(first.stories.length === 0 ? ['No run of it is at hand.', ''] : []),
          ...first.stories.flatMap(({ caption, property, index }) => [
            `### ${caption} {#run-${first.anchor}-${caption.replaceAll(/\W+/g, '-').toLowerCase()}}`,
            '',
            `A shortest run of ${propertyLink(property, titleOf(property))}.`,
            '',
            ...storySection(verdicts, property, index, first.configuration),
          ]),
        ]
      }),
    ],
    { aside: false },
  )
}

/** A title within a sentence: what is not a name begins small. */
const lowered = (title: string): string =>
  /^(?:BlinkUp|Squirrel)/.test(title) ? title : `${title[0]?.toLowerCase() ?? ''}${title.slice(1)}`

const titleOf = (id: string): string => properties.find((property) => property.id === id)?.title ?? id

/** One line for each property: in how many of the configurations that an answer speaks of which verdict came out. */
function evidenceLines(
  verdicts: Verdicts,
  ids: readonly string[],
  when: ConfigurationPattern | undefined,
): readonly string[] {
  return ids.map((id) => {
    const counts = new Map<string, number>()
    for (const verdict of verdicts.properties[id]?.verdicts ?? []) {
      const concerned = verdict.configurations.filter(
        (name) => when === undefined || matches(when, parseProduct(name).values),
      )
      if (concerned.length === 0) continue
      const badge = verdictBadge(verdict)
      counts.set(badge, (counts.get(badge) ?? 0) + concerned.length)
    }
    const found = [...counts].map(([badge, count]) => `${badge} in ${count}`).join(', ') || 'not checked yet'
    return `- ${propertyLink(id, titleOf(id))}: ${found}`
  })
}

interface PartStory {
  readonly id: string
  readonly index: number
  readonly configuration: string
  readonly steps: string
}

/**
 * The story behind one part of an answer: in the configuration that differs least from the usual product, and one that
 * the page has not told yet if there is one.
 */
function storyFor(
  verdicts: Verdicts,
  ids: readonly string[],
  when: ConfigurationPattern | undefined,
  known: ReadonlySet<string>,
): PartStory | undefined {
  const told = ids.flatMap((id) => {
    const { verdicts: all, stories } = verdicts.properties[id] ?? { verdicts: [], stories: [] }
    const concerned = all.flatMap(({ story: index, configurations }) =>
      configurations
        .filter((name) => when === undefined || matches(when, parseProduct(name).values))
        .map((configuration) => ({ id, index, configuration, steps: stories[index ?? -1]?.steps })),
    )
    const usual = Math.min(...concerned.map(({ configuration }) => differences(configuration)))
    return concerned.filter(
      (one): one is PartStory =>
        one.index !== undefined && (when === undefined || differences(one.configuration) === usual),
    )
  })
  return told.find(({ steps }) => !known.has(steps)) ?? told[0]
}

/** The politeness of BlinkUp is a race: both of its ends, drawn as time. Nothing where no race was found. */
export function raceFigure(verdicts: Verdicts): readonly string[] {
  const cell = matrixCells(verdicts)
    .flat()
    .find(({ answer, stories }) => answer === 'race' && stories.length === 2)
  if (cell === undefined) return []
  const [asked, unasked] = cell.stories.map(({ property, index }) =>
    raceOf(storyOf(verdicts, verdicts.properties[property]!.stories[index]!), 'application', 'running'),
  ) as [Race, Race]
  return figure({
    name: 'race',
    sentence: raceSentence(asked, unasked, delays.squirrelStart.ms),
    meanings: raceMeanings,
    drawings: [
      racePlot(asked, 'A run in which the handler is asked, as time'),
      racePlot(unasked, 'A run in which the handler is not asked, as time'),
    ],
  })
}

/** Whether a part of an answer is about the race. */
const isRace = ({ id }: Answer, when: ConfigurationPattern | undefined): boolean =>
  id === 'politeness-after-blinkup' &&
  when?.blinkupRestarts?.includes('yes') === true &&
  when.lateConnection?.includes('asked-politely') === true

/** One part of an answer: where it is so, why, and a run that shows it. */
function partOf(
  { when, text }: Answer['answers'][number],
  index: number,
  answer: Answer,
  verdicts: Verdicts,
  known: Set<string>,
): readonly string[] {
  const { properties: ids } = answer
  const told = storyFor(verdicts, ids, when, known)
  if (told) known.add(told.steps)
  return [
    ...(when === undefined
      ? ['## The answer', '']
      : [
          `## Where ${plain(patternInSentence(when))} {#part-${index + 1}}`,
          '',
          `<small>${code(patternOfConfigurations(when))}</small>`,
          '',
        ]),
    plain(text),
    '',
    ...(isRace(answer, when) ? raceFigure(verdicts) : []),
    ...evidenceLines(verdicts, ids, when),
    '',
    ...(told === undefined
      ? []
      : [
          `### A run that shows it {#story-${index + 1}}`,
          '',
          `The shortest of ${propertyLink(told.id, titleOf(told.id))} there.`,
          '',
          ...storySection(verdicts, told.id, told.index, told.configuration),
        ]),
  ]
}

/** What is answered otherwise is shown by another run where there is one. */
function answerPage(answer: Answer, verdicts: Verdicts): Page {
  const known = new Set<string>()
  const thread = threadNote(sourcesOf(answer))
  return page(`answers/${answer.id}.md`, answer.question, [
    ...answer.answers.flatMap((part, index) => partOf(part, index, answer, verdicts, known)),
    ...(thread === undefined
      ? []
      : ['## What rests on the thread alone', '', `Of what this rests on, ${plain(thread)}.`, '']),
  ])
}

const indexPage = (): Page =>
  page('answers/index.md', 'Answers', [
    'What was asked in the thread, answered from what is proved. [The matrix](/answers/matrix) answers the first question for each kind of product. And what an installer asks next: [BlinkUp succeeded on my phone, and the device never appears: what can it be?](/answers/causes)',
    ...table(
      ['question', 'in short'],
      answers.map(({ id, question, answers: parts }) => [
        `[${plain(question)}](/answers/${id})`,
        parts.length === 1
          ? plain(parts[0]?.text ?? '')
          : parts
              .map(
                ({ when, text }) =>
                  `Where ${plain(patternInSentence(when ?? {}))}: ${plain((text.split('. ')[0] ?? '').replace(/\.$/, ''))}.`,
              )
              .join('<br>'),
      ]),
    ),
  ])

export const answerPages = (verdicts: Verdicts): readonly Page[] => [
  indexPage(),
  matrixPage(verdicts),
  ...answers.map((answer) => answerPage(answer, verdicts)),
]
