// Explores a world with reductions, each of which can be switched off, and decides safety properties on what is left.
import type { World } from '../../model/world.js'
import type { Predicate, Verdict, Property } from '../../model/property.js'
import { prepare } from '../compile/prepare.js'
import { decide } from '../graph/decide.js'
import { SpecificationError } from '../../model/errors.js'
import { interchangeable, validateReplicas } from './symmetryGroups.js'
import { search, type ReducedGraph, type SearchOptions } from './reducedSearch.js'
import { canonicalForm } from './canonicalState.js'

export { ignoring } from './ignoringProviso.js'
export { interchangeable, validateReplicas } from './symmetryGroups.js'
export { canonicalForm, type Canonical } from './canonicalState.js'
export { dependenceOf, type Dependence } from './dependencyMatrix.js'
export { EnabledSteps, StubbornSets, type AmpleSets } from './stubbornSets.js'
export { search, type Means, type ReducedGraph, type SearchOptions } from './reducedSearch.js'

export interface ReduceOptions extends SearchOptions {
  /** Treat states that differ only in which replica is which as one; yes by default. */
  readonly symmetry?: boolean
  /** Leave out orders of steps that do not matter to each other; yes by default. */
  readonly partialOrder?: boolean
  /** Leave out parties that cannot influence those of the properties; yes by default. */
  readonly slice?: boolean
}

export interface ReducedVerdict {
  readonly property: string
  readonly verdict: Verdict | 'incomplete'
  /** Steps of the shortest counterexample or witness in what was explored; there may be a shorter one. */
  readonly length?: number
}

export interface ReducedExploration {
  readonly states: number
  readonly transitions: number
  readonly depth: number
  readonly complete: boolean
  /** Names of replicas' first parties, by group of which any two are exchanged; empty without symmetry. */
  readonly symmetry: readonly (readonly string[])[]
  /** Whether orders were left out, and of how many states; where not, why. */
  readonly partialOrder: { readonly on: boolean; readonly pruned: number; readonly why?: string }
  readonly verdicts: readonly ReducedVerdict[]
  /** A step that goes astray in some run, if there is one. */
  readonly fault?: string
  readonly milliseconds: number
}

/**
 * Decides safety properties over a reduced space.
 *
 * @throws SpecificationError where the world is not as symmetric as it declares, or a property is a response: whether
 * an answer comes depends on runs that reductions leave out
 */
export function reducedExplore(
  world: World,
  predicates: Readonly<Record<string, Predicate>>,
  properties: readonly Property[],
  options: ReduceOptions = {},
): ReducedExploration {
  const response = properties.find(({ pattern }) => pattern.kind === 'response')
  if (response) {
    throw new SpecificationError(
      `property '${response.id}' is a response; reductions are for invariant, never, reachable, precedence, bounded`,
    )
  }
  const { symmetry = true, partialOrder = true } = options
  if (symmetry) validateReplicas(world)
  const compiled = prepare(world, predicates, properties, options)
  const groups = symmetry ? interchangeable(compiled.world, predicates, properties) : []
  const explored = (ample: boolean): ReducedGraph =>
    search(
      compiled,
      properties,
      { canonical: canonicalForm(compiled, groups), ...(ample ? { ample: true } : {}) },
      options,
    )
  const first = explored(partialOrder)
  // A property that tells apart what the reduction does not is decided without it.
  const graph = first.sensitive === undefined ? first : explored(false)
  return {
    states: graph.states.size,
    transitions: graph.transitions,
    depth: graph.depth,
    complete: graph.stopped === undefined && graph.fault === undefined,
    symmetry: groups.map((group) => group.map(({ parties }) => parties[0]!)),
    partialOrder: {
      on: partialOrder && first.sensitive === undefined,
      pruned: graph.pruned,
      ...(first.sensitive === undefined
        ? {}
        : { why: `property '${first.sensitive}' can tell whether nothing happens once more` }),
    },
    verdicts: properties.map((property) => {
      const { verdict, path } = decide(graph, property)
      return { property: property.id, verdict, ...(path ? { length: path.edges.length } : {}) }
    }),
    ...(graph.fault ? { fault: graph.fault.message } : {}),
    milliseconds: graph.milliseconds,
  }
}
