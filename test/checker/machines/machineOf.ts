// From a shape to a machine of XState, and from machines to a world in which they hear each other.
import {
  and,
  assign,
  cancel,
  createMachine,
  emit,
  enqueueActions,
  fromCallback,
  fromPromise,
  log,
  not,
  or,
  raise,
  stateIn,
} from 'xstate'
import type { AnyStateMachine } from 'xstate'
import type { Party, PartyEvent, Service } from '../../../model/party.js'
import type { World } from '../../../model/world.js'
import { world } from '../worlds.js'
import {
  delays,
  descriptors,
  type ActionShape,
  type GuardShape,
  type MachineShape,
  type MoveShape,
  type NodeShape,
  type TargetShape,
} from './shapes.js'

/** The context of a random machine; `given` is handed on whole. */
interface Held {
  readonly n: number
  readonly note: string | undefined
  readonly list: readonly number[]
  readonly given: { readonly bold: boolean; readonly level: number }
}
interface Args {
  readonly context: Held
  readonly event: { readonly type: string; readonly k?: unknown }
}

const never = (): Promise<never> => new Promise(() => undefined)
const unreachable = (): never => {
  throw new Error('an action with effects is run')
}

/** Delayed raises: the event, the delay, and the id. */
const later = [
  [{ type: 'later.a' }, 1000, 'ra'],
  [{ type: 'later.b', k: 1 }, 'short', 'rb'],
  [{ type: 'later.c' }, 'pause', 'rc'],
  [{ type: 'later.b', k: 2 }, 2000, 'rb'],
  [{ type: 'e0' }, 'vague', 'rd'],
  [{ type: 'later.a' }, 2000, undefined],
] as const

const raisedBy = (which: number): (typeof later)[number] => later[which % later.length]!

/** What the machine is made with; `cancelled` are the ids of which something is raised later. */
interface Making {
  readonly nodes: readonly NodeShape[]
  readonly cancelled: readonly string[]
  readonly quiet: boolean
}

const idOf = ({ nodes }: Making, node: NodeShape): string => `n${nodes.indexOf(node)}`
const descendants = (node: NodeShape): readonly NodeShape[] =>
  node.children.flatMap((child) => [child, ...descendants(child)])
const cyclic = <T>(all: readonly T[], index: number): T => all[index % all.length]!

function guardOf(shape: GuardShape, making: Making): unknown {
  switch (shape.kind) {
    case 'count':
      return ({ context }: Args) => context.n === shape.n
    case 'named':
      return 'isZero'
    case 'atLeast':
      return { type: 'atLeast', params: { n: shape.n } }
    case 'bold':
      return ({ context }: Args) => context.given.bold
    case 'noted':
      return ({ context }: Args) => context.note !== undefined
    case 'payload':
      return ({ event }: Args) => event.k === 1
    case 'listed':
      return ({ context }: Args) => context.list.includes(1)
    case 'stateIn':
      return stateIn(`#${idOf(making, cyclic(making.nodes, shape.node))}`)
    case 'not':
      return not(guardOf(shape.of, making) as never)
    case 'and':
    case 'or':
      return (shape.kind === 'and' ? and : or)(shape.of.map((one) => guardOf(one, making)) as never)
  }
}

const emitting: readonly ActionShape['kind'][] = ['emit', 'emitCount', 'enqueue']

function actionOf({ kind, which, afresh }: ActionShape, { cancelled }: Making): readonly unknown[] {
  switch (kind) {
    case 'count':
      return [assign({ n: ({ context }: Args) => (context.n + 1) % 3 })]
    case 'set':
      return [assign({ n: which % 3 })]
    case 'note':
      return [assign({ note: which % 2 === 0 ? 'noted' : undefined })]
    case 'append':
      return [assign({ list: ({ context: { list, n } }: Args) => [...list, n].slice(-2) })]
    case 'give':
      return [assign({ given: { bold: which % 2 === 0, level: which % 3 } })]
    case 'assignAll':
      return [
        assign(({ context, event }: Args) => ({
          ...context,
          n: typeof event.k === 'number' ? event.k : context.given.level,
        })),
      ]
    case 'emit':
      return [emit({ type: 's0' })]
    case 'emitCount':
      return [emit((({ context }: Args) => ({ type: 's1', n: context.n })) as never)]
    case 'raise':
      return [raise({ type: 'again' })]
    case 'raiseLater': {
      // Without an id it cannot be cancelled.
      const [event, delay, id] = raisedBy(afresh ? which % 5 : which)
      const raised = raise(event, { delay, ...(id === undefined ? {} : { id }) } as never)
      return afresh && id !== undefined ? [cancel(id), raised] : [raised]
    }
    case 'cancel':
      return cancelled.length === 0 ? [log('nothing to cancel')] : [cancel(cyclic(cancelled, which))]
    case 'log':
      return [log('something')]
    case 'effect':
      return which % 2 === 0 ? ['beep'] : [unreachable]
    case 'named':
      return ['countUp']
    case 'withParameters':
      return [
        { type: 'setTo', params: which % 2 === 0 ? { n: which % 3 } : ({ context }: Args) => ({ n: 2 - context.n }) },
      ]
    case 'enqueue':
      return [
        enqueueActions((({ enqueue, check, context }: Enqueuing) => {
          enqueue.assign({ note: `${context.n}` })
          if (check({ type: 'atLeast', params: { n: 1 } })) enqueue.emit({ type: 's0' })
          else enqueue('countUp')
        }) as never),
      ]
  }
}

