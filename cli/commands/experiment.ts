// impspec experiment: for each reading the shortest run with one device after which both cannot look alike.
import { setImmediate as pause } from 'node:timers/promises'
import { readings, type DimensionName } from '../../machines/configurations.js'
import { experimentAssumptions, experimentText, instructionsOf } from '../../report/experiment.js'
import { printJson, type Io } from '../../report/terminal.js'
import { pick } from '../../verification/configurationNames.js'
import { UsageError } from '../../verification/errors.js'
import { exitCodes } from '../../verification/exitCodes.js'
import type { ExperimentBounds } from '../../checker/experiment/strategy.js'
import {
  cheapest,
  experimentWith,
  matters,
  usualEffort,
  type Experiment,
} from '../../verification/experiment/experiments.js'
import { assumptions } from '../../verification/experiment/laboratory.js'
import { parseProduct } from '../../verification/impSpace.js'
import { wholeNumber } from '../../verification/optionValues.js'
import { helpText } from '../terminal/help.js'
import type { Program } from '../terminal/program.js'
import { statusLine } from '../terminal/progress.js'

export interface ExperimentOptions {
  readonly reading?: readonly string[]
  readonly configuration?: string
  readonly turns?: number
  readonly json?: boolean
}

/** A product by its name. @throws UsageError where it says which reading is right: that is what is asked */
function productOf(name: string): ReturnType<typeof parseProduct> {
  const product = parseProduct(name)
  const said = name.split(',').map((part) => part.split('=')[0]!.trim())
  const known = readings.find((reading) => said.includes(reading))
  if (known === undefined) return product
  throw new UsageError(
    `--configuration names ${known}, which is what is open: an experiment takes choices and proposals only`,
  )
}

/** The experiment for one reading with the product that was asked for, or the cheapest one. */
function found(reading: DimensionName, configuration: string | undefined, effort: ExperimentBounds): Experiment {
  if (configuration === undefined) return cheapest(reading, effort)
  const product = productOf(configuration)
  if (matters(reading, product.values)) return experimentWith(reading, product, effort)
  throw new UsageError(`${reading} makes no difference in ${product.name}: nothing can be seen of it there`)
}

/** Runs the command. */
export async function experiments(options: ExperimentOptions, io: Io): Promise<number> {
  const asked = pick(
    readings,
    (name) => name,
    options.reading ?? readings,
    'reading',
    `there are ${readings.join(', ')}`,
  )
  const effort = { ...usualEffort, ...(options.turns === undefined ? {} : { turns: options.turns }) }
  const status = statusLine(io)
  const results: Experiment[] = []
  for (const reading of asked) {
    status.show(() => `looking for an experiment that decides ${reading}`)
    await pause()
    if (io.signal.aborted) break
    results.push(found(reading, options.configuration, effort))
  }
  status.clear()
  const code =
    results.length < asked.length
      ? exitCodes.incomplete
      : results.every(({ plan }) => plan !== undefined)
        ? exitCodes.asExpected
        : exitCodes.differs
  if (options.json) {
    const all = results.map((one) => ({
      ...one,
      ...(one.plan ? { instructions: instructionsOf(one.plan, one.values) } : {}),
    }))
    printJson(io, { exitCode: code, assumptions, experiments: all })
  } else {
    const parts = [...results.map((one) => experimentText(one, io.columns)), experimentAssumptions(io.columns)]
    io.stdout.write(`${parts.join('\n\n')}\n`)
  }
  return code
}

/** What the command means by the exit codes. */
const meanings = {
  0: 'there is an experiment that decides each reading',
  1: 'some reading is not decided by any run within the bounds',
  2: 'interrupted before all were looked for',
  4: null,
}

/** Adds the command to the program. */
export function register({ sub, io, end }: Program): void {
  sub('experiment', 'how to find out at the bench, with one device, which reading of the sources is right')
    .option('--reading <name...>', `only these readings: ${readings.join(', ')}`)
    .option(
      '--configuration <name>',
      'with this product: dimension=value,...; by default the one that makes it shortest',
    )
    .option('--turns <n>', `turns at most: things to do and waits; ${usualEffort.turns} by default`, (text: string) =>
      wholeNumber('--turns', text, 1),
    )
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      helpText(
        [
          'experiment --reading lateConnection',
          'experiment --reading disabledBlinkup --configuration enableBlinkup=never',
        ],
        meanings,
      ),
    )
    .action(async (options: ExperimentOptions) => end(await experiments(options, io)))
}
