// Stories of the verdicts, told again by the machines as they are now.
import type { Story } from '../../checker/result.js'
import { parseConfiguration } from '../../cli/names.js'
import { splitSteps } from '../draw/run.js'
import { retell } from '../simulator/replay.js'
import type { Setup } from '../simulator/simulation.js'
import type { StoryData, Verdicts } from './verdicts.js'

/** The world in which a story was found. */
export function setupOf({ explorations }: Verdicts, { exploration }: StoryData): Setup {
  const found = explorations[exploration]
  if (!found) throw new Error(`a story is of exploration ${exploration}; there are ${explorations.length}`)
  const { configuration, scope, parties, quantum } = found
  return { configuration: parseConfiguration(configuration), scope, parties, quantum }
}

/**
 * Tells a story of the verdicts again.
 *
 * @throws Error where the machines do not have this run any more: the verdicts are stale
 */
export const storyOf = (verdicts: Verdicts, data: StoryData): Story =>
  retell(setupOf(verdicts, data), { ...data, steps: splitSteps(data.steps) })
