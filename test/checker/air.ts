// A small world with all that time and channels can do: latency, loss, budgets, a free timer, a direct reply.
import { setup, emit } from 'xstate'
import type { World } from '../../model/world.js'
import type { Property } from '../../properties/language/property.js'
import type { Predicate } from '../../model/property.js'
import { inState, party, property, stimulus, world } from './worlds.js'

const beacon = () =>
  setup({ delays: { pause: 3000, hours: 3_600_000 } }).createMachine({
    initial: 'quiet',
    states: {
      quiet: { on: { go: { target: 'calling', actions: emit({ type: 'ping' }) } } },
      calling: { after: { pause: 'quiet', hours: 'tired' }, on: { pong: 'answered', cut: 'off' } },
      answered: { after: { pause: { target: 'calling', actions: [emit({ type: 'ping' }), emit({ type: 'done' })] } } },
      tired: { on: { go: 'quiet' } },
      off: { after: { pause: 'quiet' } },
    },
  })

const echo = () =>
  setup({ delays: { rest: 2000 } }).createMachine({
    initial: 'ready',
    states: {
      ready: { on: { ping: { target: 'resting', actions: emit({ type: 'pong' }) }, done: 'closed' } },
      resting: { after: { rest: 'ready' } },
      closed: { on: { ping: 'ready' } },
    },
  })

/** The world, with machines of its own. */
export const airWorld = (): World =>
  world(
    [
      party('beacon', beacon(), ['go', 'cut', 'pong'], ['ping', 'done']),
      party('echo', echo(), ['ping', 'done'], ['pong']),
    ],
    {
      links: [
        { from: 'beacon', says: 'ping', to: 'echo', channel: 'air' },
        { from: 'echo', says: 'pong', to: 'beacon' },
        { from: 'beacon', says: 'done', to: 'echo' },
      ],
      channels: [
        {
          name: 'air',
          capacity: 3,
          latency: { least: 1000, most: 2000 },
          up: {
            text: 'the beacon is on',
            parties: [{ party: 'beacon', holds: (snapshot) => !snapshot.matches('off') }],
          },
        },
      ],
      stimuli: [stimulus('beacon', 'go', { budget: 2 }), stimulus('beacon', 'cut', { budget: 2 })],
      freeDelays: ['hours'],
    },
  )

export const air = airWorld()

export const predicates: Readonly<Record<string, Predicate>> = {
  answered: inState('beacon', 'answered'),
  resting: inState('echo', 'resting'),
  pings: {
    kind: 'step',
    party: 'beacon',
    text: 'pings',
    holds: ({ says }) => says.some(({ type }) => type === 'ping'),
  },
}
export const asked: readonly Property[] = [
  property({ kind: 'never', what: { and: [{ is: 'answered' }, { is: 'resting' }] } }, 'p0'),
  property({ kind: 'invariant', given: { does: 'pings' }, holds: { not: { was: 'answered' } } }, 'p1'),
  property({ kind: 'reachable', what: { and: [{ is: 'answered' }, { tick: true }] } }, 'p2'),
]
