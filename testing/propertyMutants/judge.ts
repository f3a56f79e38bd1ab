// Whether a property that says something else is told apart from the original, by its verdicts in worlds that are explored once.
import { compile } from '../../checker/compile/compile.js'
import { bitsOf, decide } from '../../checker/graph/decide.js'
import { explore, type Graph } from '../../checker/graph/explore.js'
import { formulasOf, predicatesOf } from '../../model/formula.js'
import { quantumOf } from '../../checker/compile/timers.js'
import { expectedVerdict } from '../../model/specification/expected.js'
import type { Verdict } from '../../model/property.js'
import type { SpecifiedProperty } from '../../model/specification/module.js'
import { Detour } from '../follow/mutantGraph.js'
import { edited } from '../mutants/machineEdit.js'
import { mutantId, type Judged } from '../follow/judge.js'
import { landscapeOf } from '../follow/baseGraph.js'
import { type Mutant } from '../follow/terrain.js'
import { propertyMutants, type FormulaOperator, type PropertyMutant } from './operators.js'
import type { Tested } from '../party/tested.js'
import { worldName, type NamedWorld } from '../party/worlds.js'

/**
 * `distinguished`: its verdict is another one in some world. `equivalent`: in every world that was looked at, it reads each step
 * as the original does. `open`: neither; a machine mutant may tell them apart.
 */
export type PropertyFate = 'distinguished' | 'equivalent' | 'open'

export interface JudgedProperty {
  readonly id: string
  readonly property: string
  readonly operator: FormulaOperator
  readonly fate: PropertyFate
  /** Where it is distinguished, and what it says there instead of what the original says. */
  readonly world?: string
  readonly original?: Verdict
  readonly found?: Verdict
  /** With which machine mutant, where the machines as they are do not tell them apart. */
  readonly machine?: string
}

const bounds = (some: readonly SpecifiedProperty[]): readonly number[] =>
  some.flatMap(({ pattern }) => (pattern.kind === 'bounded' ? [pattern.within] : []))

/** The steps of some classes are read alike by the formulas of two patterns of the same shape. */
function readAlike(graph: Graph, original: SpecifiedProperty, mutant: SpecifiedProperty): boolean {
  const [one, other] = [formulasOf(original.pattern), formulasOf(mutant.pattern)]
  if (one.length !== other.length) return false
  if (JSON.stringify(bounds([original])) !== JSON.stringify(bounds([mutant]))) return false
  const [theirs, ours] = [bitsOf(graph, one), bitsOf(graph, other)]
  return theirs.every((bits, edgeClass) => bits === ours[edgeClass])
}

/** Mutants of the properties of a world's scope, judged in that world. */
export function judgePropertiesIn(
  named: NamedWorld,
  mutants: readonly PropertyMutant[],
  originals: readonly SpecifiedProperty[] = named.properties,
): readonly JudgedProperty[] {
  const { configuration, world, predicates } = named
  const byId = new Map(originals.map((property) => [property.id, property]))
  const own = mutants.filter(({ property }) => byId.has(property))
  const asked = own.flatMap(({ property, mutant }) => [byId.get(property)!, mutant])
  const names = [...new Set(asked.flatMap((property) => predicatesOf(property, predicates)))].filter((name) =>
    world.parties.some((party) => party.name === predicates[name]!.party),
  )
  const compiled = compile(world, {
    quantum: quantumOf(world, bounds(asked)),
    predicates: Object.fromEntries(names.map((name) => [name, predicates[name]!])),
  })
  const graph = explore(compiled)
  return own.map(({ id, property, operator, mutant }): JudgedProperty => {
    const original = byId.get(property)!
    const { verdict: expected } = expectedVerdict(original, configuration.values)
    const base = { id, property, operator }
    if (readAlike(graph, original, mutant)) return { ...base, fate: 'equivalent' }
    const { verdict } = decide(graph, mutant, () => false)
    if (verdict === expected || verdict === 'incomplete') return { ...base, fate: 'open' }
    return { ...base, fate: 'distinguished', world: worldName(named), original: expected, found: verdict }
  })
}

/** What is known after one more world: what was told apart once is told apart; equivalent is what is so everywhere. */
export function together(before: JudgedProperty | undefined, found: JudgedProperty): JudgedProperty {
  if (!before || before.fate === 'equivalent') return found
  return before.fate === 'distinguished' || found.fate !== 'distinguished' ? before : found
}

/** Every mutant of every property. */
export const allPropertyMutants = ({
  properties,
  predicates,
}: Pick<Tested, 'properties' | 'predicates'>): readonly PropertyMutant[] =>
  properties.flatMap((property) => propertyMutants(property, predicates))

/** Machine mutants that are tried for each property. */
const killers = 3

/** The machine mutants of a record that are killed in a world by properties that have open mutants: a few for each of these. */
export function killersFor(
  { scope, configuration }: Pick<NamedWorld, 'scope' | 'configuration'>,
  open: readonly PropertyMutant[],
  record: readonly Judged[],
): readonly Judged[] {
  const there = record.filter(
    ({ kill, operator }) =>
      kill?.scope === scope && kill.configuration === configuration.name && !operator.startsWith('delay'),
  )
  const wanted = [...new Set(open.map(({ property }) => property))]
  return [...new Set(wanted.flatMap((id) => there.filter(({ kill }) => kill!.by.includes(id)).slice(0, killers)))]
}

/** Tells open mutants from their originals by machine mutants that one of both notices, and the other does not. */
export function judgeByMachines(
  named: NamedWorld,
  all: readonly PropertyMutant[],
  machines: readonly Mutant[],
): readonly JudgedProperty[] {
  const { properties, predicates } = named
  const byId = new Map(properties.map((property) => [property.id, property]))
  const open = all.filter(({ property }) => byId.has(property))
  const observed = open.flatMap(({ property, mutant }) => [byId.get(property)!, mutant])
  const known = observed.filter((property) =>
    predicatesOf(property, predicates).every((name) =>
      named.world.parties.some((party) => party.name === predicates[name]!.party),
    ),
  )
  const landscape = landscapeOf(named, machines, { properties: [], observed: known })
  const found = new Map<string, JudgedProperty>()
  for (const machine of machines) {
    const { machine: original } = named.world.parties.find(({ name }) => name === machine.party)!
    const detour = Detour.of(landscape, machine, edited(original, machine.mutation.edit), { most: 100_000 })
    if (!(detour instanceof Detour) || detour.cut) continue
    const graph = detour.graph()
    const verdicts = new Map<string, Verdict | 'incomplete'>()
    for (const { id, property, operator, mutant } of open) {
      if (found.has(id) || !known.includes(mutant)) continue
      const own = byId.get(property)!
      const verdict = verdicts.get(property) ?? decide(graph, own, () => false).verdict
      verdicts.set(property, verdict)
      const other = decide(graph, mutant, () => false).verdict
      if (verdict === other || verdict === 'incomplete' || other === 'incomplete') continue
      const { party, mutation } = machine
      found.set(id, {
        ...{ id, property, operator, fate: 'distinguished', world: worldName(named) },
        ...{ original: verdict, found: other, machine: mutantId(party, mutation) },
      })
    }
  }
  return [...found.values()]
}
