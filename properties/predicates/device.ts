// What can be asked of the device.
import type { AnyMachineSnapshot } from 'xstate'
import { contextOf, tagged, remembers, heard, said, does, hears, says, enters, leaves, changes } from './ask.js'
import type { LocalTransition, Predicate, StepPredicate } from '../../model/property.js'

const asleep = (snapshot: AnyMachineSnapshot): boolean => snapshot.hasTag('power.asleep')
const present = (snapshot: AnyMachineSnapshot): boolean =>
  snapshot.hasTag('vm.running') || snapshot.hasTag('vm.suspended')
const flash = (snapshot: AnyMachineSnapshot): string => {
  const { os, impROM, code, network, token, plan } = contextOf(snapshot)
  return JSON.stringify([os, impROM, code, network, token, plan])
}
/** The upgrade server has just answered with a newer release. */
const toldNewer = (transition: LocalTransition): boolean =>
  transition.event.type === 'upgrade.answered' &&
  Number(transition.event['os']) > Number(contextOf(transition.before)['os'])

/** What the cloud says that may end a VM without the application having asked for it. */
const updateEvents = new Set(['upgrade.answered', 'code.answered', 'update.announced'])

const wakeReasons = [
  'after power was applied',
  'after its sleep was over',
  'after a software reset',
  'after the wake pin went high',
  'after new Squirrel was loaded',
  'after a Squirrel run-time error',
  'after an impOS upgrade',
  'out of snooze-and-retry',
  'after RESET_L was pressed',
  'after BlinkUp',
  'after server.restart()',
  'after the supply had dipped',
] as const

const startsBecause = Object.fromEntries(
  wakeReasons.map((why, reason) => [
    `vmStartsBecause${reason}`,
    says('device', `starts Squirrel ${why} (${reason})`, 'vm.started', { reason }),
  ]),
)

const disturbances = new Set([
  'power.cut',
  'power.restored',
  'reset.pressed',
  'memory.exhausted',
  'squirrel.failed',
  'link.lost',
  'step.failed',
  'image.failed',
  'install.failed',
  'code.failed',
  'packet.clear',
])
const cloudEvents = new Set([
  'enrolment.accepted',
  'enrolment.refused',
  'upgrade.answered',
  'session.opened',
  'code.answered',
  'update.announced',
  'restart.ordered',
])

/** A connection step succeeds in this state of connecting (D-025). */
const stepFrom = (name: string, text: string): StepPredicate =>
  does(
    'device',
    text,
    ({ before, event }) =>
      event.type === 'step.succeeded' && before.matches({ power: { on: { network: { connecting: name } } } }),
  )

