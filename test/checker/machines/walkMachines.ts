// Random machines, each walked through as tables and as live actors side by side.
import fc from 'fast-check'
import { compile } from '../../../checker/compile/compile.js'
import { describeDifference, disagreement } from '../../../checker/semantics/agreement.js'
import { pick, type Random } from '../../../checker/semantics/randomWalk.js'
import type { Cause } from '../../../model/result.js'
import { FeatureCount } from './features.js'
import { worldOf } from './machineOf.js'
import { machineShapes } from './shapes.js'

/** Whatever can be refused of a machine that is drawn at random: by the words of the refusal. */
const refusals = {
  'a macrostep goes on and on': 'microsteps',
  'a cascade of two parties goes on and on': 'a cascade without end',
  'what is delayed is delayed once more': 'once more while it is delayed',
  'a service is started while it runs': 'while it runs',
  'a state is left and not entered again': 'does not enter it again',
  'it speaks when it starts': 'when it starts',
  'a cancel by an id that its other branch raises': 'nothing of that id is delayed',
  'the error of a service is forbidden by a wildcard': 'nothing handles that a service fails',
  'eventless transitions of two regions compete': 'it tells states apart that are equal',
} as const

/** Time goes on as often as something else happens. */
const timely = (enabled: readonly Cause[], random: Random): Cause => {
  const timed = enabled.filter(({ kind }) => kind === 'tick' || kind === 'timer')
  return pick(random, timed.length > 0 && random() < 0.5 ? timed : enabled)
}

export interface Sample {
  readonly seed: number
  /** Worlds of one machine or two that are not refused. */
  readonly worlds: number
  /** Walks through each of them, and steps of each walk. */
  readonly walks: number
  readonly steps: number
}

/** How many steps exercised each feature, how many worlds were refused and why, how many machines and steps there were. */
export interface Sampled {
  readonly features: ReadonlyMap<string, number>
  readonly refused: Readonly<Record<string, number>>
  readonly machines: number
  readonly steps: number
}

/**
 * Draws worlds, and walks through each of them.
 *
 * @throws the first difference between tables and actors, with the smallest world that shows it; and what is no refusal
 */
export function walkMachines({ seed, worlds, walks, steps }: Sample): Sampled {
  const features = new FeatureCount()
  const refused: Record<string, number> = {}
  const count = { machines: 0, steps: 0 }
  const oneOrTwo = fc.array(machineShapes, { minLength: 1, maxLength: 2 })
  fc.assert(
    fc.property(oneOrTwo, fc.nat(), (shapes, first) => {
      const differences: string[] = []
      const world = worldOf(shapes)
      try {
        const compiled = compile(world)
        for (let walk = 0; walk < walks && differences.length === 0; walk++) {
          features.begin()
          const difference = disagreement(world, {
            seed: first + walk,
            steps,
            compiled,
            choose: timely,
            inspect: features.inspect,
            onStep: features.onStep,
          })
          if (difference) differences.push(describeDifference(difference))
        }
      } catch (error) {
        const [why] = Object.entries(refusals).find(([, words]) => (error as Error).message.includes(words)) ?? []
        if (why === undefined || !['SpecificationError', 'StepFault'].includes((error as Error).name)) throw error
        refused[why] = (refused[why] ?? 0) + 1
        fc.pre(false)
      }
      if (differences.length > 0) throw new Error(differences.join('\n'))
      count.machines += shapes.length
      count.steps += walks * steps
    }),
    { seed, numRuns: worlds, maxSkipsPerRun: 20 },
  )
  return { features: features.exercised, refused, ...count }
}
