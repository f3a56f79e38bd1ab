// What SPIN found in the exported worlds beside what we found, as a record: `npm run generate:spin` runs both.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { prepare } from '../../checker/compile/prepare.js'
import { explore, type Graph } from '../../checker/graph/explore.js'
import { promelaOf } from '../../checker/export/promela.js'
import { configure, type Configuration } from '../../machines/configurations.js'
import type { Scope } from '../../machines/scopes.js'
import { system } from '../../machines/system.js'
import { predicates, properties } from '../../properties/index.js'
import type { Property } from '../../properties/language/property.js'
import { expectedOf } from '../../verification/foreign/expected.js'
import { explorePromela, missing, type SpinReport } from '../../verification/foreign/spin.js'
import { machineSources } from '../../testing/record/sourceDigest.js'
import { fingerprint } from './fingerprint.js'

/** A world that both explore, with its properties. */
export interface ExportedWorld {
  readonly configuration: string
  readonly scope: Scope
  readonly graph: Graph
  readonly asked: readonly Property[]
  readonly model: string
}

type Verdicts = SpinReport['judged']

interface Found {
  readonly states: number
  readonly transitions: number
  readonly verdicts: Verdicts
}

/** One world in the record. SPIN's counts are as it prints them. */
export interface Agreement {
  readonly configuration: string
  readonly scope: Scope
  /** Initial states: SPIN has a root beside them, from which a step leads to each. */
  readonly starts: number
  readonly ours: Found
  readonly spin: Found
}

export interface SpinRecord {
  /** Of the machines, the properties and the exporter. */
  readonly fingerprint: string
  /** As `spin -V` says. */
  readonly version: string
  readonly worlds: readonly Agreement[]
}

/** Worlds small enough that SPIN stores every state exactly within seconds. */
export const spinWorlds: readonly (readonly [Scope, Partial<Configuration>])[] = [
  ['factory', {}],
  ['factory', { boot: 'fast' }],
  ['factory', { codeLoading: 'at-activation' }],
  ['polling', {}],
  ['polling', { power: 'battery' }],
  ['polling', { blinkupRestarts: 'no' }],
  ['polling', { errorPolicy: 'return-on-error' }],
  ['polling', { installerApp: 'advised' }],
  ['wakeReasons', { errorPolicy: 'return-on-error' }],
  ['reconfiguration', { errorPolicy: 'return-on-error' }],
  ['field', { errorPolicy: 'return-on-error' }],
]

export function exportedWorld(scope: Scope, changes: Partial<Configuration>): ExportedWorld {
  const asked = properties.filter((one) => (one.scope ?? 'field') === scope)
  const { name, values } = configure(changes)
  const graph = explore(prepare(system(values, scope), predicates, asked))
  return { configuration: name, scope, graph, asked, model: promelaOf(graph.world, { properties: asked, heading: [] }) }
}

/** Explores a world with SPIN, and puts what it found beside ours. */
export async function agreementOn({ configuration, scope, graph, asked, model }: ExportedWorld): Promise<Agreement> {
  const [report] = await explorePromela(model, [['JUDGE']])
  const { states, transitions, judged, errors } = report!
  if (errors !== 0) throw new Error(`SPIN finds an error in ${configuration} (${scope}), where none is to be found`)
  return {
    configuration,
    scope,
    starts: graph.starts.length,
    ours: { states: graph.states.size, transitions: graph.transitions, verdicts: expectedOf(graph, asked).judged },
    spin: { states, transitions, verdicts: judged },
  }
}

/** Where the two differ, in words; empty where they agree. */
export function differences({ starts, ours, spin }: Agreement): readonly string[] {
  const counts = [
    ['states', ours.states + 1, spin.states],
    ['transitions', ours.transitions + starts + 1, spin.transitions],
  ] as const
  const ids = [...new Set([...Object.keys(ours.verdicts), ...Object.keys(spin.verdicts)])]
  return [
    ...counts.flatMap(([what, mine, theirs]) => (mine === theirs ? [] : [`${what}: ${mine} and ${theirs}`])),
    ...ids.flatMap((id) => {
      const [mine, theirs] = [ours.verdicts[id], spin.verdicts[id]].map((one) =>
        one === undefined ? 'nothing' : `${one.verdict}, exercised ${one.exercised} times`,
      )
      return mine === theirs ? [] : [`${id}: ${mine} and ${theirs}`]
    }),
  ]
}

