// The checker: slice, compile, explore, decide, tell; and the same semantics with live actors.
export { describeDifference, disagreement, type Difference } from './agree.js'
export { assumedOf, assumptionsOf } from './assumptions.js'
export { bounds, boundsOn } from './bounds.js'
export { canonical, NotCanonical } from './canonical.js'
export { check, explorationOf, prepare, verdictOf, type CheckOptions, type CheckResult } from './check.js'
export { compile, type CompiledWorld, type CompileOptions } from './compile.js'
export { decide, type Decision } from './decide.js'
export { ModelError, SpecificationError } from './errors.js'
export { explore, type ExploreOptions, type Graph, type Progress } from './explore.js'
export { evaluate, predicatesOf, type StepView } from './formula.js'
export { LiveWorld, type LiveMessage, type LiveOptions, type LiveTimer } from './live.js'
export { tableOf, type LocalRecord, type LocalState, type PartyTable } from './local.js'
export { occurrence, type Question } from './measure.js'
export { monitorOf, read, type Monitor, type Outcome } from './monitor.js'
export { leavesOf, narrate } from './narrate.js'
export type { Path } from './path.js'
export type {
  Bound,
  Bounds,
  Cause,
  Exploration,
  Happening,
  PropertyVerdict,
  Standstill,
  Story,
  StoryStep,
  Timeliness,
} from './result.js'
export {
  override,
  settableIn,
  SettingError,
  settingInWords,
  type Settable,
  type Setting,
  type SettingValue,
} from './settings.js'
export { coneOf, slice } from './slice.js'
export { timelinessOf } from './standstill.js'
export { Stepper, type Witness } from './step.js'
export { pathTo, tell } from './story.js'
export { quantumOf, stateNodes, timersOf, type TimerKind } from './ticks.js'
export { pick, randomFrom, startAtRandom, walk, type Random } from './walk.js'
