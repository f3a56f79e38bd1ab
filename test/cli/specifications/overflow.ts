// A channel that is filled faster than it is emptied.
import { emit, setup } from 'xstate'
import { defineSpecification, inState, is } from '../../../model/index.js'

const pinger = setup({
  types: { events: {} as { type: 'go' }, emitted: {} as { type: 'ping' } },
}).createMachine({ initial: 'on', states: { on: { on: { go: { actions: emit({ type: 'ping' }) } } } } })

const counter = setup({ types: { events: {} as { type: 'ping' } } }).createMachine({
  initial: 'even',
  states: { even: { on: { ping: 'odd' } }, odd: { on: { ping: 'even' } } },
})

export default defineSpecification({
  parties: { pinger: { machine: pinger }, counter: { machine: counter } },
  links: [{ from: 'pinger', says: 'ping', to: 'counter', channel: 'wire' }],
  channels: { wire: { capacity: 2, latency: { least: 1000, most: 2000 } } },
  stimuli: [{ party: 'pinger', event: { type: 'go' } }],
  predicates: { odd: inState('counter', 'odd') },
  properties: [{ id: 'never-odd', claim: 'The count is never odd.', pattern: { kind: 'never', what: is('odd') } }],
})
