// The worlds in which a specification is verified by default, each once: a scope, and a configuration.
import { defaultSelection, partiesOf, worldKey } from '../../verification/plan.js'
import { slice } from '../../checker/compile/slice.js'
import { quantumOf } from '../../checker/compile/timers.js'
import type { NamedConfiguration } from '../../model/configuration.js'
import type { Predicate } from '../../model/property.js'
import type { SpecifiedProperty } from '../../model/specification/module.js'
import type { World } from '../../model/world.js'
import type { Tested } from './tested.js'

export interface NamedWorld {
  readonly scope: string
  readonly configuration: NamedConfiguration
  readonly world: World
  /** The properties of the scope, and the words that they are written in. */
  readonly properties: readonly SpecifiedProperty[]
  readonly predicates: Readonly<Record<string, Predicate>>
}

/** The properties that are proved in a scope. */
export const propertiesOf = (
  { properties, scope: usual }: Pick<Tested, 'properties' | 'scope'>,
  scope: string,
): readonly SpecifiedProperty[] => properties.filter((property) => (property.scope ?? usual) === scope)

/** The parties that the properties of a scope speak of. */
const speakersIn = (tested: Tested, scope: string): readonly string[] => [
  ...new Set(propertiesOf(tested, scope).flatMap((property) => partiesOf(property, tested.predicates))),
]

const known = new WeakMap<Tested['system'], readonly NamedWorld[]>()

/** Every world of the default selection, as far as its properties look; those that are alike are listed once, under the first name. */
export function defaultWorlds(tested: Tested): readonly NamedWorld[] {
  const before = known.get(tested.system)
  if (before) return before
  const found = new Map<string, NamedWorld>()
  for (const { configuration, properties: asked } of defaultSelection(tested.properties, tested.space)) {
    for (const scope of tested.scopes) {
      if (propertiesOf({ ...tested, properties: asked }, scope).length === 0) continue
      const world = slice(tested.system(configuration.values, scope), speakersIn(tested, scope))
      const key = `${scope} ${worldKey(world, quantumOf(world))}`
      if (!found.has(key)) {
        found.set(key, {
          scope,
          configuration,
          world,
          properties: propertiesOf(tested, scope),
          predicates: tested.predicates,
        })
      }
    }
  }
  const all = [...found.values()]
  known.set(tested.system, all)
  return all
}

const isBaseline = ({ space }: Tested, { configuration }: NamedWorld): boolean =>
  configuration.name === space.configure().name

/** The same worlds in the order in which mutants are followed: each scope in the baseline first, then scope by scope. */
export function worldsInOrder(tested: Tested): readonly NamedWorld[] {
  const order = tested.trials?.order ?? tested.scopes
  const rank = (named: NamedWorld): number =>
    order.indexOf(named.scope) + (isBaseline(tested, named) ? 0 : order.length)
  return [...defaultWorlds(tested)].sort((one, other) => rank(one) - rank(other))
}

/** How many of these, the first ones, there are until all in the baseline have come. */
export const baselineWorlds = (tested: Tested): number =>
  1 + worldsInOrder(tested).findLastIndex((named) => isBaseline(tested, named))

/** How many of these, the first ones, there are until all have come that contain a party. */
export const worldsWith = (tested: Tested, party: string): number =>
  1 + worldsInOrder(tested).findLastIndex(({ world }) => world.parties.some(({ name }) => name === party))

/** Delays to which a party alone is not timed: those that are said to be long, or that some world does not time exactly. */
export const looselyTimed = (tested: Tested): readonly string[] =>
  tested.trials?.longDelays ?? [...new Set(defaultWorlds(tested).flatMap(({ world }) => world.freeDelays))]

/** The name of a world: `field baseline`. */
export const worldName = ({ scope, configuration }: Pick<NamedWorld, 'scope' | 'configuration'>): string =>
  `${scope} ${configuration.name}`

/** The names of all parties, in the order of the smallest scopes that contain them. */
export const partyNamesOf = ({ system, scopes, space }: Tested): readonly string[] => [
  ...new Set(scopes.flatMap((scope) => system(space.baseline, scope).parties.map(({ name }) => name))),
]
