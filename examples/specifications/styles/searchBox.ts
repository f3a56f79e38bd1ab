// A search box that waits until the typing has paused, and forgets the answer to a question that is no longer asked.
import { assign, fromPromise, setup } from 'xstate'
import {
  and,
  context,
  defineSpecification,
  does,
  hears,
  inState,
  is,
  isDone,
  not,
  or,
  was,
} from '../../../model/index.js'

interface Search {
  readonly query: string
  readonly results: readonly string[] | undefined
}

const box = setup({
  types: {
    context: {} as Search,
    events: {} as { type: 'typed'; query: string } | { type: 'cleared' },
  },
  actors: { search: fromPromise<readonly string[], string>(() => Promise.resolve([])) },
  actions: { focus: () => process.stdout.write('_') },
  guards: { empty: ({ context: { query } }) => query === '' },
}).createMachine({
  context: { query: '', results: undefined },
  initial: 'idle',
  on: {
    typed: { target: '.waiting', actions: assign({ query: ({ event }) => event.query }) },
    cleared: { target: '.idle', actions: [assign({ query: '', results: undefined }), 'focus'] },
  },
  states: {
    idle: { entry: 'focus' },
    waiting: {
      always: { guard: 'empty', target: 'idle', actions: assign({ results: undefined }) },
      after: { 300: 'searching' },
    },
    searching: {
      invoke: {
        src: 'search',
        input: ({ context: { query } }) => query,
        onDone: { target: 'shown', actions: assign({ results: ({ event }) => event.output }) },
        onError: { target: 'shown', actions: assign({ results: [] }) },
      },
    },
    shown: {},
  },
})

export default defineSpecification({
  name: 'a search box',
  parties: {
    box: {
      machine: box,
      title: 'the search box',
      effects: 'ignore',
      services: { search: { done: [['found'], []], error: ['offline'] } },
    },
  },
  stimuli: [
    { party: 'box', event: { type: 'typed', query: 'x' } },
    { party: 'box', event: { type: 'typed', query: '' } },
    { party: 'box', event: { type: 'cleared' } },
  ],
  predicates: {
    idle: inState('box', 'idle'),
    waiting: inState('box', 'waiting'),
    searching: inState('box', 'searching'),
    shown: inState('box', 'shown'),
    types: hears('box', 'typed', { query: 'x' }),
    empty: context('box', 'has an empty query', ({ query }: Search) => query === ''),
    hasResults: context('box', 'has results', ({ results }: Search) => results !== undefined),
    answered: isDone('box', 'search'),
  },
  properties: [
    {
      id: 'typing-starts-no-search',
      claim: 'A key is never a search at once: the box waits for a pause.',
      pattern: { kind: 'invariant', given: does('types'), holds: is('waiting') },
    },
    {
      id: 'search-asks-something',
      claim: 'Nobody searches for nothing.',
      pattern: { kind: 'invariant', given: is('searching'), holds: not(is('empty')) },
    },
    {
      id: 'empty-shows-nothing',
      claim: 'An empty box shows no results.',
      pattern: { kind: 'invariant', given: is('empty'), holds: not(is('hasResults')) },
    },
    {
      id: 'stale-answers-are-dropped',
      claim: 'An answer is shown only if nothing was typed since the question.',
      pattern: { kind: 'invariant', given: does('answered'), holds: and(was('searching'), is('shown')) },
    },
    {
      id: 'searches-after-the-pause',
      claim: 'A box that waits searches within 300 ms, unless another key comes.',
      pattern: {
        kind: 'bounded',
        trigger: is('waiting'),
        answer: or(is('searching'), does('types'), is('idle')),
        within: 300,
      },
    },
  ],
})
