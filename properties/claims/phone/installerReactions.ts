// The installer's app step by step: whom it asks and when, what it makes of an answer, and what it has been told.
import { delays } from '../../../machines/delays.js'
import { and, is, not, or, step, was } from '../../vocabulary/predicates.js'
import type { Property } from '../../language/property.js'

export const installerSteps: readonly Property[] = [
  {
    id: 'app-asks-at-once',
    subject: 'phone',
    title: 'After success the agent is asked at once',
    claim: 'An app that hears of success asks the agent in the same step.',
    sources: ['S10', 'S14', 'D-081', 'D-177'],
    scope: 'installation',
    pattern: {
      kind: 'invariant',
      given: step('hearsSuccess'),
      holds: and(step('asksAgent'), is('waiting'), is('awaitsAnswer')),
    },
    exceptions: [
      { when: { installerApp: ['fixed-15s'] }, verdict: 'fails', because: 'S11: this app waits before it asks' },
    ],
  },
  {
    id: 'app-asks-the-agent-of-the-plan',
    subject: 'phone',
    title: 'The app asks the agent whose URL it was given',
    claim: 'Each request is one, and goes to the agent of the plan that BlinkUp succeeded for.',
    sources: ['S10', 'S11', 'D-081', 'R10', 'M-23'],
    scope: 'installation',
    pattern: { kind: 'invariant', given: step('asksAgent'), holds: step('asksOnce') },
  },
  {
    id: 'app-knows-agent-while-it-needs-it',
    subject: 'phone',
    title: 'The app remembers an agent as long as it hopes for it',
    claim: 'An app knows which agent to ask as long as it waits for it or has just given it up, and not beyond.',
    sources: ['D-081', 'M-23', 'M-24'],
    scope: 'installation',
    pattern: {
      kind: 'invariant',
      holds: or(
        and(is('knowsPlan'), or(is('waiting'), is('gaveUp'))),
        and(not(is('knowsPlan')), not(is('waiting')), not(is('gaveUp'))),
      ),
    },
  },
  {
    id: 'answer-200-lets-installer-go-on',
    subject: 'phone',
    title: 'A 200 lets the installer go on',
    claim: 'Whatever the app has told the installer before, a 200 that comes at last lets him configure the device.',
    sources: ['S10', 'S11', 'D-156', 'D-177'],
    scope: 'installation',
    pattern: {
      kind: 'invariant',
      given: and(step('hears200'), was('awaitsAnswer'), or(was('waiting'), was('gaveUp'))),
      holds: is('configuring'),
    },
  },
  {
    id: 'other-answer-is-no-verdict',
    subject: 'phone',
    title: 'An answer other than 200 tells nothing',
    claim: 'On a 404, or none that is of use, an app neither configures nor concludes; it asks later or gives up.',
    sources: ['R25', 'S10', 'S11', 'D-126', 'D-158', 'M-22'],
    scope: 'installation',
    pattern: {
      kind: 'invariant',
      given: and(step('hearsNo200'), was('awaitsAnswer'), was('waiting')),
      holds: and(
        not(is('awaitsAnswer')),
        not(is('configuring')),
        not(step('concludesUpgrading')),
        or(is('waiting'), is('gaveUp')),
      ),
    },
  },
  {
    id: 'app-asks-again-after-pause',
    subject: 'phone',
    title: 'An app that waits asks again and again',
    claim: 'Within 5 s from an answer that is no 200 an app that still waits has asked again.',
    sources: ['S10', 'M-24'],
    scope: 'installation',
    pattern: {
      kind: 'bounded',
      trigger: and(step('hearsNo200'), is('waiting')),
      answer: or(step('asksAgent'), not(is('waiting'))),
      within: delays.probeInterval.ms,
    },
    exceptions: [
      { when: { installerApp: ['fixed-15s'] }, verdict: 'vacuous', because: 'S11: this app asks once and gives up' },
    ],
  },
  {
    id: 'app-concludes-in-time',
    subject: 'phone',
    title: 'The app tells the installer something within 10 s',
    claim: 'Within 10 s from success an app lets the installer go on, or tells him why he has to wait, or gives up.',
    sources: ['S10', 'S14', 'D-177', 'M-24'],
    scope: 'installation',
    pattern: {
      kind: 'bounded',
      trigger: step('hearsSuccess'),
      answer: or(is('concludedUpgrading'), not(is('waiting'))),
      within: delays.probeWindow.ms,
    },
    exceptions: [
      { when: { installerApp: ['fixed-15s'] }, verdict: 'fails', because: 'S11: this app waits for 15 s in silence' },
    ],
  },
  {
    id: 'app-asks-twice-before-it-concludes',
    subject: 'phone',
    title: 'The app does not conclude from a single answer',
    claim: 'An app that concludes that the imp is upgrading has asked again since success.',
    sources: ['S10', 'D-177', 'R25', 'M-24'],
    scope: 'installation',
    pattern: {
      kind: 'precedence',
      after: step('hearsSuccess'),
      first: step('asksAgain'),
      then: step('concludesUpgrading'),
    },
    exceptions: [
      { when: { installerApp: ['advised'] }, verdict: 'fails', because: 'S14: this app is told, and need not guess' },
      { when: { installerApp: ['fixed-15s'] }, verdict: 'vacuous', because: 'S11: this app concludes nothing' },
    ],
  },
  {
    id: 'end-of-probing-is-told',
    subject: 'phone',
    title: 'After 10 s of asking the installer is told',
    claim: 'An app that has asked for 10 s in vain says that the imp is upgrading, or gives up; it claims no advice.',
    sources: ['S10', 'S14', 'D-177', 'R25', 'M-24'],
    scope: 'installation',
    pattern: {
      kind: 'invariant',
      given: step('probesForLong'),
      holds: and(or(is('concludedUpgrading'), is('gaveUp')), not(is('advised'))),
    },
    exceptions: [{ when: { installerApp: ['fixed-15s'] }, verdict: 'vacuous', because: 'S11: this app asks once' }],
  },
  {
    id: 'failure-is-told-to-installer',
    subject: 'phone',
    title: 'The installer is told when BlinkUp fails',
    claim: 'Whatever the app was doing, when BlinkUp fails or times out the installer is told that it failed.',
    sources: ['D-079', 'D-082', 'D-083', 'M-23'],
    scope: 'installation',
    pattern: {
      kind: 'invariant',
      given: step('hearsOfFailure'),
      holds: and(is('installerFailed'), not(is('gaveUp'))),
    },
  },
  {
    id: 'installer-may-finish-at-any-time',
    subject: 'phone',
    title: 'The installer finishes when he has finished',
    claim: 'An installer who configures the device may finish at any time, and then the installation is done.',
    sources: ['S13', 'D-176', 'M-24'],
    scope: 'installation',
    pattern: {
      kind: 'invariant',
      given: or(is('configuring'), step('hasFinished')),
      holds: or(and(step('hasFinished'), is('installerDone')), and(not(step('hasFinished')), is('mayFinish'))),
    },
  },
]
