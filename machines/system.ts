// The closed world: all parties, the links between them, and the environment, for one configuration.
import { agent } from './agent.js'
import { application } from './application.js'
import { deployments } from './cloud/deployments.js'
import { enrolment } from './cloud/enrolment.js'
import { homeServer } from './cloud/homeServer.js'
import { upgradeServer } from './cloud/upgradeServer.js'
import { dimensions, type Configuration } from './configurations.js'
import { apiCalls, device, type DeviceInput } from './device/index.js'
import { environmentParts, manufacture } from './environment.js'
import { factory, shippedOutcomes } from './factory.js'
import type { Party } from '../model/party.js'
import type { PartyName } from './party.js'
import { scopes, type Scope, type ScopeShape } from './scopes.js'
import { blinkup } from './phone/blinkup.js'
import { installer } from './phone/installer.js'
import { poller } from './phone/poller.js'
import type { Channel, Link, World } from '../model/world.js'

/** Whether the application ever calls imp.enableblinkup(false): else it makes no difference what the call does. */
const switchesBlinkupOff = ({ enableBlinkup }: Configuration): boolean =>
  enableBlinkup === 'never' || enableBlinkup === 'while-offline'

/** What the device may start with: every outcome of the factory, under the readings and policies of a configuration. */
export const deviceInputs = (
  configuration: Configuration,
  { tellsWakeReason }: Pick<ScopeShape, 'tellsWakeReason'>,
): readonly DeviceInput[] =>
  shippedOutcomes(configuration).map(({ code, network, fastBoot }) => ({
    code,
    network,
    fastBoot,
    errorPolicy: configuration.errorPolicy,
    blinkupRestarts: configuration.blinkupRestarts === 'yes',
    listensWithoutSettings:
      switchesBlinkupOff(configuration) && configuration.disabledBlinkup === 'on-without-settings',
    lateUpgradesOutright: configuration.lateConnection === 'upgraded-outright',
    tellsWakeReason,
    grace: configuration.graceAfterBlinkup === '2-minutes',
  }))

export const links = (
  from: PartyName,
  to: PartyName,
  channel: string | undefined,
  ...types: readonly string[]
): readonly Link[] => types.map((says) => ({ from, says, to, ...(channel === undefined ? {} : { channel }) }))

const inTheDevice: readonly Link[] = [
  ...links(
    'device',
    'application',
    undefined,
    'vm.started',
    'vm.stopped',
    'vm.idle',
    'handler.called',
    'connection.opened',
    'connection.failed',
  ),
  ...links('application', 'device', undefined, ...apiCalls, 'credentials.stored'),
]

const betweenDeviceAndCloud: readonly Link[] = [
  ...links('device', 'enrolment', 'uplink', 'enrolment.presented'),
  ...links('device', 'upgradeServer', 'uplink', 'upgrade.queried', 'image.requested'),
  ...links('device', 'homeServer', 'uplink', 'session.requested'),
  ...links('device', 'deployments', 'uplink', 'code.queried'),
  ...links('device', 'agent', undefined, 'message.uplinked'),
  ...links('enrolment', 'device', 'downlink', 'enrolment.accepted', 'enrolment.refused'),
  ...links('upgradeServer', 'device', 'downlink', 'upgrade.answered'),
  ...links('homeServer', 'device', 'downlink', 'session.opened', 'update.announced', 'restart.ordered'),
  ...links('deployments', 'device', 'downlink', 'code.answered'),
  ...links('device', 'homeServer', undefined, 'session.closed'),
]

const inTheCloud: readonly Link[] = [
  ...links('upgradeServer', 'homeServer', undefined, 'check.issued'),
  ...links('deployments', 'agent', undefined, 'code.deployed', 'code.published'),
  ...links('deployments', 'homeServer', undefined, 'notice.issued', 'restart.issued'),
  ...links('homeServer', 'agent', undefined, 'device.connected', 'device.disconnected'),
  ...links('enrolment', 'agent', undefined, 'enrolment.claimed'),
]

const ofThePhone = ({ blinkupOver, installerApp }: Configuration): readonly Link[] => [
  ...links('blinkup', 'enrolment', 'phoneUp', 'token.requested'),
  ...links('enrolment', 'blinkup', 'phoneDown', 'token.issued', 'token.denied'),
  ...links('enrolment', 'poller', 'phoneDown', 'enrolment.claimed'),
  ...(installerApp === 'advised' ? links('upgradeServer', 'poller', undefined, 'upgrade.begun') : []),
  ...links('blinkup', 'poller', undefined, 'polling.started'),
  ...links('blinkup', 'installer', undefined, 'blinkup.failed'),
  ...(blinkupOver === 'optical'
    ? links('blinkup', 'device', undefined, 'packet.flashed', 'packet.clear')
    : links('blinkup', 'application', 'bluetooth', 'packet.flashed', 'packet.clear')),
  ...links(
    'poller',
    'installer',
    undefined,
    'blinkup.succeeded',
    'blinkup.timedOut',
    'blinkup.failed',
    'upgrade.advised',
  ),
  ...links('installer', 'agent', 'requests', 'http.requested'),
  ...links('agent', 'installer', 'responses', 'http.answered'),
]

/** Messages take no longer than one would notice beside the delays of the specification (M-12). */
const promptly = { least: 0, most: 0 } as const

