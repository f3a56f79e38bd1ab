// An explored world as a TLA+ module for TLC (and Apalache): the tables, the semantics, the properties.
import type { CompiledWorld } from '../compile/compile.js'
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

function header(name: string, { heading, properties }: ModelText): string {
  const responses = temporalNames(properties)
  const checks = properties.map((property, index) => {
    const { kind } = property.pattern
    const check =
      kind === 'response'
        ? `PROPERTY ${responses[index]!}`
        : `INVARIANT ${kind === 'reachable' ? 'NotWitnessed, violated where it is reached' : 'NotViolated'}`
    return `  ${index + 1}: ${property.id} - ${property.title}. ${check}`
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
    'Fairness is that of TLA+: it is about steps that change the state. A step that a strong fairness asks for and that',
    'leaves the state as it is counts in the checker, and not here. A promise that rests on more than a few fairness',
    'conditions is beyond what TLC can decide: it is stated here to be read, and decided by impspec verify.',
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
