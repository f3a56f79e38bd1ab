// What the commands work on: the machines, the properties, and the means of checking them.
import type { ConfigurationSpace, Values } from '../model/configuration.js'
import type { Party } from '../model/party.js'
import type { Scope } from '../machines/scopes.js'
import type { SpecifiedProperty } from '../model/specification/module.js'
import type { MeantLooseEnd, World } from '../model/world.js'
import type { Answer } from '../properties/language/answer.js'
import type { Fairness, Predicate } from '../model/property.js'
import { pick } from './configurationNames.js'
import type { JobResult } from './judgement.js'
import type { Job, Slicer } from './plan.js'
import type { RoleCatalogue } from '../oracle/belief/catalogue.js'
import type { Outcome, PoolState } from '../checker/parallel/workerPool.js'
import type { Bounds, Story } from '../model/result.js'
import type { RandomRunOptions } from '../checker/semantics/randomWalk.js'
import type { Setting } from '../checker/compile/whatIf.js'
import type { MeasureRequest } from './explorationWorker.js'

export interface RunOptions {
  /** States of one exploration at most. */
  readonly maxStates?: number
  readonly workers?: number
  /** Bytes that all threads together may use for what they explore. */
  readonly maxMemory?: number
  /** Folder in which what is known of the machines is kept from run to run. */
  readonly cache?: string
  readonly onWarning?: (text: string) => void
  /** Stories of those verdicts only that are not expected; of all by default. */
  readonly stories?: 'unexpected'
  /** What is different in every world, for a what-if question. */
  readonly settings?: readonly Setting[]
  readonly signal: AbortSignal
  readonly onProgress: (state: PoolState) => void
  /** Called with what became of a job, as soon as it is known. */
  readonly onSettled?: (job: number, outcome: Outcome<JobResult>) => void
}

/** What is particular to a specification where its machines are tested; nothing is, if absent. */
export interface Trials {
  /** Delays of minutes and more beside seconds: a party alone is not timed to these. */
  readonly longDelays: readonly string[]
  /**
   * By the name of a party that hears too much to be explored alone: the worlds, as scope and configuration, in which it is
   * looked at as the system drives it.
   */
  readonly inSystem: Readonly<Record<string, readonly string[]>>
  /** Scopes in the order in which mutants are followed. */
  readonly order: readonly string[]
  /** What a dimension makes a difference beside only; beside the baseline, where it is not named. */
  readonly beside: Readonly<Record<string, Values>>
  /** Ids that some property should be about. */
  readonly sources: readonly string[]
  /** The parties that say something, and whose mutants can all be tried in seconds. */
  readonly suites: readonly string[]
}

/** Everything that a command may ask; the tests give a small one of their own. */
export interface Specification {
  /** What it is of, in a word or two. */
  readonly name: string
  /** Whether it is another one than ours: what is cached of machines, or cites sources, is of ours only. */
  readonly foreign?: true
  /** The address of its module, by which a thread imports it; absent where it comes from none. */
  readonly module?: string
  /** Its configurations. */
  readonly space: ConfigurationSpace
  /** Names of the worlds of a configuration, and the one that is meant where none is named. */
  readonly scopes: readonly string[]
  readonly scope: string
  /** Scopes whose properties can be proved in every product at once; none if absent. */
  readonly everyProduct?: readonly Scope[]
  readonly properties: readonly SpecifiedProperty[]
  readonly predicates: Readonly<Record<string, Predicate>>
  readonly answers: readonly Answer[]
  readonly system: (configuration: Values, scope?: string) => World
  readonly slice: Slicer
  readonly run: (jobs: readonly Job[], options: RunOptions) => Promise<readonly Outcome<JobResult>[]>
  /** Its parties as others may implement them. */
  readonly roles: () => RoleCatalogue
  /** How its machines are tested. */
  readonly trials?: Trials
  /** Named sets of fairness assumptions. */
  readonly fairness: Readonly<Record<string, readonly Fairness[]>>
  /** Events that are sent or waited for in vain, and are meant to be; none if absent. */
  readonly looseEnds?: readonly MeantLooseEnd[]
  /** The smallest and the largest time from one thing to another in one world. */
  readonly measure: (
    request: Omit<MeasureRequest, 'module'>,
    options: Omit<RunOptions, 'onSettled' | 'stories'>,
  ) => Promise<Outcome<Bounds>>
  /** A random run; the same seed gives the same one. */
  readonly walk: (world: World, options: RandomRunOptions) => Story
}

/** The scope of that name. @throws UsageError for one that there is not */
export const scopeNamed = ({ scopes }: Pick<Specification, 'scopes'>, name: string): string =>
  pick(scopes, (one) => one, [name], 'scope', `there are ${scopes.join(', ')}`)[0]!

/** Every party of the baseline, in whichever scope it takes part. */
export function everyParty({
  system,
  space,
  scopes,
}: Pick<Specification, 'system' | 'space' | 'scopes'>): readonly Party[] {
  const parties = scopes.flatMap((scope) => system(space.baseline, scope).parties)
  return [...new Map(parties.map((party) => [party.name, party])).values()]
}
