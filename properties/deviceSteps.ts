// What the device does at once: why it says it starts, what it forgets, and how it answers BlinkUp, Squirrel and the cloud.
import { delays } from '../machines/delays.js'
import { and, is, not, or, step, was, type PredicateName } from './predicates.js'
import type { Formula, Property } from './property.js'
import { neverSleeps } from './wakeReasons.js'

/** A bound that is so much less than a delay is expected not to hold: the delay is no shorter, in ms. */
const earlier = 10_000

/** Whenever one of these happens, what belongs to it holds. */
const each = (pairs: readonly (readonly [PredicateName, Formula])[]): Property['pattern'] => ({
  kind: 'invariant',
  given: or(...pairs.map(([cause]) => step(cause))),
  holds: and(...pairs.map(([cause, effect]) => or(not(step(cause)), effect))),
})

const onMains = {
  when: { power: ['mains'] },
  verdict: 'vacuous',
  because: 'a device on mains power neither disconnects nor sleeps',
} as const

const reasons: readonly Property[] = [
  {
    id: 'every-start-has-a-reason',
    subject: 'boot',
    title: 'Whatever starts the device is noted',
    claim:
      'Power, the end of a sleep, the wake pin, a reset, a dip of the supply or BlinkUp: the next VM is told of it.',
    sources: ['R19', 'D-029', 'D-030', 'D-032', 'D-036', 'D-037', 'D-038', 'D-040'],
    scope: 'wakeReasons',
    pattern: each([
      ['getsPower', step('becausePowerOn')],
      ['wakesFromTimer', step('becauseTimer')],
      ['wakesFromSnooze', step('becauseSnooze')],
      ['pinRaised', step('becausePin')],
      ['pressesReset', or(step('becauseHardwareReset'), not(step('boots')))],
      ['dips', step('becausePowerRestored')],
      ['restartsForBlinkup', step('becauseBlinkup')],
    ]),
  },
  {
    id: 'every-new-vm-has-a-reason',
    subject: 'boot',
    title: 'Whatever replaces a VM is noted',
    claim:
      'A software reset, server.restart(), an update that ends a VM, new Squirrel, new impOS: the next VM is told.',
    sources: ['R19', 'D-031', 'D-033', 'D-035', 'D-039', 'D-041'],
    scope: 'wakeReasons',
    pattern: each([
      ['runsOutOfMemory', step('becauseSoftwareReset')],
      ['hearsReset', step('becauseSoftwareReset')],
      ['acceptsRestart', step('becauseSoftwareRestart')],
      ['stopsForUpdate', step('becauseSoftwareRestart')],
      ['getsCode', step('becauseNewSquirrel')],
      ['installsOs', step('becauseNewFirmware')],
    ]),
  },
  {
    id: 'no-vm-without-a-reason',
    subject: 'boot',
    title: 'No VM is started without a wake reason',
    claim: 'hardware.wakereason() always has an answer, and it is told to one VM only.',
    sources: ['R19', 'D-041'],
    scope: 'wakeReasons',
    pattern: { kind: 'never', what: step('startsWithoutReason'), given: step('vmStarts') },
  },
]

