// What is claimed of a world: the properties that are watched in it, and the predicates that they speak of.
import { fleetPredicates, fleetProperties } from '../../properties/claims/fleet.js'
import { predicates, properties } from '../../properties/index.js'
import type { Property } from '../../properties/language/property.js'
import type { Scope } from '../../machines/scopes.js'
import type { Predicate } from '../../model/property.js'
import { fleetShape, type Setup } from './simulation.js'

export interface Specification {
  readonly properties: readonly Property[]
  readonly predicates: Readonly<Record<string, Predicate>>
}

/** The scope in which a property is judged. */
const scopeOf = ({ scope = 'field' }: Property): Scope => scope

/**
 * What is claimed of a world. A property is judged in its own scope, and says nothing of another: with more or less of
 * the life of a device it may fail, or speak of what never happens. A role that may hear anything at any time promises
 * nothing, for properties speak of closed worlds.
 */
export function specificationOf({ alone, fleet, scope }: Setup): Specification {
  if (alone !== undefined) return { properties: [], predicates: {} }
  if (fleet === undefined) return { properties: properties.filter((one) => scopeOf(one) === scope), predicates }
  const shape = fleetShape(fleet)
  return { properties: fleetProperties(shape), predicates: fleetPredicates(shape) }
}

/** The other scopes in which properties are judged, and how many in each; none where the scope says nothing. */
export function judgedElsewhere({ alone, fleet, scope }: Setup): readonly (readonly [scope: Scope, count: number])[] {
  if (alone !== undefined || fleet !== undefined) return []
  const counts = new Map<Scope, number>()
  for (const property of properties) {
    const own = scopeOf(property)
    if (own !== scope) counts.set(own, (counts.get(own) ?? 0) + 1)
  }
  return [...counts]
}
