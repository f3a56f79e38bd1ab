// Everything that the environment may do to the parties: people, power, the network, and the outcome of what takes time.
import type { Configuration } from './configurations.js'
import type { PartyName, SourceId } from './party.js'
import type { PartyEvent } from '../model/party.js'
import { hears as factoryHears } from './factory.js'
import type { ScopeShape } from './scopes.js'
import type { Condition, Stimulus } from '../model/world.js'

type Clause = NonNullable<Condition['parties']>[number]

const clauses = new Map<string, Clause>()

/** The same clause is the same object, so that worlds that are alike can be seen to be alike. */
function clause(party: PartyName, name: string, holds: Clause['holds']): Clause {
  const key = `${party} ${name}`
  const known = clauses.get(key) ?? { party, holds }
  clauses.set(key, known)
  return known
}

/** The party would react to the event: stimuli that nobody would notice are no steps. */
const reacts = (party: PartyName, event: PartyEvent): Clause =>
  clause(party, `reacts ${JSON.stringify(event)}`, (snapshot) => snapshot.can(event))

export const tagged = (party: PartyName, tag: string): Clause =>
  clause(party, `has ${tag}`, (snapshot) => snapshot.hasTag(tag))

const lacking = (party: PartyName, tag: string): Clause =>
  clause(party, `lacks ${tag}`, (snapshot) => !snapshot.hasTag(tag))

interface Extra {
  readonly when?: Condition
  readonly budget?: number
  readonly budgetName?: string
}

/** A stimulus that may happen whenever its party reacts to it and the further condition holds. */
export function stimulus(
  party: PartyName,
  event: PartyEvent,
  description: string,
  sources: readonly SourceId[],
  { when, ...budget }: Extra = {},
): Stimulus {
  const { type, ...payload } = event
  const fields = Object.entries(payload).map(([field, value]) => `${field}=${String(value)}`)
  const id = [type, ...fields].join(' ')
  return {
    id: party === 'device' ? id : `${party}: ${id}`,
    party,
    event,
    when: {
      text: when?.text ?? (party === 'application' ? 'Squirrel is running' : `${party} reacts to it`),
      parties: [
        reacts(party, event),
        // Code acts only while it is executed: not while its VM is stopped inside a call.
        ...(party === 'application' ? [tagged('device', 'vm.running')] : []),
        ...(when?.parties ?? []),
      ],
      ...(when?.emptyChannels === undefined ? {} : { emptyChannels: when.emptyChannels }),
    },
    description,
    sources,
    ...budget,
  }
}

const quietDownlink: Condition = { text: 'nothing is on its way to the device', emptyChannels: ['downlink'] }

const power = ({ boot }: Configuration): readonly Stimulus[] => [
  stimulus('device', { type: 'power.applied', rescue: false }, 'power is applied', ['R1', 'D-017']),
  ...(boot === 'fast'
    ? [
        stimulus('device', { type: 'power.applied', rescue: true }, 'power is applied with the rescue pin asserted', [
          'R3',
          'D-024',
        ]),
      ]
    : []),
  stimulus('device', { type: 'power.cut' }, 'power is cut', ['R13', 'D-017']),
  stimulus('device', { type: 'power.restored' }, 'the supply dips, VBAT holds', ['D-040']),
  stimulus('device', { type: 'reset.pressed' }, 'RESET_L is pressed', ['D-037']),
  stimulus('device', { type: 'pin.raised' }, 'the wake pin goes high', ['D-032']),
]

/** What has not been asked for cannot arrive. */
const requested: Condition = { text: 'the upgrade server has been asked for it', emptyChannels: ['uplink'] }

