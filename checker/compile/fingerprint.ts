// What a world consists of, as text that is the same in every process: equal texts, equal explorations of equal code.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AnyStateMachine } from 'xstate'
import type { World } from '../../model/world.js'

/**
 * A value as text. A function is its source with the properties that it carries (XState keeps what `assign` assigns and
 * what `emit` emits there); what it closes over cannot be seen.
 */
export function contentOf(value: unknown, within: readonly object[] = []): string {
  if (value === undefined || typeof value === 'bigint' || typeof value === 'symbol') return String(value)
  if (typeof value === 'number') return String(value)
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return JSON.stringify(value)
  const above = within.indexOf(value)
  if (above >= 0) return `up ${within.length - above}`
  const inner = [...within, value]
  if (value instanceof Map || value instanceof Set) return contentOf([...value], inner)
  if (Array.isArray(value)) return `[${value.map((item) => contentOf(item, inner)).join()}]`
  const source = typeof value === 'function' ? JSON.stringify(Function.prototype.toString.call(value)) : ''
  const fields = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${contentOf(item, inner)}`)
  return `${source}{${fields.join()}}`
}

export const sha256 = (...texts: readonly string[]): string =>
  texts.reduce((hash, text) => hash.update(`${text.length}:`).update(text), createHash('sha256')).digest('hex')

const machineContents = new WeakMap<AnyStateMachine, string>()

/** The hash of a machine: its config, and the source of its implementations. */
export function machineContent(machine: AnyStateMachine): string {
  const known = machineContents.get(machine)
  if (known !== undefined) return known
  const content = sha256(contentOf(machine.config), contentOf(machine.implementations))
  machineContents.set(machine, content)
  return content
}

/** The hash of everything that a world says: what it is made of, and what is assumed and told of it. */
export const worldContent = ({ parties, links, channels, stimuli, freeDelays, assumptions, replicas }: World): string =>
  sha256(
    contentOf(parties.map(({ machine, ...party }) => ({ ...party, machine: machineContent(machine) }))),
    contentOf([links, channels, stimuli, freeDelays, assumptions, replicas]),
  )

/** The files of a folder and of those below, sorted. */
const filesIn = (folder: URL, ending: string): readonly URL[] =>
  readdirSync(folder, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isDirectory()) return filesIn(new URL(`${entry.name}/`, folder), ending)
      return entry.name.endsWith(ending) && !entry.name.endsWith('.d.ts') ? [new URL(entry.name, folder)] : []
    })

let code: string | undefined

/**
 * The hash of all code that has a say in a verdict: machines, properties and checker, and the version of XState. It sees
 * what the text of a function does not: helpers, and constants that it closes over.
 */
export function codeContent(): string {
  if (code !== undefined) return code
  const here = import.meta.url
  const ending = here.endsWith('.ts') ? '.ts' : '.js'
  const files = ['model/', 'machines/', 'properties/', 'checker/', 'verification/', 'util/'].flatMap((folder) =>
    filesIn(new URL(`../../${folder}`, here), ending),
  )
  const xstate = createRequire(here).resolve('xstate/package.json')
  return (code = sha256(...[xstate, ...files].map((file) => readFileSync(file, 'utf8'))))
}
