// What can be checked, and what is answered: parties, worlds, predicates, formulas, properties, verdicts, stories.
export { ModelError, SpecificationError } from './errors.js'
export { evaluate, formulasOf, namesIn, predicatesOf, type StepView } from './formula.js'
export { variants, type LocalTest, type Party, type PartyEvent, type Service } from './party.js'
export type * from './property.js'
export type * from './result.js'
export type * from './world.js'
export {
  configurationSpace,
  type ConfigurationPattern,
  type ConfigurationSpace,
  type Dimension,
  type Impossible,
  type NamedConfiguration,
  type Values,
} from './configuration.js'
export {
  defineSpecification,
  type ChannelDefinition,
  type ConfigurationOf,
  type DefinedSpecification,
  type Definition,
  type Dimensions,
  type Heard,
  type HeardType,
  type LinkDefinition,
  type LooseEndOf,
  type Machines,
  type Name,
  type PartyDefinition,
  type PredicateOf,
  type PropertyDefinition,
  type SaidType,
  type ServiceDefinition,
  type Sometimes,
  type StimulusDefinition,
  type Typed,
  type When,
} from './specification/define.js'
export { and, does, is, not, or, tick, was } from './specification/formulas.js'
export type { Exception, SpecificationModule, SpecifiedProperty } from './specification/module.js'
export {
  context,
  hasFailed,
  hears,
  inState,
  isDone,
  says,
  tagged,
  type Payload,
  type StateQuestion,
  type StepQuestion,
} from './specification/predicates.js'
