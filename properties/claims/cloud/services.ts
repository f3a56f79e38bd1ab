// The services of the cloud: each request gets its answer, and what is told is what happened.
import { and, is, not, or, step, was } from '../../vocabulary/predicates.js'
import type { Property } from '../../language/property.js'

export const services: readonly Property[] = [
  {
    id: 'token-request-gets-its-answer',
    subject: 'blinkup',
    title: 'A request for a token gets its answer',
    claim: 'A token is issued where it is granted, of worth or not, and refused where it is denied.',
    sources: ['D-076', 'D-077', 'D-083', 'D-090', 'R9'],
    pattern: {
      kind: 'invariant',
      given: or(step('grants'), step('grantsVoid'), step('denies')),
      holds: or(
        and(step('grants'), step('issuesGoodToken')),
        and(step('grantsVoid'), step('issuesToken'), not(step('issuesGoodToken'))),
        and(step('denies'), step('deniesToken')),
      ),
    },
  },
  {
    id: 'token-request-may-be-denied',
    subject: 'blinkup',
    title: 'A request for a token may be granted or denied',
    claim: 'As long as a request is not decided, the token may be granted, granted for nothing, or denied.',
    sources: ['D-077', 'D-083', 'D-090', 'R9'],
    pattern: {
      kind: 'invariant',
      given: is('decidesRequest'),
      holds: and(is('mayGrant'), is('mayGrantVoid'), is('mayDeny')),
    },
  },
  {
    id: 'presented-token-gets-its-answer',
    subject: 'blinkup',
    title: 'A token that is presented gets its answer',
    claim: 'A device that presents a token is accepted or refused; of a claim it is always told.',
    sources: ['D-076', 'D-087', 'R9'],
    pattern: {
      kind: 'invariant',
      given: step('enrolmentHearsDevice'),
      holds: or(step('acceptsDevice'), and(step('refusesDevice'), not(step('claims')))),
    },
  },
  {
    id: 'forced-check-is-passed-on',
    subject: 'upgrade',
    title: 'The cloud can make devices look for impOS',
    claim:
      'Where a newer impOS is out, connected devices can be told to look for it, and are told when it is asked for.',
    sources: ['D-128', 'D-131', 'S7'],
    pattern: {
      kind: 'invariant',
      given: or(step('forcesCheck'), is('releaseNewer')),
      holds: and(is('mayForceCheck'), or(not(step('forcesCheck')), step('issuesCheck'))),
    },
  },
  {
    id: 'image-is-handed-out',
    subject: 'upgrade',
    title: 'An image is handed out to who asks',
    claim: 'The upgrade server begins to hand out impOS when it is asked for an image, and only then.',
    sources: ['D-131', 'S14'],
    pattern: {
      kind: 'invariant',
      given: or(step('hearsImageRequest'), step('advisesUpgrade')),
      holds: and(step('hearsImageRequest'), step('advisesUpgrade')),
    },
  },
  {
    id: 'session-is-opened-and-told',
    subject: 'agent',
    title: 'The agent is told of each session',
    claim:
      'Who asks for a session gets it; the agent hears that the device is there, and if it was before, that it was gone.',
    sources: ['D-117', 'D-169', 'R12', 'R25'],
    pattern: {
      kind: 'invariant',
      given: step('homeServerHearsDevice'),
      holds: and(
        step('opensSession'),
        step('tellsConnected'),
        is('sessionOpen'),
        or(not(was('sessionOpen')), step('tellsDisconnected')),
      ),
    },
  },
  {
    id: 'dead-session-is-told',
    subject: 'agent',
    title: 'A session may be found dead',
    claim: 'An open session may be found dead at any time; then it is closed, and the agent is told.',
    sources: ['D-168', 'C-08', 'R25'],
    pattern: {
      kind: 'invariant',
      given: or(step('findsSessionDead'), is('sessionOpen')),
      holds: or(
        and(step('findsSessionDead'), step('tellsDisconnected'), not(is('sessionOpen'))),
        and(not(step('findsSessionDead')), is('mayFindSessionDead')),
      ),
    },
  },
  {
    id: 'announcement-tells-its-reason',
    subject: 'upgrade',
    title: 'An announcement tells what is new',
    claim:
      'A connected device is told of new code where there is news of code, and of impOS where there is news of impOS.',
    sources: ['D-112', 'D-128', 'D-134', 'R21', 'S7'],
    pattern: {
      kind: 'invariant',
      given: or(step('hearsNoticeForCode'), step('hearsNoticeForOs'), step('announces')),
      holds: or(
        and(step('hearsNoticeForCode'), step('announcesCode'), not(step('announcesOs'))),
        and(step('hearsNoticeForOs'), step('announcesOs'), not(step('announcesCode'))),
      ),
    },
  },
  {
    id: 'restart-may-be-ordered-at-any-time',
    subject: 'upgrade',
    title: 'A restart may be ordered at any time',
    claim: 'Whatever is deployed and whatever the device runs, it may be restarted conditionally or by force.',
    sources: ['D-111', 'D-112', 'R17', 'R21'],
    pattern: { kind: 'invariant', holds: and(is('mayRestartConditionally'), is('mayRestartForcibly')) },
  },
  {
    id: 'code-query-is-noted',
    subject: 'versions',
    title: 'The cloud knows what the device said it runs',
    claim: 'When a device asks for its deployment, the cloud notes which one it runs, and answers.',
    sources: ['D-112', 'D-116', 'R12', 'R21'],
    pattern: { kind: 'invariant', given: step('deploymentsHearDevice'), holds: step('notesRunning') },
  },
]
