// A checkout in steps: a set of what has been filled in, a payment that may be refused, and no way to pay twice.
import { assign, fromPromise, setup } from 'xstate'
import {
  and,
  context,
  defineSpecification,
  does,
  hasFailed,
  hears,
  inState,
  is,
  isDone,
  not,
  or,
  was,
} from '../../../model/index.js'

interface Order {
  readonly filled: ReadonlySet<string>
  readonly coupon: string | undefined
  readonly receipt: string | undefined
}

const wizard = setup({
  types: {
    context: {} as Order,
    events: {} as
      { type: 'next' } | { type: 'back' } | { type: 'fill' } | { type: 'coupon'; code: string } | { type: 'pay' },
  },
  actors: { charge: fromPromise(() => Promise.resolve('receipt')) },
  actions: { track: () => void fetch('/step', { method: 'POST' }) },
  guards: {
    addressed: ({ context: { filled } }) => filled.has('address'),
    complete: ({ context: { filled } }) => filled.has('address') && filled.has('card'),
  },
}).createMachine({
  context: { filled: new Set(), coupon: undefined, receipt: undefined },
  initial: 'address',
  states: {
    address: {
      exit: 'track',
      on: {
        fill: { actions: assign({ filled: ({ context: { filled } }) => new Set([...filled, 'address'].sort()) }) },
        next: { guard: 'addressed', target: 'card' },
      },
    },
    card: {
      exit: 'track',
      on: {
        back: 'address',
        fill: { actions: assign({ filled: ({ context: { filled } }) => new Set([...filled, 'card'].sort()) }) },
        next: { guard: 'complete', target: 'review' },
      },
    },
    review: {
      on: {
        back: 'card',
        coupon: { actions: assign({ coupon: ({ event }) => event.code }) },
        pay: 'paying',
      },
    },
    paying: {
      invoke: {
        id: 'payment',
        src: 'charge',
        input: ({ context: { coupon } }) => ({ coupon }),
        onDone: { target: 'paid', actions: assign({ receipt: ({ event }) => event.output }) },
        onError: {
          target: 'card',
          actions: assign({
            filled: ({ context: { filled } }) => new Set([...filled].filter((step) => step !== 'card')),
          }),
        },
      },
    },
    paid: { type: 'final' },
  },
})

export default defineSpecification({
  name: 'a checkout',
  parties: {
    wizard: {
      machine: wizard,
      title: 'the wizard',
      effects: 'ignore',
      services: { payment: { done: ['receipt'], error: ['declined'] } },
    },
  },
  stimuli: [
    { party: 'wizard', event: { type: 'next' } },
    { party: 'wizard', event: { type: 'back' } },
    { party: 'wizard', event: { type: 'fill' } },
    { party: 'wizard', event: { type: 'coupon', code: 'TEN' } },
    { party: 'wizard', event: { type: 'pay' } },
  ],
  predicates: {
    review: inState('wizard', 'review'),
    card: inState('wizard', 'card'),
    paying: inState('wizard', 'paying'),
    paid: inState('wizard', 'paid'),
    complete: context(
      'wizard',
      'has all that it needs',
      ({ filled }: Order) => filled.has('address') && filled.has('card'),
    ),
    hasCard: context('wizard', 'has a card', ({ filled }: Order) => filled.has('card')),
    reduced: context('wizard', 'has a coupon', ({ coupon }: Order) => coupon !== undefined),
    hasReceipt: context('wizard', 'has a receipt', ({ receipt }: Order) => receipt !== undefined),
    pays: hears('wizard', 'pay'),
    goesBack: hears('wizard', 'back'),
    charged: isDone('wizard', 'payment'),
    declined: hasFailed('wizard', 'payment'),
  },
  properties: [
    {
      id: 'pays-when-complete',
      claim: 'Nobody pays before all is filled in.',
      pattern: { kind: 'invariant', given: or(is('review'), is('paying'), is('paid')), holds: is('complete') },
    },
    {
      id: 'no-second-payment',
      claim: 'Between one payment and its outcome there is no other.',
      pattern: { kind: 'invariant', given: and(was('paying'), does('pays')), holds: is('paying') },
    },
    {
      id: 'no-way-back-while-paying',
      claim: 'Who pays cannot go back.',
      pattern: { kind: 'invariant', given: and(was('paying'), does('goesBack')), holds: is('paying') },
    },
    {
      id: 'declined-card-is-forgotten',
      claim: 'A card that was declined is asked for again.',
      pattern: { kind: 'invariant', given: does('declined'), holds: and(is('card'), not(is('hasCard'))) },
    },
    {
      id: 'paid-has-receipt',
      claim: 'What is paid has a receipt, with a coupon as without.',
      pattern: {
        kind: 'invariant',
        given: and(does('charged'), is('reduced')),
        holds: and(is('paid'), is('hasReceipt')),
      },
    },
  ],
})
