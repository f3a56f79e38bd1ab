// Hand-made worlds: pinned counts, the order of things, slices, errors of the model.
import { emit, setup } from 'xstate'
import { expect, test } from 'vitest'
import { check } from '../../../checker/check.js'
import { compile } from '../../../checker/compile/compile.js'
import { coneOf, slice } from '../../../checker/compile/slice.js'
import { explore } from '../../../checker/graph/explore.js'
import { explorationOf } from '../../../checker/graph/exploration.js'
import { ModelError } from '../../../model/errors.js'
import { quantumOf } from '../../../checker/compile/timers.js'
import {
  decideOne,
  lampWorld,
  lampPredicates,
  pinger,
  counter,
  pingWorld,
  matching,
  hears,
  inState,
  lamp,
  party,
  property,
  stimulus,
  world,
} from '../worlds.js'

test('a lamp: off, or on with 1 or 0 ticks left', () => {
  // off; on,1 tick; on,0 ticks. Steps: off: press, tick. on1: press, tick. on0: press, timer.
  const { exploration } = check(lampWorld(), lampPredicates, [property({ kind: 'reachable', what: { is: 'on' } })])
  expect(exploration).toMatchObject({
    parties: ['lamp'],
    complete: true,
    states: 3,
    transitions: 6,
    depth: 2,
    quantum: 3000,
    locals: { lamp: { states: 2, transitions: 3 } },
  })
})

test('a free delay may elapse after one tick, and is not urgent', () => {
  const { exploration } = check(lampWorld({ freeDelays: ['glow'] }), lampPredicates, [
    property({ kind: 'reachable', what: { is: 'on' } }),
  ])
  // As above, and one more step: a tick at zero.
  expect(exploration).toMatchObject({ states: 3, transitions: 7, quantum: 1 })
})

test('a channel: messages in order, within their window', () => {
  const graph = explore(compile(pingWorld()))
  // By budget: 2: empty. 1: ages 0, 1, 2, or delivered. 0: two messages of ages 00 10 11 20 21 22, then one of ages
  // 0 to 2 with n1, or none with n2.
  expect(graph.states.size).toBe(1 + (3 + 1) + (6 + 3 + 1))
  expect(explorationOf(graph)).toMatchObject({ complete: true, quantum: 1000 })
  expect(quantumOf(pingWorld())).toBe(1000)
})

test('a channel that goes down loses what is in it', () => {
  const down = { text: 'the counter is at n0', parties: [{ party: 'counter', holds: matching('n0') }] }
  const one = pingWorld({ channels: [{ name: 'wire', capacity: 2, latency: { least: 0, most: 0 }, up: down }] })
  const predicates = { two: inState('counter', 'n2'), one: inState('counter', 'n1') }
  expect(decideOne(one, predicates, { kind: 'reachable', what: { is: 'two' } }).verdict).toBe('fails')
  const { story } = decideOne(one, predicates, { kind: 'reachable', what: { is: 'one' } })
  expect(story!.steps.map(({ cause }) => cause.kind)).toEqual(['stimulus', 'delivery'])
  const twice = decideOne(pingWorld(), { two: inState('counter', 'n2') }, { kind: 'reachable', what: { is: 'two' } })
  expect(twice.verdict).toBe('holds')
})

test('the first message goes first', () => {
  const talker = setup({}).createMachine({
    id: 'talker',
    initial: 'on',
    states: { on: { on: { go: { actions: [emit({ type: 'first' }), emit({ type: 'second' })] } } } },
  })
  const listener = setup({}).createMachine({
    id: 'listener',
    initial: 'idle',
    states: { idle: { on: { first: 'right', second: 'wrong' } }, right: {}, wrong: {} },
  })
  const one = world(
    [party('talker', talker, ['go'], ['first', 'second']), party('listener', listener, ['first', 'second'])],
    {
      links: ['first', 'second'].map((says) => ({ from: 'talker', says, to: 'listener', channel: 'wire' })),
      channels: [{ name: 'wire', capacity: 2, latency: { least: 0, most: 1000 } }],
      stimuli: [stimulus('talker', 'go', { budget: 1 })],
    },
  )
  const predicates = { wrong: inState('listener', 'wrong'), right: inState('listener', 'right') }
  expect(decideOne(one, predicates, { kind: 'never', what: { is: 'wrong' } }).verdict).toBe('holds')
  expect(decideOne(one, predicates, { kind: 'reachable', what: { is: 'right' } }).verdict).toBe('holds')
})

test('an overflow is an error of the model, told by its shortest story', () => {
  const one = pingWorld({ stimuli: [stimulus('pinger', 'go')] })
  const failing = (): unknown =>
    check(one, { n1: inState('counter', 'n1') }, [property({ kind: 'reachable', what: { is: 'n1' } })])
  expect(failing).toThrow(/channel 'wire' overflows: more than 2 messages/)
  try {
    failing()
  } catch (error) {
    expect(error).toBeInstanceOf(ModelError)
    const { steps } = (error as ModelError).story
    expect(steps.map(({ cause }) => cause.kind)).toEqual(['stimulus', 'stimulus', 'stimulus'])
    expect(steps.map(({ mark }) => mark)).toEqual([undefined, undefined, 'violation'])
  }
})

