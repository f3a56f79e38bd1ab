// The device group of a fleet: what the customer orders in impCentral, which reaches every device of the group at once.
//
// What is modelled. One order is one step of the world: each device's own record of the group (deployments.ts, what
// this device should run and what it last said that it runs) hears it in the same instant. There are two deployments,
// so the second is created once, as there.
//
// What is left out: moving one device of the fleet to another group (D-115), which is no order to the group.
import { setup } from 'xstate'
import { cites, type SourceMeta } from '../party.js'
import { variants, type Party } from '../../model/party.js'

const orders = ['minimum.raised', 'restart.conditional', 'restart.forced'] as const

export type GroupEvent = { type: 'deployment.created' } | { type: (typeof orders)[number] }

const impCentral = setup({
  types: {
    events: {} as GroupEvent,
    emitted: {} as GroupEvent,
    meta: {} as SourceMeta,
  },
})

const base = impCentral.extend({
  actions: {
    deploy: impCentral.emit({ type: 'deployment.created' }),
    raiseMinimum: impCentral.emit({ type: 'minimum.raised' }),
    restartConditionally: impCentral.emit({ type: 'restart.conditional' }),
    restartForcibly: impCentral.emit({ type: 'restart.forced' }),
  },
})

export const groupMachine = base.createMachine({
  id: 'group',
  description: 'A device group, as the customer sees it.',
  meta: cites('R21', 'D-101', 'M-41'),
  initial: 'first',
  states: {
    first: {
      description: 'The deployment of the factory is still the current one.',
      meta: cites('R21', 'D-101'),
      on: {
        'deployment.created': {
          target: 'second',
          actions: 'deploy',
          description: 'New code is deployed to the group.',
          meta: cites('R21', 'D-110', 'M-41'),
        },
      },
    },
    second: {
      description: 'The devices of the group should run the newer deployment.',
      meta: cites('R21', 'D-110'),
      on: {
        'minimum.raised': {
          actions: 'raiseMinimum',
          description: 'min_supported_deployment moves, for all devices of the group.',
          meta: cites('R21', 'D-113', 'M-41'),
        },
        'restart.conditional': {
          actions: 'restartConditionally',
          description: 'Conditional restart of the group.',
          meta: cites('R21', 'D-112', 'M-41'),
        },
        'restart.forced': {
          actions: 'restartForcibly',
          description: 'Forced restart of the group.',
          meta: cites('R17', 'D-111', 'M-41'),
        },
      },
    },
  },
})

/** The orders that a group passes on, the deployment included. */
export const groupOrders = ['deployment.created', ...orders] as const

export const group = (): Party => ({
  name: 'group',
  title: 'device group (impCentral)',
  machine: groupMachine,
  inputs: [undefined],
  hears: groupOrders.flatMap((type) => variants(type)),
  says: groupOrders.flatMap((type) => variants(type)),
})
