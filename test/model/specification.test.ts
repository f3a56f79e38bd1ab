// The front door: names that are wrong are type errors, and errors that say what is near; alphabets are read off machines.
import { assign, emit, enqueueActions, setup } from 'xstate'
import { describe, expect, it } from 'vitest'
import { check } from '../../checker/check.js'
import {
  and,
  context,
  defineSpecification,
  does,
  hears,
  inState,
  is,
  not,
  or,
  says,
  SpecificationError,
  tagged,
  tick,
  was,
} from '../../model/index.js'

const lamp = setup({
  types: {
    context: {} as { readonly lit: number },
    events: {} as { type: 'turn.on'; level: number } | { type: 'turn.off' },
    emitted: {} as { type: 'flickered' },
  },
  delays: { drained: 2000 },
}).createMachine({
  context: { lit: 0 },
  initial: 'dark',
  states: {
    dark: { on: { 'turn.on': { target: 'bright', actions: assign({ lit: ({ event }) => event.level }) } } },
    bright: {
      tags: ['shining'],
      on: { 'turn.off': 'dark' },
      after: { drained: { target: 'dark', actions: emit({ type: 'flickered' }) } },
    },
  },
})

const toggle = setup({
  types: {
    events: {} as { type: 'pressed' },
    emitted: {} as { type: 'turn.on'; level: number } | { type: 'turn.off' },
  },
}).createMachine({
  initial: 'off',
  states: {
    off: { on: { pressed: { target: 'on', actions: emit({ type: 'turn.on', level: 2 }) } } },
    on: { on: { pressed: { target: 'off', actions: emit({ type: 'turn.off' }) } } },
  },
})

const parties = { lamp: { machine: lamp }, toggle: { machine: toggle } }
const links = [{ from: 'toggle', says: ['turn.on', 'turn.off'], to: 'lamp' }] as const
const stimuli = [{ party: 'toggle', event: { type: 'pressed' } }] as const
const predicates = {
  bright: inState('lamp', 'bright'),
  shining: tagged('lamp', 'shining'),
  full: context('lamp', 'is at level 2', ({ lit }: { readonly lit: number }) => lit === 2),
  turnedOn: hears('lamp', 'turn.on', { level: 2 }),
  turns: says('toggle', 'turn.on'),
  on: inState('toggle', 'on'),
}

