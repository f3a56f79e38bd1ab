// The questions of the thread with their answers, their evidence, and the stories behind them; and the matrix.
import { patternOfConfigurations } from '../../../report/configurations.js'
import { parseConfiguration } from '../../../verification/configurationNames.js'
import { answers } from '../../../properties/claims/answers.js'
import type { Answer } from '../../../properties/language/answer.js'
import { matches } from '../../../properties/language/expected.js'
import { properties } from '../../../properties/index.js'
import type { ConfigurationPattern } from '../../../properties/language/property.js'
import type { Verdict } from '../../../model/property.js'
import { splitSteps } from '../../draw/run.js'
import { escaped } from '../../draw/text.js'
import {
  cellAnswer,
  cellAnswers,
  cellConfiguration,
  matrixProperties,
  productsAtBlinkup,
  readingsOfBlinkup,
  type CellAnswer,
} from '../matrix.js'
import type { VerdictData, Verdicts } from '../verdicts.js'
import { at, code, page, plain, propertyLink, table, type Page } from './markdown.js'
import { storySection, verdictBadge } from './property.js'

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
  readonly story?: { readonly property: string; readonly index: number }
}

/** The run of a device that has nobody to ask. */
const plainUpgrade = 'stock-device-gets-os-then-code'

const withoutHandler = (verdicts: Verdicts): Cell['story'] => {
  const told = verdicts.properties[plainUpgrade]?.verdicts.filter(({ story }) => story !== undefined) ?? []
  const stock = told.find(({ configurations }) => configurations.includes('codeLoading=at-activation')) ?? told[0]
  return stock?.story === undefined ? undefined : { property: plainUpgrade, index: stock.story }
}

const storyIn = (verdict: VerdictData | undefined, property: 0 | 1): Cell['story'] =>
  verdict?.story === undefined ? undefined : { property: matrixProperties[property], index: verdict.story }

/** The cells of the matrix, row by row. */
export const matrixCells = (verdicts: Verdicts): readonly (readonly Cell[])[] =>
  productsAtBlinkup.map((product, row) =>
    readingsOfBlinkup.map((reading, column) => {
      const { name, values } = cellConfiguration(product, reading)
      const [respected, called] = matrixProperties.map((id) => verdictIn(verdicts, id, name))
      const decided =
        respected && called && [respected, called].every(({ verdict }) => verdict in { holds: 1, fails: 1, vacuous: 1 })
      const answer = decided ? cellAnswer(values, respected.verdict as Verdict, called.verdict as Verdict) : undefined
      const story =
        answer === 'nobody'
          ? withoutHandler(verdicts)
          : (storyIn(respected, 0) ?? storyIn(called, 1) ?? withoutHandler(verdicts))
      return {
        configuration: name,
        product: product.title,
        reading: reading.title,
        anchor: `cell-${row + 1}-${column + 1}`,
        ...(answer === undefined ? {} : { answer }),
        ...(story === undefined ? {} : { story }),
      }
    }),
  )

/** Cells without a story of their own borrow the one of the question behind them. */
const cellHref = ({ anchor }: Cell): string => at(`/answers/matrix#${anchor}`)

/** The matrix as HTML: each cell is a link to its story. */
export function matrixHtml(verdicts: Verdicts): string {
  const head = [
    '<tr><td></td><th scope="colgroup" colspan="2">BlinkUp restarts the device</th><th scope="colgroup" colspan="2">Squirrel survives BlinkUp</th></tr>',
    `<tr><th scope="col">Your product</th>${[
      'a late connection upgrades',
      'a late connection asks',
      'a late connection upgrades',
      'a late connection asks',
    ]
      .map((title) => `<th scope="col">${title}</th>`)
      .join('')}</tr>`,
  ]
  const rows = matrixCells(verdicts).map((cells, row) => {
    const product = productsAtBlinkup[row]!.title
    const answered = cells.map((cell) => {
      if (cell.answer === undefined) return '<td class="unknown">not checked yet</td>'
      const { text, meaning } = cellAnswers[cell.answer]
      const label = `${product}; ${cell.reading}: ${text}`
      return `<td class="${cell.answer}"><a href="${cellHref(cell)}" title="${escaped(meaning)}" aria-label="${escaped(label)}">${text}</a></td>`
    })
    return `<tr><th scope="row">${escaped(product)}</th>${answered.join('')}</tr>`
  })
  return (
    '<div class="matrix-box" tabindex="0" role="region" aria-label="What happens, by product and by reading"><table class="matrix">' +
    `<caption class="visually-hidden">What becomes of politeness after BlinkUp</caption><thead>${head.join('')}</thead><tbody>${rows.join('')}</tbody></table></div>`
  )
}

