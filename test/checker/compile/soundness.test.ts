// What the checker would be wrong about if it took machines for what they should be: each is refused, or judged rightly.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assign, createMachine, emit, raise, setup } from 'xstate'
import type { AnyStateMachine } from 'xstate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { check } from '../../../checker/index.js'
import { compile } from '../../../checker/compile/compile.js'
import { explore } from '../../../checker/graph/explore.js'
import { TableCache } from '../../../checker/compile/diskCache.js'
import { microstepLimit } from '../../../checker/compile/machineStep.js'
import { PartyTable, tableOf } from '../../../checker/compile/partyTable.js'
import type { Pattern, Predicate } from '../../../model/property.js'
import type { World } from '../../../model/world.js'
import { inState, lampWorld, machineFrom, party, property, single, stimulus, world } from '../worlds.js'

/** Explores a world of one machine that hears `go`. */
const run = (machine: AnyStateMachine, inputs?: readonly unknown[]) => explore(compile(single(machine, inputs)))

/** Goes on `go` where a guard lets it. */
const guarded = (guard: (args: never) => boolean, context: object = {}): AnyStateMachine =>
  machineFrom({ id: 'm', context, initial: 's', states: { s: { on: { go: { guard, target: 't' } } }, t: {} } })

/** Assigns on `go`. */
const assigning = (change: (args: never) => object, context: object = { n: 0 }): AnyStateMachine =>
  machineFrom({ id: 'm', context, initial: 's', states: { s: { on: { go: { actions: assign(change) } } } } })

describe('what a machine does depends on its state, its input and its event only', () => {
  it.each([2, 3])('a guard that counts to %i is refused', (most) => {
    let calls = 0
    const counting = guarded(() => ++calls >= most)
    expect(() => run(counting)).toThrow("party 'one' in state \"s\" on 'go': asked twice, it answers twice")
  })

  it.each([9, 30, 60])('a guard that counts to %i is refused in a machine that is as large', (most) => {
    let calls = 0
    const states = Object.fromEntries(
      Array.from({ length: most }, (_, at) => [`s${at}`, { on: { go: `s${(at + 1) % most}` } }]),
    )
    const machine = machineFrom({
      id: 'm',
      type: 'parallel',
      states: {
        ring: { initial: 's0', states },
        guarded: { initial: 'x', states: { x: { on: { go: { guard: () => ++calls >= most, target: 'y' } } }, y: {} } },
      },
    })
    expect(() => run(machine)).toThrow('asked twice, it answers twice')
  })

  it('an assign that counts is refused', () => {
    let calls = 0
    expect(() => run(assigning(() => ({ n: ++calls % 2 })))).toThrow('asked twice, it answers twice')
  })

  it('a context that counts is refused', () => {
    let calls = 0
    expect(() => run(machineFrom({ id: 'm', context: () => ({ n: ++calls }) }))).toThrow(
      "party 'one' at its start: asked twice",
    )
  })

  it.each<[string, () => number]>([
    ['Math.random', () => Math.random()],
    ['Date.now', () => Date.now()],
    ['the present by new Date()', () => new Date().getTime()],
    ['the present by Date()', () => Date().length],
    ['performance.now', () => performance.now()],
    ['crypto.randomUUID', () => crypto.randomUUID().length],
    ['crypto.getRandomValues', () => crypto.getRandomValues(new Uint8Array(1))[0]!],
  ])('%s is refused in a guard, an assign and a context, even where what it throws is caught', (what, ask) => {
    const sly = (): number => {
      try {
        return ask()
      } catch {
        return 0
      }
    }
    const refusal = `a guard or an action asks for ${what}`
    expect(() => run(guarded(() => ask() < 0))).toThrow(refusal)
    expect(() => run(guarded(() => sly() < 0))).toThrow(refusal)
    expect(() => run(assigning(() => ({ n: sly() * 0 })))).toThrow(refusal)
    expect(() => run(machineFrom({ id: 'm', context: () => ({ n: ask() * 0 }) }))).toThrow(refusal)
    expect(() => ask()).not.toThrow()
  })

  it('dates that are what they are may be looked at', () => {
    expect(
      run(guarded(() => new Date(0).getTime() === Date.UTC(1970) && Date.parse('1970-01-01') === 0)).states.size,
    ).toBe(2)
  })

  it.each<[string, (args: never) => object, object]>([
    [
      'a list',
      ({ context }: { context: { list: number[] } }) => ({ list: (context.list.push(1), context.list) }),
      { list: [] },
    ],
    ['a field', ({ context }: { context: { n: number } }) => ((context.n = 1), {}), { n: 0 }],
    [
      'an object',
      ({ context }: { context: { given: { n: number } } }) => ((context.given.n = 1), {}),
      { given: { n: 0 } },
    ],
  ])('an assign that changes %s in place is refused', (_, change, context) => {
    expect(() => run(assigning(change, context))).toThrow('it changes its context in place')
  })
})

