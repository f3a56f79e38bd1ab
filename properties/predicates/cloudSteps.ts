// What can be asked of single steps of the deployments, the enrolment API and the home server.
import { contextOf, remembers, heard, said, does, hears, says, enters } from './ask.js'
import type { PartyName } from '../../machines/party.js'
import type { LocalTransition, Predicate, StatePredicate } from '../../model/property.js'

/** Such an event would change something, or be answered. */
const open = (party: PartyName, text: string, type: string): StatePredicate => ({
  kind: 'state',
  party,
  text,
  holds: (snapshot) => snapshot.can({ type }),
})

/** What the enrolment API knew of the token that is presented to it, or knows of it now. */
const worth = ({ event }: LocalTransition, of: LocalTransition['before']): unknown =>
  event.type === 'enrolment.presented' && contextOf(of)[event['token'] === 1 ? 'first' : 'second']

const mayExpire = (text: string, token: number): StatePredicate => ({
  kind: 'state',
  party: 'enrolment',
  text,
  holds: (snapshot) => snapshot.can({ type: 'token.expired', token }),
})

export const ofTheCloudSteps = {
  mayDeploy: open('deployments', 'may get a newer deployment', 'deployment.created'),
  mayMoveGroup: open('deployments', 'may move the device to another group', 'group.changed'),
  mayRaiseMinimum: open('deployments', 'may raise min_supported_deployment', 'minimum.raised'),
  raisesMinimum: hears('deployments', 'raises min_supported_deployment', 'minimum.raised'),
  tellsOfDeployment: does(
    'deployments',
    'tells the agent of the newer deployment',
    (t) => heard(t, 'deployment.created') && said(t, 'code.deployed', { code: 2 }),
  ),
  answersCurrent: does('deployments', 'answers with the deployment that is current', (t) =>
    said(t, 'code.answered', { code: Number(contextOf(t.before)['latest']) }),
  ),
  answersCode: says('deployments', 'tells the device which deployment is current', 'code.answered'),
  publishesCurrent: does('deployments', 'gives the agent the code that is current', (t) =>
    said(t, 'code.published', { code: Number(contextOf(t.after)['latest']) }),
  ),

  knowsRequest: remembers('enrolment', 'knows the plan of a request for a token', ({ asked }) => asked !== 'none'),
  mayBeAsked: {
    kind: 'state',
    party: 'enrolment',
    text: 'may be asked for a token',
    holds: (snapshot) => snapshot.can({ type: 'token.requested', plan: 'A' }),
  },
  hasTokensLeft: remembers('enrolment', 'has issued one token at most', ({ second }) => second === 'unknown'),
  beginsToDecide: enters('enrolment', 'has a request for a token to decide', 'enrolment.deciding'),
  notesPlanAsked: does(
    'enrolment',
    'notes for which plan a token is asked for',
    (t) => heard(t, 'token.requested') && contextOf(t.after)['asked'] === t.event['plan'],
  ),
  issuesForPlanAsked: does('enrolment', 'issues a token for the plan that was asked for', (t) =>
    said(t, 'token.issued', { plan: String(contextOf(t.before)['asked']) }),
  ),
  issuesUnknownToken: does('enrolment', 'issues a token that nobody had, and knows it from then on', (t) => {
    const name = said(t, 'token.issued', { token: 1 }) ? 'first' : 'second'
    return said(t, 'token.issued') && contextOf(t.before)[name] === 'unknown' && contextOf(t.after)[name] !== 'unknown'
  }),
  tokenExpires: does('enrolment', 'lets a token expire', (t) => heard(t, 'token.expired') && t.before !== t.after),
  firstTokenFresh: remembers('enrolment', 'has a first token that was not used', ({ first }) => first === 'fresh'),
  firstTokenMayExpire: mayExpire('may let the first token expire', 1),
  secondTokenFresh: remembers('enrolment', 'has a second token that was not used', ({ second }) => second === 'fresh'),
  secondTokenMayExpire: mayExpire('may let the second token expire', 2),
  seesFreshToken: does('enrolment', 'is presented a token that enrols', (t) => worth(t, t.before) === 'fresh'),
  seesSpentToken: does('enrolment', 'is presented a token that was claimed', (t) => worth(t, t.before) === 'claimed'),
  seesVoidToken: does('enrolment', 'is presented a token that is worth nothing', (t) => worth(t, t.before) === 'void'),
  spendsToken: does('enrolment', 'takes the token as claimed, and tells of it', (t) => {
    const { token = null, plan = null } = t.event
    return worth(t, t.after) === 'claimed' && said(t, 'enrolment.claimed', { token, plan })
  }),

  hearsSessionClosed: does(
    'homeServer',
    'has an open session closed by the device',
    (t) => heard(t, 'session.closed') && t.before.hasTag('session.open'),
  ),
} satisfies Record<string, Predicate>
