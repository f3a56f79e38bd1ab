// Evidence pages: what was explored, and what other engineers' measurements say, each with the command that repeats it.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { timeInWords } from '../../../report/phrases.js'
import type { Judged } from '../../../testing/follow/judge.js'
import { readRecord } from '../../../testing/record/record.js'
import type { Verdicts } from '../verdicts.js'
import { provedInWords } from '../../../report/conditions.js'
import { properties } from '../../../properties/index.js'
import { dimensionFigures, figuresOf, scopeFigures } from './figures.js'
import { code, details, page, partyLink, plain, propertyLink, table, type Page } from './markdown.js'
import type { ProductsRecord } from '../products.js'

/** What measurements have been made. */
export interface Measurements {
  /** Mutants that were judged; none where that was not measured. */
  readonly judged: number
  /** By property: the mutants that it kills. */
  readonly kills: ReadonlyMap<string, readonly Judged[]>
}

interface Topic {
  readonly name: string
  readonly title: string
  readonly about: string
  readonly command: string
}

const topics: readonly Topic[] = [
  {
    name: 'coverage',
    title: 'Coverage',
    about: 'Which states and transitions of the machines are met by exploration, and which by the tests.',
    command: 'npx impspec coverage',
  },
  {
    name: 'mutants',
    title: 'Mutants',
    about: 'Faults planted in the machines one at a time: whether the properties notice, and which of them.',
    command: 'npx impspec mutants',
  },
  {
    name: 'bench',
    title: 'Benchmarks',
    about: 'How fast the checker explores, beside its peers, in one run on one machine.',
    command: 'npm run bench',
  },
  {
    name: 'bench-oracle',
    title: 'The oracle, measured',
    about: 'How fast logs are judged and implementations driven, and how often the oracle is wrong.',
    command: 'npm run bench:oracle',
  },
  {
    name: 'spin',
    title: 'Agreement with SPIN',
    about: 'The same worlds written for another model checker, and whether both find the same states and verdicts.',
    command: 'npm run generate:spin',
  },
]

const file = (name: string): URL => new URL(`../../generated/${name}.json`, import.meta.url)

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

const read = (name: string): Json | undefined =>
  existsSync(file(name)) ? (JSON.parse(readFileSync(file(name), 'utf8')) as Json) : undefined

const isRecord = (value: Json | undefined): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `statesPerSecond` as `states per second`. */
const spaced = (key: string): string => key.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()

const cell = (value: Json | undefined): string => {
  if (value === undefined || value === null) return ''
  if (typeof value === 'number') return value.toLocaleString('en-US', { maximumFractionDigits: 3 })
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return plain(value)
  if (Array.isArray(value)) return (value as readonly Json[]).map(cell).join(', ')
  return Object.entries(value)
    .map(([key, part]) => `${spaced(key)}: ${cell(part)}`)
    .join('; ')
}

/** Any measurement as text: single values as a list, lists of records as tables. */
function shown(value: Json, title = ''): readonly string[] {
  const heading = title === '' ? [] : [`## ${title[0]!.toUpperCase()}${title.slice(1)}`, '']
  if (Array.isArray(value)) {
    const rows = (value as readonly Json[]).filter(isRecord)
    if (rows.length === 0) return [...heading, cell(value), '']
    const heads = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    return [
      ...heading,
      ...table(
        heads.map(spaced),
        rows.map((row) => heads.map((head) => cell(row[head]))),
      ),
    ]
  }
  if (!isRecord(value)) return [...heading, cell(value), '']
  const entries = Object.entries(value)
  const single = entries.filter(([, part]) => typeof part !== 'object' || part === null)
  const nested = entries.filter(([, part]) => typeof part === 'object' && part !== null)
  const flat =
    nested.length > 0 &&
    nested.every(([, part]) => isRecord(part) && Object.values(part).every((one) => typeof one !== 'object'))
  return [
    ...heading,
    ...single.map(([key, part]) => `- ${spaced(key)}: **${cell(part)}**`),
    '',
    ...(flat
      ? shown(nested.map(([key, part]) => ({ name: key, ...(part as Readonly<Record<string, Json>>) })))
      : nested.flatMap(([key, part]) => shown(part, spaced(key)))),
  ]
}

