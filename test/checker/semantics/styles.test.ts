// Machines in other people's style: what the tables say of them is what live actors do.
import { assign, cancel, fromCallback, fromPromise, log, raise, sendTo, setup } from 'xstate'
import type { AnyStateMachine } from 'xstate'
import { describe, expect, it, test } from 'vitest'
import { compile } from '../../../checker/compile/compile.js'
import { supersede, type SavedTable } from '../../../checker/compile/partyTable.js'
import { explore } from '../../../checker/graph/explore.js'
import { LiveWorld } from '../../../checker/semantics/actorWorld.js'
import { describeDifference, disagreement } from '../../../checker/semantics/agreement.js'
import type { Party } from '../../../model/party.js'
import type { World } from '../../../model/world.js'
import { machineFrom, stimulus, world } from '../worlds.js'

type Manner = Partial<Pick<Party, 'effects' | 'delays' | 'services' | 'says'>>

/** A world of one machine that hears `go` and `stop`. */
const alone = (machine: AnyStateMachine, manner: Manner = {}): World =>
  world(
    [
      {
        name: 'one',
        title: 'one',
        machine,
        inputs: [undefined],
        hears: [{ type: 'go' }, { type: 'stop' }],
        says: [],
        ...manner,
      },
    ],
    { stimuli: [stimulus('one', 'go'), stimulus('one', 'stop')] },
  )

const context = {} as { readonly tries: number; readonly found: unknown }
const never = (): Promise<never> => new Promise(() => undefined)

const machines = {
  'numeric after': alone(
    machineFrom({
      id: 'm',
      initial: 'a',
      states: {
        a: { after: { 1000: 'b', 3000: 'c' }, on: { stop: 'c' } },
        b: { on: { go: 'a' } },
        c: { after: { 2000: 'a' } },
      },
    }),
  ),
  'a delayed raise that outlives its state, and one that is cancelled': alone(
    setup({ delays: { soon: 2000 } }).createMachine({
      initial: 'a',
      on: { reminded: '.a', rang: '.c' },
      states: {
        a: { on: { go: { target: 'b', actions: raise({ type: 'reminded' }, { delay: 3000, id: 'reminder' }) } } },
        b: { on: { stop: { target: 'c', actions: cancel('reminder') }, go: 'd' } },
        c: { on: { go: 'b' } },
        d: {
          entry: [cancel('reminder'), cancel('bell'), raise({ type: 'rang' }, { delay: 'soon', id: 'bell' })],
          on: { go: { target: 'd', reenter: true }, stop: { target: 'a', actions: cancel('bell') } },
        },
      },
    }),
  ),
  'a computed delay with listed values': alone(
    setup({
      types: { context: {} as { readonly tries: number } },
      delays: { pause: ({ context: { tries } }) => 1000 * 2 ** tries },
      guards: { patient: ({ context: { tries } }) => tries < 2 },
    }).createMachine({
      context: { tries: 0 },
      initial: 'waiting',
      states: {
        waiting: {
          after: {
            pause: [
              {
                guard: 'patient',
                target: 'waiting',
                reenter: true,
                actions: assign({ tries: ({ context: { tries } }) => tries + 1 }),
              },
              { target: 'over' },
            ],
          },
          on: { stop: 'over' },
        },
        over: { on: { go: { target: 'waiting', actions: assign({ tries: 0 }) } } },
      },
    }),
    { delays: { pause: [1000, 2000, 4000] } },
  ),
  'a promise, started anew, with outputs and an error': alone(
    setup({
      types: { context },
      actors: { load: fromPromise(never) },
      guards: { patient: ({ context: { tries } }) => tries < 2 },
    }).createMachine({
      context: { tries: 0, found: null },
      initial: 'loading',
      states: {
        loading: {
          invoke: {
            src: 'load',
            onDone: { target: 'shown', actions: assign({ found: ({ event }) => event.output }) },
            onError: [
              {
                guard: 'patient',
                target: 'loading',
                reenter: true,
                actions: assign({ tries: ({ context: { tries } }) => tries + 1 }),
              },
              { target: 'failed' },
            ],
          },
          after: { 2000: 'failed' },
          on: { stop: 'failed', go: { target: 'loading', reenter: true } },
        },
        shown: { on: { go: 'loading' } },
        failed: { on: { go: { target: 'loading', actions: assign({ tries: 0, found: null }) } } },
      },
    }),
    { services: { load: { done: ['one', { two: [2] }, undefined], error: ['busy'] } } },
  ),
  'a promise that ends without leaving its state, beside another region': alone(
    machineFrom({
      id: 'm',
      type: 'parallel',
      states: {
        loader: {
          invoke: { id: 'load', src: fromPromise(never) },
          initial: 'waits',
          states: { waits: { on: { 'xstate.done.actor.load': 'done', 'xstate.error.actor.load': 'waits' } }, done: {} },
        },
        other: { initial: 'x', states: { x: { on: { go: 'y' } }, y: { after: { 1000: 'x' } } } },
      },
    }),
    { services: { load: { done: [1], error: [{ message: 'no' }] } } },
  ),
  'a callback that goes on and on, and what is sent to it': alone(
    setup({ actors: { socket: fromCallback(() => undefined) } }).createMachine({
      initial: 'closed',
      states: {
        closed: { on: { go: 'open' } },
        open: {
          invoke: { id: 'wire', src: 'socket', onError: 'closed' },
          initial: 'odd',
          states: { odd: { on: { message: 'even' } }, even: { on: { message: 'odd' } } },
          on: { stop: 'closed', broken: 'closed', go: { actions: sendTo('wire', { type: 'hello' }) } },
          after: { 5000: 'closed' },
        },
      },
    }),
    { services: { socket: { error: ['gone'], says: [{ type: 'message' }, { type: 'broken' }] } }, effects: 'ignore' },
  ),
  'two services that say the same, and two delayed raises of one event, at the same time': alone(
    setup({ actors: { socket: fromCallback(() => undefined) } }).createMachine({
      type: 'parallel',
      states: {
        left: {
          initial: 'on',
          states: { on: { invoke: { src: 'socket' }, on: { stop: 'off' } }, off: { on: { go: 'on' } } },
        },
        right: {
          invoke: { src: 'socket' },
          initial: 'odd',
          states: { odd: { on: { message: 'even' } }, even: { on: { message: 'odd' } } },
        },
        bells: {
          initial: 'quiet',
          states: {
            quiet: { on: { go: 'ringing' } },
            ringing: {
              entry: [
                raise({ type: 'rang' }, { delay: 1000, id: 'one' }),
                raise({ type: 'rang' }, { delay: 1000, id: 'other' }),
              ],
              on: { rang: 'rung', stop: { actions: cancel('one') } },
            },
            rung: { on: { rang: 'quiet' } },
          },
        },
      },
    }),
    { services: { socket: { says: [{ type: 'message' }] } } },
  ),
  'named and inline actions with effects': alone(
    setup({ actions: { beep: () => expect.unreachable('an action is run') } }).createMachine({
      initial: 'a',
      entry: ['beep', () => expect.unreachable('an inline action is run'), log('hello')],
      states: {
        a: { on: { go: { target: 'b', actions: ['beep', log(() => 'gone')] } } },
        b: { after: { 1000: { target: 'a', actions: 'beep' } } },
      },
    }),
    { effects: 'ignore' },
  ),
  'undefined, dates, maps and sets in a context': alone(
    setup({
      types: {
        context: {} as {
          readonly chosen: string | undefined
          readonly since: Date | undefined
          readonly seen: ReadonlySet<string>
          readonly counts: ReadonlyMap<string, number>
        },
      },
      guards: { often: ({ context: { counts } }) => (counts.get('go') ?? 0) > 1 },
    }).createMachine({
      context: { chosen: undefined, since: undefined, seen: new Set(), counts: new Map() },
      initial: 'a',
      states: {
        a: {
          on: {
            go: {
              target: 'b',
              actions: assign({
                chosen: 'this',
                since: () => new Date(0),
                seen: ({ context: { seen } }) => new Set([...seen, 'go']),
                counts: ({ context: { counts } }) => new Map([...counts, ['go', ((counts.get('go') ?? 0) + 1) % 3]]),
              }),
            },
          },
        },
        b: {
          after: {
            1000: { guard: 'often', target: 'a', actions: assign({ seen: () => new Set(), chosen: undefined }) },
          },
          on: {
            stop: { target: 'a', actions: assign({ seen: ({ context: { seen } }) => new Set(['stop', ...seen]) }) },
          },
        },
      },
    }),
  ),
} satisfies Readonly<Record<string, World>>

