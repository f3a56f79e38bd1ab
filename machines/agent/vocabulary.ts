// What the agent remembers, hears and says: its types and alphabets.
import type { PlanId, Token, Version } from '../device/vocabulary.js'
import { variants } from '../../model/party.js'
import { type PartyEvent } from '../../model/party.js'

export interface AgentInput {
  /** Reading of C-04 and C-05: what starts the first instance. */
  readonly starts: 'at-enrolment' | 'at-home-server'
  /** Does the agent code call server.save()? */
  readonly saves: boolean
}

export interface AgentContext {
  /** Constants of this run. */
  readonly given: AgentInput
  /** Half of the identity; the device is the other half. `none` before the first activation. */
  readonly plan: 'none' | PlanId
  /** Deployment that the agent runs, or ran last. */
  readonly code: Version
  /** Deployment that its next start loads. */
  readonly next: Version
  /** What server.load() returns, for the agent of each plan: persisted data is keyed by agent ID (D-002). */
  readonly data: Readonly<Record<PlanId, 'empty' | 'saved'>>
}

export type AgentEvent =
  // enrolment -> agent
  | { type: 'enrolment.claimed'; token: Token; plan: PlanId }
  // home server -> agent
  | { type: 'device.connected' }
  | { type: 'device.disconnected' }
  // deployments -> agent
  | { type: 'code.deployed'; code: Version }
  | { type: 'code.published'; code: Version }
  // device -> agent
  | { type: 'message.uplinked' }
  // installer -> agent
  | { type: 'http.requested'; plan: PlanId }
  // environment: the cloud that hosts it
  | { type: 'agent.startFinished' }
  | { type: 'agent.crashed' }
  | { type: 'migration.started' }
  | { type: 'migration.finished' }
  // environment: what the agent's own code does
  | { type: 'onrequest.registered' }
  | { type: 'data.saved' }

export type AgentEmitted =
  | { type: 'http.answered'; status: '200' | '404' | 'unavailable' }
  | { type: 'agent.started'; code: Version }
  | { type: 'message.handled' }

/** What properties speak of. */
export type AgentTag =
  | 'agent.absent'
  | 'agent.enrolled'
  | 'agent.starting'
  | 'agent.running'
  | 'agent.serving'
  | 'agent.restarting'
  | 'agent.crashed'
  | 'agent.migrating'
  | 'agent.unavailable'
  | 'agent.stopped'
  | 'agent.deviceOnline'

/** Everything that the agent can be sent. */
export const hears: readonly PartyEvent[] = [
  ...variants('enrolment.claimed', { token: [1, 2], plan: ['A', 'B'] }),
  ...variants('device.connected'),
  ...variants('device.disconnected'),
  ...variants('code.deployed', { code: [1, 2] }),
  ...variants('code.published', { code: [1, 2] }),
  ...variants('message.uplinked'),
  ...variants('http.requested', { plan: ['A', 'B'] }),
  ...['agent.startFinished', 'agent.crashed', 'migration.started', 'migration.finished'].flatMap((type) =>
    variants(type),
  ),
  ...['onrequest.registered', 'data.saved'].flatMap((type) => variants(type)),
]

/** Everything that the agent can say. */
export const says: readonly PartyEvent[] = [
  ...variants('http.answered', { status: ['200', '404', 'unavailable'] }),
  ...variants('agent.started', { code: [1, 2] }),
  ...variants('message.handled'),
]
