// What is known of a world before a mutant is followed in it.
import type { CompiledParty } from '../../checker/compile/compile.js'
import type { LocalRecord } from '../../checker/compile/partyTable.js'
import type { CompiledWorld } from '../../checker/compile/compile.js'
import { Touches } from '../mutants/affectedTransitions.js'
import type { Party } from '../../model/party.js'
import type { Mutation } from '../mutants/operators.js'
import type { NamedWorld } from '../party/worlds.js'

/** What is known of one party in a landscape. Its local states are numbered as the packed states number them. */
export interface Ground {
  readonly party: CompiledParty
  /** By number of a local state that was met: the number that it has in the table of the party. */
  readonly locals: readonly number[]
  /** How many of them, the first ones, are part of some state. */
  readonly stable: number
  /** And back. */
  readonly numbers: ReadonlyMap<number, number>
  /** Local transitions that were met, as the table of the party has them. */
  readonly records: readonly LocalRecord[]
  /** Whether a change touches a local transition, by its index here. */
  readonly touched: (mutation: Pick<Mutation, 'spot' | 'operator'>) => Uint8Array
  /** Numbers of the local states in which a state is active. */
  readonly within: (state: string) => readonly number[]
}

/** What can be known of mutants in a world before any of them is followed. */
export interface Terrain {
  readonly named: NamedWorld
  readonly world: CompiledWorld
  readonly ground: (party: string) => Ground
}

/** A mutation of a party. */
export interface Mutant {
  readonly party: string
  readonly mutation: Mutation
}

const known = new WeakMap<Party['machine'], Touches>()

/** What each local transition of a party touches; the same for all worlds with its machine. */
export function touchesOf(party: Party): Touches {
  const touches = known.get(party.machine) ?? new Touches(party)
  known.set(party.machine, touches)
  return touches
}

/** The local transitions that a change does not touch. */
export function untouched({ records, touched }: Ground, mutation: Mutation): readonly LocalRecord[] {
  const touches = touched(mutation)
  return records.filter((_, at) => touches[at] === 0)
}
