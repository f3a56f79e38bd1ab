// The named questions that formulas are made of: what is true of a party, and what a party does in a step.
import type { AnyMachineSnapshot } from 'xstate'
import type { PartyEvent, PartyName } from '../machines/party.js'
import type { Formula, LocalTransition, Predicate, StatePredicate, StepPredicate } from './property.js'

type Context = Readonly<Record<string, unknown>>
type Payload = Readonly<Record<string, string | number | boolean | null>>

const contextOf = (snapshot: AnyMachineSnapshot): Context => snapshot.context as Context

/** The party has one of these tags. */
const tagged = (party: PartyName, text: string, ...tags: readonly string[]): StatePredicate => ({
  kind: 'state',
  party,
  text,
  holds: (snapshot) => tags.some((tag) => snapshot.hasTag(tag)),
})

/** The party's context has these values. */
const remembers = (party: PartyName, text: string, holds: (context: Context) => boolean): StatePredicate => ({
  kind: 'state',
  party,
  text,
  holds: (snapshot) => holds(contextOf(snapshot)),
})

const matchesPayload = (event: PartyEvent, payload: Payload): boolean =>
  Object.entries(payload).every(([field, value]) => event[field] === value)

const heard = ({ event }: LocalTransition, type: string, payload: Payload = {}): boolean =>
  event.type === type && matchesPayload(event, payload)

const said = ({ says }: LocalTransition, type: string, payload: Payload = {}): boolean =>
  says.some((event) => event.type === type && matchesPayload(event, payload))

const does = (party: PartyName, text: string, holds: StepPredicate['holds']): StepPredicate => ({
  kind: 'step',
  party,
  text,
  holds,
})
const hears = (party: PartyName, text: string, type: string, payload?: Payload): StepPredicate =>
  does(party, text, (transition) => heard(transition, type, payload))
const says = (party: PartyName, text: string, type: string, payload?: Payload): StepPredicate =>
  does(party, text, (transition) => said(transition, type, payload))
const enters = (party: PartyName, text: string, tag: string): StepPredicate =>
  does(party, text, ({ before, after }) => !before.hasTag(tag) && after.hasTag(tag))
const leaves = (party: PartyName, text: string, tag: string): StepPredicate =>
  does(party, text, ({ before, after }) => before.hasTag(tag) && !after.hasTag(tag))

const asleep = (snapshot: AnyMachineSnapshot): boolean => snapshot.hasTag('power.asleep')
const present = (snapshot: AnyMachineSnapshot): boolean =>
  snapshot.hasTag('vm.running') || snapshot.hasTag('vm.suspended')
