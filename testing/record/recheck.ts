// Whether what was recorded of a mutant is still so: killed by the same property where it was, or still not noticed.
import type { Party } from '../../model/party.js'
import { edited } from '../mutants/machineEdit.js'
import { hunt } from '../follow/wholeExploration.js'
import type { Judged } from '../follow/judge.js'
import type { Mutation } from '../mutants/operators.js'
import { specification as ours } from '../../verification/impSpecification.js'
import { defaultWorlds, worldName } from '../party/worlds.js'

/** States of a quick look at what was not killed. */
const quick = 6000

/**
 * What is not as recorded, in words; undefined where all is. The world with the mutant is explored from the beginning, and
 * nothing is taken from the original: so a sample also shows whether the short cuts of `Detour` are sound.
 */
export function recheck(party: Party, mutation: Mutation, recorded: Judged): string | undefined {
  const mutant = edited(party.machine, mutation.edit)
  const { kill, fate } = recorded
  const worlds = defaultWorlds(ours).filter(({ world }) => world.parties.some(({ name }) => name === party.name))
  if (kill === undefined) {
    const first = worlds[0]!
    const found = hunt(first, party.name, mutant, { maxStates: quick }).kill
    return (
      found && `recorded as ${fate}, but ${found.by[0] ?? 'the checker'} notices in ${worldName(first)}: ${found.found}`
    )
  }
  const where = worlds.find(
    ({ scope, configuration }) => scope === kill.scope && configuration.name === kill.configuration,
  )
  if (!where) return `recorded in ${kill.scope} ${kill.configuration}, which is no world of the default selection`
  const found = hunt(where, party.name, mutant, {
    ...(kill.by.length > 0 ? { only: kill.by.slice(0, 1) } : {}),
  }).kill
  if (!found) return `recorded as killed by ${kill.by[0] ?? 'the checker'} in ${worldName(where)}, but it lives there`
  if (kill.by.length > 0 && found.by[0] !== kill.by[0]) {
    return `recorded as killed by ${kill.by[0] ?? 'the checker'}, but it is killed by ${found.by[0] ?? 'the checker'}`
  }
  return undefined
}
