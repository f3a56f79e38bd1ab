// Fills the tables of docs/guide/time.md with what is really measured; a long test fails when they are stale.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bounds } from '../../checker/graph/timeBounds.js'
import { override, type Setting } from '../../checker/compile/whatIf.js'
import type { Bound } from '../../model/result.js'
import { timeInWords } from '../../report/phrases.js'
import { configure, dimensions } from '../../machines/configurations.js'
import { system } from '../../machines/system.js'
import { predicates } from '../../properties/index.js'

const guide = new URL('../guide/time.md', import.meta.url)
const block = /(<!-- measured: the wait of the installer -->\n)[^]*?(<!-- end -->)/

const noUpdate: Setting = { name: 'upgradeServer: release.published', value: { kind: 'count', times: 0 } }

const inWords = (bound: Bound | undefined): string =>
  bound === undefined ? 'never' : bound.kind === 'time' ? timeInWords(bound.ms) : 'no bound'

/** How long the installer waits with one app, with or without an update. */
function wait(installerApp: 'probe-10s' | 'fixed-15s' | 'advised', settings: readonly Setting[]): string {
  const world = override(system(configure({ installerApp }).values, 'installation'), settings)
  const { smallest, largest } = bounds(world, predicates, { from: { is: 'waiting' }, to: { not: { is: 'waiting' } } })
  return `${inWords(smallest)} to ${inWords(largest)}`
}

function table(): string {
  const apps = dimensions.find(({ name }) => name === 'installerApp')!.values as readonly Parameters<typeof wait>[0][]
  const rows = apps.map((app) => [`\`${app}\``, wait(app, []), wait(app, [noUpdate])])
  const all = [["installer's app", 'an update may come', 'no update'], ...rows]
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]!.length)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`
  return [line(all[0]!), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

/** What docs/guide/time.md should say. */
export const timePage = (): string =>
  readFileSync(guide, 'utf8').replace(block, (_, head: string, tail: string) => `${head}\n${table()}\n\n${tail}`)

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(guide, timePage())
  console.log(`written: ${fileURLToPath(guide)}`)
}
