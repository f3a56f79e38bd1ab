// What is assumed of the environment and of time: of a world as a whole, and of one step of a story.
import type { Stimulus, World } from '../../model/world.js'
import type { Assumption, Cause } from '../../model/result.js'

const times = (budget: number): string =>
  budget === 0 ? 'never' : budget === 1 ? 'at most once' : `at most ${budget} times`

const budgetNameOf = ({ id, budgetName }: Stimulus): string => budgetName ?? id

const freely = 'may elapse at any time after one tick, or never'

/** What is assumed of the environment and of time in a world. */
export function assumptionsOf(world: World): readonly Assumption[] {
  const { assumptions, stimuli, channels, freeDelays } = world
  const shared = new Map<string, { readonly most: number; readonly ids: string[] }>()
  for (const stimulus of stimuli) {
    const { id, budget } = stimulus
    if (budget === undefined) continue
    const name = budgetNameOf(stimulus)
    const entry = shared.get(name) ?? { most: budget, ids: [] }
    entry.ids.push(id)
    shared.set(name, entry)
  }
  return [
    ...assumptions.map((text) => ({ kind: 'stated', text }) as const),
    ...[...shared.values()].map(({ most, ids }) => ({ kind: 'budget', stimuli: ids, most }) as const),
    ...stimuli.flatMap(({ id, when }) => (when ? [{ kind: 'condition', stimulus: id, when: when.text } as const] : [])),
    ...channels.flatMap(({ name, capacity, latency: { least, most }, up }): readonly Assumption[] => [
      { kind: 'channel', channel: name, capacity, least, most },
      ...(up ? [{ kind: 'up', channel: name, when: up.text } as const] : []),
    ]),
    ...freeDelays.map((delay) => ({ kind: 'free', delay }) as const),
  ]
}

/** What is assumed of one step, in words; nothing of what happens at an exact time. */
export function assumedOf({ stimuli, channels, freeDelays }: World, cause: Cause): readonly string[] {
  switch (cause.kind) {
    case 'stimulus': {
      const stimulus = stimuli.find(({ id }) => id === cause.id)
      if (!stimulus) return []
      const { when, budget } = stimulus
      const together = stimuli.filter((one) => budgetNameOf(one) === budgetNameOf(stimulus)).length > 1
      return [
        ...(when ? [`only when ${when.text}`] : []),
        ...(budget === undefined ? [] : [`${times(budget)}${together ? `, with all ${budgetNameOf(stimulus)}` : ''}`]),
      ]
    }
    case 'delivery': {
      const { least, most } = channels.find(({ name }) => name === cause.channel)?.latency ?? { least: 0, most: 0 }
      return most === 0 ? [] : [`delivered after ${least} to ${most} ms`]
    }
    case 'timer':
      return freeDelays.includes(cause.delay) ? [freely] : []
    case 'tick':
      return []
  }
}