const memory: readonly Property[] = [
  {
    id: 'only-updates-are-fetched',
    subject: 'upgrade',
    title: 'What is fetched is forgotten with the connection',
    claim: 'A device remembers what it fetches as long as it downloads or installs, and not longer.',
    sources: ['R13', 'R14', 'D-121', 'D-123'],
    pattern: {
      kind: 'invariant',
      given: is('fetches'),
      holds: or(is('downloadingOs'), is('installingOs'), is('downloadingCode')),
    },
  },
  {
    id: 'what-is-told-is-fetched',
    subject: 'upgrade',
    title: 'What is fetched is what the cloud told of',
    claim: 'A device that begins a download fetches the release, or the deployment, of the answer.',
    sources: ['R12', 'R14', 'D-116', 'D-121'],
    pattern: {
      kind: 'invariant',
      given: or(step('takesNewerOs'), step('takesNewerCode')),
      holds: step('fetchesAnswer'),
    },
  },
  {
    id: 'sleep-and-power-cut-forget',
    subject: 'power',
    title: 'What a device owed is forgotten without power, and in sleep',
    claim: 'A device that falls asleep or loses power does not remember that it owed a check.',
    sources: ['R1', 'D-017', 'D-058'],
    pattern: {
      kind: 'invariant',
      given: or(step('losesPower'), step('snoozes'), step('fallsAsleep')),
      holds: not(is('bootUnchecked')),
    },
  },
  {
    id: 'start-is-decided-at-once',
    subject: 'boot',
    title: 'What a start means is decided at once',
    claim: 'A warm or fast start is over as soon as the device has started: what happens later does not ask for it.',
    sources: ['R3', 'R4', 'D-015', 'D-023'],
    pattern: { kind: 'never', what: is('unsettled'), given: step('boots') },
  },
  {
    id: 'order-means-a-check',
    subject: 'politeness',
    title: 'An order to restart owes a check',
    claim: 'A device that is ordered to restart owes the same check as after a cold start.',
    sources: ['R1', 'R17', 'D-111', 'D-142'],
    pattern: { kind: 'invariant', given: step('hearsForcedRestart'), holds: is('bootUnchecked') },
  },
  {
    id: 'accepted-token-is-spent',
    subject: 'blinkup',
    title: 'A token that was accepted is not kept',
    claim: 'A device that is told that it is enrolled is activated, and has no token any more.',
    sources: ['R6', 'R9', 'D-076', 'D-081'],
    pattern: {
      kind: 'invariant',
      given: step('hearsAcceptance'),
      holds: and(is('activated'), not(is('tokenHeld'))),
    },
  },
]

