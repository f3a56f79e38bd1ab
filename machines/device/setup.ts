// What impOS can ask itself and do: the typed guards, actions and delays that the regions of the device use.
import { and, not, or, setup, stateIn } from 'xstate'
import { valuesOf } from '../delays.js'
import type { SourceMeta } from '../party.js'
import type { DeviceContext, DeviceEmitted, DeviceEvent, DeviceInput, WakeReason } from './vocabulary.js'
import { shutdown, wakeReason } from './vocabulary.js'

/** What properties speak of. */
export type DeviceTag =
  | 'power.on'
  | 'power.asleep'
  | 'activation.unactivated'
  | 'activation.pending'
  | 'activation.activated'
  | 'led.orange'
  | 'link.connecting'
  | 'link.stepping'
  | 'link.joined'
  | 'link.up'
  | 'link.session'
  | 'link.online'
  | 'enrolment.refused'
  | 'update.downloading'
  | 'update.installing'
  | 'update.code'
  | 'blinkup.listening'
  | 'vm.running'
  | 'vm.suspended'
  | 'vm.waiting'
  | 'vm.held'
  | 'handler.registered'
  | 'grace.active'

/** Volatile memory after any start. */
const fresh = { fetching: 'none', noticeOfOs: false, noticeOfCode: false, failureDue: false } as const

const base = setup({
  types: {
    context: {} as DeviceContext,
    events: {} as DeviceEvent,
    emitted: {} as DeviceEmitted,
    input: {} as DeviceInput,
    tags: {} as DeviceTag,
    meta: {} as SourceMeta,
  },
  delays: valuesOf('squirrelStart', 'connectTimeout', 'blinkupWindow', 'snooze', 'deepSleep', 'grace'),
  guards: {
    // what flash holds
    unconfigured: ({ context }) => context.network === 'none',
    configured: ({ context }) => context.network !== 'none',
    networkRight: ({ context }) => context.network === 'right',
    tokenHeld: ({ context }) => context.token !== 'none',
    codeStored: ({ context }) => context.code !== 'none',
    recovering: ({ context }) => context.impROM === 'broken',

    // which start this is
    startsFast: ({ context, event }) =>
      context.given.fastBoot &&
      event.type === 'power.applied' &&
      !event.rescue &&
      context.code !== 'none' &&
      context.impROM === 'bootable',
    startsRescued: ({ context, event }) => context.given.fastBoot && event.type === 'power.applied' && event.rescue,
    startedUnchecked: ({ context }) =>
      context.code !== 'none' &&
      context.impROM === 'bootable' &&
      (context.boot === 'warm' || context.boot === 'snoozed' || context.boot === 'fast'),
    startedWarm: ({ context }) => context.boot === 'warm' || context.boot === 'snoozed',
    startedFromSnooze: ({ context }) => context.boot === 'snoozed',

    // policies and readings
    suspendsOnError: ({ context }) => context.given.errorPolicy === 'suspend-on-error',
    blinkupRestarts: ({ context }) => context.given.blinkupRestarts,
    listensWithoutSettings: ({ context }) => context.given.listensWithoutSettings,
    hasGrace: ({ context }) => context.given.grace,
    upgradesLate: ({ context: { boot, given } }) =>
      boot === 'owing' || (boot === 'checked' && given.lateUpgradesOutright),
    failureDue: ({ context }) => context.failureDue,
    returnsOnError: ({ context }) => context.given.errorPolicy === 'return-on-error',

    // where the other regions are
    online: stateIn('#online'),
    inSession: or([stateIn('#checkingCode'), stateIn('#downloadingCode'), stateIn('#online')]),
    squirrelPresent: stateIn('#running'),
    squirrelSuspended: stateIn('#suspended'),
    updatingOs: or([stateIn('#downloadingImage'), stateIn('#installing')]),
    inGrace: stateIn('#graceActive'),

    // what the cloud answered, or asks
    osIsNewer: ({ context, event }) => event.type === 'upgrade.answered' && event.os > context.os,
    codeIsCurrent: ({ context, event }) => event.type === 'code.answered' && event.code === context.code,
    firmwareNotice: ({ event }) => event.type === 'internal.notice' && event.reason === shutdown.newFirmware,
  },
})

