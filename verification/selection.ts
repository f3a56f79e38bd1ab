// From names that were typed to the properties and configurations that they stand for.
import { pick, unknown, parseConfiguration } from './configurationNames.js'
import type { Property } from '../properties/index.js'
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

/** The properties that the options leave. */
export function chosenProperties(
  specification: Specification,
  { property: ids, party }: Selection,
): readonly Property[] {
  const { properties, predicates } = specification
  const named = ids ? pick(properties, ({ id }) => id, ids, 'property', 'see: impspec list properties') : properties
  if (party === undefined) return named
  const parties = everyParty(specification).map(({ name }) => name)
  if (!parties.includes(party)) throw unknown('party', party, parties, `the parties are ${parties.join(', ')}`)
  const about = named.filter((property) => partiesOf(property, predicates).includes(party))
  if (about.length === 0) throw new UsageError(`no property that was asked for speaks of ${party}`)
  return about
}

/** What the options ask for: each property in each of its configurations. */
export function askedOf(properties: readonly Property[], { configuration, all }: Selection): readonly Asked[] {
  if (all && configuration) throw new UsageError('--all and --configuration exclude each other')
  if (all) return wholeSelection(properties)
  if (!configuration) return defaultSelection(properties)
  const parsed = new Map(configuration.map(parseConfiguration).map((one) => [one.name, one]))
  return selectionOf(properties, [...parsed.values()])
}
