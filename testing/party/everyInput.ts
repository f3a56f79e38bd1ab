// A party of a specification with every input that some configuration gives it.
import { canonical } from '../../util/canonical.js'
import type { NamedConfiguration } from '../../model/configuration.js'
import type { Party } from '../../model/party.js'
import { dimensionsThatTell } from '../../model/telling.js'
import type { Tested } from './tested.js'

const inputKey = (input: unknown): string => canonical(input ?? null)

const known = new WeakMap<Tested['system'], Map<string, readonly Party[]>>()

/** The parties of a configuration in a scope; worlds are many, and making them takes time. */
function partiesIn({ system }: Tested, { name, values }: NamedConfiguration, scope: string): readonly Party[] {
  const made = known.get(system) ?? new Map<string, readonly Party[]>()
  known.set(system, made)
  const key = `${scope} ${name}`
  const parties = made.get(key) ?? system(values, scope).parties
  made.set(key, parties)
  return parties
}

const found = (tested: Tested, name: string, configuration: NamedConfiguration, scope: string): readonly Party[] =>
  partiesIn(tested, configuration, scope).filter((party) => party.name === name)

/** The dimensions that make a difference to what a party starts with. */
const dimensionsOf = (tested: Tested, name: string, scope: string): readonly string[] =>
  dimensionsThatTell(tested.space, (configuration) =>
    found(tested, name, configuration, scope)
      .flatMap((party) => party.inputs.map(inputKey))
      .join(),
  )

/** A party with every input that it has in some configuration, in any scope that contains it. */
export function withEveryInput(tested: Tested, name: string): Party {
  const all = tested.scopes.flatMap((scope) =>
    tested.space
      .combinations(dimensionsOf(tested, name, scope))
      .flatMap((configuration) => found(tested, name, configuration, scope)),
  )
  const [first] = all
  if (!first) throw new Error(`no party '${name}'`)
  const inputs = all.flatMap((party) => party.inputs)
  return { ...first, inputs: [...new Map(inputs.map((input) => [inputKey(input), input])).values()] }
}