describe('what is asked of states and steps depends on these only', () => {
  const asked = (predicate: Predicate, kind: 'is' | 'does', more: Partial<World> = {}) => {
    const never: Pattern = { kind: 'never', what: kind === 'is' ? { is: 'odd' } : { does: 'odd' } }
    return () => check(lampWorld(more), { odd: predicate }, [property(never)])
  }
  const state = (holds: () => boolean): Predicate => ({ kind: 'state', party: 'lamp', text: 'is odd', holds })
  const step = (holds: () => boolean): Predicate => ({ kind: 'step', party: 'lamp', text: 'is odd', holds })
  const counting = (): (() => boolean) => {
    let calls = 0
    return () => ++calls % 2 === 0
  }
  const drawing = () => Math.random() < 0

  it('a predicate or a condition that counts is refused by its name', () => {
    expect(asked(state(counting()), 'is')).toThrow("predicate 'odd': asked twice, it answers twice")
    expect(asked(step(counting()), 'does')).toThrow("predicate 'odd': asked twice, it answers twice")
    const when = { text: 'odd', parties: [{ party: 'lamp', holds: counting() }] }
    const stimuli = [stimulus('lamp', 'press', { when })]
    expect(
      asked(
        state(() => false),
        'is',
        { stimuli },
      ),
    ).toThrow("a condition about 'lamp': asked twice")
  })

  it('and so is one that draws lots', () => {
    expect(asked(state(drawing), 'is')).toThrow("predicate 'odd': it asks for Math.random")
    expect(asked(step(drawing), 'does')).toThrow("predicate 'odd': it asks for Math.random")
  })
})

const plan = { name: 'a' }

describe('states that are equal are not told apart', () => {
  const refusal = 'it tells states apart that are equal'

  it.each<[string, AnyStateMachine]>([
    [
      'the order of fields',
      guarded(({ context }: { context: { o: object } }) => Object.keys(context.o)[0] === 'a', { o: { a: 1, b: [] } }),
    ],
    [
      'the order of fields of a constant',
      guarded(({ context }: { context: { o: object } }) => JSON.stringify(context.o) === '{"a":1,"b":2}', {
        o: { a: 1, b: 2 },
      }),
    ],
    [
      'the order of the fields of the context',
      guarded(({ context }: { context: object }) => Object.keys(context)[0] === 'a', { a: 1, b: 2 }),
    ],
    [
      'two objects that are one',
      guarded(({ context }: { context: { a: object; b: object } }) => context.a === context.b, { a: plan, b: plan }),
    ],
    [
      'two objects that are equal',
      guarded(({ context }: { context: { a: object; b: object } }) => context.a === context.b, {
        a: { n: [1] },
        b: { n: [1] },
      }),
    ],
    [
      'an object of the module',
      guarded(({ context }: { context: { plan: object } }) => context.plan === plan, { plan }),
    ],
  ])('a guard that looks at %s is refused', (_, machine) => {
    expect(() => run(machine)).toThrow(refusal)
  })

  it('eventless transitions of two regions that compete are refused, and others are not', () => {
    const region = (on: object, target: string) => ({
      initial: 'x',
      states: {
        x: { on },
        y: { always: { guard: ({ context }: { context: { armed: boolean } }) => context.armed, target } },
        z: {},
      },
    })
    const two = (left: string, right: string): AnyStateMachine =>
      createMachine({
        id: 'm',
        context: { armed: false },
        initial: 'both',
        states: {
          both: { type: 'parallel', states: { a: region({ go: 'y' }, left), b: region({ look: 'y' }, right) } },
          left: {},
          right: {},
        },
        on: { arm: { actions: assign({ armed: true }) } },
      } as object) as AnyStateMachine
    const hears = ['go', 'look', 'arm']
    const of = (machine: AnyStateMachine): World =>
      world([party('one', machine, hears)], { stimuli: hears.map((event) => stimulus('one', event)) })
    expect(() => explore(compile(of(two('#m.left', '#m.right'))))).toThrow(
      'eventless transitions of two regions compete',
    )
    expect(explore(compile(of(two('z', 'z')))).states.size).toBe(8)
  })
})

