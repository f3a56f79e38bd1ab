// Pages of what the specification rests on: rules, claims, contradictions, facts; each with all that cites it.
import { facts, firmnesses, legend } from '../../../machines/facts.js'
import {
  claims,
  contradictions,
  rules,
  statements,
  type Contradiction,
  type Rule,
  type Statement,
  type Strength,
} from '../../../machines/sources.js'
import { sourcePath } from '../../draw/links.js'
import { citationsOf, decisions } from '../citations.js'
import { citedBy, neighbours, page, plain, sourceLink, sourceLinks, table, type Page } from './markdown.js'

export const strengths: Readonly<Record<Strength, string>> = {
  firm: 'firm: stated by the sources',
  part: 'in part: one step is our inference',
  contested: 'contested: the sources conflict',
}

const kinds = { R: 'Rule', S: 'Claim', C: 'Contradiction' } as const

const titleOf = (one: Statement | Contradiction): string => {
  const kind = kinds[one.id[0] as keyof typeof kinds]
  return 'title' in one ? `${kind} ${one.id}: ${one.title}` : `${kind} ${one.id}`
}

const factText = new Map<string, string>(facts.map(({ id, statement }) => [id, statement]))
const otherText = new Map<string, string>(contradictions.map(({ id, title }) => [id, title]))

function statementPage(one: Rule | Statement | Contradiction): Page {
  const strength = 'strength' in one ? [`Strength: **${strengths[one.strength]}**.`, ''] : []
  return page(
    `sources/${one.id.toLowerCase()}.md`,
    titleOf(one),
    [
      '::: info What it says',
      plain(one.text),
      ':::',
      '',
      ...strength,
      '## Rests on',
      '',
      ...one.facts.map((id) => `- ${sourceLink(id)} ${plain(factText.get(id) ?? otherText.get(id) ?? '')}`),
      '',
      '## Where it is encoded',
      '',
      ...citedBy(citationsOf(one.id), '###'),
    ],
    neighbours(
      statements.map(({ id }) => ({ text: id, link: sourcePath(id) ?? '' })),
      statements.indexOf(one),
    ),
  )
}

const counted = (id: string): string => {
  const all = citationsOf(id)
  const count = (kind: string): number =>
    new Set(all.filter((one) => one.kind === kind).map(({ place, party }) => `${party} ${place}`)).size
  const parts = [
    [count('property'), 'properties'],
    [count('state') + count('transition'), 'places in machines'],
    [count('decision'), 'decisions'],
  ] as const
  return parts.flatMap(([number, what]) => (number === 0 ? [] : [`${number} ${what}`])).join(', ') || 'nothing'
}

const linesOf = (all: readonly (Statement | Contradiction)[]): readonly (readonly string[])[] =>
  all.map((one) => [
    sourceLink(one.id),
    plain('title' in one ? `${one.title}. ${one.text}` : one.text),
    counted(one.id),
  ])

const indexPage = (): Page =>
  page('sources/index.md', 'Sources', [
    'What the machines encode and the properties check, with the way back to the public pages it comes from. An id in any',
    'text of this site is a link to its page.',
    '',
    '## Rules',
    '',
    'What a model of these devices must obey.',
    ...table(['id', 'rule', 'cited by'], linesOf(rules)),
    '## Claims',
    '',
    'What was said in the thread that started this, and is proved or refuted.',
    ...table(['id', 'claim', 'cited by'], linesOf(claims)),
    '## Contradictions',
    '',
    'Where sources contradict each other. A [dimension](/reference/configurations) or a [decision](/decisions/) says what is done about it.',
    ...table(['id', 'contradiction', 'cited by'], linesOf(contradictions)),
    '## Facts and decisions',
    '',
    `The [${facts.length} facts](/sources/facts), each with its source and firmness; the [${decisions.length} decisions](/decisions/).`,
  ])

/** The rules, claims, contradictions and decisions that name a fact. */
function restOn(id: string): readonly string[] {
  const naming = statements.filter(({ facts: ids }) => (ids as readonly string[]).includes(id))
  const cited = citationsOf(id)
  const properties = cited.filter(({ kind }) => kind === 'property')
  const written = cited.flatMap(({ kind, place }) => (kind === 'decision' ? [place.slice(0, 4)] : []))
  const parties = [
    ...new Set(cited.flatMap(({ kind, party }) => (kind === 'state' || kind === 'transition' ? [party ?? ''] : []))),
  ]
  return [
    ...(naming.length === 0 ? [] : [`Named by ${sourceLinks(naming.map((one) => one.id))}.`]),
    ...(written.length === 0 ? [] : [`Decided on in ${sourceLinks([...new Set(written)])}.`]),
    ...(parties.length === 0
      ? []
      : [
          `In the machines of ${parties
            .map((party) => {
              const anchor = cited.find((one) => one.party === party && one.anchor !== undefined)?.anchor ?? ''
              return `[${party}](/parties/${party}#${anchor})`
            })
            .join(', ')}.`,
        ]),
    ...(properties.length === 0
      ? []
      : [`Properties: ${properties.map(({ place }) => `[${place}](/properties/${place})`).join(', ')}.`]),
  ]
}

/** The abbreviations of sources as links to the public pages. */
const linked = (source: string): string =>
  plain(source)
    .replaceAll(/\bDC\/([\w./-]*\w)/g, '[DC/$1](https://developer.electricimp.com/$1)')
    .replaceAll(/\bF\/([\w-]+\/\d+)/g, '[F/$1](https://forums.electricimp.com/t/$1)')
    .replaceAll(/\bgh ([\w-]+\/[\w.-]+)/g, '[gh $1](https://github.com/$1)')

const factsPage = (): Page =>
  page('sources/facts.md', 'Facts', [
    'What is known of the imp device, impOS, the impCloud, BlinkUp, polite deployment and agents: one fact a line, with its',
    'source and how firmly it is known.',
    '',
    ...Object.entries(firmnesses).map(([name, meaning]) => `- **${name}**: ${plain(meaning)}`),
    ...Object.entries(legend).map(([name, meaning]) => `- \`${name}\`: ${plain(meaning)}`),
    '',
    ...facts.flatMap(({ id, statement, firmness, source }) => [
      `<p class="fact" id="${id.toLowerCase()}"></p>`,
      '',
      `**[${id}](#${id.toLowerCase()})** ${plain(statement)} <Badge type="info" text="${firmness}" />`,
      `<br><small>Source: ${linked(source)}</small>`,
      ...restOn(id).map((line) => `<br>${line}`),
      '',
    ]),
  ])

/** For pages that are written by hand: what cites a decision, as Markdown to be added below. */
export function decisionFooter(id: string): string {
  const cited = citationsOf(id)
  return ['', '## Where it is cited', '', ...citedBy(cited, '###')].join('\n')
}

/** An index of the decisions, by what they settle. */
export const decisionFooters = (): Readonly<Record<string, string>> =>
  Object.fromEntries(decisions.map(({ id }) => [id, decisionFooter(id)]))

export const sourcePages = (): readonly Page[] => [indexPage(), factsPage(), ...statements.map(statementPage)]
