// From what is asked to judged verdicts: plan, run, judge.
import { judge, type JobResult, type Judgement } from './judgement.js'
import { plan, type Asked, type Job } from './plan.js'
import type { Outcome, PoolState } from '../checker/parallel/workerPool.js'
import type { Standstill } from '../model/result.js'
import type { SpecifiedProperty } from '../model/specification/module.js'
import { exitCodes } from './exitCodes.js'
import type { Specification } from './specification.js'

export interface Assessment {
  readonly properties: readonly SpecifiedProperty[]
  readonly jobs: readonly Job[]
  readonly outcomes: readonly Outcome<JobResult>[]
  readonly judgements: readonly Judgement[]
  readonly milliseconds: number
  readonly interrupted: boolean
}

export interface Effort {
  readonly maxStates?: number
  readonly workers?: number
  /** Bytes, all threads together. */
  readonly maxMemory?: number
  /** Stories of those verdicts only that are not expected; of all by default. */
  readonly stories?: 'unexpected'
}

/** Who watches a run. */
export interface Watcher {
  /** Aborted when the run is to stop and hand in what it has. */
  readonly signal: AbortSignal
  readonly onProgress: (state: PoolState) => void
  readonly onWarning?: (text: string) => void
  /** Told what became of a job, as soon as that is known. */
  readonly onSettled?: (jobs: readonly Job[], job: number, outcome: Outcome<JobResult>) => void
}

/** Plans, runs and judges what is asked. */
export async function assess(
  specification: Specification,
  properties: readonly SpecifiedProperty[],
  asked: readonly Asked[],
  effort: Effort,
  { onSettled, ...watcher }: Watcher,
): Promise<Assessment> {
  const began = performance.now()
  const jobs = plan(asked, specification)
  const outcomes = await specification.run(jobs, {
    ...effort,
    ...watcher,
    ...(onSettled ? { onSettled: (job, outcome) => onSettled(jobs, job, outcome) } : {}),
  })
  return {
    properties,
    jobs,
    outcomes,
    judgements: judge(properties, jobs, outcomes),
    milliseconds: performance.now() - began,
    interrupted: watcher.signal.aborted,
  }
}

/** The ways in which time stands still in an exploration. */
export const standstillsOf = (outcome: Outcome<JobResult> | undefined): readonly Standstill[] =>
  outcome?.kind === 'done' ? (outcome.result.exploration.timeliness?.standstills ?? []) : []

/** A crash is a bug of ours, unless the specification is refused, whatever else was found; what is wrong outweighs what is incomplete. */
export function exitCodeOf({ judgements, outcomes }: Pick<Assessment, 'judgements' | 'outcomes'>): number {
  const has = (standing: Judgement['standing']): boolean => judgements.some((one) => one.standing === standing)
  if (has('crashed')) {
    const refused = outcomes.every((outcome) => outcome.kind !== 'crashed' || outcome.refused === true)
    return refused ? exitCodes.unreadable : exitCodes.ours
  }
  if (has('differs') || outcomes.some((outcome) => standstillsOf(outcome).length > 0)) return exitCodes.differs
  return has('incomplete') ? exitCodes.incomplete : exitCodes.asExpected
}
