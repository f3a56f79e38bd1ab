// The table of a role grows with each local state that its logs come to. Where it has grown too large, the role goes on
// with a new one that knows only what is still spoken of: a log of any length is judged in the same memory.
import { supersede } from '../../checker/compile/partyTable.js'
import type { Hypothesis } from './belief.js'
import type { Role } from './role.js'

/** Local states and steps of one table; or for each of them, its number in another one. */
export interface Numbers {
  readonly locals: ReadonlyMap<number, number>
  readonly steps: ReadonlyMap<number, number>
}

/**
 * Transitions that XState was asked for, at most, before a table is renewed. A log of the device of 820,000 lines takes
 * 270 MB; with 40,000 it took 308, and with 15,000 a third more time.
 */
const mostTransitions = 25_000

/**
 * Whether a table has become too large to go on with. What a new one is asked for again must not cost more than what
 * was judged since the last time.
 *
 * @param observations - since the table was renewed
 */
export const outgrown = (transitions: number, observations: number): boolean =>
  transitions > mostTransitions && observations >= transitions

/** A role with a new table, in which some local states and steps are known, by other numbers; events keep theirs. */
export function renewed(role: Role, spokenOf: Iterable<Pick<Hypothesis, 'local' | 'by'>>): readonly [Role, Numbers] {
  const { table: old, starts } = role
  const steps = new Set<number>()
  const locals = new Set(starts.map(({ local }) => local))
  for (const { local, by } of spokenOf) {
    locals.add(local)
    if (by >= 0) steps.add(by)
  }
  const records = Array.from(steps, (id) => old.records[id]!)
  for (const { before, after } of records) locals.add(before).add(after)
  const table = old.empty()
  table.limit = old.limit
  table.adopt(old, [...locals], records)
  supersede(table)
  const numbers = { locals: inOrder(locals), steps: inOrder(steps) }
  const moved = starts.map((start) => ({ ...start, local: numbers.locals.get(start.local)! }))
  return [{ ...role, table, starts: moved }, numbers]
}

/** The place of each in their order. */
const inOrder = (all: Iterable<number>): ReadonlyMap<number, number> => {
  const places = new Map<number, number>()
  for (const one of all) places.set(one, places.size)
  return places
}

/** A hypothesis by other numbers. */
export const renumbered = (one: Hypothesis, { locals, steps }: Numbers): Hypothesis => ({
  ...one,
  local: locals.get(one.local)!,
  by: steps.get(one.by) ?? -1,
})
