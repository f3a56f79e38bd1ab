// Random walks through a live world, from a seed: the same seed gives the same walk.
import type { World } from '../../model/world.js'
import { LiveWorld, type LiveOptions } from './actorWorld.js'
import type { Cause, Story, StoryStep } from '../../model/result.js'

/** Numbers from 0 up to 1. */
export type Random = () => number

/** Mulberry32 by Tommy Ettinger: 32 bits of state, good enough to choose steps by. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of some things, each as likely as the others. */
export const pick = <T>(random: Random, things: readonly T[]): T => {
  if (things.length === 0) throw new Error('nothing to choose from')
  return things[Math.floor(random() * things.length)]!
}

/** A world at the start of a walk, each party with an input drawn at random. */
export function startAtRandom(world: World, random: Random, options: Omit<LiveOptions, 'inputs'> = {}): LiveWorld {
  const inputs = Object.fromEntries(
    world.parties.map(({ name, inputs: all }) => [name, Math.floor(random() * all.length)]),
  )
  return new LiveWorld(world, { ...options, inputs })
}

/**
 * Takes steps at random.
 *
 * @param choose which of the enabled steps to take; each as likely as the others by default
 */
export function* walk(
  live: LiveWorld,
  random: Random,
  steps: number,
  choose: (enabled: readonly Cause[], random: Random) => Cause = (enabled) => pick(random, enabled),
): Generator<StoryStep, void, void> {
  for (let step = 0; step < steps; step++) yield live.take(choose(live.enabled(), random))
}

export interface RandomRunOptions {
  /** The same seed gives the same run. */
  readonly seed: number
  /** Steps at most. */
  readonly steps: number
}

/** A random run of a world from one of its initial states, each enabled step as likely as the others. */
export function randomRun(world: World, { seed, steps }: RandomRunOptions): Story {
  const random = randomFrom(seed)
  const live = startAtRandom(world, random)
  return { ...live.start, steps: [...walk(live, random, steps)] }
}