describe('what states are told apart by is a part of them', () => {
  it('-0 is not 0', () => {
    const machine = machineFrom({
      id: 'm',
      context: { n: 0 },
      initial: 's',
      states: {
        s: {
          on: {
            go: [
              { guard: ({ context }: { context: { n: number } }) => 1 / context.n < 0, target: 't' },
              { actions: assign({ n: -0 }) },
            ],
          },
        },
        t: {},
      },
    })
    expect(
      check(single(machine), { t: inState('one', 't') }, [property({ kind: 'never', what: { is: 't' } })]).verdicts[0]!
        .verdict,
    ).toBe('fails')
  })

  it('regions are taken in the order in which XState has them, cold and from a text', () => {
    const machine = machineFrom({
      id: 'm',
      initial: 'both',
      states: {
        both: {
          type: 'parallel',
          states: {
            b: { initial: 'x', states: { x: { on: { go: 'y' } }, y: { on: { go: 'x' } } } },
            a: { initial: 'x', states: { x: { on: { go: '#m.out' } } } },
          },
        },
        out: {},
      },
    })
    const table = new PartyTable({ name: 'one', machine })
    const [start, go] = [table.initial(undefined), table.eventId({ type: 'go' })]
    const cold = table.textOf(table.record(start, go).after)
    const warm = new PartyTable({ name: 'one', machine })
    expect(warm.textOf(warm.record(warm.localOf(table.textOf(start)), warm.eventId({ type: 'go' })).after)).toBe(cold)
  })
})

describe('a verdict is the same from the disk', () => {
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'impspec-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('regions are not taken in the order of the alphabet', () => {
    const machine = (): AnyStateMachine =>
      machineFrom({
        id: 'm',
        initial: 'both',
        states: {
          both: {
            type: 'parallel',
            states: {
              b: { initial: 'x', states: { x: { on: { go: 'y' } }, y: { on: { go: 'x' } } } },
              a: { initial: 'x', states: { x: { on: { go: '#m.out' } } } },
            },
          },
          out: {},
        },
      })
    const verdict = (events: readonly string[]): string => {
      const one = party('one', machine(), ['go', 'look'])
      const cache = new TableCache(folder, (text) => expect.fail(text))
      cache.load([one])
      const all = world([one], { stimuli: events.map((event) => stimulus('one', event)) })
      const outcome = check(all, { out: inState('one', 'out') }, [property({ kind: 'never', what: { is: 'out' } })])
      cache.save([one])
      return outcome.verdicts[0]!.verdict
    }
    // The first process sees the start only, so that the second one has to go on from what is on the disk.
    expect([verdict(['look']), verdict(['go'])]).toEqual(['holds', 'holds'])
  })
})

describe('a macrostep comes to rest', () => {
  /** States that follow one another without an event. */
  const chain = (length: number): object => ({
    ...Object.fromEntries(Array.from({ length }, (_, at) => [`s${at}`, { always: `s${at + 1}` }])),
    [`s${length}`]: {},
  })

  it('a chain within the limit is followed, a longer one is refused with its last states', () => {
    const of = (length: number): AnyStateMachine =>
      machineFrom({ id: 'm', initial: 'rest', states: { rest: { on: { go: 's0' } }, ...chain(length) } })
    expect(run(of(40)).states.size).toBe(2)
    expect(() => run(of(microstepLimit + 50))).toThrow(
      /party 'one' in state "rest" on 'go': it takes more than 1000 microsteps and ends up in "s99\d", "s99\d", "s\d+"/,
    )
    expect(() => run(machineFrom({ id: 'm', initial: 's0', states: chain(microstepLimit + 50) }))).toThrow(
      /party 'one' at its start: it takes more than 1000 microsteps and ends up in/,
    )
  })

  it('the states gone round are named, and the limit of the machine itself is kept', () => {
    // It counts, and comes to an end.
    const goesRound = createMachine({
      id: 'm',
      context: { n: 0 },
      options: { maxIterations: 100 },
      initial: 'rest',
      states: {
        rest: { on: { go: 'one' } },
        one: {
          always: {
            guard: ({ context }: { context: { n: number } }) => context.n < 120,
            target: 'two',
            actions: assign({ n: ({ context }: { context: { n: number } }) => context.n + 1 }),
          },
        },
        two: { always: 'one' },
      },
    } as object) as AnyStateMachine
    expect(() => run(goesRound)).toThrow('more than 100 microsteps and goes round "two", "one"')
    expect(goesRound.options.maxIterations).toBe(100)
    expect(machineFrom({ id: 'm' }).options.maxIterations).toBe(Infinity)
  })
})

