// The specification that the installed command works on: all machines, all properties, explored in worker threads.
import type { JobResult } from './judgement.js'
import type { Job } from './plan.js'
import { runPool, siblingModule, type Outcome } from '../checker/parallel/workerPool.js'
import type { Bounds } from '../model/result.js'
import { slice } from '../checker/compile/slice.js'
import { randomRun } from '../checker/semantics/randomWalk.js'
import type { JobRequest, MeasureRequest } from './explorationWorker.js'
import { answers } from '../properties/claims/answers.js'
import { system } from '../machines/system.js'
import { sets as fairness } from '../properties/vocabulary/fairness.js'
import { expectedVerdict } from '../properties/language/expected.js'
import { predicates, properties } from '../properties/index.js'
import type { RunOptions, Specification } from './specification.js'

/** The verdicts that are expected in each configuration that a job answers for. */
const expectedOf = ({ answers }: Job): NonNullable<JobRequest['expected']> =>
  Object.fromEntries(
    answers.map(({ property, configurations }) => {
      const asked = properties.find(({ id }) => id === property)!
      return [property, [...new Set(configurations.map(({ values }) => expectedVerdict(asked, values).verdict))]]
    }),
  )

const requestOf =
  ({ maxStates, settings = [], stories }: Pick<RunOptions, 'maxStates' | 'settings' | 'stories'>) =>
  (job: Job): JobRequest => ({
    configuration: job.configuration.values,
    scope: job.scope,
    properties: job.answers.map(({ property }) => property),
    settings,
    ...(stories === undefined ? {} : { expected: expectedOf(job) }),
    ...(maxStates === undefined ? {} : { maxStates }),
  })

const run = (
  jobs: readonly Job[],
  { maxStates, settings, stories, ...options }: RunOptions,
): Promise<readonly Outcome<JobResult>[]> =>
  runPool<JobResult>(
    jobs.map(
      requestOf({
        ...(maxStates === undefined ? {} : { maxStates }),
        ...(settings ? { settings } : {}),
        ...(stories ? { stories } : {}),
      }),
    ),
    {
      ...options,
      entry,
    },
  )

const entry = siblingModule('./explorationWorker', import.meta.url)

async function measure(
  request: MeasureRequest,
  { maxStates, settings, ...options }: Omit<RunOptions, 'onSettled' | 'stories'>,
): Promise<Outcome<Bounds>> {
  const asked = { ...request, ...(settings ? { settings } : {}), ...(maxStates === undefined ? {} : { maxStates }) }
  const [outcome] = await runPool<Bounds>([asked], { ...options, entry })
  return outcome!
}

export const specification: Specification = {
  properties,
  predicates,
  answers,
  system,
  slice,
  fairness,
  run,
  measure,
  walk: randomRun,
}
