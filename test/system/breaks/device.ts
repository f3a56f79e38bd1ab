// Breaks of the device: one rule each, in one place.
import { entering, leaving, onHearing, saying, silent, ticking, type Break } from '../breakage.js'

const vm = 'power.on.vm'
const network = 'power.on.network'
const active = `${vm}.running.execution.active`

/** What leads to an upgrade of a device that is enrolled. */
const upgrading = ['release.published']

export const ofTheDevice: readonly Break[] = [
  {
    rule: 'R1',
    party: 'device',
    what: 'starts warm after an install',
    edit: ({ on }) => (on(`${network}.installing`, 'install.completed').actions = ['installImage', 'startWarm']),
    property: 'install-ends-in-cold-start',
    needs: upgrading,
    shows: onHearing('device', 'install.completed', ({ changed }) => changed['boot']?.after !== 'checked'),
  },
  {
    rule: 'R2',
    party: 'device',
    what: 'starts Squirrel at once in a cold boot',
    edit: ({ always }) => (always(`${vm}.deciding`, 2).target = 'running'),
    property: 'squirrel-not-before-check-or-ten-seconds',
    shows: onHearing('device', 'power.applied', saying('vm.started')),
  },
  {
    rule: 'R3',
    party: 'device',
    what: 'lets Squirrel wait in a fast boot',
    configuration: { boot: 'fast' },
    edit: ({ always }) => (always(`${vm}.deciding`, 1).guard = 'startedWarm'),
    property: 'fast-boot-starts-squirrel-at-once',
    shows: onHearing('device', 'power.applied', entering('vm.waiting')),
  },
  {
    rule: 'R4',
    party: 'device',
    what: 'checks its code before Squirrel starts in a warm boot',
    edit: ({ always }) => (always(`${vm}.deciding`, 1).guard = 'recovering'),
    property: 'warm-boot-starts-squirrel-at-once',
    shows: (story) =>
      ['pin.raised', 'xstate.after.snooze'].some((woken) => onHearing('device', woken, entering('vm.waiting'))(story)),
  },
  {
    rule: 'R5',
    party: 'device',
    what: 'counts 10 s without having code',
    configuration: { codeLoading: 'at-activation' },
    edit: ({ always }) => delete always(`${vm}.deciding`, 2).guard,
    property: 'no-code-no-squirrel',
    shows: onHearing('device', 'power.applied', entering('vm.waiting')),
  },
  {
    rule: 'R6',
    party: 'device',
    what: 'forgets its enrolment when the WiFi settings are cleared',
    edit: ({ on }) => (on(active, 'wifi.cleared').actions = ['clearNetwork', 'tellWiped']),
    property: 'clearing-wifi-keeps-enrolment',
    shows: onHearing('device', 'wifi.cleared', entering('activation.unactivated')),
  },
  {
    rule: 'R7',
    party: 'device',
    what: 'becomes pending because it tries to connect',
    edit: ({ state }) => (state('activation.unactivated').on!['internal.connecting'] = { target: 'pending' }),
    property: 'unactivated-leaves-by-credentials-only',
    shows: onHearing('device', 'power.applied', entering('activation.pending')),
  },
  {
    rule: 'R7',
    party: 'device',
    what: 'comes online with the settings of the factory',
    edit: ({ on }) => delete on(`${network}.connecting.joining`, 'step.succeeded').guard,
    property: 'unactivated-cannot-connect',
    shows: onHearing('device', 'step.succeeded', entering('connected.checkingUpgrade')),
  },
  {
    rule: 'R8',
    party: 'device',
    what: 'takes a packet when the window is closed',
    edit: ({ state }) => {
      const { open, closed } = state('power.on.blinkup').states!
      closed!.on!['packet.flashed'] = open!.on!['packet.flashed']
    },
    property: 'packet-only-while-listening',
    shows: onHearing('device', 'packet.flashed', ({ changed }) => 'token' in changed),
  },
  {
    rule: 'R8',
    party: 'device',
    what: 'listens for ever',
    edit: ({ state }) => delete state('power.on.blinkup.open').after,
    property: 'window-closes-after-a-minute',
    shows: (story) => onHearing('device', 'power.applied', entering('blinkup.open'))(story) && ticking(story),
  },
  {
    rule: 'R9',
    party: 'device',
    what: 'takes a refusal for an acceptance',
    edit: ({ on }) => (on(`${network}.connected.enrolling`, 'enrolment.refused').actions = ['tellEnrolled']),
    property: 'activation-follows-claim',
    needs: ['request.granted.void'],
    shows: onHearing('device', 'enrolment.refused', entering('activation.activated')),
  },
  {
    rule: 'R12',
    party: 'device',
    what: 'passes a newer impOS on its way to the home server',
    edit: ({ on }) => {
      const passed = on(`${network}.connected.checkingUpgrade`, 'upgrade.answered', 2)
      passed.target = 'openingSession'
      delete passed.actions
    },
    property: 'cold-boot-always-applies-os',
    needs: upgrading,
    shows: onHearing('device', 'upgrade.answered', saying('session.requested')),
  },
  {
    rule: 'R12',
    party: 'device',
    what: 'lets Squirrel run while impOS is fetched',
    edit: ({ state }) => (state(`${network}.downloadingImage`).entry = ['requestImage']),
    property: 'no-squirrel-during-os-upgrade',
    needs: upgrading,
    shows: onHearing('device', 'upgrade.answered', entering('network.downloadingImage')),
  },
  {
    rule: 'R13',
    party: 'device',
    what: 'has its new impOS before it is installed',
    edit: ({ on }) => (on(`${network}.downloadingImage`, 'image.downloaded').actions = ['installImage']),
    property: 'os-changes-by-install-only',
    needs: upgrading,
    shows: onHearing('device', 'image.downloaded', ({ changed }) => changed['os']?.after === 2),
  },
  {
    rule: 'R13',
    party: 'device',
    what: 'runs Squirrel on a broken main image',
    edit: ({ state }) => {
      const deciding = state(`${vm}.deciding`)
      deciding.always = (deciding.always as readonly object[]).slice(1)
    },
    property: 'no-squirrel-on-broken-image',
    needs: [...upgrading, 'install.failed'],
    shows: onHearing('device', 'xstate.after.squirrelStart', saying('vm.started')),
  },
  {
    rule: 'R14',
    party: 'device',
    what: 'replaces its code when the download begins',
    edit: ({ on }) =>
      (on(`${network}.connected.checkingCode`, 'code.answered', 1).actions = ['fetchCode', 'storeCode']),
    property: 'code-changes-by-download-only',
    needs: ['deployment.created'],
    shows: onHearing('device', 'code.answered', ({ changed }) => changed['code']?.after === 2),
  },
  {
    rule: 'R14',
    party: 'device',
    what: 'lets Squirrel run while its code is fetched',
    edit: ({ state }) => delete state(`${network}.connected.downloadingCode`).entry,
    property: 'no-squirrel-during-code-download',
    needs: ['deployment.created'],
    shows: onHearing('device', 'code.answered', entering('connected.downloadingCode')),
  },
  {
    rule: 'R15',
    party: 'device',
    what: 'ignores a notice for which there is no handler',
    configuration: { handler: 'none' },
    edit: ({ state }) => delete state(`${vm}.running.shutdownHandler.unregistered`).on!['internal.notice'],
    property: 'no-handler-no-mercy',
    needs: ['deployment.created', 'restart.conditional'],
    shows: onHearing('device', 'update.announced', silent),
  },
  {
    rule: 'R16',
    party: 'device',
    what: 'restarts although a handler is registered',
    edit: ({ on }) => {
      const notice = on(`${vm}.running.shutdownHandler.registered`, 'internal.notice')
      notice.target = '#held'
      notice.actions = ['callHandler', 'tellCodeDue']
    },
    property: 'handler-call-stops-nothing',
    needs: ['deployment.created', 'restart.conditional'],
    shows: onHearing('device', 'update.announced', leaving('shutdownHandler.registered')),
  },
  {
    rule: 'R17',
    party: 'device',
    what: 'asks its handler when it is ordered to restart',
    edit: ({ on }) => {
      const ordered = on(`${network}.connected.online`, 'restart.ordered')
      delete ordered.target
      ordered.actions = ['noteCode', 'passOnNotices']
    },
    property: 'forced-restart-bypasses-handler',
    needs: ['restart.forced'],
    shows: onHearing('device', 'restart.ordered', saying('handler.called')),
  },
  {
    rule: 'R18',
    party: 'device',
    what: 'keeps the registration from one VM to the next',
    edit: ({ state }) => (state(`${vm}.running.shutdownHandler`).initial = 'registered'),
    property: 'registration-is-volatile',
    shows: onHearing('device', 'xstate.after.squirrelStart', entering('shutdownHandler.registered')),
  },
  {
    rule: 'R19',
    party: 'device',
    what: 'calls a restart an impOS upgrade',
    edit: ({ on }) => (on(active, 'restart.requested', 0).actions = ['tellRestarting', 'becauseNewFirmware']),
    property: 'wake-reason-new-firmware-is-true',
    needs: ['deployment.created', 'restart.conditional'],
    maxStates: 60_000,
    shows: onHearing('device', 'code.answered', ({ says }) => says.some(({ reason }) => reason === 6)),
  },
  {
    rule: 'R20',
    party: 'device',
    what: 'passes on a notice before it is online',
    configuration: { lateConnection: 'asked-politely' },
    edit: ({ on }) =>
      (on(`${network}.connected.checkingUpgrade`, 'upgrade.answered', 3).actions = ['noteOs', 'passOnNotices']),
    property: 'polite-handlers-only-when-online',
    needs: upgrading,
    shows: onHearing('device', 'upgrade.answered', saying('handler.called')),
  },
  {
    rule: 'R22',
    party: 'device',
    what: 'tries to connect for ever',
    edit: ({ state }) => delete state(`${network}.connecting`).after,
    property: 'connecting-ends-within-a-minute',
    shows: (story) => onHearing('device', 'power.applied', entering('network.connecting'))(story) && ticking(story),
  },
  {
    rule: 'R22',
    party: 'device',
    what: 'suspends Squirrel under RETURN_ON_ERROR',
    configuration: { errorPolicy: 'return-on-error' },
    edit: ({ actions }) => (actions['suspendUnlessReturning'] = actions['suspendSquirrel']),
    property: 'returning-application-runs-on',
    needs: ['link.lost'],
    shows: onHearing('device', 'link.lost', entering('execution.suspended')),
  },
  {
    rule: 'R1',
    party: 'device',
    what: 'starts warm after imp.reset()',
    edit: ({ on }) => (on(active, 'reset.requested').actions = ['startWarm', 'becauseSoftwareReset']),
    property: 'resets-start-cold',
    needs: ['reset.wanted'],
    shows: onHearing('device', 'reset.requested', saying('device.booted')),
  },
  {
    rule: 'R1',
    party: 'device',
    what: 'starts warm when power is applied',
    edit: ({ on }) => (on('power.off', 'power.applied', 2).actions = ['startWarm', 'becausePowerOn']),
    property: 'power-starts-cold',
    shows: onHearing('device', 'power.applied', saying('device.booted')),
  },
  {
    rule: 'R1',
    party: 'device',
    what: 'starts cold when it wakes from deep sleep',
    configuration: { power: 'battery' },
    edit: ({ after }) => (after('power.asleep', 'deepSleep').actions = ['startCold', 'becauseTimer']),
    property: 'sleep-ends-warm',
    shows: onHearing('device', 'xstate.after.deepSleep', saying('device.booted')),
  },
  {
    rule: 'R2',
    party: 'device',
    what: 'does not start Squirrel when its code is confirmed',
    edit: ({ state }) => delete state(`${vm}.waiting`).on!['internal.codeConfirmed'],
    property: 'online-means-squirrel',
    shows: onHearing('device', 'code.answered', entering('connected.online')),
  },
  {
    rule: 'R4',
    party: 'device',
    what: 'connects by itself when it wakes from deep sleep',
    configuration: { power: 'battery' },
    edit: ({ always }) => (always(`${network}.deciding`, 2).target = 'connecting'),
    property: 'warm-boot-is-offline',
    shows: (story) =>
      ['pin.raised', 'xstate.after.deepSleep'].some((woken) =>
        onHearing('device', woken, entering('network.connecting'))(story),
      ),
  },
  {
    rule: 'R8',
    party: 'device',
    what: 'does not heed imp.enableblinkup(false)',
    configuration: { enableBlinkup: 'never' },
    edit: ({ state }) => delete state('power.on.blinkup.open').on!['blinkup.disabled'],
    property: 'switched-off-blinkup-is-off',
    shows: onHearing('application', 'vm.started', saying('blinkup.disabled')),
  },
  {
    rule: 'R13',
    party: 'device',
    what: 'does not mark the image that is being replaced',
    edit: ({ state }) => delete state(`${network}.installing`).entry,
    property: 'installing-breaks-the-image',
    needs: upgrading,
    shows: onHearing('device', 'image.downloaded', entering('network.installing')),
  },
  {
    rule: 'R17',
    party: 'device',
    what: 'skips the upgrade check of a forced restart',
    edit: ({ on }) => (on(`${network}.connected.online`, 'restart.ordered').target = 'checkingCode'),
    property: 'forced-restart-asks-upgrade-server',
    needs: ['restart.forced'],
    shows: onHearing('device', 'restart.ordered', entering('connected.checkingCode')),
  },
  {
    rule: 'R22',
    party: 'device',
    what: 'lets Squirrel run on when the session is lost under SUSPEND_ON_ERROR',
    edit: ({ on }) => delete on(`${network}.connected.online`, 'link.lost').actions,
    property: 'lost-session-suspends-squirrel',
    needs: ['link.lost'],
    shows: onHearing('device', 'link.lost', entering('network.connecting')),
  },
]