const linkUp = {
  text: 'the device has a connection with the impCloud',
  parties: [{ party: 'device', holds: (snapshot: { hasTag: (tag: string) => boolean }) => snapshot.hasTag('link.up') }],
} as const

const codeRuns = {
  text: 'Squirrel is running',
  parties: [
    { party: 'device', holds: (snapshot: { hasTag: (tag: string) => boolean }) => snapshot.hasTag('vm.running') },
  ],
} as const

const channels: readonly Channel[] = [
  { name: 'uplink', capacity: 2, latency: promptly, up: linkUp },
  { name: 'downlink', capacity: 3, latency: promptly, up: linkUp },
  { name: 'phoneUp', capacity: 1, latency: promptly },
  { name: 'phoneDown', capacity: 3, latency: promptly },
  { name: 'requests', capacity: 1, latency: promptly },
  { name: 'responses', capacity: 1, latency: promptly },
  { name: 'bluetooth', capacity: 2, latency: promptly, up: codeRuns },
]

/** What a part of a world adds to it. */
export type WorldPart = Partial<Pick<World, 'parties' | 'links' | 'channels' | 'stimuli'>>

/**
 * The worlds of all configurations within a scope. Each part is a function that asks the configuration only what decides
 * about it; the world of one configuration is what its parts come to, one after the other.
 */
export interface WorldFamily extends Pick<World, 'freeDelays' | 'assumptions'> {
  readonly parts: readonly ((configuration: Configuration) => WorldPart)[]
}

/** The factory is a world of its own: what it ships is what the device starts with. */
const line: WorldFamily = {
  parts: [(configuration) => ({ parties: [factory(configuration)] }), () => ({ stimuli: manufacture })],
  freeDelays: [],
  assumptions: [
    'one device passes the production line',
    'with codeLoading=after-blessing no unit is shipped without code',
  ],
}

/** A configuration some of whose values are fixed by a shape; each value is asked for only when it is looked at. */
const within = (asked: Configuration, { fixed }: ScopeShape): Configuration =>
  Object.defineProperties(
    {},
    Object.fromEntries(
      dimensions.map(({ name }) => [name, { get: () => fixed(asked)[name] ?? asked[name], enumerable: true }]),
    ),
  ) as Configuration

/** The worlds of all configurations within a shape; `imp` is the device in them. */
export function familyWithin(shape: ScopeShape, imp: typeof device = device): WorldFamily {
  const present = (party: string): boolean => !shape.without.some((left) => left === party)
  const parties: readonly ((configuration: Configuration) => Party)[] = [
    (configuration) => imp(deviceInputs(configuration, shape)),
    application,
    upgradeServer,
    enrolment,
    deployments,
    homeServer,
    (configuration) => agent(configuration, { saves: shape.saves }),
    blinkup,
    poller,
    installer,
  ]
  const happens = (type: string): boolean => !shape.never.includes(type)
  const linked = ({ from, to }: Link): boolean => present(from) && present(to)
  return {
    parts: [
      ...parties.map((party) => (configuration: Configuration) => ({
        parties: [party(within(configuration, shape))].filter(({ name }) => present(name)),
      })),
      () => ({ links: [...inTheDevice, ...betweenDeviceAndCloud, ...inTheCloud].filter(linked) }),
      (configuration) => ({ links: ofThePhone(within(configuration, shape)).filter(linked) }),
      () => ({ channels }),
      ...environmentParts.map((stimuli) => (configuration: Configuration) => ({
        stimuli: stimuli(within(configuration, shape), shape).filter(
          ({ party, event }) => present(party) && happens(event.type),
        ),
      })),
    ],
    freeDelays: shape.free,
    assumptions: [
      'one device, one device group, one installer',
      'two impOS releases and two deployments: the one of the factory and a newer one',
      'the servers of the impCloud answer; a server that does not answer is a link that is lost',
      ...(happens('group.changed') ? ['a device is moved to a group with newer code only, and never back (M-11)'] : []),
      ...(happens('release.published')
        ? ['an install that fails may succeed when it is tried again: the flash is sound (M-48)']
        : []),
      'the network is WiFi or Ethernet; the wake pin is configured; a moved agent is redirected to in no time (M-48)',
      ...shape.assumptions,
    ],
  }
}

/** The worlds of all configurations, as far as a scope goes. */
export const familyOf = (scope: Scope): WorldFamily => (scope === 'factory' ? line : familyWithin(scopes[scope]))

/** The member of a family with one configuration. */
function memberOf({ parts, freeDelays, assumptions }: WorldFamily, configuration: Configuration): World {
  const own = parts.map((part) => part(configuration))
  return {
    parties: own.flatMap(({ parties = [] }) => parties),
    links: own.flatMap(({ links = [] }) => links),
    channels: own.flatMap(({ channels = [] }) => channels),
    stimuli: own.flatMap(({ stimuli = [] }) => stimuli),
    freeDelays,
    assumptions,
  }
}

/** The world of one configuration, as far as a scope goes. */
export const system = (asked: Configuration, scope: Scope = 'field'): World => memberOf(familyOf(scope), asked)

/** The world of one configuration, within a shape; `imp` is the device in it. */
export const worldWithin = (asked: Configuration, shape: ScopeShape, imp: typeof device = device): World =>
  memberOf(familyWithin(shape, imp), asked)

export { scopeNames, scopes, type Scope } from './scopes.js'
