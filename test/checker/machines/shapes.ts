// Random machines as data: a tree of states with all that a party may have in them, drawn by fast-check and shrunk by it.
import fc from 'fast-check'

/** A guard, by what it looks at. */
export type GuardShape =
  | { readonly kind: 'count' | 'named' | 'atLeast'; readonly n: number }
  | { readonly kind: 'bold' | 'noted' | 'payload' | 'listed' }
  | { readonly kind: 'stateIn'; readonly node: number }
  | { readonly kind: 'not'; readonly of: GuardShape }
  | { readonly kind: 'and' | 'or'; readonly of: readonly [GuardShape, GuardShape] }

/** An action, by what it does. */
export interface ActionShape {
  readonly kind:
    | 'count'
    | 'set'
    | 'note'
    | 'append'
    | 'give'
    | 'assignAll'
    | 'emit'
    | 'emitCount'
    | 'raise'
    | 'raiseLater'
    | 'cancel'
    | 'log'
    | 'effect'
    | 'named'
    | 'withParameters'
    | 'enqueue'
  /** Which of the possible values. */
  readonly which: number
  /** For a delayed raise: whether one of the same id is cancelled before. */
  readonly afresh: boolean
}

/** Where a transition leads. */
export interface TargetShape {
  readonly kind: 'none' | 'self' | 'node' | 'within' | 'history' | 'regions'
  readonly node: number
  readonly reenter: boolean
}

export interface MoveShape {
  readonly guard: GuardShape | null
  readonly target: TargetShape
  readonly actions: readonly ActionShape[]
}

export interface InvokeShape {
  readonly source: 'promise' | 'callback' | 'inline'
  readonly called: boolean
  readonly done: readonly MoveShape[]
  readonly error: MoveShape
}

export interface NodeShape {
  readonly children: readonly NodeShape[]
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final'
  readonly initial: number
  readonly first: readonly ActionShape[]
  /** A child that remembers, with a default of its own or without. */
  readonly history: { readonly deep: boolean; readonly fallback: number | null } | null
  readonly entry: readonly ActionShape[]
  readonly exit: readonly ActionShape[]
  /** What it does on events, by the index of their descriptor; one that is forbidden has no moves. */
  readonly on: readonly { readonly event: number; readonly moves: readonly MoveShape[] }[]
  readonly after: readonly { readonly delay: number; readonly moves: readonly MoveShape[] }[]
  readonly always: readonly MoveShape[]
  readonly onDone: readonly MoveShape[]
  readonly invoke: InvokeShape | null
}

export interface MachineShape {
  readonly root: NodeShape
  /** Whether it waits for a first event, so that whatever it enters then may emit. */
  readonly waits: boolean
}

/** What states listen to; the last one is heard by no name. */
export const descriptors = [
  'e0',
  'e1',
  'pong.a',
  'pong.*',
  'set',
  '*',
  'again',
  'later.a',
  'later.*',
  'news',
  's0',
  's1',
] as const

/** Delays by which states are left: inline, with a name, computed, and of unknown length. */
export const delays = [1000, 'short', 2000, 'long', 'pause', 'vague', 'odd', 0] as const

const which = fc.nat({ max: 5 })

const guard: fc.Arbitrary<GuardShape> = fc.letrec<{ any: GuardShape; plain: GuardShape }>((tie) => ({
  plain: fc.oneof(
    fc.record({ kind: fc.constantFrom('count', 'named', 'atLeast'), n: fc.nat({ max: 2 }) }),
    fc.record({ kind: fc.constantFrom('bold', 'noted', 'payload', 'listed') }),
    fc.record({ kind: fc.constant('stateIn' as const), node: fc.nat({ max: 20 }) }),
  ),
  any: fc.oneof(
    { weight: 6, arbitrary: tie('plain') },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('not' as const), of: tie('plain') }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constantFrom('and', 'or'), of: fc.tuple(tie('plain'), tie('plain')) }),
    },
  ),
})).any

