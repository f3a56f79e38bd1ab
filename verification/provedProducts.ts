// What is proved of all products: taken from where it is kept, or proved anew, one scope a thread.
//
// It is kept in two places: a file that comes with the package, and a folder on this machine. Both name the code and the
// properties of which it was proved, and hold for these only.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codeContent, contentOf, sha256 } from '../checker/compile/fingerprint.js'
import type { Setting } from '../checker/compile/whatIf.js'
import { runPool, siblingModule, type PoolState } from '../checker/parallel/workerPool.js'
import type { Scope } from '../machines/system.js'
import { reasonOf } from '../model/errors.js'
import type { Property } from '../properties/index.js'
import { readIfThere, writeWhole } from '../util/files.js'
import type { ProvedProperty, ProvedScope } from './products.js'
import type { ProductsRequest } from './productsWorker.js'

/** A file of the folder: what was proved, and a hash of it. */
interface Kept {
  readonly checksum: string
  readonly proved: ProvedScope
}

/** The file of the package: what was proved of all properties by the code that comes with it. */
export interface Shipped {
  /** As `codeContent` has it. */
  readonly code: string
  readonly scopes: readonly ProvedScope[]
}

/** Where the package has its file. */
export const shippedFile = fileURLToPath(new URL('../products.json', import.meta.url))

export interface ProvingEffort {
  /** Folder in which what is proved is kept; none by default. */
  readonly cache?: string
  /** Threads at most; one for each core by default. */
  readonly workers?: number
  /** Bytes for the sets of states, all threads together. */
  readonly maxMemory?: number
  /** What is to be different in all products; nothing, by default. */
  readonly settings?: readonly Setting[]
  /** Proves anew what the package says already. */
  readonly anew?: boolean
  /** Interrupts: scopes that are not proved by then are left out. */
  readonly signal?: AbortSignal
  readonly onProgress?: (state: PoolState) => void
  readonly onWarning?: (text: string) => void
}

/** The properties of a scope. */
export const propertiesOf = (scope: Scope, properties: readonly Property[]): readonly Property[] =>
  properties.filter((property) => (property.scope ?? 'field') === scope)

/** What was proved of these properties, in their order; undefined where one of them is missing. */
function restricted(proved: ProvedScope, properties: readonly Property[]): ProvedScope | undefined {
  const byId = new Map(proved.properties.map((one) => [one.property, one]))
  const own = properties.flatMap(({ id }) => byId.get(id) ?? [])
  return own.length < properties.length ? undefined : { ...proved, properties: own }
}

let shipped: readonly ProvedScope[] | undefined

/** What comes with the package; nothing in a working copy, or where the code is not the one that it was proved of. */
function shippedScopes(): readonly ProvedScope[] {
  if (shipped !== undefined) return shipped
  const text = readIfThere(shippedFile)
  if (text === undefined) return (shipped = [])
  const { code, scopes } = JSON.parse(text) as Shipped
  return (shipped = code === codeContent() ? scopes : [])
}

/** What comes with the package about a property, in all products; undefined where nothing does. */
export const shippedOf = ({ id, scope = 'field' }: Property): ProvedProperty | undefined =>
  shippedScopes()
    .find((one) => one.scope === scope)
    ?.properties.find(({ property }) => property === id)

function fileOf(
  folder: string,
  scope: Scope,
  properties: readonly Property[],
  settings: ProvingEffort['settings'] = [],
): string {
  const asked = contentOf(properties.map(({ id, pattern }) => [id, pattern]))
  const what = settings.length === 0 ? [scope, asked] : [scope, asked, contentOf(settings)]
  return join(folder, `products-${scope}-${sha256(codeContent(), ...what).slice(0, 32)}.json`)
}

function read(path: string): ProvedScope | undefined {
  const text = readIfThere(path)
  if (text === undefined) return undefined
  const { checksum, proved } = JSON.parse(text) as Kept
  if (sha256(JSON.stringify(proved)) !== checksum) throw new Error('its checksum is wrong')
  return proved
}

