// What of a specification is looked at where its machines and properties are tested.
import type { Specification } from '../../verification/specification.js'

export type Tested = Pick<
  Specification,
  'space' | 'scopes' | 'scope' | 'system' | 'properties' | 'predicates' | 'trials'
>
