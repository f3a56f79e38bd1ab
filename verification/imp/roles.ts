// The roles of this specification: what of it the oracle cannot read off its machines and links.
import { agent } from '../../machines/agent.js'
import { application } from '../../machines/application.js'
import { deployments } from '../../machines/cloud/deployments.js'
import { enrolment } from '../../machines/cloud/enrolment.js'
import { homeServer } from '../../machines/cloud/homeServer.js'
import { upgradeServer } from '../../machines/cloud/upgradeServer.js'
import { configure, impSpace, type Configuration } from '../../machines/configurations.js'
import { delays } from '../../machines/delays.js'
import { device } from '../../machines/device/index.js'
import { factory } from '../../machines/factory.js'
import type { PartyName, SourceId } from '../../machines/party.js'
import { blinkup } from '../../machines/phone/blinkup.js'
import { installer } from '../../machines/phone/installer.js'
import { poller } from '../../machines/phone/poller.js'
import { deviceInputs, system } from '../../machines/system.js'
import type { Party } from '../../model/party.js'
import type { RoleCatalogue } from '../../oracle/belief/catalogue.js'
import { hearersOver, type RuledOrder } from '../../oracle/belief/order.js'
import { coarseView } from './coarseDevice.js'
import { deviceJourneys } from './deviceJourneys.js'

/** A party that somebody may implement; what keeps a fleet in order is none. */
export type RoleName = Exclude<PartyName, 'rollout' | 'turn' | 'group'>

const parties: Readonly<Record<RoleName, (configuration: Configuration) => Party>> = {
  device: (configuration) => device(deviceInputs(configuration, { tellsWakeReason: true })),
  application,
  agent: (configuration) => agent(configuration, { saves: true }),
  blinkup: () => blinkup(),
  poller,
  installer,
  enrolment: () => enrolment(),
  upgradeServer: () => upgradeServer(),
  deployments,
  homeServer: () => homeServer(),
  factory,
}

/** Every role that can be judged. */
export const roleNames = Object.keys(parties) as readonly RoleName[]

const ruledOrders: readonly (RuledOrder & { readonly role: RoleName; readonly rule: SourceId })[] = [
  // A boot leads to a start of Squirrel, whichever kind it is.
  { role: 'device', first: 'device.booted', then: 'vm.started', rule: 'R1' },
  // The agent restarts with new code first, its device later.
  { role: 'deployments', first: 'code.published', then: 'restart.issued', rule: 'R24' },
  { role: 'deployments', first: 'code.published', then: 'notice.issued', rule: 'R24' },
]

/** Everywhere, whatever the configuration leaves out. */
function hearersOf(role: string): ReadonlyMap<string, ReadonlySet<string>> {
  const worlds = [configure(), configure({ installerApp: 'advised' }), configure({ blinkupOver: 'bluetooth' })]
  return hearersOver(
    worlds.flatMap(({ values }) => system(values, 'installation').links),
    role,
  )
}

const days = 24 * 60 * 60_000

export const impRoles: RoleCatalogue = {
  names: roleNames,
  space: impSpace,
  partyOf: (role, configuration) => parties[role as RoleName](configuration as Configuration),
  hearersOf,
  unheard: 'optional',
  ruledOrders,
  delayNames: Object.keys(delays),
  // Delays that the sources give no length: the application chooses it. Up to 28 days (D-058); what the model counts with
  // is one of them.
  openDelays: { deepSleep: [0, 28 * days] },
  coarseView,
  journeysOf: (role) => (role === 'device' ? deviceJourneys : undefined),
  mappings: ['impcentral-text', 'log-stream'],
}
