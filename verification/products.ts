// All products of this specification at once: for each property the products in which it fails, held against what is expected.
import { conditionOf, productsIn, simplestIn, type Case } from '../checker/family/condition.js'
import { FamilyDecider, type FamilyStandstills, type FamilyVerdict } from '../checker/family/decide.js'
import { familyWorldOf, type Constraint, type Family, type FamilyWorld } from '../checker/family/familyWorld.js'
import { type ProductSet, Products, ProductSpace } from '../checker/family/products.js'
import { exploreFamily, type FamilySpace } from '../checker/family/space.js'
import { predicatesOf } from '../model/formula.js'
import { boundsOf } from '../checker/compile/prepare.js'
import { override, type Setting } from '../checker/compile/whatIf.js'
import { quantumOf } from '../checker/compile/timers.js'
import type { Predicate } from '../model/property.js'
import { dimensions, impossible, type Configuration, type DimensionName } from '../machines/configurations.js'
import { familyOf, type Scope } from '../machines/system.js'
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
}

/** The same, held against what is expected of the property. */
export interface JudgedProperty extends ProvedProperty {
  readonly differences: readonly Difference[]
}

/** One exploration of all products. */
export interface ProvedScope {
  readonly scope: Scope
  readonly states: number
  readonly nodes: number
  /** ms in a tick. */
  readonly quantum: number
  /** How long it took; unknown of what is read from a record. */
  readonly milliseconds?: number
  readonly deadlock: Told
  readonly zeno: Told
  readonly properties: readonly ProvedProperty[]
}

/** One exploration of all products, with what is not as it is expected. */
export interface JudgedScope extends ProvedScope {
  readonly properties: readonly JudgedProperty[]
}

const all = new Products(dimensions)

/** How many products are possible. */
export const possible: ProductSet = all.possible(impossible)

/**
 * A set of products, as a condition.
 *
 * @param among what is said of products that are not among these does not matter
 */
const told = (set: ProductSet, among = possible): Told => ({ products: set.size, where: conditionOf(all, set, among) })

/** The possible products of some cases. */
export const productsOf = (cases: readonly Case[]): ProductSet => productsIn(all, cases).and(possible)

/** The index of a product. */
export const indexOf = (configuration: Configuration): number =>
  all.indexOf(dimensions.map(({ name, values }) => (values as readonly string[]).indexOf(configuration[name])))

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

/** What a property may come to. */
export const verdicts: readonly Verdict[] = ['holds', 'fails', 'vacuous']

/** By verdict: the products for which it is expected; of exceptions that overlap, the first decides. */
function expectedOf({ exceptions = [] }: Property): ReadonlyMap<Verdict, ProductSet> {
  const sets = new Map(verdicts.map((verdict) => [verdict, all.none]))
  let left = possible
  for (const { when, verdict } of exceptions) {
    const own = productsIn(all, [when as Case]).and(left)
    sets.set(verdict, sets.get(verdict)!.or(own))
    left = left.minus(own)
  }
  return sets.set('holds', sets.get('holds')!.or(left))
}

/** A difference in the products of a set; `undefined` where there are none. */
function differenceIn(set: ProductSet, expected: Verdict, found: Verdict, among = possible): Difference | undefined {
  const simplest = simplestIn(all, set)
  return simplest === undefined ? undefined : { expected, found, simplest: choicesOf(simplest), ...told(set, among) }
}

function differencesOf(property: Property, proved: ProvedProperty): readonly Difference[] {
  const [expected, found] = [expectedOf(property), setsOf(proved)]
  return verdicts.flatMap((asked) =>
    verdicts.flatMap((verdict): readonly Difference[] => {
      if (asked === verdict) return []
      const difference = differenceIn(expected.get(asked)!.and(found.get(verdict)!), asked, verdict)
      return difference === undefined ? [] : [difference]
    }),
  )
}

/** What is proved, held against what is expected of the properties. */
export function judged(proved: ProvedScope, properties: readonly Property[]): JudgedScope {
  const byId = new Map(properties.map((property) => [property.id, property]))
  return {
    ...proved,
    properties: proved.properties.map((one) => ({ ...one, differences: differencesOf(byId.get(one.property)!, one) })),
  }
}

