// The specification that the installed command works on: all machines, all properties, explored in worker threads.
import type { JobResult } from '../checker/judge.js'
import type { Job } from '../checker/plan.js'
import { runPool, siblingModule, type Outcome } from '../checker/pool.js'
import type { Bounds } from '../checker/result.js'
import { slice } from '../checker/slice.js'
import { randomFrom, startAtRandom, walk } from '../checker/walk.js'
import type { JobRequest, MeasureRequest } from '../checker/worker.js'
import { answers } from '../properties/answers.js'
import { system } from '../machines/system.js'
import type { World } from '../machines/world.js'
import { sets as fairness } from '../properties/fairness.js'
import { predicates, properties } from '../properties/index.js'
import type { RunOptions, Specification, Walk } from './specification.js'

const requestOf =
  ({ maxStates, settings = [] }: Pick<RunOptions, 'maxStates' | 'settings'>) =>
  ({ configuration, scope, answers }: Job): JobRequest => ({
    configuration: configuration.values,
    scope,
    properties: answers.map(({ property }) => property),
    settings,
    ...(maxStates === undefined ? {} : { maxStates }),
  })

const run = (
  jobs: readonly Job[],
  { maxStates, settings, ...options }: RunOptions,
): Promise<readonly Outcome<JobResult>[]> =>
  runPool<JobResult>(
    jobs.map(requestOf({ ...(maxStates === undefined ? {} : { maxStates }), ...(settings ? { settings } : {}) })),
    {
      ...options,
      entry,
    },
  )

const entry = siblingModule('../checker/worker', import.meta.url)

async function measure(
  request: MeasureRequest,
  { maxStates, settings, ...options }: Omit<RunOptions, 'onSettled'>,
): Promise<Outcome<Bounds>> {
  const asked = { ...request, ...(settings ? { settings } : {}), ...(maxStates === undefined ? {} : { maxStates }) }
  const [outcome] = await runPool<Bounds>([asked], { ...options, entry })
  return outcome!
}

function walkFrom(world: World, { seed, steps }: { readonly seed: number; readonly steps: number }): Walk {
  const random = randomFrom(seed)
  const live = startAtRandom(world, random)
  return { ...live.start, steps: [...walk(live, random, steps)] }
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
  walk: walkFrom,
}