function matrixPage(verdicts: Verdicts): Page {
  const cells = matrixCells(verdicts).flat()
  /** Cells that are shown by one and the same story share its section. */
  const groups = new Map<string, Cell[]>()
  for (const cell of cells) {
    const key = JSON.stringify([cell.answer, cell.story])
    groups.set(key, [...(groups.get(key) ?? []), cell])
  }
  return page(
    'answers/matrix.md',
    'What happens after BlinkUp when an impOS update waits',
    [
      `<div v-pre>${matrixHtml(verdicts)}</div>`,
      '',
      ...[...groups.values()].flatMap((group) => {
        const [first] = group
        if (first?.answer === undefined) return []
        const { text, meaning } = cellAnswers[first.answer]
        const asked = first.story?.property
        return [
          ...group.map(({ anchor }) => `<a id="${anchor}"></a>`),
          '',
          `## ${text}: ${code(first.configuration)}${group.length === 1 ? '' : ` and ${group.length - 1} others`}`,
          '',
          meaning,
          '',
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
          ...(first.story === undefined || asked === undefined
            ? ['No run of it is at hand.', '']
            : [
                `A shortest run of ${propertyLink(asked, titleOf(asked))}:`,
                '',
                ...storySection(verdicts, asked, first.story.index, `${text}: ${first.configuration}`),
              ]),
        ]
      }),
    ],
    { aside: false },
  )
}

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
        (name) => when === undefined || matches(when, parseConfiguration(name).values),
      )
      if (concerned.length === 0) continue
      const badge = verdictBadge(verdict)
      counts.set(badge, (counts.get(badge) ?? 0) + concerned.length)
    }
    const found = [...counts].map(([badge, count]) => `${badge} in ${count}`).join(', ') || 'not checked yet'
    return `- ${propertyLink(id, titleOf(id))}: ${found}`
  })
}

/** The shortest story behind one part of an answer. */
function storyFor(
  verdicts: Verdicts,
  ids: readonly string[],
  when: ConfigurationPattern | undefined,
): { readonly id: string; readonly index: number; readonly configuration: string } | undefined {
  for (const id of ids) {
    const data = verdicts.properties[id]
    const told = (data?.verdicts ?? []).flatMap(({ story, configurations }) => {
      const configuration = configurations.find(
        (name) => when === undefined || matches(when, parseConfiguration(name).values),
      )
      return story === undefined || configuration === undefined ? [] : [{ id, index: story, configuration }]
    })
    const length = (index: number): number => splitSteps(data?.stories[index]?.steps ?? '').length
    if (told.length > 0) return told.reduce((best, one) => (length(one.index) < length(best.index) ? one : best))
  }
  return undefined
}

function answerPage({ id, question, answers: parts, properties: ids }: Answer, verdicts: Verdicts): Page {
  return page(`answers/${id}.md`, question, [
    ...parts.flatMap(({ when, text }, index) => {
      const told = storyFor(verdicts, ids, when)
      return [
        ...(when === undefined
          ? ['## The answer', '']
          : [`## Where ${code(patternOfConfigurations(when))} {#part-${index + 1}}`, '']),
        plain(text),
        '',
        ...evidenceLines(verdicts, ids, when),
        '',
        ...(told === undefined
          ? []
          : [
              `### The story of ${plain(titleOf(told.id))} {#story-${index + 1}}`,
              '',
              `In ${code(told.configuration)}.`,
              '',
              ...storySection(verdicts, told.id, told.index, `${titleOf(told.id)}: ${told.configuration}`),
            ]),
      ]
    }),
  ])
}

const indexPage = (): Page =>
  page('answers/index.md', 'Answers', [
    'What was asked in the thread, answered from what is proved. [The matrix](/answers/matrix) answers the first question for each kind of product.',
    ...table(
      ['question', 'in short'],
      answers.map(({ id, question, answers: parts }) => [
        `[${plain(question)}](/answers/${id})`,
        parts.length === 1
          ? plain(parts[0]?.text ?? '')
          : parts
              .map(
                ({ when, text }) =>
                  `${code(patternOfConfigurations(when ?? {}))}: ${plain(text.split('. ')[0] ?? '')}.`,
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
