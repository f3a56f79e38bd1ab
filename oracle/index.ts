// The oracle: judge logs of other implementations, drive them, hand out vectors.
export { Believer, TooManyHypotheses, type Belief, type Hypothesis, type Visibility } from './belief.js'
export { checkLog, nativeReader, type CheckOptions, type CheckReport } from './check.js'
export { UnreadableInput } from './errors.js'
export { explain, type Allowed, type Explanation, type FaultKind, type RuledOut } from './explain.js'
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
} from './judge.js'
export { MappedReader, Mapper, parseIso, type Made } from './mapped.js'
export { loadMapping, mappingSchema, shippedMappings, type Mapping } from './mapping.js'
export { failureId, knownSchema, loadKnown, type Known } from './known.js'
export { minimized } from './minimize.js'
export { bytesOf, eachLine, followed, longestLine, type Source } from './read.js'
export { randomLog, Reference, writeLog, type Entry, type Said } from './reference.js'
export { repairs, type Repair } from './repair.js'
export { caseOf, type Case, type Observation } from './replay.js'
export { everyConfiguration, partyOf, roleNames, roleOf, type Direction, type Role } from './role.js'
export { anyValue, eventText, NotInAlphabet, observedIn, type Observed, type WrittenEvent } from './symbol.js'
export { eventSchema, traceLineSchema, type TraceLine } from './trace.js'
export { powerCuts, randomWalk, type WalkOptions } from './cases.js'
export { tours, type Suite, type TourCoverage, type TourOptions } from './tours.js'
export { timerCases, type TimerCoverage, type TimerOptions } from './timerCases.js'
export { Broken, type BrokenKind } from './driver/child.js'
export { Driver, type CaseRunner, type DriveOptions } from './driver/drive.js'
export type { CaseFailure, CaseStep, TestCase } from './driver/hearing.js'
export { RealTimeDriver, type RealTimeOptions } from './driver/realTime.js'
export { answerSchema, protocolVersion, requestSchema, type Answer, type Request } from './driver/protocol.js'
export { caseSchema, keepCase, keptCases, readCase } from './driver/regressions.js'
export { runSuite, type Found, type SuiteOptions, type SuiteResult } from './driver/suite.js'
export { judgeFingerprint } from './fingerprint.js'
export { judgeVersion, type SavedJudge } from './saved.js'
export { schemaNames, schemaText, type SchemaName } from './schemas.js'
export { vectorSchema, vectorsOf, type Vector } from './vectors.js'
