// What a chart consists of, as data: its states, its transitions with their guards, its timers, what it emits.
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate'
import { copy, list, normal, type StateDraft, type TransitionDraft, type TransitionPlace } from './machineEdit.js'

/** A transition of a chart. */
export interface ChartTransition extends TransitionPlace {
  /** `power.off on power.applied [0]`; never changes as long as the transition stands where it stands. */
  readonly id: string
  readonly guarded: boolean
  readonly description: string
  readonly sources: readonly string[]
}

/** A state of a chart. */
export interface ChartState {
  /** Dotted path; `(root)` for the root. */
  readonly id: string
  readonly path: string
  readonly tags: readonly string[]
  readonly sources: readonly string[]
  /** No party is found in it after a step: it is a history state, or a transition without event and guard leads out of it. */
  readonly transient: boolean
}

export interface Chart {
  readonly root: StateDraft
  readonly states: readonly ChartState[]
  readonly transitions: readonly ChartTransition[]
}

const sourcesIn = (meta: unknown): readonly string[] =>
  (meta as { readonly sources?: readonly string[] } | undefined)?.sources ?? []

export const rootName = '(root)'

/** The states of the chart that are active in a snapshot, by their ids. */
export const statesIn = (snapshot: AnyMachineSnapshot): readonly string[] =>
  (snapshot._nodes as readonly { readonly path: readonly string[] }[]).map(({ path }) => path.join('.') || rootName)

/** The name of a transition. */
export function transitionName({ state, kind, event, index }: TransitionPlace): string {
  const what = kind === 'always' ? 'always' : `${kind} ${event}`
  return `${state || rootName} ${what} [${index}]`
}

function below(state: StateDraft, path: string): { readonly state: StateDraft; readonly path: string }[] {
  return [
    { state, path },
    ...Object.entries(state.states ?? {}).flatMap(([key, child]) => below(child, path === '' ? key : `${path}.${key}`)),
  ]
}

function transitionsOf(state: StateDraft, path: string): readonly ChartTransition[] {
  const all = (kind: TransitionPlace['kind'], event: string, some: unknown): readonly ChartTransition[] =>
    list(some as readonly TransitionDraft[]).map((draft, index) => {
      const place = { state: path, kind, event, index }
      return {
        ...place,
        id: transitionName(place),
        guarded: draft.guard !== undefined,
        description: draft.description ?? '',
        sources: sourcesIn(draft.meta),
      }
    })
  return [
    ...Object.entries(state.on ?? {}).flatMap(([event, some]) => all('on', event, some)),
    ...Object.entries(state.after ?? {}).flatMap(([delay, some]) => all('after', delay, some)),
    ...all('always', '', state.always),
  ]
}

/** Whether nobody is ever found in it: it leads back to where its parent was, or on by a transition that is taken at once. */
const passing = ({ always, type }: StateDraft): boolean =>
  type === 'history' || list(always as readonly TransitionDraft[]).some(({ guard }) => guard === undefined)

/** Reads a machine. */
export function chartOf(machine: AnyStateMachine): Chart {
  const root = normal(copy(machine.config) as StateDraft)
  const all = below(root, '')
  return {
    root,
    states: all.map(({ state, path }) => ({
      id: path || rootName,
      path,
      tags: list(state.tags),
      sources: sourcesIn(state.meta),
      transient: passing(state),
    })),
    transitions: all.flatMap(({ state, path }) => transitionsOf(state, path)),
  }
}