/**
 * What is known of some properties of a scope without proving anything; undefined if nothing is. A file that is damaged is
 * warned of.
 */
export function knownOf(
  scope: Scope,
  properties: readonly Property[],
  { cache, anew, settings = [], onWarning }: ProvingEffort,
): ProvedScope | undefined {
  const whole = anew === true || settings.length > 0 ? undefined : shippedScopes().find((one) => one.scope === scope)
  const known = whole && restricted(whole, properties)
  if (known !== undefined || cache === undefined) return known
  const path = fileOf(cache, scope, properties, settings)
  try {
    return read(path)
  } catch (error) {
    onWarning?.(`${path} is damaged (${reasonOf(error)}); this is proved again`)
    return undefined
  }
}

function keep(
  properties: readonly Property[],
  proved: ProvedScope,
  { cache, settings, onWarning }: ProvingEffort,
): void {
  if (cache === undefined) return
  const path = fileOf(cache, proved.scope, properties, settings)
  try {
    mkdirSync(cache, { recursive: true })
    const kept: Kept = { checksum: sha256(JSON.stringify(proved)), proved }
    writeWhole(path, JSON.stringify(kept))
  } catch (error) {
    onWarning?.(`${path} cannot be written (${reasonOf(error)})`)
  }
}

/** Scopes in the order in which they are begun: what takes longest comes first, so that no thread waits for it at the end. */
const longestFirst: readonly Scope[] = ['installation', 'field', 'wakeReasons', 'reconfiguration', 'cloud', 'plans']

const rank = (scope: Scope): number => {
  const place = longestFirst.indexOf(scope)
  return place < 0 ? longestFirst.length : place
}

/**
 * What is proved of some properties, scope by scope in the order of the scopes, each as soon as it and those before it are
 * known; nothing of scopes that have none of the properties. What is new is kept in the cache.
 *
 * @throws Error where proving a scope crashes
 */
export async function* provedIn(
  scopes: readonly Scope[],
  properties: readonly Property[],
  effort: ProvingEffort,
): AsyncGenerator<ProvedScope, void, void> {
  const asked = scopes.flatMap((scope) => {
    const own = propertiesOf(scope, properties)
    return own.length === 0 ? [] : [{ scope, own, known: knownOf(scope, own, effort) }]
  })
  const proved = new Map(asked.flatMap(({ scope, known }) => (known === undefined ? [] : [[scope, known] as const])))
  const jobs = asked
    .filter(({ known }) => known === undefined)
    .sort((one, other) => rank(one.scope) - rank(other.scope))
    .map(({ scope, own }): ProductsRequest => ({ scope, properties: own, settings: effort.settings ?? [] }))
  const { workers, maxMemory, signal, onProgress, onWarning } = effort
  let crashed: string | undefined
  let more: () => void = () => undefined
  let ended = jobs.length === 0
  const running = ended
    ? Promise.resolve()
    : runPool<ProvedScope>(jobs, {
        entry: siblingModule('productsWorker', import.meta.url),
        ...(workers === undefined ? {} : { workers }),
        ...(maxMemory === undefined ? {} : { maxMemory }),
        ...(signal === undefined ? {} : { signal }),
        ...(onProgress === undefined ? {} : { onProgress }),
        ...(onWarning === undefined ? {} : { onWarning }),
        onSettled: (job, outcome) => {
          const { scope } = jobs[job]!
          if (outcome.kind === 'done') {
            proved.set(scope, outcome.result)
            keep(asked.find((one) => one.scope === scope)!.own, outcome.result, effort)
          } else if (outcome.kind === 'crashed') crashed ??= `${scope}: ${outcome.message}`
          else if (outcome.reason === 'memory') crashed ??= `${scope}: out of memory (see --max-memory, --workers)`
          more()
        },
      }).then(() => {
        ended = true
        more()
      })
  for (const { scope } of asked) {
    while (!proved.has(scope) && !ended) await new Promise<void>((resume) => (more = resume))
    const one = proved.get(scope)
    if (one !== undefined) yield one
  }
  await running
  if (crashed !== undefined) throw new Error(crashed)
}