/** A page that was generated for the repository, with its links as the site has them; without its heading. */
function written(name: string): readonly string[] | undefined {
  const url = new URL(`../../generated/${name}.md`, import.meta.url)
  if (!existsSync(url)) return undefined
  const text = readFileSync(url, 'utf8').replace(/^# .*\n/, '')
  return text
    .replaceAll(/\]\(rules\.md#([rs]\d+|c-\d\d)\)/g, '](/sources/$1)')
    .replaceAll(/\]\(rules\.md#(d-\d{3})\)/g, '](/sources/facts#$1)')
    .replaceAll(/\]\(rules\.md#(m-\d\d)\)/g, '](/decisions/$1)')
    .split('\n')
}

/** Rows up to which a table is seen at a glance; a longer one below a picture is folded. */
const glance = 15

/** The lines of a page with pictures below headings: `''` is the place before the first. The tables stay for who reads tables. */
export function illustrated(
  lines: readonly string[],
  pictures: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const known = new Set(['', ...lines.filter((line) => line.startsWith('## ')).map((line) => line.slice(3))])
  const lost = Object.keys(pictures).filter((heading) => !known.has(heading))
  if (lost.length > 0) throw new Error(`no heading for the picture of "${lost.join('", "')}"`)
  const told = [...(pictures[''] ?? [])]
  let pictured = false
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    if (line.startsWith('## ')) {
      const own = pictures[line.slice(3)]
      told.push(line, ...(own ?? []))
      pictured = own !== undefined
    } else if (pictured && line.startsWith('|')) {
      let end = at
      while (lines[end]?.startsWith('|')) end++
      const rows = lines.slice(at, end)
      told.push(...(rows.length - 2 > glance ? details(`The table: ${rows.length - 2} rows`, rows) : rows))
      at = end - 1
    } else told.push(line)
  }
  return told
}

const topicPage = ({ name, title, about, command }: Topic): Page => {
  const text = written(name)
  if (text) {
    const pictured = illustrated(text, figuresOf(name))
    return page(`evidence/${name}.md`, title, [about, '', `Reproduce it: \`${command}\`.`, '', ...pictured])
  }
  const measured = read(name)
  return page(`evidence/${name}.md`, title, [
    about,
    '',
    ...(measured === undefined
      ? ['::: warning Not measured yet', `This working copy has no measurement. Make it with \`${command}\`.`, ':::']
      : [`Reproduce it: \`${command}\`.`, '', ...shown(measured)]),
  ])
}

const verdictCount = (verdicts: Verdicts, is: (verdict: string, asExpected: boolean) => boolean): number =>
  Object.values(verdicts.properties)
    .flatMap(({ verdicts: all }) => all)
    .filter(({ verdict, asExpected }) => is(verdict, asExpected))
    .reduce((sum, { configurations }) => sum + configurations.length, 0)

/** Counts that the start page shows too. */
export const totals = (verdicts: Verdicts) => ({
  verdicts: verdictCount(verdicts, () => true),
  holds: verdictCount(verdicts, (verdict) => verdict === 'holds'),
  fails: verdictCount(verdicts, (verdict, asExpected) => verdict === 'fails' && asExpected),
  vacuous: verdictCount(verdicts, (verdict, asExpected) => verdict === 'vacuous' && asExpected),
  unexpected: verdictCount(verdicts, (_, asExpected) => !asExpected),
  states: verdicts.explorations.reduce((sum, { states }) => sum + states, 0),
  transitions: verdicts.explorations.reduce((sum, { transitions }) => sum + transitions, 0),
})

function explorationsPage(verdicts: Verdicts): Page {
  const { states, transitions, holds, fails, vacuous, unexpected } = totals(verdicts)
  const count = (value: number): string => value.toLocaleString('en-US')
  const sorted = [...verdicts.explorations].sort((one, other) => other.states - one.states)
  return page('evidence/explorations.md', 'Explorations', [
    `${count(verdicts.explorations.length)} explorations met ${count(states)} states and ${count(transitions)} transitions. ${count(holds)} verdicts hold, ${count(fails)} fail as expected, ${count(vacuous)} are vacuous as expected, ${count(unexpected)} are not as expected.`,
    '',
    `Reproduce it: \`npm run verify\`. These verdicts are of the specification with the fingerprint ${code(verdicts.fingerprint)}.`,
    ...table(
      ['configuration', 'scope', 'parties', 'states', 'transitions', 'depth', 'tick'],
      sorted.map((one) => [
        code(one.configuration) + (one.complete ? '' : ' (incomplete)'),
        `[${code(one.scope)}](/reference/configurations#scope-${one.scope.toLowerCase()})`,
        one.parties.map(partyLink).join(' '),
        count(one.states),
        count(one.transitions),
        count(one.depth),
        timeInWords(one.quantum),
      ]),
    ),
  ])
}

/** Properties that were decided in every product, as a heat map and as conditions. */
function productsPage({ scopes }: ProductsRecord): Page {
  const titles = new Map(properties.map(({ id, title }) => [id, title]))
  const rows = scopes.flatMap(({ scope, properties: all }) =>
    all.map((one) => [scope, propertyLink(one.property, titles.get(one.property) ?? one.property), provedInWords(one)]),
  )
  return page('evidence/products.md', 'Verdicts in every product', [
    'Where the properties that were decided in every possible product at once fail, and where they say nothing.',
    '',
    'Reproduce it: `npx impspec products`. [How it is done](/guide/products).',
    '',
    '## By scope',
    '',
    `A number is a share in percent: of the possible products with the value below which it stands, those in which the property fails, or says nothing because what it speaks of cannot happen. Left out are choices that make no difference in a scope. Scopes: ${scopes
      .map(({ scope }) => `[${scope}](#scope-${scope.toLowerCase()})`)
      .join(', ')}.`,
    '',
    ...scopeFigures(),
    '## By choice and reading',
    '',
    'The same, one dimension at a time: all properties, of whatever scope, whose verdict depends on it.',
    '',
    ...dimensionFigures(),
    '## As conditions',
    '',
    'The same exactly, and with the properties that have one verdict everywhere.',
    ...details(
      `The table: ${rows.length} properties`,
      table(
        ['scope', 'property', 'verdict'],
        rows.map((row) => [code(row[0]!), row[1]!, plain(row[2]!)]),
      ),
    ),
  ])
}

/** Measurements that other pages speak of. */
export function readMeasurements(): Measurements {
  const judged = readRecord(fileURLToPath(file('mutants')))?.mutants ?? []
  const kills = new Map<string, Judged[]>()
  for (const mutant of judged) {
    for (const id of mutant.kill?.by ?? []) kills.set(id, [...(kills.get(id) ?? []), mutant])
  }
  return { judged: judged.length, kills }
}

export const evidencePages = (verdicts: Verdicts, products: ProductsRecord): readonly Page[] => [
  page('evidence/index.md', 'Evidence', [
    'Why these verdicts can be believed, and how to find out for yourself.',
    '',
    '- [Evidence in pictures](/evidence/pictures): each of the pages below, and more, at a glance.',
    '- [Verdicts in every product](/evidence/products): which choices and readings decide which property.',
    '- [Explorations](/evidence/explorations): what was explored for them, state by state.',
    ...topics.map(({ name, title, about }) => `- [${title}](/evidence/${name}): ${about}`),
  ]),
  productsPage(products),
  explorationsPage(verdicts),
  ...topics.map(topicPage),
]
