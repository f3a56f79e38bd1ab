// The questions of the forum thread, and what the properties prove of them under each reading of the sources.
import type { Answer } from '../language/answer.js'

export const answers: readonly Answer[] = [
  {
    id: 'politeness-after-blinkup',
    question: 'Is polite deployment respected after BlinkUp?',
    answers: [
      {
        when: { blinkupRestarts: ['yes'], lateConnection: ['upgraded-outright'] },
        text: 'No. If BlinkUp restarts the device and a cold boot upgrades whenever it connects first, no handler is ever asked on the connection that follows BlinkUp: a waiting impOS update is applied at once, and Squirrel is stopped for it if it runs by then.',
      },
      {
        when: { blinkupRestarts: ['yes'], lateConnection: ['asked-politely'] },
        text: 'It is a race. BlinkUp restarts the device; if it reaches the upgrade server within 10 s, Squirrel is not running and the update is applied at once. If it takes longer, Squirrel has started, its handler is registered, and it is asked.',
      },
      {
        when: { blinkupRestarts: ['no'], lateConnection: ['upgraded-outright'] },
        text: 'No. Squirrel survives BlinkUp and its handler stays registered, but the first connection of a cold boot upgrades outright all the same.',
      },
      {
        when: { blinkupRestarts: ['no'], lateConnection: ['asked-politely'] },
        text: 'Yes, if the code was loaded after blessing and the handler was registered before BlinkUp: it is asked before any upgrade. A device that gets BlinkUp within the first 10 s, before Squirrel runs, is upgraded at once.',
      },
    ],
    properties: ['politeness-respected-after-blinkup', 'handler-called-after-blinkup', 'cold-boot-always-applies-os'],
  },
  {
    id: 'squirrel-after-blinkup',
    question: 'Is Squirrel running after BlinkUp?',
    answers: [
      {
        when: { codeLoading: ['after-blessing'] },
        text: 'It may be or not. Squirrel starts 10 s after the boot began, or when the server has confirmed the code, whichever is first: a device that is enrolled later than that has Squirrel running, one that is enrolled sooner has not.',
      },
      {
        when: { codeLoading: ['at-activation'] },
        text: 'No. A device without code has no VM until it has been enrolled, has passed the upgrade check and has fetched its application.',
      },
    ],
    properties: [
      'squirrel-may-run-at-enrolment',
      'squirrel-may-be-absent-at-enrolment',
      'squirrel-survives-blinkup',
      'squirrel-within-ten-seconds',
    ],
  },
  {
    id: 'update-interrupts-installer',
    question: 'Can an impOS update interrupt the installer, and when not?',
    answers: [
      {
        text: 'Yes: whenever the device comes back to the upgrade server while the installer works, because of a power cut, a lost link, or a handler that accepts. No: as long as a device that has reached its home server stays online, none begins. With an agent that is started by its home server, the installer cannot begin before that; with an agent that is started by the enrolment, he can.',
      },
    ],
    properties: [
      'upgrade-never-interrupts-installer',
      'no-upgrade-while-online',
      'upgrade-is-noticed',
      'success-during-upgrade',
    ],
  },
  {
    id: 'does-404-mean-upgrading',
    question: 'Does "404 for 10 s" mean that the imp is upgrading?',
    answers: [
      {
        text: 'Not always. While an upgrade precedes the first start of the agent, its URL does answer 404. But it also does so when the link is lost or slow before the home server, when the agent code registers no http.onrequest handler, and when the agent has been stopped; and an agent that exists already answers 200 during an upgrade.',
      },
    ],
    properties: [
      'probe-conclusion-is-right',
      'probe-concludes-during-upgrade',
      'http-404-means-upgrading',
      'http-404-without-handler',
      'http-404-stopped',
      'agent-runs-during-upgrade',
      'agent-back-after-upgrade',
    ],
  },
  {
    id: 'is-15-s-enough',
    question: 'Is a fixed wait of 15 s enough?',
    answers: [
      {
        when: { installerApp: ['fixed-15s'] },
        text: 'No. It can end in the middle of an upgrade, and it is wasted where no upgrade is due.',
      },
    ],
    properties: ['fixed-wait-is-enough', 'gives-up-during-upgrade', 'fixed-wait-is-wasted'],
  },
  {
    id: 'how-long-does-the-installer-wait',
    question: 'How long can the installer wait at worst, with and without an update?',
    answers: [
      {
        when: { installerApp: ['probe-10s'] },
        text: 'Without bound, with an update or without: this app asks the agent until it serves, and a slow link, an agent that does not start or an upgrade can each put that off for ever. At best he does not wait at all.',
      },
      {
        when: { installerApp: ['fixed-15s'] },
        text: 'Exactly 15 s, with an update or without; in that time an upgrade may not have ended, and what follows may be a failure.',
      },
      {
        when: { installerApp: ['advised'] },
        text: 'Without an update 10 s; with one without bound, since no source bounds an upgrade. (impspec bounds measures it: docs/guide/time.md.)',
      },
    ],
    properties: ['installer-waits-at-most-15-s', 'fixed-wait-is-wasted'],
  },
  {
    id: 'what-would-advice-solve',
    question: 'What would it solve if the SDK told of an upgrade that begins?',
    answers: [
      {
        when: { installerApp: ['advised'] },
        text: 'The app would show "upgrading" only when an upgrade has begun, never for another 404, and would not give up during an upgrade. It would not keep the upgrade from interrupting the installer. It must tell of an upgrade that began before the success of BlinkUp was reported too: the first design of this proposal did not, and the checker found the run in which the advice is lost.',
      },
    ],
    properties: [
      'advice-only-when-upgrading',
      'probe-conclusion-is-right',
      'gives-up-during-upgrade',
      'upgrade-never-interrupts-installer',
    ],
  },
  {
    id: 'what-would-grace-solve',
    question: 'What would a grace of two minutes after BlinkUp solve, and what would it break?',
    answers: [
      {
        when: { graceAfterBlinkup: ['2-minutes'] },
        text: 'No upgrade would begin during the grace, so an installer who finishes in time is not held up. It would break what the upgrade at boot is for: code, even newer code, would run on an impOS older than the one that the boot check found current (recent APIs are not safe to use), the application would be fetched before impOS, and even an ordered restart would not bring the update during the grace. After it, an installer who is still at work is interrupted like before.',
      },
    ],
    properties: [
      'upgrade-never-interrupts-installer-in-grace',
      'upgrade-never-interrupts-installer',
      'installer-can-finish-before-upgrade',
      'code-runs-on-checked-os',
      'os-before-code',
      'cold-boot-always-applies-os',
      'forced-restart-checks-os',
    ],
  },
  {
    id: 'can-updates-be-refused',
    question: 'Can an application refuse updates for ever?',
    answers: [
      {
        when: { politeness: ['never-accepts'] },
        text: 'As long as it is asked, yes. A power cycle whose first connection succeeds, a forced restart or a move to another device group applies what is pending without asking. A cold boot alone is no guarantee: if it does not reach the cloud within a minute, the device wakes up warm from its snooze and the handler is asked again.',
      },
    ],
    properties: [
      'deferral-ends-by-power-cycle',
      'online-device-gets-os',
      'cold-boot-leads-to-current-os',
      'forced-restart-bypasses-handler',
    ],
  },
]
