// All products of this specification at once: for each property the products in which it fails, held against what is expected.
import { conditionOf, simplestIn, type Case } from '../checker/family/condition.js'
import { FamilyDecider } from '../checker/family/decide.js'
import { familyWorldOf, type Family } from '../checker/family/familyWorld.js'
import { ProductSet, Products, ProductSpace } from '../checker/family/products.js'
import { exploreFamily, type FamilySpace } from '../checker/family/space.js'
import { predicatesOf } from '../model/formula.js'
import { boundsOf } from '../checker/compile/prepare.js'
import { quantumOf } from '../checker/compile/timers.js'
import type { Predicate } from '../model/property.js'
import { dimensions, impossible, type Configuration } from '../machines/configurations.js'
import { familyOf, type Scope } from '../machines/system.js'
import { expectedVerdict } from '../properties/language/expected.js'
import { predicates, type Property, type Verdict } from '../properties/index.js'

/** Products, as a condition. */
export interface Told {
  readonly products: number
  readonly where: readonly Case[]
}

/** Where a verdict is not the one that is expected. */
export interface Difference extends Told {
  readonly expected: Verdict
  readonly found: Verdict
  /** The product among them that differs from the baseline in the fewest choices. */
  readonly simplest: Partial<Configuration>
}

/** What is proved of a property: in all other products it holds. */
export interface ProvedProperty {
  readonly property: string
  readonly scope: Scope
  readonly fails: Told
  readonly vacuous: Told
  readonly differences: readonly Difference[]
}

/** One exploration of all products. */
export interface ProvedScope {
  readonly scope: Scope
  readonly states: number
  readonly nodes: number
  /** ms in a tick. */
  readonly quantum: number
  readonly milliseconds: number
  readonly deadlock: Told
  readonly zeno: Told
  readonly properties: readonly ProvedProperty[]
}

const all = new Products(dimensions)

/** How many products are possible. */
export const possible: ProductSet = all.possible(impossible)

const told = (set: ProductSet): Told => ({ products: set.size, where: conditionOf(all, set, possible) })

/** The values of a product, by the names of the dimensions. */
export const configurationAt = (index: number): Configuration =>
  Object.fromEntries(
    dimensions.map(({ name, values }, at) => [name, values[all.valueIn(index, at)]]),
  ) as unknown as Configuration

/** What of a product differs from the baseline. */
const choicesOf = (index: number): Partial<Configuration> =>
  Object.fromEntries(
    dimensions.flatMap(({ name, values }, at) => {
      const value = all.valueIn(index, at)
      return value === 0 ? [] : [[name, values[value]]]
    }),
  )

const verdicts: readonly Verdict[] = ['holds', 'fails', 'vacuous']

/** By verdict: the products for which it is expected. */
function expectedOf(property: Property): ReadonlyMap<Verdict, ProductSet> {
  const sets = new Map(verdicts.map((verdict) => [verdict, new Uint8Array(all.count)]))
  for (let index = 0; index < all.count; index++) {
    if (possible.has(index)) sets.get(expectedVerdict(property, configurationAt(index)).verdict)![index] = 1
  }
  return new Map([...sets].map(([verdict, members]) => [verdict, new ProductSet(members)]))
}

function differencesOf(property: Property, found: ReadonlyMap<Verdict, ProductSet>): readonly Difference[] {
  const expected = expectedOf(property)
  return verdicts.flatMap((asked) =>
    verdicts.flatMap((verdict): readonly Difference[] => {
      if (asked === verdict) return []
      const set = expected.get(asked)!.and(found.get(verdict)!)
      const simplest = simplestIn(all, set)
      if (simplest === undefined) return []
      return [{ expected: asked, found: verdict, simplest: choicesOf(simplest), ...told(set) }]
    }),
  )
}

/** What is told of an exploration that goes on. */
export interface ProductProgress {
  readonly states: number
  readonly nodes: number
}

/** All products within a scope, explored, and what decides properties of it. */
export interface ExploredProducts {
  readonly space: FamilySpace
  readonly decider: FamilyDecider
  /** The predicates of these properties. */
  readonly used: Readonly<Record<string, Predicate>>
}

/** Explores all possible products within a scope, with what some properties of it ask. */
export async function exploreProducts(
  scope: Scope,
  properties: readonly Property[],
  onProgress: (progress: ProductProgress) => void = () => undefined,
): Promise<ExploredProducts> {
  const world = familyWorldOf({ ...familyOf(scope), dimensions, impossible } as unknown as Family)
  const names = new Set(properties.flatMap((property) => predicatesOf(property, predicates)))
  const used = Object.fromEntries([...names].map((name) => [name, predicates[name]!]))
  const space = await exploreFamily(world, used, { quantum: quantumOf(world.world, boundsOf(properties)), onProgress })
  return { space, used, decider: new FamilyDecider(space, new ProductSpace(space, world), used) }
}

/**
 * Explores all possible products within a scope, and decides properties of it for each of them.
 *
 * @param properties of this scope
 */
export async function proveProducts(
  scope: Scope,
  properties: readonly Property[],
  onProgress?: (progress: ProductProgress) => void,
): Promise<ProvedScope> {
  const began = performance.now()
  const { space, decider } = await exploreProducts(scope, properties, onProgress)
  const { states, nodes } = space.size
  const { deadlock, zeno } = decider.standstills()
  const proved = properties.map((property): ProvedProperty => {
    const { fails, vacuous } = decider.decide(property)
    const holds = possible.minus(fails).minus(vacuous)
    const found = new Map<Verdict, ProductSet>([
      ['holds', holds],
      ['fails', fails],
      ['vacuous', vacuous],
    ])
    return {
      property: property.id,
      scope,
      fails: told(fails),
      vacuous: told(vacuous),
      differences: differencesOf(property, found),
    }
  })
  return {
    scope,
    states,
    nodes,
    quantum: space.family.quantum,
    milliseconds: performance.now() - began,
    deadlock: told(deadlock),
    zeno: told(zeno),
    properties: proved,
  }
}
