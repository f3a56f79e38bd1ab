// What a machine consists of, as pages and drawings show it: states with their transitions, read from the live machine.
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate'
import { configure } from '../../machines/configurations.js'
import { group } from '../../machines/fleet/group.js'
import { rollout, turn } from '../../machines/fleet/rollout.js'
import type { Party } from '../../model/party.js'
import { scopeNames, system } from '../../machines/system.js'
import { stateAnchor } from '../../report/sitePaths.js'

export interface TransitionView {
  /** Anchor, unique on the page of its machine. */
  readonly anchor: string
  /** Dotted path of the state that takes it. */
  readonly source: string
  /** `on power.cut`, `after snooze`, `always`. */
  readonly label: string
  /** The same without `on`, for drawings. */
  readonly short: string
  /** The event's type; undefined for `after` and `always`. */
  readonly event?: string
  readonly guard?: string
  /** Dotted paths; none where it only acts. */
  readonly targets: readonly string[]
  readonly actions: readonly string[]
  readonly description: string
  readonly sources: readonly string[]
}

export interface StateView {
  readonly anchor: string
  /** Dotted; `(root)` for the machine itself. */
  readonly path: string
  readonly name: string
  readonly kind: AnyStateNode['type']
  readonly description: string
  readonly sources: readonly string[]
  readonly tags: readonly string[]
  readonly entry: readonly string[]
  readonly exit: readonly string[]
  /** Path of the child in which it starts. */
  readonly initial?: string
  readonly transitions: readonly TransitionView[]
  readonly children: readonly StateView[]
}

export const sourcesIn = (meta: unknown): readonly string[] =>
  (meta as { readonly sources?: readonly string[] } | undefined)?.sources ?? []

export const pathOf = ({ path }: AnyStateNode): string => path.join('.') || '(root)'

/** The delay by which a timer event is named: `snooze` of `xstate.after.snooze.device.power.snoozing`. */
const delayOf = (type: string, { id }: AnyStateNode): string | undefined =>
  type.endsWith(`.${id}`) ? /^xstate\.after\.([^.]+)\./.exec(type)?.[1] : undefined

const nameOf = (thing: unknown): string =>
  typeof thing === 'string' ? thing : ((thing as { readonly type?: string } | undefined)?.type ?? '(inline)')

function viewTransition(
  node: AnyStateNode,
  type: string | undefined,
  definition: AnyTransitionDefinition,
  number: number,
): TransitionView {
  const delay = type === undefined ? undefined : delayOf(type, node)
  const short = type === undefined ? 'always' : delay === undefined ? type : `after ${delay}`
  return {
    anchor: `${stateAnchor(pathOf(node))}-${number}`,
    source: pathOf(node),
    label: type === undefined || delay !== undefined ? short : `on ${type}`,
    short,
    ...(type === undefined || delay !== undefined ? {} : { event: type }),
    ...(definition.guard === undefined ? {} : { guard: nameOf(definition.guard) }),
    targets: (definition.target ?? []).map(pathOf),
    actions: definition.actions.map(nameOf),
    description: definition.description ?? '',
    sources: sourcesIn(definition.meta),
  }
}

function viewState(node: AnyStateNode): StateView {
  const definitions = [
    ...[...node.transitions].flatMap(([type, all]) => all.map((one) => [type, one] as const)),
    ...(node.always ?? []).map((one) => [undefined, one] as const),
  ]
  const initial = node.type === 'compound' ? node.initial.target[0] : undefined
  return {
    anchor: stateAnchor(pathOf(node)),
    path: pathOf(node),
    name: node.key,
    kind: node.type,
    description: node.description ?? '',
    sources: sourcesIn(node.meta),
    tags: node.tags,
    entry: node.entry.map(nameOf),
    exit: node.exit.map(nameOf),
    ...(initial === undefined ? {} : { initial: pathOf(initial) }),
    transitions: definitions.map(([type, one], index) => viewTransition(node, type, one, index + 1)),
    children: Object.values(node.states).map(viewState),
  }
}

/** The machine as a tree of states, its root first. */
export const viewMachine = (machine: AnyStateMachine): StateView => viewState(machine.root)

/** A state and all that is below it, parents first. */
export const withDescendants = (state: StateView): readonly StateView[] => [
  state,
  ...state.children.flatMap(withDescendants),
]

/** The parties that only a fleet has. */
export const fleetParties: readonly Party[] = [rollout(1), turn(), group()]

/** Each party once, in the order of the world; its machine is the same in every configuration. */
export const parties: readonly Party[] = [
  ...new Map(
    [...scopeNames]
      .reverse()
      .flatMap((scope) => system(configure().values, scope).parties.map((one) => [one.name, one])),
  ).values(),
  ...fleetParties,
]

/** How many machines there are, in words: one for each party, and those that only a fleet has. */
export const machineCount = `${parties.length - fleetParties.length} machines, one for each party, and ${fleetParties.length} more for fleets`
