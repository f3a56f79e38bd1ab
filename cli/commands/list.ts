// impspec list: what there is to ask about.
import type { AnyStateMachine, AnyStateNode } from 'xstate'
import { partiesOf } from '../../verification/plan.js'
import { settingInWords } from '../../checker/compile/whatIf.js'
import { stateNodes } from '../../checker/compile/timers.js'
import { claims, contradictions, rules } from '../../machines/sources.js'
import { printJson, type Io } from '../../report/terminal.js'
import { pick } from '../../verification/configurationNames.js'
import { painter } from '../../report/paint.js'
import { everySettable } from '../options/whatIf.js'
import { everyParty, type Specification } from '../../verification/specification.js'
import { columns, counted, indented } from '../../report/text.js'
import type { Program } from '../terminal/program.js'
import { helpText } from '../terminal/help.js'

export const listable = [
  'properties',
  'configurations',
  'parties',
  'rules',
  'claims',
  'contradictions',
  'predicates',
  'settings',
] as const
export type Listable = (typeof listable)[number]

/** Lists of what only our specification has. */
const ours: readonly Listable[] = ['rules', 'claims', 'contradictions']

const propertiesOf = ({ properties, predicates, scope }: Specification) =>
  properties.map((property) => ({
    id: property.id,
    subject: property.subject ?? '',
    scope: property.scope ?? scope,
    title: property.title,
    kind: property.pattern.kind,
    parties: partiesOf(property, predicates),
    sources: property.sources ?? [],
    exceptions: property.exceptions?.length ?? 0,
  }))

const configurationsOf = ({ space }: Specification) => ({
  dimensions: space.dimensions.map(({ name, kind, title, values, sources }) => ({
    name,
    kind,
    title,
    values,
    sources,
  })),
  configurations: space.oneAtATime.map(({ name }) => name),
})

const types = (events: readonly { readonly type: string }[]): readonly string[] => [
  ...new Set(events.map(({ type }) => type)),
]

const sourcesIn = (meta: unknown): readonly string[] =>
  (meta as { sources?: readonly string[] } | undefined)?.sources ?? []

const transitionsOf = (node: AnyStateNode) => [...[...node.transitions.values()].flat(), ...(node.always ?? [])]

/** Every source that a machine cites, as often as a state or a transition does. */
const citedBy = (machine: AnyStateMachine): readonly string[] =>
  stateNodes(machine).flatMap((node) => [
    ...sourcesIn(node.meta),
    ...transitionsOf(node).flatMap(({ meta }) => sourcesIn(meta)),
  ])

const partiesIn = (specification: Specification) =>
  everyParty(specification).map(({ name, title, machine, hears, says, inputs }) => ({
    name,
    title,
    states: stateNodes(machine).length,
    inputs: inputs.length,
    hears: types(hears),
    says: types(says),
  }))

/** `R2` before `R10`. */
const inOrder = (one: string, other: string): number => one.localeCompare(other, 'en', { numeric: true })

/** Something that is cited, and by whom. */
interface Cited {
  readonly text: string
  readonly properties: readonly string[]
  readonly parties: readonly string[]
  readonly citations: number
}

/** What cites a source: properties, and the machines of parties so and so often. */
function citing({ properties }: Specification, cited: readonly { party: string; source: string }[], id: string) {
  const here = cited.filter(({ source }) => source === id)
  return {
    properties: properties.filter(({ sources = [] }) => sources.includes(id)).map((one) => one.id),
    parties: [...new Set(here.map(({ party }) => party))],
    citations: here.length,
  }
}

const citations = (specification: Specification) =>
  everyParty(specification).flatMap(({ name, machine }) => citedBy(machine).map((source) => ({ party: name, source })))

function rulesOf(specification: Specification): readonly (Cited & { readonly rule: string })[] {
  const cited = citations(specification)
  const sources = new Set([
    ...cited.map(({ source }) => source),
    ...specification.properties.flatMap(({ sources = [] }) => sources),
  ])
  return [...sources]
    .filter((source) => /^R\d+$/.test(source))
    .sort(inOrder)
    .map((rule) => ({
      rule,
      text: rules.find(({ id }) => id === rule)?.text ?? '',
      ...citing(specification, cited, rule),
    }))
}

function claimsOf(specification: Specification): readonly (Cited & { readonly claim: string })[] {
  const cited = citations(specification)
  return claims.map(({ id, text }) => ({ claim: id, text, ...citing(specification, cited, id) }))
}

function contradictionsOf(
  specification: Specification,
): readonly (Cited & { readonly contradiction: string; readonly title: string })[] {
  const cited = citations(specification)
  return contradictions.map(({ id, title, text }) => ({
    contradiction: id,
    title,
    text,
    ...citing(specification, cited, id),
  }))
}