describe('what is no party is refused with the way to write it', () => {
  const child = createMachine({ id: 'child' })

  it('an actor that is spawned by the way', () => {
    const spawning = assigning(
      ({ spawn }: { spawn: (logic: unknown, options: object) => object }) => (spawn(child, { id: 'kid' }), {}),
    )
    expect(() => run(spawning)).toThrow("on 'go': it spawns the actor 'kid'; write the child as a party of its own")
    const keeping = assigning(({ spawn }: { spawn: (logic: unknown, options: object) => object }) => ({
      n: spawn(child, { id: 'kid' }),
    }))
    expect(() => run(keeping)).toThrow("it spawns the actor 'kid'; write the child as a party of its own")
  })

  it('a delayed raise that is called like a timer', () => {
    const machine = setup({ delays: { glow: 5 } }).createMachine({
      id: 'm',
      initial: 's',
      states: {
        s: { on: { go: { actions: raise({ type: 'look' }, { id: 'xstate.after.glow.m.t', delay: 7 }) } } },
        t: { after: { glow: 's' } },
      },
    })
    expect(() => run(machine)).toThrow(
      "action 'xstate.raise' delays 'look' once more while it is delayed; give it an id",
    )
  })

  it('an action without implementation', () => {
    const machine = machineFrom({ id: 'm', on: { go: { actions: 'ring' } } })
    expect(() => run(machine)).toThrow("action 'ring' has no implementation, and XState skips it in silence")
  })
})

describe('what is done with a constant of the context', () => {
  it('it can be cloned, nested and handed on', () => {
    const machine = machineFrom({
      id: 'm',
      context: ({ input }: { input: object }) => ({ given: input, copy: null, inner: null }),
      on: {
        go: {
          actions: assign(({ context }: { context: { given: object; copy?: unknown; inner?: unknown } }) => ({
            copy: structuredClone(context.given),
            inner: [context.given],
          })),
        },
      },
    })
    const table = new PartyTable({ name: 'one', machine })
    const go = table.eventId({ type: 'go' })
    const outcomes = [1, 2].map(
      (n) => table.locals[table.record(table.initial({ n }), go).after]!.snapshot.context as unknown,
    )
    expect(structuredClone(outcomes)).toEqual([1, 2].map((n) => ({ given: { n }, copy: { n }, inner: [{ n }] })))
  })

  it('what it inherits can be looked at', () => {
    const machine = guarded(
      ({ context }: { context: { given: object } }) => typeof context.given.toString === 'function',
      ({ input }: { input: object }) => ({ given: input }),
    )
    expect(run(machine, [{ n: 1 }, { n: 2 }]).states.size).toBe(4)
  })

  it('it can be emitted, and what is emitted can be handed to a thread', () => {
    const machine = machineFrom({
      id: 'm',
      context: { given: { n: 1 } },
      on: {
        go: {
          actions: emit(({ context }: { context: { given: object } }) => ({ type: 'said', given: context.given })),
        },
      },
    })
    const one = { ...party('one', machine, ['go']), says: [{ type: 'said', given: { n: 1 } } as never] }
    explore(compile(world([one], { stimuli: [stimulus('one', 'go')] })))
    expect(structuredClone(tableOf(one).events)).toContainEqual({ type: 'said', given: { n: 1 } })
  })
})
