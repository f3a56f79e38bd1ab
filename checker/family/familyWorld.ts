// The worlds of all products as one: everything that some product has, and for each part in which products it is there.
import { SpecificationError } from '../../model/errors.js'
import type { Party } from '../../model/party.js'
import type { Link, Stimulus, World } from '../../model/world.js'
import { mapped, reduced, resultAt, tabulate, type Dimension, type Product, type Table } from './table.js'

/** What a part of a world adds to it. */
export type FamilyPart = Partial<Pick<World, 'parties' | 'links' | 'channels' | 'stimuli'>>

/** Products that cannot exist: those with all of these values. */
export interface Constraint {
  readonly name: string
  /** In words: why there is no such product. */
  readonly reason: string
  readonly sources: readonly string[]
  /** By dimension: the values that do not go together. */
  readonly where: Readonly<Record<string, readonly string[]>>
}

/** Worlds that differ in what is chosen in some dimensions; `part(configuration)` must be pure. */
export interface Family extends Pick<World, 'freeDelays' | 'assumptions'> {
  readonly dimensions: readonly Dimension[]
  readonly impossible: readonly Constraint[]
  readonly parts: readonly ((configuration: Readonly<Record<string, string>>) => FamilyPart)[]
}

/** A family in one world. */
export interface FamilyWorld {
  readonly dimensions: readonly Dimension[]
  readonly impossible: readonly Constraint[]
  /** All that is there in some product. */
  readonly world: World
  /** By stimulus, in the order of the world: whether a product has it. */
  readonly stimuli: readonly Table<boolean>[]
  readonly links: readonly Table<boolean>[]
  /** By party: the inputs that its machine may start with. */
  readonly inputs: readonly Table<readonly unknown[]>[]
}

/** Things of one key that some products have, in the order in which they are first met, each with its presence. */
function union<T>(
  tables: readonly Table<readonly T[]>[],
  keyOf: (one: T) => string,
  isSame: (one: T, other: T) => boolean,
) {
  const found = new Map<string, { readonly one: T; readonly presence: Table<boolean> }>()
  for (const table of tables) {
    for (const one of table.results.flat()) {
      const key = keyOf(one)
      const known = found.get(key)
      if (known !== undefined) {
        if (!isSame(known.one, one))
          throw new SpecificationError(`'${key}' is not the same in all products that have it`)
        continue
      }
      const presence = reduced(mapped(table, (all) => all.some((other) => keyOf(other) === key)))
      found.set(key, { one, presence })
    }
  }
  return [...found.values()]
}

const sameStimulus = (one: Stimulus, other: Stimulus): boolean =>
  one.party === other.party &&
  JSON.stringify([one.event, one.budget, one.budgetName, one.when?.emptyChannels]) ===
    JSON.stringify([other.event, other.budget, other.budgetName, other.when?.emptyChannels]) &&
  (one.when?.parties ?? []).length === (other.when?.parties ?? []).length &&
  (one.when?.parties ?? []).every(
    ({ party, holds }, at) => party === other.when!.parties![at]!.party && holds === other.when!.parties![at]!.holds,
  )

const keyOfLink = ({ from, says, to, channel }: Link): string => [from, says, to, channel ?? ''].join(' ')

/**
 * The union of all worlds of a family.
 *
 * @throws SpecificationError where something of one name is not the same in all products that have it
 */
export function familyWorldOf({ dimensions, impossible, parts, freeDelays, assumptions }: Family): FamilyWorld {
  const tables = parts.map((part) => tabulate(dimensions, part))
  const of = <K extends keyof FamilyPart>(kind: K) =>
    tables.map((table) => mapped(table, (part) => (part[kind] ?? []) as NonNullable<FamilyPart[K]>))
  const parties = union<Party>(
    of('parties'),
    ({ name }) => name,
    (a, b) => a.machine === b.machine,
  )
  const absent = parties.find(({ presence }) => presence.results.includes(false))
  if (absent) throw new SpecificationError(`party '${absent.one.name}' is there in some products only`)
  const links = union<Link>(of('links'), keyOfLink, () => true)
  const stimuli = union<Stimulus>(of('stimuli'), ({ id }) => id, sameStimulus)
  const channels = union<World['channels'][number]>(
    of('channels'),
    ({ name }) => name,
    (a, b) => a === b,
  )
  const inputs = parties.map(({ one }) => {
    const table = tables.find(({ results }) =>
      results.some((part) => part.parties?.some(({ name }) => name === one.name)),
    )!
    return mapped(table, (part) => part.parties!.find(({ name }) => name === one.name)!.inputs)
  })
  return {
    dimensions,
    impossible,
    stimuli: stimuli.map(({ presence }) => presence),
    links: links.map(({ presence }) => presence),
    inputs,
    world: {
      parties: parties.map(({ one }, at) => ({ ...one, inputs: inputs[at]!.results.flat() })),
      links: links.map(({ one }) => one),
      channels: channels.map(({ one }) => one),
      stimuli: stimuli.map(({ one }) => one),
      freeDelays,
      assumptions,
    },
  }
}

/** The world of one product. */
export function memberOf({ world, stimuli, links, inputs }: FamilyWorld, product: Product): World {
  return {
    ...world,
    parties: world.parties.map((party, at) => ({ ...party, inputs: resultAt(inputs[at]!, product) })),
    links: world.links.filter((_, at) => resultAt(links[at]!, product)),
    stimuli: world.stimuli.filter((_, at) => resultAt(stimuli[at]!, product)),
  }
}
