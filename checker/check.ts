// The checker in one call: slice, compile, explore, decide, tell.
import type { World } from '../model/world.js'
import type { Predicate, Verdict, Property } from '../model/property.js'
import { decide, marksOf } from './graph/decide.js'
import { ModelError } from '../model/errors.js'
import { explore, type ExploreOptions, type Graph } from './graph/explore.js'
import type { Exploration, PropertyVerdict } from '../model/result.js'
import { tell, tellFault } from './graph/story.js'
import { prepare, type PrepareOptions } from './compile/prepare.js'
import { explorationOf } from './graph/exploration.js'

export interface CheckOptions extends ExploreOptions, PrepareOptions {
  /** Whether the story of a verdict is wanted; always by default. Most of the time of a verdict goes into its story. */
  readonly wanted?: (property: Property, verdict: Verdict) => boolean
}

export interface CheckResult {
  readonly exploration: Exploration
  /** In the order of the properties. */
  readonly verdicts: readonly PropertyVerdict[]
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
