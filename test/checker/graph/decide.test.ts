// Verdicts and stories of hand-made worlds.
import { assign, emit, setup } from 'xstate'
import { expect, test } from 'vitest'
import { check } from '../../../checker/check.js'
import type { PropertyVerdict } from '../../../model/result.js'
import type { Property } from '../../../properties/language/property.js'
import type { Pattern, Predicate } from '../../../model/property.js'
import {
  decideOne,
  lampWorld,
  lampPredicates,
  matching,
  single,
  hears,
  inState,
  party,
  property,
  stimulus,
  world,
} from '../worlds.js'

test('fairness: weak, strong and finite differ', () => {
  // A door that is enabled again and again, but not always: only strong fairness opens it.
  const one = world(
    [
      party(
        'door',
        setup({}).createMachine({
          id: 'door',
          initial: 'locked',
          states: { locked: { on: { key: 'free' } }, free: { on: { key: 'locked', push: 'open' } }, open: {} },
        }),
        ['key', 'push'],
      ),
    ],
    {
      stimuli: [
        stimulus('door', 'key'),
        stimulus('door', 'push', {
          when: { text: 'it is free', parties: [{ party: 'door', holds: matching('free') }] },
        }),
      ],
    },
  )
  const predicates = {
    locked: inState('door', 'locked'),
    open: inState('door', 'open'),
    push: hears('door', 'push'),
    key: hears('door', 'key'),
  }
  const verdict = (...fairness: [kind: 'weak' | 'strong' | 'finite', does: string][]): string =>
    decideOne(one, predicates, {
      kind: 'response',
      trigger: { is: 'locked' },
      answer: { is: 'open' },
      fairness: fairness.map(([kind, does]) => ({ text: does, kind, step: { does } })),
    }).verdict
  const key = ['strong', 'key'] as [kind: 'strong', does: string]
  expect(verdict()).toBe('fails')
  expect(verdict(['weak', 'push'], key)).toBe('fails')
  expect(verdict(['strong', 'push'])).toBe('fails')
  expect(verdict(['strong', 'push'], key)).toBe('holds')
  // Only finitely many keys: it may stay locked or free for ever, unless a push is owed.
  expect(verdict(['finite', 'key'])).toBe('fails')
  expect(verdict(['finite', 'key'], ['weak', 'push'])).toBe('fails')
})

test('the loop of a story takes in all that fairness asks for', () => {
  const room = setup({}).createMachine({
    id: 'room',
    initial: 'dark',
    states: {
      dark: { on: { light: 'lit', knock: {}, leave: 'left' } },
      lit: { on: { quench: 'dark', leave: 'left' } },
      left: {},
    },
  })
  const events = ['light', 'knock', 'quench', 'leave']
  const one = world([party('room', room, events)], { stimuli: events.map((type) => stimulus('room', type)) })
  const predicates = Object.fromEntries([
    ...events.map((type) => [type, hears('room', type)] as const),
    ['left', inState('room', 'left')] as const,
    ['lit', inState('room', 'lit')] as const,
  ])
  const lightIsLit = { and: [{ does: 'light' }, { is: 'lit' }] }
  const { verdict, story } = decideOne(one, predicates, {
    kind: 'response',
    trigger: { does: 'knock' },
    answer: { is: 'left' },
    fairness: [
      { text: 'time passes', kind: 'weak', step: { tick: true } },
      { text: 'knocks', kind: 'weak', step: { does: 'knock' } },
      { text: 'lights', kind: 'strong', step: lightIsLit },
      {
        text: 'no quenching in the dark',
        kind: 'finite',
        step: { and: [{ does: 'quench' }, { not: { was: 'lit' } }] },
      },
    ],
  })
  expect(verdict).toBe('fails')
  const loop = story!.steps
    .slice(story!.loop)
    .map(({ cause }) => (cause.kind === 'stimulus' ? cause.event.type : cause.kind))
  expect(loop).toEqual(expect.arrayContaining(['tick', 'knock', 'light', 'quench']))
  expect(loop).toHaveLength(4)
})

test('verdicts are vacuous where nothing triggers, and precedence says why', () => {
  const answer = (pattern: Pattern): PropertyVerdict => decideOne(lampWorld(), lampPredicates, pattern)
  expect(answer({ kind: 'invariant', given: { and: [{ is: 'on' }, { is: 'off' }] }, holds: { is: 'on' } })).toEqual({
    property: 'p',
    verdict: 'vacuous',
    exercised: 0,
  })
  expect(answer({ kind: 'precedence', first: { does: 'press' }, then: { is: 'on' } }).verdict).toBe('holds')
  const rearmed = answer({ kind: 'precedence', after: { is: 'off' }, first: { tick: true }, then: { is: 'on' } })
  expect(rearmed.verdict).toBe('fails')
  expect(rearmed.story!.steps.map(({ cause, mark }) => [cause.kind, mark])).toEqual([['stimulus', 'violation']])
  expect(answer({ kind: 'invariant', holds: { or: [{ is: 'on' }, { is: 'off' }] } })).toMatchObject({
    verdict: 'holds',
    exercised: 7,
  })
})

