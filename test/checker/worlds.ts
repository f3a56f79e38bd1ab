// Small worlds for the checker's tests: hand-made ones, and a generator of random ones.
import fc from 'fast-check'
import { assign, createMachine, emit, setup } from 'xstate'
import type { AnyStateMachine } from 'xstate'
import { check } from '../../checker/check.js'
import type { PropertyVerdict } from '../../model/result.js'
import type { Party } from '../../model/party.js'
import type { Channel, Link, Stimulus, World } from '../../model/world.js'
import type { Property } from '../../properties/language/property.js'
import type { Fairness, Formula, Pattern, Predicate } from '../../model/property.js'

export const party = (
  name: string,
  machine: AnyStateMachine,
  hears: readonly string[],
  says: readonly string[] = [],
  inputs: readonly unknown[] = [undefined],
): Party => ({
  name,
  title: name,
  machine,
  inputs,
  hears: hears.map((type) => ({ type })),
  says: says.map((type) => ({ type })),
})

export const stimulus = (party: string, event: string, more: Partial<Stimulus> = {}): Stimulus => ({
  id: `${party}.${event}`,
  party,
  event: { type: event },
  description: event,
  sources: ['M-01'],
  ...more,
})

export const world = (parties: readonly Party[], more: Partial<World> = {}): World => ({
  parties,
  links: [],
  channels: [],
  stimuli: [],
  freeDelays: [],
  assumptions: [],
  ...more,
})

export const property = (pattern: Pattern, id = 'p'): Property => ({
  id,
  subject: 'boot',
  title: id,
  claim: id,
  sources: ['M-01'],
  pattern,
})

export const inState = (party: string, value: string): Predicate => ({
  kind: 'state',
  party,
  text: `is in ${value}`,
  holds: (snapshot) =>
    snapshot.matches(
      value
        .split('.')
        .reduceRight<object | string>(
          (inner, name, index, all) => (index === all.length - 1 ? name : { [name]: inner }),
          '',
        ),
    ),
})

export const hears = (party: string, type: string): Predicate => ({
  kind: 'step',
  party,
  text: `hears ${type}`,
  holds: ({ event }) => event.type === type,
})

export const says = (party: string, type: string): Predicate => ({
  kind: 'step',
  party,
  text: `says ${type}`,
  holds: (transition) => transition.says.some((event) => event.type === type),
})

/** A lamp that goes out by itself after `ms`. */
export const lamp = (ms = 3000): AnyStateMachine =>
  setup({ delays: { glow: ms } }).createMachine({
    id: 'lamp',
    initial: 'off',
    states: {
      off: { on: { press: 'on' } },
      on: { on: { press: { target: 'on', reenter: true } }, after: { glow: 'off' } },
    },
  })

export const lampWorld = (more: Partial<World> = {}): World =>
  world([party('lamp', lamp(), ['press'])], { stimuli: [stimulus('lamp', 'press')], ...more })

export const lampPredicates = { on: inState('lamp', 'on'), off: inState('lamp', 'off'), press: hears('lamp', 'press') }

/** Says `ping` on `go`, over and over. */
export const pinger = (type = 'ping'): AnyStateMachine =>
  setup({}).createMachine({ id: 'pinger', initial: 'on', states: { on: { on: { go: { actions: emit({ type }) } } } } })

/** Takes up `ping`s modulo 3. */
export const counter = (): AnyStateMachine =>
  setup({}).createMachine({
    id: 'counter',
    initial: 'n0',
    states: { n0: { on: { ping: 'n1' } }, n1: { on: { ping: 'n2' } }, n2: { on: { ping: 'n0' } } },
  })

export const pingWorld = (more: Partial<World> = {}): World =>
  world([party('pinger', pinger(), ['go'], ['ping']), party('counter', counter(), ['ping'])], {
    links: [{ from: 'pinger', says: 'ping', to: 'counter', channel: 'wire' }],
    channels: [{ name: 'wire', capacity: 2, latency: { least: 1000, most: 2000 } }],
    stimuli: [stimulus('pinger', 'go', { budget: 2 })],
    ...more,
  })

export const matching = (value: string) => (snapshot: { matches(value: string): boolean }) => snapshot.matches(value)

export const single = (machine: AnyStateMachine, inputs: readonly unknown[] = [undefined]): World =>
  world([party('one', machine, ['go'], ['said'], inputs)], { stimuli: [stimulus('one', 'go')] })

/** The verdict on the whole world, not a slice. */
export const decideOne = (one: World, predicates: Record<string, Predicate>, pattern: Pattern): PropertyVerdict =>
  check(one, predicates, [property(pattern)], { slice: false }).verdicts[0]!

