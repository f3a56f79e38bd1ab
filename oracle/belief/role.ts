// A role: one party of the specification as others see it, events in, emitted events out, and its timers.
import type { AnyMachineSnapshot, AnyStateNode } from 'xstate'
import type { PartyTable } from '../../checker/compile/partyTable.js'
import type { Random } from '../../checker/semantics/randomWalk.js'
import type { PartyEvent } from '../../model/party.js'
import type { Span } from './delayTimes.js'
import type { OrderedBy } from './order.js'

/** `in`: the role hears it. `out`: the role says it. `is`, `not`: it is, or is not, in a state with that tag or path. */
export type Direction = 'in' | 'out' | 'is' | 'not'

/** A local state in which a role may be when the log begins. */
export interface Start {
  readonly local: number
  /** What the machine was given: tells configurations apart. */
  readonly input: unknown
}

/** A step of a case. */
export type Step = { readonly send: PartyEvent } | { readonly advance: number }

/** A case of a role while it is written: what was done so far, and a role that conforms beside it. */
export interface Course {
  readonly steps: readonly Step[]
  readonly run: { readonly local: number; readonly time: number; readonly next: number }
  readonly send: (event: number) => void
  readonly advance: (ms: number) => void
}

/** Where cases of a role should lead, because steps at random seldom come there. */
export interface Journeys {
  /** Leads a walk to where most of the life of the role is. */
  readonly lead: (role: Role, course: Course, random: Random) => void
  /**
   * Cases in which something goes wrong after each step of a life.
   *
   * @param begin begins a case in a local state
   */
  readonly sweep: (
    role: Role,
    begin: (local: number) => Course,
  ) => readonly { readonly input: unknown; readonly course: Course }[]
}

export interface Role {
  readonly name: string
  readonly title: string
  /** @internal */
  readonly table: PartyTable
  /** One for each different input, in the order of the configurations. */
  readonly starts: readonly Start[]
  /** Indices into the table's `events`, as the party declares them. */
  readonly hears: readonly number[]
  readonly says: readonly number[]
  /** Outputs that no party hears: whoever watches may be told, an implementation need not say them. */
  readonly optional: ReadonlySet<number>
  /** Why one output comes before another that is said in the same instant; undefined where it need not. */
  readonly order: (earlier: number, later: number) => OrderedBy | undefined
  /** ms by timer of the table; of a delay that is free, those that are counted with, or Infinity. */
  readonly delays: readonly number[]
  /** By timer of the table, when it may elapse. */
  readonly spans: readonly Span[]
  readonly tags: readonly string[]
  /** Its states, as dotted paths. */
  readonly states: readonly string[]
  /** Where cases of it should lead; absent where nobody says. */
  readonly journeys: Journeys | undefined
}

/** Whether a local state has a tag, or is in the state of that path. */
export function isIn({ table }: Role, local: number, tagOrState: string): boolean {
  const { snapshot } = table.locals[local]!
  if (snapshot.hasTag(tagOrState)) return true
  return (snapshot._nodes as readonly AnyStateNode[]).some(({ path }) => path.join('.') === tagOrState)
}

/** The input that a local state goes back to; `undefined` for machines that are given nothing. */
export const givenIn = (snapshot: AnyMachineSnapshot): unknown =>
  (snapshot.context as { readonly given?: unknown } | undefined)?.given

/**
 * Whether an event may do something to a local state: some active state has a transition for it. If none has, it is
 * ignored, and XState need not be asked.
 */
export function mayReact({ table }: Role, local: number, event: number): boolean {
  const { type } = table.events[event]!
  const nodes = table.locals[local]!.snapshot._nodes as readonly AnyStateNode[]
  return nodes.some(({ transitions }) => {
    if (transitions.has(type)) return true
    for (const descriptor of transitions.keys()) if (descriptor.endsWith('*')) return true
    return false
  })
}

/**
 * Every local state that is reached from some by inputs and timers.
 *
 * @param inputs - indices into the table's `events`; each may come at any time
 * @param limit - local states at most
 * @param onProgress - is told now and then how many there are so far; XState computes some thousands a second
 * @returns undefined if there are more
 */
export function statesFrom(
  role: Role,
  from: readonly number[],
  inputs: readonly number[],
  limit: number,
  onProgress: (count: number) => void = () => undefined,
): readonly number[] | undefined {
  const { table } = role
  const known = new Set(from)
  let visited = 0
  for (const local of known) {
    if (known.size > limit) return undefined
    for (const event of inputs) if (mayReact(role, local, event)) known.add(table.record(local, event).after)
    for (const timer of table.locals[local]!.timers) known.add(table.record(local, timer).after)
    if (++visited % 64 === 0) onProgress(known.size)
  }
  return [...known]
}
