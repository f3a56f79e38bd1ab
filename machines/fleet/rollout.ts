// A staged roll-out: a newer impOS is offered to the devices of a fleet one after another, to so many at a time.
//
// What is modelled. Two machines. The roll-out, of which there is one, counts the devices whose turn it is: those to
// which the newer release has been offered, and which have not told yet that they run it. There are never more than its
// limit. The turn, of which each device has one, is the place of that device in the queue: when it comes, the upgrade
// server begins to answer this device with the newer release; it is over when the device asks with the newer release
// installed. Neither knows which device it is about.
//
// What is left out: in which order devices are chosen (any), taking a release back, and giving up on a device that does
// not come back: its turn lasts. No source describes how the vendor stages releases (M-41).
import { setup } from 'xstate'
import { cites, type SourceMeta } from '../party.js'
import { variants, type Party } from '../../model/party.js'
import type { Version } from '../device/vocabulary.js'

export interface RolloutInput {
  /** Turns at most at the same time. */
  readonly limit: number
}

export type RolloutEvent =
  | { type: 'release.published' } // the vendor
  | { type: 'turn.begun' } // turn -> roll-out
  | { type: 'turn.ended' } // turn -> roll-out

const counting = setup({
  types: {
    context: {} as { readonly given: RolloutInput; readonly turns: number },
    events: {} as RolloutEvent,
    input: {} as RolloutInput,
    tags: {} as 'rollout.open',
    meta: {} as SourceMeta,
  },
  guards: {
    takesTheLast: ({ context }) => context.turns + 1 === context.given.limit,
  },
})

const base = counting.extend({
  actions: {
    begin: counting.assign({ turns: ({ context }) => context.turns + 1 }),
    end: counting.assign({ turns: ({ context }) => context.turns - 1 }),
  },
})

export const rolloutMachine = base.createMachine({
  id: 'rollout',
  description: 'How far a newer impOS has been handed out.',
  meta: cites('D-116', 'D-130', 'M-41'),
  context: ({ input }) => ({ given: input, turns: 0 }),
  initial: 'unpublished',
  states: {
    unpublished: {
      description: 'The release of the factory is still the current one.',
      meta: cites('D-116', 'D-130'),
      on: {
        'release.published': {
          target: 'open',
          description: 'A newer impOS is ready; it will be offered to the devices in turn.',
          meta: cites('D-116', 'D-130', 'M-41'),
        },
      },
    },
    open: {
      description: 'It can be the turn of another device.',
      meta: cites('D-130', 'M-41'),
      tags: 'rollout.open',
      on: {
        'turn.begun': [
          {
            guard: 'takesTheLast',
            target: 'full',
            actions: 'begin',
            description: 'The last turn that may run at the same time.',
            meta: cites('D-130', 'M-41'),
          },
          {
            actions: 'begin',
            description: 'The turn of one more device.',
            meta: cites('D-130', 'M-41'),
          },
        ],
        'turn.ended': {
          actions: 'end',
          description: 'A device has told that it runs the newer release.',
          meta: cites('D-130', 'M-41'),
        },
      },
    },
    full: {
      description: 'As many turns as may run at the same time.',
      meta: cites('D-130', 'M-41'),
      on: {
        'turn.ended': {
          target: 'open',
          actions: 'end',
          description: 'A device has told that it runs the newer release: there is room for another.',
          meta: cites('D-130', 'M-41'),
        },
      },
    },
  },
})

export const rollout = (limit: number): Party => ({
  name: 'rollout',
  title: 'roll-out of an impOS release',
  machine: rolloutMachine,
  inputs: [{ limit } satisfies RolloutInput],
  hears: ['release.published', 'turn.begun', 'turn.ended'].flatMap((type) => variants(type)),
  says: [],
})

export type TurnEvent =
  | { type: 'turn.came' } // the vendor
  | { type: 'upgrade.queried'; os: Version } // device -> turn

export type TurnEmitted =
  | { type: 'release.published' } // -> upgrade server
  | { type: 'turn.begun' } // -> roll-out
  | { type: 'turn.ended' } // -> roll-out

const queueing = setup({
  types: {
    events: {} as TurnEvent,
    emitted: {} as TurnEmitted,
    tags: {} as 'turn.runs',
    meta: {} as SourceMeta,
  },
  guards: {
    isNewer: ({ event }) => event.type === 'upgrade.queried' && event.os === 2,
  },
})

const place = queueing.extend({
  actions: {
    publish: queueing.emit({ type: 'release.published' }),
    tellBegun: queueing.emit({ type: 'turn.begun' }),
    tellEnded: queueing.emit({ type: 'turn.ended' }),
  },
})

export const turnMachine = place.createMachine({
  id: 'turn',
  description: 'The place of one device in a roll-out.',
  meta: cites('D-130', 'M-41'),
  initial: 'ahead',
  states: {
    ahead: {
      description: 'The newer release has not been offered to this device.',
      meta: cites('D-130', 'M-41'),
      on: {
        'turn.came': {
          target: 'running',
          actions: ['publish', 'tellBegun'],
          description: 'The upgrade server begins to answer this device with the newer release.',
          meta: cites('D-116', 'D-130', 'M-41'),
        },
      },
    },
    running: {
      description: 'The newer release is offered to this device, which has not told yet that it runs it.',
      meta: cites('D-130', 'M-41'),
      tags: 'turn.runs',
      on: {
        'upgrade.queried': {
          guard: 'isNewer',
          target: 'over',
          actions: 'tellEnded',
          description: 'The device asks for something newer than the newer release: it runs it.',
          meta: cites('D-119', 'M-41'),
        },
      },
    },
    over: {
      description: 'This device runs the newer release.',
      meta: cites('D-130', 'M-41'),
    },
  },
})

export const turn = (): Party => ({
  name: 'turn',
  title: 'place of a device in the roll-out',
  machine: turnMachine,
  inputs: [undefined],
  hears: [...variants('turn.came'), ...variants('upgrade.queried', { os: [1, 2] })],
  says: ['release.published', 'turn.begun', 'turn.ended'].flatMap((type) => variants(type)),
})
