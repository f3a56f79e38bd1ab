// The table of the guide that says what works in a machine and what is refused: each row is run.
import { readFileSync } from 'node:fs'
import {
  assign,
  cancel,
  emit,
  enqueueActions,
  fromCallback,
  fromPromise,
  log,
  raise,
  sendParent,
  sendTo,
  setup,
} from 'xstate'
import type { AnyStateMachine } from 'xstate'
import { describe, expect, it } from 'vitest'
import { check } from '../../checker/check.js'
import { describeDifference, disagreement } from '../../checker/semantics/agreement.js'
import { defineSpecification } from '../../model/index.js'
import type { Party } from '../../model/index.js'
import { machineFrom } from '../checker/worlds.js'

const guide = readFileSync(new URL('../../docs/guide/your-own-machines.md', import.meta.url), 'utf8')

/** The rows of the table: what is in a machine, and the words with which it is refused, if it is. */
const rows = /<!-- styles -->\n([^]*?)<!-- end -->/
  .exec(guide)![1]!
  .trim()
  .split('\n')
  .slice(2)
  .map((row) => row.split(/(?<= )\|(?= )|^\||\|$/).map((cell) => cell.trim()))
  .map(([, what, becomes]) => ({ what: what!, refused: /^refused: `(.*)`$/.exec(becomes!)?.[1], becomes: becomes! }))

type Manner = Partial<Pick<Party, 'effects' | 'delays' | 'services' | 'says'>>
type Row = () => readonly [machine: AnyStateMachine, manner?: Manner]

/** Does something on `go`. */
const doing = (actions: unknown, more: object = {}): AnyStateMachine =>
  machineFrom({
    id: 'm',
    initial: 's',
    on: { said: {} },
    states: { s: { on: { go: { target: 't', actions } } }, t: { on: { go: 's' } } },
    ...more,
  })

const paused = (milliseconds: number): AnyStateMachine =>
  setup({ delays: { pause: () => milliseconds } }).createMachine({
    initial: 's',
    on: { go: '.s' },
    states: { s: { after: { pause: 't' } }, t: {} },
  })

const invoking = (more: object = {}): AnyStateMachine =>
  setup({ actors: { load: fromPromise(() => Promise.reject(new Error('it is run'))) } }).createMachine({
    initial: 's',
    on: { go: '.s' },
    states: { s: { invoke: { src: 'load', onDone: 't', ...more } }, t: {} },
  } as never) as unknown as AnyStateMachine

const growing = (context: object, change: (args: { readonly context: never }) => object): AnyStateMachine =>
  machineFrom({ id: 'm', context, on: { go: { actions: assign(change as never) } } })

const effect = (): void => expect.unreachable('an action is run')