const kinds: readonly (readonly [weight: number, ...kinds: ActionShape['kind'][]])[] = [
  [3, 'count'],
  [2, 'set', 'note', 'append', 'give', 'assignAll', 'emit', 'emitCount', 'cancel'],
  [2, 'log', 'effect', 'named', 'withParameters', 'enqueue'],
  [4, 'raiseLater'],
  // It often goes round.
  [1, 'raise'],
]

const action: fc.Arbitrary<ActionShape> = fc.record({
  kind: fc.oneof(...kinds.flatMap(([weight, ...all]) => all.map((kind) => ({ weight, arbitrary: fc.constant(kind) })))),
  which,
  afresh: fc.nat({ max: 15 }).map((n) => n > 0),
})

const counting: ActionShape = { kind: 'count', which: 0, afresh: true }

const actions = (most: number): fc.Arbitrary<readonly ActionShape[]> => fc.array(action, { maxLength: most })

const target: fc.Arbitrary<TargetShape> = fc.record({
  kind: fc.constantFrom('none', 'self', 'node', 'node', 'node', 'within', 'history', 'regions'),
  node: fc.nat({ max: 20 }),
  reenter: fc.boolean(),
})

const move: fc.Arbitrary<MoveShape> = fc.record({
  guard: fc.option(guard, { freq: 2 }),
  target,
  actions: actions(2),
})

const moves = fc.array(move, { minLength: 1, maxLength: 2 })

const invoke: fc.Arbitrary<InvokeShape> = fc.record({
  source: fc.constantFrom('promise', 'callback', 'inline'),
  called: fc.boolean(),
  done: fc.array(move, { maxLength: 2 }),
  error: move,
})

/** What any state may have. */
const state = {
  initial: which,
  first: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: actions(1) }),
  history: fc.option(fc.record({ deep: fc.boolean(), fallback: fc.option(which) }), { freq: 3 }),
  entry: actions(1),
  exit: actions(1),
  on: fc.array(
    fc.record({
      event: fc.nat({ max: descriptors.length - 1 }),
      moves: fc.oneof({ weight: 9, arbitrary: moves }, { weight: 1, arbitrary: fc.constant([]) }),
    }),
    { maxLength: 3 },
  ),
  after: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(fc.record({ delay: fc.nat({ max: delays.length - 1 }), moves }), { maxLength: 2 }),
    },
  ),
  always: fc.oneof(
    { weight: 7, arbitrary: fc.constant([]) },
    // What does not change what it looks at goes on and on.
    {
      weight: 1,
      arbitrary: fc
        .record({ n: fc.nat({ max: 2 }), target, actions: actions(1) })
        .map(({ n, ...rest }) => [
          { target: rest.target, actions: [counting, ...rest.actions], guard: { kind: 'count' as const, n } },
        ]),
    },
  ),
  onDone: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(move, { maxLength: 1 }) },
  ),
  invoke: fc.option(invoke, { freq: 4 }),
}

const node = (depth: number): fc.Arbitrary<NodeShape> => {
  const leaf = fc.record({
    ...state,
    children: fc.constant([]),
    kind: fc.constantFrom('atomic', 'atomic', 'atomic', 'atomic', 'final'),
  })
  if (depth === 0) return leaf
  return fc.oneof(
    { weight: 2, arbitrary: leaf },
    {
      weight: 3,
      arbitrary: fc.record({
        ...state,
        children: fc.array(node(depth - 1), { minLength: 2, maxLength: 3 }),
        kind: fc.constant('compound' as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        ...state,
        children: fc.array(node(depth - 1), { minLength: 2, maxLength: 2 }),
        kind: fc.constant('parallel' as const),
      }),
    },
  )
}

/** Machines with up to four levels of states. */
export const machineShapes: fc.Arbitrary<MachineShape> = fc.record({
  root: fc.record({
    ...state,
    children: fc.array(node(2), { minLength: 2, maxLength: 3 }),
    kind: fc.constantFrom('compound', 'parallel'),
  }),
  waits: fc.nat({ max: 3 }).map((n) => n > 0),
})
