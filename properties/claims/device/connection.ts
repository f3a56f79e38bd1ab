// The way to the cloud: connection steps in their order, and what is asked of whom behind them.
import { bothOrNeither } from '../../vocabulary/patterns.js'
import { and, is, not, or, step, was } from '../../vocabulary/predicates.js'
import type { Property } from '../../language/property.js'

export const connection: readonly Property[] = [
  {
    id: 'connection-steps-in-order',
    subject: 'boot',
    title: 'Connection steps come in their order',
    claim: 'Joining leads to an address, then to the name of the server, the server, authentication, and the impCloud.',
    sources: ['D-025', 'R12'],
    pattern: { kind: 'never', what: step('skipsStep'), given: step('stepSucceeds') },
  },
  {
    id: 'failed-step-begins-anew',
    subject: 'boot',
    title: 'A connection step that fails begins the connection anew',
    claim: 'When a step fails or the link is lost on the way, the device goes on trying, and joins the network first.',
    sources: ['D-025', 'D-050', 'R22'],
    pattern: { kind: 'invariant', given: step('failsStep'), holds: and(is('stepping'), not(is('joined'))) },
  },
  {
    id: 'held-token-is-presented',
    subject: 'blinkup',
    title: 'A token is presented where there is one',
    claim:
      'A device that gets through to the impCloud presents its token if it holds one, and nothing if it holds none.',
    sources: ['D-075', 'D-076', 'R9'],
    pattern: {
      kind: 'invariant',
      given: step('authenticates'),
      holds: bothOrNeither(was('tokenHeld'), step('presentsToken')),
    },
  },
  {
    id: 'accepted-device-asks-for-os',
    subject: 'upgrade',
    title: 'A device that was enrolled asks for impOS next',
    claim: 'The upgrade server is asked as soon as the enrolment is accepted, before the home server.',
    sources: ['D-117', 'R12', 'S6', 'S9'],
    pattern: {
      kind: 'invariant',
      given: step('hearsAcceptance'),
      holds: and(step('queriesUpgrade'), not(is('inSession'))),
    },
  },
  {
    id: 'refused-device-stays-refused',
    subject: 'blinkup',
    title: 'A refusal ends the attempt',
    claim: 'A device whose token is not accepted does not go on with the connection that stands.',
    sources: ['D-087', 'D-091', 'R9'],
    pattern: {
      kind: 'invariant',
      given: step('hearsRefusal'),
      holds: and(is('enrolmentRefused'), not(is('linkUp')), not(is('stepping'))),
    },
  },
  {
    id: 'answer-leads-on',
    subject: 'upgrade',
    title: 'The answer of the upgrade server leads to the home server or to impOS',
    claim: 'A device that has the answer turns to its home server, or downloads impOS; it skips neither.',
    sources: ['D-116', 'D-117', 'R12', 'S9'],
    pattern: {
      kind: 'invariant',
      given: step('hearsUpgradeAnswer'),
      holds: or(and(step('requestsSession'), is('inSession')), and(step('takesNewerOs'), step('requestsImage'))),
    },
  },
  {
    id: 'session-asks-for-code',
    subject: 'upgrade',
    title: 'An open session asks for the deployment',
    claim: 'As soon as the home server has opened the session, the device asks which deployment it should run.',
    sources: ['D-116', 'R12'],
    pattern: { kind: 'invariant', given: step('sessionOpens'), holds: and(step('queriesCode'), is('inSession')) },
  },
  {
    id: 'updates-come-over-a-connection',
    subject: 'upgrade',
    title: 'Updates come over a connection',
    claim: 'What downloads impOS has a connection; what downloads code, or is online, has one with its home server.',
    sources: ['D-006', 'D-123', 'R12', 'R14'],
    pattern: {
      kind: 'invariant',
      given: or(is('downloadingOs'), is('downloadingCode'), is('online')),
      holds: and(is('linkUp'), is('joined'), or(is('downloadingOs'), is('inSession'))),
    },
  },
  {
    id: 'only-whole-images-are-installed',
    subject: 'upgrade',
    title: 'Only whole images are installed',
    claim: 'An install begins with the end of a download, and with nothing else.',
    sources: ['D-121', 'R13'],
    pattern: {
      kind: 'invariant',
      given: or(step('beginsInstall'), step('downloadsOs')),
      holds: and(step('beginsInstall'), step('downloadsOs')),
    },
  },
]