describe('live actors and tables agree', () => {
  it.each(Object.entries(machines))('%s', (_, one) => {
    const differ = (from: number): readonly string[] =>
      Array.from({ length: 20 }, (_, seed) => from + seed).flatMap((seed) => {
        const difference = disagreement(one, { seed, steps: 60, compiled: compile(one) })
        return difference ? [describeDifference(difference)] : []
      })
    expect(differ(0)).toEqual([])
    // So do tables that were begun from the states that another process has kept.
    const { table } = compile(one).parties[0]!
    const warm = table.empty()
    warm.absorb({ ...(JSON.parse(JSON.stringify(table.saved())) as SavedTable), transitions: [] })
    supersede(warm)
    expect(differ(20)).toEqual([])
  })
})

test('what two services do at the same time are two steps, and a story tells which it was', () => {
  const one = machines['two services that say the same, and two delayed raises of one event, at the same time']
  const live = new LiveWorld(one)
  live.take(live.enabled().find(({ kind }) => kind === 'tick')!)
  const due = live.enabled().filter(({ kind }) => kind === 'timer')
  const event = { type: 'message' }
  expect(due).toEqual(
    ['left.on', 'right'].map((state) => ({
      kind: 'timer',
      party: 'one',
      delay: 'socket',
      event,
      of: `0.(machine).${state}`,
    })),
  )
  live.take(due[1]!)
  expect(live.enabled()).toContainEqual(due[0])
  expect(live.enabled()).not.toContainEqual(due[1])
})

test('the states of each are counted', () => {
  const sizes = Object.entries(machines).map(([name, one]) => [name, explore(compile(one)).states.size])
  expect(Object.fromEntries(sizes)).toEqual({
    'numeric after': 6,
    'a delayed raise that outlives its state, and one that is cancelled': 10,
    'a computed delay with listed values': 13,
    'a promise, started anew, with outputs and an error': 45,
    'a promise that ends without leaving its state, beside another region': 11,
    'a callback that goes on and on, and what is sent to it': 4,
    'two services that say the same, and two delayed raises of one event, at the same time': 84,
    'named and inline actions with effects': 3,
    'undefined, dates, maps and sets in a context': 19,
  })
})
