// The phone step by step: one BlinkUp at a time, what is handed over at its end, and what the poller reports.
import { bothOrNeither } from '../../vocabulary/patterns.js'
import { and, is, not, or, step, was } from '../../vocabulary/predicates.js'
import type { Property } from '../../language/property.js'

export const phoneSteps: readonly Property[] = [
  {
    id: 'one-blinkup-at-a-time',
    subject: 'blinkup',
    title: 'One BlinkUp at a time',
    claim: 'The installer may start a BlinkUp, or clear a device, whenever none is in hand, and only then.',
    sources: ['D-075', 'D-097', 'R9', 'M-20'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      holds: or(
        and(is('phoneBusy'), not(is('mayStartBlinkup')), not(is('mayStartClear'))),
        and(not(is('phoneBusy')), is('mayStartBlinkup'), is('mayStartClear')),
      ),
    },
  },
  {
    id: 'phone-forgets-blinkup',
    subject: 'blinkup',
    title: 'A BlinkUp leaves nothing behind on the phone',
    claim: 'Between two BlinkUps the SDK knows no plan, no network and no token: what was not used is never used.',
    sources: ['D-076', 'D-083', 'D-099', 'R9', 'M-20'],
    scope: 'reconfiguration',
    pattern: { kind: 'invariant', given: not(is('phoneBusy')), holds: not(is('phoneRemembers')) },
  },
  {
    id: 'flash-may-be-cancelled',
    subject: 'blinkup',
    title: 'The installer may leave the app while it flashes',
    claim: 'Any packet, a Clear packet as well, may be flashed to its end or be cancelled.',
    sources: ['D-097', 'D-099', 'M-20'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: or(is('phoneFlashes'), is('phoneClears')),
      holds: and(is('mayFinishFlash'), is('mayCancelFlash')),
    },
  },
  {
    id: 'flash-hands-over-once',
    subject: 'blinkup',
    title: 'The end of the light is the end of BlinkUp',
    claim:
      'When the packet is complete it is handed over once; polling begins for the token that is in it, and the SDK is free.',
    sources: ['D-075', 'D-079', 'D-086', 'M-20'],
    scope: 'reconfiguration',
    pattern: { kind: 'invariant', given: step('finishesFlash'), holds: and(step('handsOver'), not(is('phoneBusy'))) },
  },
  {
    id: 'clear-is-not-polled-for',
    subject: 'blinkup',
    title: 'Clear BlinkUp needs no token and no poll',
    claim: 'A Clear packet is flashed at once, without a token; when it is complete nothing is polled for.',
    sources: ['D-084', 'D-097', 'M-20'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: or(step('startsClear'), step('finishesClear')),
      holds: or(
        and(step('startsClear'), is('phoneClears')),
        and(step('finishesClear'), step('clearsOnly'), not(is('phoneBusy'))),
      ),
    },
  },
  {
    id: 'cancelled-blinkup-is-reported',
    subject: 'blinkup',
    title: 'A BlinkUp that is cancelled is reported, a Clear is not',
    claim: 'Who leaves the app while it flashes ends the BlinkUp; the app hears of it once, if it awaited an outcome.',
    sources: ['D-084', 'D-099', 'R9', 'M-20'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: step('cancelsFlash'),
      holds: and(
        not(is('phoneBusy')),
        or(and(was('phoneFlashes'), step('failsForCancel')), and(was('phoneClears'), not(step('phoneFails')))),
      ),
    },
  },
  {
    id: 'denied-token-ends-blinkup',
    subject: 'blinkup',
    title: 'Without a token there is no BlinkUp',
    claim: 'A BlinkUp whose token is denied ends before anything is flashed, and the app hears of it once.',
    sources: ['D-083', 'D-090', 'D-091'],
    scope: 'reconfiguration',
    pattern: { kind: 'invariant', given: step('isDenied'), holds: and(step('failsForToken'), not(is('phoneBusy'))) },
  },
  {
    id: 'poll-is-for-flashed-token',
    subject: 'blinkup',
    title: 'The poll is for the token that was flashed',
    claim: 'Polling begins with the token of the packet.',
    sources: ['D-075', 'D-079', 'M-21'],
    scope: 'polling',
    pattern: { kind: 'invariant', given: step('startsPolling'), holds: and(step('takesToken'), is('polling')) },
  },
  {
    id: 'token-is-known-while-polling',
    subject: 'blinkup',
    title: 'Who does not poll knows no token',
    claim: 'The poller has a token to ask for as long as it polls, and none before and after.',
    sources: ['D-076', 'D-079', 'M-21'],
    scope: 'polling',
    pattern: {
      kind: 'invariant',
      holds: bothOrNeither(is('polling'), is('pollsForToken')),
    },
  },
  {
    id: 'claim-is-reported-once',
    subject: 'blinkup',
    title: 'A claim that is seen in time is reported at once',
    claim: 'The poller that sees the claim of its token reports success, once, with the plan that was claimed.',
    sources: ['R9', 'R11', 'D-081'],
    scope: 'polling',
    pattern: {
      kind: 'invariant',
      given: step('seesClaim'),
      holds: and(step('succeedsOnce'), is('pollSucceeded'), not(is('polling'))),
    },
  },
  {
    id: 'poll-advises-of-real-upgrades',
    subject: 'phone',
    title: 'Success alone is no advice',
    claim: 'The SDK never tells the app of an upgrade unless it has heard of one; today it hears of none.',
    sources: ['S14', 'D-085', 'M-21'],
    scope: 'polling',
    pattern: {
      kind: 'never',
      what: and(step('reportsAdvice'), not(step('seesUpgradeBegin'))),
      given: step('reportsSuccess'),
    },
  },
  {
    id: 'phone-may-lose-cloud-while-polling',
    subject: 'blinkup',
    title: 'The phone may lose the cloud while it polls',
    claim: 'As long as it polls the phone may lose its connection: that is an error, told once, and no time-out.',
    sources: ['D-082', 'D-083'],
    scope: 'polling',
    pattern: {
      kind: 'invariant',
      given: or(is('polling'), step('losesCloud')),
      holds: or(
        and(step('losesCloud'), step('errsOnce'), is('pollFailed')),
        and(not(step('losesCloud')), is('mayLoseCloud')),
      ),
    },
  },
  {
    id: 'time-out-is-reported-once',
    subject: 'blinkup',
    title: 'A poll that finds nothing is a time-out',
    claim: 'A poll without a claim ends with a time-out, told once, and not with an error.',
    sources: ['D-079', 'D-082', 'D-086', 'C-18'],
    scope: 'polling',
    pattern: { kind: 'invariant', given: step('pollRunsOut'), holds: and(step('timesOutOnce'), is('pollTimedOut')) },
  },
  {
    id: 'poll-ends-within-half-a-minute',
    subject: 'blinkup',
    title: 'The phone learns something within half a minute',
    claim: 'Within 30 s of polling the SDK reports success, an error or a time-out.',
    sources: ['D-079', 'D-082', 'C-18'],
    scope: 'polling',
    pattern: {
      kind: 'bounded',
      trigger: step('startsPolling'),
      answer: or(step('reportsSuccess'), step('reportsTimeout'), step('reportsError')),
      within: 30_000,
    },
    exceptions: [
      {
        when: {},
        verdict: 'fails',
        because: 'C-18: the SDK polls for 60 s; only the Cordova plugin stops after 30 s',
      },
    ],
  },
]
