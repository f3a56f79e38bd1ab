// What impspec verify proves where no choice is named: every product at once, scope by scope.
import type { Property } from '../../../properties/index.js'
import { scopeInWords } from '../../../report/products.js'
import type { Io } from '../../../report/terminal.js'
import type { Scope } from '../../../machines/system.js'
import type { SpecifiedProperty } from '../../../model/specification/module.js'
import type { Effort } from '../../../verification/assess.js'
import { judged, possible, type JudgedScope } from '../../../verification/products.js'
import type { Selection } from '../../../verification/selection.js'
import type { Specification } from '../../../verification/specification.js'
import type { Caching } from '../../options/cache.js'
import type { Checkpointing } from '../../options/checkpoint.js'
import type { WhatIf } from '../../options/whatIf.js'
import { proved } from './proved.js'

/** How a choice of products, properties or engine is made; where none is, every product is meant. */
export interface Choosing extends Selection, Effort, WhatIf, Caching, Checkpointing {
  readonly explicit?: boolean
}

/** Which properties are proved in every product at once, and which are left to the explicit engine. */
export interface Division {
  readonly scopes: readonly Scope[]
  readonly together: readonly Property[]
  readonly left: readonly SpecifiedProperty[]
}

/** The division of all properties; undefined where a choice is made, or a specification has no products to prove at once. */
export function divisionOf(
  { properties, everyProduct, scope: usual }: Specification,
  { explicit, property, configuration, party, all, set, checkpoint, maxStates }: Choosing,
): Division | undefined {
  const chosen = [explicit, property, configuration, party, all, set, checkpoint, maxStates]
  if (everyProduct === undefined || chosen.some((one) => one !== undefined)) return undefined
  const isTogether = ({ scope = usual }: SpecifiedProperty): boolean =>
    (everyProduct as readonly string[]).includes(scope)
  return {
    scopes: everyProduct,
    // A specification that has products is ours, and so are its properties.
    together: properties.filter(isTogether) as readonly Property[],
    left: properties.filter((one) => !isTogether(one)),
  }
}

/** Proves what is proved together; as text, each scope is told as soon as it is known. */
export async function proveTogether(
  { scopes, together }: Division,
  options: Choosing & { readonly json?: boolean; readonly jsonLines?: boolean },
  io: Io,
): Promise<readonly JudgedScope[]> {
  const all: JudgedScope[] = []
  const { json: _, ...effort } = options
  for await (const one of proved(scopes, together, effort, io)) {
    const told = judged(one, together)
    all.push(told)
    if (options.jsonLines) io.stdout.write(`${JSON.stringify({ kind: 'products', ...told })}\n`)
    else if (!options.json) io.stdout.write(`${scopeInWords(told, possible.size, io.columns, true)}\n`)
  }
  return all
}
