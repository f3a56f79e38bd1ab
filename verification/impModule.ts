// This specification as a module like any other: what the command works on where none is named.
import { dimensions, impossible } from '../machines/configurations.js'
import { scopeNames, system } from '../machines/system.js'
import type { SpecificationModule } from '../model/specification/module.js'
import { sets as fairness } from '../properties/vocabulary/fairness.js'
import { predicates, properties } from '../properties/index.js'

export const specification: SpecificationModule = {
  name: 'imp-lifecycle-spec',
  dimensions,
  impossible,
  scopes: scopeNames,
  scope: 'field',
  // What is asked for has a value of ours for each dimension: names are parsed by them.
  world: system as unknown as SpecificationModule['world'],
  predicates,
  properties,
  fairness,
}
