// A machine as data: a copy of its config that may be changed, and the machine that the changed config makes.
import { createMachine } from 'xstate'
import type { AnyStateMachine } from 'xstate'

/** An action as it stands in a config: a name, a name with parameters, or a function. */
export type ActionDraft = string | { readonly type: string; readonly params?: unknown } | ((...args: never) => unknown)
/** A guard as it stands in a config. */
export type GuardDraft = ActionDraft

/** A transition as it stands in a config; what is not listed here is kept as it is. */
export interface TransitionDraft {
  target?: string | readonly string[] | undefined
  guard?: GuardDraft
  actions?: ActionDraft | readonly ActionDraft[]
  reenter?: boolean
  description?: string
  meta?: unknown
}

export type Transitions = Record<string, TransitionDraft | readonly TransitionDraft[] | undefined>

/** A state as it stands in a config. */
export interface StateDraft {
  id?: string
  type?: string
  initial?: string
  entry?: ActionDraft | readonly ActionDraft[]
  exit?: ActionDraft | readonly ActionDraft[]
  tags?: string | readonly string[]
  on?: Transitions
  after?: Transitions
  always?: TransitionDraft | readonly TransitionDraft[]
  states?: Record<string, StateDraft>
  description?: string
  meta?: unknown
}

/** Named implementations, which may be replaced. */
export interface ImplementationsDraft {
  readonly guards: Record<string, unknown>
  readonly actions: Record<string, unknown>
  readonly delays: Record<string, unknown>
}

/** A deep copy of plain objects and arrays; functions, and what is of a class (a Set, a Date), are shared. */
export function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => copy(item)) as T
  if (typeof value !== 'object' || value === null) return value
  const kind: unknown = Object.getPrototypeOf(value)
  if (kind !== Object.prototype && kind !== null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]: [string, unknown]) => [key, copy(item)])) as T
}

/** One or many as a list. */
export const list = <T>(some: T | readonly T[] | undefined): readonly T[] =>
  some === undefined ? [] : Array.isArray(some) ? (some as readonly T[]) : [some as T]

const transitionsOf = (written: unknown): TransitionDraft[] =>
  list(written as TransitionDraft | string).map((one) => (typeof one === 'object' ? { ...one } : { target: one }))

const normalMap = (written: Transitions | undefined): Transitions =>
  Object.fromEntries(Object.entries(written ?? {}).map(([key, some]) => [key, transitionsOf(some)]))

/** Every shorthand of transitions written out as lists of objects. Means the same. */
export function normal(state: StateDraft): StateDraft {
  return {
    ...state,
    ...(state.on ? { on: normalMap(state.on) } : {}),
    ...(state.after ? { after: normalMap(state.after) } : {}),
    ...(state.always === undefined ? {} : { always: transitionsOf(state.always) }),
    ...(state.states
      ? { states: Object.fromEntries(Object.entries(state.states).map(([key, child]) => [key, normal(child)])) }
      : {}),
  }
}

/** The machine that an edit makes of another one; what was provided is kept. The edit sees lists of transitions. */
export function edited(
  machine: AnyStateMachine,
  edit: (root: StateDraft, implementations: ImplementationsDraft) => unknown,
): AnyStateMachine {
  const root = normal(copy(machine.config) as StateDraft)
  const { guards, actions, delays, ...others } = machine.implementations
  const implementations: ImplementationsDraft = {
    guards: { ...guards },
    actions: { ...actions },
    delays: { ...delays },
  }
  edit(root, implementations)
  return createMachine(
    root as Parameters<typeof createMachine>[0],
    { ...others, ...implementations } as Parameters<typeof createMachine>[1],
  )
}

/** The state at a dotted path; the root for an empty one. */
export function stateAt(root: StateDraft, path: string): StateDraft {
  return path
    .split('.')
    .filter(Boolean)
    .reduce((state, key) => {
      const child = state.states?.[key]
      if (!child) throw new Error(`there is no state '${path}'`)
      return child
    }, root)
}

/** Where a transition stands in a config. */
export interface TransitionPlace {
  readonly state: string
  readonly kind: 'on' | 'after' | 'always'
  /** Event descriptor or delay; empty for `always`. */
  readonly event: string
  readonly index: number
}

/** The transitions of one event, delay or `always` of a normal config, in order. */
export function siblingsAt(root: StateDraft, { state, kind, event }: TransitionPlace): TransitionDraft[] {
  const at = stateAt(root, state)
  const some = kind === 'always' ? at.always : at[kind]?.[event]
  if (!Array.isArray(some)) throw new Error(`state '${state}' has no transition ${kind} ${event}`)
  return some as TransitionDraft[]
}

export const transitionAt = (root: StateDraft, place: TransitionPlace): TransitionDraft => {
  const found = siblingsAt(root, place)[place.index]
  if (!found) throw new Error(`state '${place.state}' has no transition ${place.kind} ${place.event} [${place.index}]`)
  return found
}
