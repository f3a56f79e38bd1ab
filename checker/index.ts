// What others may use of the checker: verdicts, bounds and runs of any world, what-if questions, models for other tools.
export { check, type CheckOptions, type CheckResult } from './check.js'
export {
  checkAtScale,
  type Engine,
  type ScaleExploration,
  type ScaleOptions,
  type ScaleResult,
  type ScaleVerdict,
} from './checkAtScale.js'
export { bounds } from './graph/timeBounds.js'
export type { Question } from './graph/timeQuestion.js'
export type { ExploreOptions, Progress } from './graph/explore.js'
export type { PrepareOptions } from './compile/prepare.js'
export { coneOf, slice } from './compile/slice.js'
export { override, settableIn, SettingError, type Settable, type Setting, type SettingValue } from './compile/whatIf.js'
export { randomRun, type RandomRunOptions } from './semantics/randomWalk.js'
export { LiveWorld, type LiveMessage, type LiveOptions, type LiveTimer } from './semantics/actorWorld.js'
export { leavesOf } from './semantics/describe.js'
export { exportWorld, type ExportOptions, type WorldFormat, type WorldModel } from './exportWorld.js'
export { dotOf } from './export/dot.js'
export { mermaidOf } from './export/mermaid.js'
export { scxmlOf } from './export/scxml.js'
export type { SwarmOptions } from './search/randomWalks.js'
export type { SearchProgress, Storage } from './search/task.js'
export type { Random } from './semantics/randomWalk.js'
export type { SymbolicProgress } from './symbolic/symbolicSearch.js'
