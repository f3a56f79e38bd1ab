// An explored world as a TLA+ module for TLC (and Apalache): the tables, the semantics, the properties.
import type { CompiledWorld } from '../compile/compile.js'
import type { Property } from '../../model/property.js'
import { monitorTables } from './monitors.js'
import type { ModelText } from './promela.js'
import { tablesOf } from './tables.js'
import { semantics } from './tlaplus/semantics.js'
import { inComment, tableDefinitions } from './tlaplus/tables.js'
import { monitorDefinitions, temporalDefinitions, temporalNames } from './tlaplus/watch.js'

export interface TlaText {
  /** Text of the module. */
  readonly module: string
  /** Text of the configuration with which TLC counts the states. */
  readonly config: string
}

const configOf = (watched: number, ...checks: readonly string[]): string =>
  ['SPECIFICATION Spec', `CONSTANT Watched = ${watched}`, 'INVARIANT NoFault', ...checks].join('\n')

/** How TLC is asked a property, while its number is `Watched`. */
export interface TlaCheck {
  /** A line of the configuration. */
  readonly check: string
  /** What TLC then calls violated, where the watch ends or an answer is owed for ever. */
  readonly violation: string
}

/** By property: how TLC is asked. */
export function tlaChecks(properties: readonly Property[]): readonly TlaCheck[] {
  const responses = temporalNames(properties)
  return properties.map(({ pattern: { kind } }, index) => {
    if (kind === 'response') return { check: `PROPERTY ${responses[index]!}`, violation: 'temporal properties' }
    const invariant = kind === 'reachable' ? 'NotWitnessed' : 'NotViolated'
    return { check: `INVARIANT ${invariant}`, violation: invariant }
  })
}

function header(name: string, { heading, properties }: ModelText): string {
  const asked = tlaChecks(properties)
  const checks = properties.map(({ id, title, pattern }, index) => {
    const where = pattern.kind === 'reachable' ? ', violated where it is reached' : ''
    return `  ${index + 1}: ${id} - ${title}. ${asked[index]!.check}${where}`
  })
  const lines = [
    'Executable: TLC explores it as impspec does.',
    ...heading,
    '',
    'One step of Next is one step of docs/guide/semantics.md, cascade included.',
    '',
    `Run it: java -XX:+UseParallelGC -jar tla2tools.jar -workers auto -config ${name}.cfg ${name}.tla`,
    'TLC counts every state, and as "generated" every step and every initial state.',
    `with in ${name}.cfg, to meet every state:`,
    ...configOf(0)
      .split('\n')
      .map((line) => `  ${line}`),
    'and, to watch a property, its number as Watched and one more line:',
    ...checks,
    '',
    'Fairness in TLA+ is about steps that change something, so that each step changes the variable turn where a response is',
    'watched: also one that leaves the world as it is. A promise that rests on more than a few fairness conditions is beyond',
    'what TLC can decide: it is stated here to be read, and decided by impspec verify.',
  ]
  return `(*\n${lines.map((line) => inComment(line).trimEnd()).join('\n')}\n*)`
}

/**
 * The TLA+ text of a world.
 *
 * @param world compiled, with every reachable state explored
 * @param name of the module; that of its file
 */
export function tlaplusOf(world: CompiledWorld, text: ModelText, name = 'ImpSpec'): TlaText {
  const tables = tablesOf(world)
  const { properties } = text
  const monitors = properties.map((property) => monitorTables(property, world.quantum))
  const module = [
    `---- MODULE ${name} ----`,
    header(name, text),
    'EXTENDS Integers, Sequences',
    ...tableDefinitions(tables),
    ...monitorDefinitions(tables, monitors),
    semantics,
    ...temporalDefinitions(tables, properties),
    '====',
    '',
  ].join('\n')
  return { module, config: `${configOf(0)}\n` }
}
