// Runs by name: takes steps one after the other, and says where a run stops making sense.
import type { Story, StoryStep } from '../../model/result.js'
import type { Simulation, State, Taken } from './simulation.js'

/** What became of a list of step names. */
export interface Replay {
  readonly taken: readonly Taken[]
  /** The first name that no step has, and what was possible instead. */
  readonly stuck?: { readonly at: number; readonly name: string; readonly possible: readonly string[] }
}

/** Takes the steps of these names as far as they go. */
export function replay(simulation: Simulation, start: State, names: readonly string[]): Replay {
  const taken: Taken[] = []
  let state = start
  for (const name of names) {
    const next = simulation.take(state, name)
    if (!next) {
      const possible = simulation.options(state).map((option) => option.name)
      return { taken, stuck: { at: taken.length, name, possible } }
    }
    taken.push(next)
    state = next.state
  }
  return { taken }
}

/** Steps with the time at which each has happened: ticks make it pass. */
export function timed(steps: readonly StoryStep[], quantum: number): readonly StoryStep[] {
  let time = 0
  return steps.map((step) => {
    if (step.cause.kind === 'tick') time += quantum
    return { ...step, time }
  })
}

/** A run that is written down: as a verdict has it. */
export interface Written {
  readonly initial: Readonly<Record<string, number>>
  readonly steps: readonly string[]
  readonly marks: Readonly<Record<string, NonNullable<StoryStep['mark']>>>
  readonly loop?: number
}

/**
 * Tells a run again as a story.
 *
 * @throws Error where the machines have changed so that the run is none of theirs any more
 */
export function retell(simulation: Simulation, { initial, steps, marks, loop }: Written): Story {
  const start = simulation.start(initial)
  const { taken, stuck } = replay(simulation, start, steps)
  if (stuck) {
    const { at, name, possible } = stuck
    throw new Error(`step ${at + 1}, '${name}', cannot happen there; possible are: ${possible.join(', ')}`)
  }
  const told = timed(
    taken.map(({ step }) => step),
    simulation.world.quantum,
  )
  return {
    ...simulation.storyStart(start, initial),
    steps: told.map((step, index) => (marks[index] ? { ...step, mark: marks[index] } : step)),
    ...(loop === undefined ? {} : { loop }),
  }
}
