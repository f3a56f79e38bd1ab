// A lamp and its switch: the smallest specification of one's own. The guide walks through it.
import { emit, setup } from 'xstate'
import { and, defineSpecification, does, hears, inState, is, not, was } from '../../model/index.js'

const lamp = setup({
  types: { events: {} as { type: 'turn.on' } | { type: 'turn.off' } },
  delays: { drained: 2000 },
}).createMachine({
  initial: 'dark',
  states: {
    dark: { on: { 'turn.on': 'bright' } },
    bright: { on: { 'turn.off': 'dark' }, after: { drained: 'dark' } },
  },
})

const toggle = setup({
  types: {
    events: {} as { type: 'pressed' },
    emitted: {} as { type: 'turn.on' } | { type: 'turn.off' },
  },
}).createMachine({
  initial: 'off',
  states: {
    off: { on: { pressed: { target: 'on', actions: emit({ type: 'turn.on' }) } } },
    on: { on: { pressed: { target: 'off', actions: emit({ type: 'turn.off' }) } } },
  },
})

export default defineSpecification({
  name: 'a lamp and its switch',
  parties: {
    lamp: { machine: lamp, title: 'the lamp' },
    switch: { machine: toggle, title: 'the switch on the wall' },
  },
  links: [{ from: 'switch', says: ['turn.on', 'turn.off'], to: 'lamp' }],
  stimuli: [{ party: 'switch', event: { type: 'pressed' }, description: 'someone presses the switch' }],
  predicates: {
    bright: inState('lamp', 'bright'),
    on: inState('switch', 'on'),
    pressed: hears('switch', 'pressed'),
  },
  properties: [
    {
      id: 'dark-when-off',
      claim: 'While the switch is off, the lamp is dark.',
      pattern: { kind: 'invariant', given: not(is('on')), holds: not(is('bright')) },
    },
    {
      id: 'bright-when-on',
      claim: 'While the switch is on, the lamp is bright.',
      pattern: { kind: 'invariant', given: is('on'), holds: is('bright') },
    },
    {
      id: 'one-press-suffices',
      claim: 'A press while the lamp is dark makes it bright at once.',
      pattern: { kind: 'invariant', given: and(does('pressed'), not(was('bright'))), holds: is('bright') },
    },
  ],
})