/** What is told of an exploration that goes on. */
export interface ProductProgress {
  readonly states: number
  readonly nodes: number
}

/** Values of some dimensions: the products that have them. */
export type Part = Partial<Configuration>

/**
 * Dimensions by whose values a scope is proved part by part. The sets of states of all products together would take more memory, and
 * more time, than those of the parts one after the other: so it is where the times of several parties run side by side.
 */
const dividedBy: Partial<Record<Scope, readonly DimensionName[]>> = {
  installation: ['codeLoading', 'boot', 'installerApp', 'graceAfterBlinkup'],
}

/** Every combination of the values of some dimensions; one part that is everything, of none. */
export const partsBy = (names: readonly DimensionName[]): readonly Part[] =>
  names.reduce<readonly Part[]>(
    (parts, name) =>
      dimensions
        .find((one) => one.name === name)!
        .values.flatMap((value) => parts.map((part): Part => ({ ...part, [name]: value }))),
    [{}],
  )

/** How much proving may take. */
export interface ProductEffort {
  /** Bytes for the sets of states. */
  readonly memory?: number
  /** Dimensions of which every value is meant; of the others, only that of the baseline. All, by default. */
  readonly free?: readonly string[]
  /** The products that are meant; all, by default. */
  readonly part?: Part
  /** Dimensions by whose values the products are parted, to be proved one part after the other; see `dividedBy`. */
  readonly parted?: readonly DimensionName[]
  /** What is to be different in all products; nothing, by default. */
  readonly settings?: readonly Setting[]
  readonly onProgress?: (progress: ProductProgress) => void
}

/** All products within a scope as one world, with some settings. */
function familyWithin(scope: Scope, settings: readonly Setting[] = []): FamilyWorld {
  const family = familyWorldOf({ ...familyOf(scope), dimensions, impossible } as unknown as Family)
  return { ...family, world: override(family.world, settings) }
}

/** Whether settings make a difference to some product within a scope. */
export const isAffected = (scope: Scope, settings: readonly Setting[]): boolean => {
  const { world } = familyWithin(scope)
  return override(world, settings) !== world
}

/** The names of all dimensions. */
export const dimensionNames: readonly string[] = dimensions.map(({ name }) => name)

/** Constraints that leave dimensions one value: those that are not free that of the baseline, and those of a part theirs. */
const fixedBut = (free: readonly string[], part: Part = {}): readonly Constraint[] =>
  dimensions
    .filter(({ name }) => !free.includes(name) || part[name] !== undefined)
    .map(({ name, values }) => ({
      name: `${name} is fixed`,
      reason: 'only some products are asked for',
      sources: [],
      where: { [name]: (values as readonly string[]).filter((value) => value !== (part[name] ?? values[0])) },
    }))

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
  effort: ProductEffort = {},
): Promise<ExploredProducts> {
  return exploreWithin(familyWithin(scope, effort.settings), properties, effort)
}

async function exploreWithin(
  family: FamilyWorld,
  properties: readonly Property[],
  { free = dimensionNames, part, ...effort }: ProductEffort,
): Promise<ExploredProducts> {
  const world = { ...family, impossible: [...family.impossible, ...fixedBut(free, part)] }
  const names = new Set(properties.flatMap((property) => predicatesOf(property, predicates)))
  const used = Object.fromEntries([...names].map((name) => [name, predicates[name]!]))
  const space = await exploreFamily(world, used, {
    ...effort,
    quantum: quantumOf(world.world, boundsOf(properties)),
  })
  return { space, used, decider: new FamilyDecider(space, new ProductSpace(space, world), used) }
}

/** What is proved of some products of a scope, as sets. */
interface ProvedPart {
  readonly states: number
  readonly nodes: number
  readonly quantum: number
  readonly standstills: FamilyStandstills
  readonly verdicts: readonly FamilyVerdict[]
}

async function provePart(
  family: FamilyWorld,
  properties: readonly Property[],
  effort: ProductEffort,
): Promise<ProvedPart> {
  const { space, decider } = await exploreWithin(family, properties, effort)
  return {
    ...space.size,
    quantum: space.family.quantum,
    standstills: decider.standstills(),
    verdicts: properties.map((property) => decider.decide(property)),
  }
}

