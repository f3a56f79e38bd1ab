// Stories of the verdicts, told again by the machines as they are now.
import type { Story } from '../../model/result.js'
import { parseProduct } from '../../verification/impSpace.js'
import { splitSteps } from '../draw/run.js'
import { retell } from '../simulator/replay.js'
import { Simulation, type Setup } from '../simulator/simulation.js'
import type { ExplorationData, StoryData, Verdicts } from './verdicts.js'

/** The world in which a story was found. */
export function setupOf({ explorations }: Verdicts, { exploration }: StoryData): Setup {
  const found = explorations[exploration]
  if (!found) throw new Error(`a story is of exploration ${exploration}; there are ${explorations.length}`)
  const { configuration, scope, parties, quantum } = found
  return { configuration: parseProduct(configuration), scope, parties, quantum }
}

/** By exploration: compiled once, and all of its stories are told in it. */
const simulations = new WeakMap<ExplorationData, Simulation>()

/** The world of a story, to take its steps in. */
export function simulationOf(verdicts: Verdicts, story: StoryData): Simulation {
  const setup = setupOf(verdicts, story)
  const exploration = verdicts.explorations[story.exploration]!
  const known = simulations.get(exploration)
  if (known) return known
  const simulation = new Simulation(setup)
  simulations.set(exploration, simulation)
  return simulation
}

/**
 * Tells a story of the verdicts again.
 *
 * @throws Error where the machines do not have this run any more: the verdicts are stale
 */
export const storyOf = (verdicts: Verdicts, data: StoryData): Story =>
  retell(simulationOf(verdicts, data), { ...data, steps: splitSteps(data.steps) })
