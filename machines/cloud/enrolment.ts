// The enrolment API: it issues one-time tokens to phones, and accepts or refuses the devices that present them.
//
// What is modelled. At most two tokens in a run. A token is unknown, fresh, void (issued to an account that may not
// enrol this device: D-090, D-091; or expired before it was used: D-185) or claimed. A fresh token is accepted once, and the claim is made known: to the
// phone that polls for it, and to the agent's side of the cloud. A device that presents a token which it has itself
// claimed before (because the answer was lost) is answered "accepted" again without a second claim (M-10).
//
// Tokens are short-lived, and no source says how short (D-078): a fresh one may expire at any time (M-42).
//
// What is left out: phones of more than one installer.
import { setup } from 'xstate'
import { cites, type SourceMeta } from '../party.js'
import { variants, type Party } from '../../model/party.js'
import { type PartyEvent } from '../../model/party.js'
import type { PlanId, Token } from '../device/vocabulary.js'

export type EnrolmentEvent =
  | { type: 'token.requested'; plan: PlanId } // phone -> enrolment
  | { type: 'enrolment.presented'; token: Token; plan: PlanId } // device -> enrolment
  | { type: 'request.granted' } // which account asked
  | { type: 'request.granted.void' }
  | { type: 'request.denied' }
  | { type: 'token.expired'; token: Token } // time

export type EnrolmentEmitted =
  | { type: 'token.issued'; token: Token; plan: PlanId } // -> phone
  | { type: 'token.denied' } // -> phone
  | { type: 'enrolment.accepted' } // -> device
  | { type: 'enrolment.refused' } // -> device
  | { type: 'enrolment.claimed'; token: Token; plan: PlanId } // -> phone, agent

export type TokenState = 'unknown' | 'fresh' | 'void' | 'claimed'

export interface EnrolmentContext {
  /** What became of token 1 and of token 2. */
  readonly first: TokenState
  readonly second: TokenState
  /** The plan of the request that is being decided. */
  readonly asked: 'none' | PlanId
}

const stateOf = (context: EnrolmentContext, token: Token): TokenState => (token === 1 ? context.first : context.second)

const base = setup({
  types: {
    context: {} as EnrolmentContext,
    events: {} as EnrolmentEvent,
    emitted: {} as EnrolmentEmitted,
    tags: {} as 'enrolment.deciding',
    meta: {} as SourceMeta,
  },
  guards: {
    isFresh: ({ context, event }) => event.type === 'enrolment.presented' && stateOf(context, event.token) === 'fresh',
    isUnused: ({ context, event }) => event.type === 'token.expired' && stateOf(context, event.token) === 'fresh',
    isClaimed: ({ context, event }) =>
      event.type === 'enrolment.presented' && stateOf(context, event.token) === 'claimed',
    tokensLeft: ({ context }) => context.second === 'unknown',
  },
})

const next = (context: EnrolmentContext): Token => (context.first === 'unknown' ? 1 : 2)
const planAsked = (context: EnrolmentContext): PlanId => (context.asked === 'B' ? 'B' : 'A')

const service = base.extend({
  actions: {
    noteRequest: base.assign(({ event }) => (event.type === 'token.requested' ? { asked: event.plan } : {})),
    issue: base.emit(({ context }) => ({ type: 'token.issued', token: next(context), plan: planAsked(context) })),
    markFresh: base.assign(({ context }) => ({
      [next(context) === 1 ? 'first' : 'second']: 'fresh',
      asked: 'none' as const,
    })),
    markVoid: base.assign(({ context }) => ({
      [next(context) === 1 ? 'first' : 'second']: 'void',
      asked: 'none' as const,
    })),
    dropRequest: base.assign({ asked: 'none' }),
    deny: base.emit({ type: 'token.denied' }),
    markClaimed: base.assign(({ event }) =>
      event.type === 'enrolment.presented' ? { [event.token === 1 ? 'first' : 'second']: 'claimed' } : {},
    ),
    markExpired: base.assign(({ event }) =>
      event.type === 'token.expired' ? { [event.token === 1 ? 'first' : 'second']: 'void' } : {},
    ),
    accept: base.emit({ type: 'enrolment.accepted' }),
    refuse: base.emit({ type: 'enrolment.refused' }),
    tellClaim: base.emit(({ event }) => ({
      type: 'enrolment.claimed',
      ...(event.type === 'enrolment.presented' ? { token: event.token, plan: event.plan } : { token: 1, plan: 'A' }),
    })),
  },
})

