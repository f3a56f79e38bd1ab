// What of a record of mutants is still so when machines or properties have changed, and what has to be asked again.
import { predicatesOf } from '../../model/formula.js'
import { predicates, properties, type Property } from '../../properties/index.js'
import { alive, type Judged, type Unasked } from '../follow/judge.js'
import { scopeOfDigest } from './propertyDigest.js'
import { basisNow, type Basis, type MutantRecord } from './record.js'
import { specification as ours } from '../../verification/impSpecification.js'
import { worldsWith, worldName, worldsInOrder, type NamedWorld } from '../party/worlds.js'

/** What there is now. */
export interface Now {
  readonly basis: Basis
  readonly properties: readonly Property[]
  /** In the order in which mutants are followed. */
  readonly worlds: readonly Pick<NamedWorld, 'scope' | 'configuration' | 'world'>[]
  /** In how many worlds a mutant of a party has to be followed. */
  readonly least: (party: string) => number
}

export const now = (): Now => ({
  basis: basisNow(),
  properties,
  worlds: worldsInOrder(ours),
  least: (party) => worldsWith(ours, party),
})

const scopeOf = ({ scope = 'field' }: Property): string => scope
const namesIn = (some: readonly Property[]): ReadonlySet<string> =>
  new Set(some.flatMap((property) => predicatesOf(property, predicates)))

/** What has changed for the mutants that are followed in the worlds of one scope. */
interface Change {
  /** Ids of all properties. */
  readonly all: readonly string[]
  /** Of those that are new, or say something else than they did. */
  readonly fresh: readonly string[]
  /** Of those of them by which runs that were the same may be told apart. */
  readonly telling: readonly string[]
  /** Some property that was asked is gone, or says something else: what it alone told apart may be the same. */
  readonly fewer: boolean
}

function changeIn(scope: string, { properties: digests }: Basis, { basis, properties: all }: Now): Change {
  const own = all.filter((property) => scopeOf(property) === scope)
  const kept = own.filter(({ id }) => digests[id] === basis.properties[id])
  const fresh = own.filter((property) => !kept.includes(property))
  const known = namesIn(kept)
  const ids = (some: readonly Property[]): readonly string[] => some.map(({ id }) => id)
  return {
    all: ids(own),
    fresh: ids(fresh),
    // A bound may make the tick shorter, and what is the same at long ticks need not be so at short ones.
    telling: ids(
      fresh.filter((one) => one.pattern.kind === 'bounded' || [...namesIn([one])].some((name) => !known.has(name))),
    ),
    fewer: Object.entries(digests).some(
      ([id, digest]) => scopeOfDigest(digest) === scope && basis.properties[id] !== digest,
    ),
  }
}

/** What is still known of a mutant that was killed; undefined where it is not known to be any more. */
function stillKilled(one: Judged, worlds: readonly string[], isKept: (id: string) => boolean): Judged | undefined {
  const { kill } = one
  if (!kill || !worlds.includes(`${kill.scope} ${kill.configuration}`)) return undefined
  // What was expected and found is that of the first.
  if (kill.by.length > 0 && !isKept(kill.by[0]!)) return undefined
  return { ...one, kill: { ...kill, by: kill.by.filter(isKept) } }
}

/**
 * The record as it would be if it had been made now, as far as it is known. A kill stays one as long as the machines and the
 * property are the same. What was not killed is asked those properties that are new, where they could make a difference.
 */
export function renewed(record: MutantRecord, given: Now = now()): MutantRecord {
  const { basis, worlds, least } = given
  const { command } = record
  if (record.machines !== basis.machines) return { command, ...basis, mutants: [] }
  const names = worlds.map(worldName)
  const old = new Set(record.worlds)
  const changes = new Map(worlds.map(({ scope }) => [scope, changeIn(scope, record, given)]))
  const isKept = (id: string): boolean => record.properties[id] === basis.properties[id]

  const stillAlive = (one: Judged): Judged => {
    const { party, different = [], cut = {}, unasked = {} } = one
    const followedIn = new Set(record.worlds.slice(0, one.followed))
    const isIn = (at: number): boolean => worlds[at]!.world.parties.some(({ name }) => name === party)
    const gap = names.findIndex((name, at) => isIn(at) && !(old.has(name) && followedIn.has(name)))
    const followed = 1 + names.slice(0, gap < 0 ? names.length : gap).findLastIndex((_, at) => isIn(at))
    const known = names.slice(0, followed)
    const again = (name: string): boolean =>
      different.includes(name) && changes.get(worlds[names.indexOf(name)]!.scope)!.fewer
    const asks = (name: string, at: number): readonly string[] => {
      if (!isIn(at)) return []
      const { all, fresh, telling } = changes.get(worlds[at]!.scope)!
      if (again(name)) return all
      const still = (unasked[name] ?? []).filter((id) => all.includes(id))
      const same = !different.includes(name) && !(name in cut)
      return [...new Set([...still, ...(same ? telling : fresh)])]
    }
    const lacking: Unasked = Object.fromEntries(
      known.flatMap((name, at) => {
        const ids = asks(name, at)
        return ids.length > 0 ? [[name, ids]] : []
      }),
    )
    return alive(
      one,
      {
        followed,
        different: different.filter((name) => known.includes(name) && !again(name)),
        cut: Object.fromEntries(Object.entries(cut).filter(([name]) => known.includes(name))),
        unasked: lacking,
      },
      least(party),
    )
  }

  const mutants = record.mutants.flatMap((one) => {
    if (one.fate === 'killed') return stillKilled(one, names, isKept) ?? []
    return stillAlive(one)
  })
  return { command, ...basis, mutants: mutants.filter(({ followed }) => followed > 0) }
}
