// What can be checked, and what is answered: parties, worlds, predicates, formulas, properties, verdicts, stories.
export { ModelError, SpecificationError } from './errors.js'
export { evaluate, formulasOf, namesIn, predicatesOf, type StepView } from './formula.js'
export { variants, type LocalTest, type Party, type PartyEvent } from './party.js'
export type * from './property.js'
export type * from './result.js'
export type * from './world.js'