test('a cascade without end is an error of the model', () => {
  const echo = (name: string, hear: string, say: string) =>
    party(
      name,
      setup({}).createMachine({
        id: name,
        initial: 'on',
        states: { on: { on: { [hear]: { actions: emit({ type: say }) } } } },
      }),
      [hear],
      [say],
    )
  const one = world([echo('a', 'ping', 'pong'), echo('b', 'pong', 'ping')], {
    links: [
      { from: 'a', says: 'pong', to: 'b' },
      { from: 'b', says: 'ping', to: 'a' },
    ],
    stimuli: [stimulus('a', 'ping')],
  })
  const { fault } = explore(compile(one))
  expect(fault?.state).toBe(0)
  expect(fault?.message).toMatch(/more than 64 macrosteps/)
})

test('direct messages are worked off first in, first out, receivers in link order', () => {
  const echo = (name: string, hear: readonly string[], says: readonly string[]) =>
    party(
      name,
      setup({}).createMachine({
        id: name,
        initial: 'on',
        states: {
          on: {
            on: Object.fromEntries(hear.map((type) => [type, { actions: says.map((one) => emit({ type: one })) }])),
          },
        },
      }),
      hear,
      says,
    )
  const one = world([echo('a', ['go'], ['x', 'y']), echo('b', ['x', 'y'], ['z']), echo('c', ['x', 'z'], [])], {
    links: [
      { from: 'a', says: 'x', to: 'c' },
      { from: 'a', says: 'x', to: 'b' },
      { from: 'a', says: 'y', to: 'b' },
      { from: 'b', says: 'z', to: 'c' },
    ],
    stimuli: [stimulus('a', 'go')],
  })
  const { story } = decideOne(one, { z: hears('c', 'z') }, { kind: 'reachable', what: { does: 'z' } })
  expect(story!.steps[0]!.happenings.map(({ party: to, from, event }) => `${from} ${event.type} ${to}`)).toEqual([
    'environment go a',
    'a x c',
    'a x b',
    'a y b',
    'b z c',
    'b z c',
  ])
})

test('a slice keeps what can make a difference, and nothing else', () => {
  const bystander = party('bystander', lamp(500), ['press', 'ping'])
  const keeper = party('keeper', lamp(), ['press'])
  const full = world(
    [party('pinger', pinger(), ['go'], ['ping']), party('counter', counter(), ['ping']), bystander, keeper],
    {
      links: [
        { from: 'pinger', says: 'ping', to: 'counter', channel: 'wire' },
        { from: 'pinger', says: 'ping', to: 'bystander', channel: 'wire' },
      ],
      channels: [
        {
          name: 'wire',
          capacity: 2,
          latency: { least: 0, most: 0 },
          up: { text: 'the keeper is off', parties: [{ party: 'keeper', holds: matching('off') }] },
        },
      ],
      stimuli: [
        stimulus('pinger', 'go', { budget: 1 }),
        stimulus('keeper', 'press', { budget: 1, when: { text: 'quiet', emptyChannels: ['wire'] } }),
        stimulus('bystander', 'press'),
      ],
    },
  )
  expect(coneOf(full, ['pinger'])).toEqual(['pinger'])
  expect(coneOf(full, ['bystander'])).toEqual(full.parties.map(({ name }) => name))
  // The condition on the wire keeps all of its ends.
  expect(coneOf(full, ['keeper'])).toEqual(full.parties.map(({ name }) => name))
  const { stimuli } = full
  const unconditional = { ...full, stimuli: stimuli.map(({ when: _, ...rest }) => rest) }
  const part = slice(unconditional, ['counter'])
  expect(part.parties.map(({ name }) => name)).toEqual(['pinger', 'counter', 'keeper'])
  expect([part.links.length, part.channels.length, part.stimuli.length]).toEqual([1, 1, 2])
  // A slice has a tick of its own: the bystander's timer, of 500 ms, does not count any more.
  const result = check(unconditional, { n1: inState('counter', 'n1') }, [
    property({ kind: 'reachable', what: { is: 'n1' } }),
  ])
  expect(result.exploration).toMatchObject({ quantum: 3000, parties: ['pinger', 'counter', 'keeper'] })
  expect(() => coneOf(full, ['nobody'])).toThrow("no party 'nobody' in this world; it has pinger, counter")
})

test('history belongs to the identity of a state', () => {
  const machine = setup({}).createMachine({
    id: 'm',
    initial: 'on',
    states: {
      on: {
        initial: 'x',
        states: { x: { on: { go: 'y' } }, y: {}, past: { type: 'history' } },
        on: { stop: 'off' },
      },
      off: { on: { go: 'on.past' } },
    },
  })
  const one = world([party('one', machine, ['go', 'stop'])], {
    stimuli: [stimulus('one', 'go'), stimulus('one', 'stop')],
  })
  // x and y before any stop; off, remembering x or y; x remembering x, y remembering either.
  expect(explore(compile(one)).states.size).toBe(7)
  const back = decideOne(
    one,
    { y: inState('one', 'on.y'), off: inState('one', 'off') },
    {
      kind: 'reachable',
      what: { and: [{ is: 'y' }, { was: 'off' }] },
    },
  )
  expect(back.story!.steps.map(({ cause }) => cause.kind === 'stimulus' && cause.event.type)).toEqual([
    'go',
    'stop',
    'go',
  ])
})
