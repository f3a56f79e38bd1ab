// The record of judged mutants: one line each, so that a change of it can be reviewed; what is in it need not be done again.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Judged } from '../follow/judge.js'
import { machineSources, sourcesDigest } from './sourceDigest.js'
import { propertyDigests } from './propertyDigest.js'
import { specification as ours } from '../../verification/impSpecification.js'
import { worldName, worldsInOrder } from '../party/worlds.js'

/** What mutants are judged for. */
export interface Basis {
  /** A digest of the machines. */
  readonly machines: string
  /** By id of a property, its digest. */
  readonly properties: Readonly<Record<string, string>>
  /** Names of the worlds, in their order. */
  readonly worlds: readonly string[]
}

export interface MutantRecord extends Basis {
  /** How it was made. */
  readonly command: string
  /** In the order of their ids. */
  readonly mutants: readonly Judged[]
}

/** What mutants are judged for now. */
export const basisNow = (): Basis => ({
  machines: sourcesDigest(machineSources),
  properties: propertyDigests(),
  worlds: worldsInOrder(ours).map(worldName),
})

/** The file cannot be read as a record: says which, and why. */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord'
}

function isRecord(read: unknown): read is MutantRecord {
  const { command, machines, properties, worlds, mutants } = read as Partial<MutantRecord>
  return (
    [command, machines].every((text) => typeof text === 'string') &&
    typeof properties === 'object' &&
    [worlds, mutants].every((list) => Array.isArray(list))
  )
}

/** @throws UnreadableRecord for a file that is no record; undefined where there is none */
export function readRecord(file: string): MutantRecord | undefined {
  if (!existsSync(file)) return undefined
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (isRecord(read)) return read
    throw new Error('it lacks command, machines, properties by their ids, worlds or mutants')
  } catch (error) {
    throw new UnreadableRecord(`${file} is no record of mutants: ${error instanceof Error ? error.message : ''}`)
  }
}

/** A record as text. */
export function recordText({ mutants, ...head }: MutantRecord): string {
  const lines = [...mutants]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map((mutant) => `    ${JSON.stringify(mutant)}`)
  const { command, machines, properties, worlds } = head
  return [
    '{',
    ...Object.entries({ command, machines }).map(([name, value]) => `  "${name}": ${JSON.stringify(value)},`),
    '  "properties": {',
    Object.entries(properties)
      .map(([id, digest]) => `    ${JSON.stringify(id)}: ${JSON.stringify(digest)}`)
      .join(',\n'),
    '  },',
    '  "worlds": [',
    worlds.map((world) => `    ${JSON.stringify(world)}`).join(',\n'),
    '  ],',
    '  "mutants": [',
    lines.join(',\n'),
    '  ]',
    '}\n',
  ].join('\n')
}

/** Writes a record, whole or not at all. */
export function writeRecord(file: string, record: MutantRecord): void {
  writeFileSync(`${file}.part`, recordText(record))
  renameSync(`${file}.part`, file)
}
