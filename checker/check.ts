// The checker in one call: slice, compile, explore, decide, tell.
import type { World } from '../model/world.js'
import type { Predicate, Property, Verdict } from '../properties/language/property.js'
import { assumptionsOf } from './semantics/assumptions.js'
import { compile, type CompiledWorld } from './compile/compile.js'
import { decide, marksOf } from './graph/decide.js'
import { ModelError } from '../model/errors.js'
import { explore, type ExploreOptions, type Graph } from './graph/explore.js'
import { predicatesOf } from '../model/formula.js'
import type { Exploration, PropertyVerdict } from '../model/result.js'
import { slice } from './compile/slice.js'
import { timelinessOf } from './graph/timeProgress.js'
import { tell, tellFault } from './graph/story.js'
import { quantumOf } from './compile/timers.js'

export interface CheckOptions extends ExploreOptions {
  /** Leave out the parties that cannot influence those of the properties; yes by default. */
  readonly slice?: boolean
  /** Local states of a party at most; 200 000 by default. */
  readonly localLimit?: number
  /** ms in a tick; by default that of the slice and of the bounds of its properties (docs/guide/semantics.md, Slices). */
  readonly quantum?: number
  /** Whether the story of a verdict is wanted; always by default. Most of the time of a verdict goes into its story. */
  readonly wanted?: (property: Property, verdict: Verdict) => boolean
}

export interface CheckResult {
  readonly exploration: Exploration
  /** In the order of the properties. */
  readonly verdicts: readonly PropertyVerdict[]
}

/** What a graph covers. */
export function explorationOf(graph: Graph): Exploration {
  const { world } = graph
  return {
    parties: world.parties.map(({ party }) => party.name),
    complete: graph.stopped === undefined && graph.fault === undefined,
    ...(graph.stopped ? { stopped: graph.stopped } : {}),
    states: graph.states.size,
    transitions: graph.transitions,
    depth: graph.depth,
    milliseconds: graph.milliseconds,
    quantum: world.quantum,
    locals: Object.fromEntries(
      world.parties.map(({ party, is, does }) => [party.name, { states: is.count, transitions: does.count }]),
    ),
    assumptions: assumptionsOf(world.world),
    timeliness: timelinessOf(graph),
  }
}

const boundsOf = (properties: readonly Property[]): readonly number[] =>
  properties.flatMap(({ pattern }) => (pattern.kind === 'bounded' ? [pattern.within] : []))

/** The part of a world that matters to some properties, compiled, with the predicates that they use. */
export function prepare(
  world: World,
  predicates: Readonly<Record<string, Predicate>>,
  properties: readonly Property[],
  options: Pick<CheckOptions, 'slice' | 'localLimit' | 'quantum'> = {},
): CompiledWorld {
  const names = [...new Set(properties.flatMap((property) => predicatesOf(property, predicates)))]
  const parties = [...new Set(names.map((name) => predicates[name]!.party))]
  const part = options.slice === false || parties.length === 0 ? world : slice(world, parties)
  return compile(part, {
    quantum: options.quantum ?? quantumOf(part, boundsOf(properties)),
    predicates: Object.fromEntries(names.map((name) => [name, predicates[name]!])),
    ...(options.localLimit === undefined ? {} : { localLimit: options.localLimit }),
  })
}

/**
 * Verdict and story of one property on an explored graph that observes the property's predicates.
 *
 * @param wanted whether the story of a verdict is wanted; always by default
 */
export function verdictOf(graph: Graph, property: Property, wanted?: (verdict: Verdict) => boolean): PropertyVerdict {
  const { verdict, exercised, path } = decide(graph, property, wanted)
  const story = path && tell(graph, path, marksOf(graph, property, path))
  return { property: property.id, verdict, exercised, ...(story ? { story } : {}) }
}

/**
 * Decides properties over every reachable state of a world.
 *
 * @throws SpecificationError where the world cannot be checked or a formula names what does not exist
 * @throws ModelError where a step goes astray, with the shortest story that leads there
 */
export function check(
  world: World,
  predicates: Readonly<Record<string, Predicate>>,
  properties: readonly Property[],
  options: CheckOptions = {},
): CheckResult {
  const { wanted } = options
  const graph = explore(prepare(world, predicates, properties, options), options)
  if (graph.fault) throw new ModelError(graph.fault.message, tellFault(graph, graph.fault.state))
  return {
    exploration: explorationOf(graph),
    verdicts: properties.map((property) =>
      verdictOf(graph, property, wanted && ((verdict) => wanted(property, verdict))),
    ),
  }
}
