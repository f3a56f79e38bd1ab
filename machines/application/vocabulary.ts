// What the device half of the customer's code hears, says and is told by its configuration: types and alphabets.
import type { Configuration } from '../configurations.js'
import {
  apiCalls,
  wakeReason,
  type PlanId,
  type ShutdownReason,
  type Token,
  type WakeReason,
} from '../device/vocabulary.js'
import { variants, type PartyEvent } from '../../model/party.js'

export interface ApplicationInput {
  readonly handler: Configuration['handler']
  readonly politeness: Configuration['politeness']
  readonly power: Configuration['power']
  readonly enableBlinkup: Configuration['enableBlinkup']
}

export type ApplicationEvent =
  // device -> application
  | { type: 'vm.started'; reason: WakeReason | null }
  | { type: 'vm.stopped' }
  | { type: 'vm.idle' }
  | { type: 'handler.called'; reason: ShutdownReason }
  | { type: 'connection.opened' }
  | { type: 'connection.failed' }
  // phone -> application, over Bluetooth
  | { type: 'packet.flashed'; token: Token; plan: PlanId; network: 'right' | 'wrong' }
  | { type: 'packet.clear' }
  // its own decisions
  | { type: 'handler.wanted' }
  | { type: 'handler.dropped' }
  | { type: 'work.started' }
  | { type: 'work.finished' }
  | { type: 'connection.wanted' }
  | { type: 'disconnection.wanted' }
  | { type: 'sleep.wanted' }
  | { type: 'sleep.forced' }
  | { type: 'reset.wanted' }
  | { type: 'report.made' }
  | { type: 'clearing.wanted'; scope: 'wifi' | 'all' }

export type ApplicationEmitted =
  | { type: 'handler.registered' }
  | { type: 'handler.cleared' }
  | { type: 'restart.requested' }
  | { type: 'reset.requested' }
  | { type: 'sleep.requested' }
  | { type: 'connect.requested' }
  | { type: 'disconnect.requested' }
  | { type: 'message.sent' }
  | { type: 'blinkup.enabled' }
  | { type: 'blinkup.disabled' }
  | { type: 'credentials.stored'; token: Token; plan: PlanId; network: 'right' | 'wrong' }
  | { type: 'wifi.cleared' }
  | { type: 'configuration.cleared' }

/** What properties speak of. */
export type ApplicationTag =
  'application.running' | 'application.busy' | 'application.idle' | 'application.deferring' | 'application.declining'

export const hears: readonly PartyEvent[] = [
  ...variants('vm.started', { reason: [...Object.values(wakeReason), null] }),
  ...['vm.stopped', 'vm.idle', 'connection.opened', 'connection.failed'].flatMap((type) => variants(type)),
  ...variants('handler.called', { reason: [1, 2] }),
  ...variants('packet.flashed', { token: [1, 2], plan: ['A', 'B'], network: ['right', 'wrong'] }),
  ...variants('packet.clear'),
  ...[
    'handler.wanted',
    'handler.dropped',
    'work.started',
    'work.finished',
    'connection.wanted',
    'disconnection.wanted',
    'sleep.wanted',
    'sleep.forced',
    'reset.wanted',
    'report.made',
  ].flatMap((type) => variants(type)),
  ...variants('clearing.wanted', { scope: ['wifi', 'all'] }),
]

export const says: readonly PartyEvent[] = [
  ...apiCalls.flatMap((type) => variants(type)),
  ...variants('credentials.stored', { token: [1, 2], plan: ['A', 'B'], network: ['right', 'wrong'] }),
]
