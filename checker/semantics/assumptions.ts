// What is assumed of the environment and of time, in words: of a world as a whole, and of one step of a story.
import type { Stimulus, World } from '../../model/world.js'
import type { Cause } from '../../model/result.js'

const times = (budget: number): string =>
  budget === 0 ? 'never' : budget === 1 ? 'at most once' : `at most ${budget} times`

const budgetNameOf = ({ id, budgetName }: Stimulus): string => budgetName ?? id

const freely = 'may elapse at any time after one tick, or never'

/** What is assumed of the environment, in words. */
export function assumptionsOf(world: World): readonly string[] {
  const { assumptions, stimuli, channels, freeDelays } = world
  const shared = new Map<string, { readonly budget: number; readonly ids: string[] }>()
  for (const stimulus of stimuli) {
    const { id, budget } = stimulus
    if (budget === undefined) continue
    const name = budgetNameOf(stimulus)
    const entry = shared.get(name) ?? { budget, ids: [] }
    entry.ids.push(id)
    shared.set(name, entry)
  }
  return [
    ...assumptions,
    ...[...shared.values()].map(
      ({ budget, ids }) => `${ids.join(', ')}: ${times(budget)}${ids.length > 1 ? ' together' : ''}`,
    ),
    ...stimuli.flatMap(({ id, when }) => (when ? [`${id}: only when ${when.text}`] : [])),
    ...channels.flatMap(({ name, capacity, latency: { least, most }, up }) => [
      `channel ${name}: ${capacity} messages at most, each delivered after ${least} to ${most} ms`,
      ...(up ? [`channel ${name}: keeps messages only when ${up.text}`] : []),
    ]),
    ...freeDelays.map((delay) => `delay ${delay}: ${freely}`),
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
