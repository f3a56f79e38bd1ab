// A loader that invokes a promise, tries again with a pause that it computes, and gives up after three tries.
import { assign, fromPromise, setup } from 'xstate'
import {
  and,
  context,
  defineSpecification,
  does,
  hasFailed,
  inState,
  is,
  isDone,
  not,
  or,
  was,
} from '../../../model/index.js'

interface Loading {
  readonly tries: number
  readonly user: { readonly name: string } | undefined
  readonly error: unknown
}

const loader = setup({
  types: {
    context: {} as Loading,
    events: {} as { type: 'open' } | { type: 'retry' } | { type: 'cancel' },
  },
  actors: {
    fetchUser: fromPromise(async () => (await (await fetch('/user')).json()) as { readonly name: string }),
  },
  delays: { pause: ({ context: { tries } }) => 1000 * 2 ** (tries - 1) },
  guards: { triedEnough: ({ context: { tries } }) => tries >= 3 },
}).createMachine({
  context: { tries: 0, user: undefined, error: undefined },
  initial: 'idle',
  states: {
    idle: { on: { open: 'loading' } },
    loading: {
      entry: assign({ tries: ({ context: { tries } }) => tries + 1, error: undefined }),
      invoke: {
        src: 'fetchUser',
        onDone: { target: 'loaded', actions: assign({ user: ({ event }) => event.output }) },
        onError: { target: 'failed', actions: assign({ error: ({ event }) => event.error }) },
      },
      on: { cancel: { target: 'idle', actions: assign({ tries: 0 }) } },
    },
    failed: {
      always: { guard: 'triedEnough', target: 'givenUp' },
      after: { pause: 'loading' },
      on: { cancel: { target: 'idle', actions: assign({ tries: 0, error: undefined }) } },
    },
    loaded: {},
    givenUp: { on: { retry: { target: 'loading', actions: assign({ tries: 0 }) } } },
  },
})

export default defineSpecification({
  name: 'a loader of users',
  parties: {
    loader: {
      machine: loader,
      title: 'the loader',
      services: { fetchUser: { done: [{ name: 'Ada' }], error: ['offline'] } },
      delays: { pause: [1000, 2000] },
    },
  },
  stimuli: [
    { party: 'loader', event: { type: 'open' } },
    { party: 'loader', event: { type: 'cancel' } },
    { party: 'loader', event: { type: 'retry' }, budget: 1 },
  ],
  predicates: {
    idle: inState('loader', 'idle'),
    loading: inState('loader', 'loading'),
    loaded: inState('loader', 'loaded'),
    givenUp: inState('loader', 'givenUp'),
    thirdTry: context('loader', 'has tried three times', ({ tries }: Loading) => tries === 3),
    hasUser: context('loader', 'has a user', ({ user }: Loading) => user !== undefined),
    hasError: context('loader', 'has an error', ({ error }: Loading) => error !== undefined),
    answered: isDone('loader', 'fetchUser'),
    fails: hasFailed('loader', 'fetchUser'),
  },
  properties: [
    {
      id: 'answer-while-loading',
      claim: 'An answer comes while the loader is loading only: leaving that state ends the request.',
      pattern: { kind: 'invariant', given: or(does('answered'), does('fails')), holds: was('loading') },
    },
    {
      id: 'loaded-has-user',
      claim: 'What is loaded has a user, and nothing else has.',
      pattern: { kind: 'invariant', given: or(is('loaded'), is('hasUser')), holds: and(is('loaded'), is('hasUser')) },
    },
    {
      id: 'third-failure-gives-up',
      claim: 'The third failure is the last.',
      pattern: { kind: 'invariant', given: and(does('fails'), was('thirdTry')), holds: is('givenUp') },
    },
    {
      id: 'no-stale-error',
      claim: 'No error is shown while it is loading.',
      pattern: { kind: 'invariant', given: is('loading'), holds: not(is('hasError')) },
    },
    {
      id: 'tries-again-in-time',
      claim: 'A failure is followed by the next try within two seconds, unless it gives up or is told to stop.',
      pattern: {
        kind: 'bounded',
        trigger: does('fails'),
        answer: or(is('loading'), is('givenUp'), is('idle')),
        within: 2000,
      },
    },
  ],
})
