// The checks that every machine undergoes, on a machine that is wrong in each way that they look for.
import { describe, expect, test } from 'vitest'
import { emit, setup } from 'xstate'
import { cites, type SourceId } from '../../machines/party.js'
import { type Party } from '../../model/party.js'
import { reachable } from '../../machines/reachable.js'
import { alphabetFaults } from './alphabets.js'
import { deadTransitions } from './dead.js'
import { undocumented } from './documented.js'
import { listen, live } from './live.js'

const good = { description: 'All is well here.', meta: cites('R1', 'D-184', 'C-20', 'S15', 'M-20') }

const machine = setup({
  types: { meta: {} as { readonly sources: readonly SourceId[] } },
  delays: { nameless: 10, snooze: 20 },
}).createMachine({
  id: 'wrong',
  ...good,
  initial: 'start',
  states: {
    start: {
      on: {
        'both.handled': { actions: emit({ type: 'un.listed' }) },
        'shadowed.deeper': { ...good, target: 'end' },
      },
      initial: 'inner',
      meta: cites(),
      states: {
        inner: {
          description: 'Sources that do not exist, or twice.',
          meta: cites('D-000', 'D-203', 'C-22', 'R0', 'R26', 'S16', 'M-98', 'D-17', 'R1', 'R1'),
          on: { 'shadowed.deeper': { ...good, description: ' ', target: 'waiting' } },
        },
        waiting: {
          ...good,
          on: { 'shadowed.deeper': { ...good, target: 'inner' } },
          after: { nameless: { ...good, target: 'inner' }, snooze: { target: 'over' } },
        },
        over: { ...good, always: { target: 'inner' } },
      },
    },
    end: good,
  },
})

const party: Party = {
  name: 'wrong',
  title: 'wrong',
  machine,
  inputs: [undefined],
  hears: [{ type: 'both.handled' }, { type: 'not.handled' }],
  says: [{ type: 'never.said', to: 'anybody' }],
}

test('undocumented names every place without description, sources, or a named delay', () => {
  expect(undocumented(machine)).toEqual([
    'wrong.start: no description',
    'wrong.start: no sources',
    'wrong.start on both.handled [0]: no description',
    'wrong.start on both.handled [0]: no sources',
    ...['D-000', 'D-203', 'C-22', 'R0', 'R26', 'S16', 'M-98', 'D-17'].map(
      (source) => `wrong.start.inner: unknown source ${source}`,
    ),
    'wrong.start.inner: R1 is cited twice',
    'wrong.start.inner on shadowed.deeper [0]: no description',
    'wrong.start.waiting: delay nameless is not in machines/delays.ts',
    'wrong.start.waiting on xstate.after.snooze.wrong.start.waiting [0]: no description',
    'wrong.start.waiting on xstate.after.snooze.wrong.start.waiting [0]: no sources',
    'wrong.start.over always [0]: no description',
    'wrong.start.over always [0]: no sources',
  ])
})

describe('alphabetFaults', () => {
  test('names what is not listed, not handled, not heard and not said', () => {
    expect(alphabetFaults([party])).toEqual([
      'handles shadowed.deeper, which it is not listed to hear',
      'is listed to hear not.handled, which no state handles',
      'hears not.handled in no reachable state',
      'says [["type","un.listed"]], which is not listed',
      'never says [["to","anybody"],["type","never.said"]]',
    ])
  })

  test('asks of each party that what it handles happens', () => {
    const deaf: Party = { ...party, hears: [{ type: 'both.handled' }, { type: 'shadowed.deeper' }] }
    expect(alphabetFaults([deaf]).filter((fault) => fault.startsWith('hears'))).toEqual([])
  })
})

test('deadTransitions names what is shadowed', () => {
  const heard: Party = { ...party, hears: [{ type: 'both.handled' }, { type: 'shadowed.deeper' }] }
  expect(deadTransitions([heard])).toEqual(['wrong.start on shadowed.deeper → wrong.end'])
  expect(deadTransitions([party])).toContain('wrong.start.inner on shadowed.deeper → wrong.start.waiting')
})

test('reachable includes what timers lead to, and what is said', () => {
  const { states, steps } = reachable(machine, undefined, [{ type: 'both.handled' }, { type: 'shadowed.deeper' }])
  expect(states.map((state) => JSON.stringify(state.value))).toEqual(['{"start":"inner"}', '{"start":"waiting"}'])
  expect(steps).toHaveLength(8)
  expect(steps[0]?.says).toEqual([{ type: 'un.listed' }])
})

test('live sends, waits and listens', () => {
  const both = { type: 'both.handled' }
  expect(live(machine, undefined, both, { type: 'shadowed.deeper' }, 9)).toMatchObject({
    at: 'start.waiting',
    said: [{ type: 'un.listed' }],
  })
  expect(live(machine, undefined, both, listen, { type: 'shadowed.deeper' }, 10)).toMatchObject({
    at: 'start.inner',
    said: [],
  })
})
