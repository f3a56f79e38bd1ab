// What a specification says of its roles to whoever judges, drives or tests an implementation of one.
import { tableOf, type Blur } from '../../checker/compile/partyTable.js'
import { stateNodes, type TimerKind } from '../../checker/compile/timers.js'
import { canonical } from '../../util/canonical.js'
import type { ConfigurationSpace, NamedConfiguration, Values } from '../../model/configuration.js'
import type { Party, PartyEvent } from '../../model/party.js'
import { dimensionsThatTell } from '../../model/telling.js'
import type { Coarse } from './coarse.js'
import { anyTime, type DelayTimes, type Span } from './delayTimes.js'
import { orderOf, type RuledOrder } from './order.js'
import type { Journeys, Role, Start } from './role.js'
import type { Shown } from './roleSettings.js'

/** The roles of a specification: its parties that somebody may implement. */
export interface RoleCatalogue {
  readonly names: readonly string[]
  readonly space: Pick<ConfigurationSpace, 'dimensions' | 'configure' | 'combinations'>
  /** The party of a role, with everything that the configuration gives it. */
  readonly partyOf: (role: string, configuration: Values) => Party
  /** Who hears what a role says, by the type of the event, in whatever configuration. */
  readonly hearersOf: (role: string) => ReadonlyMap<string, ReadonlySet<string>>
  /** Whether an implementation may leave out what no party hears, where it is heard at all. */
  readonly unheard: 'optional' | 'required'
  /** Outputs of one instant that come in an order though different parties hear them. */
  readonly ruledOrders: readonly RuledOrder[]
  /** Names of all delays. */
  readonly delayNames: readonly string[]
  /** Those that have no length of their own, and when they may run out. */
  readonly openDelays: DelayTimes
  /** What need not be told apart of a role of which a log shows no more than this; undefined where all of it must. */
  readonly coarseView: (role: string, shown: readonly Shown[] | undefined) => Coarse | undefined
  readonly journeysOf: (role: string) => Journeys | undefined
  /** Names of the mappings that come with it. */
  readonly mappings: readonly string[]
}

/** All configurations between which the party of a role can tell: those that give its machine another input. */
export function everyConfiguration(
  { space, partyOf }: Pick<RoleCatalogue, 'space' | 'partyOf'>,
  role: string,
): readonly NamedConfiguration[] {
  const telling = dimensionsThatTell(space, ({ values }) =>
    partyOf(role, values)
      .inputs.map((input) => (input === undefined ? '' : canonical(input)))
      .join('\n'),
  )
  return space.combinations(telling)
}

export interface RoleOptions {
  /** Takes away what need not be told apart of its states. */
  readonly blur?: Blur | undefined
  /** Delays that take another time than by the specification. */
  readonly times?: DelayTimes | undefined
}

/** The role of a party under one or more configurations, between which a log may leave open which it is. */
export function roleOf(
  catalogue: RoleCatalogue,
  name: string,
  configurations: readonly NamedConfiguration[],
  { blur, times = {} }: RoleOptions = {},
): Role {
  const all = configurations.map(({ values }) => catalogue.partyOf(name, values))
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
  const heard = catalogue.hearersOf(name)
  const says = ids(all.flatMap((party) => party.says))
  const order = orderOf(name, heard, catalogue.ruledOrders)
  const optional = (event: number): boolean =>
    catalogue.unheard === 'optional' && heard.size > 0 && !heard.has(table.events[event]!.type)
  const { openDelays } = catalogue
  return {
    name,
    title: first.title,
    table,
    starts: [...starts.values()],
    hears: ids(all.flatMap((party) => party.hears)),
    says,
    optional: new Set(says.filter(optional)),
    order: (earlier, later) => order(table.events[earlier]!.type, table.events[later]!.type),
    delays: table.timers.map((timer) => countedOf(timer, times)),
    spans: table.timers.map((timer): Span => {
      const counted = countedOf(timer, times)
      if (timer.service !== undefined) return anyTime
      return times[timer.delay] ?? openDelays[timer.delay] ?? (counted < Infinity ? [counted, counted] : anyTime)
    }),
    tags: [...new Set(stateNodes(table.machine).flatMap((node) => node.tags))].sort(),
    states: stateNodes(table.machine).map(({ path }) => path.join('.')),
    journeys: catalogue.journeysOf(name),
  }
}

/** ms that are counted with; never, for what ends a service, and for a delay of which it is not said what it may be. */
function countedOf({ delay, milliseconds, service }: TimerKind, times: DelayTimes): number {
  const [least, most] = times[delay] ?? []
  if (service === undefined && least !== undefined && least === most) return least
  return milliseconds ?? Infinity
}
