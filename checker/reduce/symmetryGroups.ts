// Which parts of a world may be exchanged: the declaration of the world is checked, and what properties name is left out.
import type { Channel, Condition, Link, Replica, Stimulus, World } from '../../model/world.js'
import type { Formula, Predicate, Property } from '../../model/property.js'
import { canonical } from '../../util/canonical.js'
import { SpecificationError } from '../../model/errors.js'
import { formulasOf } from '../../model/formula.js'

/** What exchanging two replicas does to names. */
export interface Exchange {
  readonly party: (name: string) => string
  readonly channel: (name: string) => string
  readonly budget: (name: string) => string
}

const kinds = ['parties', 'channels', 'budgets'] as const

const exchanging = (here: readonly string[], there: readonly string[]): ((name: string) => string) => {
  const other = new Map([
    ...here.map((name, at) => [name, there[at]!] as const),
    ...there.map((name, at) => [name, here[at]!] as const),
  ])
  return (name) => other.get(name) ?? name
}

export const exchangeOf = (one: Replica, other: Replica): Exchange => ({
  party: exchanging(one.parties, other.parties),
  channel: exchanging(one.channels, other.channels),
  budget: exchanging(one.budgets, other.budgets),
})

export const budgetNames = ({ stimuli }: Pick<World, 'stimuli'>): readonly string[] => [
  ...new Set(stimuli.flatMap(({ id, budget, budgetName }) => (budget === undefined ? [] : [budgetName ?? id]))),
]

const identities = new WeakMap<object, number>()
let given = 0

/** Machines and questions are the same only if they are the same object. */
export function identity(thing: object): number {
  const known = identities.get(thing) ?? ++given
  identities.set(thing, known)
  return known
}

const conditionKey = (condition: Condition | undefined, { party, channel }: Exchange): string =>
  condition === undefined
    ? 'always'
    : canonical([
        (condition.parties ?? []).map((clause) => `${party(clause.party)} ${identity(clause.holds)}`).sort(),
        (condition.emptyChannels ?? []).map(channel).sort(),
      ])

const linkKey = ({ from, says, to, channel }: Link, exchange: Exchange): string =>
  `'${says}' from '${exchange.party(from)}' to '${exchange.party(to)}'` +
  (channel === undefined ? '' : ` over '${exchange.channel(channel)}'`)

const channelKey = ({ name, capacity, latency, up }: Channel, exchange: Exchange): string =>
  canonical([exchange.channel(name), capacity, latency.least, latency.most, conditionKey(up, exchange)])

const stimulusKey = ({ id, party, event, when, budget, budgetName }: Stimulus, exchange: Exchange): string =>
  canonical([
    exchange.party(party),
    event,
    conditionKey(when, exchange),
    ...(budget === undefined ? [] : [budget, exchange.budget(budgetName ?? id)]),
  ])

const nothing: Exchange = { party: (name) => name, channel: (name) => name, budget: (name) => name }

/** The first thing of which there are more after the exchange than before. */
function surplus<T>(
  things: readonly T[],
  keyOf: (thing: T, exchange: Exchange) => string,
  exchange: Exchange,
): T | undefined {
  const count = new Map<string, number>()
  for (const thing of things) {
    const key = keyOf(thing, nothing)
    count.set(key, (count.get(key) ?? 0) + 1)
  }
  return things.find((thing) => {
    const key = keyOf(thing, exchange)
    const left = count.get(key) ?? 0
    count.set(key, left - 1)
    return left === 0
  })
}

/** The parties that a party reaches within one step, itself included. */
function reached(links: readonly Link[], party: string): ReadonlySet<string> {
  const met = new Set([party])
  for (const one of met) {
    for (const { from, to, channel } of links) if (from === one && channel === undefined) met.add(to)
  }
  return met
}

/** A party in which the order shows in which several others are told of one event; links have an order of their own. */
function orderShowsIn(links: readonly Link[], exchange: Exchange): string | undefined {
  const told = new Map<string, string[]>()
  for (const { from, says, to, channel } of links) {
    if (channel !== undefined) continue
    const key = canonical([from, says])
    told.set(key, [...(told.get(key) ?? []), to])
  }
  for (const [key, receivers] of told) {
    const [from, says] = JSON.parse(key) as [string, string]
    const counterparts = told.get(canonical([exchange.party(from), says])) ?? []
    if (receivers.map(exchange.party).join() === counterparts.join()) continue
    const met = new Map<string, string>()
    for (const receiver of new Set(receivers)) {
      for (const party of reached(links, receiver)) {
        const first = met.get(party)
        if (first !== undefined) return `'${party}', which hears of '${says}' through '${first}' and '${receiver}'`
        met.set(party, receiver)
      }
    }
  }
  return undefined
}

/** What is different after the exchange of two replicas, in words; undefined where nothing is. */
function difference(world: World, one: Replica, other: Replica): string | undefined {
  const exchange = exchangeOf(one, other)
  for (const [at, name] of one.parties.entries()) {
    const [here, there] = [name, other.parties[at]!].map((of) => world.parties.find((party) => party.name === of)!)
    if (here!.machine !== there!.machine) return `the machines of '${name}' and '${there!.name}'`
    for (const field of ['inputs', 'hears', 'says'] as const) {
      const text = (of: readonly unknown[]): string =>
        of.map((value) => (value === undefined ? '' : canonical(value))).join()
      if (text(here![field]) !== text(there![field])) return `the ${field} of '${name}' and '${there!.name}'`
    }
  }
  const link = surplus(world.links, linkKey, exchange)
  if (link) return `link ${linkKey(link, nothing)}: there is no ${linkKey(link, exchange)}`
  const channel = surplus(world.channels, channelKey, exchange)
  if (channel) return `channel '${channel.name}' and '${exchange.channel(channel.name)}'`
  const stimulus = surplus(world.stimuli, stimulusKey, exchange)
  if (stimulus) return `stimulus '${stimulus.id}': '${exchange.party(stimulus.party)}' has none that corresponds to it`
  const shows = orderShowsIn(world.links, exchange)
  return shows && `the order of links shows in ${shows}`
}