/** What may become of a token whether or not another one is being asked for. */
const ofTokens = service.createStateConfig({
  on: {
    'token.expired': {
      guard: 'isUnused',
      actions: 'markExpired',
      description: 'A token that nobody has used is too old: it enrols no device any more.',
      meta: cites('R9', 'D-078', 'D-185', 'M-42'),
    },
    'enrolment.presented': [
      {
        guard: 'isFresh',
        actions: ['markClaimed', 'accept', 'tellClaim'],
        description:
          'The device presents a token of which nobody has made use: it is enrolled, and the token is spent.',
        meta: cites('R9', 'R11', 'D-076', 'D-088', 'D-098'),
      },
      {
        guard: 'isClaimed',
        actions: 'accept',
        description: 'The device repeats itself, because it never heard the answer: the answer is repeated.',
        meta: cites('R9', 'D-087', 'M-10'),
      },
      {
        actions: 'refuse',
        description: 'The token cannot enrol this device: it is too old, or was worth nothing from the beginning.',
        meta: cites('R9', 'D-087', 'D-090', 'D-091', 'D-185'),
      },
    ],
  },
}).on

export const enrolmentMachine = service.createMachine({
  id: 'enrolment',
  description: 'Tokens, and the devices that present them.',
  meta: cites('R9', 'D-076', 'D-077'),
  context: { first: 'unknown', second: 'unknown', asked: 'none' },
  initial: 'waiting',
  states: {
    waiting: {
      description: 'No request of a phone is open.',
      meta: cites('R9', 'D-077'),
      on: {
        ...ofTokens,
        'token.requested': {
          guard: 'tokensLeft',
          target: 'deciding',
          actions: 'noteRequest',
          description: 'A phone asks for a token.',
          meta: cites('R9', 'D-075', 'D-077'),
        },
      },
    },
    deciding: {
      description:
        'Whether the API key and the plan of the request are good for this device, decides what the token is worth.',
      meta: cites('R9', 'D-077', 'D-090', 'D-091'),
      tags: 'enrolment.deciding',
      on: {
        ...ofTokens,
        'request.granted': {
          target: 'waiting',
          actions: ['issue', 'markFresh'],
          description: 'A token that will enrol the device, once.',
          meta: cites('R9', 'D-076', 'D-077'),
        },
        'request.granted.void': {
          target: 'waiting',
          actions: ['issue', 'markVoid'],
          description: "A token that looks good, but is of a developer plan or of another account's API key.",
          meta: cites('R9', 'D-090', 'D-091'),
        },
        'request.denied': {
          target: 'waiting',
          actions: ['deny', 'dropRequest'],
          description: 'No token: the API key or the plan ID is not valid.',
          meta: cites('R9', 'D-083'),
        },
      },
    },
  },
})

const hears: readonly PartyEvent[] = [
  ...variants('token.expired', { token: [1, 2] }),
  ...variants('token.requested', { plan: ['A', 'B'] }),
  ...variants('enrolment.presented', { token: [1, 2], plan: ['A', 'B'] }),
  ...['request.granted', 'request.granted.void', 'request.denied'].flatMap((type) => variants(type)),
]

export const enrolment = (): Party => ({
  name: 'enrolment',
  title: 'enrolment API',
  machine: enrolmentMachine,
  inputs: [undefined],
  hears,
  says: [
    ...variants('token.issued', { token: [1, 2], plan: ['A', 'B'] }),
    ...['token.denied', 'enrolment.accepted', 'enrolment.refused'].flatMap((type) => variants(type)),
    ...variants('enrolment.claimed', { token: [1, 2], plan: ['A', 'B'] }),
  ],
})
