// The kinds of mistakes that one can make in a machine: each operator makes one change to one place of a config.
import { emit, not } from 'xstate'
import type { AnyStateMachine, AnyStateNode } from 'xstate'
import { stateNodes } from '../../checker/compile/timers.js'
import type { Party } from '../../model/party.js'
import type { PartyEvent } from '../../model/party.js'
import { eventName } from '../party/partyGraph.js'
import { chartOf, rootName, type Chart, type ChartTransition } from './chart.js'
import {
  list,
  siblingsAt,
  stateAt,
  transitionAt,
  type ActionDraft,
  type ImplementationsDraft,
  type StateDraft,
  type TransitionDraft,
  type TransitionPlace,
} from './machineEdit.js'

export const operators = {
  'transition-removed': 'a transition is missing',
  'transition-retargeted': 'a transition leads to another state',
  'event-swapped': 'what is done on one event is done on another',
  'guard-dropped': 'a guard is not asked',
  'guard-negated': 'a guard says the opposite',
  'action-dropped': 'an action is not done',
  'emit-dropped': 'something is not said',
  'emit-changed': 'something else is said',
  'emit-doubled': 'something is said twice',
  'delay-doubled': 'a delay is twice as long',
  'delay-halved': 'a delay is half as long',
  'tag-removed': 'a state does not say what it is',
} as const satisfies Record<string, string>

export type Operator = keyof typeof operators

/** What a change can make a difference to. */
export type Spot =
  | { readonly kind: 'transition'; readonly place: TransitionPlace }
  | { readonly kind: 'entry' | 'exit' | 'tags'; readonly state: string }
  | { readonly kind: 'events'; readonly state: string; readonly events: readonly [string, string] }
  | { readonly kind: 'delay'; readonly delay: string }

/** One change to a machine. */
export interface Mutation {
  readonly operator: Operator
  readonly spot: Spot
  /** State, transition or delay that is changed, and what of it; with the operator, unique in the machine. */
  readonly place: string
  /** Sources that the place cites. */
  readonly sources: readonly string[]
  readonly edit: (root: StateDraft, implementations: ImplementationsDraft) => void
}

interface Emit {
  readonly type: string
  readonly event: unknown
}

type Resolve = (args: unknown, params: unknown) => PartyEvent

const nameOf = (action: ActionDraft): string =>
  typeof action === 'string' ? action : typeof action === 'function' ? '(function)' : action.type

/** The emit that an action is, if it is one. */
function emitOf(action: ActionDraft, { actions }: Pick<ImplementationsDraft, 'actions'>): Emit | undefined {
  const done: unknown = typeof action === 'function' ? action : actions[nameOf(action)]
  return typeof done === 'function' && (done as unknown as Emit).type === 'xstate.emit'
    ? (done as unknown as Emit)
    : undefined
}

/** The next event that a party can say: the same with another payload where there is one, else another type. */
function another(said: PartyEvent, all: readonly PartyEvent[]): PartyEvent {
  const at = all.findIndex((event) => eventName(event) === eventName(said))
  const others = [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))]
  return others.find(({ type }) => type === said.type) ?? others[0] ?? { ...said, type: `${said.type}.mutated` }
}

interface Changes {
  readonly operator: Operator
  readonly change: (action: ActionDraft, implementations: ImplementationsDraft) => readonly ActionDraft[]
}

/** What can be done to one action. */
function changesOf(action: ActionDraft, machine: AnyStateMachine, { says }: Party): readonly Changes[] {
  const own = { actions: machine.implementations.actions as Record<string, unknown> }
  const said = emitOf(action, own)
  if (!said) return [{ operator: 'action-dropped', change: () => [] }]
  const resolve: Resolve = typeof said.event === 'function' ? (said.event as Resolve) : () => said.event as PartyEvent
  return [
    { operator: 'emit-dropped', change: () => [] },
    {
      operator: 'emit-changed',
      change: (draft, { actions }) => {
        const name = `${nameOf(draft)} changed`
        actions[name] = emit((args: unknown, params: unknown) => another(resolve(args, params), says))
        return [typeof draft === 'object' ? { ...draft, type: name } : name]
      },
    },
    { operator: 'emit-doubled', change: (draft) => [draft, draft] },
  ]
}

/** Changes to the actions of a transition, or to those on the entry or exit of a state. */
function ofActions<Of extends object>(
  party: Party,
  place: string,
  spot: Spot,
  sources: readonly string[],
  holder: Of,
  key: keyof Of,
  find: (root: StateDraft) => Of,
): readonly Mutation[] {
  return list(holder[key] as readonly ActionDraft[]).flatMap((action, at, all) =>
    changesOf(action, party.machine, party).map(({ operator, change }): Mutation => ({
      operator,
      spot,
      place: `${place}: ${nameOf(action)}${all.filter((one) => nameOf(one) === nameOf(action)).length > 1 ? ` (${at})` : ''}`,
      sources,
      edit: (root, implementations) => {
        const target = find(root) as Record<keyof Of, unknown>
        const actions = list(target[key] as readonly ActionDraft[])
        target[key] = actions.flatMap((one, index) => (index === at ? change(one, implementations) : [one]))
      },
    })),
  )
}

/** The states to which a transition leads, as nodes. */
function targetsOf(machine: AnyStateMachine, transition: ChartTransition): readonly AnyStateNode[] {
  const node = stateNodes(machine).find(({ path }) => path.join('.') === transition.state)!
  const all =
    transition.kind === 'always'
      ? (node.always ?? [])
      : transition.kind === 'on'
        ? (node.transitions.get(transition.event) ?? [])
        : node.after.filter(({ delay }) => String(delay) === transition.event)
  return (all[transition.index]?.target ?? []) as readonly AnyStateNode[]
}

