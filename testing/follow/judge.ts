// One mutant in one world: killed by properties, the same as the original, or different in what no property notices.
import { edited } from '../mutants/machineEdit.js'
import { Detour } from './mutantGraph.js'
import { hunt } from './wholeExploration.js'
import type { Landscape } from './baseGraph.js'
import { isSame, noticedBy } from './noticedBy.js'
import type { Mutation, Operator } from '../mutants/operators.js'
import type { Party } from '../../model/party.js'
import type { Kill } from './kill.js'

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
  /** Names of the worlds in which it is different. */
  readonly different?: readonly string[]
  /** By name of a world in which it was cut: with which effort it had been followed. */
  readonly cut?: Readonly<Record<string, Effort>>
  /** By name of a world in which it was followed: ids of properties that were not asked there yet. */
  readonly unasked?: Unasked
}

export type Unasked = Readonly<Record<string, readonly string[]>>

const isSome = (of: object): boolean => Object.keys(of).length > 0

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
  { followed, different = [], cut = {}, unasked = {} }: Alive,
  least: number,
): Judged {
  const { id, party, operator, place, sources } = mutant
  const open = isSome(cut) || isSome(unasked) || followed < least
  return {
    ...{ id, party, operator, place, sources, followed },
    fate: open ? 'undecided' : different.length > 0 ? 'survived' : 'equivalent',
    ...(different.length > 0 ? { different } : {}),
    ...(isSome(cut) ? { cut } : {}),
    ...(isSome(unasked) ? { unasked } : {}),
  }
}

/** A world in which a mutant was followed, and how. */
export interface Followed {
  /** Its place in the order of worlds, and its name. */
  readonly world: number
  readonly name: string
  readonly effort?: Effort
  /** Only those properties were asked that had not been asked there yet. */
  readonly more?: boolean
}

/**
 * What is known of a mutant after one more world, or after it was asked more properties in one in which it was followed before.
 *
 * @param least as for `alive`
 */
export function judgedIn(
  before: Judged,
  { world, name, effort = 'usual', more = false }: Followed,
  found: InWorld,
  least: number,
): Judged {
  const { different = [], cut = {}, unasked = {}, id, party, operator, place, sources } = before
  const others = <T>(by: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(by).filter(([one]) => one !== name))
  const followed = Math.max(before.followed, world + 1)
  if (found.kind === 'killed') {
    return { ...{ id, party, operator, place, sources, followed }, fate: 'killed', kill: found.kill }
  }
  const known = {
    followed,
    different: found.kind === 'different' ? [...different.filter((one) => one !== name), name] : different,
    cut: found.kind === 'cut' ? { ...others(cut), [name]: effort } : more ? cut : others(cut),
    unasked: others(unasked),
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
  quick: look,
  usual: { most: 250_000, anew: 1_000_000 },
  thorough: { most: 5_000_000, anew: Infinity },
} as const satisfies Record<string, Reach>

export type Effort = keyof typeof reaches
/** From the least to the most. */
export const efforts = Object.keys(reaches) as readonly Effort[]

/** Whether one effort is more than another. */
export const isMore = (one: Effort, other: Effort): boolean => efforts.indexOf(one) > efforts.indexOf(other)

/** The same, where nothing of the original can be used. */
const plainLook = 12_000

/** States at most, where nothing of the original can be used: a delay is another one, or a timer is missing. */
const plainly = { quick: plainLook, usual: 500_000, thorough: Infinity } as const satisfies Record<Effort, number>

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
  for (const reach of new Set([look, reaches[effort]])) {
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
  for (const maxStates of new Set([plainLook, plainly[effort]])) {
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
