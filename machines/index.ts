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
