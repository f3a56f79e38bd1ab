// A client that fetches with back-off, and a server that may be slow: an answer may come when nobody waits for it any more.
import { assign, emit, setup } from 'xstate'
import { and, context, defineSpecification, does, hears, inState, is, not, or, says, was } from '../../model/index.js'

const client = setup({
  types: {
    context: {} as { readonly tries: number },
    events: {} as { type: 'wanted' } | { type: 'answered' } | { type: 'failed' },
    emitted: {} as { type: 'requested' },
  },
  delays: { patience: 1000, firstPause: 500, secondPause: 1000 },
  guards: {
    exhausted: ({ context: { tries } }) => tries >= 3,
    once: ({ context: { tries } }) => tries === 1,
  },
  actions: {
    request: emit({ type: 'requested' }),
    count: assign({ tries: ({ context: { tries } }) => tries + 1 }),
    forget: assign({ tries: 0 }),
  },
}).createMachine({
  context: { tries: 0 },
  initial: 'idle',
  states: {
    idle: { on: { wanted: 'waiting' } },
    waiting: {
      entry: ['request', 'count'],
      on: { answered: 'done', failed: 'deciding' },
      after: { patience: 'deciding' },
    },
    deciding: {
      always: [
        { guard: 'exhausted', target: 'givenUp' },
        { guard: 'once', target: 'pausing' },
        { target: 'pausingLonger' },
      ],
    },
    pausing: { after: { firstPause: 'waiting' } },
    pausingLonger: { after: { secondPause: 'waiting' } },
    done: { entry: 'forget', on: { wanted: 'waiting' } },
    givenUp: { entry: 'forget', on: { wanted: 'waiting' } },
  },
})

const server = setup({
  types: {
    events: {} as { type: 'requested' } | { type: 'work.finished' } | { type: 'work.broken' },
    emitted: {} as { type: 'answered' } | { type: 'failed' },
  },
}).createMachine({
  initial: 'free',
  states: {
    free: { on: { requested: 'busy' } },
    busy: {
      on: {
        'work.finished': { target: 'free', actions: emit({ type: 'answered' }) },
        'work.broken': { target: 'free', actions: emit({ type: 'failed' }) },
      },
    },
  },
})

export default defineSpecification({
  name: 'a fetch with back-off',
  parties: { client: { machine: client }, server: { machine: server } },
  links: [
    { from: 'client', says: 'requested', to: 'server' },
    { from: 'server', says: ['answered', 'failed'], to: 'client' },
  ],
  stimuli: [
    { party: 'client', event: { type: 'wanted' }, description: 'a page wants the data' },
    { party: 'server', event: { type: 'work.finished' }, when: 'busy' },
    { party: 'server', event: { type: 'work.broken' }, when: 'busy' },
  ],
  predicates: {
    wants: hears('client', 'wanted'),
    requests: says('client', 'requested'),
    told: hears('client', 'answered'),
    waiting: inState('client', 'waiting'),
    done: inState('client', 'done'),
    givenUp: inState('client', 'givenUp'),
    triedTooOften: context('client', 'has asked more than three times', ({ tries }: { tries: number }) => tries > 3),
    busy: inState('server', 'busy'),
  },
  properties: [
    {
      id: 'three-tries',
      claim: 'The client asks three times at most.',
      pattern: { kind: 'never', what: is('triedTooOften'), given: does('requests') },
    },
    {
      id: 'settled-in-time',
      claim: 'Within 4.5 s the client has its answer or gives up.',
      pattern: {
        kind: 'bounded',
        trigger: and(does('wants'), does('requests')),
        answer: or(is('done'), is('givenUp')),
        within: 4500,
      },
    },
    {
      id: 'answers-are-awaited',
      claim: 'An answer finds the client waiting for it.',
      pattern: { kind: 'invariant', given: does('told'), holds: was('waiting') },
      exceptions: [
        {
          when: {},
          verdict: 'fails',
          because: 'the client loses its patience after a second; the answer comes in its pause, and is lost',
        },
      ],
    },
    {
      id: 'busy-server-is-not-asked',
      claim: 'The client does not ask again while the server still works for it.',
      pattern: { kind: 'never', what: and(does('requests'), was('busy')), given: not(was('waiting')) },
      exceptions: [
        {
          when: {},
          verdict: 'fails',
          because: 'nobody tells the server that the client has lost its patience: the next request is dropped',
        },
      ],
    },
  ],
})
