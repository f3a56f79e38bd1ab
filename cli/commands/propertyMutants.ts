// impspec mutants --properties: properties that say something else, and whether anything tells them from the originals.
import { withEveryInput } from '../../testing/party/everyInput.js'
import { writeWhole } from '../../util/files.js'
import { mutantId } from '../../testing/follow/judge.js'
import { mutationsOf } from '../../testing/mutants/operators.js'
import {
  allPropertyMutants,
  judgeByMachines,
  judgePropertiesIn,
  killersFor,
  together,
  type JudgedProperty,
} from '../../testing/propertyMutants/judge.js'
import { machineSources, sourcesDigest } from '../../testing/record/sourceDigest.js'
import { readRecord } from '../../testing/record/record.js'
import { baselineWorlds, worldName, worldsInOrder, type NamedWorld } from '../../testing/party/worlds.js'
import type { Specification } from '../../verification/specification.js'
import { printJson, type Io } from '../../report/terminal.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { wholeNumber } from '../../verification/optionValues.js'
import { columns, counted } from '../../report/text.js'
import { type PropertyRecord, propertyRecordText, countFates } from '../../testing/propertyMutants/record.js'

export interface PropertyMutantsOptions {
  readonly record: string
  readonly propertyRecord: string
  readonly worlds?: string
  readonly json?: boolean
}

const recordOf = (worlds: readonly NamedWorld[], mutants: readonly JudgedProperty[]): PropertyRecord => ({
  command: 'impspec mutants --properties',
  machines: sourcesDigest(machineSources),
  properties: sourcesDigest(['properties']),
  worlds: worlds.map(worldName),
  mutants,
})

/** Runs the command: judges all mutants of all properties, in the worlds of the baseline unless more are asked for. */
export function judgeProperties(specification: Specification, options: PropertyMutantsOptions, io: Io): number {
  const count =
    options.worlds === undefined ? baselineWorlds(specification) : wholeNumber('--worlds', options.worlds, 1)
  const worlds = worldsInOrder(specification).slice(0, count)
  const all = allPropertyMutants(specification)
  const known = specification.foreign ? [] : (readRecord(options.record)?.mutants ?? [])
  const found = new Map<string, JudgedProperty>()
  const add = (some: readonly JudgedProperty[]): void => {
    for (const one of some) found.set(one.id, together(found.get(one.id), one))
  }
  for (const named of worlds) {
    io.stderr.write(`${worldName(named)}\n`)
    add(judgePropertiesIn(named, all))
  }
  for (const named of worlds) {
    const open = all.filter(({ id }) => found.get(id)?.fate === 'open')
    const killers = killersFor(named, open, known)
    if (killers.length === 0) continue
    io.stderr.write(`${worldName(named)}: ${counted(killers.length, 'machine mutant')}\n`)
    const machines = killers.flatMap(({ id, party }) =>
      mutationsOf(withEveryInput(specification, party)).flatMap((mutation) =>
        mutantId(party, mutation) === id ? [{ party, mutation }] : [],
      ),
    )
    const killed = new Set(killers.flatMap(({ kill }) => kill?.by ?? []))
    add(
      judgeByMachines(
        named,
        open.filter(({ property }) => killed.has(property)),
        machines,
      ),
    )
  }
  const mutants = all.flatMap(({ id }) => found.get(id) ?? [])
  if (!specification.foreign) writeWhole(options.propertyRecord, propertyRecordText(recordOf(worlds, mutants)))
  if (options.json) printJson(io, { total: countFates(mutants), mutants })
  else {
    const operators = [...new Set(mutants.map(({ operator }) => operator))]
    const row = (name: string, some: readonly JudgedProperty[]): readonly string[] => [
      name,
      ...Object.values(countFates(some)).map(String),
    ]
    io.stdout.write(
      `${columns(
        ['change', 'mutants', 'by verdicts', 'by machine mutants', 'equivalent', 'open'],
        [
          ...operators.map((name) =>
            row(
              name,
              mutants.filter(({ operator }) => operator === name),
            ),
          ),
          row('all', mutants),
        ],
        { width: io.columns, flexible: [0] },
      )}\n`,
    )
  }
  return exitCodes.asExpected
}
