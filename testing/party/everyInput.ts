// A party of this specification with every input that some configuration gives it; and which of its delays are long.
import { canonical } from '../../util/canonical.js'
import {
  combinations,
  configure,
  dimensions,
  type Configuration,
  type DimensionName,
  type NamedConfiguration,
} from '../../machines/configurations.js'
import { scopeNames, system, type Scope } from '../../machines/system.js'
import type { Party } from '../../model/party.js'

/** Delays of minutes and more beside seconds: a party alone is not timed to these. */
export const longDelays: readonly string[] = ['snooze', 'deepSleep', 'agentLifespan', 'grace']

const inputKey = (input: unknown): string => canonical(input ?? null)

const known = new Map<string, readonly Party[]>()

/** The parties of a configuration in a scope; worlds are many, and making them takes time. */
function partiesIn({ name, values }: NamedConfiguration, scope: Scope): readonly Party[] {
  const key = `${scope} ${name}`
  const parties = known.get(key) ?? system(values, scope).parties
  known.set(key, parties)
  return parties
}

const found = (name: string, configuration: NamedConfiguration, scope: Scope): readonly Party[] =>
  partiesIn(configuration, scope).filter((party) => party.name === name)

/** The dimensions that make a difference to what a party starts with. */
function dimensionsOf(name: string, scope: Scope): readonly DimensionName[] {
  const inputs = (changes: Partial<Configuration>): string =>
    found(name, configure(changes), scope)
      .flatMap((party) => party.inputs.map(inputKey))
      .join()
  const usual = inputs({})
  return dimensions
    .filter((dimension) => dimension.values.some((value) => inputs({ [dimension.name]: value }) !== usual))
    .map((dimension) => dimension.name)
}

/** A party with every input that it has in some configuration, in any scope that contains it. */
export function withEveryInput(name: string): Party {
  const all = scopeNames.flatMap((scope) =>
    combinations(dimensionsOf(name, scope)).flatMap((configuration) => found(name, configuration, scope)),
  )
  const [first] = all
  if (!first) throw new Error(`no party '${name}'`)
  const inputs = all.flatMap((party) => party.inputs)
  return { ...first, inputs: [...new Map(inputs.map((input) => [inputKey(input), input])).values()] }
}
