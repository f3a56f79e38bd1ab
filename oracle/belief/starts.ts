// Where a role may be when its log begins.
import type { Beginning } from './belief.js'
import { TooManyHypotheses } from './belief.js'
import type { Coarse } from './coarse.js'
import type { RoleSettings } from './roleSettings.js'
import { mayReact, statesFrom, type Role } from './role.js'
import { observedIn, type WrittenEvent } from './symbol.js'

export interface StartOptions {
  /** Local states at most that an unknown start is made of. */
  readonly maxStates?: number
  readonly onProgress?: (text: string) => void
  readonly coarse?: Coarse | undefined
  /** Outputs that no line can show. */
  readonly neverSeen?: ReadonlySet<number> | undefined
}

/** @throws TooManyHypotheses beyond the limit */
export function startsOf(
  role: Role,
  start: RoleSettings['start'],
  unloggedInputs: readonly number[],
  { maxStates = 20_000, onProgress, coarse, neverSeen = new Set() }: StartOptions,
): readonly Beginning[] {
  const initial = role.starts.map(({ local }) => local)
  if (start === 'initial') return initial.map((local) => ({ local, pending: [] }))
  const onCount = (count: number): void => onProgress?.(`states of the ${role.name}: ${count}`)
  const history = start === 'unknown' ? (coarse?.history ?? []) : start.after
  const from = history.length === 0 ? initial : afterHistory(role, history)
  const inputs =
    start === 'unknown'
      ? role.hears.filter((event) => coarse?.without.has(role.table.events[event]!.type) !== true)
      : unloggedInputs
  const states = statesFrom(role, from, inputs, maxStates, onCount)
  if (states === undefined) throw new TooManyHypotheses()
  return [...states.map((local) => ({ local, pending: [] })), ...midway(role, states, inputs, neverSeen)]
}

/** A log may begin between an input and the outputs that it leads to. */
function midway(
  role: Role,
  states: readonly number[],
  inputs: readonly number[],
  neverSeen: ReadonlySet<number>,
): readonly Beginning[] {
  const known = new Map<string, Beginning>()
  for (const local of states) {
    const reacting = inputs.filter((event) => mayReact(role, local, event))
    for (const event of [...reacting, ...role.table.locals[local]!.timers]) {
      const { after, says: all } = role.table.record(local, event)
      const says = all.filter((one) => !neverSeen.has(one))
      for (let from = 0; from < says.length; from++) {
        const pending = Array.from(says.subarray(from))
        known.set(`${after} ${pending.join(',')}`, { local: after, pending })
      }
    }
  }
  return [...known.values()]
}

/** Where each start leads by a history, timers disregarded. @throws NotInAlphabet for an event that it does not hear */
function afterHistory(role: Role, history: readonly WrittenEvent[]): readonly number[] {
  const heard = history.map((event) => observedIn(role, 'in', event).events)
  const ends = role.starts.flatMap(({ local }) =>
    heard.reduce<readonly number[]>(
      (locals, events) => locals.flatMap((at) => events.map((event) => role.table.record(at, event).after)),
      [local],
    ),
  )
  return [...new Set(ends)]
}
