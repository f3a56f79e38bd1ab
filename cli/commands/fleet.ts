// impspec fleet: the properties of devices that share a cloud, decided over a space that is reduced where it may be.
import { runPool, siblingModule, type Outcome } from '../../checker/parallel/workerPool.js'
import type { ReducedExploration } from '../../checker/reduce/index.js'
import type { FleetRequest } from '../../verification/fleetWorker.js'
import { fleet as fleetOf } from '../../machines/fleet/index.js'
import { expectedVerdict } from '../../model/specification/expected.js'
import type { Expectation } from '../../model/specification/module.js'
import type { Property } from '../../properties/language/property.js'
import type { Verdict } from '../../model/property.js'
import { showing } from '../terminal/progress.js'
import { fleetPropertiesIn, shapeOf, type FleetShapeOptions, withFleet } from '../options/fleetShape.js'
import { printJson, type Io } from '../../report/terminal.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { parseProduct } from '../../verification/impSpace.js'
import { painter } from '../../report/paint.js'
import { columns, counted, indented } from '../../report/text.js'
import type { Program } from '../terminal/program.js'
import { helpText } from '../terminal/help.js'
import { wholeNumber } from '../../verification/optionValues.js'
import { withEffort } from '../options/effort.js'

export interface FleetCommandOptions extends FleetShapeOptions {
  readonly property?: readonly string[]
  readonly configuration: string
  readonly compare?: boolean
  readonly maxStates?: number
  readonly workers?: number
  readonly json?: boolean
  /** What commander makes of --no-symmetry, --no-partial-order. */
  readonly symmetry: boolean
  readonly partialOrder: boolean
}

/** States of one exploration at most, unless told: the reference search keeps them unpacked, in memory. */
const defaultStates = 2_000_000

/** One property of the fleet: what was expected, what came out, and how much had to be explored for it. */
interface Judged {
  readonly property: Property
  readonly expected: Expectation
  readonly actual: Verdict | 'incomplete' | 'crashed'
  readonly reduced: Outcome<ReducedExploration>
  /** With --compare: the same without reductions. */
  readonly full?: Outcome<ReducedExploration>
}

const verdictOf = (outcome: Outcome<ReducedExploration>): Judged['actual'] => {
  if (outcome.kind === 'crashed') return 'crashed'
  return outcome.kind === 'done' && outcome.result.fault === undefined
    ? outcome.result.verdicts[0]!.verdict
    : 'incomplete'
}

function exitCodeOf(judged: readonly Judged[]): number {
  if (judged.some(({ actual, full }) => actual === 'crashed' || full?.kind === 'crashed')) return exitCodes.ours
  const differs = ({ actual, expected }: Judged): boolean => actual !== 'incomplete' && actual !== expected.verdict
  if (judged.some(differs)) return exitCodes.differs
  return judged.some(({ actual }) => actual === 'incomplete') ? exitCodes.incomplete : exitCodes.asExpected
}

const sizeOf = (outcome: Outcome<ReducedExploration> | undefined): string => {
  if (outcome === undefined || outcome.kind === 'crashed') return ''
  if (outcome.kind === 'interrupted') return `${outcome.progress.states.toLocaleString('en-US')}+`
  return `${outcome.result.states.toLocaleString('en-US')}${outcome.result.complete ? '' : '+'}`
}

/** States that were explored, of all that there are; undefined where either is not known. */
function ratioOf({ reduced, full }: Judged): number | undefined {
  if (reduced.kind !== 'done' || full?.kind !== 'done') return undefined
  return reduced.result.complete && full.result.complete ? reduced.result.states / full.result.states : undefined
}

function reductionsInWords(outcome: Outcome<ReducedExploration>): string {
  if (outcome.kind !== 'done') return ''
  const { symmetry, partialOrder } = outcome.result
  const used = [
    ...symmetry.map((group) => `symmetry of ${group.length}`),
    ...(partialOrder.on ? ['partial order'] : []),
    ...(partialOrder.why === undefined ? [] : [`no partial order: ${partialOrder.why}`]),
  ]
  return used.join(', ') || 'none'
}

function table(judged: readonly Judged[], compare: boolean, width: number): string {
  const rows = judged.map((one) => {
    const { property, expected, actual, reduced, full } = one
    const mark = actual === 'incomplete' ? '?' : actual === expected.verdict ? '✓' : '✗'
    const ratio = ratioOf(one)
    return [
      `${mark} ${actual === 'incomplete' ? 'INCOMPLETE' : actual}`,
      property.id,
      sizeOf(reduced),
      ...(compare ? [sizeOf(full), ratio === undefined ? '' : `${(100 * ratio).toFixed(1)}%`] : []),
      reductionsInWords(reduced),
    ]
  })
  const heads = ['found', 'property', 'states', ...(compare ? ['in full', 'ratio'] : []), 'reductions']
  return columns(heads, rows, { width, flexible: [heads.length - 1] })
}

