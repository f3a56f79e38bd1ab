// Random walks through a space that no memory holds: they prove nothing, but what they find is found.
import { StepFault, Unbounded } from '../../model/errors.js'
import { Kernel } from '../nextState/nextState.js'
import { Observer, type Sighting } from '../monitor/onTheFly.js'
import type { SearchTask } from './task.js'
import type { Teacher } from '../nextState/transitionSource.js'
import { pick, randomFrom } from '../semantics/randomWalk.js'

export interface SwarmOptions {
  /** The first walk starts from it, each other one from the next number. */
  readonly seed: number
  readonly walks: number
  /** Steps of a walk at most. */
  readonly steps: number
}

/** What a swarm did. */
export interface Swarm extends SwarmOptions {
  /** Steps taken in all walks. */
  readonly taken: number
  readonly sightings: readonly Sighting[]
}

/** How many steps a state has; none that can be walked where one of them goes astray, or to where no table reaches. */
function expanded(kernel: Kernel, state: Uint32Array): number {
  try {
    return kernel.expand(state, 0)
  } catch (error) {
    if (error instanceof StepFault || error instanceof Unbounded) return 0
    throw error
  }
}

/** Walks at random. The depth of a sighting is that of the walk that it was on, not the least one. */
export function swarm(task: SearchTask, teacher: Teacher, { seed, walks, steps }: SwarmOptions): Swarm {
  const { shape, starts, observed, watched, quantum, tracked, knowledge } = task
  const { words } = shape
  const kernel = new Kernel(shape, teacher, knowledge)
  const observer = new Observer(shape, teacher, observed, watched, quantum, tracked)
  const state = new Uint32Array(words)
  const places = Array.from({ length: starts.length / words }, (_, index) => index * words)
  let taken = 0
  for (let walk = 0; walk < walks; walk++) {
    const random = randomFrom(seed + walk)
    const place = pick(random, places)
    state.set(starts.subarray(place, place + words))
    kernel.look(state, 0)
    let mode = observer.start(observer.maskOf(kernel.values))
    for (let step = 1; step <= steps && mode >= 0; step++) {
      const count = expanded(kernel, state)
      if (count === 0) break
      const mask = observer.maskOf(kernel.values)
      const chosen = Math.floor(random() * count)
      mode = observer.step(mask, kernel.change[chosen]!, mode, step)
      state.set(kernel.next.subarray(chosen * words, (chosen + 1) * words))
      taken++
    }
  }
  return { seed, walks, steps, taken, sightings: observer.sightings }
}