describe('defineSpecification', () => {
  it('gives what the checker takes: alphabets from machines, links and stimuli, conditions from predicates', () => {
    const specification = defineSpecification({
      parties,
      links,
      channels: { wire: { capacity: 1, up: 'on' } },
      stimuli: [...stimuli, { party: 'lamp', event: { type: 'turn.off' }, when: 'shining', budget: 1 }],
      freeDelays: ['drained'],
      predicates,
      properties: [
        {
          id: 'same',
          claim: 'Bright is shining.',
          pattern: { kind: 'invariant', holds: or(is('shining'), not(is('bright'))) },
        },
        {
          id: 'level',
          claim: 'It is full when turned on.',
          pattern: { kind: 'invariant', given: does('turnedOn'), holds: is('full') },
        },
        {
          id: 'stays',
          claim: 'Bright stays bright.',
          pattern: { kind: 'never', what: and(was('bright'), not(is('bright'))) },
        },
        { id: 'turns', claim: 'It is turned on.', pattern: { kind: 'reachable', what: and(does('turns'), not(tick)) } },
      ],
    })
    const world = specification.world()
    expect(world.parties.map(({ name, title, hears: heard, says: said }) => ({ name, title, heard, said }))).toEqual([
      {
        name: 'lamp',
        title: 'lamp',
        heard: [{ type: 'turn.off' }, { type: 'turn.on', level: 2 }],
        said: [{ type: 'flickered' }],
      },
      {
        name: 'toggle',
        title: 'toggle',
        heard: [{ type: 'pressed' }],
        said: [{ type: 'turn.on', level: 2 }, { type: 'turn.off' }],
      },
    ])
    expect(world.stimuli.map(({ id, when }) => [id, when?.text])).toEqual([
      ['pressed', undefined],
      ['turn.off', 'lamp is shining'],
    ])
    expect(world.channels[0]!.up?.text).toBe('toggle is in on')
    const { verdicts } = check(world, specification.predicates, specification.properties)
    expect(verdicts.map(({ property, verdict }) => `${property} ${verdict}`)).toEqual([
      'same holds',
      'level holds',
      'stays fails',
      'turns holds',
    ])
  })

  it('has a world for each configuration, with the same functions where they do the same', () => {
    const { world, dimensions } = defineSpecification({
      parties,
      links,
      stimuli: [{ party: 'toggle', event: { type: 'pressed' }, where: { power: ['mains'] } }],
      predicates,
      configurations: { power: ['battery', 'mains'] },
      properties: [
        {
          id: 'lit',
          claim: 'It can be lit.',
          pattern: { kind: 'reachable', what: is('bright') },
          exceptions: [{ when: { power: ['battery'] }, verdict: 'fails', because: 'nobody presses' }],
        },
      ],
    })
    expect(dimensions.map(({ name, values }) => [name, values])).toEqual([['power', ['battery', 'mains']]])
    expect(world().stimuli).toEqual([])
    expect(world({ power: 'mains' }).stimuli).toHaveLength(1)
    expect(world().parties[0]!.machine).toBe(world({ power: 'mains' }).parties[0]!.machine)
  })

  it('asks for what a machine emits where that is computed', () => {
    const computing = setup({ types: { emitted: {} as { type: 'told' } } }).createMachine({
      entry: enqueueActions(({ enqueue }) => enqueue.emit({ type: 'told' })),
    })
    const define = (says?: readonly { type: 'told' }[]) =>
      defineSpecification({
        parties: { teller: { machine: computing, ...(says ? { says } : {}) } },
        stimuli: [],
        predicates: {},
        properties: [],
      })
    expect(() => define()).toThrow("party 'teller': what an action emits is computed; list every event")
    expect(define([{ type: 'told' }]).world().parties[0]!.says).toEqual([{ type: 'told' }])
  })
})