const network: readonly Stimulus[] = [
  stimulus('device', { type: 'step.succeeded' }, 'a connection step succeeds', ['D-025']),
  stimulus('device', { type: 'step.failed' }, 'a connection step fails', ['D-025', 'D-050']),
  stimulus('device', { type: 'link.lost' }, 'the link is lost', ['R22', 'D-044']),
  stimulus('device', { type: 'image.downloaded' }, 'the impOS image is complete', ['R13'], { when: requested }),
  stimulus('device', { type: 'image.failed' }, 'the impOS download stalls', ['R13', 'D-125']),
  stimulus('device', { type: 'install.completed' }, 'the install completes', ['R13', 'D-018']),
  stimulus('device', { type: 'install.failed' }, 'the install fails', ['R13', 'D-124']),
  stimulus('device', { type: 'code.downloaded' }, 'the application is complete', ['R14']),
  stimulus('device', { type: 'code.failed' }, 'the application download times out', ['R14', 'D-133']),
  stimulus(
    'homeServer',
    { type: 'keepalive.expired' },
    'the home server gives up on a device that holds no session any more',
    ['D-168', 'C-08'],
    {
      when: { text: 'the device holds no session', parties: [lacking('device', 'link.session')] },
    },
  ),
]

const squirrel = (
  { handler, power: supply, politeness, blinkupOver }: Configuration,
  { clears }: ScopeShape,
): readonly Stimulus[] => [
  stimulus('device', { type: 'squirrel.failed' }, 'a run-time error in Squirrel', ['D-034']),
  stimulus('device', { type: 'memory.exhausted' }, 'Squirrel runs out of memory', ['D-031']),
  stimulus('application', { type: 'connection.wanted' }, 'the application wants the server', ['D-016'], {
    when: { text: 'the device is not online', parties: [lacking('device', 'link.online')] },
  }),
  stimulus('application', { type: 'reset.wanted' }, 'the application calls imp.reset()', ['D-028', 'D-152']),
  stimulus('application', { type: 'report.made' }, 'the application sends a message to its agent', ['R24'], {
    when: { text: 'the device is online', parties: [tagged('device', 'link.online')] },
  }),
  ...(handler === 'late'
    ? [
        stimulus('application', { type: 'handler.wanted' }, 'the application registers its handler', ['R18', 'D-139']),
        stimulus('application', { type: 'handler.dropped' }, 'the application drops its handler', ['R15', 'D-120']),
      ]
    : []),
  ...(politeness === 'accepts-when-idle'
    ? [
        stimulus('application', { type: 'work.started' }, 'work begins that should not be interrupted', ['S12']),
        stimulus('application', { type: 'work.finished' }, 'the work is done', ['S12', 'D-144']),
      ]
    : []),
  ...(supply === 'battery'
    ? [
        stimulus('application', { type: 'sleep.wanted' }, 'the application wants to sleep when idle', ['R20', 'D-057']),
        stimulus('application', { type: 'sleep.forced' }, 'the application sleeps at once', ['R20', 'D-148']),
        stimulus('application', { type: 'disconnection.wanted' }, 'the application disconnects', ['R20', 'D-053']),
      ]
    : []),
  ...(supply === 'battery' || blinkupOver === 'bluetooth'
    ? [
        stimulus('device', { type: 'idle.reached' }, 'impOS has nothing left to process', ['R20', 'D-057'], {
          when: { ...quietDownlink, text: 'everything that the server sent has been processed' },
        }),
      ]
    : []),
  ...(clears
    ? [
        stimulus(
          'application',
          { type: 'clearing.wanted', scope: 'wifi' },
          'the application clears the WiFi settings',
          ['R6', 'D-097'],
        ),
        stimulus('application', { type: 'clearing.wanted', scope: 'all' }, 'the application clears all configuration', [
          'R6',
          'D-097',
        ]),
      ]
    : []),
]

