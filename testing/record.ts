// The record of judged mutants: one line each, so that a change of it can be reviewed; what is in it need not be done again.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Judged } from './judge.js'
import { sourcesDigest } from './digest.js'

export interface MutantRecord {
  /** How it was made. */
  readonly command: string
  /** Digests of what mutants are judged for: of the machines, and of the properties. */
  readonly machines: string
  readonly properties: string
  /** In the order of their ids. */
  readonly mutants: readonly Judged[]
}

/** The digests of what mutants are judged for now. */
export const specificationNow = (): Pick<MutantRecord, 'machines' | 'properties'> => ({
  machines: sourcesDigest(['machines']),
  properties: sourcesDigest(['properties']),
})

/** The file cannot be read as a record: says which, and why. */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord'
}

/** @throws UnreadableRecord for a file that is no record; undefined where there is none */
export function readRecord(file: string): MutantRecord | undefined {
  if (!existsSync(file)) return undefined
  try {
    const { command, machines, properties, mutants } = JSON.parse(readFileSync(file, 'utf8')) as Partial<MutantRecord>
    const texts = [command, machines, properties]
    if (texts.every((text) => typeof text === 'string') && Array.isArray(mutants)) {
      const [by = '', ofMachines = '', ofProperties = ''] = texts
      return { command: by, machines: ofMachines, properties: ofProperties, mutants: mutants as readonly Judged[] }
    }
    throw new Error('it lacks command, machines, properties or mutants')
  } catch (error) {
    throw new UnreadableRecord(`${file} is no record of mutants: ${error instanceof Error ? error.message : ''}`)
  }
}

/** A record as text. */
export function recordText({ mutants, ...head }: MutantRecord): string {
  const lines = [...mutants]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map((mutant) => `    ${JSON.stringify(mutant)}`)
  const fields = (['command', 'machines', 'properties'] as const).map(
    (name) => `  "${name}": ${JSON.stringify(head[name])},`,
  )
  return `{\n${fields.join('\n')}\n  "mutants": [\n${lines.join(',\n')}\n  ]\n}\n`
}

/** Writes a record, whole or not at all. */
export function writeRecord(file: string, record: MutantRecord): void {
  writeFileSync(`${file}.part`, recordText(record))
  renameSync(`${file}.part`, file)
}
