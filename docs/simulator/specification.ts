// What is claimed of a world: the properties that are watched in it, and the predicates that they speak of.
import { fleetPredicates, fleetProperties } from '../../properties/claims/fleet.js'
import { predicates, properties } from '../../properties/index.js'
import type { Property } from '../../properties/language/property.js'
import type { Predicate } from '../../model/property.js'
import { fleetShape, type Setup } from './simulation.js'

export interface Specification {
  readonly properties: readonly Property[]
  readonly predicates: Readonly<Record<string, Predicate>>
}

/** A role that may hear anything at any time promises nothing: properties speak of closed worlds. */
export function specificationOf({ alone, fleet }: Setup): Specification {
  if (alone !== undefined) return { properties: [], predicates: {} }
  if (fleet === undefined) return { properties, predicates }
  const shape = fleetShape(fleet)
  return { properties: fleetProperties(shape), predicates: fleetPredicates(shape) }
}
