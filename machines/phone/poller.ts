// BUDevicePoller: the phone asks the cloud whether the device has presented its token.
//
// Modelled: polling begins with a token and ends with one of three outcomes, of which the app learns no more than
// their names: success (the cloud says that the token was claimed), time-out, or an error because the cloud cannot be
// reached. That a refused enrolment and a device that never came look the same (both a time-out) is the point of D-082.
// An impOS upgrade is not among the outcomes (D-085). The proposal `advises` (S14) adds the one message that the
// customers asked for: an upgrade has begun.
//
// Left out: single polls and their interval; an answer arrives when its channel delivers it.
//
// blinkup -> poller: polling.started     enrolment -> poller: enrolment.claimed     environment -> poller: phone.offline
// upgrade server -> poller: upgrade.begun (proposal)
// poller -> installer: blinkup.succeeded, blinkup.timedOut, blinkup.failed, upgrade.advised (proposal)
import { assign, emit, setup } from 'xstate'
import type { Configuration } from '../configurations.js'
import { valuesOf } from '../delays.js'
import type { PlanId, Token } from '../device/vocabulary.js'
import { cites, type SourceMeta } from '../party.js'
import { variants, type Party } from '../../model/party.js'
import { type PartyEvent } from '../../model/party.js'

export interface PollerInput {
  /** Proposal of S14: the SDK advises of upgrades. */
  readonly advises: boolean
}

export interface PollerContext {
  /** Constants of this run. */
  readonly given: PollerInput
  /** The token that is polled for; `none` unless polling. */
  readonly token: 'none' | Token
  /** Proposal: an upgrade has begun since polling started. */
  readonly begun: boolean
}

export type PollerEvent =
  // blinkup -> poller
  | { type: 'polling.started'; token: Token }
  // enrolment -> poller
  | { type: 'enrolment.claimed'; token: Token; plan: PlanId }
  // upgrade server -> poller; would not be present in the product
  | { type: 'upgrade.begun' }
  // environment -> poller
  | { type: 'phone.offline' }

export type PollerEmitted =
  | { type: 'blinkup.succeeded'; plan: PlanId }
  | { type: 'blinkup.timedOut' }
  | { type: 'blinkup.failed'; cause: 'network' }
  | { type: 'upgrade.advised' }

/** What properties speak of. */
export type PollerTag = 'poller.polling' | 'poller.succeeded' | 'poller.timedOut' | 'poller.failed'

