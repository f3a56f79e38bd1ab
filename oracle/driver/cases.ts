// Test cases of a role beside its tours: random walks, and what goes wrong after each step of its life.
import { randomFrom, type Random } from '../../checker/semantics/randomWalk.js'
import type { Role } from '../belief/role.js'
import type { TestCase } from './hearing.js'
import { caseId, inputsOf, Recorder } from './recorder.js'
import { anEvent, Wanderer, type Reference } from './reference.js'

export interface WalkOptions {
  /** Types of inputs that are never sent: what an implementation leaves out. */
  readonly without: readonly string[]
}

/** Steps of a walk before its inputs are drawn anew. */
const episode = 25

/**
 * The inputs of one episode: each type is left out of every other one, so that what undoes everything is rare enough in
 * some of them for long stories (Groce et al., *Swarm testing*, 2012).
 */
function swarmOf(role: Role, inputs: readonly number[], random: Random): readonly number[] {
  const types = [...new Set(inputs.map((event) => role.table.events[event]!.type))]
  const kept = new Set(types.filter(() => random() < 0.5))
  const swarm = inputs.filter((event) => kept.has(role.table.events[event]!.type))
  return swarm.length > 0 ? swarm : inputs
}

/** Some of the time until the next timer, or any time. */
function someTime({ next, time }: Reference, random: Random): number {
  const most = next < Infinity && random() < 0.7 ? next - time - 1 : 20_000
  return 1 + Math.floor(random() * most)
}

/** A random walk of some steps; the same seed gives the same one. */
export function randomWalk(role: Role, seed: number, length: number, options: WalkOptions): TestCase {
  const random: Random = randomFrom(seed)
  const { local, input } = role.starts[Math.floor(random() * role.starts.length)]!
  const recorder = new Recorder(role, local)
  const inputs = inputsOf(role, options.without)
  const wanderer = new Wanderer(role)
  for (let left = length; left > 0; left -= episode) {
    if (role.journeys !== undefined && options.without.length === 0) role.journeys.lead(role, recorder, random)
    const swarm: Role = { ...role, hears: swarmOf(role, inputs, random) }
    for (let step = 0; step < Math.min(left, episode); step++) {
      const chance = random()
      wanderer.visit(recorder.run.local)
      if (chance < 0.1 && recorder.run.next < Infinity) recorder.elapse(swarm.hears)
      else if (chance < 0.2) recorder.advance(someTime(recorder.run, random))
      else if (chance < 0.5) recorder.send(wanderer.choose(recorder.run.local, random, swarm.hears))
      else recorder.send(anEvent(swarm, recorder.run.local, random))
    }
  }
  return { id: `${role.name}-walk-${seed}`, input, steps: recorder.steps }
}

/** Something goes wrong after each step of a life; none where the specification tells of no life to follow. */
export const sweepOf = (role: Role): readonly TestCase[] =>
  (role.journeys?.sweep(role, (local) => new Recorder(role, local)) ?? []).map(({ input, course: { steps } }) => ({
    id: caseId(role, 'cut', input, steps),
    input,
    steps,
  }))
