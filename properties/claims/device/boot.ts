// What a start of the device does: cold, warm or fast; what starts Squirrel, and when.
import { delays } from '../../../machines/delays.js'
import { calm } from '../../vocabulary/fairness.js'
import { attemptEnds } from '../../vocabulary/patterns.js'
import { and, is, not, or, step, was } from '../../vocabulary/predicates.js'
import type { ConfigurationPattern, Exception, Property } from '../../language/property.js'
import { neverSleeps } from './wakeReasons.js'

/** For properties of fast starts. */
export const noFastBoot = {
  when: { boot: ['checked'] },
  verdict: 'vacuous',
  because: 'without rescue pin or fast boot no boot skips the check',
} as const

/** Where a device may go online otherwise than by a cold boot that upgrades outright, so that a handler is asked. */
const whereHandlersAreAsked: readonly ConfigurationPattern[] = [
  { errorPolicy: ['suspend-on-error'] },
  { lateConnection: ['asked-politely'] },
  { boot: ['fast'] },
  { power: ['battery'] },
]

export const boot: readonly Property[] = [
  {
    id: 'cold-boot-always-applies-os',
    subject: 'boot',
    title: 'A cold boot always applies OS',
    claim:
      'After a cold start, a device that is told of a newer impOS on its first way to the home server installs it before it goes any further, whatever its application has registered.',
    sources: ['S1', 'S2', 'R1', 'R12', 'R17', 'D-118', 'D-142', 'C-01', 'C-03', 'C-20'],
    pattern: {
      kind: 'precedence',
      after: step('startsCold'),
      first: or(step('goesOnline'), step('startsWarm'), step('takesNewerOs')),
      then: or(step('takesNewerOs'), step('passesNewerOs')),
    },
    exceptions: [
      {
        when: { boot: ['fast'] },
        verdict: 'fails',
        because: 'C-20: a cold boot with fast boot runs Squirrel unchecked, and its first connection asks politely',
      },
      {
        when: { graceAfterBlinkup: ['2-minutes'] },
        verdict: 'fails',
        because: 'S13: the proposed grace lets a device that was just enrolled pass with its old impOS',
      },
      {
        when: { lateConnection: ['asked-politely'] },
        verdict: 'fails',
        because:
          'C-03: under this reading a device that connects after Squirrel has started at 10 s is asked, not upgraded',
      },
    ],
  },
  {
    id: 'cold-boot-leads-to-current-os',
    subject: 'boot',
    title: 'A cold boot leads to the current impOS',
    claim:
      'If a device with the right network settings starts cold while a newer impOS is out, it is upgraded some time, provided that Squirrel does not fail meanwhile, disturbances end and the network works.',
    sources: ['S1', 'S2', 'R12', 'R13', 'D-118'],
    pattern: {
      kind: 'response',
      trigger: and(step('startsColdChecked'), is('activated'), is('networkRight'), is('osOld'), is('releaseNewer')),
      answer: or(step('installsOs'), step('squirrelFails')),
      fairness: calm,
    },
    exceptions: whereHandlersAreAsked.flatMap((asked): readonly Exception[] => [
      {
        when: { ...asked, handler: ['at-start', 'late'], politeness: ['never-accepts'] },
        verdict: 'fails',
        because:
          'D-143: a cold boot that does not reach the cloud in time connects later, and then the handler is asked and never accepts',
      },
      {
        when: { ...asked, handler: ['late'], politeness: ['accepts-when-idle'] },
        verdict: 'fails',
        because:
          'R18: a handler that is dropped takes the deferral with it, and a restart for code alone does not ask the upgrade server again',
      },
    ]),
    also: [{ handler: 'none', lateConnection: 'asked-politely' }],
  },
  {
    id: 'squirrel-within-ten-seconds',
    subject: 'boot',
    title: 'Squirrel starts within 10 s of a cold boot',
    claim:
      'A cold boot of a device with code runs Squirrel at most 10 s later, unless an update is being fetched or the device starts again.',
    sources: ['R2', 'S5', 'D-014', 'D-022', 'C-16'],
    pattern: {
      kind: 'bounded',
      trigger: and(step('startsCold'), not(is('codeNone')), not(is('recovering'))),
      answer: or(
        step('vmStarts'),
        is('squirrelHeld'),
        not(is('powered')),
        and(step('startsCold'), was('squirrelWaiting')),
      ),
      within: delays.squirrelStart.ms,
    },
  },
  {
    id: 'squirrel-not-before-check-or-ten-seconds',
    subject: 'boot',
    title: 'A checked cold boot starts Squirrel only when its code is confirmed, or after 10 s',
    claim:
      'After a checked cold start no VM starts before the server has confirmed the stored code or 10 s have passed.',
    sources: ['R2', 'R12', 'D-014'],
    pattern: {
      kind: 'precedence',
      after: step('startsColdChecked'),
      first: or(
        step('hearsCodeIsCurrent'),
        step('failsCode'),
        step('vmStartsAfterTenSeconds'),
        step('startsFast'),
        step('startsWarm'),
      ),
      then: step('vmStarts'),
    },
  },
  {
    id: 'rescue-pin-clears-the-application',
    subject: 'boot',
    title: 'An asserted rescue pin clears the application',
    claim: 'A device that gets power with its rescue pin asserted has no application, and starts with a check.',
    sources: ['R3', 'R5', 'D-024', 'D-190', 'M-44'],
    pattern: {
      kind: 'invariant',
      given: step('startsRescued'),
      holds: and(is('codeNone'), step('startsColdChecked'), not(is('squirrelPresent')), not(is('squirrelWaiting'))),
    },
    exceptions: [{ when: { boot: ['checked'] }, verdict: 'vacuous', because: 'there is no rescue pin' }],
  },
  {
    id: 'restart-for-an-update-fetches-it',
    subject: 'boot',
    title: 'A restart for impOS fetches impOS',
    claim:
      'A device that was restarted for impOS, since nobody could be asked, does not go to its home server without it, however late it connects.',
    sources: ['R15', 'D-120', 'C-03', 'M-47'],
    pattern: {
      kind: 'never',
      what: and(step('passesNewerOs'), was('owesUpdate')),
      given: and(step('toldNewerOs'), was('owesUpdate')),
    },
    exceptions: [{ when: { handler: ['at-start'] }, verdict: 'vacuous', because: 'there is always somebody to ask' }],
  },
  {
    id: 'fast-boot-starts-squirrel-at-once',
    subject: 'boot',
    title: 'A fast boot starts Squirrel at once',
    claim: 'A cold boot without a check starts Squirrel in the same instant.',
    sources: ['R3', 'D-023', 'D-024'],
    pattern: { kind: 'invariant', given: step('startsFast'), holds: step('vmStarts') },
    exceptions: [noFastBoot],
  },
  {
    id: 'fast-boot-connects-nothing',
    subject: 'boot',
    title: 'A fast boot connects nothing by itself',
    claim: 'After a cold boot without a check the device does not connect before Squirrel wants the server.',
    sources: ['R3', 'D-023', 'C-20'],
    pattern: {
      kind: 'precedence',
      after: step('startsFast'),
      first: or(step('wantsServer'), step('startsColdChecked'), step('storesPacket'), step('startsWarm')),
      then: step('beginsConnecting'),
    },
    exceptions: [noFastBoot],
  },
  {
    id: 'warm-boot-starts-squirrel-at-once',
    subject: 'boot',
    title: 'A warm boot starts Squirrel at once',
    claim:
      'A device with code and a whole main image that wakes up starts Squirrel in the same instant, with the code in flash.',
    sources: ['R1', 'R4', 'D-015'],
    pattern: {
      kind: 'invariant',
      given: and(step('startsWarm'), not(is('codeNone')), not(is('recovering'))),
      holds: step('vmStarts'),
    },
    exceptions: [neverSleeps],
  },
  {
    id: 'warm-boot-connects-nothing',
    subject: 'boot',
    title: 'A warm boot connects only when Squirrel wants it',
    claim:
      'After a wake from deep sleep a device with code does not connect before Squirrel wants the server or BlinkUp brings new settings.',
    sources: ['R4', 'D-016'],
    pattern: {
      kind: 'precedence',
      after: and(step('startsWarm'), not(step('wakesFromSnooze')), not(is('codeNone')), not(is('recovering'))),
      first: or(step('wantsServer'), step('startsCold'), step('storesCredentials')),
      then: step('beginsConnecting'),
    },
    exceptions: [neverSleeps],
  },
  {
    id: 'cold-boot-always-connects',
    subject: 'boot',
    title: 'A cold boot always tries to connect',
    claim:
      'A device that has network settings tries to connect when it starts cold, whatever policy its last run had set.',
    sources: ['R1', 'D-019'],
    pattern: {
      kind: 'invariant',
      given: and(step('startsCold'), not(is('unconfigured'))),
      holds: is('connecting'),
    },
    exceptions: [
      { when: { boot: ['fast'] }, verdict: 'fails', because: 'C-20: fast boot goes straight to Squirrel, offline' },
    ],
  },
  {
    id: 'no-code-no-squirrel',
    subject: 'boot',
    title: 'Without code no Squirrel runs',
    claim: 'A device without application code has no VM, and no timer that would start one.',
    sources: ['R5', 'D-013', 'D-021'],
    pattern: {
      kind: 'invariant',
      given: is('codeNone'),
      holds: and(not(is('squirrelPresent')), not(is('squirrelWaiting'))),
    },
    exceptions: [
      {
        when: { codeLoading: ['after-blessing'], boot: ['checked'] },
        verdict: 'vacuous',
        because: 'without a rescue pin code that was loaded after blessing is never lost',
      },
    ],
  },
  {
    id: 'snooze-and-retry',
    subject: 'boot',
    title: 'Under SUSPEND_ON_ERROR a device that cannot connect sleeps and tries again',
    claim: 'Some attempt to connect is given up and followed by the nine-minute sleep, with Squirrel stopped.',
    sources: ['R22', 'D-027', 'D-044'],
    pattern: { kind: 'reachable', what: and(step('snoozes'), was('squirrelSuspended'), step('vmStops')) },
    exceptions: [
      {
        when: { errorPolicy: ['return-on-error'] },
        verdict: 'fails',
        because: 'under RETURN_ON_ERROR the VM runs on, and nothing sleeps',
      },
    ],
  },
  {
    id: 'snooze-ends-in-another-try',
    subject: 'boot',
    title: 'A device that wakes from the snooze tries again at once',
    claim: 'When the nine minutes are over the device tries to connect in the same instant.',
    sources: ['R22', 'D-044', 'M-08'],
    pattern: { kind: 'invariant', given: step('wakesFromSnooze'), holds: is('connecting') },
  },
  {
    id: 'connecting-ends-within-a-minute',
    subject: 'boot',
    title: 'An attempt to connect ends within a minute',
    claim: 'After 60 s of trying, the device is in touch with the cloud or has given up this attempt.',
    sources: ['R22', 'D-044', 'D-049', 'D-054'],
    pattern: attemptEnds(delays.connectTimeout.ms),
  },
  {
    id: 'returning-application-runs-on',
    subject: 'boot',
    title: 'Under RETURN_ON_ERROR no loss of the link stops Squirrel',
    claim: 'A device that loses its link or gives up connecting keeps its VM running.',
    sources: ['R22', 'D-045', 'D-054', 'C-11'],
    pattern: {
      kind: 'never',
      what: or(
        is('squirrelSuspended'),
        and(step('losesLink'), was('squirrelRunning'), not(step('startsCold')), not(is('squirrelRunning'))),
      ),
      given: and(step('losesLink'), was('squirrelRunning')),
    },
    exceptions: [
      {
        when: { errorPolicy: ['suspend-on-error'] },
        verdict: 'fails',
        because: 'SUSPEND_ON_ERROR stops the VM: that is its meaning',
      },
    ],
  },
  {
    id: 'early-reset-starves-updates',
    subject: 'boot',
    title: 'An application may reset before it has been online',
    claim:
      'Some application calls imp.reset() after a cold boot before the device has been online: repeated, this keeps the device from ever fetching new code.',
    sources: ['D-028', 'R19', 'C-10'],
    pattern: { kind: 'reachable', what: and(step('resets'), was('bootUnchecked')) },
  },

  {
    id: 'power-starts-cold',
    subject: 'boot',
    title: 'Power applied is a cold boot',
    claim: 'A device that gets power starts cold: with a check, or, with fast boot, without.',
    sources: ['R1', 'R3', 'D-017', 'D-023'],
    pattern: { kind: 'invariant', given: step('getsPower'), holds: or(step('startsColdChecked'), step('startsFast')) },
  },
  {
    id: 'resets-start-cold',
    subject: 'boot',
    title: 'A software reset is a cold start',
    claim: 'imp.reset() and lack of memory are followed at once by a checked cold start.',
    sources: ['R1', 'R19', 'D-018', 'D-031', 'D-152', 'C-10'],
    pattern: {
      kind: 'invariant',
      given: or(step('hearsReset'), step('runsOutOfMemory'), and(step('pressesReset'), was('powered'))),
      holds: step('startsColdChecked'),
    },
  },
  {
    id: 'sleep-ends-warm',
    subject: 'boot',
    title: 'A wake from sleep is a warm boot',
    claim: 'A device that wakes by timer or pin, out of deep sleep or the snooze, starts warm.',
    sources: ['R1', 'D-017', 'D-030', 'D-032', 'D-036'],
    pattern: {
      kind: 'invariant',
      given: and(was('asleep'), is('powered'), not(step('pressesReset'))),
      holds: step('startsWarm'),
    },
  },
  {
    id: 'warm-boot-is-offline',
    subject: 'boot',
    title: 'A warm boot begins offline',
    claim: 'A device with code that wakes from deep sleep is not connecting in that instant.',
    sources: ['R4', 'D-015', 'D-016'],
    pattern: {
      kind: 'invariant',
      given: and(step('startsWarm'), not(step('wakesFromSnooze')), not(is('codeNone')), not(is('recovering'))),
      holds: and(not(is('connecting')), not(is('linkUp'))),
    },
    exceptions: [neverSleeps],
  },
  {
    id: 'fast-boot-is-offline',
    subject: 'boot',
    title: 'A fast boot begins offline',
    claim: 'A cold boot without a check is not connecting in that instant.',
    sources: ['R3', 'D-023'],
    pattern: { kind: 'invariant', given: step('startsFast'), holds: and(not(is('connecting')), not(is('linkUp'))) },
    exceptions: [noFastBoot],
  },
  {
    id: 'online-means-squirrel',
    subject: 'boot',
    title: 'An online device with code has Squirrel',
    claim: 'As soon as a device is online and its code confirmed, there is a VM.',
    sources: ['R2', 'R12', 'D-014'],
    pattern: { kind: 'invariant', given: and(is('online'), not(is('codeNone'))), holds: is('squirrelPresent') },
  },
  {
    id: 'lost-session-suspends-squirrel',
    subject: 'boot',
    title: 'Under SUSPEND_ON_ERROR the loss of the session stops Squirrel',
    claim: 'A device that loses its link while online suspends its VM in the same instant.',
    sources: ['R22', 'D-044'],
    pattern: {
      kind: 'invariant',
      given: and(step('losesLink'), was('online'), was('squirrelRunning')),
      holds: is('squirrelSuspended'),
    },
    exceptions: [
      {
        when: { errorPolicy: ['return-on-error'] },
        verdict: 'fails',
        because: 'R22: under RETURN_ON_ERROR the VM runs on',
      },
    ],
  },
  {
    id: 'server-restart-ends-vm',
    subject: 'boot',
    title: 'server.restart() never returns',
    claim:
      'server.restart() ends the VM at once. An online device then asks the upgrade server; an offline one starts a new VM in the same instant.',
    sources: ['R19', 'D-151', 'C-13', 'M-06', 'M-14'],
    pattern: {
      kind: 'invariant',
      given: and(step('acceptsRestart'), was('squirrelRunning'), not(step('handlerCalled'))),
      holds: and(
        step('vmStops'),
        or(and(was('online'), step('queriesUpgrade')), and(not(was('online')), step('vmStarts'))),
      ),
    },
    exceptions: [
      {
        when: { handler: ['none'] },
        verdict: 'vacuous',
        because: 'this application restarts only when its handler asked for it',
      },
      {
        when: { politeness: ['accepts-at-once', 'never-accepts'] },
        verdict: 'vacuous',
        because: 'this application restarts in the instant of the call of its handler, or never',
      },
    ],
  },
]
