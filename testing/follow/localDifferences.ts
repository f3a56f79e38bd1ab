// Which local transitions a mutant takes otherwise, among those that its machine takes in some world.
import { SpecificationError } from '../../model/errors.js'
import type { CompiledParty } from '../../checker/compile/compile.js'
import { tableOf, type LocalRecord } from '../../checker/compile/partyTable.js'
import type { Party } from '../../model/party.js'
import type { Rows } from '../../checker/compile/labelTable.js'
import type { Predicate } from '../../model/property.js'
import { edited } from '../mutants/machineEdit.js'
import type { Mutant } from './terrain.js'
import type { Ground, Terrain } from './terrain.js'
import type { Mutation } from '../mutants/operators.js'
import { alterable, patched } from './patchedParty.js'

/** What a mutant does otherwise in a world, as far as one party can tell. */
export interface Differences {
  /** Local transitions of the original, by the table of the party, that are other ones. */
  readonly records: readonly number[]
  /** Some local state that is met is another one for somebody who asks about it, or the mutant starts otherwise. */
  readonly states: boolean
  /** Nothing of the original can be used: it has other timers, or other delays. */
  readonly timers: boolean
}

const same = (one: ArrayLike<number>, other: ArrayLike<number>): boolean =>
  one.length === other.length && Array.from(one).every((value, at) => value === other[at])

const sameRow = (one: Rows, at: number, other: Rows, of: number): boolean => {
  const [row, theirs] = [one.touch(at), other.touch(of)]
  for (let word = 0; word < one.width; word++) if (one.words[row + word] !== other.words[theirs + word]) return false
  return true
}

/** Whether a timer may be missing that runs in some state. */
const mayLackTimer = ({ within }: Ground, { operator, spot }: Mutation): boolean =>
  operator === 'transition-removed' &&
  spot.kind === 'transition' &&
  spot.place.kind === 'after' &&
  within(spot.place.state).length > 0

/** Whether a mutant starts as its machine does. */
function startsAlike({ party, table, initials }: CompiledParty, machine: Party['machine']): boolean {
  const other = tableOf({ ...party, machine })
  return party.inputs.every((input, at) => other.textOf(other.initial(input)) === table.textOf(initials[at]!))
}

/** Compares a mutant with its machine, by all local transitions of a world that the change touches. */
export function differences(
  terrain: Terrain,
  { party: name, mutation }: Mutant,
  vocabulary: Readonly<Record<string, Predicate>>,
): Differences {
  const others: Differences = { records: [], states: true, timers: true }
  if (mutation.spot.kind === 'delay') return others
  const ground = terrain.ground(name)
  const { party: own, numbers, records, touched } = ground
  const mutant = edited(own.party.machine, mutation.edit)
  const touches = touched(mutation)
  try {
    if (!touches.includes(1) && alterable(ground, mutation).length === 0 && !mayLackTimer(ground, mutation)) {
      return { records: [], states: !startsAlike(own, mutant), timers: false }
    }
    const found = patched(terrain, name, mutant, mutation, { predicates: vocabulary, steps: false })
    if (!found) return others
    const { party, altered } = found
    const tags = mutation.spot.kind === 'tags'
    const differs = ({ id, before, event, after, says, slots }: LocalRecord): boolean => {
      try {
        const theirs = party.table.record(numbers.get(before)!, event)
        const to = numbers.get(after)!
        if (theirs.after !== to || !same(theirs.says, says) || !same(theirs.slots, slots)) return true
        return tags && (altered[to] === 1 || !sameRow(own.does, id, party.does, theirs.id))
      } catch (error) {
        if (error instanceof SpecificationError) return true
        throw error
      }
    }
    return {
      records: records.filter((record, at) => touches[at] === 1 && differs(record)).map(({ id }) => id),
      states:
        altered.includes(1) ||
        !same(
          own.initials.map((local) => numbers.get(local)!),
          party.initials,
        ),
      timers: false,
    }
  } catch (error) {
    // It cannot start.
    if (error instanceof SpecificationError) return { records: [], states: true, timers: false }
    throw error
  }
}
