// impspec list: what there is to ask about.
import type { AnyStateMachine, AnyStateNode } from 'xstate'
import { partiesOf } from '../../verification/plan.js'
import { settingInWords } from '../../checker/compile/whatIf.js'
import { stateNodes } from '../../checker/compile/timers.js'
import { dimensions, oneAtATime } from '../../machines/configurations.js'
import { rules } from '../../machines/sources.js'
import { printJson, type Io } from '../../report/terminal.js'
import { pick } from '../../verification/configurationNames.js'
import { painter } from '../../report/paint.js'
import { everySettable } from '../options/whatIf.js'
import { everyParty, type Specification } from '../../verification/specification.js'
import { columns, counted, indented } from '../../report/text.js'
import type { Program } from './program.js'
import { helpText } from '../terminal/help.js'

export const listable = ['properties', 'configurations', 'parties', 'rules', 'predicates', 'settings'] as const
export type Listable = (typeof listable)[number]

const propertiesOf = ({ properties, predicates }: Specification) =>
  properties.map((property) => ({
    id: property.id,
    subject: property.subject,
    scope: property.scope ?? 'field',
    title: property.title,
    kind: property.pattern.kind,
    parties: partiesOf(property, predicates),
    sources: property.sources,
    exceptions: property.exceptions?.length ?? 0,
  }))

const configurationsOf = () => ({
  dimensions: dimensions.map(({ name, kind, title, values, sources }) => ({ name, kind, title, values, sources })),
  configurations: oneAtATime.map(({ name }) => name),
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

function rulesOf(specification: Specification) {
  const { properties } = specification
  const cited = everyParty(specification).flatMap(({ name, machine }) =>
    citedBy(machine).map((source) => ({ party: name, source })),
  )
  const sources = new Set([...cited.map(({ source }) => source), ...properties.flatMap((one) => one.sources)])
  return [...sources]
    .filter((source) => /^R\d+$/.test(source))
    .sort(inOrder)
    .map((rule) => ({
      rule,
      text: rules.find(({ id }) => id === rule)?.text ?? '',
      properties: properties.filter((one) => (one.sources as readonly string[]).includes(rule)).map(({ id }) => id),
      parties: [...new Set(cited.filter(({ source }) => source === rule).map(({ party }) => party))],
      citations: cited.filter(({ source }) => source === rule).length,
    }))
}

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
        { width, flexible: [0, 4] },
      ),
  },
  configurations: {
    data: configurationsOf,
    text: (_, width) =>
      `${columns(
        ['dimension', 'kind', 'values (the baseline first)', 'title'],
        configurationsOf().dimensions.map(({ name, kind, values, title }) => [name, kind, values.join('\n'), title]),
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
        { width, flexible: [0, 2] },
      ),
  },
  settings: {
    data: everySettable,
    text: (from, width) =>
      `${columns(
        ['setting', 'is a', 'as it is'],
        everySettable(from).map(({ name, kind, value }) => [name, kind, settingInWords(value)]),
        { width, flexible: [0, 2] },
      )}\n\n${indented('Set by --set NAME=VALUE: a delay by a time (30s) or free; the latency of a channel by a time or a window (0s..2s); a budget by how often, or unlimited. A delay that is set is timed exactly.', width, '')}`,
  },
  rules: {
    data: rulesOf,
    text: (from, width) =>
      columns(
        ['rule', 'says', 'cited', 'in the machines of', 'by the properties'],
        rulesOf(from).map(({ rule, text, citations, parties, properties }) => [
          rule,
          text,
          counted(citations, 'time'),
          parties.join(', ') || 'none',
          properties.join(', ') || 'none',
        ]),
        { width, flexible: [1, 3, 4] },
      ),
  },
}

/** Runs the command; without a name, all lists. */
export function list(
  specification: Specification,
  what: string | undefined,
  { json }: { readonly json?: boolean },
  io: Io,
): number {
  const asked = pick(
    listable,
    (name) => name,
    what === undefined ? listable : [what],
    'list',
    `there are ${listable.join(', ')}`,
  )
  const paint = painter(io.color)
  if (json) {
    const data = Object.fromEntries(asked.map((name) => [name, sections[name].data(specification)]))
    printJson(io, what === undefined ? data : data[what])
  } else {
    const text = asked.map((name) => `${paint.strong(name)}\n\n${sections[name].text(specification, io.columns)}`)
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
