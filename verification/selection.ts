// From names that were typed to the properties and configurations that they stand for.
import { pick, unknown, parseConfiguration } from './configurationNames.js'
import type { SpecifiedProperty } from '../model/specification/module.js'
import { UsageError } from './errors.js'
import { partiesOf, type Asked, wholeSelection, defaultSelection, selectionOf } from './plan.js'
import { type Specification, everyParty } from './specification.js'

/** What is asked for, by names as they were typed. */
export interface Selection {
  readonly property?: readonly string[]
  readonly configuration?: readonly string[]
  readonly party?: string
  readonly all?: boolean
}

/** What a property says, in its words. */
export const aboutProperty = ({ title, claim }: SpecifiedProperty): string => `${title} ${claim}`

/** Whether a name is that of a source: a rule, a claim, a contradiction, a fact or a decision. */
export const isSource = (name: string): boolean => /^(?:[RS]\d+|[CDM]-\d+)$/.test(name)

/** The properties that cite a source, in the order of the list. @throws UsageError if none does */
export function citing({ properties }: Specification, source: string): readonly SpecifiedProperty[] {
  const found = properties.filter(({ sources = [] }) => sources.includes(source))
  if (found.length > 0) return found
  throw new UsageError(
    `no property cites '${source}'; see: impspec list claims, impspec list rules, impspec list contradictions`,
  )
}

/** Properties by their ids, or by that of a source, which stands for all that cite it. */
function propertiesNamed(specification: Specification, names: readonly string[]): readonly SpecifiedProperty[] {
  const { properties } = specification
  const cited = new Set(names.filter(isSource).flatMap((source) => citing(specification, source)))
  const ids = names.filter((name) => !isSource(name))
  const listed = 'see: impspec list properties'
  const picked = new Set(pick(properties, ({ id }) => id, ids, 'property', listed, aboutProperty))
  return properties.filter((one) => cited.has(one) || picked.has(one))
}

/** The properties that the options leave. */
export function chosenProperties(
  specification: Specification,
  { property: ids, party }: Selection,
): readonly SpecifiedProperty[] {
  const { properties, predicates } = specification
  const named = ids ? propertiesNamed(specification, ids) : properties
  if (party === undefined) return named
  const parties = everyParty(specification).map(({ name }) => name)
  if (!parties.includes(party)) throw unknown('party', party, parties, `the parties are ${parties.join(', ')}`)
  const about = named.filter((property) => partiesOf(property, predicates).includes(party))
  if (about.length === 0) throw new UsageError(`no property that was asked for speaks of ${party}`)
  return about
}

/** What the options ask for: each property in each of its configurations. */
export function askedOf(
  { space }: Pick<Specification, 'space'>,
  properties: readonly SpecifiedProperty[],
  { configuration, all }: Selection,
): readonly Asked[] {
  if (all && configuration) throw new UsageError('--all and --configuration exclude each other')
  if (all) return wholeSelection(properties, space)
  if (!configuration) return defaultSelection(properties, space)
  const parsed = new Map(configuration.map((name) => parseConfiguration(name, space)).map((one) => [one.name, one]))
  return selectionOf(properties, [...parsed.values()])
}
