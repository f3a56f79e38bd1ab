// What the checker refuses, and how it says so; and what it takes although it is large.
import { assign, cancel, createMachine, emit, enqueueActions, fromPromise, raise, setup } from 'xstate'
import type { AnyStateMachine } from 'xstate'
import { expect, test } from 'vitest'
import { compile } from '../../../checker/compile/compile.js'
import { explore } from '../../../checker/graph/explore.js'
import { check } from '../../../checker/check.js'
import type { Party } from '../../../model/party.js'
import type { World } from '../../../model/world.js'
import type { Pattern, Predicate } from '../../../model/property.js'
import { decideOne, lampWorld, lampPredicates, single, machineFrom, property } from '../worlds.js'

test('a name that does not exist is refused, with the nearest', () => {
  const refuse = (pattern: Pattern) => () => decideOne(lampWorld(), lampPredicates, pattern)
  expect(refuse({ kind: 'never', what: { is: 'onn' } })).toThrow("property 'p': no predicate 'onn'; did you mean 'on'")
  expect(refuse({ kind: 'never', what: { does: 'on' } })).toThrow("'on' is about a state; ask it by 'is' or 'was'")
})

test('two things of one name are refused, with the way to tell them apart', () => {
  const world = lampWorld()
  const twice = <T>(all: readonly T[]): readonly T[] => [...all, all[0]!]
  expect(() => compile({ ...world, parties: twice(world.parties) })).toThrow(
    `two parties are called '${world.parties[0]!.name}': give each a name of its own`,
  )
  expect(() => compile({ ...world, stimuli: twice(world.stimuli) })).toThrow(
    `two stimuli are called '${world.stimuli[0]!.id}': give one of them an id of its own`,
  )
})

const withContext = (value: unknown): AnyStateMachine =>
  setup({}).createMachine({ id: 'm', context: { inner: { field: value } } })

test.each([
  ['a WeakMap', new WeakMap()],
  ['a Promise', Promise.resolve()],
  ['a symbol', Symbol('s')],
  ['a bigint', 10n],
  ['a function', () => 1],
  ['NaN', NaN],
  ['NaN', new Date(NaN)],
  ["an object with the field '\\$date', which is how date is written", { $date: 1 }],
])('%s in a context is refused, naming party and field', (kind, value) => {
  expect(() => compile(single(withContext(value)))).toThrow(
    new RegExp(`party 'one': context field 'inner.field' is ${kind}`),
  )
})

test('machines with effects of their own are refused, naming party, state and action', () => {
  const machine = (action: unknown): AnyStateMachine =>
    setup({ actions: { custom: () => undefined }, delays: { later: 5 } }).createMachine({
      id: 'm',
      initial: 's',
      states: { s: { on: { go: { actions: action as 'custom' } } } },
    })
  const run = (action: unknown) => () => explore(compile(single(machine(action))))
  expect(run('custom')).toThrow("party 'one' in state \"s\" on 'go': action 'custom' has effects of its own")
  expect(run(raise({ type: 'go' }, { delay: 5 }))).toThrow(
    "'go' once more while it is delayed; give it an id, and cancel",
  )
  expect(run(raise({ type: 'go' }, { delay: () => 5 }))).toThrow('its delay is computed on the spot; give it a name')
  expect(run(raise(() => ({ type: 'go' }) as const, { delay: 5 }))).toThrow(
    'what it raises is computed; write the event out',
  )
  expect(run(enqueueActions(({ enqueue }) => enqueue.raise({ type: 'go' }, { delay: 5 })))).toThrow(
    "delays 'go', which cannot be read off; write the raise out as an action of its own",
  )
  expect(run(cancel('nothing'))).toThrow("cancels 'nothing', and nothing of that id is delayed")
  expect(run(emit({ type: 'other' }))).toThrow(`party 'one' emits {"type":"other"}, which its 'says' does not list`)
  const starter = setup({}).createMachine({ id: 'm', entry: emit({ type: 'said' }) })
  expect(() => compile(single(starter))).toThrow(
    "party 'one' emits 'said' when it starts, before anybody can hear. Let it wait for a first event",
  )
  const unnamed = createMachine({ id: 'm', initial: 's', states: { s: { after: { soon: {} } } } } as object)
  expect(() => compile(single(unnamed))).toThrow("party 'one', state 's': the delay 'soon' has no value; declare it")
})

