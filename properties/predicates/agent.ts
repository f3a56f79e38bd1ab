// What can be asked of the agent.
import { contextOf, tagged, remembers, heard, said, does, hears, says, enters, leaves, changes } from './ask.js'
import type { Predicate } from '../../model/property.js'

export const ofTheAgent = {
  agentAbsent: tagged('agent', 'does not exist yet', 'agent.absent'),
  agentRunning: tagged('agent', 'is running', 'agent.running'),
  agentServing: tagged('agent', 'is running and serves requests', 'agent.serving'),
  agentStopped: tagged('agent', 'has been stopped for the long absence of its device', 'agent.stopped'),
  agentMigrating: tagged('agent', 'is being migrated', 'agent.migrating'),
  agentSeesDevice: tagged('agent', 'believes its device to be connected', 'agent.deviceOnline'),
  agentCodeNew: remembers('agent', 'has the newer code', ({ code }) => code === 2),
  agentCodeOld: remembers('agent', 'has the older code', ({ code }) => code === 1),
  agentPlanB: remembers('agent', 'belongs to the second plan', ({ plan }) => plan === 'B'),
  agentStarts: says('agent', 'starts', 'agent.started'),
  agentComesUp: enters('agent', 'is up', 'agent.running'),
  agentGoesDown: leaves('agent', 'is not up any more', 'agent.running'),
  agentCrashes: does('agent', 'fails', (t) => heard(t, 'agent.crashed') && t.before !== t.after),
  agentStops: enters('agent', 'is stopped', 'agent.stopped'),
  agentMeetsDevice: hears('agent', 'is told that its device is connected', 'device.connected'),
  agentMissesDevice: does(
    'agent',
    'is told that its device is gone',
    (t) => heard(t, 'device.disconnected') && t.before !== t.after,
  ),
  answers200: says('agent', 'answers 200', 'http.answered', { status: '200' }),
  answers404: says('agent', 'answers 404', 'http.answered', { status: '404' }),
  answersUnavailable: says('agent', 'cannot be reached', 'http.answered', { status: 'unavailable' }),
  answersAny: says('agent', 'answers a request', 'http.answered'),
  answers404Running: does(
    'agent',
    'answers 404 although it is running',
    (t) => said(t, 'http.answered', { status: '404' }) && t.before.hasTag('agent.running'),
  ),
  answers404Stopped: does(
    'agent',
    'answers 404 because it has been stopped',
    (t) => said(t, 'http.answered', { status: '404' }) && t.before.hasTag('agent.stopped'),
  ),
  answers404Absent: does(
    'agent',
    'answers 404 because it was never started',
    (t) => said(t, 'http.answered', { status: '404' }) && t.before.hasTag('agent.absent'),
  ),
  answers200Wrongly: does(
    'agent',
    'answers 200 without a running handler',
    (t) => said(t, 'http.answered', { status: '200' }) && !t.before.hasTag('agent.serving'),
  ),
  handlesMessage: says('agent', 'handles a message of the device', 'message.handled'),
  losesUplink: does(
    'agent',
    'loses a message of the device',
    (t) => heard(t, 'message.uplinked') && t.says.length === 0,
  ),
  agentForgetsData: does(
    'agent',
    'loses saved data',
    (t) =>
      JSON.stringify(contextOf(t.before)['data']).split('saved').length >
      JSON.stringify(contextOf(t.after)['data']).split('saved').length,
  ),
  agentSaves: does('agent', 'saves data', (t) => heard(t, 'data.saved') && t.before !== t.after),
  agentChangesPlan: does(
    'agent',
    'gets another identity',
    (t) => changes('plan', t) && contextOf(t.before)['plan'] !== 'none',
  ),
  agentRepeatsPlan: does(
    'agent',
    'is enrolled again under the same plan',
    (t) => heard(t, 'enrolment.claimed') && contextOf(t.before)['plan'] === t.event['plan'],
  ),
} satisfies Record<string, Predicate>
