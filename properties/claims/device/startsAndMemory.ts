// What the device does at once: why it says it starts, what it forgets, and how it goes on on its way to the cloud.
import { delays } from '../../../machines/delays.js'
import { attemptEnds, each, earlier } from '../../vocabulary/patterns.js'
import { and, is, not, or, step, was } from '../../vocabulary/predicates.js'
import type { Property } from '../../language/property.js'

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
    id: 'reason-is-told-once',
    subject: 'boot',
    title: 'A wake reason is told to one VM only',
    claim: 'What a VM is told of its start is not told to the next one.',
    sources: ['R19', 'D-041'],
    scope: 'wakeReasons',
    pattern: { kind: 'invariant', given: step('vmStarts'), holds: step('tellsReasonOnce') },
  },
  {
    id: 'no-vm-without-a-reason',
    subject: 'boot',
    title: 'No VM is started without a wake reason',
    claim: 'hardware.wakereason() always has an answer.',
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
    id: 'activation-knows-of-code',
    subject: 'blinkup',
    title: 'An activated device knows whether it has an application',
    claim: 'An activated device is one with Squirrel if there is an application in its flash, and one without if not.',
    sources: ['R5', 'R6', 'D-013', 'D-014', 'D-105'],
    pattern: {
      kind: 'invariant',
      given: is('activated'),
      holds: or(and(is('activatedWithCode'), not(is('codeNone'))), and(not(is('activatedWithCode')), is('codeNone'))),
    },
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
    pattern: attemptEnds(delays.connectTimeout.ms - earlier),
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
    title: 'Under RETURN_ON_ERROR a failed attempt is told to who asked for it, or was connected',
    claim: 'An application that asked for the connection, or has lost it, is told that there is none.',
    sources: ['R22', 'D-045', 'D-054', 'D-196', 'C-11', 'M-46'],
    pattern: {
      kind: 'invariant',
      given: and(step('givesUpConnecting'), not(step('snoozes')), was('failureDue')),
      holds: and(step('tellsFailed'), not(is('failureDue'))),
    },
    exceptions: [
      {
        when: { errorPolicy: ['suspend-on-error'] },
        verdict: 'vacuous',
        because: 'under SUSPEND_ON_ERROR impOS tells nothing: a call that needs the server waits',
      },
    ],
  },
  {
    id: 'own-attempt-fails-silently',
    subject: 'boot',
    title: 'An attempt of impOS’ own fails without a word',
    claim: 'No application is told of the failure of an attempt that it did not ask for, unless it had a connection.',
    sources: ['R22', 'D-196', 'D-197', 'M-46'],
    pattern: {
      kind: 'never',
      what: and(step('tellsFailed'), not(was('failureDue'))),
      given: step('givesUpConnecting'),
    },
  },
  {
    id: 'failure-becomes-due',
    subject: 'boot',
    title: 'Who asks for a connection, or loses it, is to be told',
    claim:
      'Under RETURN_ON_ERROR the failure of an attempt is due to be told from the call for the server, or from the loss of the connection.',
    sources: ['R22', 'D-049', 'D-054', 'D-196', 'M-46'],
    pattern: {
      kind: 'invariant',
      given: or(
        and(step('callsServerOffline'), or(was('connecting'), was('linkUp'))),
        and(step('losesLink'), was('online'), was('squirrelRunning')),
      ),
      holds: is('failureDue'),
    },
    exceptions: [
      {
        when: { errorPolicy: ['suspend-on-error'] },
        verdict: 'fails',
        because: 'under SUSPEND_ON_ERROR nothing is told',
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

export const deviceSteps: readonly Property[] = [...reasons, ...memory, ...onTheWay]
