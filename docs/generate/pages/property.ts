// A page for each property: claim, sources, formula in words, verdicts, stories, evidence.
import { predicatesOf } from '../../../model/formula.js'
import { configurationInWords, patternOfConfigurations } from '../../../report/configurations.js'
import { timeInWords } from '../../../report/phrases.js'
import { provedInWords } from '../../../report/conditions.js'
import { counted } from '../../../report/text.js'
import { assumptionsOf } from '../../../checker/semantics/assumptions.js'
import { slice } from '../../../checker/compile/slice.js'
import { system } from '../../../machines/system.js'
import { assumptionsInWords } from '../../../report/assumptions.js'
import { threadNote } from '../../../report/threadAlone.js'
import { parseProduct } from '../../../verification/impSpace.js'
import { possible, type ProvedProperty } from '../../../verification/products.js'
import { claims, contradictions, rules } from '../../../machines/sources.js'
import { facts } from '../../../machines/facts.js'
import { predicates, properties } from '../../../properties/index.js'
import type { Assumption } from '../../../model/result.js'
import type { Property } from '../../../properties/language/property.js'
import { patternInWords } from '../../../properties/language/words.js'
import { propertyPath } from '../../draw/links.js'
import { splitSteps } from '../../draw/run.js'
import { diagramOf, storyHtml } from '../../draw/story.js'
import { folded, punchline } from '../../draw/tell.js'
import { escaped } from '../../draw/text.js'
import { toHash } from '../../simulator/share.js'
import { decisions } from '../citations.js'
import { setupOf, storyOf } from '../stories.js'
import type { ExplorationData, StoryData, VerdictData, Verdicts } from '../verdicts.js'
import type { Measurements } from './evidence.js'
import {
  at,
  code,
  details,
  neighbours,
  page,
  partyLink,
  plain,
  propertyLink,
  sourceHref,
  sourceLink,
  table,
  type Page,
} from './markdown.js'

const textOf = new Map<string, string>([
  ...[...rules, ...claims].map(({ id, text }) => [id, text] as const),
  ...contradictions.map(({ id, title }) => [id, title] as const),
  ...facts.map(({ id, statement }) => [id, statement] as const),
  ...decisions.map(({ id, title }) => [id, title] as const),
])

const kinds: Readonly<Record<Property['pattern']['kind'], string>> = {
  invariant: 'in every step',
  never: 'in no step',
  precedence: 'nothing of this before that',
  response: 'this leads to that, on fair runs',
  bounded: 'this leads to that, in time',
  reachable: 'some run does it',
}

export const number = (value: number): string => value.toLocaleString('en-US')

/** A verdict as a badge whose meaning does not hang on its colour. */
export function verdictBadge({ verdict, asExpected }: Pick<VerdictData, 'verdict' | 'asExpected'>): string {
  const signs: Readonly<Record<string, string>> = {
    holds: '✓',
    fails: '✗',
    vacuous: '∅',
    incomplete: '?',
    crashed: '!',
  }
  const expected = verdict === 'fails' && asExpected ? ' as expected' : asExpected ? '' : ', unexpected'
  return `<span class="verdict ${verdict}${asExpected ? '' : ' unexpected'}">${signs[verdict] ?? ''} ${verdict}${expected}</span>`
}

/** Verdicts as headings of their stories. */
const headings: Readonly<Record<string, string>> = { holds: 'Shown', fails: 'Violated', vacuous: 'Without its case' }

interface Grouped {
  readonly verdict: VerdictData
  readonly configurations: readonly string[]
  readonly all: readonly VerdictData[]
}

/** In how many dimensions a configuration differs from the usual one. */
export const differences = (configuration: string): number =>
  configuration === 'baseline' ? 0 : configuration.split(',').length

