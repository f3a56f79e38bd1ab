// Two-phase commit: a coordinator asks two participants for their votes, and may crash before it has told them what was decided.
import { assign, emit, setup } from 'xstate'
import { and, defineSpecification, does, inState, is, or, says, tagged } from '../../model/index.js'

const coordinator = setup({
  types: {
    context: {} as { readonly agreed: number },
    events: {} as { type: 'begun' } | { type: 'yes' } | { type: 'no' } | { type: 'crashed' },
    emitted: {} as { type: 'prepare' } | { type: 'commit' } | { type: 'abort' },
  },
  delays: { voting: 5_000 },
  guards: { isLast: ({ context: { agreed } }) => agreed === 1 },
  actions: {
    ask: emit({ type: 'prepare' }),
    count: assign({ agreed: ({ context: { agreed } }) => agreed + 1 }),
    commit: emit({ type: 'commit' }),
    abort: emit({ type: 'abort' }),
  },
}).createMachine({
  context: { agreed: 0 },
  initial: 'idle',
  on: { crashed: '.down' },
  states: {
    idle: { on: { begun: { target: 'collecting', actions: 'ask' } } },
    collecting: {
      on: {
        yes: [{ guard: 'isLast', target: 'decided', actions: ['count', 'commit'] }, { actions: 'count' }],
        no: { target: 'decided', actions: 'abort' },
      },
      after: { voting: { target: 'decided', actions: 'abort' } },
    },
    decided: {},
    down: {},
  },
})

const participant = setup({
  types: {
    events: {} as
      | { type: 'prepare' }
      | { type: 'commit' }
      | { type: 'abort' }
      | { type: 'work.possible' }
      | { type: 'work.impossible' },
    emitted: {} as { type: 'yes' } | { type: 'no' },
  },
}).createMachine({
  initial: 'idle',
  states: {
    idle: { on: { prepare: 'considering' } },
    considering: {
      on: {
        'work.possible': { target: 'prepared', actions: emit({ type: 'yes' }) },
        'work.impossible': { target: 'aborted', actions: emit({ type: 'no' }) },
        abort: 'aborted',
      },
    },
    // Locks are held: what has voted yes may not decide alone.
    prepared: { on: { commit: 'committed', abort: 'aborted' } },
    committed: { tags: ['settled'] },
    aborted: { tags: ['settled'] },
  },
})

export default defineSpecification({
  name: 'two-phase commit',
  configurations: { coordinator: ['crashes', 'never-crashes'] },
  parties: {
    coordinator: { machine: coordinator },
    left: { machine: participant, title: 'one participant' },
    right: { machine: participant, title: 'the other participant' },
  },
  channels: { toLeft: { capacity: 2 }, toRight: { capacity: 2 }, votes: { capacity: 2 } },
  links: [
    { from: 'coordinator', says: ['prepare', 'commit', 'abort'], to: 'left', channel: 'toLeft' },
    { from: 'coordinator', says: ['prepare', 'commit', 'abort'], to: 'right', channel: 'toRight' },
    { from: 'left', says: ['yes', 'no'], to: 'coordinator', channel: 'votes' },
    { from: 'right', says: ['yes', 'no'], to: 'coordinator', channel: 'votes' },
  ],
  stimuli: [
    { party: 'coordinator', event: { type: 'begun' }, description: 'a client begins a transaction' },
    { party: 'coordinator', event: { type: 'crashed' }, budget: 1, where: { coordinator: ['crashes'] } },
    { party: 'left', event: { type: 'work.possible' }, id: 'left can', when: 'leftConsiders' },
    { party: 'left', event: { type: 'work.impossible' }, id: 'left cannot', when: 'leftConsiders' },
    { party: 'right', event: { type: 'work.possible' }, id: 'right can', when: 'rightConsiders' },
    { party: 'right', event: { type: 'work.impossible' }, id: 'right cannot', when: 'rightConsiders' },
  ],
  predicates: {
    leftConsiders: inState('left', 'considering'),
    rightConsiders: inState('right', 'considering'),
    leftAgrees: says('left', 'yes'),
    leftSettled: tagged('left', 'settled'),
    leftCommitted: inState('left', 'committed'),
    leftAborted: inState('left', 'aborted'),
    rightCommitted: inState('right', 'committed'),
    rightAborted: inState('right', 'aborted'),
  },
  properties: [
    {
      id: 'all-or-nothing',
      claim: 'No participant commits what the other one aborts.',
      pattern: {
        kind: 'never',
        what: or(and(is('leftCommitted'), is('rightAborted')), and(is('leftAborted'), is('rightCommitted'))),
        given: is('leftCommitted'),
      },
    },
    {
      id: 'vote-is-answered',
      claim: 'Within 5 s after its vote, a participant knows what was decided.',
      pattern: { kind: 'bounded', trigger: does('leftAgrees'), answer: is('leftSettled'), within: 5_000 },
      exceptions: [
        {
          when: { coordinator: ['crashes'] },
          verdict: 'fails',
          because: 'the coordinator crashes with the votes: whoever has agreed may neither commit nor abort, and waits',
        },
      ],
    },
    {
      id: 'commit-is-possible',
      claim: 'A transaction can be committed by both.',
      pattern: { kind: 'reachable', what: and(is('leftCommitted'), is('rightCommitted')) },
    },
  ],
})
