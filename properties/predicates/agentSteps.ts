// What can be asked of single steps of the agent: what it makes of what it hears, and what may happen to it.
import { contextOf, tagged, remembers, heard, said, does, hears } from './ask.js'
import type { LocalTransition, Predicate, StatePredicate } from '../../model/property.js'

/** Such an event would change something, or be answered. */
const open = (text: string, type: string): StatePredicate => ({
  kind: 'state',
  party: 'agent',
  text,
  holds: (snapshot) => snapshot.can({ type }),
})

const stays = ({ before, after }: LocalTransition): boolean =>
  JSON.stringify(before.value) === JSON.stringify(after.value)

export const ofTheAgentSteps = {
  agentUnavailable: tagged('agent', 'exists, but does not run', 'agent.unavailable'),
  agentStarting: tagged('agent', 'is starting', 'agent.starting'),
  agentRestarting: tagged('agent', 'is restarting with code that was published', 'agent.restarting'),
  agentCrashed: tagged('agent', 'has failed and is not up again', 'agent.crashed'),
  hearsOfDeployment: hears('agent', 'hears that code was deployed', 'code.deployed'),
  notesDeployment: does(
    'agent',
    'goes on with its code, and notes what its next start loads',
    (t) =>
      stays(t) &&
      contextOf(t.after)['code'] === contextOf(t.before)['code'] &&
      contextOf(t.after)['next'] === t.event['code'],
  ),
  isGivenCode: hears('agent', 'is given the code that was published', 'code.published'),
  takesGivenCode: does(
    'agent',
    'takes the code that was published',
    (t) => contextOf(t.after)['code'] === t.event['code'] && contextOf(t.after)['next'] === t.event['code'],
  ),
  isClaimed: hears('agent', 'hears that a token of its device was claimed', 'enrolment.claimed'),
  takesClaimedPlan: does(
    'agent',
    'belongs to the plan of the token from now on',
    (t) => heard(t, 'enrolment.claimed') && contextOf(t.after)['plan'] === t.event['plan'],
  ),
  isLeftAlone: does('agent', 'goes on with what it does', (t) => heard(t, 'enrolment.claimed') && stays(t)),
  isToldOfLoss: hears('agent', 'is told that the session of its device has ended', 'device.disconnected'),
  believesDeviceGone: does(
    'agent',
    'believes its device to be gone',
    (t) => heard(t, 'device.disconnected') && !t.after.hasTag('agent.deviceOnline'),
  ),
  lifespanEnds: does('agent', 'has been without its device for 30 days', ({ event }) =>
    event.type.startsWith('xstate.after.agentLifespan'),
  ),
  willBeStopped: open(
    'will be stopped unless its device returns',
    'xstate.after.agentLifespan.agent.instance.device.offline',
  ),
  mayFinishStart: open('may come up', 'agent.startFinished'),
  finishesStart: hears('agent', 'finishes its start', 'agent.startFinished'),
  comesUpWithNextCode: does(
    'agent',
    'is up with the code that was deployed last, and tells so once',
    (t) =>
      t.after.hasTag('agent.running') &&
      t.says.length === 1 &&
      said(t, 'agent.started', { code: contextOf(t.before)['next'] as number }) &&
      contextOf(t.after)['code'] === contextOf(t.before)['next'],
  ),
  mayFail: open('may fail', 'agent.crashed'),
  fails: hears('agent', 'fails, up or on its way up', 'agent.crashed'),
  mayBeMoved: open('may be moved to another server', 'migration.started'),
  isMoved: hears('agent', 'is stopped to be moved to another server', 'migration.started'),
  mayArrive: open('may have been moved', 'migration.finished'),
  arrivesInTime: open(
    'has been moved after the usual gap',
    'xstate.after.migrationGap.agent.instance.life.down.migrating',
  ),
  arrives: does(
    'agent',
    'has been moved',
    (t) => heard(t, 'migration.finished') || t.event.type.startsWith('xstate.after.migrationGap'),
  ),
  agentMayRegister: open('may register an onrequest handler', 'onrequest.registered'),
  agentRegistersHandler: hears('agent', 'registers its onrequest handler', 'onrequest.registered'),
  hearsMessage: hears('agent', 'is sent a message by its device', 'message.uplinked'),
  neverSaves: remembers('agent', 'has code that never saves', ({ given }) => !(given as { saves: boolean }).saves),
  hasSaved: remembers('agent', 'has saved data', ({ data }) => JSON.stringify(data).includes('saved')),
  maySave: open('may save', 'data.saved'),
  calledToSave: hears('agent', 'calls server.save()', 'data.saved'),
  savesUnderItsPlan: does('agent', 'has data saved under its plan, and otherwise what it had', (t) => {
    const { plan, data } = contextOf(t.before)
    const saved = { ...(data as Record<string, string>), [String(plan)]: 'saved' }
    return JSON.stringify(contextOf(t.after)['data']) === JSON.stringify(saved)
  }),
  isAsked: does('agent', 'is asked at its URL, or at that of an agent that is not there', (t) =>
    heard(t, 'http.requested'),
  ),
  answersOnce: does(
    'agent',
    'gives one answer',
    ({ says }) => says.filter(({ type }) => type === 'http.answered').length === 1,
  ),
} satisfies Record<string, Predicate>
