// A party's machine as a plain tree of states and transitions, in the words of its author, for diagrams and SCXML.
import type { AnyStateMachine, AnyStateNode } from 'xstate'
import type { Party } from '../../model/party.js'
import { timersOf } from '../compile/timers.js'

export interface ChartTransition {
  /** Event type, or the empty string where it needs none. */
  readonly event: string
  /** Name of the delay, of a timer's transition. */
  readonly delay?: string
  /** In words; undefined where there is none. */
  readonly guard?: string
  /** Ids of the states that it leads to; none for a transition that stays where it is. */
  readonly targets: readonly string[]
  readonly actions: readonly string[]
  readonly description?: string
  readonly sources: readonly string[]
}

export interface ChartState {
  /** Unique in the machine: the dotted path below the machine's own id. */
  readonly id: string
  readonly name: string
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final' | 'history'
  /** Id of the state that is entered first, of a compound state. */
  readonly initial?: string
  readonly tags: readonly string[]
  readonly description?: string
  readonly sources: readonly string[]
  /** Timers that start on entry, by name of the delay; ms where they do not have to be computed. */
  readonly timers: readonly { readonly event: string; readonly delay: string; readonly milliseconds?: number }[]
  readonly transitions: readonly ChartTransition[]
  readonly states: readonly ChartState[]
}

/** A machine, and what it hears and says. */
export interface Chart {
  readonly party: string
  readonly title: string
  readonly root: ChartState
  readonly hears: readonly string[]
  readonly says: readonly string[]
}

/** What XState's own type of a transition says, but for its `any`. */
interface Definition {
  readonly eventType: string
  readonly guard?: unknown
  readonly target: readonly AnyStateNode[] | undefined
  readonly actions: readonly unknown[]
  readonly description?: string | undefined
  readonly meta?: unknown
}

/** What XState makes of a guard or an action: an object, or a function with fields. */
interface Named {
  readonly type?: string
  readonly name?: string
  readonly guards?: readonly unknown[]
}

/** `not(a)`, `and(a, b)`, or the name of a guard. */
function guardInWords(guard: unknown): string {
  if (typeof guard === 'string') return guard
  const { type, guards, name } = guard as Named
  const kind = type?.replace(/^xstate\./, '') ?? name ?? 'guard'
  return guards ? `${kind}(${guards.map(guardInWords).join(', ')})` : kind
}

function actionInWords(action: unknown): string {
  if (typeof action === 'string') return action
  const { type, name } = action as Named
  return (type ?? name ?? 'action').replace(/^xstate\./, '')
}

const sourcesOf = (meta: unknown): readonly string[] =>
  (meta as { readonly sources?: readonly string[] } | undefined)?.sources ?? []

const described = (description: string | undefined): { readonly description?: string } =>
  description === undefined ? {} : { description }

function stateOf(node: AnyStateNode, timers: ReturnType<typeof timersOf>): ChartState {
  const delays = new Map(timers.map((timer) => [timer.type, timer]))
  const definitions: readonly Definition[] = [...[...node.transitions.values()].flat(), ...(node.always ?? [])]
  const transitions = definitions.map((definition): ChartTransition => {
    const { eventType, guard, target, actions, description, meta } = definition
    const delay = delays.get(eventType)?.delay
    return {
      event: eventType,
      ...(delay === undefined ? {} : { delay }),
      ...(guard === undefined ? {} : { guard: guardInWords(guard) }),
      targets: (target ?? []).map(({ id }) => id),
      actions: actions.map(actionInWords),
      ...described(description),
      sources: sourcesOf(meta),
    }
  })
  const first = node.type === 'compound' ? node.initial.target[0]?.id : undefined
  const own = new Set(node.after.map(({ eventType }) => eventType as string))
  return {
    id: node.id,
    name: node.key,
    kind: node.type,
    ...(first === undefined ? {} : { initial: first }),
    tags: [...node.tags].sort(),
    ...described(node.description),
    sources: sourcesOf(node.meta),
    timers: timers
      .filter(({ type }) => own.has(type))
      .map(({ type, delay, milliseconds }) => ({
        event: type,
        delay,
        ...(milliseconds === undefined ? {} : { milliseconds }),
      })),
    transitions,
    states: Object.values(node.states as Readonly<Record<string, AnyStateNode>>).map((child) => stateOf(child, timers)),
  }
}

/** The chart of a party's live machine; its states in the order in which they are written. */
export function chartOf(party: Party): Chart {
  const machine: AnyStateMachine = party.machine
  const types = (events: Party['hears']): readonly string[] => [...new Set(events.map(({ type }) => type))].sort()
  return {
    party: party.name,
    title: party.title,
    root: stateOf(machine.root, timersOf(party)),
    hears: types(party.hears),
    says: types(party.says),
  }
}

/** A state and all below it, parents first. */
export const everyState = (state: ChartState): readonly ChartState[] => [state, ...state.states.flatMap(everyState)]

/** `event [guard] / actions`, as UML writes it. */
export function transitionInWords({ event, delay, guard, actions }: ChartTransition): string {
  const trigger = delay === undefined ? event : `after ${delay}`
  return [
    ...(trigger === '' ? [] : [trigger]),
    ...(guard === undefined ? [] : [`[${guard}]`]),
    ...(actions.length === 0 ? [] : [`/ ${actions.join(', ')}`]),
  ].join(' ')
}
