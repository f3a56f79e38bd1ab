// What the checker refuses, and how it says so; and what it takes although it is large.
import { assign, emit, raise, setup } from 'xstate'
import type { AnyStateMachine } from 'xstate'
import { expect, test } from 'vitest'
import { compile } from '../../../checker/compile/compile.js'
import { explore } from '../../../checker/graph/explore.js'
import { SpecificationError } from '../../../model/errors.js'
import type { Pattern } from '../../../model/property.js'
import { decideOne, lampWorld, lampPredicates, single, machineFrom } from '../worlds.js'

test('a name that does not exist is refused, with the nearest', () => {
  const refuse = (pattern: Pattern) => () => decideOne(lampWorld(), lampPredicates, pattern)
  expect(refuse({ kind: 'never', what: { is: 'onn' } })).toThrow("property 'p': no predicate 'onn'; did you mean 'on'")
  expect(refuse({ kind: 'never', what: { does: 'on' } })).toThrow("'on' is about a state; ask it by 'is' or 'was'")
})

const withContext = (value: unknown): AnyStateMachine =>
  setup({}).createMachine({ id: 'm', context: { inner: { field: value } } })

test.each([
  ['a Set', new Set([1])],
  ['a Map', new Map()],
  ['a bigint', 10n],
  ['a function', () => 1],
  ['undefined', undefined],
  ['NaN', NaN],
  ['a Date', new Date(0)],
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
  expect(run(raise({ type: 'go' }, { delay: 5 }))).toThrow("time in a party is 'after' with a named delay only")
  expect(run(emit({ type: 'other' }))).toThrow(`party 'one' emits {"type":"other"}, which its 'says' does not list`)
  const starter = setup({}).createMachine({ id: 'm', entry: emit({ type: 'said' }) })
  expect(() => compile(single(starter))).toThrow("party 'one' emits 'said' when it starts")
  const unnamed = setup({}).createMachine({ id: 'm', initial: 's', states: { s: { after: { 100: {} } } } })
  expect(() => compile(single(unnamed))).toThrow("party 'one', state 's': the delay '100' has no name")
})

test('a machine without bounds is refused, naming the field that grows', () => {
  const machine = machineFrom({
    id: 'm',
    context: { still: 0, count: 0 },
    on: { go: { actions: assign({ count: ({ context }: { context: { count: number } }) => context.count + 1 }) } },
  })
  expect(() => explore(compile(single(machine), { localLimit: 50 }))).toThrow(
    /party 'one' has more than 50 local states; its context field 'count' takes 50 values/,
  )
  expect(() => explore(compile(single(machine), { localLimit: 50 }))).toThrow(SpecificationError)
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