/** A channel of one replica carries messages of that replica and of what is shared; a shared one those of the shared. */
function strayLink(world: World, replicas: readonly Replica[]): Link | undefined {
  const ownerOf = (kind: 'parties' | 'channels', name: string): number =>
    replicas.findIndex((replica) => replica[kind].includes(name))
  return world.links.find(({ from, to, channel }) => {
    if (channel === undefined) return false
    const owner = ownerOf('channels', channel)
    return [from, to].some((end) => ![-1, owner].includes(ownerOf('parties', end)))
  })
}

/**
 * Refuses a declaration of replicas that is not true of the world.
 *
 * @throws SpecificationError that names what is different
 */
export function validateReplicas(world: World): void {
  const replicas = world.replicas ?? []
  const existing = {
    parties: world.parties.map(({ name }) => name),
    channels: world.channels.map(({ name }) => name),
    budgets: budgetNames(world),
  }
  for (const kind of kinds) {
    const names = replicas.flatMap((replica) => replica[kind])
    const unknown = names.find((name) => !existing[kind].includes(name))
    if (unknown !== undefined) throw new SpecificationError(`replicas: there is no '${unknown}' among the ${kind}`)
    const twice = names.find((name, at) => names.indexOf(name) !== at)
    if (twice !== undefined) throw new SpecificationError(`replicas: '${twice}' is named twice among the ${kind}`)
    const [first, ...others] = replicas.map((replica) => replica[kind].length)
    if (others.some((length) => length !== first)) {
      throw new SpecificationError(`replicas: one has ${first} ${kind}, another has not; the same number expected`)
    }
  }
  checkClass(world, replicas)
}

function checkClass(world: World, replicas: readonly Replica[]): void {
  const stray = strayLink(world, replicas)
  if (stray) {
    throw new SpecificationError(
      `replicas: link ${linkKey(stray, nothing)} mixes messages of replicas in one channel; give each a channel of its own`,
    )
  }
  replicas.slice(1).forEach((other, at) => {
    const found = difference(world, replicas[at]!, other)
    if (found !== undefined) {
      throw new SpecificationError(`replicas ${at + 1} and ${at + 2} are not interchangeable: they differ in ${found}`)
    }
  })
}

/** Replicas as far as a slice contains them; those of which it contains the same, together. */
function withinSlice(world: World): readonly (readonly Replica[])[] {
  const existing = {
    parties: new Set(world.parties.map(({ name }) => name)),
    channels: new Set(world.channels.map(({ name }) => name)),
    budgets: new Set(budgetNames(world)),
  }
  const alike = new Map<string, Replica[]>()
  for (const replica of world.replicas ?? []) {
    const present = kinds.map((kind) => replica[kind].map((name) => existing[kind].has(name)))
    const [parties, channels, budgets] = kinds.map((kind, of) => replica[kind].filter((_, at) => present[of]![at]))
    if (parties!.length === 0) continue
    const key = JSON.stringify(present)
    alike.set(key, [...(alike.get(key) ?? []), { parties: parties!, channels: channels!, budgets: budgets! }])
  }
  return [...alike.values()]
}

/** A formula in which atoms are what they ask of whom, and the order of parts does not matter. */
function formulaKey(formula: Formula, predicates: Readonly<Record<string, Predicate>>, exchange: Exchange): string {
  const ask = (how: string, name: string): string => {
    const { party, holds } = predicates[name]!
    return `${how} ${exchange.party(party)} ${identity(holds)}`
  }
  const parts = (all: readonly Formula[]): string =>
    [...new Set(all.map((part) => formulaKey(part, predicates, exchange)))].sort().join(', ')
  if ('is' in formula) return ask('is', formula.is)
  if ('was' in formula) return ask('was', formula.was)
  if ('does' in formula) return ask('does', formula.does)
  if ('tick' in formula) return 'tick'
  if ('not' in formula) return `not (${formulaKey(formula.not, predicates, exchange)})`
  if ('and' in formula) return `and (${parts(formula.and)})`
  return `or (${parts(formula.or)})`
}

/** Whether a property says the same after the exchange of two replicas. */
function says({ pattern }: Property, predicates: Readonly<Record<string, Predicate>>, exchange: Exchange): boolean {
  const text = (of: Exchange): string =>
    formulasOf(pattern)
      .map((one) => formulaKey(one, predicates, of))
      .join('\n')
  return text(exchange) === text(nothing)
}

/**
 * Groups of replicas that may be exchanged without changing the world or what the properties say of it; each of two or
 * more.
 *
 * @param world the whole world or a slice of it
 * @throws SpecificationError where the world is not what its `replicas` declare
 */
export function interchangeable(
  world: World,
  predicates: Readonly<Record<string, Predicate>>,
  properties: readonly Property[],
): readonly (readonly Replica[])[] {
  return withinSlice(world).flatMap((alike) => {
    checkClass(world, alike)
    const groups: Replica[][] = []
    for (const replica of alike) {
      const group = groups.find(([first]) => {
        const exchange = exchangeOf(first!, replica)
        return properties.every((property) => says(property, predicates, exchange))
      })
      if (group) group.push(replica)
      else groups.push([replica])
    }
    return groups.filter(({ length }) => length > 1)
  })
}
