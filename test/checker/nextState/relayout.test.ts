// A layout that needs fewer lanes for the timers of a party than the one before it, in the middle of an exploration.
import { expect, test } from 'vitest'
import { setup, type AnyStateMachine } from 'xstate'
import { compile } from '../../../checker/compile/compile.js'
import { explore } from '../../../checker/graph/explore.js'
import { Layout, Room } from '../../../checker/nextState/stateLayout.js'
import { party, stimulus, world } from '../worlds.js'

/** Four timers; each event starts two of them, which run in lanes of their own from then on. */
const pairs = ['bc', 'ad', 'cd', 'ab'] as const

const region = (timer: string) => ({
  initial: 'idle',
  states: {
    idle: { on: Object.fromEntries(pairs.filter((pair) => pair.includes(timer)).map((pair) => [pair, 'running'])) },
    running: { on: { off: 'idle' }, after: { [`wait${timer}`]: 'idle' } },
  },
})

const machine = setup({ delays: { waita: 1000, waitb: 2000, waitc: 3000, waitd: 4000 } }).createMachine({
  id: 'm',
  type: 'parallel',
  states: { a: region('a'), b: region('b'), c: region('c'), d: region('d') },
} as never) as unknown as AnyStateMachine

test('an exploration goes on where timers need fewer lanes than before', () => {
  const events = [...pairs, 'off']
  const compiled = compile(
    world([party('one', machine, events, [], [undefined])], { stimuli: events.map((event) => stimulus('one', event)) }),
  )
  const room = new Room(compiled)
  const { table, initials } = compiled.parties[0]!
  const lanes: number[] = []
  // Lanes are given in the order of the timers: with bc, ad and cd it takes three, and with ab as well only two.
  for (const pair of pairs) {
    const event = table.eventId({ type: pair })
    room.number(0, table.record(initials[0]!, event).after)
    lanes.push(new Set(room.lanes[0]).size)
  }
  expect(lanes).toEqual([2, 2, 3, 2])
  expect(new Layout(room).timers[0]).toHaveLength(4)
  const graph = explore(compiled)
  expect([graph.stopped, graph.fault]).toEqual([undefined, undefined])
  expect(graph.states.size).toBeGreaterThan(16)
})
