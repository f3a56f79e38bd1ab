// The installer: what the app concludes after BlinkUp, when it is wrong, and who interrupts whom.
import { and, is, not, or, step, tick, was } from '../../vocabulary/predicates.js'
import type { Property } from '../../language/property.js'

export const phone: readonly Property[] = [
  {
    id: 'probe-conclusion-is-right',
    subject: 'phone',
    title: 'No answer for 10 s means that the imp is upgrading',
    claim: 'When the app concludes after 10 s of 404 that the imp is upgrading, it is upgrading.',
    sources: ['S10', 'R25', 'D-177'],
    scope: 'installation',
    pattern: { kind: 'invariant', given: step('concludesUpgrading'), holds: is('upgradingOs') },
    exceptions: [
      {
        when: { installerApp: ['advised'] },
        verdict: 'fails',
        because: 'the upgrade that is told of after success may be over, or cut short, by then',
      },
      {
        when: { installerApp: ['probe-10s'] },
        verdict: 'fails',
        because:
          'R25: the agent may be missing because the link was lost, because it is starting, or because it registers no handler',
      },
      { when: { installerApp: ['fixed-15s'] }, verdict: 'vacuous', because: 'this app concludes nothing' },
    ],
  },
  {
    id: 'probe-concludes-during-upgrade',
    subject: 'phone',
    title: 'The app can conclude rightly that the imp is upgrading',
    claim: 'Some app concludes that the imp is upgrading while it is.',
    sources: ['S10', 'D-177'],
    scope: 'installation',
    pattern: { kind: 'reachable', what: and(step('concludesUpgrading'), is('upgradingOs')) },
    exceptions: [{ when: { installerApp: ['fixed-15s'] }, verdict: 'fails', because: 'this app concludes nothing' }],
  },
  {
    id: 'upgrade-is-noticed',
    subject: 'phone',
    title: 'An upgrade before the agent starts is never taken for readiness',
    claim:
      'While the device makes the upgrade that precedes its first arrival at the home server, no app lets the installer configure it.',
    sources: ['S9', 'S10', 'R11'],
    scope: 'installation',
    pattern: {
      kind: 'precedence',
      first: step('opensSession'),
      then: step('startsConfiguring'),
    },
    exceptions: [
      {
        when: { agentStarts: ['at-enrolment'] },
        verdict: 'fails',
        because: 'C-04, C-05: the agent answers although the device has not arrived',
      },
    ],
  },
  {
    id: 'agent-back-after-upgrade',
    subject: 'phone',
    title: 'When the device is back from the upgrade the agent is started',
    claim: 'Some app that concluded "upgrading" lets the installer go on after the upgrade.',
    sources: ['S10', 'D-156', 'D-177'],
    scope: 'installation',
    pattern: { kind: 'reachable', what: and(was('concludedUpgrading'), step('startsConfiguring'), is('osNew')) },
    exceptions: [{ when: { installerApp: ['fixed-15s'] }, verdict: 'fails', because: 'this app concludes nothing' }],
  },
  {
    id: 'fixed-wait-is-enough',
    subject: 'phone',
    title: 'A wait of 15 s is enough',
    claim: 'After success of BlinkUp no app has to tell the installer that the device cannot be reached.',
    sources: ['S11', 'D-126', 'D-176', 'C-18'],
    scope: 'installation',
    pattern: { kind: 'never', what: step('givesUp'), given: or(step('givesUp'), step('startsConfiguring')) },
    exceptions: [
      {
        when: { installerApp: ['fixed-15s'] },
        verdict: 'fails',
        because: 'S11: no source bounds an upgrade, nor a start of the agent, by 15 s',
      },
      {
        when: { installerApp: ['advised'] },
        verdict: 'fails',
        because: 'S14: where nothing advises it and nothing answers, this app gives up; the cause is no upgrade then',
      },
    ],
  },
  {
    id: 'gives-up-during-upgrade',
    subject: 'phone',
    title: 'The app can have given up in the middle of an upgrade',
    claim: 'Some app goes on telling the installer that the device cannot be reached, while it upgrades impOS.',
    sources: ['S11', 'S14', 'D-126', 'D-176'],
    scope: 'installation',
    pattern: { kind: 'reachable', what: and(tick, is('gaveUp'), is('upgradingOs')) },
    exceptions: [
      {
        when: { installerApp: ['probe-10s'] },
        verdict: 'fails',
        because: 'S10: this app waits for the agent as long as it takes',
      },
      {
        when: { installerApp: ['advised'] },
        verdict: 'fails',
        because: 'S14: an upgrade is advised when it begins, so this app waits for its end',
      },
    ],
  },
  {
    id: 'fixed-wait-is-wasted',
    subject: 'phone',
    title: 'The wait of 15 s can be wasted',
    claim: 'Some installer still waits although the agent serves and no upgrade is due.',
    sources: ['S11', 'D-176'],
    scope: 'installation',
    pattern: { kind: 'reachable', what: and(is('waiting'), is('agentServing'), is('online'), is('osNew')) },
  },
  {
    id: 'installer-waits-at-most-15-s',
    subject: 'phone',
    title: 'The installer waits for 15 s at most',
    claim: 'Within 15 s from the outcome of BlinkUp the app lets the installer go on, or tells him that it failed.',
    sources: ['S10', 'S11', 'S14', 'D-126', 'D-176'],
    scope: 'installation',
    pattern: {
      kind: 'bounded',
      trigger: and(is('waiting'), not(was('waiting'))),
      answer: not(is('waiting')),
      within: 15_000,
    },
    exceptions: [
      {
        when: { installerApp: ['probe-10s'] },
        verdict: 'fails',
        because: 'S10: this app waits for the agent as long as it takes, with an upgrade or without',
      },
      {
        when: { installerApp: ['advised'] },
        verdict: 'fails',
        because: 'S14: once an upgrade is advised the app waits for its end, and no source bounds an upgrade',
      },
    ],
  },
  {
    id: 'advice-only-when-upgrading',
    subject: 'phone',
    title: 'With advice, "upgrading" is never shown for another cause',
    claim: 'The app shows "upgrading" only after the upgrade server has begun to hand out impOS.',
    sources: ['S14', 'R25', 'D-085'],
    scope: 'installation',
    pattern: { kind: 'precedence', first: step('advisesUpgrade'), then: step('concludesUpgrading') },
    exceptions: [
      { when: { installerApp: ['probe-10s'] }, verdict: 'fails', because: 'S10: this app guesses' },
      { when: { installerApp: ['fixed-15s'] }, verdict: 'vacuous', because: 'this app concludes nothing' },
    ],
  },
  {
    id: 'upgrade-never-interrupts-installer',
    subject: 'phone',
    title: 'An impOS upgrade never interrupts the installer',
    claim: 'While the installer configures the device, no impOS upgrade begins.',
    sources: ['S13', 'S4', 'D-176'],
    scope: 'installation',
    pattern: { kind: 'never', what: and(step('takesNewerOs'), was('configuring')), given: is('configuring') },
    exceptions: [
      {
        when: {},
        verdict: 'fails',
        because:
          'S13: a power cut, a lost link or a handler that accepts brings the device back to the upgrade server while the installer works',
      },
    ],
  },
  {
    id: 'no-upgrade-while-online',
    subject: 'phone',
    title: 'As long as the device stays online, no upgrade interrupts the installer',
    claim:
      'If the installer begins to configure a device that is online, no impOS upgrade begins before it has been offline.',
    sources: ['S7', 'S13', 'D-119'],
    scope: 'installation',
    pattern: {
      kind: 'precedence',
      after: and(step('startsConfiguring'), is('online')),
      first: step('goesOffline'),
      then: or(step('takesNewerOs'), step('goesOffline')),
    },
  },
  {
    id: 'upgrade-never-interrupts-installer-in-grace',
    subject: 'phone',
    title: 'During the grace no upgrade interrupts the installer',
    claim: 'While upgrades are held off after enrolment, none begins.',
    sources: ['S13'],
    scope: 'installation',
    pattern: {
      kind: 'never',
      what: and(step('takesNewerOs'), was('inGrace')),
      given: and(is('inGrace'), is('configuring')),
    },
    exceptions: [
      { when: { graceAfterBlinkup: ['none'] }, verdict: 'vacuous', because: 'the product has no such grace' },
    ],
  },
  {
    id: 'installer-can-finish',
    subject: 'phone',
    title: 'The installer can finish',
    claim: 'Some installer configures the device and finishes.',
    sources: ['S10', 'S13', 'D-176'],
    scope: 'installation',
    pattern: { kind: 'reachable', what: step('finishesInstallation') },
  },
  {
    id: 'installer-can-finish-before-upgrade',
    subject: 'phone',
    title: 'The installer can finish before a waiting upgrade',
    claim:
      'Some installer finishes while the newer impOS is out and the device still has the old one, is online and has not been interrupted.',
    sources: ['S13', 'S5'],
    scope: 'installation',
    pattern: {
      kind: 'reachable',
      what: and(step('finishesInstallation'), is('releaseNewer'), is('osOld'), is('online')),
    },
  },
  {
    id: 'two-failures-look-alike',
    subject: 'phone',
    title: 'A time-out has more than one cause',
    claim:
      'Some poll times out although the device was refused by the cloud: the phone cannot tell it from wrong WiFi settings.',
    sources: ['R9', 'D-082', 'D-086', 'D-091'],
    scope: 'polling',
    pattern: { kind: 'reachable', what: and(step('reportsTimeout'), is('enrolmentRefused')) },
  },
  {
    id: 'success-during-upgrade',
    subject: 'phone',
    title: 'Success can precede the upgrade',
    claim: 'Some installer hears of success while the upgrade of the device is still to come or going on.',
    sources: ['R11', 'S10', 'D-117', 'D-176'],
    scope: 'installation',
    pattern: { kind: 'reachable', what: and(step('hearsSuccess'), is('releaseNewer'), is('osOld'), not(is('online'))) },
  },
]
