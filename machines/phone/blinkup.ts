// The BlinkUp SDK's controller on the phone: fetch a token, flash the packet, hand over to the poller.
//
// Modelled: the installer starts a BlinkUp for one of two plans and types WiFi details, right or wrong. The SDK asks
// the cloud for a token (single use), then flashes network, token and plan at the imp. When the flashing has ended the
// phone begins to poll; whether the imp has seen the light is not known to it (D-086). A Clear BlinkUp needs no token
// and is not followed by a poll (D-097). Leaving the app cancels what is being flashed (D-099).
//
// Left out: API keys, plan IDs of other accounts, set-up faults of the SDK, WPS, proxies and static addresses.
// Bluetooth ends in the same packet and is a matter of the link and of the device's side (D-093; M-20).
//
// installer -> blinkup: blinkup.started, clear.started      environment -> blinkup: flash.*, phone.offline
// blinkup -> enrolment: token.requested                     enrolment -> blinkup: token.issued, token.denied
// blinkup -> poller: polling.started    blinkup -> device: packet.flashed, packet.clear    blinkup -> installer: blinkup.failed
import { assign, emit, setup } from 'xstate'
import type { PlanId, Token } from '../device/vocabulary.js'
import { cites, type SourceMeta } from '../party.js'
import { variants, type Party } from '../../model/party.js'
import { type PartyEvent } from '../../model/party.js'
import { held } from '../held.js'

/** The WiFi details that the installer typed: those of the place of use, or mistyped ones. */
export type Network = 'right' | 'wrong'

/** What the phone knows of the BlinkUp in hand; all `none` between two. */
export interface BlinkupContext {
  readonly plan: 'none' | PlanId
  readonly network: 'none' | Network
  readonly token: 'none' | Token
}

export type BlinkupEvent =
  // installer -> blinkup
  | { type: 'blinkup.started'; plan: PlanId; network: Network }
  | { type: 'clear.started' }
  // enrolment -> blinkup
  | { type: 'token.issued'; token: Token; plan: PlanId }
  | { type: 'token.denied' }
  // environment -> blinkup
  | { type: 'flash.finished' }
  | { type: 'flash.cancelled' }
  | { type: 'phone.offline' }

export type BlinkupEmitted =
  | { type: 'token.requested'; plan: PlanId }
  | { type: 'polling.started'; token: Token }
  | { type: 'packet.flashed'; token: Token; plan: PlanId; network: Network }
  | { type: 'packet.clear' }
  | { type: 'blinkup.failed'; cause: 'token' | 'cancelled' }

/** What properties speak of. */
export type BlinkupTag = 'blinkup.requesting' | 'blinkup.flashing' | 'blinkup.clearing'

const nothing = { plan: 'none', network: 'none', token: 'none' } as const

