// impspec causes: BlinkUp succeeded on the phone, and the device never appears: what can it be?
import { causesText, ruledOut, toldCause } from '../../report/causes.js'
import { printJson, type Io } from '../../report/terminal.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { causesIn, questionOf } from '../../verification/experiment/deviceNeverAppears.js'
import { parseProduct } from '../../verification/impSpace.js'
import { wholeNumber } from '../../verification/optionValues.js'
import { helpText } from '../terminal/help.js'
import type { Program } from '../terminal/program.js'

export interface CausesOptions {
  readonly configuration?: string
  readonly together?: number
  readonly json?: boolean
}

/** Runs the command. */
export function causes({ configuration = 'baseline', together = 2, json }: CausesOptions, io: Io): number {
  const product = parseProduct(configuration)
  const found = causesIn(product.values, together)
  const { world } = questionOf(product.values)
  if (json) {
    printJson(io, {
      configuration: product.name,
      together,
      causes: found.map((one) => ({ ...one, told: toldCause(one, world) })),
      ruledOut: ruledOut(found).map(({ name }) => name),
    })
  } else io.stdout.write(`${causesText(found, world, together, io.columns)}\n`)
  return exitCodes.asExpected
}

/** What the command means by the exit codes. */
const meanings = { 0: 'the causes are listed', 1: null, 2: null, 4: null }

/** Adds the command to the program. */
export function register({ sub, io, end }: Program): void {
  sub('causes', 'BlinkUp succeeded on the phone, the device never appears: every cause, shortest run first')
    .option('--configuration <name>', 'in this product: baseline, or dimension=value,...', 'baseline')
    .option('--together <n>', 'things that go wrong in one run at most; 2 by default', (text: string) =>
      wholeNumber('--together', text, 1),
    )
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', helpText(['causes', 'causes --configuration power=battery'], meanings))
    .action((options: CausesOptions) => end(causes(options, io)))
}
