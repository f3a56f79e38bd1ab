// What can be asked of single steps of the device: what it does at once, what it remembers, and what it tells.
import { contextOf, heard, said, does, says, remembers } from './ask.js'
import type { LocalTransition, Predicate, StatePredicate, StepPredicate } from '../../model/property.js'

/** The device tells Squirrel why it was started, or has noted it for the VM that will start. */
const because = (text: string, reason: number): StepPredicate =>
  does('device', text, (t) => said(t, 'vm.started', { reason }) || contextOf(t.after)['reason'] === reason)

const booted = (t: LocalTransition): boolean => said(t, 'device.booted')
const running = ({ before }: LocalTransition): boolean => before.hasTag('vm.running')
const online = ({ before }: LocalTransition): boolean => before.hasTag('link.online')
const upgrading = ({ before }: LocalTransition): boolean =>
  before.hasTag('update.downloading') || before.hasTag('update.installing')
/** A packet of BlinkUp comes while the sensor is on, and impOS is not being replaced. */
const seen = (t: LocalTransition): boolean => t.before.hasTag('blinkup.listening') && !upgrading(t)

const boots = (text: string, ...kinds: readonly string[]): StatePredicate =>
  remembers('device', text, ({ boot }) => kinds.includes(String(boot)))

export const ofTheDeviceSteps = {
  // why a VM starts
  startsWithoutReason: says('device', 'starts Squirrel without a wake reason', 'vm.started', { reason: null }),
  tellsReasonOnce: does(
    'device',
    'forgets the wake reason that it tells',
    (t) => said(t, 'vm.started') && contextOf(t.after)['reason'] === null,
  ),
  becausePowerOn: because('has power for its wake reason', 0),
  becauseTimer: because('has the end of its sleep for its wake reason', 1),
  becauseSoftwareReset: because('has a software reset for its wake reason', 2),
  becausePin: because('has the wake pin for its wake reason', 3),
  becauseNewSquirrel: because('has new Squirrel for its wake reason', 4),
  becauseNewFirmware: because('has new impOS for its wake reason', 6),
  becauseSnooze: because('has snooze-and-retry for its wake reason', 7),
  becauseHardwareReset: because('has RESET_L for its wake reason', 8),
  becauseBlinkup: because('has BlinkUp for its wake reason', 9),
  becauseSoftwareRestart: because('has server.restart() for its wake reason', 10),
  becausePowerRestored: because('has a dip of the supply for its wake reason', 11),
  dips: does('device', 'starts because its supply had dipped', (t) => heard(t, 'power.restored') && booted(t)),
  restartsForBlinkup: does(
    'device',
    'starts because of a BlinkUp packet',
    (t) => (heard(t, 'packet.flashed') || heard(t, 'packet.clear')) && booted(t),
  ),
  stopsForUpdate: does(
    'device',
    'stops Squirrel for an update that the application did not ask for',
    (t) =>
      (heard(t, 'update.announced') || heard(t, 'code.answered') || heard(t, 'restart.ordered')) &&
      said(t, 'vm.stopped'),
  ),
  getsCode: does('device', 'stores its new application', (t) => heard(t, 'code.downloaded') && t.before !== t.after),

  // what it remembers without flash
  unsettled: boots('has not decided yet what its start means', 'warm', 'fast'),
  triesAfterSnooze: boots('tries again after a snooze', 'snoozed'),
  fetches: remembers('device', 'fetches something', ({ fetching }) => fetching !== 'none'),
  fetchesAnswer: does(
    'device',
    'fetches what it was told of',
    ({ event, after }) => contextOf(after)['fetching'] === (event['os'] ?? event['code']),
  ),

  owesUpdate: boots('owes an update that nobody could be asked about', 'owing'),
  failureDue: remembers(
    'device',
    'owes Squirrel word of a failure to connect',
    ({ failureDue }) => failureDue === true,
  ),

  // activation, and the lack of settings
  activatedWithCode: {
    kind: 'state',
    party: 'device',
    text: 'is activated, with an application',
    holds: (snapshot) => snapshot.matches({ activation: { activated: 'withSquirrel' } }),
  },
  lacksSettings: {
    kind: 'state',
    party: 'device',
    text: 'does not connect for lack of settings',
    holds: (snapshot) => snapshot.matches({ power: { on: { network: 'unconfigured' } } }),
  },

  startsRescued: does(
    'device',
    'gets power with its rescue pin asserted',
    (t) => heard(t, 'power.applied', { rescue: true }) && booted(t),
  ),

  // BlinkUp
  hearsPacket: does('device', 'sees BlinkUp details', (t) => heard(t, 'packet.flashed') && seen(t)),
  hearsClear: does('device', 'sees a clear BlinkUp', (t) => heard(t, 'packet.clear') && seen(t)),
  boots: does('device', 'starts', booted),
  configured: remembers('device', 'has network settings', ({ network }) => network !== 'none'),
  enablesBlinkup: does('device', 'is asked to keep BlinkUp on', (t) => heard(t, 'blinkup.enabled') && running(t)),
  disablesBlinkup: does('device', 'is asked to switch BlinkUp off', (t) => heard(t, 'blinkup.disabled') && running(t)),
  // what Squirrel asks for
  storesByCall: does('device', 'is given credentials by Squirrel', (t) => heard(t, 'credentials.stored') && running(t)),
  clearsWifiByCall: does('device', 'is told by Squirrel to clear WiFi', (t) => heard(t, 'wifi.cleared') && running(t)),
  clearsAllByCall: does(
    'device',
    'is told by Squirrel to clear everything',
    (t) => heard(t, 'configuration.cleared') && running(t),
  ),
  callsServer: does(
    'device',
    'is asked by Squirrel for the server',
    (t) => heard(t, 'connect.requested') && running(t),
  ),
  callsServerOffline: does(
    'device',
    'is asked by Squirrel for the server while offline',
    (t) => heard(t, 'connect.requested') && running(t) && !online(t),
  ),
  disconnectsByCall: does(
    'device',
    'is told by Squirrel to disconnect',
    (t) => heard(t, 'disconnect.requested') && (t.before.hasTag('link.up') || t.before.hasTag('link.connecting')),
  ),
  sleepsByCall: does('device', 'is told by Squirrel to sleep', (t) => heard(t, 'sleep.requested') && running(t)),
  dropsHandlerByCall: does(
    'device',
    'is told that the handler is withdrawn',
    (t) => heard(t, 'handler.cleared') && t.before.hasTag('handler.registered'),
  ),
  reachesIdle: does('device', 'has processed all that came', (t) => heard(t, 'idle.reached') && running(t)),
  tellsIdle: says('device', 'tells Squirrel that it is idle', 'vm.idle'),
  tellsOpened: says('device', 'tells Squirrel of the connection', 'connection.opened'),
  tellsFailed: says('device', 'tells Squirrel that it cannot connect', 'connection.failed'),
  hasSession: {
    kind: 'state',
    party: 'device',
    text: 'has a session with its home server',
    holds: (snapshot) =>
      snapshot.hasTag('link.session') &&
      !snapshot.matches({ power: { on: { network: { connected: 'openingSession' } } } }),
  },
  closesSession: says('device', 'closes its session', 'session.closed'),

  // on the way to the cloud
  failsUnderWay: does(
    'device',
    'fails at a connection step behind the first, or loses the link there',
    (t) =>
      (heard(t, 'step.failed') || heard(t, 'link.lost')) &&
      t.before.hasTag('link.stepping') &&
      t.before.hasTag('link.joined'),
  ),
  linkBreaks: does(
    'device',
    'loses the link of a connection that stands',
    (t) => heard(t, 'link.lost') && t.before.hasTag('link.up') && !upgrading(t),
  ),
  tellsItsCode: does('device', 'asks for the deployment, with what it has in flash', (t) =>
    said(t, 'code.queried', { code: contextOf(t.after)['code'] as number }),
  ),
  tellsItsOs: does('device', 'asks for impOS, with what it runs', (t) =>
    said(t, 'upgrade.queried', { os: contextOf(t.after)['os'] as number }),
  ),
  tellsItsToken: does('device', 'presents the token that it holds', (t) => {
    const { token, plan } = contextOf(t.after)
    return said(t, 'enrolment.presented', { token: token as number, plan: plan as string })
  }),
  isAnsweredItsCode: does(
    'device',
    'is answered that its application is current',
    (t) =>
      heard(t, 'code.answered') && t.event['code'] === contextOf(t.before)['code'] && t.before.hasTag('link.session'),
  ),
} satisfies Record<string, Predicate>
