// The record of judged property mutants: a line each, so that a change of it can be reviewed.
import { existsSync, readFileSync } from 'node:fs'
import type { JudgedProperty } from './judge.js'

export interface PropertyRecord {
  readonly command: string
  readonly machines: string
  readonly properties: string
  readonly worlds: readonly string[]
  readonly mutants: readonly JudgedProperty[]
}

/** A record as text, a line each. */
export function propertyRecordText({ mutants, ...head }: PropertyRecord): string {
  const lines = mutants.map((one) => `    ${JSON.stringify(one)}`)
  const fields = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},`)
  return `{\n${fields.join('\n')}\n  "mutants": [\n${lines.join(',\n')}\n  ]\n}\n`
}

/** The record of property mutants; undefined where there is none. */
export const readPropertyRecord = (file: string): PropertyRecord | undefined =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PropertyRecord) : undefined

/** How many of some mutants have each fate. */
export const countFates = (some: readonly JudgedProperty[]) => ({
  mutants: some.length,
  distinguished: some.filter(({ fate, machine }) => fate === 'distinguished' && machine === undefined).length,
  byMachine: some.filter(({ fate, machine }) => fate === 'distinguished' && machine !== undefined).length,
  equivalent: some.filter(({ fate }) => fate === 'equivalent').length,
  open: some.filter(({ fate }) => fate === 'open').length,
})