export const blinkupMachine = setup({
  types: {
    context: {} as BlinkupContext,
    events: {} as BlinkupEvent,
    emitted: {} as BlinkupEmitted,
    tags: {} as BlinkupTag,
    meta: {} as SourceMeta,
  },
  guards: {
    forThisPlan: ({ context, event }) => event.type === 'token.issued' && event.plan === context.plan,
  },
  actions: {
    rememberDetails: assign((_, { plan, network }: { plan: PlanId; network: Network }) => ({ plan, network })),
    rememberToken: assign((_, { token }: { token: Token }) => ({ token })),
    forget: assign(nothing),
    requestToken: emit(({ context }) => ({ type: 'token.requested' as const, plan: held(context.plan) })),
    startPolling: emit(({ context }) => ({ type: 'polling.started' as const, token: held(context.token) })),
    flashPacket: emit(({ context: { token, plan, network } }) => ({
      type: 'packet.flashed' as const,
      token: held(token),
      plan: held(plan),
      network: held(network),
    })),
    flashClear: emit({ type: 'packet.clear' }),
    failForToken: emit({ type: 'blinkup.failed', cause: 'token' }),
    failForCancel: emit({ type: 'blinkup.failed', cause: 'cancelled' }),
  },
}).createMachine({
  id: 'blinkup',
  context: nothing,
  description: 'One BlinkUp at a time, from the installer’s tap to the end of the light.',
  meta: cites('D-075', 'R9', 'M-20'),
  initial: 'idle',
  states: {
    idle: {
      description:
        'No BlinkUp is in hand. A token that arrives now was asked for by one that has ended, and is not used.',
      meta: cites('D-075', 'D-076', 'M-20'),
      on: {
        'blinkup.started': {
          target: 'requestingToken',
          actions: [{ type: 'rememberDetails', params: ({ event }) => event }, 'requestToken'],
          description: 'The network details are collected; a one-time token is fetched from the cloud.',
          meta: cites('D-075', 'D-077', 'R9'),
        },
        'clear.started': {
          target: 'clearing',
          description: 'Clear BlinkUp needs no token.',
          meta: cites('D-097', 'D-084'),
        },
      },
    },
    requestingToken: {
      tags: ['blinkup.requesting'],
      description: 'The phone waits for the token.',
      meta: cites('D-075', 'D-077'),
      on: {
        'token.issued': {
          guard: 'forThisPlan',
          target: 'flashing',
          actions: [{ type: 'rememberToken', params: ({ event }) => event }],
          description: 'The token for this plan is there: the screen begins to flash.',
          meta: cites('D-075', 'D-076', 'M-20'),
        },
        'token.denied': {
          target: 'idle',
          actions: ['failForToken', 'forget'],
          description: 'The cloud refuses a token (wrong API key or plan): the SDK reports an error.',
          meta: cites('D-083', 'D-090', 'D-091'),
        },
        'phone.offline': {
          target: 'idle',
          actions: ['failForToken', 'forget'],
          description: 'The SDK cannot reach the cloud: no token was retrieved, which is an error.',
          meta: cites('D-082', 'D-083', 'M-20'),
        },
      },
    },
    flashing: {
      tags: ['blinkup.flashing'],
      description: 'The screen flashes network details, token and plan ID at the imp.',
      meta: cites('D-075', 'D-073'),
      on: {
        'flash.finished': {
          target: 'idle',
          actions: ['startPolling', 'flashPacket', 'forget'],
          description:
            'The packet is complete. The phone polls from now on; it cannot tell whether the imp saw the light.',
          meta: cites('D-075', 'D-079', 'D-086', 'M-20'),
        },
        'flash.cancelled': {
          target: 'idle',
          actions: ['failForCancel', 'forget'],
          description:
            'The installer leaves the app: BlinkUp is cancelled, no packet is complete, the token is never used.',
          meta: cites('D-099', 'D-084', 'R9'),
        },
      },
    },
    clearing: {
      tags: ['blinkup.clearing'],
      description: 'The screen flashes a Clear packet.',
      meta: cites('D-097'),
      on: {
        'flash.finished': {
          target: 'idle',
          actions: ['flashClear'],
          description: 'The Clear packet is complete; no poll follows.',
          meta: cites('D-097', 'D-084'),
        },
        'flash.cancelled': {
          target: 'idle',
          description: 'The installer leaves the app; as no outcome was awaited, none is reported.',
          meta: cites('D-099', 'M-20'),
        },
      },
    },
  },
})

const plan = ['A', 'B']
const token = [1, 2]
const network = ['right', 'wrong']

export const hears: readonly PartyEvent[] = [
  ...variants('blinkup.started', { plan, network }),
  ...variants('token.issued', { token, plan }),
  ...['clear.started', 'token.denied', 'flash.finished', 'flash.cancelled', 'phone.offline'].flatMap((type) =>
    variants(type),
  ),
]

export const says: readonly PartyEvent[] = [
  ...variants('token.requested', { plan }),
  ...variants('polling.started', { token }),
  ...variants('packet.flashed', { token, plan, network }),
  ...variants('packet.clear'),
  ...variants('blinkup.failed', { cause: ['token', 'cancelled'] }),
]

/** The BlinkUp SDK's controller; the same in every configuration. */
export const blinkup = (): Party => ({
  name: 'blinkup',
  title: 'BlinkUp SDK',
  machine: blinkupMachine,
  inputs: [undefined],
  hears,
  says,
})
