// What can be asked of the services of the cloud: which answer they give to what, and what may happen to them.
import { contextOf, tagged, heard, said, does, hears, says } from './ask.js'
import type { PartyName } from '../../machines/party.js'
import type { Predicate, StatePredicate } from '../../model/property.js'

/** Such an event would change something, or be answered. */
const open = (party: PartyName, text: string, type: string): StatePredicate => ({
  kind: 'state',
  party,
  text,
  holds: (snapshot) => snapshot.can({ type }),
})

export const ofTheServices = {
  decidesRequest: tagged('enrolment', 'has a request for a token to decide', 'enrolment.deciding'),
  mayGrant: open('enrolment', 'may grant a token', 'request.granted'),
  mayGrantVoid: open('enrolment', 'may grant a token that is worth nothing', 'request.granted.void'),
  mayDeny: open('enrolment', 'may deny a token', 'request.denied'),
  grants: hears('enrolment', 'grants a token', 'request.granted'),
  grantsVoid: hears('enrolment', 'grants a token that is worth nothing', 'request.granted.void'),
  denies: hears('enrolment', 'denies a token', 'request.denied'),
  issuesToken: says('enrolment', 'issues a token', 'token.issued'),
  issuesGoodToken: does('enrolment', 'issues a token that enrols', (t) => {
    const { first, second } = contextOf(t.after)
    const issued = t.says.find(({ type }) => type === 'token.issued')
    return issued !== undefined && (issued['token'] === 1 ? first : second) === 'fresh'
  }),
  deniesToken: says('enrolment', 'tells that there is no token', 'token.denied'),
  mayForceCheck: open('upgradeServer', 'may make devices look for impOS', 'check.forced'),
  issuesCheck: says('upgradeServer', 'has devices told to look for impOS', 'check.issued'),
  hearsImageRequest: hears('upgradeServer', 'is asked for an image', 'image.requested'),
  mayFindSessionDead: open('homeServer', 'may find the session dead', 'keepalive.expired'),
  tellsConnected: says('homeServer', 'tells the agent that the device is there', 'device.connected'),
  tellsDisconnected: says('homeServer', 'tells the agent that the device is gone', 'device.disconnected'),
  hearsNoticeForCode: does(
    'homeServer',
    'has news of code for a connected device',
    (t) => heard(t, 'notice.issued') && t.before.hasTag('session.open'),
  ),
  hearsNoticeForOs: does(
    'homeServer',
    'has news of impOS for a connected device',
    (t) => heard(t, 'check.issued') && t.before.hasTag('session.open'),
  ),
  announcesCode: says('homeServer', 'tells the device of new code', 'update.announced', { reason: 1 }),
  announcesOs: says('homeServer', 'tells the device of a newer impOS', 'update.announced', { reason: 2 }),
  mayRestartConditionally: open('deployments', 'may restart conditionally', 'restart.conditional'),
  mayRestartForcibly: open('deployments', 'may restart by force', 'restart.forced'),
  notesRunning: does(
    'deployments',
    'notes what the device runs, and answers',
    (t) => said(t, 'code.answered') && contextOf(t.after)['running'] === t.event['code'],
  ),
} satisfies Record<string, Predicate>
