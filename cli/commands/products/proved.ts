// What was proved of all products, kept on disk: as long as no code and no property has changed it need not be proved again.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { codeContent, contentOf, sha256 } from '../../../checker/compile/fingerprint.js'
import type { Scope } from '../../../machines/system.js'
import { reasonOf } from '../../../model/errors.js'
import type { Property } from '../../../properties/index.js'
import type { Io } from '../../../report/terminal.js'
import { counted } from '../../../report/text.js'
import { readIfThere, writeWhole } from '../../../util/files.js'
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

/** Properties of a scope. */
export const within = (properties: readonly Property[], scope: Scope): readonly Property[] =>
  properties.filter((property) => (property.scope ?? 'field') === scope)

/**
 * What is proved of some properties of a scope, in all products; taken from the cache where it is known.
 * A file that is damaged is named on stderr, and written anew.
 */
export async function provedWithin(
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