const bySensor: readonly Property[] = [
  {
    id: 'packet-is-stored-and-used',
    subject: 'blinkup',
    title: 'BlinkUp details are stored, and used at once',
    claim: 'A device that sees BlinkUp details stores them, is pending, and begins to connect with them.',
    sources: ['R6', 'R8', 'D-012', 'D-075', 'C-02'],
    pattern: {
      kind: 'invariant',
      given: step('hearsPacket'),
      holds: and(
        step('storesCredentials'),
        is('stepping'),
        not(is('joined')),
        or(is('pendingActivation'), is('activated')),
        not(is('unactivated')),
      ),
    },
    exceptions: [
      {
        when: { blinkupOver: ['bluetooth'] },
        verdict: 'vacuous',
        because: 'no light flashes: details come by Bluetooth',
      },
    ],
  },
  {
    id: 'packet-restarts-the-device',
    subject: 'blinkup',
    title: 'BlinkUp details restart the device',
    claim: 'A device that sees BlinkUp details starts cold, and owes a check.',
    sources: ['R8', 'C-01', 'D-038', 'D-092'],
    pattern: {
      kind: 'invariant',
      given: step('hearsPacket'),
      holds: and(step('startsColdChecked'), is('bootUnchecked')),
    },
    exceptions: [
      {
        when: { blinkupOver: ['bluetooth'] },
        verdict: 'vacuous',
        because: 'no light flashes: details come by Bluetooth',
      },
      { when: { blinkupRestarts: ['no'] }, verdict: 'fails', because: 'under this reading a running VM goes on' },
    ],
  },
  {
    id: 'clear-blinkup-erases-settings',
    subject: 'blinkup',
    title: 'Clear BlinkUp erases the settings and ends the connection',
    claim: 'A device that sees a clear BlinkUp has no network settings and no connection any more, and listens.',
    sources: ['R6', 'R7', 'R8', 'D-084', 'D-097', 'C-02'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: step('hearsClear'),
      holds: and(
        is('unconfigured'),
        is('powered'),
        is('listening'),
        not(is('linkUp')),
        not(is('connecting')),
        not(is('squirrelHeld')),
      ),
    },
  },
  {
    id: 'clear-blinkup-restarts-the-device',
    subject: 'blinkup',
    title: 'Clear BlinkUp restarts the device',
    claim: 'A device that sees a clear BlinkUp starts cold, and owes a check.',
    sources: ['R8', 'C-02', 'D-084', 'D-097'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: step('hearsClear'),
      holds: and(step('startsColdChecked'), is('bootUnchecked')),
    },
    exceptions: [
      { when: { blinkupRestarts: ['no'] }, verdict: 'fails', because: 'under this reading a running VM goes on' },
    ],
  },
  {
    id: 'connection-attempt-opens-window',
    subject: 'blinkup',
    title: 'BlinkUp can be used when a device begins to connect',
    claim: 'From the first moment of an attempt to connect the device listens for BlinkUp.',
    sources: ['R8', 'D-063', 'D-068'],
    scope: 'reconfiguration',
    pattern: { kind: 'invariant', given: step('beginsConnecting'), holds: is('listening') },
    exceptions: [
      { when: { enableBlinkup: ['never'] }, verdict: 'fails', because: 'the application has switched BlinkUp off' },
    ],
  },
  {
    id: 'window-stays-open-for-a-minute',
    subject: 'blinkup',
    title: 'BlinkUp may be used for a whole minute',
    claim: 'The BlinkUp window of a configured device closes within 50 s.',
    sources: ['R8', 'D-063', 'D-067', 'C-07'],
    pattern: {
      kind: 'bounded',
      trigger: and(step('opensWindow'), not(is('unconfigured'))),
      answer: or(
        not(is('listening')),
        and(or(step('beginsConnecting'), step('startsCold'), step('storesCredentials')), was('listening')),
        is('unconfigured'),
      ),
      within: delays.blinkupWindow.ms - earlier,
    },
    exceptions: [{ when: {}, verdict: 'fails', because: 'it stays open for a whole minute' }],
  },
  {
    id: 'fast-start-opens-window',
    subject: 'blinkup',
    title: 'BlinkUp can be used after a fast start',
    claim: 'A device that starts cold without a check listens for BlinkUp, though it does not connect.',
    sources: ['R3', 'R8', 'D-063', 'D-067'],
    pattern: { kind: 'invariant', given: step('startsFast'), holds: is('listening') },
    exceptions: [{ when: { boot: ['checked'] }, verdict: 'vacuous', because: 'nothing starts fast without fast boot' }],
  },
  {
    id: 'warm-start-opens-no-window',
    subject: 'blinkup',
    title: 'A warm start by itself does not open BlinkUp',
    claim: 'A device that wakes with settings, and does not connect, does not listen for BlinkUp.',
    sources: ['R8', 'D-063', 'D-066'],
    pattern: {
      kind: 'invariant',
      given: and(step('startsWarm'), is('configured'), not(is('connecting'))),
      holds: not(is('listening')),
    },
    exceptions: [
      neverSleeps,
      { when: { enableBlinkup: ['always'] }, verdict: 'fails', because: 'the application keeps BlinkUp on' },
    ],
  },
  {
    id: 'application-switches-blinkup',
    subject: 'blinkup',
    title: 'imp.enableblinkup() takes effect at once',
    claim: 'BlinkUp that Squirrel enables is on, and what it disables is off, unless there are no network settings.',
    sources: ['R8', 'D-064', 'D-065', 'D-069', 'D-178'],
    scope: 'reconfiguration',
    pattern: each([
      ['enablesBlinkup', is('listening')],
      ['disablesBlinkup', or(is('unconfigured'), not(is('listening')))],
    ]),
    exceptions: [
      {
        when: { enableBlinkup: ['default'] },
        verdict: 'vacuous',
        because: 'the application does not call imp.enableblinkup()',
      },
    ],
  },
]