interface Enqueuing extends Args {
  readonly check: (guard: object) => boolean
  readonly enqueue: ((action: string) => void) & {
    readonly assign: (change: object) => void
    readonly emit: (event: PartyEvent) => void
  }
}

/** Where a transition of a node leads; undefined for nowhere. */
function targetOf(
  { kind, node: which }: TargetShape,
  node: NodeShape,
  making: Making,
): string | readonly string[] | undefined {
  const { nodes } = making
  const named = (one: NodeShape): string => `#${idOf(making, one)}`
  const anywhere = (): string => named(cyclic(nodes, which))
  switch (kind) {
    case 'none':
      return undefined
    case 'self':
      return named(node)
    case 'node':
      return anywhere()
    case 'within': {
      const below = descendants(node)
      return named(below.length === 0 ? node : cyclic(below, which))
    }
    case 'history': {
      const remembering = nodes.filter(({ history, kind }) => history !== null && kind !== 'atomic' && kind !== 'final')
      return remembering.length === 0 ? anywhere() : `${named(cyclic(remembering, which))}h`
    }
    case 'regions': {
      const split = nodes.filter((one) => one.kind === 'parallel')
      if (split.length === 0) return anywhere()
      return cyclic(split, which)
        .children.slice(0, 2)
        .map((region) => named(cyclic([region, ...descendants(region)], which)))
        .reverse()
    }
  }
}

function configOf(node: NodeShape, making: Making): object {
  const { quiet } = making
  const listed = (all: readonly ActionShape[], heard: boolean): readonly unknown[] =>
    all.filter(({ kind }) => heard || !quiet || !emitting.includes(kind)).flatMap((one) => actionOf(one, making))
  const moved = ({ guard, target, actions }: MoveShape, heard = true): object => ({
    ...(guard === null ? {} : { guard: guardOf(guard, making) }),
    ...(target.kind === 'none' ? {} : { target: targetOf(target, node, making), reenter: target.reenter }),
    actions: listed(actions, heard),
  })
  const id = idOf(making, node)
  const acts = { entry: listed(node.entry, false), exit: listed(node.exit, true) }
  if (node.kind === 'final') return { id, type: 'final', ...acts, output: ({ context }: Args) => ({ n: context.n }) }
  const invoke = invokeOf(node, making, moved)
  return {
    id,
    ...acts,
    on: Object.fromEntries(
      node.on.map(({ event, moves }) => [
        descriptors[event]!,
        moves.length === 0 ? undefined : moves.map((one) => moved(one)),
      ]),
    ),
    after: Object.fromEntries(node.after.map(({ delay, moves }) => [delays[delay]!, moves.map((one) => moved(one))])),
    ...(node.always.length === 0 ? {} : { always: node.always.map((one) => moved(one, false)) }),
    ...(node.children.length === 0 || node.onDone.length === 0 ? {} : { onDone: node.onDone.map((one) => moved(one)) }),
    ...(invoke === undefined ? {} : { invoke }),
    ...(node.kind === 'atomic' ? {} : childrenOf(node, making, listed(node.first, false))),
  }
}

function childrenOf(node: NodeShape, making: Making, first: readonly unknown[]): object {
  const { history, children, kind, initial } = node
  const name = (index: number): string => `k${index % children.length}`
  return {
    ...(kind === 'parallel' ? { type: 'parallel' } : { initial: { target: name(initial), actions: first } }),
    states: {
      ...Object.fromEntries(children.map((child, index) => [name(index), configOf(child, making)])),
      ...(history === null
        ? {}
        : {
            past: {
              id: `${idOf(making, node)}h`,
              type: 'history',
              history: history.deep ? 'deep' : 'shallow',
              ...(history.fallback === null || kind === 'parallel' ? {} : { target: name(history.fallback) }),
            },
          }),
    },
  }
}

/** By which a service that is written at its state is known. */
const inlineId = (making: Making, node: NodeShape): string => `inline of ${idOf(making, node)}`

function invokeOf(node: NodeShape, making: Making, moved: (move: MoveShape) => object): object | undefined {
  if (node.invoke === null) return undefined
  const { source, called, done, error } = node.invoke
  return {
    ...(source === 'inline'
      ? { src: fromPromise(never), id: inlineId(making, node) }
      : { src: source, ...(called ? { id: `call of ${idOf(making, node)}` } : {}) }),
    ...(done.length === 0 ? {} : { onDone: done.map(moved) }),
    onError: [moved(error), { actions: assign({ note: 'failed' }) }],
  }
}

