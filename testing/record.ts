// The record of judged mutants: one line each, so that a change of it can be reviewed; what is in it need not be done again.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Judged } from './judge.js'
import { sourcesDigest } from './surveys.js'

export interface MutantRecord {
  /** How it was made. */
  readonly command: string
  /** A digest of machines and properties: mutants are judged for these. */
  readonly specification: string
  /** In the order of their ids. */
  readonly mutants: readonly Judged[]
}

/** A digest of everything that a mutant is judged by. */
export const specificationDigest = (): string => sourcesDigest(['machines', 'properties'])

/** The file cannot be read as a record: says which, and why. */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord'
}

/** @throws UnreadableRecord for a file that is no record; undefined where there is none */
export function readRecord(file: string): MutantRecord | undefined {
  if (!existsSync(file)) return undefined
  try {
    const { command, specification, mutants } = JSON.parse(readFileSync(file, 'utf8')) as Partial<MutantRecord>
    if (typeof command === 'string' && typeof specification === 'string' && Array.isArray(mutants)) {
      return { command, specification, mutants: mutants as readonly Judged[] }
    }
    throw new Error('it has no command, specification and mutants')
  } catch (error) {
    throw new UnreadableRecord(`${file} is no record of mutants: ${error instanceof Error ? error.message : ''}`)
  }
}

/** A record as text. */
export function recordText({ command, specification, mutants }: MutantRecord): string {
  const lines = [...mutants]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map((mutant) => `    ${JSON.stringify(mutant)}`)
  const head = `  "command": ${JSON.stringify(command)},\n  "specification": ${JSON.stringify(specification)},`
  return `{\n${head}\n  "mutants": [\n${lines.join(',\n')}\n  ]\n}\n`
}

/** Writes a record, whole or not at all. */
export function writeRecord(file: string, record: MutantRecord): void {
  writeFileSync(`${file}.part`, recordText(record))
  renameSync(`${file}.part`, file)
}
