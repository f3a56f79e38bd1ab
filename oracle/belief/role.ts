// A role: one party of the specification as others see it, events in, emitted events out, and its timers.
import type { AnyMachineSnapshot, AnyStateNode } from 'xstate'
import { tableOf, type Blur, type PartyTable } from '../../checker/compile/partyTable.js'
import { canonical } from '../../util/canonical.js'
import { stateNodes } from '../../checker/compile/timers.js'
import { agent } from '../../machines/agent.js'
import { application } from '../../machines/application.js'
import { deployments } from '../../machines/cloud/deployments.js'
import { enrolment } from '../../machines/cloud/enrolment.js'
import { homeServer } from '../../machines/cloud/homeServer.js'
import { upgradeServer } from '../../machines/cloud/upgradeServer.js'
import {
  combinations,
  configure,
  dimensions,
  type Configuration,
  type NamedConfiguration,
} from '../../machines/configurations.js'
import { device } from '../../machines/device/index.js'
import { factory } from '../../machines/factory.js'
import type { PartyName } from '../../machines/party.js'
import type { Party } from '../../model/party.js'
import type { PartyEvent } from '../../model/party.js'
import { blinkup } from '../../machines/phone/blinkup.js'
import { installer } from '../../machines/phone/installer.js'
import { poller } from '../../machines/phone/poller.js'
import { deviceInputs } from '../../machines/system.js'
import { freeDelays, type DelayTimes, type Span } from './delayTimes.js'
import { hearersOf, orderOf, type OrderedBy } from './order.js'

/** `in`: the role hears it. `out`: the role says it. `is`, `not`: it is, or is not, in a state with that tag or path. */
export type Direction = 'in' | 'out' | 'is' | 'not'

/** A local state in which a role may be when the log begins. */
export interface Start {
  readonly local: number
  /** What the machine was given: tells configurations apart. */
  readonly input: unknown
}

/** A party that somebody may implement; what keeps a fleet in order is none. */
export type RoleName = Exclude<PartyName, 'rollout' | 'turn' | 'group'>

export interface Role {
  readonly name: RoleName
  readonly title: string
  /** @internal */
  readonly table: PartyTable
  /** One for each different input, in the order of the configurations. */
  readonly starts: readonly Start[]
  /** Indices into the table's `events`, as the party declares them. */
  readonly hears: readonly number[]
  readonly says: readonly number[]
  /** Outputs that no party hears: whoever watches may be told, an implementation need not say them. */
  readonly optional: ReadonlySet<number>
  /** Why one output comes before another that is said in the same instant; undefined where it need not. */
  readonly order: (earlier: number, later: number) => OrderedBy | undefined
  /** ms by timer of the table; of a delay that is free, those that are counted with. */
  readonly delays: readonly number[]
  /** By timer of the table, when it may elapse. */
  readonly spans: readonly Span[]
  readonly tags: readonly string[]
  /** Its states, as dotted paths. */
  readonly states: readonly string[]
}

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

/** The party of a role, with everything that the configuration gives it; nothing is left out as in a scope. */
export const partyOf = (role: RoleName, configuration: Configuration): Party => parties[role](configuration)

/** All configurations between which the party of a role can tell: those that give its machine another input. */
export function everyConfiguration(role: RoleName): readonly NamedConfiguration[] {
  const inputsOf = (configuration: Configuration): string =>
    partyOf(role, configuration)
      .inputs.map((input) => (input === undefined ? '' : canonical(input)))
      .join('\n')
  const telling = dimensions.filter(({ name, values }) =>
    values.some((value) => inputsOf(configure({ [name]: value }).values) !== inputsOf(configure().values)),
  )
  return combinations(telling.map(({ name }) => name))
}

export interface RoleOptions {
  /** Takes away what need not be told apart of its states. */
  readonly blur?: Blur | undefined
  /** Delays that take another time than by the specification. */
  readonly times?: DelayTimes | undefined
}

