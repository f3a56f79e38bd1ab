// What the commands on every product share: which scopes are asked for, and how much proving them may take.
import type { Command } from 'commander'
import type { Setting } from '../../../checker/compile/whatIf.js'
import { scopeNames, type Scope } from '../../../machines/system.js'
import type { Property } from '../../../properties/index.js'
import type { Io } from '../../../report/terminal.js'
import { counted } from '../../../util/plural.js'
import { exitCodes } from '../../../verification/exitCodes.js'
import { pick } from '../../../verification/configurationNames.js'
import type { JudgedScope, ProvedScope } from '../../../verification/products.js'
import { provedIn } from '../../../verification/provedProducts.js'
import { cacheFolder, type Caching } from '../../options/cache.js'
import { workers } from '../../options/effort.js'
import { showing, warningOn } from '../../terminal/progress.js'

export interface ProvingOptions extends Caching {
  readonly scope?: readonly string[]
  readonly workers?: number
  readonly maxMemory?: number
  readonly json?: boolean
  /** What is to be different in all products; nothing, by default. */
  readonly settings?: readonly Setting[]
}

/** Adds the options of these commands. */
export const proving = (command: Command): Command =>
  command
    .option('--scope <name...>', `only properties of these scopes: ${scopeNames.join(', ')}`)
    .option('--workers <n>', 'threads at most; by default one for each core', workers)
    .option('--cache <folder>', 'where to keep what is proved; by default IMPSPEC_CACHE, or node_modules/.cache')
    .option('--no-cache', 'prove it anew, though the package or the cache knows it')
    .option('--json', 'one JSON document instead of text')

/** The scopes that are asked for. */
export const scopesIn = ({ scope = scopeNames }: ProvingOptions): readonly Scope[] =>
  pick(scopeNames, (name) => name, scope, 'scope', `the scopes are ${scopeNames.join(', ')}`)

/** What is proved of some properties, scope by scope; how far it has come goes to stderr. */
export async function* proved(
  scopes: readonly Scope[],
  properties: readonly Property[],
  options: ProvingOptions,
  io: Io,
): AsyncGenerator<ProvedScope, void, void> {
  const folder = cacheFolder(options, process.env, process.cwd())
  const { show, clear } = showing(io)
  const all = provedIn(scopes, properties, {
    ...(folder === undefined ? {} : { cache: folder }),
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    ...(options.maxMemory === undefined ? {} : { maxMemory: options.maxMemory }),
    ...(options.settings === undefined ? {} : { settings: options.settings }),
    anew: options.cache === false,
    signal: io.signal,
    onProgress: show,
    onWarning: warningOn(io),
  })
  let known = 0
  for await (const one of all) {
    known++
    clear()
    yield one
  }
  clear()
  if (io.signal.aborted)
    io.stderr.write(`Interrupted: of the rest nothing is known (${counted(known, 'scope')} proved).\n`)
}

/** Whether something in a scope is not as it should be. */
export const differs = ({ deadlock, zeno, properties }: JudgedScope): boolean =>
  deadlock.products + zeno.products > 0 || properties.some(({ differences }) => differences.length > 0)

/** How such a command ends. */
export const endOf = (isWrong: boolean, { signal }: Io): number =>
  signal.aborted ? exitCodes.incomplete : isWrong ? exitCodes.differs : exitCodes.asExpected
