// A specification of which nothing else is expected than what is so: a mutant is noticed where it changes a verdict, right or wrong.
import { check } from '../../checker/check.js'
import type { Exception, SpecifiedProperty } from '../../model/specification/module.js'
import type { Tested } from './tested.js'
import { defaultWorlds } from './worlds.js'

/**
 * The same specification, in which each property is expected to do in each world of the default selection what it does there.
 * What a property does that cannot be decided in some world is not known: it notices nothing, and is left out.
 */
export function asFound(tested: Tested): Tested {
  const exceptions = new Map<string, Exception[]>()
  const open = new Set<string>()
  for (const { world, configuration, properties, predicates } of defaultWorlds(tested)) {
    const when = Object.fromEntries(Object.entries(configuration.values).map(([name, value]) => [name, [value]]))
    for (const { property, verdict } of check(world, predicates, properties).verdicts) {
      if (verdict === 'incomplete') open.add(property)
      if (verdict !== 'fails' && verdict !== 'vacuous') continue
      exceptions.set(property, [...(exceptions.get(property) ?? []), { when, verdict, because: 'it is so' }])
    }
  }
  const properties = tested.properties
    .filter(({ id }) => !open.has(id))
    .map((property): SpecifiedProperty => ({ ...property, exceptions: exceptions.get(property.id) ?? [] }))
  // What is remembered of worlds is remembered by this function.
  return { ...tested, properties, system: (configuration, scope) => tested.system(configuration, scope) }
}
