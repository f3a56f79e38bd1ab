// What can be asked of single steps of the phone: the BlinkUp SDK, its poller, and the installer's app.
import { contextOf, tagged, remembers, heard, said, does, hears, says } from './ask.js'
import type { PartyName } from '../../machines/party.js'
import type { LocalTransition, Predicate, StatePredicate } from '../../model/property.js'

/** Such an event would change something, or be answered. */
const open = (party: PartyName, text: string, type: string): StatePredicate => ({
  kind: 'state',
  party,
  text,
  holds: (snapshot) => snapshot.can({ type }),
})

const saidOnce = ({ says: all }: LocalTransition, type: string): boolean =>
  all.filter((event) => event.type === type).length === 1

export const ofThePhoneSteps = {
  phoneRequests: tagged('blinkup', 'waits for a token', 'blinkup.requesting'),
  phoneFlashes: tagged('blinkup', 'flashes a packet', 'blinkup.flashing'),
  phoneClears: tagged('blinkup', 'flashes a Clear packet', 'blinkup.clearing'),
  phoneBusy: tagged('blinkup', 'has a BlinkUp in hand', 'blinkup.requesting', 'blinkup.flashing', 'blinkup.clearing'),
  phoneRemembers: remembers('blinkup', 'remembers plan, network or token', ({ plan, network, token }) =>
    [plan, network, token].some((one) => one !== 'none'),
  ),
  mayStartBlinkup: open('blinkup', 'may start BlinkUp', 'blinkup.started'),
  mayStartClear: open('blinkup', 'may start to clear', 'clear.started'),
  mayFinishFlash: open('blinkup', 'may flash to the end', 'flash.finished'),
  mayCancelFlash: open('blinkup', 'may be left while it flashes', 'flash.cancelled'),
  startsClear: hears('blinkup', 'starts to clear', 'clear.started'),
  finishesFlash: does(
    'blinkup',
    'has flashed its packet',
    (t) => heard(t, 'flash.finished') && t.before.hasTag('blinkup.flashing'),
  ),
  handsOver: does('blinkup', 'hands over one packet, and the same token to the poller', (t) => {
    const { plan, network, token } = contextOf(t.before) as Record<'plan' | 'network' | 'token', string>
    const both = saidOnce(t, 'polling.started') && saidOnce(t, 'packet.flashed')
    return both && said(t, 'polling.started', { token }) && said(t, 'packet.flashed', { plan, network, token })
  }),
  finishesClear: does(
    'blinkup',
    'has flashed its Clear packet',
    (t) => heard(t, 'flash.finished') && t.before.hasTag('blinkup.clearing'),
  ),
  clearsOnly: does(
    'blinkup',
    'hands over one Clear packet and nothing else',
    (t) => t.says.length === 1 && said(t, 'packet.clear'),
  ),
  isDenied: does(
    'blinkup',
    'is denied the token that it waits for',
    (t) => heard(t, 'token.denied') && t.before.hasTag('blinkup.requesting'),
  ),
  failsForToken: does(
    'blinkup',
    'reports once that there is no token',
    (t) => t.says.length === 1 && said(t, 'blinkup.failed', { cause: 'token' }),
  ),
  failsForCancel: does(
    'blinkup',
    'reports once that it was cancelled',
    (t) => t.says.length === 1 && said(t, 'blinkup.failed', { cause: 'cancelled' }),
  ),
  pollSucceeded: tagged('poller', 'has succeeded', 'poller.succeeded'),
  pollTimedOut: tagged('poller', 'has timed out', 'poller.timedOut'),
  pollFailed: tagged('poller', 'has failed', 'poller.failed'),
  pollsForToken: remembers('poller', 'remembers a token', ({ token }) => token !== 'none'),
  takesToken: does(
    'poller',
    'polls for the token that was flashed',
    (t) => heard(t, 'polling.started') && contextOf(t.after)['token'] === t.event['token'],
  ),
  mayLoseCloud: open('poller', 'may lose the cloud', 'phone.offline'),
  losesCloud: hears('poller', 'cannot reach the cloud', 'phone.offline'),
  errsOnce: does(
    'poller',
    'reports an error once, and nothing else',
    (t) => t.says.length === 1 && said(t, 'blinkup.failed', { cause: 'network' }),
  ),
  seesClaim: does(
    'poller',
    'sees that its token was claimed',
    (t) => heard(t, 'enrolment.claimed') && contextOf(t.before)['token'] === t.event['token'],
  ),
  succeedsOnce: does(
    'poller',
    'reports success once, with the plan that was claimed',
    (t) => saidOnce(t, 'blinkup.succeeded') && said(t, 'blinkup.succeeded', { plan: t.event['plan'] as string }),
  ),
  seesUpgradeBegin: does(
    'poller',
    'hears that an upgrade begins, or has heard it',
    (t) => heard(t, 'upgrade.begun') || contextOf(t.before)['begun'] === true,
  ),
  pollRunsOut: does('poller', 'has polled for as long as it may', ({ event }) =>
    event.type.startsWith('xstate.after.pollTimeout'),
  ),
  timesOutOnce: does(
    'poller',
    'reports a time-out once, and nothing else',
    (t) => t.says.length === 1 && said(t, 'blinkup.timedOut'),
  ),
  asksAgent: says('installer', 'asks the agent', 'http.requested'),
  asksOnce: does('installer', 'sends one request, to the agent of the plan that succeeded', (t) => {
    const plan = contextOf(t.after)['plan'] as string
    return t.says.length === 1 && said(t, 'http.requested', { plan })
  }),
  asksAgain: does(
    'installer',
    'asks the agent after a pause',
    (t) => said(t, 'http.requested') && t.event.type.startsWith('xstate.after.probeInterval'),
  ),
  awaitsAnswer: {
    kind: 'state',
    party: 'installer',
    text: 'has a request on its way',
    holds: (snapshot) => snapshot.matches({ exchange: 'awaiting' }),
  },
  knowsPlan: remembers('installer', 'knows which agent to ask', ({ plan }) => plan !== 'none'),
  hears200: hears('installer', 'gets a 200', 'http.answered', { status: '200' }),
  hearsNo200: does(
    'installer',
    'gets an answer that is no 200',
    (t) => heard(t, 'http.answered') && !heard(t, 'http.answered', { status: '200' }),
  ),
  hearsOfFailure: does(
    'installer',
    'hears that BlinkUp failed or timed out',
    (t) => heard(t, 'blinkup.failed') || heard(t, 'blinkup.timedOut'),
  ),
  probesForLong: does('installer', 'has asked for as long as it meant to', ({ event }) =>
    event.type.startsWith('xstate.after.probeWindow'),
  ),
  hearsAdvice: hears('installer', 'hears from the SDK that an upgrade has begun', 'upgrade.advised'),
  mayFinish: open('installer', 'may finish', 'installation.finished'),
  hasFinished: hears('installer', 'has configured the device', 'installation.finished'),
} satisfies Record<string, Predicate>
