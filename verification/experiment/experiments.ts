// The experiment for each reading: what of the worlds the reading decides about, and in which product it is cheapest.
import type { Candidate, ExperimentQuestion, Plan } from '../../checker/experiment/hands.js'
import { experiment, type ExperimentBounds, type ExperimentResult } from '../../checker/experiment/strategy.js'
import {
  combinations,
  dimensions,
  oneAtATime,
  readings,
  type Configuration,
  type DimensionName,
  type NamedConfiguration,
} from '../../machines/configurations.js'
import { worldWithin } from '../../machines/system.js'
import type { World } from '../../model/world.js'
import { impSpace } from '../impSpace.js'
import { accessPoint, delay, handOf, laboratory, patience, sight } from './laboratory.js'

/** How far a plan is looked for. */
export const usualEffort: ExperimentBounds = { turns: 14, sets: 100_000 }

/** An experiment that decides a reading in a product, or how far one was looked for. */
export interface Experiment extends Omit<ExperimentResult, 'plan'> {
  readonly reading: DimensionName
  /** The product that it is made with. */
  readonly configuration: string
  /** What the answers of the plan stand for: values of the reading. */
  readonly values: readonly string[]
  /** How many worlds it decides between: those of the reading, in each combination of the others. */
  readonly worlds: number
  readonly plan?: Plan
}

/** A world in which devices leave the factory without settings, and one end user is enough. */
export const simplified = (world: World): World => ({
  ...world,
  parties: world.parties.map((party) =>
    party.name === 'device'
      ? { ...party, inputs: party.inputs.filter((input) => (input as { network: string }).network === 'none') }
      : party,
  ),
  stimuli: world.stimuli.filter(({ event }) => event['plan'] !== 'B'),
})

/** What two worlds of experiments can differ in. */
const contentOf = ({ parties, links, stimuli }: World): string =>
  JSON.stringify([parties.map(({ inputs }) => inputs), links, stimuli.map(({ id }) => id)])

/** The values of a reading. */
export const valuesOf = (reading: DimensionName): readonly string[] =>
  dimensions.find(({ name }) => name === reading)!.values

/** The worlds of a product under each value of a reading, whatever the other readings are; worlds that are alike once. */
function candidatesOf(reading: DimensionName, product: Configuration): readonly Candidate[] {
  const others = combinations(readings.filter((name) => name !== reading))
  const found = valuesOf(reading).flatMap((value, answer) =>
    others.map(({ values }) => {
      const open = Object.fromEntries(readings.map((name) => [name, values[name]]))
      const world = simplified(worldWithin({ ...product, ...open, [reading]: value }, laboratory))
      return { world, answer, content: contentOf(world) }
    }),
  )
  return found.filter(
    ({ content, answer }, at) =>
      found.findIndex((other) => other.content === content && other.answer === answer) === at,
  )
}

/** Whether a reading makes any difference in a product, as far as experiments go. */
export function matters(reading: DimensionName, product: Configuration): boolean {
  const contents = candidatesOf(reading, product).map(({ world }) => contentOf(world))
  return new Set(contents).size === contents.length
}

/** The question which value of a reading is right, asked of a product. */
export const questionOf = (reading: DimensionName, product: Configuration): ExperimentQuestion => ({
  candidates: candidatesOf(reading, product),
  handOf,
  switches: [accessPoint],
  sight,
  patience,
  delay,
})

/** The shortest experiment with one product. */
export function experimentWith(
  reading: DimensionName,
  { name, values: product }: NamedConfiguration,
  effort: ExperimentBounds,
): Experiment {
  const question = questionOf(reading, product)
  const found = experiment(question, effort)
  return { reading, configuration: name, values: valuesOf(reading), worlds: question.candidates.length, ...found }
}

const choices = new Set<string>(dimensions.filter(({ kind }) => kind === 'choice').map(({ name }) => name))

/** The usual product, and those that differ from it in one choice; of these, those in which a reading makes a difference. */
const productsFor = (reading: DimensionName): readonly NamedConfiguration[] =>
  oneAtATime.filter(
    ({ name, values }) =>
      (name === 'baseline' || choices.has(name.split('=')[0]!)) &&
      impSpace.whyImpossible(values) === undefined &&
      matters(reading, values),
  )

/** Bounds that are tried one after the other, in each product, before a greater one is tried in any. */
const stages: readonly number[] = [7, 9, Infinity]

/**
 * An experiment for a reading: in the usual product if that decides within a bound, or else, of those that differ from it in
 * one choice, in the one that takes the fewest turns; or else within the next bound.
 */
export function cheapest(reading: DimensionName, effort: ExperimentBounds = usualEffort): Experiment {
  const [first, ...others] = productsFor(reading)
  const usual = first!.name === 'baseline' ? [first!] : []
  const rest = usual.length > 0 ? others : [first!, ...others]
  for (const stage of stages) {
    const bounds = { ...effort, turns: Math.min(stage, effort.turns) }
    for (const products of [usual, rest]) {
      const found = products.map((product) => experimentWith(reading, product, bounds))
      const [best] = found.filter(({ plan }) => plan !== undefined).sort((one, other) => one.turns - other.turns)
      if (best) return best
    }
    if (stage >= effort.turns) break
  }
  return experimentWith(reading, first!, effort)
}
