// The home server: it holds the session with the device, tells the agent of it, and passes on what the cloud orders.
//
// What is modelled. The session is open or not, as the home server believes: it learns at once of a session that is
// closed properly, and of a broken one only when its keepalive gives up, at some time within minutes (C-08), or when
// the device comes back first. Orders to a device without a session are lost; it learns at its next connection.
//
// What is left out: redirection among home servers (D-007), restarts of the home server (D-174), which look to the
// device like a lost link.
import { setup } from 'xstate'
import { cites, type SourceMeta } from '../party.js'
import { variants, type Party } from '../../model/party.js'
import { shutdown, type ShutdownReason } from '../device/vocabulary.js'

export type HomeServerEvent =
  | { type: 'session.requested' } // device -> home server
  | { type: 'session.closed' } // device -> home server
  | { type: 'keepalive.expired' } // environment
  | { type: 'notice.issued' } // deployments -> home server
  | { type: 'restart.issued' } // deployments -> home server
  | { type: 'check.issued' } // upgrade server -> home server

export type HomeServerEmitted =
  | { type: 'session.opened' } // -> device
  | { type: 'update.announced'; reason: ShutdownReason } // -> device
  | { type: 'restart.ordered' } // -> device
  | { type: 'device.connected' } // -> agent
  | { type: 'device.disconnected' } // -> agent

const base = setup({
  types: {
    events: {} as HomeServerEvent,
    emitted: {} as HomeServerEmitted,
    tags: {} as 'session.open',
    meta: {} as SourceMeta,
  },
})

const server = base.extend({
  actions: {
    openSession: base.emit({ type: 'session.opened' }),
    announceCode: base.emit({ type: 'update.announced', reason: shutdown.newSquirrel }),
    announceOs: base.emit({ type: 'update.announced', reason: shutdown.newFirmware }),
    orderRestart: base.emit({ type: 'restart.ordered' }),
    tellConnected: base.emit({ type: 'device.connected' }),
    tellDisconnected: base.emit({ type: 'device.disconnected' }),
  },
})

export const homeServerMachine = server.createMachine({
  id: 'homeServer',
  description: 'The session with one device, as the home server sees it.',
  meta: cites('R12', 'D-006', 'D-117'),
  initial: 'vacant',
  states: {
    vacant: {
      description: 'No session. What is ordered now does not reach the device; it will learn at its next connection.',
      meta: cites('R20', 'D-147', 'D-167'),
      on: {
        'session.requested': {
          target: 'connected',
          actions: ['openSession', 'tellConnected'],
          description: 'The device has arrived at its home server.',
          meta: cites('R12', 'S9', 'D-117', 'D-156'),
        },
      },
    },
    connected: {
      description: 'A session, as far as the home server knows.',
      meta: cites('R25', 'D-056', 'D-168'),
      tags: 'session.open',
      on: {
        'session.requested': {
          actions: ['openSession', 'tellDisconnected', 'tellConnected'],
          description: 'The device is back before its old session was found dead.',
          meta: cites('R25', 'D-169'),
        },
        'session.closed': {
          target: 'vacant',
          actions: 'tellDisconnected',
          description: 'The device has closed the session.',
          meta: cites('D-053', 'D-165'),
        },
        'keepalive.expired': {
          target: 'vacant',
          actions: 'tellDisconnected',
          description: 'Nothing was heard of the device for too long.',
          meta: cites('R25', 'D-168', 'C-08'),
        },
        'notice.issued': {
          actions: 'announceCode',
          description: 'New code: the device is told.',
          meta: cites('R21', 'D-112', 'D-145'),
        },
        'check.issued': {
          actions: 'announceOs',
          description: 'A newer impOS: the device is told.',
          meta: cites('D-128', 'D-131'),
        },
        'restart.issued': {
          actions: 'orderRestart',
          description: 'Forced restart: the device is not asked.',
          meta: cites('R17', 'D-111', 'D-114', 'D-115'),
        },
      },
    },
  },
})

export const homeServer = (): Party => ({
  name: 'homeServer',
  title: 'home server',
  machine: homeServerMachine,
  inputs: [undefined],
  hears: [
    'session.requested',
    'session.closed',
    'keepalive.expired',
    'notice.issued',
    'restart.issued',
    'check.issued',
  ].flatMap((type) => variants(type)),
  says: [
    ...variants('update.announced', { reason: [shutdown.newSquirrel, shutdown.newFirmware] }),
    ...['session.opened', 'restart.ordered', 'device.connected', 'device.disconnected'].flatMap((type) =>
      variants(type),
    ),
  ],
})
