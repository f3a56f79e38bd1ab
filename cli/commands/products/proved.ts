// What the commands on every product share: which scopes are asked for, and what was proved of them, kept on disk for as long as
// no code and no property changes.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { codeContent, contentOf, sha256 } from '../../../checker/compile/fingerprint.js'
import { scopeNames, type Scope } from '../../../machines/system.js'
import { reasonOf } from '../../../model/errors.js'
import type { Property } from '../../../properties/index.js'
import type { Io } from '../../../report/terminal.js'
import { counted } from '../../../report/text.js'
import { readIfThere, writeWhole } from '../../../util/files.js'
import { pick } from '../../../verification/configurationNames.js'
import { proveProducts, type ProvedScope } from '../../../verification/products.js'
import { cacheFolder, type Caching } from '../../options/cache.js'
import { statusLine, warningOn } from '../../terminal/progress.js'

/** A file: what was proved, and a hash of it. */
interface Kept {
  readonly checksum: string
  readonly proved: ProvedScope
}

function read(path: string): ProvedScope | undefined {
  const text = readIfThere(path)
  if (text === undefined) return undefined
  const { checksum, proved } = JSON.parse(text) as Kept
  if (sha256(JSON.stringify(proved)) !== checksum) throw new Error('its checksum is wrong')
  return proved
}

export interface ProvingOptions extends Caching {
  readonly scope?: readonly string[]
  readonly json?: boolean
}

/** Adds the options of these commands. */
export const proving = (command: Command): Command =>
  command
    .option('--scope <name...>', `only properties of these scopes: ${scopeNames.join(', ')}`)
    .option('--cache <folder>', 'where to keep what is proved; by default IMPSPEC_CACHE, or node_modules/.cache')
    .option('--no-cache', 'prove it anew')
    .option('--json', 'one JSON document instead of text')

/** The scopes that are asked for. */
export const scopesIn = ({ scope = scopeNames }: ProvingOptions): readonly Scope[] =>
  pick(scopeNames, (name) => name, scope, 'scope', `the scopes are ${scopeNames.join(', ')}`)

/** What is proved of some properties, scope by scope; nothing of scopes that have none of them. */
export async function* provedIn(
  scopes: readonly Scope[],
  properties: readonly Property[],
  options: Caching,
  io: Io,
): AsyncGenerator<ProvedScope, void, void> {
  for (const scope of scopes) {
    const own = properties.filter((property) => (property.scope ?? 'field') === scope)
    if (own.length > 0) yield await provedWithin(scope, own, options, io)
  }
}

/**
 * What is proved of some properties of a scope, in all products; taken from the cache where it is known.
 * A file that is damaged is named on stderr, and written anew.
 */
async function provedWithin(
  scope: Scope,
  properties: readonly Property[],
  options: Caching,
  io: Io,
): Promise<ProvedScope> {
  const folder = cacheFolder(options, process.env, process.cwd())
  const key = sha256(codeContent(), scope, contentOf(properties))
  const path = join(folder ?? '', `products-${scope}-${key.slice(0, 32)}.json`)
  const warn = warningOn(io)
  if (folder !== undefined) {
    try {
      const known = read(path)
      if (known !== undefined) return known
    } catch (error) {
      warn(`${path} is damaged (${reasonOf(error)}); this is proved again`)
    }
  }
  const { show, clear } = statusLine(io)
  const proved = await proveProducts(scope, properties, ({ states, nodes }) =>
    show(() => `${scope}: ${counted(states, 'state')} in ${counted(nodes, 'node')}`),
  )
  clear()
  if (folder === undefined) return proved
  try {
    mkdirSync(folder, { recursive: true })
    const kept: Kept = { checksum: sha256(JSON.stringify(proved)), proved }
    writeWhole(path, JSON.stringify(kept))
  } catch (error) {
    warn(`${path} cannot be written (${reasonOf(error)})`)
  }
  return proved
}
