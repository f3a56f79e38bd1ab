// What happens at once in some configurations only: sleep, fast boot, a first application, the proposals of S13 and S14.
import { each, startsOwingCheck } from '../vocabulary/patterns.js'
import { and, is, not, or, step, was } from '../vocabulary/predicates.js'
import type { Property } from '../language/property.js'

const noGrace = { graceAfterBlinkup: ['none'] } as const
const noAdvice = { installerApp: ['probe-10s', 'fixed-15s'] } as const

export const variantSteps: readonly Property[] = [
  {
    id: 'reset-means-a-check',
    subject: 'power',
    title: 'RESET_L means a check',
    claim: 'A device whose RESET_L is pressed, awake or asleep, starts cold and owes a check.',
    sources: ['R1', 'D-018', 'D-037', 'M-02'],
    pattern: {
      kind: 'invariant',
      given: and(step('pressesReset'), step('boots')),
      holds: startsOwingCheck,
    },
  },
  {
    id: 'fast-boot-starts-fast',
    subject: 'boot',
    title: 'Fast boot needs code, a whole image, and no rescue pin',
    claim: 'A device that gets power with all of these starts fast.',
    sources: ['R3', 'D-023', 'D-024', 'C-20'],
    pattern: { kind: 'invariant', given: step('getsPowerWhole'), holds: step('startsFast') },
    exceptions: [{ when: { boot: ['checked'] }, verdict: 'fails', because: 'fast boot is not configured' }],
  },
  {
    id: 'squirrel-may-become-idle',
    subject: 'power',
    title: 'impOS may have nothing left to do at any time',
    claim: 'As long as Squirrel runs, imp.onidle() may be called.',
    sources: ['R20', 'D-057'],
    pattern: { kind: 'invariant', given: is('squirrelRunning'), holds: is('mayBeIdle') },
  },
  {
    id: 'pin-may-wake-at-any-time',
    subject: 'power',
    title: 'The wake pin works as long as the device sleeps',
    claim: 'A device that sleeps or snoozes may be woken by its pin at any time.',
    sources: ['R4', 'D-017', 'D-032'],
    pattern: { kind: 'invariant', given: is('asleep'), holds: and(is('mayWakeByPin'), not(is('powered'))) },
  },
  {
    id: 'failed-code-download-goes-on',
    subject: 'upgrade',
    title: 'A failed download of the application stops nothing',
    claim:
      'The download may fail at any time; a device with an application then goes online with it, one without connects again.',
    sources: ['R5', 'R14', 'D-123', 'D-133'],
    pattern: {
      kind: 'invariant',
      given: or(step('codeFails'), is('downloadingCode')),
      holds: or(
        and(step('codeFails'), not(is('codeNone')), step('tellsOpened')),
        and(step('codeFails'), is('codeNone'), is('stepping')),
        and(not(step('codeFails')), is('mayFailCode')),
      ),
    },
  },
  {
    id: 'grace-begins-with-enrolment',
    subject: 'phone',
    title: 'Proposal: the grace begins with the enrolment',
    claim: 'A device that is told that it is enrolled holds upgrades off.',
    sources: ['S13', 'D-176'],
    pattern: { kind: 'invariant', given: step('hearsAcceptance'), holds: is('inGrace') },
    exceptions: [{ when: noGrace, verdict: 'fails', because: 'the product has no such time' }],
  },
  {
    id: 'grace-ends-in-a-check',
    subject: 'phone',
    title: 'Proposal: the grace ends in a check',
    claim: 'When the time is over, a device that is online asks the upgrade server again.',
    sources: ['S13', 'D-176'],
    pattern: {
      kind: 'invariant',
      given: step('graceEnds'),
      holds: and(not(is('inGrace')), or(not(was('online')), step('queriesUpgrade'))),
    },
    exceptions: [{ when: noGrace, verdict: 'vacuous', because: 'the product has no such time' }],
  },
  {
    id: 'grace-passes-upgrades-by',
    subject: 'phone',
    title: 'Proposal: in the grace an upgrade waits',
    claim: 'A device that holds upgrades off and is told of a newer impOS goes on to its home server.',
    sources: ['S13', 'D-176'],
    pattern: {
      kind: 'invariant',
      given: and(step('toldNewerOs'), was('inGrace')),
      holds: step('passesNewerOs'),
    },
    exceptions: [{ when: noGrace, verdict: 'vacuous', because: 'the product has no such time' }],
  },
  {
    id: 'advice-follows-success',
    subject: 'phone',
    title: 'Proposal: the SDK tells of an upgrade once, after success',
    claim: 'An upgrade that begins while the SDK polls is told with the success, and one that begins later at once.',
    sources: ['S14', 'M-21'],
    scope: 'polling',
    pattern: each([
      ['hearsUpgradeInPoll', and(step('notesUpgrade'), is('polling'))],
      ['hearsUpgradeAfterSuccess', step('advisesOnly')],
      ['succeedsDuringUpgrade', step('reportsAdvice')],
    ]),
    exceptions: [{ when: noAdvice, verdict: 'vacuous', because: 'the SDK tells of no upgrade' }],
  },
]
