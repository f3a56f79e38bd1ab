// The roles of a specification that says nothing of them: each party is one, and what is known of it is in its worlds.
import { timersOf } from '../../checker/compile/timerKinds.js'
import type { ConfigurationSpace, Values } from '../../model/configuration.js'
import type { Party } from '../../model/party.js'
import type { World } from '../../model/world.js'
import { anyTime } from './delayTimes.js'
import type { RoleCatalogue } from './catalogue.js'
import { hearersOver } from './order.js'

/** What roles are derived from. */
export interface Worlds {
  readonly space: ConfigurationSpace
  readonly scopes: readonly string[]
  /** The scope that is looked at first. */
  readonly scope: string
  readonly system: (configuration: Values, scope?: string) => World
}

/**
 * Every party is a role, with what it hears and says in the first scope that has it. Whatever it says must be said, whoever
 * hears it; delays that some world does not time exactly may run out at any time.
 */
export function derivedRoles({ space, scopes, scope, system }: Worlds): RoleCatalogue {
  const inOrder = [scope, ...scopes.filter((name) => name !== scope)]
  const made = new Map<string, readonly World[]>()
  const worldsOf = (values: Values): readonly World[] => {
    const key = JSON.stringify(values)
    const known = made.get(key) ?? inOrder.map((name) => system(values, name))
    made.set(key, known)
    return known
  }
  const partiesIn = (values: Values): readonly Party[] => worldsOf(values).flatMap(({ parties }) => parties)
  const all = space.oneAtATime.flatMap(({ values }) => worldsOf(values))
  const names = [...new Set(all.flatMap(({ parties }) => parties.map(({ name }) => name)))]
  const timers = all.flatMap(({ parties }) => parties.flatMap((party) => timersOf(party)))
  return {
    names,
    space,
    partyOf: (role, values) => {
      const party =
        partiesIn(values).find(({ name }) => name === role) ??
        all.flatMap(({ parties }) => parties).find(({ name }) => name === role)
      if (party === undefined) throw new Error(`no world has the party '${role}'`)
      return party
    },
    hearersOf: (role) =>
      hearersOver(
        all.flatMap(({ links }) => links),
        role,
      ),
    unheard: 'required',
    ruledOrders: [],
    delayNames: [...new Set(timers.filter(({ service }) => service === undefined).map(({ delay }) => delay))],
    openDelays: Object.fromEntries(all.flatMap(({ freeDelays }) => freeDelays.map((delay) => [delay, anyTime]))),
    coarseView: () => undefined,
    journeysOf: () => undefined,
    mappings: [],
  }
}