test('a service is refused unless what may come of it is listed, and its failure unless it is handled', () => {
  const machine = createMachine({
    id: 'm',
    initial: 's',
    states: { s: { invoke: { src: fromPromise(() => Promise.resolve(1)) } }, t: {} },
  })
  const [one] = single(machine).parties
  const serving = (services: Party['services']) => () =>
    explore(compile({ ...single(machine), parties: [{ ...one!, ...(services ? { services } : {}) }] }))
  expect(serving(undefined)).toThrow(
    "party 'one', state 's': it invokes '0.m.s'; list what may come of it, services: { '0.m.s': { done: [...]",
  )
  expect(serving({ '0.m.s': {}, load: {} })).toThrow("its machine invokes no service 'load'; it invokes 0.m.s")
  expect(serving({ '0.m.s': { error: ['down'] } })).toThrow(
    "on 'xstate.error.actor.0.m.s': nothing handles that a service fails, and XState stops the machine; give the invoke an onError",
  )
  expect(serving({ '0.m.s': { done: [1] } })().states.size).toBe(3)
})

test('a delay that is computed to be what is not listed is refused, with what to list', () => {
  const machine = setup({ delays: { pause: () => 3000 } }).createMachine({
    initial: 's',
    states: { s: { after: { pause: {} } } },
  })
  const [one] = single(machine).parties
  const timed = (delays: Party['delays']) => () =>
    explore(compile({ ...single(machine), parties: [{ ...one!, ...(delays ? { delays } : {}) }] }))
  expect(timed(undefined)).toThrow(
    "the delay 'pause' is computed; list what it may be, delays: { 'pause': [...] } in ms",
  )
  expect(timed({ pause: [1000, 2000] })).toThrow("starts 'pause' with 3000 ms, which is not listed")
  expect(timed({ pause: [1000, 3000] })().states.size).toBe(5)
})

test('a machine without bounds is explored as far as its budget goes, and then nothing is said to hold', () => {
  const machine = machineFrom({
    id: 'm',
    context: { still: 0, count: 0 },
    on: { go: { actions: assign({ count: ({ context }: { context: { count: number } }) => context.count + 1 }) } },
  })
  const endless: World = { ...single(machine), localStates: 50 }
  const predicates = {
    large: {
      kind: 'state',
      party: 'one',
      text: 'is large',
      holds: ({ context }) => (context as { count: number }).count > 20,
    },
    odd: {
      kind: 'state',
      party: 'one',
      text: 'is odd',
      holds: ({ context }) => (context as { count: number }).count < 0,
    },
  } satisfies Readonly<Record<string, Predicate>>
  const { exploration, verdicts } = check(endless, predicates, [
    property({ kind: 'never', what: { is: 'large' } }, 'fails'),
    property({ kind: 'never', what: { is: 'odd' } }, 'open'),
    property({ kind: 'reachable', what: { is: 'odd' } }, 'open as well'),
    property({ kind: 'response', trigger: { is: 'large' }, answer: { is: 'odd' }, fairness: [] }, 'response'),
    property({ kind: 'bounded', trigger: { is: 'large' }, answer: { is: 'odd' }, within: 5 }, 'bounded'),
  ])
  expect(exploration).toMatchObject({ complete: false, stopped: 'locals' })
  expect(exploration.because).toContain(
    "party 'one' has more than 50 local states; its context field 'count' takes 50 values",
  )
  expect(verdicts.map(({ verdict }) => verdict)).not.toContain('holds')
  expect(verdicts.slice(0, 3).map(({ verdict }) => verdict)).toEqual(['fails', 'incomplete', 'incomplete'])
})

test('the wider a field turns out to be, the more bits it gets', () => {
  const machine = machineFrom({
    id: 'm',
    context: { n: 0 },
    on: { go: { actions: assign({ n: ({ context }: { context: { n: number } }) => (context.n + 1) % 3000 }) } },
  })
  const graph = explore(compile(single(machine)), { firstLook: 100 })
  expect([graph.states.size, graph.transitions, graph.depth]).toEqual([3000, 6000, 2999])
})