/** A machine from a config of which TypeScript need not know the details. */
export const machineFrom = (config: object): AnyStateMachine => createMachine(config)

const names = ['a', 'b', 'c'] as const
const heard = ['e0', 'e1'] as const
const said = ['s0', 's1'] as const

interface Move {
  readonly target: number
  readonly says: readonly (typeof said)[number][]
  readonly counts: boolean
  readonly reenters: boolean
  readonly guarded: boolean
}

interface Shape {
  /** For each state, its move on each event and on its timer, if it has one. */
  readonly states: readonly {
    readonly on: readonly (Move | null)[]
    readonly after: { readonly delay: 'short' | 'long' | 'vague'; readonly move: Move } | null
  }[]
  readonly inner: boolean
  readonly inputs: number
}

const move = (states: number): fc.Arbitrary<Move> =>
  fc.record({
    target: fc.nat({ max: states - 1 }),
    says: fc.array(fc.constantFrom(...said), { maxLength: 2 }),
    counts: fc.boolean(),
    reenters: fc.boolean(),
    guarded: fc.boolean(),
  })

const shape: fc.Arbitrary<Shape> = fc.integer({ min: 1, max: 3 }).chain((count) =>
  fc.record({
    states: fc.array(
      fc.record({
        on: fc.array(fc.option(move(count), { freq: 3 }), { minLength: 4, maxLength: 4 }),
        after: fc.option(fc.record({ delay: fc.constantFrom('short', 'long', 'vague'), move: move(count) }), {
          freq: 3,
        }),
      }),
      { minLength: count, maxLength: count },
    ),
    inner: fc.boolean(),
    inputs: fc.integer({ min: 1, max: 2 }),
  }),
)

/** The context of a random machine: a counter, and in a family what it was given, at which its guards look instead. */
export interface Counted {
  readonly n: number
  readonly given?: { readonly bold: boolean }
}

/** A machine with a counter modulo 2, and, where `inner`, a second region with a timer of its own. */
function machineOf({ states, inner }: Shape): AnyStateMachine {
  const transition = ({ target, says, counts, reenters, guarded }: Move): object => ({
    target: `s${target}`,
    reenter: reenters,
    ...(guarded ? { guard: ({ context: { n, given } }: { context: Counted }) => given?.bold ?? n === 0 } : {}),
    actions: [
      ...says.map((type) => emit({ type })),
      ...(counts ? [assign({ n: ({ context }: { context: { n: number } }) => (context.n + 1) % 2 })] : []),
    ],
  })
  const region = {
    initial: 's0',
    states: Object.fromEntries(
      states.map(({ on, after }, index) => [
        `s${index}`,
        {
          on: Object.fromEntries(
            [...heard, ...said].flatMap((type, event) => {
              const here = on[event]
              return here ? [[type, transition(here)]] : []
            }),
          ),
          ...(after ? { after: { [after.delay]: transition(after.move) } } : {}),
        },
      ]),
    ),
  }
  const other = {
    initial: 'x',
    states: { x: { on: { e0: 'y' } }, y: { after: { short: 'x', long: 'z' } }, z: { on: { e1: 'x' } } },
  }
  const config = inner ? { type: 'parallel', states: { main: region, other } } : { ...region }
  const context = ({ input }: { input: number | { n: number; given: { bold: boolean } } }): Counted =>
    typeof input === 'number' ? { n: input } : { n: input.n, given: input.given }
  return createMachine({ id: 'm', context, ...config } as object, {
    delays: { short: 1000, long: 2000, vague: 86_400_000 },
  }) as AnyStateMachine
}

const place = (from: string, type: string, to: string, via: number): Link => ({
  from,
  says: type,
  to,
  ...(via === 1 ? { channel: 'slow' } : via === 2 ? { channel: 'fast' } : {}),
})