const onTheWay: readonly Property[] = [
  {
    id: 'steps-behind-joining-are-joined',
    subject: 'boot',
    title: 'Behind the first connection step the network is joined',
    claim: 'From the network on to authentication the device is at a connection step, in the network that it joined.',
    sources: ['D-025', 'D-050'],
    pattern: {
      kind: 'invariant',
      given: or(step('joins'), step('getsAddress'), step('resolvesName'), step('reachesServer')),
      holds: and(is('connecting'), is('stepping'), is('joined')),
    },
  },
  {
    id: 'connecting-may-take-a-minute',
    subject: 'boot',
    title: 'An attempt to connect may take a whole minute',
    claim: 'After 50 s of trying, the device is in touch with the cloud or has given up this attempt.',
    sources: ['R22', 'D-044', 'D-049'],
    pattern: {
      kind: 'bounded',
      trigger: step('beginsConnecting'),
      answer: or(not(is('connecting')), and(or(step('startsCold'), step('storesCredentials')), was('connecting'))),
      within: delays.connectTimeout.ms - earlier,
    },
    exceptions: [{ when: {}, verdict: 'fails', because: 'impOS tries for a whole minute' }],
  },
  {
    id: 'failure-under-way-joins-anew',
    subject: 'boot',
    title: 'A failure on the way means to join anew',
    claim: 'A device that fails at a connection step, or loses the link there, tries to join the network.',
    sources: ['D-025', 'D-050', 'R22'],
    pattern: { kind: 'invariant', given: step('failsUnderWay'), holds: and(is('stepping'), not(is('joined'))) },
  },
  {
    id: 'broken-link-connects-anew',
    subject: 'boot',
    title: 'A connection that breaks is made anew',
    claim: 'A device whose connection breaks joins the network again, and keeps no Squirrel stopped for an update.',
    sources: ['R14', 'R22', 'D-044', 'D-123'],
    pattern: {
      kind: 'invariant',
      given: step('linkBreaks'),
      holds: and(is('stepping'), not(is('joined')), not(is('squirrelHeld'))),
    },
  },
  {
    id: 'questions-tell-the-truth',
    subject: 'versions',
    title: 'The device tells the cloud what it has',
    claim: 'It asks for the deployment with the code that it has, for impOS with its own, and presents its own token.',
    sources: ['R9', 'R12', 'D-116', 'D-117'],
    pattern: each([
      ['queriesCode', step('tellsItsCode')],
      ['queriesUpgrade', step('tellsItsOs')],
      ['presentsToken', step('tellsItsToken')],
    ]),
  },
  {
    id: 'current-code-means-online',
    subject: 'upgrade',
    title: 'Current code leads on',
    claim: 'A device that is told that its application is current goes online, and tells Squirrel.',
    sources: ['R2', 'R12', 'D-014'],
    pattern: { kind: 'invariant', given: step('isAnsweredItsCode'), holds: step('tellsOpened') },
  },
  {
    id: 'cold-start-waits-with-code',
    subject: 'boot',
    title: 'After a cold start the code in flash waits',
    claim: 'A device that starts cold, with a check, an application and a whole image, is about to start Squirrel.',
    sources: ['R2', 'D-014', 'D-022'],
    pattern: {
      kind: 'invariant',
      given: and(step('startsColdChecked'), not(is('codeNone')), not(is('recovering'))),
      holds: is('squirrelWaiting'),
    },
  },
  {
    id: 'online-is-told',
    subject: 'politeness',
    title: 'Squirrel is told of the connection',
    claim: 'As soon as the device is online, its application is told.',
    sources: ['R12', 'D-006', 'D-049'],
    pattern: { kind: 'invariant', given: step('goesOnline'), holds: step('tellsOpened') },
  },
  {
    id: 'handler-is-told-what-is-new',
    subject: 'politeness',
    title: 'The shutdown handler is told what is new',
    claim: 'A handler that is called because of an announcement is called for what was announced.',
    sources: ['R16', 'S7', 'D-134', 'D-145'],
    pattern: {
      kind: 'invariant',
      given: and(step('hearsNotice'), step('handlerCalled')),
      holds: or(
        and(step('hearsFirmwareNotice'), step('handlerCalledForOs')),
        and(step('hearsCodeNotice'), step('handlerCalledForCode')),
      ),
    },
    exceptions: [{ when: { handler: ['none'] }, verdict: 'vacuous', because: 'no handler is ever registered' }],
  },
  {
    id: 'given-up-attempt-spares-running-squirrel',
    subject: 'boot',
    title: 'A minute in vain stops nothing that runs',
    claim:
      'A device whose attempt fails goes to sleep if it has no Squirrel, if that waits for the server, or after a snooze; else it stays on, offline.',
    sources: ['R22', 'D-014', 'D-027', 'D-044', 'M-08'],
    pattern: {
      kind: 'invariant',
      given: step('givesUpConnecting'),
      holds: or(
        and(or(not(was('squirrelPresent')), was('squirrelSuspended'), was('triesAfterSnooze')), step('snoozes')),
        and(was('squirrelRunning'), not(was('triesAfterSnooze')), is('squirrelRunning'), not(is('connecting'))),
      ),
    },
  },
  {
    id: 'failure-is-told-when-asked-for',
    subject: 'boot',
    title: 'Under RETURN_ON_ERROR a failed attempt is told',
    claim: 'An application that runs on is told that there is no connection.',
    sources: ['R22', 'D-045', 'D-054', 'C-11'],
    pattern: {
      kind: 'invariant',
      given: and(step('givesUpConnecting'), not(step('snoozes'))),
      holds: step('tellsFailed'),
    },
    exceptions: [
      {
        when: { errorPolicy: ['suspend-on-error'] },
        verdict: 'fails',
        because: 'under SUSPEND_ON_ERROR impOS tells nothing: a call that needs the server waits',
      },
    ],
  },
  {
    id: 'failure-is-not-told-unasked',
    subject: 'boot',
    title: 'Under SUSPEND_ON_ERROR no failed attempt is told',
    claim: 'No application is told that there is no connection.',
    sources: ['R22', 'D-014', 'D-044', 'C-11'],
    pattern: { kind: 'never', what: step('tellsFailed'), given: step('givesUpConnecting') },
    exceptions: [
      {
        when: { errorPolicy: ['return-on-error'] },
        verdict: 'fails',
        because: 'under RETURN_ON_ERROR the application is told, and has to connect again',
      },
    ],
  },
]

