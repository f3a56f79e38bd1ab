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
  world: system,
  predicates,
  properties,
  fairness,
}
