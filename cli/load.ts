// Which specification the command works on: ours, or that of the module which is named; each is loaded only where it is needed.
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Loader } from './program.js'

/** @throws UnreadableModule where a module that is named cannot be imported, or exports no specification */
export const load: Loader = async (module) => {
  if (module === undefined) return (await import('../verification/impSpecification.js')).specification
  const { foreignSpecification } = await import('../verification/fromModule.js')
  return foreignSpecification(pathToFileURL(resolve(module)))
}