const byCall: readonly Property[] = [
  {
    id: 'call-for-the-server-blocks',
    subject: 'boot',
    title: 'A call that needs the server waits for it',
    claim: 'Squirrel that asks for the server while offline is suspended until the device is online.',
    sources: ['R22', 'D-016', 'D-049'],
    pattern: { kind: 'invariant', given: step('callsServerOffline'), holds: is('squirrelSuspended') },
    exceptions: [
      { when: { errorPolicy: ['return-on-error'] }, verdict: 'fails', because: 'under RETURN_ON_ERROR calls return' },
    ],
  },
  {
    id: 'call-for-the-server-returns',
    subject: 'boot',
    title: 'A call that needs the server returns',
    claim: 'Squirrel that asks for the server goes on, whether the device is online or not.',
    sources: ['R22', 'D-045', 'D-054'],
    pattern: { kind: 'invariant', given: step('callsServer'), holds: is('squirrelRunning') },
    exceptions: [
      {
        when: { errorPolicy: ['suspend-on-error'] },
        verdict: 'fails',
        because: 'under SUSPEND_ON_ERROR a call waits until the device is online',
      },
    ],
  },
  {
    id: 'stored-credentials-are-kept',
    subject: 'blinkup',
    title: 'Credentials that Squirrel stores are in flash',
    claim: 'What the application stores is in flash at once, and the device is not unactivated any more.',
    sources: ['R6', 'R7', 'D-093', 'D-095'],
    pattern: {
      kind: 'invariant',
      given: step('storesByCall'),
      holds: and(step('storesCredentials'), is('configured'), not(is('unactivated'))),
    },
    exceptions: [
      {
        when: { blinkupOver: ['optical'] },
        verdict: 'vacuous',
        because: 'only BlinkUp over Bluetooth is stored by Squirrel',
      },
    ],
  },
  {
    id: 'cleared-settings-are-gone',
    subject: 'blinkup',
    title: 'What Squirrel clears is gone',
    claim:
      'Cleared settings are gone at once, nothing tries to connect without them; with all, the token goes as well.',
    sources: ['R6', 'R7', 'D-069', 'D-097', 'C-19'],
    scope: 'reconfiguration',
    pattern: each([
      ['clearsWifiByCall', and(is('unconfigured'), not(is('connecting')))],
      ['clearsAllByCall', and(is('unconfigured'), not(is('connecting')), not(is('tokenHeld')), is('unactivated'))],
    ]),
  },
  {
    id: 'nothing-connects-without-settings',
    subject: 'boot',
    title: 'Without settings nothing tries to connect',
    claim: 'A device without network settings makes no attempt to connect, and one that starts so flashes orange.',
    sources: ['R7', 'D-020', 'D-069', 'D-097'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: is('unconfigured'),
      holds: and(not(is('connecting')), or(not(step('boots')), is('listening'))),
    },
  },
  {
    id: 'disconnect-closes-the-session',
    subject: 'power',
    title: 'server.disconnect() takes effect at once',
    claim: 'A device that is told to disconnect has no connection, and has closed the session that it had.',
    sources: ['R20', 'D-053', 'D-148'],
    pattern: {
      kind: 'invariant',
      given: step('disconnectsByCall'),
      holds: and(
        not(is('linkUp')),
        not(is('connecting')),
        is('powered'),
        or(and(was('hasSession'), step('closesSession')), and(not(was('hasSession')), not(step('closesSession')))),
      ),
    },
    exceptions: [onMains],
  },
  {
    id: 'sleep-closes-the-session',
    subject: 'power',
    title: 'Deep sleep takes effect at once',
    claim: 'A device that is told to sleep is asleep, and has closed the session that it had.',
    sources: ['R20', 'S8', 'D-058', 'D-148'],
    pattern: {
      kind: 'invariant',
      given: step('sleepsByCall'),
      holds: and(
        step('fallsAsleep'),
        or(and(was('hasSession'), step('closesSession')), and(not(was('hasSession')), not(step('closesSession')))),
      ),
    },
    exceptions: [onMains],
  },
  {
    id: 'idle-is-told',
    subject: 'power',
    title: 'imp.onidle() is told',
    claim: 'Squirrel is told when impOS has processed all that the server had sent.',
    sources: ['R20', 'D-057'],
    pattern: { kind: 'invariant', given: step('reachesIdle'), holds: step('tellsIdle') },
    exceptions: [onMains],
  },
  {
    id: 'new-settings-close-the-session',
    subject: 'blinkup',
    title: 'A session is closed before settings are changed',
    claim: 'A running device that gets BlinkUp details while online closes its session.',
    sources: ['R8', 'C-02', 'D-075'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: and(step('hearsPacket'), was('online')),
      holds: step('closesSession'),
    },
    exceptions: [
      { when: { enableBlinkup: ['never'] }, verdict: 'vacuous', because: 'BlinkUp is off while the device is online' },
      {
        when: { blinkupOver: ['bluetooth'] },
        verdict: 'vacuous',
        because: 'no light flashes: details come by Bluetooth',
      },
      { when: { blinkupRestarts: ['yes'] }, verdict: 'fails', because: 'a restart ends the session without a word' },
    ],
  },
  {
    id: 'withdrawn-handler-is-gone',
    subject: 'politeness',
    title: 'A handler that is withdrawn is gone',
    claim: 'After server.onshutdown(null) no handler is registered.',
    sources: ['R15', 'D-120', 'M-07'],
    pattern: { kind: 'invariant', given: step('dropsHandlerByCall'), holds: not(is('handlerRegistered')) },
    exceptions: [
      { when: { handler: ['at-start', 'none'] }, verdict: 'vacuous', because: 'only a late handler is ever withdrawn' },
    ],
  },
]

export const deviceSteps: readonly Property[] = [...reasons, ...memory, ...bySensor, ...onTheWay, ...byCall]
