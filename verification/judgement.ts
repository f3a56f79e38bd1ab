// Verdicts held against what is expected: what agrees, what differs, what is not known.
import { expectedVerdict } from '../model/specification/expected.js'
import type { Expectation, SpecifiedProperty } from '../model/specification/module.js'
import type { Verdict } from '../model/property.js'
import type { Job } from './plan.js'
import type { JobProgress, Outcome } from '../checker/parallel/workerPool.js'
import type { Exploration, PropertyVerdict } from '../model/result.js'

/** What one exploration yields. */
export interface JobResult {
  readonly exploration: Exploration
  readonly verdicts: readonly PropertyVerdict[]
}

export type Standing = 'as-expected' | 'differs' | 'incomplete' | 'crashed'

/** One property in one configuration: what was expected, what came out. */
export interface Judgement {
  readonly property: string
  readonly configuration: string
  readonly expected: Expectation
  /** `crashed` where the job came to no answer. */
  readonly actual: Verdict | 'incomplete' | 'crashed'
  readonly standing: Standing
  /** Index of the job that answered. */
  readonly job: number
  readonly evidence?: PropertyVerdict
}

function standingOf(actual: Judgement['actual'], expected: Verdict): Standing {
  if (actual === 'crashed' || actual === 'incomplete') return actual
  return actual === expected ? 'as-expected' : 'differs'
}

/** What a job's outcome says of a property; an interrupted job says nothing, which is not the same as "holds". */
function evidenceFor(property: string, outcome: Outcome<JobResult>): PropertyVerdict | undefined {
  if (outcome.kind !== 'done') return undefined
  const evidence = outcome.result.verdicts.find((verdict) => verdict.property === property)
  if (!evidence) throw new Error(`the checker gave no verdict for ${property}`)
  return evidence
}

const withoutEvidence = (outcome: Outcome<JobResult>): 'incomplete' | 'crashed' =>
  outcome.kind === 'crashed' ? 'crashed' : 'incomplete'

/** A judgement for each property and configuration that the jobs answer for, in the order of the properties. */
export function judge(
  properties: readonly SpecifiedProperty[],
  jobs: readonly Job[],
  outcomes: readonly Outcome<JobResult>[],
): readonly Judgement[] {
  const judged = new Map<string, Judgement[]>(properties.map(({ id }) => [id, []]))
  const byId = new Map(properties.map((property) => [property.id, property]))
  jobs.forEach(({ answers }, job) => {
    const outcome = outcomes[job] ?? { kind: 'interrupted', progress: { states: 0, transitions: 0 } }
    for (const { property: id, configurations } of answers) {
      const property = byId.get(id)
      if (!property) throw new Error(`a job answers for ${id}, which is not among the properties`)
      const evidence = evidenceFor(id, outcome)
      const actual = evidence?.verdict ?? withoutEvidence(outcome)
      for (const { name, values } of configurations) {
        const expected = expectedVerdict(property, values)
        const standing = standingOf(actual, expected.verdict)
        judged
          .get(id)
          ?.push({ property: id, configuration: name, expected, actual, standing, job, ...(evidence && { evidence }) })
      }
    }
  })
  return [...judged.values()].flat()
}

/** How far a job came, whether it ended or not. */
export function progressOf(outcome: Outcome<JobResult> | undefined): JobProgress {
  if (outcome?.kind === 'done') return outcome.result.exploration
  return outcome?.kind === 'interrupted' ? outcome.progress : { states: 0, transitions: 0 }
}
