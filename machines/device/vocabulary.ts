// What impOS remembers, hears and says: the types and alphabets of the device.
import { variants } from '../../model/party.js'
import { type PartyEvent } from '../../model/party.js'

/** hardware.wakereason(): why the VM that starts now was started (D-029..D-041). */
export const wakeReason = {
  powerOn: 0,
  timer: 1,
  softwareReset: 2,
  pin: 3,
  newSquirrel: 4,
  squirrelError: 5,
  newFirmware: 6,
  snooze: 7,
  hardwareReset: 8,
  blinkup: 9,
  softwareRestart: 10,
  powerRestored: 11,
} as const
export type WakeReason = (typeof wakeReason)[keyof typeof wakeReason]

/** The reason with which a handler is called: SHUTDOWN_NEWSQUIRREL = 1, SHUTDOWN_NEWFIRMWARE = 2 (D-135, D-136). */
export const shutdown = { newSquirrel: 1, newFirmware: 2 } as const
export type ShutdownReason = (typeof shutdown)[keyof typeof shutdown]

/** An impOS release or a deployment: 1 is what the device left the factory with, 2 is newer. */
export type Version = 1 | 2
export type PlanId = 'A' | 'B'
export type Token = 1 | 2

/** What the device was given by the factory and is told by the configuration. Constant, but for what flash holds. */
export interface DeviceInput {
  /** Application code in flash when it leaves the factory. */
  readonly code: 'none' | Version
  /** Network credentials in flash when it leaves the factory: factory firmware clears them or forgets to (D-107). */
  readonly network: 'none' | 'factory'
  /** A rescue pin or the imp006's fast boot is configured (R3). */
  readonly fastBoot: boolean
  readonly errorPolicy: 'suspend-on-error' | 'return-on-error'
  /** Reading of C-01 and C-02: BlinkUp restarts the device. */
  readonly blinkupRestarts: boolean
  /** Reading of C-21: without network settings BlinkUp stays on, even after imp.enableblinkup(false). */
  readonly listensWithoutSettings: boolean
  /** Reading of C-03: a cold boot that connects after Squirrel has started is still upgraded outright. */
  readonly lateUpgradesOutright: boolean
  /** hardware.wakereason() is kept track of; without, a VM is told `null`. It influences nothing in this specification. */
  readonly tellsWakeReason: boolean
  /** Proposal of S13: impOS upgrades are held off for a while after enrolment. */
  readonly grace: boolean
}

export interface DeviceContext {
  /** Constants of this run. */
  readonly given: DeviceInput

  // In flash: survives loss of power.
  /** impOS release installed. */
  readonly os: Version
  /** The main image. It is `broken` from the start of an install to its end; the recovery image always boots (D-121). */
  readonly impROM: 'bootable' | 'broken'
  /** Application code stored. A download replaces it whole or not at all (R14). */
  readonly code: 'none' | Version
  /** Network credentials: those of the factory, of the place of use, or mistyped ones. */
  readonly network: 'none' | 'factory' | 'right' | 'wrong'
  /** Enrolment token that is still to be presented. */
  readonly token: 'none' | Token
  readonly plan: 'none' | PlanId

  // Volatile: gone with each start.
  /**
   * Which start this was. `checked`: a cold boot that has not been online yet. `owing`: the same, made for an update
   * that nobody could be asked about, and still owing it. `fast`: a cold boot without a check. `warm`: out of deep sleep. `snoozed`: out of the snooze, to try again, until it is online. `settled`: it has been
   * decided what the start does, or the device has been online since.
   */
  readonly boot: 'checked' | 'owing' | 'fast' | 'warm' | 'snoozed' | 'settled'
  /** What the next VM will be told; `null` while a VM is running. */
  readonly reason: WakeReason | null
  /** Release or deployment being fetched. */
  readonly fetching: 'none' | Version
  /** Updates that impOS was told of on the way to the home server; Squirrel hears of them when online. */
  readonly noticeOfOs: boolean
  readonly noticeOfCode: boolean
  /** The application is told if this attempt to connect fails: it asked for the connection, or has lost one. */
  readonly failureDue: boolean
}