const because = (reason: WakeReason): ReturnType<typeof base.assign> =>
  base.assign(({ context }) => ({ reason: context.given.tellsWakeReason ? reason : null }))

/** impOS: the states below are written with it. */
export const impOS = base.extend({
  guards: {
    upgradesOutright: or([not('squirrelPresent'), 'upgradesLate']),
    osWaitsForGrace: and(['osIsNewer', 'inGrace']),
    osComesOutright: and(['osIsNewer', or([not('squirrelPresent'), 'upgradesLate'])]),
    standsWithoutSettings: and(['unconfigured', 'listensWithoutSettings']),
    blocksUntilOnline: and(['suspendsOnError', not('online')]),
    givesUpForGood: or([not('squirrelPresent'), 'startedFromSnooze', and(['suspendsOnError', 'squirrelSuspended'])]),
  },
  actions: {
    // starts
    startCold: base.assign({ ...fresh, boot: 'checked' }),
    startOwing: base.assign({ ...fresh, boot: 'owing' }),
    startFast: base.assign({ ...fresh, boot: 'fast' }),
    startWarm: base.assign({ ...fresh, boot: 'warm' }),
    startFromSnooze: base.assign({ ...fresh, boot: 'snoozed' }),
    owesCheck: base.assign({ boot: 'checked' }),
    settle: base.assign({ boot: 'settled', failureDue: false }),
    settleUnlessTrying: base.assign(({ context: { boot } }) => ({
      boot: boot === 'checked' || boot === 'owing' || boot === 'snoozed' ? boot : ('settled' as const),
    })),
    forget: base.assign({ ...fresh, boot: 'settled', reason: null }),

    // what flash holds
    storeCredentials: base.assign(({ event, context }) =>
      event.type === 'packet.flashed' || event.type === 'credentials.stored'
        ? { token: event.token, plan: event.plan, network: event.network }
        : { token: context.token },
    ),
    spendToken: base.assign({ token: 'none' }),
    clearCode: base.assign({ code: 'none' }),
    clearNetwork: base.assign({ network: 'none' }),
    clearAll: base.assign({ network: 'none', token: 'none', plan: 'none' }),
    fetchImage: base.assign(({ context, event }) => ({
      fetching: event.type === 'upgrade.answered' ? event.os : context.fetching,
    })),
    breakImage: base.assign({ impROM: 'broken' }),
    installImage: base.assign(({ context }) => ({
      impROM: 'bootable' as const,
      os: context.fetching === 'none' ? context.os : context.fetching,
    })),
    fetchCode: base.assign(({ context, event }) => ({
      fetching: event.type === 'code.answered' ? event.code : context.fetching,
    })),
    storeCode: base.assign(({ context }) => ({ code: context.fetching, fetching: 'none' as const })),
    dropFetch: base.assign({ fetching: 'none' }),

    // notices
    noteOs: base.assign({ noticeOfOs: true }),
    noteCode: base.assign({ noticeOfCode: true }),
    passOnNotices: base.enqueueActions(({ context, enqueue }) => {
      if (context.noticeOfOs) enqueue.raise({ type: 'internal.notice', reason: shutdown.newFirmware })
      if (context.noticeOfCode) enqueue.raise({ type: 'internal.notice', reason: shutdown.newSquirrel })
      enqueue.assign({ noticeOfOs: false, noticeOfCode: false })
    }),
    passOnAnnouncement: base.enqueueActions(({ event, enqueue }) => {
      if (event.type === 'update.announced') enqueue.raise({ type: 'internal.notice', reason: event.reason })
    }),

    // wake reasons
    becausePowerOn: because(wakeReason.powerOn),
    becauseTimer: because(wakeReason.timer),
    becauseSoftwareReset: because(wakeReason.softwareReset),
    becausePin: because(wakeReason.pin),
    becauseNewSquirrel: because(wakeReason.newSquirrel),
    becauseSquirrelError: because(wakeReason.squirrelError),
    becauseNewFirmware: because(wakeReason.newFirmware),
    becauseSnooze: because(wakeReason.snooze),
    becauseHardwareReset: because(wakeReason.hardwareReset),
    becauseBlinkup: because(wakeReason.blinkup),
    becauseSoftwareRestart: because(wakeReason.softwareRestart),
    becausePowerRestored: because(wakeReason.powerRestored),
    reasonTold: base.assign({ reason: null }),

    // from one region to another
    tellConfigured: base.raise({ type: 'internal.configured' }),
    tellCredentials: base.raise({ type: 'internal.credentials' }),
    tellCleared: base.raise({ type: 'internal.cleared' }),
    tellUnconfigured: base.raise({ type: 'internal.unconfigured' }),
    tellConnecting: base.raise({ type: 'internal.connecting' }),
    tellEnrolled: base.raise({ type: 'internal.enrolled' }),
    tellWiped: base.raise({ type: 'internal.wiped' }),
    tellCodeStored: base.raise({ type: 'internal.codeStored' }),
    tellCodeCleared: base.raise({ type: 'internal.codeCleared' }),
    tellOpened: base.raise({ type: 'internal.opened' }),
    tellCodeConfirmed: base.raise({ type: 'internal.codeConfirmed' }),
    tellRestarting: base.raise({ type: 'internal.restarting' }),
    tellCodeDue: base.raise({ type: 'internal.codeDue' }),
    tellGraceEnded: base.raise({ type: 'internal.graceEnded' }),
    holdSquirrel: base.raise({ type: 'internal.squirrelHeld' }),
    releaseSquirrel: base.raise({ type: 'internal.squirrelReleased' }),
    suspendSquirrel: base.raise({ type: 'internal.squirrelSuspended' }),
    suspendUnlessReturning: base.enqueueActions(({ context, enqueue }) => {
      if (context.given.errorPolicy === 'suspend-on-error') enqueue.raise({ type: 'internal.squirrelSuspended' })
    }),
    resumeSquirrel: base.raise({ type: 'internal.squirrelResumed' }),

    // to whoever watches
    sayBooted: base.emit(({ context: { boot } }) => ({
      type: 'device.booted',
      kind: boot === 'settled' || boot === 'owing' ? 'checked' : boot === 'snoozed' ? 'warm' : boot,
    })),

    // to the application
    sayStarted: base.emit(({ context }) => ({ type: 'vm.started', reason: context.reason })),
    sayStopped: base.emit({ type: 'vm.stopped' }),
    sayIdle: base.emit({ type: 'vm.idle' }),
    sayOpened: base.emit({ type: 'connection.opened' }),
    sayFailed: base.emit({ type: 'connection.failed' }),
    oweFailure: base.assign(({ context }) => ({ failureDue: context.given.errorPolicy === 'return-on-error' })),
    oweNoFailure: base.assign({ failureDue: false }),
    callHandler: base.emit(({ event }) => ({
      type: 'handler.called',
      reason: event.type === 'internal.notice' ? event.reason : shutdown.newSquirrel,
    })),

    // to the cloud
    presentToken: base.emit(({ context }) => ({
      type: 'enrolment.presented',
      token: context.token === 'none' ? 1 : context.token,
      plan: context.plan === 'none' ? 'A' : context.plan,
    })),
    queryUpgrade: base.emit(({ context }) => ({ type: 'upgrade.queried', os: context.os })),
    requestImage: base.emit({ type: 'image.requested' }),
    requestSession: base.emit({ type: 'session.requested' }),
    closeSession: base.emit({ type: 'session.closed' }),
    queryCode: base.emit(({ context }) => ({ type: 'code.queried', code: context.code })),
    uplinkMessage: base.emit({ type: 'message.uplinked' }),
  },
})
