// A chapter for each party: what it is, its drawings, its states and transitions, what it hears and says.
import { readFileSync } from 'node:fs'
import { delays } from '../../../machines/delays.js'
import type { Party } from '../../../model/party.js'
import type { PartyEvent } from '../../../model/party.js'
import { timersOf } from '../../../checker/compile/timers.js'
import { partiesOf } from '../../../verification/plan.js'
import { predicates, properties } from '../../../properties/index.js'
import { partyPath } from '../../draw/links.js'
import { escaped } from '../../draw/text.js'
import type { Chart } from '../chart.js'
import { stimuli } from '../citations.js'
import { drawingsOf } from '../fit.js'
import {
  fleetParties,
  machineCount,
  parties,
  viewMachine,
  withDescendants,
  type StateView,
  type TransitionView,
} from '../machine.js'
import { chartSvg } from '../svg.js'
import { allLinks } from './allLinks.js'
import { talkFigure } from './figures.js'
import { at, code, details, page, partyLink, plain, propertyLink, sourceLinks, table, type Page } from './markdown.js'

/** A drawing, ready to be put on pages and into the simulator. */
export interface DrawnChart {
  readonly party: string
  readonly chart: Chart
  readonly svg: string
}

/** The section of the guide about each party, in the order of the parties. */
function chapters(): readonly string[] {
  const guide = readFileSync(new URL('../../guide/parties.md', import.meta.url), 'utf8')
  const sections = guide.split(/^## .+$/m).slice(1)
  const own = parties.length - fleetParties.length
  if (sections.length !== own + 1) {
    throw new Error(
      `docs/guide/parties.md has ${sections.length} sections; one for each of ${own} parties and one for the fleet expected`,
    )
  }
  const fleetSection = sections.pop() ?? ''
  sections.push(...fleetParties.map(() => fleetSection))
  return sections.map((section) =>
    section
      .trim()
      // The tables of the guide are a summary of those below.
      .split(/\n(?=\| (?:state|says) )/)[0]!
      .replaceAll(/\]\((?:\.\.\/decisions\/(M-\d\d)[^)]*|([\w-]+)\.md)/g, (_, id?: string, chapter?: string) =>
        id === undefined ? `](/guide/${chapter ?? ''}` : `](/decisions/${id.toLowerCase()}`,
      ),
  )
}

/** Event types with the values of their fields. */
function alphabet(events: readonly PartyEvent[]): readonly { readonly type: string; readonly payload: string }[] {
  const fields = new Map<string, Map<string, Set<string>>>()
  for (const { type, ...payload } of events) {
    const known = fields.get(type) ?? new Map<string, Set<string>>()
    fields.set(type, known)
    for (const [field, value] of Object.entries(payload)) {
      known.set(field, (known.get(field) ?? new Set()).add(JSON.stringify(value)))
    }
  }
  return [...fields].map(([type, known]) => ({
    type,
    payload: [...known].map(([field, values]) => `${code(field)}: ${[...values].map(code).join(', ')}`).join('<br>'),
  }))
}

const eventAnchor = (direction: string, type: string): string =>
  `${direction}-${type.replaceAll('.', '-').toLowerCase()}`

function hearsTable({ name, hears }: Party, transitions: readonly TransitionView[]): readonly string[] {
  return table(
    ['event', 'fields', 'from', 'where it does something'],
    alphabet(hears).map(({ type, payload }) => {
      const senders = allLinks.filter(({ to, says }) => to === name && says === type)
      const outside = [...stimuli.values()].some(({ party, event }) => party === name && event.type === type)
      const from = [
        ...new Set(
          senders.map(
            ({ from: sender, channel }) => `${partyLink(sender)}${channel === undefined ? '' : ` over ${channel}`}`,
          ),
        ),
        ...(outside ? ['the environment'] : []),
      ]
      const own = transitions.filter(({ event }) => event === type)
      return [
        `<a id="${eventAnchor('hears', type)}"></a>${code(type)}`,
        payload,
        from.join(', ') || 'nobody in these scopes',
        own.map(({ source, anchor }) => `[${code(source)}](#${anchor})`).join(', ') || 'nowhere',
      ]
    }),
  )
}

const saysTable = ({ name, says }: Party): readonly string[] =>
  table(
    ['event', 'fields', 'to'],
    alphabet(says).map(({ type, payload }) => {
      const to = allLinks
        .filter(({ from, says: said }) => from === name && said === type)
        .map((link) => `${partyLink(link.to)}${link.channel === undefined ? ', direct' : ` over ${link.channel}`}`)
      return [
        `<a id="${eventAnchor('says', type)}"></a>${code(type)}`,
        payload,
        [...new Set(to)].join('; ') || 'nobody: for whoever watches',
      ]
    }),
  )

const stimulusTable = ({ name }: Party): readonly string[] =>
  table(
    ['stimulus', 'may happen when', 'how often', 'means', 'sources'],
    [...stimuli.values()]
      .filter(({ party }) => party === name)
      .map(({ id, when, budget, description, sources }) => [
        code(id),
        plain(when?.text ?? 'at any time'),
        budget === undefined ? 'any number' : budget === 1 ? 'once' : `${budget} times`,
        plain(description),
        sourceLinks(sources),
      ]),
  )

const stateRef = (path: string): string => `[${code(path)}](#state-${path.replaceAll(/[^A-Za-z0-9]+/g, '-')})`

