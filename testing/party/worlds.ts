// The worlds in which the specification is verified by default, each once: a scope, and a configuration.
import { defaultSelection, partiesOf, worldKey } from '../../verification/plan.js'
import { slice } from '../../checker/compile/slice.js'
import { quantumOf } from '../../checker/compile/timers.js'
import { configure, type NamedConfiguration } from '../../machines/configurations.js'
import { scopeNames, system, type Scope } from '../../machines/system.js'
import type { World } from '../../model/world.js'
import { predicates, properties } from '../../properties/index.js'

export interface NamedWorld {
  readonly scope: Scope
  readonly configuration: NamedConfiguration
  readonly world: World
}

/** The parties that the properties of a scope speak of. */
const speakersIn = (scope: Scope): readonly string[] => [
  ...new Set(
    properties
      .filter((property) => (property.scope ?? 'field') === scope)
      .flatMap((property) => partiesOf(property, predicates)),
  ),
]

let known: readonly NamedWorld[] | undefined

/** Every world of the default selection, as far as its properties look; those that are alike are listed once, under the first name. */
export function defaultWorlds(): readonly NamedWorld[] {
  if (known) return known
  const found = new Map<string, NamedWorld>()
  for (const { configuration, properties: asked } of defaultSelection(properties)) {
    for (const scope of scopeNames) {
      if (!asked.some((property) => (property.scope ?? 'field') === scope)) continue
      const world = slice(system(configuration.values, scope), speakersIn(scope))
      const key = `${scope} ${worldKey(world, quantumOf(world))}`
      if (!found.has(key)) found.set(key, { scope, configuration, world })
    }
  }
  known = [...found.values()]
  return known
}

/** The field has most of the properties; the others follow by the size of their worlds. */
const byUse: readonly Scope[] = [
  'factory',
  'field',
  'polling',
  'wakeReasons',
  'reconfiguration',
  'cloud',
  'plans',
  'installation',
]

/** The same worlds in the order in which mutants are followed: each scope in the baseline first, then scope by scope. */
export function worldsInOrder(): readonly NamedWorld[] {
  const rank = ({ scope, configuration }: NamedWorld): number =>
    byUse.indexOf(scope) + (configuration.name === configure().name ? 0 : byUse.length)
  return [...defaultWorlds()].sort((one, other) => rank(one) - rank(other))
}

/** How many of these, the first ones, there are until all in the baseline have come. */
export const baselineWorlds = (): number =>
  1 + worldsInOrder().findLastIndex(({ configuration }) => configuration.name === configure().name)

/** How many of these, the first ones, there are until all have come that contain a party. */
export const worldsWith = (party: string): number =>
  1 + worldsInOrder().findLastIndex(({ world }) => world.parties.some(({ name }) => name === party))

/** The name of a world: `field baseline`. */
export const worldName = ({ scope, configuration }: Pick<NamedWorld, 'scope' | 'configuration'>): string =>
  `${scope} ${configuration.name}`

/** The names of all parties, in the order of the smallest scopes that contain them. */
export const partyNames: readonly string[] = [
  ...new Set(scopeNames.flatMap((scope) => system(configure().values, scope).parties.map(({ name }) => name))),
]
