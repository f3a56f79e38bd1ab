// Stories run again with live actors.
import { expect } from 'vitest'
import type { LiveWorld } from '../../checker/semantics/actorWorld.js'
import type { Story } from '../../model/result.js'

/** Runs a story with live actors; the pictures of the world at each step. */
export function replay(live: LiveWorld, { steps }: Story): readonly string[] {
  const picture = (): string =>
    JSON.stringify([
      live.world.parties.map(({ name }) => {
        const snapshot = live.snapshot(name)
        const timers = live.timers(name).map(({ type, ticks }) => `${type} ${ticks}`)
        return [snapshot.value as unknown, snapshot.context as unknown, timers.sort()]
      }),
      live.world.channels.map(({ name }) => live.queue(name)),
      [...live.budgets],
    ])
  return [
    picture(),
    ...steps.map(({ mark, ...step }) => {
      expect(live.enabled()).toContainEqual(step.cause)
      expect(live.take(step.cause), `step marked ${mark}`).toEqual(step)
      return picture()
    }),
  ]
}
