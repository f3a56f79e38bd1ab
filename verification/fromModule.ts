// A specification that a module gives, with the means of checking it: every exploration in a worker thread.
import type { JobResult } from './judgement.js'
import type { Job } from './plan.js'
import { runPool, siblingModule, type Outcome } from '../checker/parallel/workerPool.js'
import type { Bounds } from '../model/result.js'
import { configurationSpace, type Values } from '../model/configuration.js'
import type { RoleCatalogue } from '../oracle/belief/catalogue.js'
import type { SpecificationModule, SpecifiedProperty } from '../model/specification/module.js'
import { derivedRoles } from '../oracle/belief/derivedRoles.js'
import { slice } from '../checker/compile/slice.js'
import { randomRun } from '../checker/semantics/randomWalk.js'
import type { JobRequest } from './explorationWorker.js'
import { expectedVerdict } from '../model/specification/expected.js'
import { moduleAt } from './moduleAt.js'
import type { RunOptions, Specification } from './specification.js'

const entry = siblingModule('./explorationWorker', import.meta.url)

/** The verdicts that are expected in each configuration that a job answers for. */
const expectedOf = (properties: readonly SpecifiedProperty[], { answers }: Job): NonNullable<JobRequest['expected']> =>
  Object.fromEntries(
    answers.map(({ property, configurations }) => {
      const asked = properties.find(({ id }) => id === property)!
      return [property, [...new Set(configurations.map(({ values }) => expectedVerdict(asked, values).verdict))]]
    }),
  )

/**
 * The specification of a module.
 *
 * @param module what it exports
 * @param address by which a thread imports it again
 */
export function specificationOf(module: SpecificationModule, address: URL): Specification {
  const { name, dimensions, impossible, scopes, scope, predicates, properties, fairness, looseEnds = [] } = module
  const common = ({ maxStates, settings }: Pick<RunOptions, 'maxStates' | 'settings'>) => ({
    module: address.href,
    ...(settings ? { settings } : {}),
    ...(maxStates === undefined ? {} : { maxStates }),
  })
  const requestOf =
    ({ stories, ...asked }: Pick<RunOptions, 'maxStates' | 'settings' | 'stories'>) =>
    (job: Job): JobRequest => ({
      ...common(asked),
      configuration: job.configuration.values,
      scope: job.scope,
      properties: job.answers.map(({ property }) => property),
      ...(stories === undefined ? {} : { expected: expectedOf(properties, job) }),
    })
  const run = (jobs: readonly Job[], options: RunOptions): Promise<readonly Outcome<JobResult>[]> => {
    const { maxStates: _, settings: __, stories: ___, ...pool } = options
    return runPool<JobResult>(jobs.map(requestOf(options)), { ...pool, entry })
  }
  const worlds = {
    space: configurationSpace(dimensions, impossible),
    scopes,
    scope,
    system: (configuration: Values, within?: string) => module.world(configuration, within),
  }
  let roles: RoleCatalogue | undefined
  return {
    name,
    module: address.href,
    ...worlds,
    properties,
    predicates,
    answers: [],
    slice,
    fairness,
    looseEnds,
    roles: () => (roles ??= derivedRoles(worlds)),
    run,
    measure: async (request, options) => {
      const { maxStates: _, settings: __, ...pool } = options
      const [outcome] = await runPool<Bounds>([{ ...request, ...common(options) }], { ...pool, entry })
      return outcome!
    },
    walk: randomRun,
  }
}

/**
 * The specification of somebody else's module.
 *
 * @throws UnreadableModule where it cannot be imported, or exports no specification
 */
export const foreignSpecification = async (address: URL): Promise<Specification> => ({
  ...specificationOf(await moduleAt(address), address),
  foreign: true,
})