/** Two proofs of different products, as one. */
const joined = (one: ProvedPart, other: ProvedPart): ProvedPart => ({
  states: one.states + other.states,
  nodes: one.nodes + other.nodes,
  quantum: one.quantum,
  standstills: {
    deadlock: one.standstills.deadlock.or(other.standstills.deadlock),
    zeno: one.standstills.zeno.or(other.standstills.zeno),
  },
  verdicts: one.verdicts.map(({ property, fails, vacuous }, at) => ({
    property,
    fails: fails.or(other.verdicts[at]!.fails),
    vacuous: vacuous.or(other.verdicts[at]!.vacuous),
  })),
})

/**
 * Explores all possible products within a scope, and decides properties of it for each of them.
 *
 * @param properties of this scope
 */
export async function proveProducts(
  scope: Scope,
  properties: readonly Property[],
  { parted = dividedBy[scope] ?? [], onProgress, ...effort }: ProductEffort = {},
): Promise<ProvedScope> {
  const began = performance.now()
  const family = familyWithin(scope, effort.settings)
  let whole: ProvedPart | undefined
  for (const part of partsBy(parted)) {
    const before = whole
    const telling = onProgress && {
      onProgress: ({ states, nodes }: ProductProgress) =>
        onProgress({ states: states + (before?.states ?? 0), nodes: nodes + (before?.nodes ?? 0) }),
    }
    const proved = await provePart(family, properties, { ...effort, ...telling, part })
    whole = whole === undefined ? proved : joined(whole, proved)
  }
  const { states, nodes, quantum, standstills, verdicts: found } = whole!
  return {
    scope,
    states,
    nodes,
    quantum,
    milliseconds: performance.now() - began,
    deadlock: told(standstills.deadlock),
    zeno: told(standstills.zeno),
    properties: found.map(({ property, fails, vacuous }) => ({
      property,
      scope,
      fails: told(fails),
      vacuous: told(vacuous),
    })),
  }
}

/** What is proved, as far as the products of a set go; conditions tell them apart from each other only. */
export function narrowed(proved: JudgedScope, set: ProductSet): JudgedScope {
  const within = ({ where }: Told): ProductSet => productsOf(where).and(set)
  return {
    ...proved,
    deadlock: told(within(proved.deadlock), set),
    zeno: told(within(proved.zeno), set),
    properties: proved.properties.map(({ fails, vacuous, differences, ...rest }) => ({
      ...rest,
      fails: told(within(fails), set),
      vacuous: told(within(vacuous), set),
      differences: differences.flatMap((one) => {
        const left = differenceIn(within(one), one.expected, one.found, set)
        return left === undefined ? [] : [left]
      }),
    })),
  }
}

/** Products in which a property has another verdict in one proof than in another. */
export interface Moved extends Told {
  readonly property: string
  readonly before: Verdict
  readonly after: Verdict
  /** The product among them that differs from the baseline in the fewest choices. */
  readonly simplest: Partial<Configuration>
}

/** By verdict: the products in which a property has it. */
function setsOf({ fails, vacuous }: ProvedProperty): ReadonlyMap<Verdict, ProductSet> {
  const [failing, silent] = [productsOf(fails.where), productsOf(vacuous.where)]
  return new Map<Verdict, ProductSet>([
    ['holds', possible.minus(failing).minus(silent)],
    ['fails', failing],
    ['vacuous', silent],
  ])
}

/** Which verdicts of a property are others in another proof, and in which products. */
export function movedBetween(one: ProvedProperty, other: ProvedProperty): readonly Moved[] {
  const [was, is] = [setsOf(one), setsOf(other)]
  return verdicts.flatMap((before) =>
    verdicts.flatMap((after): readonly Moved[] => {
      const set = was.get(before)!.and(is.get(after)!)
      const simplest = before === after ? undefined : simplestIn(all, set)
      if (simplest === undefined) return []
      return [{ property: one.property, before, after, simplest: choicesOf(simplest), ...told(set) }]
    }),
  )
}

/** The verdict of a property in a product. */
export const verdictIn = ({ fails, vacuous }: ProvedProperty, index: number): Verdict =>
  productsOf(fails.where).has(index) ? 'fails' : productsOf(vacuous.where).has(index) ? 'vacuous' : 'holds'
