// The cone of influence: the part of a world that can make a difference to some of its parties.
import type { Condition, World } from '../../model/world.js'
import { SpecificationError } from '../../model/errors.js'

/** Both ends of everything that a channel carries. */
const endsOf = (world: World, channel: string): readonly string[] =>
  world.links.filter((link) => link.channel === channel).flatMap(({ from, to }) => [from, to])

/** The parties that a condition reads: those of its clauses, and both ends of each channel that must be empty. */
export function readBy(world: World, condition: Condition | undefined): readonly string[] {
  return [
    ...(condition?.parties ?? []).map(({ party }) => party),
    ...(condition?.emptyChannels ?? []).flatMap((channel) => endsOf(world, channel)),
  ]
}

/** The parties that reach one party directly: over a link, a stimulus condition, or the condition of a channel. */
function influencesOn(world: World, party: string): readonly string[] {
  const links = world.links.filter(({ to }) => to === party)
  const carriers = new Set(links.map(({ channel }) => channel))
  return [
    ...links.map(({ from }) => from),
    ...world.stimuli.filter((stimulus) => stimulus.party === party).flatMap(({ when }) => readBy(world, when)),
    ...world.channels.filter(({ name }) => carriers.has(name)).flatMap(({ up }) => readBy(world, up)),
  ]
}

/**
 * The parties that can influence some parties, these included, in the order of the world.
 *
 * @throws SpecificationError for a party that the world does not have
 */
export function coneOf(world: World, parties: readonly string[]): readonly string[] {
  const names = world.parties.map(({ name }) => name)
  const unknown = parties.find((name) => !names.includes(name))
  if (unknown !== undefined) {
    throw new SpecificationError(`no party '${unknown}' in this world; it has ${names.join(', ')}`)
  }
  const kept = new Set<string>()
  const agenda = [...parties]
  for (let next = agenda.pop(); next !== undefined; next = agenda.pop()) {
    if (kept.has(next)) continue
    kept.add(next)
    agenda.push(...influencesOn(world, next))
  }
  return names.filter((name) => kept.has(name))
}

/** The world restricted to the cone of some parties. Behaves, for them, exactly as the whole does. */
export function slice(world: World, parties: readonly string[]): World {
  const kept = coneOf(world, parties)
  if (kept.length === world.parties.length) return world
  const links = world.links.filter(({ to }) => kept.includes(to))
  const read = world.stimuli
    .filter(({ party }) => kept.includes(party))
    .flatMap(({ when }) => when?.emptyChannels ?? [])
  const carriers = new Set(links.map(({ channel }) => channel))
  const channels = new Set<string | undefined>([...carriers, ...read])
  for (const { name, up } of world.channels) {
    if (carriers.has(name)) up?.emptyChannels?.forEach((channel) => channels.add(channel))
  }
  return {
    ...world,
    parties: world.parties.filter(({ name }) => kept.includes(name)),
    links,
    channels: world.channels.filter(({ name }) => channels.has(name)),
    stimuli: world.stimuli.filter(({ party }) => kept.includes(party)),
  }
}
