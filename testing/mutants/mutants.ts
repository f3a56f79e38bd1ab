// Mutants as parties: the same party with one mistake in its machine.
import type { Party } from '../../model/party.js'
import { edited } from './machineEdit.js'
import { mutationsOf, type Operator } from './operators.js'

/** A party with one mistake in its machine. */
export interface Mutant {
  readonly operator: Operator
  /** State, transition or delay that is changed, and what of it; with the operator, unique in the machine. */
  readonly place: string
  readonly party: Party
}

/**
 * Every mutant of a party, in the order of its chart. Some behave as the original does, and some cannot be checked:
 * XState, or the checker, refuses their machines.
 */
export const mutantsOf = (party: Party): readonly Mutant[] =>
  mutationsOf(party).map(({ operator, place, edit }) => ({
    operator,
    place,
    party: { ...party, machine: edited(party.machine, edit) },
  }))
