// The services of the cloud, step by step: what a deployment, a token or the end of a session leads to at once.
import { bothOrNeither } from '../../vocabulary/patterns.js'
import { and, is, not, or, step, was } from '../../vocabulary/predicates.js'
import type { Exception, Property } from '../../language/property.js'

const deploysAreSilent: Exception = {
  when: { deployNotice: ['on-conditional-restart'] },
  verdict: 'fails',
  because: 'C-12: under this reading a deployment alone changes nothing on running devices',
}

export const cloudSteps: readonly Property[] = [
  {
    id: 'newer-deployment-may-come-once',
    subject: 'upgrade',
    title: 'A newer deployment may come at any time',
    claim:
      'As long as its group has the first deployment, and no longer, the device may get a newer one: by a deployment, or by a move to a group that has one.',
    sources: ['R21', 'D-109', 'D-110', 'D-115', 'M-11'],
    pattern: {
      kind: 'invariant',
      holds: or(
        and(is('mayDeploy'), is('mayMoveGroup'), not(is('deploymentNewer'))),
        and(is('deploymentNewer'), not(or(is('mayDeploy'), is('mayMoveGroup')))),
      ),
    },
  },
  {
    id: 'deployment-becomes-current',
    subject: 'upgrade',
    title: 'A deployment becomes current at once',
    claim: 'What is deployed, or comes with a move to another group, is the current deployment in the same instant.',
    sources: ['R21', 'D-101', 'D-110', 'D-115', 'M-11'],
    pattern: {
      kind: 'invariant',
      given: or(step('deploys'), step('movesGroup')),
      holds: is('deploymentNewer'),
    },
  },
  {
    id: 'plain-deploy-is-known-to-the-agent-only',
    subject: 'upgrade',
    title: 'Of a plain deployment only the agent is told',
    claim: 'A deployment is made known to the agent, for its next start; nothing is published for it to run at once.',
    sources: ['R21', 'R24', 'D-101', 'D-110', 'C-12', 'M-27'],
    pattern: {
      kind: 'invariant',
      given: step('deploys'),
      holds: and(step('tellsOfDeployment'), not(step('publishes'))),
    },
    exceptions: [
      {
        when: { deployNotice: ['on-deploy'] },
        verdict: 'fails',
        because: 'C-12: under this reading the agent gets the code, and the device a notice, when it is deployed',
      },
    ],
  },
  {
    id: 'deploy-gives-notice',
    subject: 'upgrade',
    title: 'A deployment gives notice by itself',
    claim: 'When code is deployed the agent gets it, and the device is asked politely to take it.',
    sources: ['R21', 'S7', 'D-145', 'C-12'],
    pattern: {
      kind: 'invariant',
      given: step('deploys'),
      holds: and(step('publishesCurrent'), step('issuesNotice'), not(step('issuesRestart'))),
    },
    exceptions: [deploysAreSilent],
  },
  {
    id: 'restart-brings-the-agent-its-code',
    subject: 'agent',
    title: 'The agent gets the current code before its device is restarted',
    claim: 'Each restart, polite or not, and each move to another group gives the agent the current code.',
    sources: ['R21', 'R24', 'D-111', 'D-112', 'D-115', 'D-170'],
    pattern: {
      kind: 'invariant',
      given: or(step('restartsConditionally'), step('restartsForcibly'), step('movesGroup')),
      holds: step('publishesCurrent'),
    },
  },
  {
    id: 'minimum-moves-up-only',
    subject: 'upgrade',
    title: 'min_supported_deployment only moves to a newer deployment',
    claim: 'min_supported_deployment may be raised exactly if there is a newer deployment than it names; then it is.',
    sources: ['R21', 'D-112', 'D-113'],
    pattern: {
      kind: 'invariant',
      holds: and(
        or(
          and(is('mayRaiseMinimum'), is('deploymentNewer'), not(is('minimumRaised'))),
          and(not(is('mayRaiseMinimum')), or(is('minimumRaised'), not(is('deploymentNewer')))),
        ),
        or(is('minimumRaised'), not(step('raisesMinimum'))),
      ),
    },
  },
  {
    id: 'device-is-told-the-current-deployment',
    subject: 'versions',
    title: 'A device that asks is told the current deployment',
    claim: 'Which deployment the device should run is answered by that of its group, whatever it runs.',
    sources: ['R12', 'R21', 'D-116', 'D-118'],
    pattern: {
      kind: 'invariant',
      given: or(step('deploymentsHearDevice'), step('answersCode')),
      holds: and(step('deploymentsHearDevice'), step('answersCurrent')),
    },
  },

  {
    id: 'request-is-known-until-decided',
    subject: 'blinkup',
    title: 'A request for a token is known until it is decided',
    claim: 'The enrolment API knows the plan of a request exactly as long as it has that request to decide.',
    sources: ['R9', 'D-075', 'D-077', 'D-083'],
    pattern: {
      kind: 'invariant',
      given: or(is('decidesRequest'), was('decidesRequest')),
      holds: bothOrNeither(is('decidesRequest'), is('knowsRequest')),
    },
  },
  {
    id: 'issued-token-is-known',
    subject: 'blinkup',
    title: 'A token is issued once, and known from then on',
    claim: 'No token is issued that was issued before; what it is worth is known as soon as it is issued.',
    sources: ['R9', 'D-076', 'D-077', 'D-090', 'D-091'],
    pattern: {
      kind: 'invariant',
      given: step('issuesToken'),
      holds: and(step('issuesUnknownToken'), step('issuesForPlanAsked')),
    },
  },
  {
    id: 'token-may-be-asked-for',
    subject: 'blinkup',
    title: 'A token may be asked for at any time',
    claim: 'Unless it has a request to decide, or has issued two tokens, the enrolment API may be asked for a token.',
    sources: ['R9', 'D-075', 'D-077', 'M-10'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      holds: or(
        and(is('mayBeAsked'), is('hasTokensLeft'), not(is('decidesRequest'))),
        and(not(is('mayBeAsked')), or(is('decidesRequest'), not(is('hasTokensLeft')))),
      ),
    },
  },
  {
    id: 'token-is-for-the-plan-asked-for',
    subject: 'phone',
    title: 'A token is issued for the plan that was asked for',
    claim: 'Whichever end user a phone asks for, the request is noted as that, and the token is issued for that plan.',
    sources: ['R9', 'R10', 'D-075', 'D-077', 'D-089'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: or(step('beginsToDecide'), step('issuesToken')),
      holds: or(step('notesPlanAsked'), and(step('issuesUnknownToken'), step('issuesForPlanAsked'))),
    },
  },
  {
    id: 'second-request-is-known-until-decided',
    subject: 'blinkup',
    title: 'A second request for a token is forgotten like the first',
    claim: 'Granted, granted for nothing or denied, no request for a token outlives its decision.',
    sources: ['R9', 'D-077', 'D-083', 'D-090'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: or(is('decidesRequest'), was('decidesRequest')),
      holds: bothOrNeither(is('decidesRequest'), is('knowsRequest')),
    },
  },
  {
    id: 'token-gets-what-it-is-worth',
    subject: 'blinkup',
    title: 'A token gets the device what it is worth',
    claim:
      'A fresh token is accepted, spent and told of; one that was claimed is accepted again without that; one that is worth nothing is refused.',
    sources: ['R9', 'R11', 'D-076', 'D-087', 'D-088', 'D-090', 'D-091', 'M-10'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: step('enrolmentHearsDevice'),
      holds: or(
        and(step('seesFreshToken'), step('acceptsDevice'), step('spendsToken'), not(step('refusesDevice'))),
        and(step('seesSpentToken'), step('acceptsDevice'), not(step('claims')), not(step('refusesDevice'))),
        and(step('seesVoidToken'), step('refusesDevice'), not(step('claims')), not(step('acceptsDevice'))),
      ),
    },
  },
  {
    id: 'old-token-is-judged-during-a-request',
    subject: 'blinkup',
    title: 'A device may present its old token while a new one is asked for',
    claim: 'Some device presents a token while another request is being decided, which it does not disturb.',
    sources: ['R9', 'D-077', 'D-087', 'D-089'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'reachable',
      what: and(step('enrolmentHearsDevice'), step('claims'), was('decidesRequest'), is('decidesRequest')),
    },
  },

  {
    id: 'closed-session-is-told',
    subject: 'agent',
    title: 'A session that the device closes is told at once',
    claim: 'When the device closes its session the home server takes it for gone, and tells the agent.',
    sources: ['R25', 'D-053', 'D-165'],
    pattern: {
      kind: 'invariant',
      given: step('hearsSessionClosed'),
      holds: and(step('tellsDisconnected'), not(is('sessionOpen'))),
    },
    exceptions: [
      {
        when: { power: ['mains'] },
        verdict: 'vacuous',
        because: 'a device on mains power does not disconnect: its sessions are lost, not closed',
      },
    ],
  },
]