/** The state beside another one. */
function sibling(node: AnyStateNode): AnyStateNode | undefined {
  const all = Object.values(node.parent?.states ?? {})
  return all.length < 2 ? undefined : all[(all.indexOf(node) + 1) % all.length]
}

const idOf = (machine: AnyStateMachine, node: AnyStateNode): string => `#${[machine.id, ...node.path].join('.')}`

function ofTransition(party: Party, chart: Chart, transition: ChartTransition): readonly Mutation[] {
  const { machine } = party
  const { id: place, sources } = transition
  const draft = transitionAt(chart.root, transition)
  const find = (root: StateDraft): TransitionDraft => transitionAt(root, transition)
  const { state, kind, event, index } = transition
  const spot: Spot = { kind: 'transition', place: { state, kind, event, index } }
  const one = (operator: Operator, edit: Mutation['edit'], what = place): Mutation => ({
    operator,
    spot,
    place: what,
    sources,
    edit,
  })
  const targets = targetsOf(machine, transition)
  const beside = targets.length === 1 ? sibling(targets[0]!) : undefined
  return [
    one('transition-removed', (root) => {
      const siblings = siblingsAt(root, transition)
      siblings.splice(transition.index, 1)
      if (siblings.length > 0 || transition.kind === 'always') return
      Reflect.deleteProperty(stateAt(root, transition.state)[transition.kind]!, transition.event)
    }),
    ...(beside
      ? [
          one(
            'transition-retargeted',
            (root) => (find(root).target = idOf(machine, beside)),
            `${place} to ${beside.path.join('.')}`,
          ),
        ]
      : []),
    ...(draft.guard === undefined
      ? []
      : [
          one('guard-dropped', (root) => delete find(root).guard),
          one('guard-negated', (root) => {
            const found = find(root)
            found.guard = not(found.guard as never)
          }),
        ]),
    ...ofActions(party, place, spot, sources, draft, 'actions', find),
  ]
}

/** Events of a kind: those that come from outside, or those that pass from one region to another. */
function alphabet({ hears }: Party, { transitions }: Chart, event: string): readonly string[] {
  const heard = hears.map(({ type }) => type)
  const handled = transitions.filter(({ kind }) => kind === 'on').map((one) => one.event)
  const outside = heard.includes(event)
  return [...new Set([...handled, ...heard])].filter((type) => heard.includes(type) === outside)
}

function ofState(party: Party, chart: Chart, path: string): readonly Mutation[] {
  const state = stateAt(chart.root, path)
  const name = path || rootName
  const sources = chart.states.find((one) => one.path === path)!.sources
  const find = (root: StateDraft): StateDraft => stateAt(root, path)
  const events = Object.keys(state.on ?? {})
  return [
    ...ofActions(party, `${name} entry`, { kind: 'entry', state: path }, sources, state, 'entry', find),
    ...ofActions(party, `${name} exit`, { kind: 'exit', state: path }, sources, state, 'exit', find),
    ...list(state.tags).map((tag): Mutation => ({
      operator: 'tag-removed',
      spot: { kind: 'tags', state: path },
      place: `${name}: ${tag}`,
      sources,
      edit: (root) => {
        const found = find(root)
        found.tags = list(found.tags).filter((one) => one !== tag)
      },
    })),
    ...events.flatMap((event, at): readonly Mutation[] => {
      const all = alphabet(party, chart, event)
      // The next event that the state handles as well, or else one that it does not.
      const other = events.slice(at + 1).find((one) => all.includes(one)) ?? all.find((one) => !events.includes(one))
      if (other === undefined) return []
      return [
        {
          operator: 'event-swapped',
          spot: { kind: 'events', state: path, events: [event, other] },
          place: `${name} on ${event} and ${other}`,
          sources: chart.transitions
            .filter((one) => one.state === path && one.event === event)
            .flatMap((one) => one.sources),
          edit: (root) => {
            const on = find(root).on!
            const [mine, theirs] = [on[event], on[other]]
            on[other] = mine
            if (theirs === undefined) Reflect.deleteProperty(on, event)
            else on[event] = theirs
          },
        },
      ]
    }),
  ]
}

function ofDelays({ machine }: Party, chart: Chart): readonly Mutation[] {
  const delays = machine.implementations.delays as Readonly<Record<string, unknown>>
  return Object.entries(delays).flatMap(([name, value]) => {
    if (typeof value !== 'number') return []
    const sources = chart.transitions.filter(({ event, kind }) => kind === 'after' && event === name)
    const times = (operator: Operator, factor: number): Mutation => ({
      operator,
      spot: { kind: 'delay', delay: name },
      place: `delay ${name}`,
      sources: sources.flatMap((one) => one.sources),
      edit: (_, implementations) => {
        implementations.delays[name] = value * factor
      },
    })
    return sources.length === 0 ? [] : [times('delay-doubled', 2), times('delay-halved', 0.5)]
  })
}

/** Every change that the operators make to a party's machine, in the order of its chart. */
export function mutationsOf(party: Party): readonly Mutation[] {
  const chart = chartOf(party.machine)
  return [
    ...chart.states.flatMap(({ path }) => [
      ...ofState(party, chart, path),
      ...chart.transitions
        .filter(({ state }) => state === path)
        .flatMap((transition) => ofTransition(party, chart, transition)),
    ]),
    ...ofDelays(party, chart),
  ]
}