test('a bounded response: exactly as long as allowed, and not a tick longer', () => {
  const budgeted = lampWorld({ stimuli: [stimulus('lamp', 'press', { budget: 1 })] })
  const verdict = (within: number): string =>
    decideOne(budgeted, lampPredicates, {
      kind: 'bounded',
      trigger: { does: 'press' },
      answer: { is: 'off' },
      within,
    }).verdict
  expect([verdict(0), verdict(2999), verdict(3000), verdict(6000)]).toEqual(['fails', 'fails', 'holds', 'holds'])
})

test('an exploration that stops early never says that something holds', () => {
  const properties: readonly Property[] = [
    property({ kind: 'never', what: { and: [{ is: 'on' }, { is: 'off' }] } }, 'never'),
    property({ kind: 'reachable', what: { is: 'on' } }, 'reached'),
    property({ kind: 'reachable', what: { and: [{ is: 'on' }, { is: 'off' }] } }, 'unreached'),
    property({ kind: 'never', what: { is: 'on' } }, 'broken'),
    property({ kind: 'response', trigger: { is: 'on' }, answer: { is: 'off' }, fairness: [] }, 'response'),
  ]
  const stopped = [
    { maxStates: 1 },
    { signal: { aborted: true } },
    { signal: new Int32Array([1]) },
    { maxMemory: 1000 },
  ]
  for (const options of stopped) {
    const { exploration, verdicts } = check(lampWorld(), lampPredicates, properties, options)
    expect(exploration.complete).toBe(false)
    expect(verdicts.map(({ verdict }) => verdict)).not.toContain('vacuous')
    expect(verdicts[0]!.verdict).toBe('incomplete')
    expect(verdicts[2]!.verdict).toBe('incomplete')
    expect(verdicts[4]!.verdict).toBe('incomplete')
  }
  const { verdicts } = check(lampWorld(), lampPredicates, properties, { maxStates: 1 })
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['incomplete', 'holds', 'incomplete', 'fails', 'incomplete'])
})

test('a story tells the states, the context and the sources of each step', () => {
  const machine = setup({}).createMachine({
    id: 'm',
    context: { n: 0 },
    initial: 's',
    states: {
      s: {
        on: { go: { target: 't', actions: [assign({ n: 1 }), emit({ type: 'said' })], meta: { sources: ['R2'] } } },
      },
      t: { meta: { sources: ['D-001'] } },
    },
  })
  const { story } = decideOne(single(machine), { t: inState('one', 't') }, { kind: 'reachable', what: { is: 't' } })
  expect(story).toEqual({
    initial: { one: 0 },
    start: { one: { states: ['s'], context: { n: 0 } } },
    steps: [
      {
        time: 0,
        cause: { kind: 'stimulus', id: 'one.go', party: 'one', event: { type: 'go' } },
        happenings: [
          {
            party: 'one',
            from: 'environment',
            event: { type: 'go' },
            says: [{ type: 'said' }],
            left: ['s'],
            entered: ['t'],
            changed: { n: { before: 0, after: 1 } },
            sources: ['D-001', 'R2'],
          },
        ],
        lost: [],
        mark: 'witness',
      },
    ],
  })
})

test('every input of a party is a start, and a story says which', () => {
  const machine = setup({}).createMachine({
    id: 'm',
    context: ({ input }: { input: { n: number } }) => ({ n: input.n }),
  })
  const one = single(machine, [{ n: 0 }, { n: 1 }, { n: 2 }])
  const two: Predicate = {
    kind: 'state',
    party: 'one',
    text: 'is 2',
    holds: ({ context }) => (context as { n: number }).n === 2,
  }
  const { exercised, story } = decideOne(one, { two }, { kind: 'reachable', what: { is: 'two' } })
  expect(story).toMatchObject({ initial: { one: 2 }, steps: [] })
  // The start itself, the ignored event, and the tick.
  expect(exercised).toBe(3)
})

test('a story is told only where it is wanted; the verdict is the same', () => {
  const properties = [
    property({ kind: 'never', what: { is: 'on' } }, 'never-on'),
    property({ kind: 'reachable', what: { is: 'on' } }, 'can-be-on'),
    property({ kind: 'response', trigger: { does: 'press' }, answer: { is: 'nothing' }, fairness: [] }, 'answered'),
    property({ kind: 'precedence', first: { is: 'nothing' }, then: { is: 'on' } }, 'preceded'),
  ]
  const predicates = { ...lampPredicates, nothing: inState('lamp', 'nowhere') }
  const told = check(lampWorld(), predicates, properties).verdicts
  const { verdicts } = check(lampWorld(), predicates, properties, { wanted: (_, verdict) => verdict === 'holds' })
  expect(told.map(({ verdict, story }) => [verdict, story !== undefined])).toEqual([
    ['fails', true],
    ['holds', true],
    ['fails', true],
    ['fails', true],
  ])
  expect(verdicts.map(({ verdict, exercised }) => [verdict, exercised])).toEqual(
    told.map(({ verdict, exercised }) => [verdict, exercised]),
  )
  expect(verdicts.map(({ story }) => story !== undefined)).toEqual([false, true, false, false])
})