const folders = [
  ...machineSources,
  'properties',
  'checker/export/promela',
  ...['promela', 'tables', 'monitors', 'names', 'numbering', 'eventText'].map((name) => `checker/export/${name}.ts`),
]
const file = new URL('../generated/spin.json', import.meta.url)
const page = new URL('../generated/spin.md', import.meta.url)

/** What was recorded last; undefined if nothing was. */
export const readSpin = (): SpinRecord | undefined =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SpinRecord) : undefined

/** Whether a record is that of the machines, the properties and the exporter as they are now. */
export const isCurrentSpin = (record: SpinRecord): boolean => record.fingerprint === fingerprint(folders)

const count = (value: number): string => value.toLocaleString('en-US')

/** How many properties have each verdict: `5 holds, 2 vacuous`. */
const tally = (verdicts: Verdicts): string => {
  const all = Object.values(verdicts).map(({ verdict }) => verdict)
  return ['holds', 'fails', 'vacuous']
    .map((verdict) => [verdict, all.filter((one) => one === verdict).length] as const)
    .filter(([, times]) => times > 0)
    .map(([verdict, times]) => `${times} ${verdict}`)
    .join(', ')
}

const own = 'needs -DPROPERTY'

/** The record as a page. */
export function spinPage({ fingerprint: of, version, worlds }: SpinRecord): string {
  const judged = worlds.flatMap(({ ours }) => Object.values(ours.verdicts).filter(({ verdict }) => verdict !== own))
  const states = worlds.reduce((sum, { ours }) => sum + ours.states, 0)
  return [
    '# Agreement with SPIN',
    '',
    `Generated by \`npm run generate:spin\`, which explores these worlds with ${version} and with \`impspec\`; do not edit.`,
    `Machines, properties and exporter ${of}.`,
    '',
    `Two checkers that share no code after the export found the same in ${count(worlds.length)} worlds: ${count(states)} states,`,
    `${count(judged.length)} verdicts, and for each of these how often its case occurs. \`npm run test:spin\` runs them again and compares`,
    'with this record; CI does so for every commit.',
    '',
    '| scope | configuration | states | SPIN | transitions | SPIN | verdicts of both | agree |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...worlds.map((one) => {
      const { scope, configuration, ours, spin } = one
      const cells = [ours.states, spin.states, ours.transitions, spin.transitions].map(count)
      const found = differences(one)
      return `| \`${scope}\` | \`${configuration}\` | ${cells.join(' | ')} | ${tally(ours.verdicts)} | ${found.length === 0 ? 'yes' : found.join('; ')} |`
    }),
    '',
    'SPIN has one state more: the root from which it chooses among the initial states; and as many transitions more as there are',
    'initial states, and one for the arrival at the root. It runs with `-DSAFETY -DNOREDUCE`: every state is stored exactly, no',
    'partial-order reduction.',
    '',
    'Each world is exported with its safety properties, whose monitors become C code in the model (see',
    '[the exports](../guide/export.md)). A property whose monitor has a memory of its own changes what a state is; it is compared',
    'in a run of its own, where SPIN must find exactly as many pairs of a state and a mode as we do.',
    'The tests compare random small worlds as well, and plant faults in the exporter: SPIN notices each of them.',
    '',
  ].join('\n')
}

/** Runs both on every world, and writes the record and its page. @returns whether they agree */
async function generate(): Promise<boolean> {
  const absent = missing()
  if (absent !== undefined) throw new Error(absent)
  const version = spawnSync('spin', ['-V'], { encoding: 'utf8' }).stdout.trim().split(' -- ')[0]!
  const worlds: Agreement[] = []
  for (const [scope, changes] of spinWorlds) {
    const world = exportedWorld(scope, changes)
    console.error(`${world.configuration} (${scope}): ${count(world.graph.states.size)} states`)
    worlds.push(await agreementOn(world))
  }
  const record: SpinRecord = { fingerprint: fingerprint(folders), version, worlds }
  writeFileSync(file, `${JSON.stringify(record, null, 1)}\n`)
  writeFileSync(page, spinPage(record))
  const found = worlds.flatMap((one) => differences(one).map((text) => `${one.configuration} (${one.scope}): ${text}`))
  for (const text of found) console.error(text)
  console.log(`written: ${fileURLToPath(file)}`)
  return found.length === 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = (await generate()) ? 0 : 1
