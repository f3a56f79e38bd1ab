// A specification from the address of its module, in JavaScript or TypeScript.
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { reasonOf } from '../model/errors.js'
import type { SpecificationModule } from '../model/specification/module.js'
import { UnreadableModule } from './errors.js'

const isTypeScript = (address: URL): boolean => /\.[cm]?tsx?$/.test(address.pathname)

/** Whether this Node runs TypeScript by itself (22.18 and later do), or a loader that was asked for does. */
const runsTypeScript = (): boolean =>
  Boolean((process.features as { readonly typescript?: unknown }).typescript) || import.meta.url.endsWith('.ts')

let registered = false

/** Lets this thread import TypeScript, by the loader tsx as the project of the module has it. */
async function useLoader(address: URL): Promise<void> {
  if (registered || runsTypeScript()) return
  const file = fileURLToPath(address)
  let tsx: string
  try {
    tsx = createRequire(file).resolve('tsx/package.json')
  } catch {
    throw new UnreadableModule(
      `${file} is TypeScript, and Node ${process.versions.node} does not run it by itself: ` +
        'npm install --save-dev tsx beside it, or take Node 22.18 or later, or name a module in JavaScript',
    )
  }
  const api = new URL('dist/esm/api/index.mjs', pathToFileURL(tsx)).href
  const { register } = (await import(api)) as { readonly register: () => unknown }
  register()
  registered = true
}

const isSpecification = (value: unknown): value is SpecificationModule => {
  if (typeof value !== 'object' || value === null) return false
  const { world, predicates, properties, dimensions, scopes } = value as Partial<SpecificationModule>
  return (
    typeof world === 'function' &&
    typeof predicates === 'object' &&
    [properties, dimensions, scopes].every((list) => Array.isArray(list))
  )
}

/** What a module exports; that of CommonJS stands in a default of its own. */
function exportedBy(module: Readonly<Record<string, unknown>>): SpecificationModule | undefined {
  const { default: main, specification } = module
  const inner = (main as { readonly default?: unknown } | undefined)?.default
  return [specification, main, inner].find(isSpecification)
}

/**
 * The specification that a module exports as its default, or as `specification`.
 *
 * @throws UnreadableModule where there is no such file, it cannot be imported, or it exports no specification
 */
export async function moduleAt(address: URL): Promise<SpecificationModule> {
  const file = fileURLToPath(address)
  if (isTypeScript(address)) await useLoader(address)
  let module: Readonly<Record<string, unknown>>
  try {
    module = (await import(address.href)) as Readonly<Record<string, unknown>>
  } catch (error) {
    const { code, name, stack = '' } = error as NodeJS.ErrnoException
    const place = stack.split('\n').find((line) => /^ +at /.test(line) && line.includes(file))
    const where = place === undefined ? '' : ` (${place.trim()})`
    if (name === 'SpecificationError') throw new UnreadableModule(`${file}: ${reasonOf(error)}`)
    const why = code === 'ERR_MODULE_NOT_FOUND' ? reasonOf(error).replace(/ imported from .*/s, '') : reasonOf(error)
    throw new UnreadableModule(`${file} cannot be imported: ${why}${where}`)
  }
  const specification = exportedBy(module)
  if (specification) return specification
  throw new UnreadableModule(
    `${file} exports no specification; write: export default defineSpecification({ ... }) (docs/guide/your-own-machines.md)`,
  )
}
