// One mutant, judged: killed by a property, proved equivalent, or a survivor.
import { edited } from './draft.js'
import { hunt, type Kill } from './hunt.js'
import { lockstep, questionsOf } from './lockstep.js'
import type { Mutation, Operator } from './operators.js'
import { predicates } from '../properties/index.js'
import type { Party } from '../machines/party.js'
import { tableOf } from '../checker/local.js'
import type { MetIn } from './surveys.js'
import { conditionsOn, heardFrom, worldName, type NamedWorld } from './worlds.js'

/** `undecided`: not noticed so far, and not followed to the end of every world in which it makes a difference. */
export type Fate = 'killed' | 'equivalent' | 'survived' | 'undecided'

/** What became of a mutant. */
export interface Judged {
  /** Unique, and the same as long as the place stands where it stands. */
  readonly id: string
  readonly party: string
  readonly operator: Operator
  readonly place: string
  readonly sources: readonly string[]
  readonly fate: Fate
  /** By which property it was killed. */
  readonly kill?: Kill
  /** Why it is equivalent, or how far it was looked for. */
  readonly because?: string
  /** Where it was not killed: how many worlds had been surveyed, and how far it was followed. With more, it may be. */
  readonly surveyed?: number
  readonly effort?: Effort
}

export interface Surroundings {
  readonly worlds: readonly NamedWorld[]
  /** States of each world. */
  readonly sizes: readonly number[]
  readonly met: MetIn
}

interface Stage {
  /** States in each world, at most. */
  readonly maxStates: number
  readonly worlds: number
}

/** How far a mutant is followed: the next stage where it lives on. */
const stages = {
  quick: [
    { maxStates: 6_000, worlds: 5 },
    { maxStates: 60_000, worlds: 2 },
  ],
  usual: [
    { maxStates: 6_000, worlds: 6 },
    { maxStates: 60_000, worlds: 4 },
    { maxStates: 400_000, worlds: 4 },
  ],
  /** To the end of every world in which it makes a difference. */
  thorough: [
    { maxStates: 100_000, worlds: Infinity },
    { maxStates: Infinity, worlds: Infinity },
  ],
} as const satisfies Record<string, readonly Stage[]>

export type Effort = keyof typeof stages
export const efforts = Object.keys(stages) as readonly Effort[]

export const mutantId = (party: string, { operator, place }: Pick<Mutation, 'operator' | 'place'>): string =>
  `${party}: ${operator}: ${place}`

/** The worlds in which a delay that was changed is exact and runs, in order of size; all that are equivalent are not. */
function timedWorlds(party: Party, delay: string, { worlds, met }: Surroundings): readonly number[] {
  const types = tableOf(party).timers.filter((timer) => timer.delay === delay)
  const fired = Object.entries(met.met).flatMap(([local, events]) =>
    types.flatMap(({ type }) => {
      const event = JSON.stringify({ type })
      return events.includes(event) ? met.worlds(local, event) : []
    }),
  )
  return [...new Set(fired)].filter((world) => !worlds[world]!.world.freeDelays.includes(delay))
}

/** The worlds in which something differs, the best first: those with many differences, and small ones. */
function suspects(differences: readonly (readonly number[])[], sizes: readonly number[]): readonly number[] {
  const counts = new Map<number, number>()
  for (const world of differences.flat()) counts.set(world, (counts.get(world) ?? 0) + 1)
  const cost = (world: number): number => sizes[world]! / Math.sqrt(counts.get(world)!)
  return [...counts.keys()].sort((one, other) => cost(one) - cost(other))
}

/** One world of each scope first, then the others. */
function varied(worlds: readonly number[], surroundings: Surroundings): readonly number[] {
  const firsts = worlds.filter(
    (world, at) =>
      worlds.findIndex((one) => surroundings.worlds[one]!.scope === surroundings.worlds[world]!.scope) === at,
  )
  return [...firsts, ...worlds.filter((world) => !firsts.includes(world))]
}

/** Judges one mutant of a party. */
export function judgeMutant(
  party: Party,
  mutation: Mutation,
  surroundings: Surroundings,
  effort: Effort = 'usual',
): Judged {
  const { operator, place, sources } = mutation
  const base = { id: mutantId(party.name, mutation), party: party.name, operator, place, sources }
  const { met, worlds, sizes } = surroundings
  const surveyed = sizes.filter((size) => size < Infinity).length
  const equivalent = (because: string): Judged => ({ ...base, fate: 'equivalent', because, surveyed })
  const mutant = edited(party.machine, mutation.edit)
  let where: readonly number[]
  if (operator === 'delay-doubled' || operator === 'delay-halved') {
    where = timedWorlds(party, place.replace('delay ', ''), surroundings)
    if (where.length === 0) return equivalent('in no world is the delay exact: it may elapse at any time')
  } else {
    const { differences, pairs, refused } = lockstep(
      party,
      mutant,
      met.met,
      questionsOf(party.name, predicates, conditionsOn(party.name), heardFrom(party.name)),
    )
    if (differences.length === 0 && refused === undefined) {
      return equivalent(`bisimilar in all worlds: ${pairs} pairs of local states, nothing that can be noticed differs`)
    }
    where =
      differences.length > 0
        ? suspects(
            differences.map(({ local, event }) => met.worlds(local, event)),
            sizes,
          )
        : worlds.flatMap(({ world }, index) =>
            world.parties.some(({ name }) => name === party.name) && sizes[index]! < Infinity ? [index] : [],
          )
  }
  const order = varied(where, surroundings)
  const seen: string[] = []
  let same = true
  for (const { maxStates, worlds: most } of stages[effort]) {
    for (const world of order.slice(0, most)) {
      const named = worlds[world]!
      const { kill, complete, digest } = hunt(named, party.name, mutant, { maxStates })
      if (kill) return { ...base, fate: 'killed', kill }
      if (!complete || seen.includes(worldName(named))) continue
      seen.push(worldName(named))
      same &&= digest !== undefined && digest === hunt(named, party.name, party.machine, { maxStates }).digest
    }
  }
  const looked = seen.join('; ') || 'no world as a whole'
  if (same && seen.length === order.length) {
    return equivalent(
      `the same graph, up to the names of states, in every world where it makes a difference: ${looked}`,
    )
  }
  const graphs = same && seen.length > 0 ? 'the graphs are the same' : 'the graphs differ, and no verdict'
  const fate: Fate = seen.length === order.length ? 'survived' : 'undecided'
  return {
    ...base,
    fate,
    surveyed,
    because: `${graphs} in ${looked} (of ${order.length} worlds where it differs)`,
  }
}
