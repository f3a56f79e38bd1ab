// This specification as a module like any other: what the command works on where none is named.
import { dimensions, impossible } from '../machines/configurations.js'
import { scopeNames, system } from '../machines/system.js'
import type { SpecificationModule } from '../model/specification/module.js'
import { sets as fairness } from '../properties/vocabulary/fairness.js'
import { predicates, properties } from '../properties/index.js'

/** Events that are sent or waited for in vain, and are meant to be. */
const looseEnds: SpecificationModule['looseEnds'] = [
  {
    kind: 'unsent',
    party: 'blinkup',
    event: 'phone.offline',
    because: 'the BlinkUp SDK would give up; the environment takes the connection from the phone while it polls only',
  },
]

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
  looseEnds,
}