/** A table of what is cited; ids stay whole, so that they can be found in it. */
const citedTable = (
  what: string,
  rows: readonly (readonly [id: string, text: string, cited: Cited])[],
  width: number,
) =>
  columns(
    [what, 'says', 'cited', 'in the machines of', 'by the properties'],
    rows.map(([id, text, { citations: count, parties, properties }]) => [
      id,
      text,
      counted(count, 'time'),
      parties.join(', ') || 'none',
      properties.join(', ') || 'none',
    ]),
    { width, flexible: [1, 3, 4], whole: [4] },
  )

const predicatesIn = ({ predicates }: Specification) =>
  Object.entries(predicates).map(([name, { kind, party, text }]) => ({ name, kind, party, text }))

const sections: Readonly<
  Record<
    Listable,
    { readonly data: (from: Specification) => unknown; readonly text: (from: Specification, width: number) => string }
  >
> = {
  properties: {
    data: propertiesOf,
    text: (from, width) =>
      columns(
        ['property', 'subject', 'scope', 'kind', 'title'],
        propertiesOf(from).map(({ id, subject, scope, kind, title }) => [id, subject, scope, kind, title]),
        { width, flexible: [0, 4], whole: [0] },
      ),
  },
  configurations: {
    data: configurationsOf,
    text: (from, width) =>
      `${columns(
        ['dimension', 'kind', 'values (the baseline first)', 'title'],
        configurationsOf(from).dimensions.map(({ name, kind, values, title }) => [
          name,
          kind,
          values.join('\n'),
          title,
        ]),
        { width, flexible: [1, 3, 4] },
      )}\n\n${indented('Written as: baseline, or dimension=value joined by commas (power=battery,handler=late).', width, '')}`,
  },
  parties: {
    data: partiesIn,
    text: (from, width) =>
      columns(
        ['party', 'title', 'states', 'hears', 'says'],
        partiesIn(from).map(({ name, title, states, hears, says }) => [
          name,
          title,
          String(states),
          hears.join(', '),
          says.join(', '),
        ]),
        { width, flexible: [1, 3, 4] },
      ),
  },
  predicates: {
    data: predicatesIn,
    text: (from, width) =>
      columns(
        ['predicate', 'of a', 'says'],
        predicatesIn(from).map(({ name, kind, party, text }) => [name, kind, `${party} ${text}`]),
        { width, flexible: [0, 2], whole: [0] },
      ),
  },
  settings: {
    data: everySettable,
    text: (from, width) =>
      `${columns(
        ['setting', 'is a', 'as it is'],
        everySettable(from).map(({ name, kind, value }) => [name, kind, settingInWords(value)]),
        { width, flexible: [0, 2], whole: [0] },
      )}\n\n${indented('Set by --set NAME=VALUE: a delay by a time (30s) or free; the latency of a channel by a time or a window (0s..2s); a budget by how often, or unlimited. A delay that is set is timed exactly.', width, '')}`,
  },
  rules: {
    data: rulesOf,
    text: (from, width) =>
      citedTable(
        'rule',
        rulesOf(from).map((one) => [one.rule, one.text, one]),
        width,
      ),
  },
  claims: {
    data: claimsOf,
    text: (from, width) =>
      citedTable(
        'claim',
        claimsOf(from).map((one) => [one.claim, one.text, one]),
        width,
      ),
  },
  contradictions: {
    data: contradictionsOf,
    text: (from, width) =>
      citedTable(
        'contradiction',
        contradictionsOf(from).map((one) => [one.contradiction, `${one.title}: ${one.text}`, one]),
        width,
      ),
  },
}

/** Columns of a list that goes into a pipe or a file. */
const pipedWidth = 200

/** Runs the command; without a name, all lists. */
export function list(
  specification: Specification,
  what: string | undefined,
  { json }: { readonly json?: boolean },
  io: Io,
): number {
  const available = specification.foreign ? listable.filter((name) => !ours.includes(name)) : listable
  const asked = pick(
    available,
    (name) => name,
    what === undefined ? available : [what],
    'list',
    `there are ${available.join(', ')}`,
  )
  const paint = painter(io.color)
  if (json) {
    const data = Object.fromEntries(asked.map((name) => [name, sections[name].data(specification)]))
    printJson(io, what === undefined ? data : data[what])
  } else {
    const text = asked.map(
      (name) =>
        `${paint.strong(name)}\n\n${sections[name].text(specification, io.piped === true ? pipedWidth : io.columns)}`,
    )
    io.stdout.write(`${text.join('\n\n')}\n`)
  }
  return 0
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  sub('list [what]', `what there is: ${listable.join(', ')}`)
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', helpText(['list', 'list properties', 'list configurations --json']))
    .action(async (what: string | undefined, options: { readonly json?: boolean }) =>
      end(list(await load(), what, options, io)),
    )
}
