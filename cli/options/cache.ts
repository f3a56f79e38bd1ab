// Where the tables of the machines are kept between runs: --cache, IMPSPEC_CACHE, or beside the installed packages.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Specification } from '../../verification/specification.js'

export interface Caching {
  /** What commander makes of --cache FOLDER and --no-cache. */
  readonly cache?: string | false
}

/** The folder of the cache; undefined for none. */
export function cacheFolder(
  { cache }: Caching,
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
): string | undefined {
  if (cache === false) return undefined
  const named = cache ?? env.IMPSPEC_CACHE
  if (named !== undefined && named !== '') return resolve(folder, named)
  const modules = join(folder, 'node_modules')
  return existsSync(modules) ? join(modules, '.cache', 'imp-lifecycle-spec') : undefined
}

/** The specification whose explorations begin with the tables of the cache. */
export function withCache(specification: Specification, options: Caching): Specification {
  // Whether a machine of somebody else does what it did cannot be told from its module alone.
  if (specification.foreign) return specification
  const folder = cacheFolder(options, process.env, process.cwd())
  const caching = folder === undefined ? {} : { cache: folder }
  return {
    ...specification,
    // What was typed is replaced by the folder that is meant.
    run: (jobs, { cache: _, ...asked }) => specification.run(jobs, { ...asked, ...caching }),
    measure: (request, { cache: _, ...asked }) => specification.measure(request, { ...asked, ...caching }),
  }
}
