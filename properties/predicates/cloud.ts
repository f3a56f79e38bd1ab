// What can be asked of the upgrade server, the enrolment API, the deployments and the home server.
import { contextOf, tagged, remembers, heard, said, does, hears, says } from './ask.js'
import type { Predicate } from '../../model/property.js'

export const ofTheCloud = {
  releaseNewer: tagged('upgradeServer', 'has a newer impOS', 'release.newer'),
  advisesUpgrade: says('upgradeServer', 'begins to hand out impOS', 'upgrade.begun'),
  deploymentNewer: remembers('deployments', 'has a newer deployment', ({ latest }) => latest === 2),
  minimumRaised: remembers('deployments', 'has a raised min_supported_deployment', ({ minimum }) => minimum === 2),
  deviceSupported: remembers(
    'deployments',
    'knows the device to run a supported deployment',
    ({ running, minimum }) => running !== 'none' && Number(running) >= Number(minimum),
  ),
  deploys: hears('deployments', 'creates a deployment', 'deployment.created'),
  restartsConditionally: hears('deployments', 'restarts conditionally', 'restart.conditional'),
  restartsForcibly: hears('deployments', 'restarts by force', 'restart.forced'),
  movesGroup: does(
    'deployments',
    'moves the device to another group',
    (t) => heard(t, 'group.changed') && t.before !== t.after,
  ),
  issuesNotice: says('deployments', 'asks politely', 'notice.issued'),
  issuesRestart: says('deployments', 'orders a restart', 'restart.issued'),
  publishes: says('deployments', 'gives the agent its code', 'code.published'),
  claimsFirst: says('enrolment', 'records the claim of the first token', 'enrolment.claimed', { token: 1 }),
  claimsSecond: says('enrolment', 'records the claim of the second token', 'enrolment.claimed', { token: 2 }),
  claims: says('enrolment', 'records the claim of a token', 'enrolment.claimed'),
  acceptsDevice: says('enrolment', 'accepts the device', 'enrolment.accepted'),
  refusesDevice: says('enrolment', 'refuses the device', 'enrolment.refused'),
  repeatsAcceptance: does(
    'enrolment',
    'repeats an acceptance',
    (t) => said(t, 'enrolment.accepted') && !said(t, 'enrolment.claimed'),
  ),
  acceptsSpentOrVoid: does(
    'enrolment',
    'accepts a token that it never granted',
    (t) => said(t, 'enrolment.claimed') && contextOf(t.before)[t.event['token'] === 1 ? 'first' : 'second'] !== 'fresh',
  ),
  sessionOpen: tagged('homeServer', 'believes the device to be connected', 'session.open'),
  announces: says('homeServer', 'tells the device of an update', 'update.announced'),
  ordersRestart: says('homeServer', 'orders the device to restart', 'restart.ordered'),
  answersNewer: says('upgradeServer', 'answers with the newer release', 'upgrade.answered', { os: 2 }),
  answersOld: says('upgradeServer', 'answers with the release of the factory', 'upgrade.answered', { os: 1 }),
  meddles: does(
    'deployments',
    'orders restarts',
    (t) => t.event.type === 'restart.conditional' || t.event.type === 'restart.forced',
  ),
  forcesCheck: hears('upgradeServer', 'makes devices look for impOS', 'check.forced'),
  enrolmentHearsDevice: hears('enrolment', 'hears the device', 'enrolment.presented'),
  upgradeServerHearsDevice: does(
    'upgradeServer',
    'hears the device',
    (t) => t.event.type === 'upgrade.queried' || t.event.type === 'image.requested',
  ),
  homeServerHearsDevice: hears('homeServer', 'hears the device', 'session.requested'),
  deploymentsHearDevice: hears('deployments', 'hears the device', 'code.queried'),
  opensSession: says('homeServer', 'opens a session', 'session.opened'),
  findsSessionDead: hears('homeServer', 'finds the session dead', 'keepalive.expired'),
} satisfies Record<string, Predicate>