export const pollerMachine = setup({
  types: {
    context: {} as PollerContext,
    events: {} as PollerEvent,
    emitted: {} as PollerEmitted,
    input: {} as PollerInput,
    tags: {} as PollerTag,
    meta: {} as SourceMeta,
  },
  delays: valuesOf('pollTimeout'),
  guards: {
    ownToken: ({ context, event }) => event.type === 'enrolment.claimed' && event.token === context.token,
    advises: ({ context }) => context.given.advises,
    ownTokenDuringUpgrade: ({ context, event }) =>
      event.type === 'enrolment.claimed' && event.token === context.token && context.begun,
  },
  actions: {
    rememberToken: assign((_, { token }: { token: Token }) => ({ token })),
    forgetToken: assign({ token: 'none', begun: false }),
    rememberUpgrade: assign({ begun: true }),
    reportSuccess: emit((_, { plan }: { plan: PlanId }) => ({ type: 'blinkup.succeeded' as const, plan })),
    reportTimeout: emit({ type: 'blinkup.timedOut' }),
    reportError: emit({ type: 'blinkup.failed', cause: 'network' }),
    adviseOfUpgrade: emit({ type: 'upgrade.advised' }),
  },
}).createMachine({
  id: 'poller',
  context: ({ input }) => ({ given: input, token: 'none', begun: false }),
  description: 'The phone’s only view of the enrolment: success, error or time-out.',
  meta: cites('R9', 'D-079', 'D-082', 'M-21'),
  initial: 'idle',
  on: {
    'polling.started': {
      target: '.polling',
      actions: [{ type: 'rememberToken', params: ({ event }) => event }],
      description:
        'A BlinkUp has been flashed: polling begins, and any polling for an earlier token is stopped unreported.',
      meta: cites('D-075', 'D-079', 'M-21'),
    },
  },
  states: {
    idle: {
      description: 'Nothing has been flashed yet.',
      meta: cites('D-079'),
    },
    polling: {
      tags: ['poller.polling'],
      description: 'The SDK asks the cloud again and again whether the token has been claimed.',
      meta: cites('D-075', 'D-079', 'D-081'),
      exit: ['forgetToken'],
      on: {
        'enrolment.claimed': [
          {
            guard: 'ownTokenDuringUpgrade',
            target: 'succeeded',
            actions: [{ type: 'reportSuccess', params: ({ event }) => event }, 'adviseOfUpgrade'],
            description: 'Proposal: success, and at once the advice that the upgrade has already begun.',
            meta: cites('R9', 'R11', 'S14', 'M-21'),
          },
          {
            guard: 'ownToken',
            target: 'succeeded',
            actions: [{ type: 'reportSuccess', params: ({ event }) => event }],
            description: 'The device has presented this token and was accepted: agent URL and plan ID are returned.',
            meta: cites('R9', 'R11', 'D-081'),
          },
        ],
        'phone.offline': {
          target: 'failed',
          actions: ['reportError'],
          description: 'The SDK cannot reach the cloud: that is an error, not a time-out.',
          meta: cites('D-082', 'D-083'),
        },
        'upgrade.begun': {
          guard: 'advises',
          actions: ['rememberUpgrade'],
          description:
            'Proposal: an upgrade began before the claim was seen; the app, which waits for success first, is told after it.',
          meta: cites('S14', 'M-21'),
        },
      },
      after: {
        pollTimeout: {
          target: 'timedOut',
          actions: ['reportTimeout'],
          description: 'No claim within the time-out. Wrong WiFi, light not seen and enrolment refused all end here.',
          meta: cites('D-079', 'D-082', 'D-086', 'C-18'),
        },
      },
    },
    succeeded: {
      tags: ['poller.succeeded'],
      description: 'The token was claimed. That the agent runs is another matter.',
      meta: cites('R11', 'D-081', 'C-04'),
      on: {
        'upgrade.begun': {
          guard: 'advises',
          actions: ['adviseOfUpgrade'],
          description:
            'Proposal: the SDK goes on listening after success, and tells the app that an upgrade has begun.',
          meta: cites('S14', 'D-085', 'M-21'),
        },
      },
    },
    timedOut: {
      tags: ['poller.timedOut'],
      description: 'Polling has ended without an answer; a claim that comes later is never seen.',
      meta: cites('D-079', 'D-082'),
    },
    failed: {
      tags: ['poller.failed'],
      description: 'Polling has ended with an error.',
      meta: cites('D-082', 'D-083'),
    },
  },
})

const plan = ['A', 'B']
const token = [1, 2]

export const hears: readonly PartyEvent[] = [
  ...variants('polling.started', { token }),
  ...variants('enrolment.claimed', { token, plan }),
  ...variants('upgrade.begun'),
  ...variants('phone.offline'),
]

export const says: readonly PartyEvent[] = [
  ...variants('blinkup.succeeded', { plan }),
  ...variants('blinkup.timedOut'),
  ...variants('blinkup.failed', { cause: ['network'] }),
  ...variants('upgrade.advised'),
]

/** The poller; it advises of upgrades where the installer's app is the one that listens to advice. */
export const poller = ({ installerApp }: Configuration): Party => ({
  name: 'poller',
  title: 'BlinkUp SDK: device poller',
  machine: pollerMachine,
  inputs: [{ advises: installerApp === 'advised' } satisfies PollerInput],
  hears,
  says,
})