const machines: Readonly<Record<string, Row>> = {
  '`after: { 1000: ... }`': () => [
    machineFrom({ id: 'm', initial: 's', states: { s: { on: { go: 't' } }, t: { after: { 1000: 's' } } } }),
  ],
  '`after: { pause: ... }` with a delay that is computed': () => [paused(2000), { delays: { pause: [1000, 2000] } }],
  'a computed delay that is not listed': () => [paused(2000)],
  'a computed delay that is something else than is listed': () => [paused(3000), { delays: { pause: [1000, 2000] } }],
  '`raise` with a delay, and `cancel`': () => [doing([cancel('r'), raise({ type: 'said' }, { delay: 1000, id: 'r' })])],
  '`raise` with a delay, again before it is over': () => [doing(raise({ type: 'said' }, { delay: 1000 }))],
  '`raise` with a delay that is a function': () => [doing(raise({ type: 'said' }, { delay: () => 1000 }))],
  '`raise` with a delay by `enqueueActions`': () => [
    doing(
      enqueueActions(({ enqueue }) => enqueue.raise({ type: 'said' }, { delay: 1000 })),
      { on: {} },
    ),
    { says: [] },
  ],
  '`invoke` of a promise or a callback': () => [
    invoking({ onError: 't' }),
    { services: { load: { done: [1], error: ['down'], says: [{ type: 'go' }] } } },
  ],
  '`invoke` of what is not listed': () => [invoking()],
  '`invoke` with an error that is listed and not handled': () => [
    invoking(),
    { services: { load: { error: ['down'] } } },
  ],
  'two states that hold at once, and invoke services of one id': () => [
    machineFrom({
      id: 'm',
      initial: 'off',
      states: {
        off: { on: { go: 'both' } },
        both: {
          type: 'parallel',
          states: {
            one: { invoke: { id: 'load', src: fromPromise(() => Promise.resolve()) } },
            other: { invoke: { id: 'load', src: fromPromise(() => Promise.resolve()) } },
          },
        },
      },
    }),
    { services: { load: { done: [1] } } },
  ],
  '`invoke` with `onSnapshot`': () => [invoking({ onSnapshot: 't' }), { services: { load: {} } }],
  '`spawn`': () => [
    growing(
      {},
      (({ spawn }: { spawn: (logic: unknown) => unknown }) => (spawn(fromCallback(() => undefined)), {})) as never,
    ),
  ],
  '`sendTo`, `sendParent`': () => [doing(sendParent({ type: 'said' }))],
  '`sendTo` a service': () => [
    invoking({ id: 'wire', entry: sendTo('wire', { type: 'hello' }) }),
    { effects: 'ignore', services: { wire: { done: [1] } } },
  ],
  'actions with effects, named or inline': () => [
    setup({ actions: { effect } }).createMachine({
      initial: 's',
      states: { s: { entry: 'effect', on: { go: { target: 't', actions: () => effect() } } }, t: {} },
    }),
    { effects: 'ignore' },
  ],
  'actions with effects, without that': () => [doing(effect)],
  'actions that are not implemented': () => [doing('ring')],
  '`log`': () => [doing(log('gone'))],
  '`emit` of events that are written out': () => [doing(emit({ type: 'said' }))],
  '`emit` of events that are computed': () => [doing(emit(() => ({ type: 'said' })))],
  '`emit` when the machine starts': () => [machineFrom({ id: 'm', entry: emit({ type: 'said' }), on: { go: {} } })],
  '`undefined`, Date, Map and Set in a context': () => [
    growing({ seen: new Set(), counts: new Map(), since: undefined, at: new Date(0) }, () => ({
      seen: new Set(['go']),
      counts: new Map([['go', 1]]),
      since: new Date(0),
      at: undefined,
    })),
  ],
  'instances of other classes, functions and NaN in a context': () => [
    growing({ at: new URL('http://there') }, () => ({})),
  ],
  '`Math.random`, `Date.now` and the like': () => [growing({ n: 0 }, () => ({ n: Math.random() }))],
  'a context that is changed in place': () => [
    growing({ list: [] }, ({ context }) => ((context as { list: number[] }).list.push(1), {})),
  ],
  'a context that grows without bound': () => [
    growing({ n: 0 }, ({ context }) => ({ n: (context as { n: number }).n + 1 })),
  ],
  'history, parallel states, wildcards, `always`, final states': () => [
    machineFrom({
      id: 'm',
      type: 'parallel',
      states: {
        one: { initial: 's', states: { s: { on: { '*': 't' } }, t: { always: 'u' }, u: { type: 'final' } } },
        other: {
          initial: 'in',
          states: {
            in: {
              initial: 'x',
              on: { go: 'out' },
              states: { x: { after: { 1000: 'y' } }, y: {}, h: { type: 'history' } },
            },
            out: { on: { go: 'in.h' } },
          },
        },
      },
    }),
  ],
  'a transition from within a parallel state to its history, before it has been left': () => [
    machineFrom({
      id: 'm',
      type: 'parallel',
      states: {
        other: { initial: 'x', states: { x: {}, y: {} } },
        one: { type: 'parallel', states: { s: { on: { go: '#past' } }, t: {}, h: { id: 'past', type: 'history' } } },
      },
    }),
  ],
}

/** What comes of a machine that hears `go`: is its end reached, and do live actors agree? */
function outcome([machine, manner = {}]: ReturnType<Row>) {
  const specification = defineSpecification({
    parties: { one: { machine, ...(manner as object) } },
    stimuli: [{ party: 'one', event: { type: 'go' } }],
    localStates: 100,
    predicates: { never: { kind: 'state', party: 'one', text: 'is never', holds: () => false } },
    properties: [{ id: 'never', claim: 'Never.', pattern: { kind: 'never', what: { is: 'never' } } }],
  })
  const world = specification.world()
  const { exploration, verdicts } = check(world, specification.predicates, specification.properties)
  const difference = exploration.complete ? disagreement(world, { seed: 1, steps: 50 }) : undefined
  return { exploration, verdict: verdicts[0]!.verdict, difference: difference && describeDifference(difference) }
}

describe('the table of the guide', () => {
  it('has the rows that are run', () => {
    expect(rows.map(({ what }) => what)).toEqual(Object.keys(machines))
  })

  it.each(rows.filter(({ refused }) => refused !== undefined))('refuses $what', ({ what, refused }) => {
    expect(() => outcome(machines[what]!())).toThrow(refused)
  })

  it.each(rows.filter(({ refused }) => refused === undefined))('takes $what', ({ what, becomes }) => {
    expect(becomes).toMatch(/^works/)
    const { exploration, verdict, difference } = outcome(machines[what]!())
    expect(difference).toBeUndefined()
    expect(exploration.states).toBeGreaterThan(1)
    expect(verdict).toBe(what.includes('without bound') ? 'incomplete' : 'holds')
    expect(exploration.assumptions.length > 0).toBe(/effects: 'ignore'|services:/.test(becomes))
  })
})