/** Worlds of two or three random machines with timers, direct and queued links, budgets, conditions, free delays. */
export const worlds: fc.Arbitrary<World> = fc
  .record({
    shapes: fc.array(shape, { minLength: 2, maxLength: 3 }),
    links: fc.array(
      fc.record({
        from: fc.nat({ max: 2 }),
        to: fc.nat({ max: 2 }),
        says: fc.constantFrom(...said),
        via: fc.nat({ max: 2 }),
      }),
      { maxLength: 4 },
    ),
    stimuli: fc.array(
      fc.record({
        party: fc.nat({ max: 2 }),
        event: fc.constantFrom(...heard),
        budget: fc.integer({ min: 1, max: 2 }),
        unlimited: fc.boolean(),
        when: fc.nat({ max: 3 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    up: fc.boolean(),
    least: fc.constantFrom(0, 1000),
    free: fc.boolean(),
  })
  .map(({ shapes, links, stimuli, up, least, free }) => {
    const count = shapes.length
    const zero = { party: 'a', holds: (snapshot: { context: { n: number } }) => snapshot.context.n === 0 }
    const condition = { text: 'a counts 0', parties: [zero] }
    const used = stimuli.map(({ party: at, event, budget, unlimited, when }, index): Stimulus =>
      stimulus(names[at % count]!, event, {
        id: `stimulus ${index}`,
        ...(unlimited ? {} : { budget }),
        ...(when === 1 ? { when: condition } : {}),
        ...(when === 2 ? { when: { text: 'slow is empty', emptyChannels: ['slow'] } } : {}),
      }),
    )
    const channels: readonly Channel[] = [
      { name: 'slow', capacity: 3, latency: { least, most: 2000 }, ...(up ? { up: condition } : {}) },
      { name: 'fast', capacity: 3, latency: { least: 0, most: 1000 } },
    ]
    return world(
      shapes.map((one, index) =>
        party(names[index]!, machineOf(one), [...heard, ...said], said, one.inputs === 2 ? [0, 1] : [0]),
      ),
      {
        links: links.map(({ from, to, says: type, via }) => place(names[from % count]!, type, names[to % count]!, via)),
        channels,
        stimuli: used,
        freeDelays: free ? ['vague', 'long'] : ['vague'],
      },
    )
  })

const mainStateOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? (value as { main?: unknown }).main : value

/** What the random properties speak of. */
export const vocabulary: Readonly<Record<string, Predicate>> = {
  aFirst: { kind: 'state', party: 'a', text: 'is in s0', holds: ({ value }) => mainStateOf(value) === 's0' },
  aZero: { kind: 'state', party: 'a', text: 'counts 0', holds: ({ context }) => (context as { n: number }).n === 0 },
  bFirst: { kind: 'state', party: 'b', text: 'is in s0', holds: ({ value }) => mainStateOf(value) === 's0' },
  aHears: hears('a', 'e0'),
  aSays: says('a', 's0'),
  bMoves: {
    kind: 'step',
    party: 'b',
    text: 'changes state',
    holds: ({ before, after }) => mainStateOf(before.value) !== mainStateOf(after.value),
  },
  bTimer: { kind: 'step', party: 'b', text: 'times out', holds: ({ event }) => event.type.startsWith('xstate.after') },
}

const atoms: fc.Arbitrary<Formula> = fc.oneof(
  fc.constantFrom('aFirst', 'aZero', 'bFirst').map((is) => ({ is })),
  fc.constantFrom('aFirst', 'aZero', 'bFirst').map((was) => ({ was })),
  fc.constantFrom('aHears', 'aSays', 'bMoves', 'bTimer').map((does) => ({ does })),
  fc.constant({ tick: true } as const),
)

const formulas: fc.Arbitrary<Formula> = fc.oneof(
  { weight: 3, arbitrary: atoms },
  { weight: 1, arbitrary: atoms.map((not) => ({ not })) },
  { weight: 1, arbitrary: fc.tuple(atoms, atoms).map((and) => ({ and })) },
  { weight: 1, arbitrary: fc.tuple(atoms, atoms).map((or) => ({ or })) },
)

const fairness: fc.Arbitrary<Fairness> = fc.record({
  text: fc.constant('fair'),
  kind: fc.constantFrom('weak', 'strong', 'finite'),
  step: formulas,
})

export const patterns: fc.Arbitrary<Pattern> = fc.oneof(
  fc.record({ kind: fc.constant('invariant' as const), given: formulas, holds: formulas }),
  fc.record({ kind: fc.constant('never' as const), what: formulas }),
  fc.record({ kind: fc.constant('reachable' as const), what: formulas }),
  fc.record({ kind: fc.constant('precedence' as const), first: formulas, then: formulas }),
  fc.record({ kind: fc.constant('precedence' as const), after: formulas, first: formulas, then: formulas }),
  fc.record({
    kind: fc.constant('bounded' as const),
    trigger: formulas,
    answer: formulas,
    within: fc.constantFrom(0, 1000, 2500, 3000),
  }),
  fc.record({
    kind: fc.constant('response' as const),
    trigger: formulas,
    answer: formulas,
    fairness: fc.array(fairness, { maxLength: 3 }),
  }),
)
