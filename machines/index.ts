// The specification: every party as an XState machine, the worlds that they make, and the configurations.
export { agent, agentMachine } from './agent.js'
export { application, applicationMachine } from './application.js'
export { deployments, deploymentsMachine } from './cloud/deployments.js'
export { enrolment, enrolmentMachine } from './cloud/enrolment.js'
export { homeServer, homeServerMachine } from './cloud/homeServer.js'
export { upgradeServer, upgradeServerMachine } from './cloud/upgradeServer.js'
export * from './configurations.js'
export * from './delays.js'
export { device, deviceMachine, shutdown, wakeReason, type DeviceInput } from './device/index.js'
export {
  fleet,
  fleetLifeNames,
  fleetLives,
  groupMachine,
  rolloutMachine,
  turnMachine,
  type FleetLife,
  type FleetOptions,
} from './fleet/index.js'
export { factory, factoryMachine, shippedOutcomes, type Shipped } from './factory.js'
export * from './party.js'
export * from '../model/party.js'
export { blinkup, blinkupMachine } from './phone/blinkup.js'
export { installer, installerMachine } from './phone/installer.js'
export { poller, pollerMachine } from './phone/poller.js'
export { scopeNames, scopes, type Scope, type ScopeShape } from './scopes.js'
export { system } from './system.js'
export type * from '../model/world.js'
export type { AgentContext, AgentEmitted, AgentEvent, AgentInput, AgentTag } from './agent/vocabulary.js'
export type { ApplicationEmitted, ApplicationEvent, ApplicationInput, ApplicationTag } from './application.js'
export type { DeploymentsContext, DeploymentsEmitted, DeploymentsEvent, DeploymentsInput } from './cloud/deployments.js'
export type { EnrolmentContext, EnrolmentEmitted, EnrolmentEvent } from './cloud/enrolment.js'
export type { HomeServerEmitted, HomeServerEvent } from './cloud/homeServer.js'
export type { UpgradeServerEmitted, UpgradeServerEvent } from './cloud/upgradeServer.js'
export type { DeviceTag } from './device/setup.js'
export type { DeviceContext, DeviceEmitted, DeviceEvent, PlanId, Token, Version } from './device/vocabulary.js'
export type { FactoryContext, FactoryEvent, FactoryInput, FactoryTag } from './factory.js'
export type { GroupEvent } from './fleet/group.js'
export type { RolloutEvent, RolloutInput, TurnEmitted, TurnEvent } from './fleet/rollout.js'
export type { BlinkupContext, BlinkupEmitted, BlinkupEvent, BlinkupTag, Network } from './phone/blinkup.js'
export type {
  HttpStatus,
  InstallerContext,
  InstallerEmitted,
  InstallerEvent,
  InstallerInput,
  InstallerTag,
} from './phone/installer.js'
export type { PollerContext, PollerEmitted, PollerEvent, PollerInput, PollerTag } from './phone/poller.js'
export type { TokenState } from './cloud/enrolment.js'
export type { ShutdownReason, WakeReason } from './device/vocabulary.js'
