// Who cites what: every state and transition, property, dimension, delay, stimulus and written decision, by the id cited.
import { readdirSync, readFileSync } from 'node:fs'
import type { AnyStateMachine } from 'xstate'
import { dimensions, oneAtATime } from '../../machines/configurations.js'
import { delays } from '../../machines/delays.js'
import { scopeNames, system } from '../../machines/system.js'
import { properties } from '../../properties/index.js'
import { parties, viewMachine, withDescendants } from './machine.js'

/** Where something is encoded. The order is that of the page. */
export type Kind = 'state' | 'transition' | 'property' | 'dimension' | 'delay' | 'stimulus' | 'decision' | 'prose'

export interface Citation {
  /** The id that is cited: `D-014`, `R2`, `M-04`. */
  readonly cited: string
  readonly kind: Kind
  /** Party of a state, transition or stimulus. */
  readonly party?: string
  /** A dotted path, `path on event → targets`, an id, or a file name. */
  readonly place: string
  /** What a reader is shown beside it. */
  readonly title: string
  /** Where on the page of its party a state or transition is found. */
  readonly anchor?: string
}

export interface Decision {
  readonly id: string
  /** Name of its file in docs/decisions. */
  readonly file: string
  readonly title: string
  readonly text: string
}

const decisionsFolder = new URL('../decisions/', import.meta.url)
const mention = /\b(?:[DCM]-\d{2,3}|[RS][1-9]\d?)\b/g

/** The decisions, by number. */
export const decisions: readonly Decision[] = readdirSync(decisionsFolder)
  .filter((file) => /^M-\d\d-.*\.md$/.test(file))
  .sort()
  .map((file) => {
    const text = readFileSync(new URL(file, decisionsFolder), 'utf8')
    const [, id, title] = /^# (M-\d\d): (.+)$/m.exec(text) ?? []
    if (id === undefined || title === undefined || !file.startsWith(`${id}-`)) {
      throw new Error(`docs/decisions/${file}: the first heading must be "# ${file.slice(0, 4)}: title".`)
    }
    return { id, file, title, text }
  })

function inMachine(party: string, machine: AnyStateMachine): readonly Citation[] {
  return withDescendants(viewMachine(machine)).flatMap(({ path, description, sources, anchor, transitions }) => [
    ...sources.map((cited): Citation => ({ cited, kind: 'state', party, place: path, title: description, anchor })),
    ...transitions.flatMap((one) => {
      const place = `${path} ${one.label}${one.targets.length === 0 ? '' : ` → ${one.targets.join(', ')}`}`
      return one.sources.map((cited): Citation => ({
        cited,
        kind: 'transition',
        party,
        place,
        title: one.description,
        anchor: one.anchor,
      }))
    }),
  ])
}

/** Each stimulus of any configuration once. */
export const stimuli = new Map(
  oneAtATime.flatMap(({ values }) =>
    scopeNames.flatMap((scope) => system(values, scope).stimuli.map((stimulus) => [stimulus.id, stimulus] as const)),
  ),
)

const root = new URL('../../', import.meta.url)

/** Files in which prose says what is modelled and what is left out: only there can a decision to leave out be cited. */
const prose: readonly string[] = ['machines', 'properties', 'docs/guide'].flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|md)$/.test(file))
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .sort(),
)

/** Decisions that comments and guides mention. */
const inProse: readonly Citation[] = prose.flatMap((file) => {
  const text = readFileSync(new URL(file, root), 'utf8')
  const words = file.endsWith('.md') ? text : text.replaceAll(/^(?!\s*(\/\/|\/?\*)).*$/gm, '')
  return [...new Set(words.match(/\bM-\d\d\b/g) ?? [])].map((cited): Citation => ({
    cited,
    kind: 'prose',
    place: file,
    title: '',
  }))
})

/** Every citation of the project. A decision cites what its text mentions, but for itself. */
export const citations: readonly Citation[] = [
  ...parties.flatMap(({ name, machine }) => inMachine(name, machine)),
  ...properties.flatMap(({ id, title, sources }) =>
    sources.map((cited): Citation => ({ cited, kind: 'property', place: id, title })),
  ),
  ...dimensions.flatMap(({ name, title, sources }) =>
    sources.map((cited): Citation => ({ cited, kind: 'dimension', place: name, title })),
  ),
  ...Object.entries(delays).flatMap(([name, { sources, description }]) =>
    sources.map((cited): Citation => ({ cited, kind: 'delay', place: name, title: description })),
  ),
  ...[...stimuli.values()].flatMap(({ id, party, description, sources }) =>
    sources.map((cited): Citation => ({ cited, kind: 'stimulus', party, place: id, title: description })),
  ),
  ...decisions.flatMap(({ id, file, title, text }) =>
    [...new Set(text.match(mention) ?? [])]
      .filter((cited) => cited !== id)
      .map((cited): Citation => ({ cited, kind: 'decision', place: file, title: `${id}: ${title}` })),
  ),
  ...inProse,
]

/** The citations of an id, in the order of the machines. */
export const citationsOf = (id: string): readonly Citation[] => citations.filter(({ cited }) => cited === id)