const implementations = {
  actions: {
    beep: unreachable,
    countUp: assign({ n: ({ context }: Args) => (context.n + 1) % 3 }),
    setTo: assign({ n: (_: Args, { n }: { readonly n: number }) => n }),
  },
  guards: {
    isZero: ({ context }: Args) => context.n === 0,
    atLeast: ({ context }: Args, { n }: { readonly n: number }) => context.n >= n,
  },
  actors: { promise: fromPromise(never), callback: fromCallback(() => undefined) },
  delays: {
    short: 1000,
    long: 3000,
    vague: 86_400_000,
    pause: ({ context }: Args) => 1000 * (1 + context.n),
    odd: ({ context }: Args) => 700 + context.n,
  },
}

const actionsIn = (node: NodeShape): readonly ActionShape[] => {
  const moves = [
    ...node.on.flatMap((one) => one.moves),
    ...node.after.flatMap((one) => one.moves),
    ...node.always,
    ...(node.children.length === 0 ? [] : node.onDone),
    ...(node.invoke === null ? [] : [...node.invoke.done, node.invoke.error]),
  ]
  const own = [...node.entry, ...node.exit]
  if (node.kind === 'final') return own
  const first = node.kind === 'compound' ? node.first : []
  return [...own, ...first, ...moves.flatMap(({ actions }) => actions)]
}

/** The machine of a shape, and what comes of the services that are written at its states. */
export function machineOf({ root, waits }: MachineShape): {
  readonly machine: AnyStateMachine
  readonly services: Readonly<Record<string, Service>>
} {
  const nodes = [root, ...descendants(root)]
  const ids = nodes
    .flatMap(actionsIn)
    .filter(({ kind }) => kind === 'raiseLater')
    .map(({ which, afresh }) => raisedBy(afresh ? which % 5 : which)[2])
  const making: Making = { nodes, cancelled: ids.filter((id) => id !== undefined), quiet: !waits }
  const invoking = nodes.filter(({ kind, invoke }) => kind !== 'final' && invoke !== null)
  const uses = (source: string): boolean => invoking.some(({ invoke }) => invoke!.source === source)
  const own = configOf(root, making)
  // What comes to its end there, comes to its end as a whole.
  const main = waits && !('onDone' in own) ? { ...own, onDone: '#over' } : own
  const config = waits ? { id: 'm', initial: 'new', states: { new: { on: { begin: '#n0' } }, main, over } } : main
  const context = ({ input }: { readonly input: number }): Held => ({
    n: 0,
    note: undefined,
    list: [],
    given: { bold: input === 1, level: input },
  })
  return {
    machine: createMachine(
      { ...config, context, options: { maxIterations: 60 } } as object,
      implementations as never,
    ) as AnyStateMachine,
    services: {
      ...(uses('promise') ? { promise: { done: [1, { two: [2] }], error: ['busy'] } } : {}),
      ...(uses('callback') ? { callback: { error: ['gone'], says: [{ type: 'news', k: 1 }] } } : {}),
      ...Object.fromEntries(
        invoking
          .filter(({ invoke }) => invoke!.source === 'inline')
          .map((node) => [inlineId(making, node), { done: ['this'], error: [{ message: 'no' }] }]),
      ),
    },
  }
}

const over = { id: 'over', type: 'final', output: ({ context }: Args) => ({ n: context.n }) }

const sent: readonly PartyEvent[] = [
  { type: 'begin' },
  { type: 'e0' },
  { type: 'e1' },
  { type: 'pong.a' },
  { type: 'pong.b.c' },
  { type: 'set', k: 1 },
  { type: 'set', k: 2 },
  { type: 'what nobody waits for' },
]
const said: readonly PartyEvent[] = [{ type: 's0' }, ...[0, 1, 2].map((n) => ({ type: 's1', n }))]

/** A world of one machine or two, each of which hears what the other says. */
export function worldOf(shapes: readonly MachineShape[]): World {
  const names = shapes.map((_, index) => 'ab'[index]!)
  const parties = shapes.map((shape, index): Party => ({
    name: names[index]!,
    title: names[index]!,
    ...machineOf(shape),
    inputs: [0, 1],
    hears: [...sent, ...said],
    says: said,
    effects: 'ignore',
    delays: { pause: [1000, 2000, 3000] },
  }))
  return world(parties, {
    links: names.flatMap((from) =>
      names.filter((to) => to !== from).flatMap((to) => ['s0', 's1'].map((says) => ({ from, says, to }))),
    ),
    stimuli: names.flatMap((party) =>
      sent.map((event) => ({
        id: `${party}: ${Object.values(event).join(' ')}`,
        party,
        event,
        description: event.type,
        sources: [],
      })),
    ),
    freeDelays: ['vague', 'odd'],
  })
}
