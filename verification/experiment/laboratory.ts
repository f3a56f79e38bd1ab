// What an experimenter with one device can do and see, and what comes by itself: the vocabulary of experiments, as data.
import type { Hand, Sight, Switch } from '../../checker/experiment/hands.js'
import type { SourceId } from '../../machines/party.js'
import { scopes, type ScopeShape } from '../../machines/scopes.js'
import type { Stimulus } from '../../model/world.js'

/** What he may arrange before he begins: the stimulus by its id, and what he is told to do. */
export const preparations: Readonly<Record<string, string>> = {
  'upgradeServer: release.published': 'Take a device whose impOS is older than the current release.',
}

/** What he may do at any time: the stimulus by its id, and what he is told to do. */
export const acts: Readonly<Record<string, string>> = {
  'power.applied rescue=false': 'Switch the power on.',
  'power.applied rescue=true': 'Switch the power on with the rescue pin asserted.',
  'power.cut': 'Switch the power off.',
  'pin.raised': 'Raise the wake pin.',
  'blinkup: blinkup.started plan=A network=right': 'Send BlinkUp with the right WiFi settings.',
  'deployments: deployment.created': 'Create a deployment with new code, without any restart.',
  'deployments: restart.conditional': 'Ask impCentral for a conditional restart.',
  'application: connection.wanted': 'Let the code call server.connect().',
  'application: handler.wanted': 'Let the code register its shutdown handler.',
  'application: sleep.wanted': 'Let the code sleep when it is idle.',
  'application: sleep.forced': 'Let the code sleep at once.',
  'application: disconnection.wanted': 'Let the code call server.disconnect().',
}

/** What comes by itself when all goes well, soon after it has become possible: event types. */
export const outcomes: readonly string[] = [
  'step.succeeded',
  'image.downloaded',
  'install.completed',
  'code.downloaded',
  'request.granted',
  'flash.finished',
  'agent.startFinished',
  'onrequest.registered',
]

/** What may come at any time, or not at all, and is nobody's fault: event types. */
export const chances: readonly string[] = ['keepalive.expired', 'idle.reached']

/** What goes wrong: an experiment in which it happens does not count. Event types. */
export const faults: readonly string[] = [
  'power.restored',
  'step.failed',
  'link.lost',
  'image.failed',
  'install.failed',
  'code.failed',
  'squirrel.failed',
  'memory.exhausted',
  'agent.crashed',
  'token.expired',
  'request.granted.void',
  'request.denied',
  'flash.cancelled',
  'phone.offline',
]

/** What experiments make no use of, so that they are found soon: none was found to need it. Event types. */
export const unused: readonly string[] = [
  'reset.pressed',
  'restart.forced',
  'reset.wanted',
  'handler.dropped',
  'work.started',
  'work.finished',
  'report.made',
  'minimum.raised',
  'group.changed',
  'check.forced',
  'migration.started',
  'migration.finished',
  'data.saved',
]

/** In whose hands a stimulus is. */
export function handOf({ id, event: { type } }: Stimulus): Hand {
  if (id in preparations) return 'prepare'
  if (id in acts) return 'act'
  if (outcomes.includes(type)) return 'outcome'
  return chances.includes(type) ? 'may' : 'never'
}

/** The access point: while it is off nothing is reached; a device that was connected loses its link. */
export const accessPoint: Switch = {
  name: 'access point',
  gates: ['step.succeeded', 'image.downloaded', 'code.downloaded'],
  breaks: ['link.lost'],
}

/** Something that can be seen from outside when a party says an event. */
export interface Sighting {
  readonly party: string
  readonly says: string
  /** In words that stand for themselves, and in a list. */
  readonly seen: string
  /** Where it is seen; `code`: on a pin or a UART, by which the experimenter's own code tells of itself. */
  readonly on: 'code' | 'log' | 'phone'
  readonly sources: readonly SourceId[]
}

const sighting = (
  party: string,
  says: string,
  on: Sighting['on'],
  seen: string,
  ...sources: readonly SourceId[]
): Sighting => ({ party, says, on, seen, sources })

/* prettier-ignore */
export const sightings: readonly Sighting[] = [
  sighting('device', 'vm.started', 'code', 'your code starts', 'D-014', 'D-015'),
  sighting('device', 'vm.stopped', 'code', 'your code stops', 'D-139'),
  sighting('device', 'handler.called', 'code', 'your shutdown handler is called', 'D-134'),
  sighting('device', 'connection.opened', 'code', 'your code is told that it is connected', 'D-049', 'D-188'),
  sighting('device', 'connection.failed', 'code', 'your code is told that it is not connected', 'D-049', 'D-196'),
  sighting('homeServer', 'device.connected', 'log', 'the log says that the device has connected', 'D-131', 'D-162'),
  sighting('homeServer', 'device.disconnected', 'log', 'the log says that the device has disconnected', 'D-131', 'D-168'),
  sighting('agent', 'agent.started', 'log', 'the log says that the agent has started', 'D-162'),
  sighting('poller', 'blinkup.succeeded', 'phone', 'the phone says that BlinkUp has succeeded', 'D-081'),
  sighting('poller', 'blinkup.timedOut', 'phone', 'the phone says that BlinkUp has timed out', 'D-079'),
  sighting('poller', 'blinkup.failed', 'phone', 'the phone says that BlinkUp has failed', 'D-082'),
  sighting('blinkup', 'blinkup.failed', 'phone', 'the phone says that BlinkUp has failed', 'D-083'),
]

/** Where it stands what the LED shows. */
export const ledSources: readonly SourceId[] = ['D-068', 'D-069', 'D-071']

/** What the LED shows, by tag of the device; the first that it has counts. */
const led: readonly (readonly [tag: string, shows: string])[] = [
  ['update.downloading', 'the LED blinks green, as impOS is fetched'],
  ['update.installing', 'the LED blinks green, as impOS is fetched'],
  ['led.orange', 'the LED blinks orange'],
  ['blinkup.listening', 'the LED blinks as it does in a device with settings'],
]
const dark = 'the LED is dark'

/** Everything that the LED may show. */
export const ledShows: readonly string[] = [...new Set(led.map(([, shows]) => shows)), dark]

export const sight: Sight = {
  said: (party, { type }) => sightings.find((one) => one.party === party && one.says === type)?.seen,
  shown: [{ party: 'device', reads: (snapshot) => led.find(([tag]) => snapshot.hasTag(tag))?.[1] ?? dark }],
}

/**
 * The world of an experiment: the life in the field, with the phone that polls; delays are exact, as it is over in minutes.
 */
export const laboratory: ScopeShape = {
  ...scopes.field,
  title: 'an experiment with one device',
  without: ['installer'],
  free: ['migrationGap'],
  blinkups: 2,
  mistypes: false,
}

/** ms after which a wait is over in which nothing was seen: a little more than the longest delay of a start. */
export const patience = 70_000

/** ms that what comes by itself may take, altogether, in one wait. */
export const delay = 20_000

/** What is taken for granted, in words. */
export const assumptions: readonly string[] = [
  'nothing goes wrong by itself; if the link is lost, a download stalls, a token expires or the code crashes, begin again',
  `what comes by itself (a connection, a download, an install, the start of an agent) takes up to ${delay / 1000} s altogether in each wait`,
  'what you are told to do when something is seen, you do before anything else comes by itself',
  `a wait in which nothing is seen is over after ${patience / 1000} s`,
  'the device leaves the factory without WiFi settings',
  'your code tells of itself on a pin or a UART; the log is that of impCentral',
]