/** Verdicts that say the same for the same reason; the one of the most usual product speaks for them, by its story. */
function grouped(verdicts: Verdicts, id: string): readonly Grouped[] {
  const groups = new Map<string, VerdictData[]>()
  for (const one of verdicts.properties[id]?.verdicts ?? []) {
    const key = JSON.stringify([one.verdict, one.because, one.asExpected])
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  const unusual = ({ configurations }: VerdictData): number => Math.min(...configurations.map(differences))
  return [...groups.values()].map((all) => ({
    verdict: all.reduce((best, one) => (unusual(one) < unusual(best) ? one : best)),
    configurations: all.flatMap(({ configurations }) => configurations),
    all,
  }))
}

const configurationList = (names: readonly string[]): string => {
  const shown = names.map((name) => `<code>${escaped(name)}</code>`)
  if (shown.length <= 3) return shown.join(' ')
  return `<details class="inline"><summary>${shown[0]} and ${shown.length - 1} others</summary>${shown.slice(1).join(' ')}</details>`
}

interface Told {
  readonly configuration: string
  readonly data: StoryData
}

/**
 * A story as it was found in the configuration that is asked for; where it was not found there, in the first for which
 * it was. Worlds that differ may have the same run.
 */
function toldIn(verdicts: Verdicts, id: string, index: number, asked?: string): Told | undefined {
  const { verdicts: all, stories } = verdicts.properties[id] ?? { verdicts: [], stories: [] }
  const own = all.filter(({ story }) => story === index)
  const verdict = own.find(({ configurations }) => configurations.some((name) => name === asked)) ?? own[0]
  const data = stories[index]
  if (!verdict || !data) return undefined
  const configuration = verdict.configurations.find((name) => name === asked) ?? verdict.configurations[0] ?? ''
  return { configuration, data: { ...data, exploration: verdict.exploration } }
}

/** A story with its controls, the sentence that it comes to, and the way into the simulator. */
export function storySection(verdicts: Verdicts, id: string, index: number, asked?: string): readonly string[] {
  const told = toldIn(verdicts, id, index, asked)
  if (!told) return []
  const { configuration, data } = told
  const story = storyOf(verdicts, data)
  const setup = { ...setupOf(verdicts, data), configuration: parseProduct(configuration) }
  const link = at('/simulator') + toHash({ setup, initial: data.initial, steps: splitSteps(data.steps) })
  const diagram = folded(diagramOf(story))
  const name = `${properties.find((property) => property.id === id)?.title ?? id}: ${configuration}`
  return [
    `<StoryPlayer name="${escaped(name)}" simulator="${escaped(link)}" told-in="${escaped(configuration)}" told-in-words="${escaped(configurationInWords(configuration))}" punchline="${escaped(punchline(diagram, story))}">`,
    '',
    `<div v-pre>${storyHtml(diagram, sourceHref)}</div>`,
    '',
    '</StoryPlayer>',
    '',
  ]
}

/** By exploration: hundreds of properties share them, and to make a world takes a while. */
const assumed = new WeakMap<ExplorationData, readonly Assumption[]>()

/** What is assumed of the world of an exploration: the same as its verdicts say. */
export function assumedIn(exploration: ExplorationData): readonly Assumption[] {
  const known = assumed.get(exploration)
  if (known) return known
  const { configuration, scope, parties } = exploration
  const found = assumptionsOf(slice(system(parseProduct(configuration).values, scope), parties))
  assumed.set(exploration, found)
  return found
}

function evidence(verdicts: Verdicts, groups: readonly Grouped[]): readonly string[] {
  const used = groups.flatMap(({ all }) => all)
  const seen = [...new Set(used.map(({ exploration }) => exploration))]
  const explored = seen.flatMap((index) => verdicts.explorations[index] ?? [])
  const most = (key: 'states' | 'transitions' | 'depth'): string => number(Math.max(...explored.map((one) => one[key])))
  return [
    '',
    `${counted(seen.length, 'exploration')}, each to its end; the largest met ${most('states')} states and ${most('transitions')} transitions, at most ${most('depth')} steps from a start.`,
    ...details(
      'What was explored',
      table(
        ['explored', 'parties', 'states', 'transitions', 'depth', 'tick', 'its case occurs in'],
        seen.flatMap((index) => {
          const one = verdicts.explorations[index]
          if (!one) return []
          const exercised = Math.max(
            0,
            ...used.filter(({ exploration }) => exploration === index).map((verdict) => verdict.exercised),
          )
          return [
            [
              `${code(one.configuration)}<br><small>scope ${code(one.scope)}</small>`,
              one.parties.join(', '),
              number(one.states),
              number(one.transitions),
              number(one.depth),
              timeInWords(one.quantum),
              `${number(exercised)} steps`,
            ],
          ]
        }),
      ),
    ),
    ...details(
      'What is assumed',
      assumptionsInWords(explored.flatMap(assumedIn)).map((text) => `- ${plain(text)}`),
    ),
  ]
}

/** The mutants that a property kills: why it is not there in vain. */
export function killsOf(id: string, { judged, kills }: Measurements): readonly string[] {
  if (judged === 0) return ['Which [mutants](/evidence/mutants) it kills was not measured yet.']
  const all = kills.get(id) ?? []
  const among = `of the ${number(judged)} [mutants](/evidence/mutants) that were judged so far`
  if (all.length === 0) return [`None ${among} changed its verdict where the mutant was killed.`]
  return [
    '',
    `It kills ${number(all.length)} ${among}: machines with one mistake each, for which its verdict is another one.`,
    ...details(
      counted(all.length, 'mutant that it kills', 'mutants that it kills'),
      table(
        ['machine', 'mistake', 'in', 'cites', 'noticed in'],
        all.map(({ party, operator, place, sources, kill }) => [
          partyLink(party),
          operator.replaceAll('-', ' '),
          code(place),
          sources.map(sourceLink).join(' '),
          kill === undefined
            ? ''
            : `${code(kill.configuration)}<br><small>scope ${code(kill.scope)}: ${kill.found}${kill.expected === undefined ? '' : ` instead of ${kill.expected}`}</small>`,
        ]),
      ),
    ),
  ]
}

function propertyPage(
  property: Property,
  verdicts: Verdicts,
  measurements: Measurements,
  proved: ProvedProperty | undefined,
): Page {
  const { id, title, claim, subject, pattern, scope = 'field', sources, exceptions = [] } = property
  const groups = grouped(verdicts, id)
  const thread = threadNote(sources)
  const words = patternInWords(pattern, predicates)
  const told = groups.filter(({ verdict }) => verdict.story !== undefined)
  return page(
    `properties/${id}.md`,
    title,
    [
      '::: info Claim',
      plain(claim),
      ':::',
      '',
      `<small>${code(id)} · subject [${subject}](/properties/#${subject}) · ${pattern.kind}: ${kinds[pattern.kind]} · scope [${code(scope)}](/reference/configurations#scope-${scope.toLowerCase()})</small>`,
      '',
      '## Verdicts',
      '',
      ...(groups.length === 0
        ? ['Not checked yet: `npm run generate:verdicts` does it.']
        : [
            ...table(
              ['verdict', 'in', 'because'],
              groups.map(({ verdict, configurations }) => [
                verdictBadge(verdict) +
                  (verdict.story === undefined
                    ? ''
                    : ` [story](#story-${groups.findIndex((one) => one.verdict === verdict) + 1})`),
                `${configurations.length} ${configurations.length === 1 ? 'configuration' : 'configurations'}: ${configurationList(configurations)}`,
                plain(verdict.because ?? ''),
              ]),
            ),
            'How to [read a verdict](/guide/reading-a-verdict).',
          ]),
      '',
      ...(proved === undefined
        ? []
        : [
            '## In every product',
            '',
            `It ${plain(provedInWords(proved))}. Of ${counted(possible.size, 'product')} that are possible, [which is yours](/product)?`,
            '',
          ]),
      '## The formula in words',
      '',
      ...words.map((line) => `> ${plain(line)}<br>`),
      '',
      ...details('The predicates in it', [
        ...table(
          ['predicate', 'asks whether', 'of a'],
          predicatesOf(property, predicates).map((name) => {
            const predicate = predicates[name]
            return [
              code(name),
              `${partyLink(predicate?.party ?? '')} ${plain(predicate?.text ?? '')}`,
              predicate?.kind ?? '',
            ]
          }),
        ),
      ]),
      ...details('The formula as data', ['```json', JSON.stringify(pattern, null, 2), '```']),
      ...(exceptions.length === 0
        ? []
        : [
            '## Where it is not expected to hold',
            ...table(
              ['where', 'expected', 'because'],
              exceptions.map(({ when, verdict, because }) => [
                code(patternOfConfigurations(when)),
                verdict,
                plain(because),
              ]),
            ),
          ]),
      ...(told.length === 0
        ? []
        : [pattern.kind === 'reachable' ? '## A run that does it' : '## The shortest stories', '']),
      ...told.flatMap((group) => {
        const nth = groups.indexOf(group) + 1
        const { verdict, configurations } = group
        const usual = [...verdict.configurations].sort((one, other) => differences(one) - differences(other))[0]
        const where = toldIn(verdicts, id, verdict.story ?? -1, usual)?.configuration ?? ''
        const others = configurations.length - 1
        return [
          `### ${headings[verdict.verdict] ?? verdict.verdict} where ${plain(configurationInWords(where))} {#story-${nth}}`,
          '',
          ...(verdict.because === undefined ? [] : [`Because ${plain(verdict.because)}.`, '']),
          ...(others === 0 ? [] : [`The verdict is the same in ${counted(others, 'other configuration')}.`, '']),
          ...storySection(verdicts, id, verdict.story ?? -1, usual),
        ]
      }),
      '## Evidence',
      '',
      `Reproduce it: \`npx impspec explain ${id}\`.`,
      ...(groups.length === 0 ? [] : evidence(verdicts, groups)),
      ...killsOf(id, measurements),
      '',
      '## Sources',
      '',
      ...sources.map((source) => `- ${sourceLink(source)} ${plain(textOf.get(source) ?? '')}`),
      ...(thread === undefined ? [] : ['', `Of these, ${plain(thread)}.`]),
    ],
    {
      description: claim,
      ...neighbours(
        properties.map((one) => ({ text: one.title, link: propertyPath(one.id) })),
        properties.indexOf(property),
      ),
    },
  )
}

const subjects: Readonly<Record<Property['subject'], string>> = {
  boot: 'Boot and connection',
  blinkup: 'BlinkUp and activation',
  upgrade: 'Upgrades of impOS and of the application',
  politeness: 'Polite deployment',
  versions: 'Versions of device and agent',
  agent: 'The agent',
  phone: "The phone and the installer's app",
  power: 'Power and sleep',
  factory: 'The factory',
}

/** How many configurations have each verdict, whatever the reason. */
function tally(verdicts: Verdicts, id: string): string {
  const counts = new Map<string, number>()
  for (const { verdict, configurations } of grouped(verdicts, id)) {
    const badge = verdictBadge(verdict)
    counts.set(badge, (counts.get(badge) ?? 0) + configurations.length)
  }
  return [...counts].map(([badge, count]) => `${badge} in ${count}`).join('<br>') || 'not checked yet'
}

/** The pages and their index. */
export const propertyPages = (
  verdicts: Verdicts,
  measurements: Measurements,
  proved: ReadonlyMap<string, ProvedProperty>,
): readonly Page[] => [
  page('properties/index.md', 'Properties', [
    `${properties.length} claims, each decided over every reachable state of its part of the world, in every configuration that matters to it. A failure that is expected is documentation: it says under which reading, or which choice, the claim is false, and shows the shortest run.`,
    '',
    ...(Object.keys(subjects) as Property['subject'][]).flatMap((subject) => [
      `## ${subjects[subject]} {#${subject}}`,
      ...table(
        ['property', 'verdicts'],
        properties
          .filter((property) => property.subject === subject)
          .map(({ id, title, claim }) => [
            `${propertyLink(id, title)}<br><small>${plain(claim)}</small>`,
            tally(verdicts, id),
          ]),
      ),
    ]),
  ]),
  ...properties.map((property) => propertyPage(property, verdicts, measurements, proved.get(property.id))),
]

export const subjectTitles = subjects
export const propertyHref = (id: string): string => at(propertyPath(id))