/** What needs words: a verdict that is not as expected, one that is and fails, a fault, a crash. */
function remarks(judged: readonly Judged[], io: Io): readonly string[] {
  const paint = painter(io.color)
  return judged.flatMap(({ property: { id, claim }, expected, actual, reduced }) => {
    if (reduced.kind === 'crashed') return [paint.bad(`✗ ${id}: ${reduced.message}`)]
    if (reduced.kind === 'done' && reduced.result.fault !== undefined) {
      return [paint.bad(`✗ ${id}: a run goes astray: ${reduced.result.fault}`)]
    }
    if (actual === 'incomplete') return []
    if (actual !== expected.verdict) {
      return [
        paint.bad(`✗ DIFFERS  ${id}`),
        indented(`${claim} Expected: ${expected.verdict}; found: ${actual}.`, io.columns),
      ]
    }
    return expected.because === undefined
      ? []
      : [indented(`${id} ${actual}, as expected: ${expected.because}`, io.columns, '')]
  })
}

function lastLine(code: number, interrupted: boolean, io: Io): string {
  const paint = painter(io.color)
  if (code === exitCodes.asExpected) return paint.good('✓ All verdicts are as expected.')
  if (code === exitCodes.differs) return paint.bad('✗ Some verdicts differ from what is expected.')
  if (code === exitCodes.incomplete)
    return paint.warn(`? INCOMPLETE: not all is decided.${interrupted ? ' Interrupted.' : ''}`)
  return paint.bad('✗ Some explorations crashed: a bug of ours, please report it.')
}

const summary = (outcome: Outcome<ReducedExploration>): unknown =>
  outcome.kind === 'done' ? { ...outcome.result, milliseconds: Math.round(outcome.result.milliseconds) } : outcome

/** Runs the command. */
export async function fleet(options: FleetCommandOptions, io: Io): Promise<number> {
  const configuration = parseProduct(options.configuration)
  const shape = shapeOf(options, configuration)
  const asked = fleetPropertiesIn(shape, options.property)
  const { symmetry, partialOrder, maxStates, workers, compare = false } = options
  const limit = { maxStates: maxStates ?? defaultStates }
  const request = (property: Property, reduce: FleetRequest['reduce']): FleetRequest => ({
    configuration: configuration.values,
    fleet: shape,
    property: property.id,
    reduce: { ...reduce, ...limit },
  })
  const progress = showing(io)
  const outcomes = await runPool<ReducedExploration>(
    [
      ...asked.map((property) => request(property, { symmetry, partialOrder })),
      ...(compare ? asked.map((property) => request(property, { symmetry: false, partialOrder: false })) : []),
    ],
    {
      entry: siblingModule('../../verification/fleetWorker', import.meta.url),
      signal: io.signal,
      onProgress: progress.show,
      ...(workers === undefined ? {} : { workers }),
    },
  )
  progress.clear()
  const judged = asked.map((property, at): Judged => ({
    property,
    expected: expectedVerdict(property, configuration.values),
    actual: verdictOf(outcomes[at]!),
    reduced: outcomes[at]!,
    ...(compare ? { full: outcomes[asked.length + at]! } : {}),
  }))
  const code = exitCodeOf(judged)
  const { assumptions } = fleetOf(configuration.values, shape)
  if (options.json) {
    printJson(io, {
      exitCode: code,
      configuration: configuration.name,
      fleet: shape,
      assumptions,
      judgements: judged.map((one) => ({
        property: one.property.id,
        expected: one.expected.verdict,
        ...(one.expected.because === undefined ? {} : { because: one.expected.because }),
        actual: one.actual,
        reduced: summary(one.reduced),
        ...(one.full ? { full: summary(one.full), ratio: ratioOf(one) ?? null } : {}),
      })),
    })
    return code
  }
  io.stdout.write(
    `${[
      `A fleet of ${counted(shape.devices, 'device')} in ${configuration.name}.`,
      painter(io.color).table(table(judged, compare, io.columns)),
      ...remarks(judged, io),
      ['Assumptions:', ...assumptions.map((text) => indented(`- ${text}`, io.columns))].join('\n'),
      lastLine(code, io.signal.aborted, io),
    ].join('\n\n')}\n`,
  )
  return code
}

/** Adds the command to the program. */
export function register({ sub, io, end }: Program): void {
  withFleet(withEffort(sub('fleet', 'devices that share a cloud: their properties, over a reduced space')), 'calm')
    .requiredOption('--devices <n>', 'how many', (text) => wholeNumber('--devices', text, 1))
    .option('--no-time', 'no delay elapses')
    .option('--property <id...>', 'only these properties')
    .option('--configuration <name>', 'baseline, or dimension=value,...', 'baseline')
    .option('--no-symmetry', 'tell interchangeable devices apart')
    .option('--no-partial-order', 'explore all orders of independent steps')
    .option('--compare', 'explore without reductions too, and print how much they leave')
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      helpText(['fleet --devices 3 --no-time --compare', 'fleet --devices 2 --stagger 1 --life failing']),
    )
    .action(async (options: FleetCommandOptions) => end(await fleet(options, io)))
}