export const ofTheDevice = {
  powered: tagged('device', 'has power and is awake', 'power.on'),
  asleep: tagged('device', 'is in deep sleep or snoozes', 'power.asleep'),
  unactivated: tagged('device', 'is unactivated', 'activation.unactivated'),
  pendingActivation: tagged('device', 'is pending activation', 'activation.pending'),
  activated: tagged('device', 'is activated', 'activation.activated'),
  connecting: tagged('device', 'tries to connect', 'link.connecting'),
  linkUp: tagged('device', 'has a connection with the impCloud', 'link.up'),
  online: tagged('device', 'is online', 'link.online'),
  enrolmentRefused: tagged('device', 'has been refused by the impCloud', 'enrolment.refused'),
  listening: tagged('device', 'listens for BlinkUp', 'blinkup.listening'),
  opensWindow: enters('device', 'begins to listen for BlinkUp', 'blinkup.listening'),
  showsOrange: tagged('device', 'flashes orange', 'led.orange'),
  downloadingOs: tagged('device', 'downloads impOS', 'update.downloading'),
  installingOs: tagged('device', 'installs impOS', 'update.installing'),
  upgradingOs: tagged('device', 'upgrades impOS', 'update.downloading', 'update.installing'),
  downloadingCode: tagged('device', 'downloads its application', 'update.code'),
  squirrelRunning: tagged('device', 'is running Squirrel', 'vm.running'),
  squirrelPresent: tagged('device', 'has a Squirrel VM', 'vm.running', 'vm.suspended'),
  squirrelSuspended: tagged('device', 'has a suspended Squirrel VM', 'vm.suspended'),
  squirrelWaiting: tagged('device', 'is about to start Squirrel', 'vm.waiting'),
  squirrelHeld: tagged('device', 'keeps Squirrel stopped for an update', 'vm.held'),
  handlerRegistered: tagged('device', 'has a registered shutdown handler', 'handler.registered'),
  inGrace: tagged('device', 'holds upgrades off after enrolment', 'grace.active'),
  recovering: remembers('device', 'has a broken main image', ({ impROM }) => impROM === 'broken'),
  osOld: remembers('device', 'has the impOS of the factory', ({ os }) => os === 1),
  osNew: remembers('device', 'has the newer impOS', ({ os }) => os === 2),
  codeNone: remembers('device', 'has no application', ({ code }) => code === 'none'),
  codeOld: remembers('device', 'has the application of the first deployment', ({ code }) => code === 1),
  codeNew: remembers('device', 'has the newer application', ({ code }) => code === 2),
  unconfigured: remembers('device', 'has no network settings', ({ network }) => network === 'none'),
  networkRight: remembers('device', 'has the right network settings', ({ network }) => network === 'right'),
  tokenHeld: remembers('device', 'holds a token', ({ token }) => token !== 'none'),
  bootUnchecked: remembers(
    'device',
    'has not been online since its cold start',
    ({ boot: value }) => value === 'checked' || value === 'owing',
  ),

  startsCold: does(
    'device',
    'starts cold',
    (t) => said(t, 'device.booted', { kind: 'checked' }) || said(t, 'device.booted', { kind: 'fast' }),
  ),
  startsColdChecked: says('device', 'starts cold, with a check', 'device.booted', { kind: 'checked' }),
  startsFast: says('device', 'starts cold, without a check', 'device.booted', { kind: 'fast' }),
  startsWarm: says('device', 'starts warm', 'device.booted', { kind: 'warm' }),
  losesPower: does(
    'device',
    'loses power',
    ({ before, event, after }) => event.type === 'power.cut' && before !== after,
  ),
  changesFlash: does('device', 'changes what it has in flash', ({ before, after }) => flash(before) !== flash(after)),
  hearsReset: does(
    'device',
    'is told to reset by imp.reset()',
    (t) => heard(t, 'reset.requested') && t.before.hasTag('vm.running'),
  ),
  runsOutOfMemory: does('device', 'runs out of memory', (t) => heard(t, 'memory.exhausted') && present(t.before)),
  pressesReset: hears('device', 'has its RESET_L pressed', 'reset.pressed'),
  queriesUpgrade: says('device', 'asks the upgrade server', 'upgrade.queried'),
  hearsAnnouncementEarly: does(
    'device',
    'is told of an update before it is online',
    (t) => heard(t, 'update.announced') && t.before.hasTag('link.up') && !t.before.hasTag('link.online'),
  ),
  wakesFromSnooze: hears('device', 'wakes from the snooze', 'xstate.after.snooze.snoozing'),
  wakesFromTimer: hears('device', 'wakes because its sleep is over', 'xstate.after.deepSleep.asleep'),

  goesOnline: enters('device', 'goes online', 'link.online'),
  goesOffline: leaves('device', 'is no longer online', 'link.online'),
  beginsConnecting: enters('device', 'begins to connect', 'link.connecting'),
  givesUpConnecting: does('device', 'gives up connecting after its timeout', ({ event }) =>
    event.type.startsWith('xstate.after.connectTimeout'),
  ),
  snoozes: does(
    'device',
    'goes to sleep to try again later',
    ({ before, after }) => !asleep(before) && asleep(after) && after.matches({ power: 'snoozing' }),
  ),
  fallsAsleep: does(
    'device',
    'goes to deep sleep',
    ({ before, after }) => !asleep(before) && after.matches({ power: 'asleep' }),
  ),
  losesLink: does(
    'device',
    'loses the link',
    ({ before, event, after }) => event.type === 'link.lost' && before !== after,
  ),
  stepSucceeds: does(
    'device',
    'makes a connection step',
    ({ before, event, after }) => event.type === 'step.succeeded' && before !== after,
  ),
  stepFails: hears('device', 'fails at a connection step', 'step.failed'),

  storesCredentials: does(
    'device',
    'stores BlinkUp details',
    (t) =>
      (heard(t, 'packet.flashed') || heard(t, 'credentials.stored')) &&
      t.before !== t.after &&
      contextOf(t.after)['token'] !== 'none' &&
      contextOf(t.after)['token'] === t.event['token'],
  ),
  storesPacket: does('device', 'stores a BlinkUp packet', (t) => heard(t, 'packet.flashed') && t.before !== t.after),
  missesPacket: does('device', 'misses a BlinkUp packet', (t) => heard(t, 'packet.flashed') && t.before === t.after),
  presentsToken: says('device', 'presents its token', 'enrolment.presented'),
  hearsAcceptance: does(
    'device',
    'is told that it is enrolled',
    (t) => heard(t, 'enrolment.accepted') && t.before !== t.after,
  ),
  hearsRefusal: does(
    'device',
    'is told that it is refused',
    (t) => heard(t, 'enrolment.refused') && t.before !== t.after,
  ),
  becomesActivated: enters('device', 'becomes activated', 'activation.activated'),
  becomesPending: enters('device', 'becomes pending', 'activation.pending'),
  leavesActivated: leaves('device', 'is no longer activated', 'activation.activated'),
  clearsWifi: hears('device', 'is told to clear its WiFi settings', 'wifi.cleared'),
  clearsAll: hears('device', 'is told to clear all configuration', 'configuration.cleared'),
  clearsByBlinkup: does('device', 'is cleared by BlinkUp', (t) => heard(t, 'packet.clear') && t.before !== t.after),

  toldNewerOs: does('device', 'is told of a newer impOS on its way to the home server', toldNewer),
  passesNewerOs: does(
    'device',
    'goes on to its home server although a newer impOS waits',
    (t) => toldNewer(t) && said(t, 'session.requested'),
  ),
  takesNewerOs: enters('device', 'begins to download impOS', 'update.downloading'),
  installsOs: hears('device', 'completes the install of impOS', 'install.completed'),
  failsInstall: hears('device', 'fails to install impOS', 'install.failed'),
  failsDownload: does(
    'device',
    'does not complete the download of impOS',
    ({ before, after }) =>
      before.hasTag('update.downloading') && !after.hasTag('update.downloading') && !after.hasTag('update.installing'),
  ),
  changesOs: does('device', 'changes its impOS', (t) => changes('os', t)),
  downgradesOs: does(
    'device',
    'gets an older impOS',
    (t) => Number(contextOf(t.after)['os']) < Number(contextOf(t.before)['os']),
  ),
  requestsSession: says('device', 'turns to its home server', 'session.requested'),
  queriesCode: says('device', 'asks for the current deployment', 'code.queried'),
  takesNewerCode: enters('device', 'begins to download its application', 'update.code'),
  storesCode: hears('device', 'has downloaded its application', 'code.downloaded'),
  failsCode: does(
    'device',
    'does not complete the download of its application',
    ({ before, event, after }) =>
      before.hasTag('update.code') && event.type !== 'code.downloaded' && !after.hasTag('update.code'),
  ),
  changesCode: does('device', 'changes its application', (t) => changes('code', t)),
  downgradesCode: does(
    'device',
    'gets an older application',
    (t) => contextOf(t.before)['code'] === 2 && contextOf(t.after)['code'] === 1,
  ),
  hearsCodeIsCurrent: does(
    'device',
    'is told that its application is current',
    (t) => heard(t, 'code.answered') && t.event['code'] === contextOf(t.before)['code'],
  ),

  disturbed: does('device', 'is disturbed from outside', (t) => disturbances.has(t.event.type)),
  getsPower: does(
    'device',
    'gets power',
    ({ before, event, after }) => event.type === 'power.applied' && before !== after,
  ),
  joins: stepFrom('joining', 'joins the network'),
  getsAddress: stepFrom('addressing', 'gets an address'),
  resolvesName: stepFrom('resolving', 'resolves the name of the server'),
  reachesServer: stepFrom('dialling', 'reaches the server'),
  authenticates: stepFrom('authenticating', 'authenticates'),
  hearsCloud: does('device', 'hears the impCloud', (t) => cloudEvents.has(t.event.type)),
  timesOut: does('device', 'does what a timer of its asks for', (t) => t.event.type.startsWith('xstate.after.')),
  downloadsOs: hears('device', 'completes the download of impOS', 'image.downloaded'),

  vmStarts: says('device', 'starts Squirrel', 'vm.started'),
  vmStops: says('device', 'stops Squirrel', 'vm.stopped'),
  ...startsBecause,
  vmStartsRegistered: does(
    'device',
    'starts Squirrel with a handler registered',
    (t) => said(t, 'vm.started') && t.after.hasTag('handler.registered'),
  ),
  vmStartsAfterTenSeconds: does(
    'device',
    'starts Squirrel because 10 s have passed',
    (t) => t.event.type.startsWith('xstate.after.squirrelStart') && said(t, 'vm.started'),
  ),
  squirrelFails: does('device', 'has a run-time error', (t) => heard(t, 'squirrel.failed') && said(t, 'vm.started')),
  hearsNotice: does(
    'device',
    'is told of an update while Squirrel is there',
    (t) => heard(t, 'update.announced') && t.before.hasTag('link.online'),
  ),
  hearsFirmwareNotice: does(
    'device',
    'is told of a newer impOS while online',
    (t) => heard(t, 'update.announced', { reason: 2 }) && t.before.hasTag('link.online'),
  ),
  hearsCodeNotice: does(
    'device',
    'is told of new code while online',
    (t) => heard(t, 'update.announced', { reason: 1 }) && t.before.hasTag('link.online'),
  ),
  hearsForcedRestart: does(
    'device',
    'is ordered to restart',
    (t) => heard(t, 'restart.ordered') && t.before.hasTag('link.online'),
  ),
  handlerCalled: says('device', 'calls the shutdown handler', 'handler.called'),
  handlerCalledForOs: says('device', 'calls the shutdown handler for impOS', 'handler.called', { reason: 2 }),
  handlerCalledForCode: says('device', 'calls the shutdown handler for code', 'handler.called', { reason: 1 }),
  handlerCalledWithoutSquirrel: does(
    'device',
    'calls a shutdown handler that no running Squirrel has registered',
    (t) =>
      said(t, 'handler.called') &&
      !(t.after.hasTag('vm.running') && t.after.hasTag('handler.registered') && t.before.hasTag('handler.registered')),
  ),
  handlerCalledOffline: does(
    'device',
    'calls the shutdown handler while offline',
    (t) => said(t, 'handler.called') && !t.after.hasTag('link.online'),
  ),
  updateEndsVm: does(
    'device',
    'ends a VM for an update that the application did not ask for',
    (t) => updateEvents.has(t.event.type) && present(t.before) && said(t, 'vm.stopped'),
  ),
  updateEndsVmWithHandler: does(
    'device',
    'ends a VM for an update although its handler is registered',
    (t) => updateEvents.has(t.event.type) && t.before.hasTag('handler.registered') && said(t, 'vm.stopped'),
  ),
  acceptsRestart: does(
    'device',
    'restarts because the application says so',
    (t) => heard(t, 'restart.requested') && present(t.before),
  ),
  uplinks: says('device', 'sends a message to its agent', 'message.uplinked'),
  losesMessage: does(
    'device',
    'drops a message of the application',
    (t) => heard(t, 'message.sent') && t.says.length === 0,
  ),
} satisfies Record<string, Predicate>