const cloud: readonly Stimulus[] = [
  stimulus('upgradeServer', { type: 'release.published' }, 'a newer impOS is released', ['D-116']),
  stimulus(
    'upgradeServer',
    { type: 'check.forced' },
    'the cloud makes connected devices look for a newer impOS',
    ['D-128'],
    {
      when: quietDownlink,
    },
  ),
  stimulus('deployments', { type: 'deployment.created' }, 'new code is deployed', ['D-110'], { when: quietDownlink }),
  stimulus('deployments', { type: 'minimum.raised' }, 'min_supported_deployment is raised', ['D-113']),
  stimulus('deployments', { type: 'restart.conditional' }, 'conditional restart', ['R21', 'D-112'], {
    when: quietDownlink,
  }),
  stimulus('deployments', { type: 'restart.forced' }, 'forced restart', ['R17', 'D-111'], { when: quietDownlink }),
  stimulus('deployments', { type: 'group.changed' }, 'the device is moved to another group', ['R17', 'D-115'], {
    when: quietDownlink,
  }),
  stimulus('enrolment', { type: 'request.granted' }, 'the account is in order', ['D-077']),
  stimulus('enrolment', { type: 'request.granted.void' }, 'the account may not enrol this device', ['D-090', 'D-091']),
  stimulus('enrolment', { type: 'request.denied' }, 'the request is not valid', ['D-083']),
]

/** A token of which no use is made grows too old: of each that the phone may ask for in one run. */
const tokens = ({ blinkups }: ScopeShape): readonly Stimulus[] =>
  ([1, 2] as const)
    .slice(0, blinkups)
    .map((token) =>
      stimulus('enrolment', { type: 'token.expired', token }, 'a token that was not used expires', ['D-185', 'M-42']),
    )

const agent: readonly Stimulus[] = [
  stimulus('agent', { type: 'agent.startFinished' }, 'the agent has started', ['D-162']),
  stimulus('agent', { type: 'agent.crashed' }, 'the agent fails', ['D-172']),
  stimulus('agent', { type: 'migration.started' }, 'the agent is moved to another server', ['D-161']),
  stimulus('agent', { type: 'migration.finished' }, 'the move is over', ['D-161']),
  stimulus('agent', { type: 'onrequest.registered' }, 'the agent registers http.onrequest', ['D-158']),
  stimulus('agent', { type: 'data.saved' }, 'the agent saves data', ['D-163']),
]

const installer = ({ blinkups, mistypes, clears }: ScopeShape): readonly Stimulus[] => {
  const budget = { budget: blinkups, budgetName: 'BlinkUps' }
  const plans = blinkups === 2 ? (['A', 'B'] as const) : (['A'] as const)
  return [
    ...plans.flatMap((plan) =>
      (mistypes ? (['right', 'wrong'] as const) : (['right'] as const)).map((settings) =>
        stimulus(
          'blinkup',
          { type: 'blinkup.started', plan, network: settings },
          `the installer starts BlinkUp with ${settings} WiFi settings${plan === 'A' ? '' : ' for another end user'}`,
          ['D-075', 'D-086'],
          budget,
        ),
      ),
    ),
    ...(clears
      ? [
          stimulus(
            'blinkup',
            { type: 'clear.started' },
            'the installer clears the WiFi settings by BlinkUp',
            ['D-097'],
            budget,
          ),
        ]
      : []),
    stimulus('blinkup', { type: 'flash.finished' }, 'the phone has flashed the packet', ['D-073', 'D-075']),
    stimulus('blinkup', { type: 'flash.cancelled' }, 'the installer leaves the app while it flashes', ['D-099']),
    stimulus('poller', { type: 'phone.offline' }, 'the phone loses its connection', ['D-082']),
    stimulus('installer', { type: 'installation.finished' }, 'the installer has finished', ['D-176']),
  ]
}

/** Stimuli that depend on the same few dimensions: a function of the configuration. */
type EnvironmentPart = (configuration: Configuration, shape: ScopeShape) => readonly Stimulus[]

/** The environment, part by part: each asks the configuration only what decides about it. */
export const environmentParts: readonly EnvironmentPart[] = [
  power,
  () => network,
  squirrel,
  () => cloud,
  (_, shape) => tokens(shape),
  () => agent,
  (_, shape) => installer(shape),
]

/** What may happen on the production line: every event of the factory's machine. */
export const manufacture: readonly Stimulus[] = factoryHears.map((event) =>
  stimulus('factory', event, event.type, ['D-102']),
)
