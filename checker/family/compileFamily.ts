// A family of worlds on integers: the union of its worlds, with what tells its products apart as parts of the state.
import type { Predicate } from '../../model/property.js'
import { compile, type CompiledWorld, type CompileOptions } from '../compile/compile.js'
import type { FamilyWorld } from './familyWorld.js'
import { FamilyStatics } from './statics.js'

/** A family that can be explored. */
export interface CompiledFamily extends CompiledWorld {
  readonly statics: FamilyStatics
}

/**
 * Compiles a family.
 *
 * @param moving by party: fields of its context that look like constants and are none; see `NotConstant`
 * @throws SpecificationError like `compile`
 */
export function compileFamily(
  family: FamilyWorld,
  predicates: Readonly<Record<string, Predicate>>,
  moving: readonly ReadonlySet<string>[],
  options: Omit<CompileOptions, 'predicates'> = {},
): CompiledFamily {
  const world = compile(family.world, { ...options, predicates })
  const statics = new FamilyStatics(family, world, predicates, moving)
  return {
    ...world,
    parties: world.parties.map((party, at) => ({ ...party, does: statics.labels[at]!.rows })),
    budgets: [
      ...world.budgets,
      ...statics.sizes.map((size, at) => ({ name: `static ${at}`, field: statics.base + at, initial: size - 1 })),
    ],
    size: world.size + statics.sizes.length,
    statics,
    route: (party, event, state) => statics.route(party, event, state!),
  }
}