/** What the device hears; events that start with `internal.` pass from one of its regions to another only. */
export type DeviceEvent =
  // environment: power, pins
  | { type: 'power.applied'; rescue: boolean }
  | { type: 'power.cut' }
  | { type: 'power.restored' }
  | { type: 'reset.pressed' }
  | { type: 'pin.raised' }
  // environment: the network
  | { type: 'step.succeeded' }
  | { type: 'step.failed' }
  | { type: 'link.lost' }
  // environment: outcomes of what takes time
  | { type: 'image.downloaded' }
  | { type: 'image.failed' }
  | { type: 'install.completed' }
  | { type: 'install.failed' }
  | { type: 'code.downloaded' }
  | { type: 'code.failed' }
  // environment: what may go wrong in Squirrel, and impOS with nothing left to do
  | { type: 'squirrel.failed' }
  | { type: 'memory.exhausted' }
  | { type: 'idle.reached' }
  // phone -> device, by light
  | { type: 'packet.flashed'; token: Token; plan: PlanId; network: 'right' | 'wrong' }
  | { type: 'packet.clear' }
  // cloud -> device
  | { type: 'enrolment.accepted' }
  | { type: 'enrolment.refused' }
  | { type: 'upgrade.answered'; os: Version }
  | { type: 'session.opened' }
  | { type: 'code.answered'; code: Version }
  | { type: 'update.announced'; reason: ShutdownReason }
  | { type: 'restart.ordered' }
  // application -> device: the imp API
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
  // within the device, from one region to another
  | { type: 'internal.configured' }
  | { type: 'internal.connecting' }
  | { type: 'internal.cleared' }
  | { type: 'internal.unconfigured' }
  | { type: 'internal.enrolled' }
  | { type: 'internal.wiped' }
  | { type: 'internal.codeStored' }
  | { type: 'internal.codeCleared' }
  | { type: 'internal.codeConfirmed' }
  | { type: 'internal.opened' }
  | { type: 'internal.squirrelHeld' }
  | { type: 'internal.squirrelReleased' }
  | { type: 'internal.squirrelSuspended' }
  | { type: 'internal.squirrelResumed' }
  | { type: 'internal.notice'; reason: ShutdownReason }
  | { type: 'internal.codeDue' }
  | { type: 'internal.credentials' }
  | { type: 'internal.graceEnded' }
  | { type: 'internal.restarting' }

export type DeviceEmitted =
  // to whoever watches: no party hears it, and an implementation need not say it
  | { type: 'device.booted'; kind: 'checked' | 'fast' | 'warm' }
  // device -> application
  | { type: 'vm.started'; reason: WakeReason | null }
  | { type: 'vm.stopped' }
  | { type: 'vm.idle' }
  | { type: 'handler.called'; reason: ShutdownReason }
  | { type: 'connection.opened' }
  | { type: 'connection.failed' }
  // device -> cloud
  | { type: 'enrolment.presented'; token: Token; plan: PlanId }
  | { type: 'upgrade.queried'; os: Version }
  | { type: 'image.requested' }
  | { type: 'session.requested' }
  | { type: 'session.closed' }
  | { type: 'code.queried'; code: 'none' | Version }
  | { type: 'message.uplinked' }

/** The calls of the imp API that have no payload: application -> device. */
export const apiCalls = [
  'handler.registered',
  'handler.cleared',
  'restart.requested',
  'reset.requested',
  'sleep.requested',
  'connect.requested',
  'disconnect.requested',
  'message.sent',
  'blinkup.enabled',
  'blinkup.disabled',
  'wifi.cleared',
  'configuration.cleared',
] as const

/** Everything that the device can be sent from outside. */
export const hears: readonly PartyEvent[] = [
  ...variants('power.applied', { rescue: [false, true] }),
  ...['power.cut', 'power.restored', 'reset.pressed', 'pin.raised'].flatMap((type) => variants(type)),
  ...['step.succeeded', 'step.failed', 'link.lost'].flatMap((type) => variants(type)),
  ...['image.downloaded', 'image.failed', 'install.completed', 'install.failed'].flatMap((type) => variants(type)),
  ...['code.downloaded', 'code.failed', 'squirrel.failed', 'memory.exhausted', 'idle.reached'].flatMap((type) =>
    variants(type),
  ),
  ...variants('packet.flashed', { token: [1, 2], plan: ['A', 'B'], network: ['right', 'wrong'] }),
  ...['packet.clear', 'enrolment.accepted', 'enrolment.refused', 'session.opened', 'restart.ordered'].flatMap((type) =>
    variants(type),
  ),
  ...variants('upgrade.answered', { os: [1, 2] }),
  ...variants('code.answered', { code: [1, 2] }),
  ...variants('update.announced', { reason: [shutdown.newSquirrel, shutdown.newFirmware] }),
  ...apiCalls.flatMap((type) => variants(type)),
  ...variants('credentials.stored', { token: [1, 2], plan: ['A', 'B'], network: ['right', 'wrong'] }),
]

/** Everything that the device can say. */
export const says: readonly PartyEvent[] = [
  ...variants('device.booted', { kind: ['checked', 'fast', 'warm'] }),
  ...variants('vm.started', { reason: [...Object.values(wakeReason), null] }),
  ...['vm.stopped', 'vm.idle', 'connection.opened', 'connection.failed'].flatMap((type) => variants(type)),
  ...variants('handler.called', { reason: [shutdown.newSquirrel, shutdown.newFirmware] }),
  ...variants('enrolment.presented', { token: [1, 2], plan: ['A', 'B'] }),
  ...variants('upgrade.queried', { os: [1, 2] }),
  ...variants('code.queried', { code: ['none', 1, 2] }),
  ...['image.requested', 'session.requested', 'session.closed', 'message.uplinked'].flatMap((type) => variants(type)),
]
