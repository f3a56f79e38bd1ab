// One mutant in one world: killed by properties, the same as the original, or different in what no property notices.
import { edited } from './draft.js'
import { Detour } from './detour.js'
import { hunt } from './hunt.js'
import type { Landscape } from './landscape.js'
import { isSame, noticedBy } from './noticed.js'
import type { Mutation, Operator } from './operators.js'
import type { Party } from '../machines/party.js'
import type { Verdict } from '../properties/index.js'

/** Who noticed, where, and what. */
export interface Kill {
  /**
   * Ids of the properties whose verdicts were seen to differ, there may be more; none where the checker refuses the mutant, or
   * where a run of it goes astray.
   */
  readonly by: readonly string[]
  /** Of the first of these. */
  readonly expected?: Verdict
  readonly found: string
  readonly scope: string
  readonly configuration: string
}

/** `cut`: not followed to the end of the world, and not noticed so far. */
export type InWorld =
  | { readonly kind: 'killed'; readonly kill: Kill }
  | { readonly kind: 'same' }
  | { readonly kind: 'different' }
  | { readonly kind: 'cut' }

/**
 * `equivalent`: the same in every world that it was followed in; `survived`: followed to the end of each, different, and not
 * noticed; `undecided`: neither, so far.
 */
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
  readonly kill?: Kill
  /** How many of the worlds it was followed in, in the order of `worldsInOrder`. */
  readonly followed: number
  /** Names of the worlds in which it is different, and of those in which it was cut. */
  readonly different?: readonly string[]
  readonly cut?: readonly string[]
  /** By name of a world in which it was followed: ids of properties that were not asked there yet. */
  readonly unasked?: Unasked
}

export type Unasked = Readonly<Record<string, readonly string[]>>

export const mutantId = (party: string, { operator, place }: Pick<Mutation, 'operator' | 'place'>): string =>
  `${party}: ${operator}: ${place}`

/** A mutant that was followed nowhere yet. */
export const unjudged = (party: string, mutation: Mutation): Judged => ({
  id: mutantId(party, mutation),
  party,
  operator: mutation.operator,
  place: mutation.place,
  sources: mutation.sources,
  fate: 'undecided',
  followed: 0,
})

/** What is known of a mutant that was not killed in the worlds in which it was followed. */
type Alive = Pick<Judged, 'followed' | 'different' | 'cut' | 'unasked'>

/**
 * A mutant that was not killed so far, with its fate.
 *
 * @param least worlds in which a mutant must have been followed before it is called equivalent, or a survivor
 */
export function alive(
  mutant: Judged,
  { followed, different = [], cut = [], unasked = {} }: Alive,
  least: number,
): Judged {
  const { id, party, operator, place, sources } = mutant
  const open = cut.length > 0 || Object.keys(unasked).length > 0 || followed < least
  return {
    ...{ id, party, operator, place, sources, followed },
    fate: open ? 'undecided' : different.length > 0 ? 'survived' : 'equivalent',
    ...(different.length > 0 ? { different } : {}),
    ...(cut.length > 0 ? { cut } : {}),
    ...(Object.keys(unasked).length > 0 ? { unasked } : {}),
  }
}

/**
 * What is known of a mutant after one more world, or after it was asked more properties in one in which it was followed before.
 *
 * @param world its place in the order of worlds
 * @param least as for `alive`
 * @param more only those properties were asked that had not been asked there yet
 */
export function judgedIn(
  before: Judged,
  world: number,
  name: string,
  found: InWorld,
  least: number,
  more = false,
): Judged {
  const { different = [], cut = [], unasked = {}, id, party, operator, place, sources } = before
  const others = (names: readonly string[]): readonly string[] => names.filter((one) => one !== name)
  const followed = Math.max(before.followed, world + 1)
  if (found.kind === 'killed') {
    return { ...{ id, party, operator, place, sources, followed }, fate: 'killed', kill: found.kill }
  }
  const known = {
    followed,
    different: found.kind === 'different' ? [...others(different), name] : different,
    cut: found.kind === 'cut' ? [...others(cut), name] : more ? cut : others(cut),
    unasked: Object.fromEntries(Object.entries(unasked).filter(([one]) => one !== name)),
  }
  return alive(before, known, least)
}

/** How far a mutant is followed in one world: states that the original does not have, and states that are stepped anew. */
export interface Reach {
  readonly most: number
  readonly anew: number
}

/** A first look, which most mutants do not survive. */
const look: Reach = { most: 2500, anew: 4000 }

export const reaches = {
  usual: { most: 250_000, anew: 1_000_000 },
  thorough: { most: 5_000_000, anew: Infinity },
} as const satisfies Record<string, Reach>

export type Effort = keyof typeof reaches
export const efforts = Object.keys(reaches) as readonly Effort[]

/** States at most, where nothing of the original can be used: a delay is another one, or a timer is missing. */
const plainly = { usual: 500_000, thorough: Infinity } as const satisfies Record<Effort, number>

/** Follows a mutant in one world that contains its party. */
export function judgeIn(landscape: Landscape, name: string, mutation: Mutation, effort: Effort = 'usual'): InWorld {
  const { named } = landscape
  const party = named.world.parties.find((one) => one.name === name)
  // What is not there makes no difference.
  if (!party) return { kind: 'same' }
  const where = { scope: named.scope, configuration: named.configuration.name }
  const make = (): Party['machine'] => edited(party.machine, mutation.edit)
  if (mutation.spot.kind === 'delay') {
    const { delay } = mutation.spot
    // A free delay may elapse at any time, however long it is.
    return named.world.freeDelays.includes(delay) ? { kind: 'same' } : plain(landscape, party, make(), effort)
  }
  const mutant = { party: name, mutation }
  const { records, states, timers } = landscape.differences(mutant)
  if (timers) return plain(landscape, party, make(), effort)
  if (records.length === 0 && !states) return { kind: 'same' }
  for (const reach of [look, reaches[effort]]) {
    const detour = Detour.of(landscape, mutant, make(), reach)
    if (!detour) return plain(landscape, party, make(), effort)
    if (!(detour instanceof Detour)) return { kind: 'killed', kill: { by: [], found: detour.refused, ...where } }
    if (!detour.cut && isSame(detour)) return { kind: 'same' }
    const notices = noticedBy(detour)
    const [first] = notices
    if (first) {
      const { expected, found } = first
      return { kind: 'killed', kill: { by: notices.map(({ property }) => property), expected, found, ...where } }
    }
    if (!detour.cut) return { kind: 'different' }
  }
  return { kind: 'cut' }
}

/** Explores the world with the mutant from the beginning. */
function plain({ named, properties }: Landscape, party: Party, mutant: Party['machine'], effort: Effort): InWorld {
  const only = properties.map(({ id }) => id)
  for (const maxStates of [12_000, plainly[effort]]) {
    const options = { maxStates, only }
    const { kill, complete, digest } = hunt(named, party.name, mutant, options)
    if (kill) return { kind: 'killed', kill }
    if (!complete) continue
    return digest !== undefined && digest === hunt(named, party.name, party.machine, options).digest
      ? { kind: 'same' }
      : { kind: 'different' }
  }
  return { kind: 'cut' }
}
