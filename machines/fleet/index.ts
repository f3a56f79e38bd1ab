// A fleet: devices that are alike, each with what the cloud keeps for it, and the roll-out and device group they share.
//
// What is modelled. A device of a fleet is an installed one (installedDeviceMachine): enrolled, in place, with its
// application. What the impCloud does for one device at a time is a party of its own for each device: its session
// (homeServer), what the upgrade server answers it, what it should run (deployments), its place in the roll-out (turn).
// Thus an answer goes to the device that asked, and no party needs to know who is on the other side. What is one thing
// for all of them is one party, heard by all at once or by the one whose turn it is: the roll-out of an impOS release
// and the device group.
//
// How to construct it: fleet(configuration, { devices: 3, stagger: 1 }). Everything but `devices` has a default.
//
// What is left out: agents, which change nothing in the life of a device (M-09). The rest is chosen: see FleetOptions,
// and machines/fleet/lives.ts.
import type { Configuration } from '../configurations.js'
import { installedDevice } from '../device/index.js'
import { stimulus, tagged } from '../environment.js'
import { nameIn, replicate } from '../replicate.js'
import { undeployed, type ScopeShape } from '../scopes.js'
import { links, worldWithin } from '../system.js'
import { withoutTimers } from '../timeless.js'
import type { Condition, Link, Stimulus, World } from '../../model/world.js'
import { group, groupOrders } from './group.js'
import { fleetLives, type FleetLife } from './lives.js'
import { rollout, turn } from './rollout.js'

export { fleetLifeNames, fleetLives, type FleetLife } from './lives.js'
export { groupMachine } from './group.js'
export { rolloutMachine, turnMachine } from './rollout.js'

export interface FleetOptions {
  /** How many, 1 or more. */
  readonly devices: number
  /** Devices at most to which a newer impOS is offered and that do not run it yet; all of them by default. */
  readonly stagger?: number
  /** What may happen to a device beside the roll-out; `calm` by default. */
  readonly life?: FleetLife
  /** Whether the customer deploys code to the group and orders restarts; no by default. */
  readonly orders?: boolean
  /**
   * Whether delays elapse; yes by default. Without, no machine of the fleet has timers: what waits for a delay waits for
   * ever. That leaves out runs, and makes what the devices do independent of each other.
   */
  readonly timed?: boolean
  /** How often an event of the environment may happen, by its type: to each device, or to the group. */
  readonly budgets?: Readonly<Record<string, number>>
}

/** With the budget that was asked for, if there is one. */
const budgeted = (one: Stimulus, budgets: FleetOptions['budgets'] = {}): Stimulus => {
  const budget = budgets[one.event.type]
  return budget === undefined ? one : { ...one, budget }
}

/** One device, and the parties that the cloud has for it alone. */
function member(configuration: Configuration, shape: ScopeShape, { timed, budgets }: FleetOptions): World {
  const {
    parties,
    links: within,
    channels,
    stimuli,
    ...world
  } = worldWithin(configuration, shape, ([given]) => installedDevice([{ ...given!, code: 1, network: 'none' }]))
  const linked = [
    ...within,
    ...links('device', 'turn', 'uplink', 'upgrade.queried'),
    ...links('turn', 'upgradeServer', undefined, 'release.published'),
  ]
  return {
    ...world,
    parties: [...parties, turn()].map((party) =>
      timed === false ? { ...party, machine: withoutTimers(party.machine) } : party,
    ),
    links: linked,
    channels: channels.filter(({ name }) => linked.some(({ channel }) => channel === name)),
    stimuli: [
      ...stimuli,
      stimulus('turn', { type: 'turn.came' }, 'the newer impOS is offered to a device', ['D-130', 'M-41']),
    ].map((one) => budgeted(one, budgets)),
  }
}

const room = tagged('rollout', 'rollout.open')

/** It is the turn of a device only where the roll-out has room for it. */
const inTurn = (one: Stimulus): Stimulus =>
  one.event.type === 'turn.came'
    ? {
        ...one,
        when: { text: 'the roll-out is open to another device', parties: [...(one.when?.parties ?? []), room] },
      }
    : one

/** What the vendor and the customer do to the fleet as a whole. */
const orders = (quiet: Condition): readonly Stimulus[] => [
  stimulus('group', { type: 'deployment.created' }, 'new code is deployed to the group', ['D-110'], { when: quiet }),
  stimulus('group', { type: 'minimum.raised' }, 'min_supported_deployment of the group is raised', ['D-113']),
  stimulus('group', { type: 'restart.conditional' }, 'conditional restart of the group', ['R21', 'D-112'], {
    when: quiet,
  }),
  stimulus('group', { type: 'restart.forced' }, 'forced restart of the group', ['R17', 'D-111'], { when: quiet }),
]

/**
 * The world of a fleet in one configuration. Its devices are interchangeable, and declared to be (`replicas`).
 *
 * @throws RangeError for a number of devices or a stagger that is not a whole number of 1 or more, and for a budget of
 * what does not occur
 */
export function fleet(asked: Configuration, options: FleetOptions): World {
  const { devices, stagger = devices, life = 'calm', budgets } = options
  for (const [name, value] of Object.entries({ devices, stagger })) {
    if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name} is ${value}; 1 or more expected`)
  }
  const shape: ScopeShape = fleetLives[life]
  const part: ScopeShape = {
    ...shape,
    never: [...shape.never, 'release.published', ...groupOrders],
  }
  const world = replicate(member(asked, part, options), devices)
  const copies = world.replicas!.map((_, index) => index + 1)
  const fromGroup = copies.flatMap((copy) =>
    groupOrders.map((says): Link => ({ from: 'group', says, to: nameIn(copy, 'deployments') })),
  )
  // Without a limit nobody counts.
  const counted = stagger < devices ? copies : []
  const toRollout = counted.flatMap((copy) =>
    ['turn.begun', 'turn.ended'].map((says): Link => ({ from: nameIn(copy, 'turn'), says, to: 'rollout' })),
  )
  const quiet: Condition = {
    text: 'nothing is on its way between the devices and the impCloud',
    emptyChannels: copies.flatMap((copy) => [nameIn(copy, 'uplink'), nameIn(copy, 'downlink')]),
  }
  const stimuli = [
    ...world.stimuli.map(inTurn),
    stimulus('rollout', { type: 'release.published' }, 'a newer impOS is released', ['D-116', 'D-130']),
    ...(options.orders ? orders(quiet).map((one) => budgeted(one, budgets)) : []),
  ]
  const unknown = Object.keys(budgets ?? {}).find((type) => !stimuli.some(({ event }) => event.type === type))
  if (unknown !== undefined) throw new RangeError(`no '${unknown}' occurs in this fleet, so it can have no budget`)
  return {
    ...world,
    parties: [...world.parties, rollout(Math.min(stagger, devices)), ...(options.orders ? [group()] : [])],
    links: [...world.links, ...toRollout, ...(options.orders ? fromGroup : [])],
    stimuli,
    assumptions: [
      `${devices} devices that are alike, in one device group, each with its own link to the impCloud`,
      `a newer impOS is offered to ${Math.min(stagger, devices)} devices at most that do not run it yet`,
      'two impOS releases and two deployments: the one of the factory and a newer one',
      'the servers of the impCloud answer; a server that does not answer is a link that is lost',
      ...(options.orders ? [] : [undeployed]),
      ...(options.timed === false ? ['no delay elapses'] : []),
      ...shape.assumptions,
    ],
  }
}
