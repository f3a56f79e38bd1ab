// Versions: which code may run on which impOS, and that nothing goes back.
import { and, is, not, or, step, was } from '../../vocabulary/predicates.js'
import type { Property } from '../../language/property.js'

export const versions: readonly Property[] = [
  {
    id: 'code-runs-on-checked-os',
    subject: 'versions',
    title: 'Code never runs on an impOS older than its boot check found current',
    claim:
      'After a cold boot was told of a newer impOS, no code runs any more before that impOS is installed or the device has started anew.',
    sources: ['S15', 'R12', 'D-116', 'C-03'],
    pattern: {
      kind: 'precedence',
      after: and(step('toldNewerOs'), was('bootUnchecked')),
      first: or(step('startsCold'), step('losesPower')),
      then: or(step('startsCold'), step('vmStarts'), and(step('goesOnline'), is('squirrelRunning'))),
    },
    exceptions: [
      {
        when: { graceAfterBlinkup: ['2-minutes'] },
        verdict: 'fails',
        because:
          'S13: during the proposed grace the application runs on the old impOS; recent APIs are not safe to use',
      },
      {
        when: { lateConnection: ['asked-politely'] },
        verdict: 'fails',
        because:
          'C-03: under this reading a late first connection leaves Squirrel running on the old impOS until it accepts',
      },
    ],
  },
  {
    id: 'new-code-never-on-old-os-after-blinkup',
    subject: 'versions',
    title: 'A stock device runs new code on the new impOS only',
    claim: 'A device that has never been online fetches no new code while it knows of a newer impOS.',
    sources: ['S6', 'S15', 'D-116'],
    pattern: {
      kind: 'never',
      what: and(step('queriesCode'), was('bootUnchecked'), was('osOld'), step('passesNewerOs')),
      given: and(step('queriesCode'), was('bootUnchecked')),
    },
  },
  {
    id: 'old-os-runs-new-code',
    subject: 'versions',
    title: 'New code can run on an old impOS',
    claim:
      'Some device runs the newer application on the older impOS while the newer release is out: released after its check, or deferred.',
    sources: ['S15', 'R16', 'D-119'],
    pattern: { kind: 'reachable', what: and(is('squirrelRunning'), is('codeNew'), is('osOld'), is('releaseNewer')) },
  },
  {
    id: 'os-never-goes-back',
    subject: 'versions',
    title: 'impOS never goes back',
    claim: 'No step installs an older impOS.',
    sources: ['R13', 'D-121'],
    pattern: { kind: 'never', what: step('downgradesOs'), given: step('changesOs') },
  },
  {
    id: 'code-never-goes-back',
    subject: 'versions',
    title: 'Code never goes back',
    claim: 'No step stores an older application.',
    sources: ['R14', 'D-123'],
    pattern: { kind: 'never', what: step('downgradesCode'), given: step('changesCode') },
  },
  {
    id: 'stock-device-gets-os-then-code',
    subject: 'versions',
    title: 'A stock device gets impOS and then the application',
    claim: 'Some device that was out of date gets the newer impOS first and the newer application after it.',
    sources: ['S2', 'S6', 'D-116'],
    pattern: { kind: 'reachable', what: and(step('storesCode'), is('osNew'), is('codeNew')) },
  },
  {
    id: 'agent-ahead-of-device',
    subject: 'versions',
    title: 'The agent can be ahead of its device',
    claim: 'Some agent runs the newer code while its device runs the older.',
    sources: ['R24', 'D-170', 'D-171'],
    scope: 'cloud',
    pattern: {
      kind: 'reachable',
      what: and(is('agentRunning'), is('agentCodeNew'), is('squirrelRunning'), is('codeOld')),
    },
  },
  {
    id: 'device-never-ahead-of-running-agent',
    subject: 'versions',
    title: 'The device is never ahead of its agent',
    claim: 'No device runs the newer code while its agent runs the older.',
    sources: ['R24', 'D-110', 'D-170', 'D-171'],
    scope: 'cloud',
    pattern: {
      kind: 'never',
      what: and(is('agentRunning'), is('agentCodeOld'), is('squirrelRunning'), is('codeNew')),
      given: and(is('agentRunning'), is('squirrelRunning'), or(is('codeNew'), is('agentCodeNew'))),
    },
    exceptions: [
      {
        when: { deployNotice: ['on-conditional-restart'] },
        verdict: 'fails',
        because:
          'D-110: a plain deployment reaches the device at its next cold boot, and a running agent only when it is restarted',
      },
    ],
  },
  {
    id: 'versions-differ-never-without-deploy',
    subject: 'versions',
    title: 'Without a deployment versions do not differ',
    claim: 'Agent and device have the same code as long as nothing was deployed.',
    sources: ['R24', 'D-171'],
    scope: 'cloud',
    pattern: {
      kind: 'invariant',
      given: and(is('squirrelRunning'), not(is('deploymentNewer'))),
      holds: and(is('agentCodeOld'), is('codeOld')),
    },
  },
]
