// A compiled party with a mutant for a machine: what the change does not touch is taken from what is known already.
import type { CompiledParty } from '../../checker/compile/compile.js'
import { tableOf, type PartyTable } from '../../checker/compile/partyTable.js'
import { Rows } from '../../checker/compile/labelTable.js'
import type { LocalTransition, Predicate } from '../../model/property.js'
import type { Party } from '../../model/party.js'
import { untouched } from './terrain.js'
import { type Ground, type Terrain } from './terrain.js'
import type { Mutation } from '../mutants/operators.js'
import { askedOf, stateOf } from '../mutants/affectedTransitions.js'

/** Rows of which some are those of other rows. */
class PatchedRows extends Rows {
  readonly #ask: readonly ((index: number) => boolean)[]
  /** The row of each index; -1 where it has one of its own. */
  readonly #origins: readonly number[]
  readonly #from: Rows
  #known = new Uint8Array(64)

  constructor(answers: readonly ((index: number) => boolean)[], from: Rows, origins: readonly number[]) {
    super(answers)
    this.#ask = answers
    this.#from = from
    this.#origins = origins
  }

  override touch(index: number): number {
    if (index >= this.#known.length) this.#grow(index)
    const row = index * this.width
    if (this.#known[index] === 1) return row
    this.#known[index] = 1
    const origin = this.#origins[index] ?? -1
    if (origin >= 0) {
      const source = this.#from.touch(origin)
      for (let word = 0; word < this.width; word++) this.words[row + word] = this.#from.words[source + word]!
    } else this.#answer(index)
    return row
  }

  #answer(index: number): void {
    const row = index * this.width
    this.words.fill(0, row, row + this.width)
    this.#ask.forEach((answer, bit) => {
      if (answer(index)) this.words[row + (bit >> 5)]! |= 1 << (bit & 31)
    })
  }

  #grow(index: number): void {
    const capacity = Math.max(index + 1, this.#known.length * 2)
    const known = new Uint8Array(capacity)
    known.set(this.#known)
    this.#known = known
    const words = new Uint32Array(capacity * this.width)
    words.set(this.words.subarray(0, Math.min(this.words.length, words.length)))
    this.words = words
  }
}

/** A party with a mutant in place of its machine. */
export interface Patched {
  readonly party: CompiledParty
  /** Local states of the original that are part of some state; these have the lowest numbers. */
  readonly stable: number
  /** By number of a local state: 1 where somebody who asks about the state gets another answer than of the original. */
  readonly altered: Uint8Array
}

/**
 * Numbers of the local states of which the answers may change to what is asked: what the party reacts to, and its tags. What
 * it reacts to is asked of events from outside: `always` and timers are none.
 */
export function alterable({ within }: Ground, { operator, spot }: Mutation): readonly number[] {
  const some =
    spot.kind === 'tags' ||
    spot.kind === 'events' ||
    (spot.kind === 'transition' &&
      spot.place.kind === 'on' &&
      ['transition-removed', 'guard-dropped', 'guard-negated', 'action-dropped', 'emit-dropped'].includes(operator))
  return some ? within(stateOf(spot)) : []
}

/** Whether a local state reacts to the event of a transition, whatever it carries, as that of the original does. */
function reactsAlike({ party: { party, table }, locals }: Ground, mutant: PartyTable, { spot }: Mutation) {
  if (spot.kind !== 'transition') return () => false
  const type = spot.place.event
  const events = [{ type }, ...party.hears.filter((event) => event.type === type)]
  return (number: number): boolean => {
    const [ours, theirs] = [table.locals[locals[number]!]!.snapshot, mutant.locals[number]!.snapshot]
    return events.every((event) => ours.can(event) === theirs.can(event))
  }
}

const sameTimers = (one: PartyTable, other: PartyTable): boolean =>
  one.timers.map(({ type }) => type).join() === other.timers.map(({ type }) => type).join()

export interface PatchOptions {
  readonly predicates?: Readonly<Record<string, Predicate>>
  /** Whether it will take steps that the change does not touch; yes by default. */
  readonly steps?: boolean
}

/**
 * The party of a landscape with a mutant of its machine; undefined where the mutant has other timers. Local states are numbered
 * as the packed states of the landscape number them.
 *
 * @throws SpecificationError where the mutant cannot start
 */
export function patched(
  { world, named, ground: groundOf }: Terrain,
  name: string,
  mutant: Party['machine'],
  mutation: Mutation,
  { predicates: vocabulary = named.predicates, steps: wanted = true }: PatchOptions = {},
): Patched | undefined {
  const ground = groundOf(name)
  const { party: own, locals } = ground
  const table = tableOf({ ...own.party, machine: mutant })
  if (!sameTimers(table, own.table)) return undefined
  const kept = wanted ? untouched(ground, mutation) : []
  table.adopt(own.table, locals, kept)
  const { observed } = world
  const asked = (name: string): Predicate | undefined => {
    // Marks of a landscape are of no interest to a mutant.
    const predicate = vocabulary[name]
    return predicate?.party === own.party.name ? predicate : undefined
  }
  const states = observed.states.map(asked).map((predicate) => (local: number): boolean => {
    return predicate?.kind === 'state' && predicate.holds(table.locals[local]!.snapshot)
  })
  let latest = -1
  let transition: LocalTransition | undefined
  const transitionAt = (id: number): LocalTransition => {
    if (id !== latest || !transition) {
      const { before, event, after, says } = table.records[id]!
      latest = id
      transition = {
        before: table.locals[before]!.snapshot,
        event: table.events[event]!,
        after: table.locals[after]!.snapshot,
        says: Array.from(says, (said) => table.events[said]!),
      }
    }
    return transition
  }
  const steps = observed.steps.map(asked).map((predicate) => (id: number): boolean => {
    return predicate?.kind === 'step' && predicate.holds(transitionAt(id))
  })
  const clauses = askedOf(own.party.name, named.world).map((test) => (local: number): boolean => {
    return test(table.locals[local]!.snapshot)
  })
  const altered = new Uint8Array(locals.length)
  const alike = reactsAlike(ground, table, mutation)
  for (const number of alterable(ground, mutation)) {
    if (alike(number)) continue
    const differs = (rows: Rows, answers: readonly ((local: number) => boolean)[]): boolean => {
      const row = rows.touch(locals[number]!)
      return answers.some(
        (answer, bit) => answer(number) !== ((rows.words[row + (bit >> 5)]! & (1 << (bit & 31))) !== 0),
      )
    }
    if (differs(own.clauses, clauses) || differs(own.is, states)) altered[number] = 1
  }
  const origins = locals.map((local, number) => (altered[number] === 1 ? -1 : local))
  return {
    stable: ground.stable,
    altered,
    party: {
      ...own,
      table,
      initials: own.party.inputs.map((input) => table.initial(input)),
      is: new PatchedRows(states, own.is, origins),
      clauses: new PatchedRows(clauses, own.clauses, origins),
      does: new PatchedRows(
        steps,
        own.does,
        kept.map(({ id }) => id),
      ),
    },
  }
}