/** What each mistake is answered with, where no type saw it. The types see each: tsc fails where one of them does not. */
const mistakes: readonly (readonly [message: string, make: () => unknown])[] = [
  [
    "predicate 'bright': no party 'lmp'; did you mean 'lamp'?",
    () =>
      defineSpecification({
        parties,
        stimuli,
        // @ts-expect-error there is no such party
        predicates: { bright: inState('lmp', 'bright') },
        properties: [],
      }),
  ],
  [
    "property 'p': no predicate 'brigth'; did you mean 'bright'?",
    () =>
      defineSpecification({
        parties,
        stimuli,
        predicates,
        // @ts-expect-error there is no such predicate
        properties: [{ id: 'p', claim: 'c', pattern: { kind: 'never', what: and(is('brigth'), not(was('on'))) } }],
      }),
  ],
  [
    "link from 'toggle' to 'lmap': no party 'lmap'; did you mean 'lamp'?",
    () =>
      defineSpecification({
        parties,
        // @ts-expect-error there is no such party
        links: [{ from: 'toggle', says: 'turn.on', to: 'lmap' }],
        stimuli,
        predicates,
        properties: [],
      }),
  ],
  [
    "stimulus: no party 'toggel'; did you mean 'toggle'?",
    () =>
      defineSpecification({
        parties,
        // @ts-expect-error there is no such party
        stimuli: [{ party: 'toggel', event: { type: 'pressed' } }],
        predicates,
        properties: [],
      }),
  ],
  [
    "stimulus to 'toggle': no state predicate 'shinning'; did you mean 'shining'?",
    () =>
      defineSpecification({
        parties,
        // @ts-expect-error there is no such predicate
        stimuli: [{ party: 'toggle', event: { type: 'pressed' }, when: 'shinning' }],
        predicates,
        properties: [],
      }),
  ],
  [
    "stimulus to 'toggle': no dimension 'pwoer'; did you mean 'power'?",
    () =>
      defineSpecification({
        parties,
        // @ts-expect-error there is no such dimension
        stimuli: [{ party: 'toggle', event: { type: 'pressed' }, where: { pwoer: ['mains'] } }],
        configurations: { power: ['battery', 'mains'] },
        predicates,
        properties: [],
      }),
  ],
  [
    "property 'p': no value of power 'steam'; did you mean",
    () =>
      defineSpecification({
        parties,
        stimuli,
        configurations: { power: ['battery', 'mains'] },
        predicates,
        properties: [
          {
            id: 'p',
            claim: 'c',
            pattern: { kind: 'never', what: is('on') },
            // @ts-expect-error there is no such value
            exceptions: [{ when: { power: ['steam'] }, verdict: 'fails', because: 'of that' }],
          },
        ],
      }),
  ],
  [
    "link from 'toggle' to 'lamp': no channel 'wier'; did you mean 'wire'?",
    () =>
      defineSpecification({
        parties,
        // @ts-expect-error there is no such channel
        links: [{ from: 'toggle', says: 'turn.on', to: 'lamp', channel: 'wier' }],
        channels: { wire: { capacity: 1 } },
        stimuli,
        predicates,
        properties: [],
      }),
  ],
  [
    "predicate 'shut', party 'lamp': no state 'brite'; did you mean 'bright'?",
    () => defineSpecification({ parties, stimuli, predicates: { shut: inState('lamp', 'brite') }, properties: [] }),
  ],
  [
    "predicate 'lit', party 'lamp': no tag 'shinig'; did you mean 'shining'?",
    () => defineSpecification({ parties, stimuli, predicates: { lit: tagged('lamp', 'shinig') }, properties: [] }),
  ],
  [
    "freeDelays: no delay 'drain'; did you mean 'drained'?",
    () => defineSpecification({ parties, stimuli, predicates, properties: [], freeDelays: ['drain'] }),
  ],
  [
    "predicate 'heard', party 'lamp': it hears no 'turn.onn'; did you mean 'turn.on'",
    () =>
      defineSpecification({
        parties,
        links,
        stimuli,
        // @ts-expect-error the lamp has no such event
        predicates: { heard: hears('lamp', 'turn.onn') },
        properties: [],
      }),
  ],
  [
    "predicate 'said', party 'toggle': it says no 'turn.offf'; did you mean 'turn.off'",
    () =>
      defineSpecification({
        parties,
        links,
        stimuli,
        // @ts-expect-error the switch emits no such event
        predicates: { said: says('toggle', 'turn.offf') },
        properties: [],
      }),
  ],
  [
    "link from 'toggle' to 'lamp': 'toggle' says no 'turn.on.now'; did you mean 'turn.on'?",
    () =>
      defineSpecification({
        parties,
        // @ts-expect-error the switch emits no such event
        links: [{ from: 'toggle', says: 'turn.on.now', to: 'lamp' }],
        stimuli,
        predicates,
        properties: [],
      }),
  ],
]

describe('a wrong name', () => {
  it.each(mistakes)('is answered: %s', (message, make) => {
    expect(make).toThrow(SpecificationError)
    expect(make).toThrow(message)
  })

  it('is a type error for a stimulus that its party does not know', () => {
    const { world } = defineSpecification({
      parties,
      links,
      // @ts-expect-error the switch has no such event
      stimuli: [{ party: 'toggle', event: { type: 'presed' } }],
      predicates,
      properties: [],
    })
    // What nobody hears is the checker's to tell: a machine may well ignore it.
    expect(world().parties[1]!.hears).toEqual([{ type: 'presed' }])
  })
})
