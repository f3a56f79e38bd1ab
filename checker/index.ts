// The checker: slice, compile, explore, decide, tell; and the same semantics with live actors.
export { describeDifference, disagreement, type Difference } from './semantics/agreement.js'
export { assumedOf, assumptionsOf } from './semantics/assumptions.js'
export { bounds, boundsOn } from './graph/timeBounds.js'
export { canonical, NotCanonical } from '../util/canonical.js'
export { check, verdictOf, type CheckOptions, type CheckResult } from './check.js'
export { prepare } from './compile/prepare.js'
export { explorationOf } from './graph/exploration.js'
export { compile, type CompiledWorld, type CompileOptions } from './compile/compile.js'
export { decide, type Decision } from './graph/decide.js'
export { ModelError, SpecificationError } from '../model/errors.js'
export { explore, type ExploreOptions, type Graph, type Progress } from './graph/explore.js'
export { evaluate, predicatesOf, type StepView } from '../model/formula.js'
export { LiveWorld, type LiveMessage, type LiveOptions, type LiveTimer } from './semantics/actorWorld.js'
export { tableOf, type LocalRecord, type LocalState, type PartyTable } from './compile/partyTable.js'
export { occurrence, type Question } from './graph/timeQuestion.js'
export { monitorOf, read, type Monitor, type Outcome } from './monitor/monitor.js'
export { leavesOf, narrate } from './semantics/describe.js'
export type { Path } from './graph/shortestRun.js'
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
} from '../model/result.js'
export {
  override,
  settableIn,
  SettingError,
  settingInWords,
  type Settable,
  type Setting,
  type SettingValue,
} from './compile/whatIf.js'
export { coneOf, slice } from './compile/slice.js'
export { timelinessOf } from './graph/timeProgress.js'
export { Stepper, type Witness } from './semantics/stepper.js'
export { pathTo, tell } from './graph/story.js'
export { quantumOf, stateNodes, timersOf, type TimerKind } from './compile/timers.js'
export { pick, randomFrom, startAtRandom, walk, type Random } from './semantics/randomWalk.js'
