// A machine that counts without bound.
import { assign, setup } from 'xstate'
import { context, defineSpecification, is } from '../../../model/index.js'

interface Counted {
  readonly n: number
}

const counter = setup({ types: { context: {} as Counted, events: {} as { type: 'go' } } }).createMachine({
  context: { n: 0 },
  initial: 'on',
  states: { on: { on: { go: { actions: assign({ n: ({ context: { n } }) => n + 1 }) } } } },
})

const beyond = (most: number) => context('counter', `counts beyond ${most}`, ({ n }: Counted) => n > most)

export default defineSpecification({
  parties: { counter: { machine: counter } },
  localStates: 200,
  stimuli: [{ party: 'counter', event: { type: 'go' } }],
  predicates: { many: beyond(2000), some: beyond(20) },
  properties: [
    { id: 'never-many', claim: 'It counts to 2000 at most.', pattern: { kind: 'never', what: is('many') } },
    {
      id: 'never-some',
      claim: 'It counts to 20 at most.',
      pattern: { kind: 'never', what: is('some') },
      exceptions: [{ when: {}, verdict: 'fails', because: 'it counts on' }],
    },
    { id: 'some-day', claim: 'It may count beyond 20.', pattern: { kind: 'reachable', what: is('some') } },
  ],
})