/** The role of a party under one or more configurations, between which a log may leave open which it is. */
export function roleOf(
  name: RoleName,
  configurations: readonly NamedConfiguration[],
  { blur, times = {} }: RoleOptions = {},
): Role {
  const all = configurations.map(({ values }) => partyOf(name, values))
  const [first] = all
  if (first === undefined) throw new Error('a role needs a configuration')
  const table = tableOf(first, blur)
  const starts = new Map<number, Start>()
  for (const { inputs } of all) {
    for (const input of inputs) {
      const local = table.initial(input)
      if (!starts.has(local)) starts.set(local, { local, input })
    }
  }
  const ids = (events: readonly PartyEvent[]): readonly number[] => [...new Set(events.map((e) => table.eventId(e)))]
  const heard = hearersOf(name)
  const says = ids(all.flatMap((party) => party.says))
  const order = orderOf(name)
  const counted = table.timers.map(({ milliseconds, delay }) => {
    const [least, most] = times[delay] ?? []
    if (least !== undefined && least === most) return least
    if (milliseconds === undefined) throw new Error(`the delay '${delay}' of '${name}' is computed, not a number`)
    return milliseconds
  })
  return {
    name,
    title: first.title,
    table,
    starts: [...starts.values()],
    hears: ids(all.flatMap((party) => party.hears)),
    says,
    optional: new Set(heard.size === 0 ? [] : says.filter((event) => !heard.has(table.events[event]!.type))),
    order: (earlier, later) => order(table.events[earlier]!.type, table.events[later]!.type),
    delays: counted,
    spans: table.timers.map(
      ({ delay }, timer): Span => times[delay] ?? freeDelays[delay] ?? [counted[timer]!, counted[timer]!],
    ),
    tags: [...new Set(stateNodes(table.machine).flatMap((node) => node.tags))].sort(),
    states: stateNodes(table.machine).map(({ path }) => path.join('.')),
  }
}

/** Whether a local state has a tag, or is in the state of that path. */
export function isIn({ table }: Role, local: number, tagOrState: string): boolean {
  const { snapshot } = table.locals[local]!
  if (snapshot.hasTag(tagOrState)) return true
  return (snapshot._nodes as readonly AnyStateNode[]).some(({ path }) => path.join('.') === tagOrState)
}

/** The input that a local state goes back to; `undefined` for machines that are given nothing. */
export const givenIn = (snapshot: AnyMachineSnapshot): unknown =>
  (snapshot.context as { readonly given?: unknown } | undefined)?.given

/**
 * Whether an event may do something to a local state: some active state has a transition for it. If none has, it is
 * ignored, and XState need not be asked.
 */
export function mayReact({ table }: Role, local: number, event: number): boolean {
  const { type } = table.events[event]!
  const nodes = table.locals[local]!.snapshot._nodes as readonly AnyStateNode[]
  return nodes.some(({ transitions }) => {
    if (transitions.has(type)) return true
    for (const descriptor of transitions.keys()) if (descriptor.endsWith('*')) return true
    return false
  })
}

/**
 * Every local state that is reached from some by inputs and timers.
 *
 * @param inputs - indices into the table's `events`; each may come at any time
 * @param limit - local states at most
 * @param onProgress - is told now and then how many there are so far; XState computes some thousands a second
 * @returns undefined if there are more
 */
export function statesFrom(
  role: Role,
  from: readonly number[],
  inputs: readonly number[],
  limit: number,
  onProgress: (count: number) => void = () => undefined,
): readonly number[] | undefined {
  const { table } = role
  const known = new Set(from)
  let visited = 0
  for (const local of known) {
    if (known.size > limit) return undefined
    for (const event of inputs) if (mayReact(role, local, event)) known.add(table.record(local, event).after)
    for (const timer of table.locals[local]!.timers) known.add(table.record(local, timer).after)
    if (++visited % 64 === 0) onProgress(known.size)
  }
  return [...known]
}
