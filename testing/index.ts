// How strong a specification is, and tests for who implements a party: tours through its machine, and its mutants.
export { toursOf, type Tours, type ToursOptions } from './suites/runs.js'
export type { Admits } from './party/partyGraph.js'
export { mutantsOf, type Mutant } from './mutants/mutants.js'
export { operators, type Operator } from './mutants/operators.js'
