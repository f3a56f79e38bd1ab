// Two parties and noise between them: whether a call is answered rests on how often there may be noise.
import { emit, setup } from 'xstate'
import { defineSpecification, does, hears, inState, is, or, says } from '../../model/index.js'

const caller = setup({
  types: {
    events: {} as { type: 'called' } | { type: 'pong' },
    emitted: {} as { type: 'ping' },
  },
  delays: { patience: 2_000 },
}).createMachine({
  initial: 'idle',
  states: {
    idle: { on: { called: { target: 'waiting', actions: emit({ type: 'ping' }) } } },
    waiting: {
      on: { pong: 'idle' },
      after: { patience: { target: 'waiting', reenter: true, actions: emit({ type: 'ping' }) } },
    },
  },
})

const answerer = setup({
  types: { events: {} as { type: 'ping' } | { type: 'noise' }, emitted: {} as { type: 'pong' } },
  delays: { rest: 1_000 },
}).createMachine({
  initial: 'well',
  states: {
    well: { on: { ping: { target: 'well', actions: emit({ type: 'pong' }) }, noise: 'deaf' } },
    deaf: { after: { rest: 'well' } },
  },
})

const answered = { kind: 'response', trigger: does('pings'), answer: is('idle') } as const

export default defineSpecification({
  name: 'ping and pong',
  parties: { caller: { machine: caller }, answerer: { machine: answerer } },
  links: [
    { from: 'caller', says: ['ping'], to: 'answerer' },
    { from: 'answerer', says: ['pong'], to: 'caller' },
  ],
  stimuli: [
    { party: 'caller', event: { type: 'called' } },
    { party: 'answerer', event: { type: 'noise' } },
  ],
  predicates: {
    idle: inState('caller', 'idle'),
    pings: says('caller', 'ping'),
    noise: hears('answerer', 'noise'),
    calls: hears('caller', 'called'),
  },
  properties: [
    {
      id: 'ping-is-answered',
      claim: 'Whoever pings is answered, if noise and calls end and time goes on.',
      pattern: {
        ...answered,
        fairness: [
          { kind: 'strong', text: 'time goes on', step: { tick: true } },
          { kind: 'finite', text: 'noise and calls come finitely often', step: or(does('noise'), does('calls')) },
        ],
      },
    },
    {
      id: 'ping-is-answered-unfairly',
      claim: 'Whoever pings is answered, if time goes on.',
      pattern: { ...answered, fairness: [{ kind: 'strong', text: 'time goes on', step: { tick: true } }] },
      exceptions: [{ when: {}, verdict: 'fails', because: 'nothing forbids noise at every call' }],
    },
  ],
})
