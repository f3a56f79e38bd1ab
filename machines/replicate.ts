// Several copies of a world side by side, each with names of its own: what is alike in them is told as data.
import type { Channel, Condition, Link, Replica, Stimulus, World } from '../model/world.js'

/** `device` of the third copy is `device.3`; channels are named in the same way. */
export const nameIn = (copy: number, name: string): string => `${name}.${copy}`

const conditionIn = (copy: number, { text, parties, emptyChannels }: Condition): Condition => ({
  text: `${text} (${copy})`,
  ...(parties && { parties: parties.map(({ party, holds }) => ({ party: nameIn(copy, party), holds })) }),
  ...(emptyChannels && { emptyChannels: emptyChannels.map((channel) => nameIn(copy, channel)) }),
})

const linkIn = (copy: number, { from, says, to, channel }: Link): Link => ({
  from: nameIn(copy, from),
  says,
  to: nameIn(copy, to),
  ...(channel === undefined ? {} : { channel: nameIn(copy, channel) }),
})

const channelIn = (copy: number, { up, ...channel }: Channel): Channel => ({
  ...channel,
  name: nameIn(copy, channel.name),
  ...(up && { up: conditionIn(copy, up) }),
})

const stimulusIn = (copy: number, { when, budgetName, ...stimulus }: Stimulus): Stimulus => ({
  ...stimulus,
  id: `${copy}: ${stimulus.id}`,
  party: nameIn(copy, stimulus.party),
  description: `${stimulus.description} (${copy})`,
  ...(when && { when: conditionIn(copy, when) }),
  ...(budgetName === undefined ? {} : { budgetName: `${copy}: ${budgetName}` }),
})

const budgetsOf = ({ stimuli }: World): readonly string[] => [
  ...new Set(stimuli.flatMap(({ id, budget, budgetName }) => (budget === undefined ? [] : [budgetName ?? id]))),
]

const replicaOf = (world: World, copy: number): Replica => ({
  parties: world.parties.map(({ name }) => nameIn(copy, name)),
  channels: world.channels.map(({ name }) => nameIn(copy, name)),
  budgets: budgetsOf(world).map((name) => `${copy}: ${name}`),
})

/**
 * So many copies of a world that have nothing to do with each other, numbered from 1, as one world. Copies share their
 * machines, so that their tables are computed once.
 */
export function replicate(world: World, copies: number): World {
  const numbers = Array.from({ length: copies }, (_, index) => index + 1)
  return {
    parties: numbers.flatMap((copy) =>
      world.parties.map((party) => ({ ...party, name: nameIn(copy, party.name), title: `${party.title} ${copy}` })),
    ),
    links: numbers.flatMap((copy) => world.links.map((link) => linkIn(copy, link))),
    channels: numbers.flatMap((copy) => world.channels.map((channel) => channelIn(copy, channel))),
    stimuli: numbers.flatMap((copy) => world.stimuli.map((stimulus) => stimulusIn(copy, stimulus))),
    freeDelays: world.freeDelays,
    assumptions: world.assumptions,
    replicas: numbers.map((copy) => replicaOf(world, copy)),
  }
}
