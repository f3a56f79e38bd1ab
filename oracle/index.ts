// The oracle: judge logs of other implementations, drive them, hand out vectors.
export { Believer, TooManyHypotheses, type Belief, type Hypothesis, type Visibility } from './belief/belief.js'
export { checkLog, nativeReader, type CheckOptions, type CheckReport } from './judge/check.js'
export { UnreadableInput } from './read/errors.js'
export { explain, type Allowed, type Explanation, type FaultKind, type RuledOut } from './belief/explain.js'
export {
  exactly,
  JudgedRoles,
  LogJudge,
  type Failure,
  type JudgeOptions,
  type Listener,
  type LogVerdict,
  type RoleSettings,
  type Undecided,
  type Verdict,
} from './judge/judge.js'
export { MappedReader, Mapper, parseIso, type Made } from './read/mapped.js'
export { loadMapping, mappingSchema, shippedMappings, type Mapping } from './read/mapping.js'
export { failureId, knownSchema, loadKnown, type Known } from './judge/known.js'
export { minimized } from './judge/minimize.js'
export { bytesOf, eachLine, followed, longestLine, type Source } from './read/lines.js'
export { randomLog, Reference, writeLog, type Entry, type Said } from './driver/reference.js'
export { repairs, type Repair } from './judge/repair.js'
export { caseOf, type Case, type Observation } from './judge/replay.js'
export { everyConfiguration, partyOf, roleNames, roleOf, type Direction, type Role } from './belief/role.js'
export { anyValue, eventText, NotInAlphabet, observedIn, type Observed, type WrittenEvent } from './belief/symbol.js'
export { eventSchema, traceLineSchema, type TraceLine } from './read/trace.js'
export { powerCuts, randomWalk, type WalkOptions } from './driver/cases.js'
export { tours, type Suite, type TourCoverage, type TourOptions } from './driver/tours.js'
export { timerCases, type TimerCoverage, type TimerOptions } from './driver/timerCases.js'
export { Broken, type BrokenKind } from './driver/child.js'
export { Driver, type CaseRunner, type DriveOptions } from './driver/drive.js'
export type { CaseFailure, CaseStep, TestCase } from './driver/hearing.js'
export { RealTimeDriver, type RealTimeOptions } from './driver/realTime.js'
export { answerSchema, protocolVersion, requestSchema, type Answer, type Request } from './driver/protocol.js'
export { caseSchema, keepCase, keptCases, readCase } from './driver/regressions.js'
export { runSuite, type Found, type SuiteOptions, type SuiteResult } from './driver/suite.js'
export { judgeFingerprint } from './judge/fingerprint.js'
export { judgeVersion, type SavedJudge } from './belief/saved.js'
export { schemaNames, schemaText, type SchemaName } from './schemas.js'
export { vectorSchema, vectorsOf, type Vector } from './driver/vectors.js'
export type { Beginning } from './belief/belief.js'
export type { SourceSettings } from './belief/interleaving.js'
export type { OrderedBy } from './belief/order.js'
export type { RoleName, Start } from './belief/role.js'
export type { SavedRole } from './belief/saved.js'
export type { Flakiness } from './driver/suite.js'
export type { Sides } from './driver/timerCases.js'
export type { VectorOptions } from './driver/vectors.js'
export type { ReaderMaker } from './judge/check.js'
export type { JudgedRole } from './judge/judged.js'
export type { LineVisitor } from './read/lines.js'
export type { WrittenObservation } from './read/mapped.js'
export type { Written } from './read/mapping.js'
export type { LineReader, Roles, Teller, Understood } from './read/trace.js'
export type { BeliefRows } from './belief/rows.js'
export type { SavedSubject } from './belief/saved.js'
export type { Numbers } from './belief/renewal.js'
export type { SavedHypothesis, SavedObserved } from './belief/saved.js'
export type { Shown } from './belief/roleSettings.js'
export type { Manner } from './belief/symbol.js'
export type { Worth } from './judge/worth.js'
export type { Blur } from '../checker/compile/localRecord.js'