const flash = (snapshot: AnyMachineSnapshot): string => {
  const { os, impROM, code, network, token, plan } = contextOf(snapshot)
  return JSON.stringify([os, impROM, code, network, token, plan])
}
const field = (name: string, { before, after }: LocalTransition): readonly [unknown, unknown] => [
  contextOf(before)[name],
  contextOf(after)[name],
]
const changes = (name: string, transition: LocalTransition): boolean => {
  const [before, after] = field(name, transition)
  return before !== after
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

const ofTheDevice = {
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
    ({ boot: value }) => value === 'checked',
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
    (t) => contextOf(t.before)['code'] === 2 && contextOf(t.after)['code'] !== 2,
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

const restlessness = new Set([
  'sleep.wanted',
  'sleep.forced',
  'disconnection.wanted',
  'reset.wanted',
  'clearing.wanted',
  'handler.dropped',
])

const ofTheApplication = {
  applicationRunning: tagged('application', 'is running', 'application.running'),
  busy: tagged('application', 'is busy', 'application.busy'),
  idle: tagged('application', 'is idle', 'application.idle'),
  deferring: tagged('application', 'defers an update', 'application.deferring'),
  declining: tagged('application', 'ignores an update', 'application.declining'),
  defers: enters('application', 'defers an update', 'application.deferring'),
  dropsHandler: says('application', 'drops its handler', 'handler.cleared'),
  asksForRestart: says('application', 'asks for the restart', 'restart.requested'),
  registersHandler: says('application', 'registers its handler', 'handler.registered'),
  sleepsCarelessly: does(
    'application',
    'sleeps without waiting for idle',
    (t) => heard(t, 'sleep.forced') && said(t, 'sleep.requested'),
  ),
  sleepsCarefully: does('application', 'sleeps when idle', (t) => heard(t, 'vm.idle') && said(t, 'sleep.requested')),
  restless: does('application', 'sleeps, disconnects, resets or clears its settings', (t) =>
    restlessness.has(t.event.type),
  ),
  wantsServer: hears('application', 'wants the server', 'connection.wanted'),
  disconnects: says('application', 'disconnects', 'disconnect.requested'),
  resets: says('application', 'calls imp.reset()', 'reset.requested'),
  finishesWork: does('application', 'finishes its work', (t) => heard(t, 'work.finished') && t.before !== t.after),
} satisfies Record<string, Predicate>

const ofTheCloud = {
  releaseNewer: tagged('upgradeServer', 'has a newer impOS', 'release.newer'),
  advisesUpgrade: says('upgradeServer', 'begins to hand out impOS', 'upgrade.begun'),
  deploymentNewer: remembers('deployments', 'has a newer deployment', ({ latest }) => latest === 2),
  minimumRaised: remembers('deployments', 'has a raised min_supported_deployment', ({ minimum }) => minimum === 2),
  deviceSupported: remembers(
    'deployments',
    'knows the device to run a supported deployment',
    ({ running, minimum }) => running !== 'none' && Number(running) >= Number(minimum),
  ),
  deploys: hears('deployments', 'creates a deployment', 'deployment.created'),
  restartsConditionally: hears('deployments', 'restarts conditionally', 'restart.conditional'),
  restartsForcibly: hears('deployments', 'restarts by force', 'restart.forced'),
  movesGroup: does(
    'deployments',
    'moves the device to another group',
    (t) => heard(t, 'group.changed') && t.before !== t.after,
  ),
  issuesNotice: says('deployments', 'asks politely', 'notice.issued'),
  issuesRestart: says('deployments', 'orders a restart', 'restart.issued'),
  publishes: says('deployments', 'gives the agent its code', 'code.published'),
  claimsFirst: says('enrolment', 'records the claim of the first token', 'enrolment.claimed', { token: 1 }),
  claimsSecond: says('enrolment', 'records the claim of the second token', 'enrolment.claimed', { token: 2 }),
  claims: says('enrolment', 'records the claim of a token', 'enrolment.claimed'),
  acceptsDevice: says('enrolment', 'accepts the device', 'enrolment.accepted'),
  refusesDevice: says('enrolment', 'refuses the device', 'enrolment.refused'),
  repeatsAcceptance: does(
    'enrolment',
    'repeats an acceptance',
    (t) => said(t, 'enrolment.accepted') && !said(t, 'enrolment.claimed'),
  ),
  acceptsSpentOrVoid: does(
    'enrolment',
    'accepts a token that it never granted',
    (t) => said(t, 'enrolment.claimed') && contextOf(t.before)[t.event['token'] === 1 ? 'first' : 'second'] !== 'fresh',
  ),
  sessionOpen: tagged('homeServer', 'believes the device to be connected', 'session.open'),
  announces: says('homeServer', 'tells the device of an update', 'update.announced'),
  ordersRestart: says('homeServer', 'orders the device to restart', 'restart.ordered'),
  answersNewer: says('upgradeServer', 'answers with the newer release', 'upgrade.answered', { os: 2 }),
  answersOld: says('upgradeServer', 'answers with the release of the factory', 'upgrade.answered', { os: 1 }),
  meddles: does(
    'deployments',
    'orders restarts',
    (t) => t.event.type === 'restart.conditional' || t.event.type === 'restart.forced',
  ),
  forcesCheck: hears('upgradeServer', 'makes devices look for impOS', 'check.forced'),
  enrolmentHearsDevice: hears('enrolment', 'hears the device', 'enrolment.presented'),
  upgradeServerHearsDevice: does(
    'upgradeServer',
    'hears the device',
    (t) => t.event.type === 'upgrade.queried' || t.event.type === 'image.requested',
  ),
  homeServerHearsDevice: hears('homeServer', 'hears the device', 'session.requested'),
  deploymentsHearDevice: hears('deployments', 'hears the device', 'code.queried'),
  opensSession: says('homeServer', 'opens a session', 'session.opened'),
  findsSessionDead: hears('homeServer', 'finds the session dead', 'keepalive.expired'),
} satisfies Record<string, Predicate>

const ofTheAgent = {
  agentAbsent: tagged('agent', 'does not exist yet', 'agent.absent'),
  agentRunning: tagged('agent', 'is running', 'agent.running'),
  agentServing: tagged('agent', 'is running and serves requests', 'agent.serving'),
  agentStopped: tagged('agent', 'has been stopped for the long absence of its device', 'agent.stopped'),
  agentMigrating: tagged('agent', 'is being migrated', 'agent.migrating'),
  agentSeesDevice: tagged('agent', 'believes its device to be connected', 'agent.deviceOnline'),
  agentCodeNew: remembers('agent', 'has the newer code', ({ code }) => code === 2),
  agentCodeOld: remembers('agent', 'has the older code', ({ code }) => code === 1),
  agentPlanB: remembers('agent', 'belongs to the second plan', ({ plan }) => plan === 'B'),
  agentStarts: says('agent', 'starts', 'agent.started'),
  agentComesUp: enters('agent', 'is up', 'agent.running'),
  agentGoesDown: leaves('agent', 'is not up any more', 'agent.running'),
  agentCrashes: does('agent', 'fails', (t) => heard(t, 'agent.crashed') && t.before !== t.after),
  agentStops: enters('agent', 'is stopped', 'agent.stopped'),
  agentMeetsDevice: hears('agent', 'is told that its device is connected', 'device.connected'),
  agentMissesDevice: does(
    'agent',
    'is told that its device is gone',
    (t) => heard(t, 'device.disconnected') && t.before !== t.after,
  ),
  answers200: says('agent', 'answers 200', 'http.answered', { status: '200' }),
  answers404: says('agent', 'answers 404', 'http.answered', { status: '404' }),
  answersUnavailable: says('agent', 'cannot be reached', 'http.answered', { status: 'unavailable' }),
  answersAny: says('agent', 'answers a request', 'http.answered'),
  answers404Running: does(
    'agent',
    'answers 404 although it is running',
    (t) => said(t, 'http.answered', { status: '404' }) && t.before.hasTag('agent.running'),
  ),
  answers404Stopped: does(
    'agent',
    'answers 404 because it has been stopped',
    (t) => said(t, 'http.answered', { status: '404' }) && t.before.hasTag('agent.stopped'),
  ),
  answers404Absent: does(
    'agent',
    'answers 404 because it was never started',
    (t) => said(t, 'http.answered', { status: '404' }) && t.before.hasTag('agent.absent'),
  ),
  answers200Wrongly: does(
    'agent',
    'answers 200 without a running handler',
    (t) => said(t, 'http.answered', { status: '200' }) && !t.before.hasTag('agent.serving'),
  ),
  handlesMessage: says('agent', 'handles a message of the device', 'message.handled'),
  losesUplink: does(
    'agent',
    'loses a message of the device',
    (t) => heard(t, 'message.uplinked') && t.says.length === 0,
  ),
  agentForgetsData: does(
    'agent',
    'loses saved data',
    (t) =>
      JSON.stringify(contextOf(t.before)['data']).split('saved').length >
      JSON.stringify(contextOf(t.after)['data']).split('saved').length,
  ),
  agentSaves: does('agent', 'saves data', (t) => heard(t, 'data.saved') && t.before !== t.after),
  agentChangesPlan: does(
    'agent',
    'gets another identity',
    (t) => changes('plan', t) && contextOf(t.before)['plan'] !== 'none',
  ),
  agentRepeatsPlan: does(
    'agent',
    'is enrolled again under the same plan',
    (t) => heard(t, 'enrolment.claimed') && contextOf(t.before)['plan'] === t.event['plan'],
  ),
} satisfies Record<string, Predicate>

const ofThePhone = {
  polling: tagged('poller', 'polls', 'poller.polling'),
  startsPolling: hears('poller', 'begins to poll', 'polling.started'),
  reportsSuccess: says('poller', 'reports success', 'blinkup.succeeded'),
  reportsTimeout: says('poller', 'reports a time-out', 'blinkup.timedOut'),
  reportsError: says('poller', 'reports an error', 'blinkup.failed'),
  reportsAdvice: says('poller', 'tells of the upgrade', 'upgrade.advised'),
  phoneFails: says('blinkup', 'reports that BlinkUp failed', 'blinkup.failed'),
  getsToken: does('blinkup', 'gets a token', (t) => heard(t, 'token.issued') && t.before !== t.after),
  flashesPacket: says('blinkup', 'flashes a packet', 'packet.flashed'),
  cancelsFlash: hears('blinkup', 'is left while it flashes', 'flash.cancelled'),
  waiting: tagged('installer', 'waits', 'installer.waiting'),
  concludedUpgrading: tagged('installer', 'believes that the imp is upgrading', 'installer.concludedUpgrading'),
  advised: tagged('installer', 'has been told of the upgrade', 'installer.advised'),
  configuring: tagged('installer', 'configures the device', 'installer.configuring'),
  installerFailed: tagged('installer', 'has been told that it failed', 'installer.failed'),
  gaveUp: {
    kind: 'state',
    party: 'installer',
    text: 'has given up, because the agent did not answer',
    holds: (snapshot) => snapshot.matches({ recipe: 'gaveUp' }),
  },
  installerDone: tagged('installer', 'has finished', 'installer.done'),
  hearsSuccess: hears('installer', 'hears that BlinkUp succeeded', 'blinkup.succeeded'),
  concludesUpgrading: enters('installer', 'concludes that the imp is upgrading', 'installer.concludedUpgrading'),
  isAdvised: enters('installer', 'is told that an upgrade has begun', 'installer.advised'),
  startsConfiguring: enters('installer', 'begins to configure the device', 'installer.configuring'),
  givesUp: does(
    'installer',
    'gives up, because the agent does not answer',
    ({ before, after }) =>
      !before.hasTag('installer.failed') && after.hasTag('installer.failed') && before.hasTag('installer.waiting'),
  ),
  finishesInstallation: enters('installer', 'finishes', 'installer.done'),
} satisfies Record<string, Predicate>

const ofTheFactory = {
  shipped: tagged('factory', 'has shipped the unit', 'factory.shipped'),
  rejected: tagged('factory', 'has rejected the unit', 'factory.rejected'),
  ledGreen: tagged('factory', 'shows a solid green LED', 'factory.ledGreen'),
  ledRed: tagged('factory', 'shows a solid red LED', 'factory.ledRed'),
  blessed: remembers('factory', 'has a blessed unit', ({ blessed }) => blessed === true),
  unitHasCode: remembers('factory', 'has a unit with its application', ({ code }) => code !== 'none'),
  unitHasNetwork: remembers(
    'factory',
    'has a unit with the factory network in flash',
    ({ network }) => network !== 'none',
  ),
  isShipped: enters('factory', 'ships the unit', 'factory.shipped'),
  passesTest: hears('factory', 'sees the unit pass its test', 'test.passed'),
  failsTest: hears('factory', 'sees the unit fail its test', 'test.failed'),
  isBlessed: hears('factory', 'has the unit blessed', 'blessing.accepted'),
  blessingRefused: hears('factory', 'has a blessing refused', 'blessing.refused'),
  clearsCredentials: hears('factory', 'clears the credentials', 'credentials.cleared'),
  forgetsCredentials: hears('factory', 'forgets to clear the credentials', 'credentials.forgotten'),
} satisfies Record<string, Predicate>

/** Every predicate by name; the names are what formulas, verdicts and pages of the site use. */
export const predicates: Readonly<Record<string, Predicate>> = {
  ...ofTheDevice,
  ...ofTheApplication,
  ...ofTheCloud,
  ...ofTheAgent,
  ...ofThePhone,
  ...ofTheFactory,
}

type Named =
  | keyof typeof ofTheDevice
  | keyof typeof ofTheApplication
  | keyof typeof ofTheCloud
  | keyof typeof ofTheAgent
  | keyof typeof ofThePhone
  | keyof typeof ofTheFactory
export type PredicateName = Named | `vmStartsBecause${number}`

/** The state predicate holds after the step. */
export const is = (name: PredicateName): Formula => ({ is: name })
/** The state predicate held before the step. */
export const was = (name: PredicateName): Formula => ({ was: name })
/** The step is such a step. */
export const step = (name: PredicateName): Formula => ({ does: name })
export const not = (formula: Formula): Formula => ({ not: formula })
export const and = (...formulas: readonly Formula[]): Formula => ({ and: formulas })
export const or = (...formulas: readonly Formula[]): Formula => ({ or: formulas })
/** Never: the disjunction of nothing. */
export const nothing: Formula = { or: [] }
export const tick: Formula = { tick: true }