function stateSection(state: StateView): readonly string[] {
  const facts = [
    ...(state.initial === undefined ? [] : [`starts in ${stateRef(state.initial)}`]),
    ...(state.kind === 'parallel' ? [`regions ${state.children.map(({ path }) => stateRef(path)).join(', ')}`] : []),
    ...(state.tags.length === 0 ? [] : [`tags ${state.tags.map(code).join(', ')}`]),
    ...(state.entry.length === 0 ? [] : [`on entry ${state.entry.map(code).join(', ')}`]),
    ...(state.exit.length === 0 ? [] : [`on exit ${state.exit.map(code).join(', ')}`]),
  ]
  return [
    `### ${code(state.path)} {#${state.anchor}}`,
    '',
    `${plain(state.description)} <span class="cites">${sourceLinks(state.sources)}</span>`,
    '',
    ...(facts.length === 0 ? [] : [`<small>${facts.join('; ')}.</small>`, '']),
    ...table(
      ['event', 'if', 'leads to', 'does', 'why'],
      state.transitions.map((one) => [
        `<a id="${one.anchor}"></a>${code(one.short)}`,
        one.guard === undefined ? '' : code(one.guard),
        one.targets.map(stateRef).join(', ') || 'stays',
        one.actions.map(code).join(' '),
        `${plain(one.description)} <span class="cites">${sourceLinks(one.sources)}</span>`,
      ]),
    ),
  ]
}

const timerTable = (party: Party): readonly string[] => {
  const rows = timersOf(party).map(({ delay, state, milliseconds }) => {
    const known = delay in delays ? delays[delay as keyof typeof delays] : undefined
    return [
      `[${code(delay)}](/reference/configurations#delay-${delay.toLowerCase()})`,
      milliseconds === undefined ? 'computed' : `${milliseconds / 1000} s`,
      stateRef(state),
      plain(known?.description ?? ''),
    ]
  })
  return rows.length === 0 ? [] : ['## Timers', ...table(['delay', 'value', 'runs in', 'means'], rows)]
}

const figure = ({ chart, svg }: DrawnChart): readonly string[] => [
  `### Drawing: ${chart.title} {#chart-${chart.name.toLowerCase()}}`,
  '',
  `<ChartView label="${chart.name}">`,
  '',
  `<div v-pre>${svg}</div>`,
  '',
  '</ChartView>',
  '',
]

/** All drawings of all machines. */
export async function drawCharts(): Promise<readonly DrawnChart[]> {
  const drawn: DrawnChart[] = []
  for (const { name, machine } of parties) {
    for (const { chart, placed } of await drawingsOf(name, viewMachine(machine))) {
      const svg = chartSvg(chart, placed, (anchor) => at(partyPath(name, anchor)))
      drawn.push({ party: name, chart, svg })
    }
  }
  return drawn
}

function partyPage(party: Party, chapter: string, charts: readonly DrawnChart[]): Page {
  const states = withDescendants(viewMachine(party.machine))
  const transitions = states.flatMap((state) => state.transitions)
  const concerned = properties.filter((property) => partiesOf(property, predicates).includes(party.name))
  const title = party.title[0]!.toUpperCase() + party.title.slice(1)
  return page(
    `parties/${party.name}.md`,
    title,
    [
      `<p class="others">${parties.map(({ name, title: other }) => (name === party.name ? `<b>${escaped(other)}</b>` : `<a href="${at(partyPath(name))}">${escaped(other)}</a>`)).join(' · ')}</p>`,
      '',
      chapter,
      '',
      `The machine has ${states.length} states and ${transitions.length} transitions.`,
      `[Play with it](/simulator), or read on: [what it hears](#hears), [what it says](#says), [each state](#states).`,
      '',
      charts.length === 1 ? '## State chart' : '## State charts',
      '',
      'A click on a state or an event shows what is behind it: its rule, and the facts it rests on. The heavy arrows are the way without failures; in a state stands what it hears, and where that leads if no arrow shows it. A dashed frame holds regions that are active together, a blue box a state that is drawn by itself; a yellow pill stands for a state outside of the drawing.',
      '',
      ...charts.flatMap(figure),
      '## What it hears {#hears}',
      ...hearsTable(party, transitions),
      ...(party.says.length === 0 ? [] : ['## What it says {#says}', ...saysTable(party)]),
      ...(party.says.length === 0 ? ['<a id="says"></a>', ''] : []),
      ...(stimulusTable(party).length === 0 ? [] : ['## What the environment does to it', ...stimulusTable(party)]),
      ...timerTable(party),
      '## States and transitions {#states}',
      '',
      ...states.flatMap(stateSection),
      `## Properties that speak of it`,
      ...details(
        `${concerned.length} properties`,
        concerned.map(({ id, title: name }) => `- ${propertyLink(id, name)}`),
      ),
    ],
    { aside: false, sidebar: false, pageClass: 'wide party' },
  )
}

/** The chapters and an overview. */
export function partyPages(charts: readonly DrawnChart[]): readonly Page[] {
  const texts = chapters()
  return [
    page('parties/index.md', 'Parties', [
      `${machineCount} make up the specification. Each hears events and speaks by emitting them, and knows nobody; the`,
      'links between them make a closed world. [What a step is](/guide/semantics) says exactly how.',
      ...talkFigure(),
      ...table(
        ['party', 'what it is', 'states', 'transitions', 'says to'],
        parties.map((party) => {
          const states = withDescendants(viewMachine(party.machine))
          const to = [...new Set(allLinks.filter(({ from }) => from === party.name).map((link) => link.to))]
          return [
            partyLink(party.name),
            plain(party.title),
            String(states.length),
            String(states.reduce((sum, { transitions }) => sum + transitions.length, 0)),
            to.map(partyLink).join(', '),
          ]
        }),
      ),
      'The whole in prose: [the parties](/guide/parties), [the life of a device](/guide/life-of-a-device).',
    ]),
    ...parties.map((party, index) =>
      partyPage(
        party,
        texts[index] ?? '',
        charts.filter((one) => one.party === party.name),
      ),
    ),
  ]
}
