// impspec replay: a random run from its seed, watched by the properties, and the short story of what it violates.
import { prepare } from '../../checker/compile/prepare.js'
import type { CompiledWorld } from '../../checker/compile/compile.js'
import { explore, type Graph } from '../../checker/graph/explore.js'
import { LiveWorld } from '../../checker/semantics/actorWorld.js'
import type { Story } from '../../model/result.js'
import type { World } from '../../model/world.js'
import { expectedVerdict } from '../../model/specification/expected.js'
import type { SpecifiedProperty } from '../../model/specification/module.js'
import { drawRun, shrink, watch, type Run } from '../../testing/runs/randomRun.js'
import { printJson, type Io } from '../../report/terminal.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { UsageError } from '../../verification/errors.js'
import { parseConfiguration, pick } from '../../verification/configurationNames.js'
import { wholeNumber } from '../../verification/optionValues.js'
import { scopeNamed, type Specification } from '../../verification/specification.js'
import { storyDiagram, storyStart, storyTable } from '../../report/story.js'
import { counted } from '../../report/text.js'
import type { Program } from '../terminal/program.js'
import { helpText, scopeHelp } from '../terminal/help.js'

export interface ReplayOptions {
  readonly seed: string
  readonly steps: string
  readonly ignored: string
  readonly from: string
  readonly configuration: string
  readonly scope?: string
  readonly property?: readonly string[]
  readonly table?: boolean
  readonly json?: boolean
}

/** The properties of a scope that a finite run can violate. */
export const watchable = <P extends SpecifiedProperty>(
  properties: readonly P[],
  scope: string,
  usual = 'field',
): readonly P[] =>
  properties.filter(
    ({ pattern, scope: of }) => (of ?? usual) === scope && pattern.kind !== 'response' && pattern.kind !== 'reachable',
  )

/** A run as a story, taken by live actors. */
export function tellRun(world: World, { inputs, causes }: Run, quantum: number): Story {
  const live = new LiveWorld(world, { inputs, quantum })
  return { ...live.start, steps: causes.map((cause) => live.take(cause)) }
}

/** The command that shows a run again. */
export const replayCommand = (
  seed: number,
  steps: number,
  ignored: number,
  from: number,
  scope: string,
  configuration: string,
): string =>
  `impspec replay --seed ${seed} --steps ${steps} --ignored ${ignored} --from ${from} ` +
  `--scope ${scope} --configuration ${configuration}`

/** The first states of a world, from which runs may begin. */
export const beginnings = (world: CompiledWorld, states: number): Graph | undefined =>
  states === 0 ? undefined : explore(world, { maxStates: states })

function share(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= 1) return value
  throw new UsageError(`--ignored takes a share from 0 to 1, not '${text}'`)
}

/** Runs the command. */
export function replay(specification: Specification, options: ReplayOptions, io: Io): number {
  const { properties, predicates, system } = specification
  const seed = wholeNumber('--seed', options.seed, 0)
  const steps = wholeNumber('--steps', options.steps, 1)
  const ignored = share(options.ignored)
  const configuration = parseConfiguration(options.configuration, specification.space)
  const scope = scopeNamed(specification, options.scope ?? specification.scope)
  const all = watchable(properties, scope, specification.scope)
  const named = options.property
    ? pick(
        all,
        ({ id }) => id,
        options.property,
        'property',
        `a finite run of ${scope} can violate: ${all.map(({ id }) => id).join(', ')}`,
      )
    : all.filter((property) => expectedVerdict(property, configuration.values).verdict !== 'fails')
  const world = prepare(system(configuration.values, scope), predicates, named)
  const from = beginnings(world, wholeNumber('--from', options.from, 0))
  const { run, violation } = watch(world, drawRun(world, { seed, steps, ignored, ...(from ? { from } : {}) }), named)
  const short = violation ? shrink(world, run, violation.property) : run
  const story = tellRun(world.world, short, world.quantum)
  const violated = named.find(({ id }) => id === violation?.property.id)
  const expected = violated && expectedVerdict(violated, configuration.values).verdict
  if (options.json) {
    printJson(io, {
      seed,
      configuration: configuration.name,
      scope,
      drawn: run.causes.length,
      ...(violation ? { violated: violation.property.id, expected, shrunk: short.causes.length } : {}),
      ...story,
    })
  } else {
    const width = io.columns
    const title = violation
      ? `${violation.property.id} is violated at step ${violation.step + 1} of the run from seed ${seed}; ` +
        `${counted(short.causes.length, 'step is', 'steps are')} enough (expected: ${expected}).`
      : `No property is violated by the ${counted(run.causes.length, 'step')} of the run from seed ${seed}.`
    const diagram = [storyStart(story, { width }), storyDiagram(story, { width })]
    io.stdout.write(`${[title, ...diagram, ...(options.table ? [storyTable(story, { width })] : [])].join('\n\n')}\n`)
  }
  return violation && expected === 'holds' ? exitCodes.differs : exitCodes.asExpected
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  sub('replay', 'one random run, watched by the properties; what it violates is made short')
    .requiredOption('--seed <n>', 'the same seed gives the same run')
    .option('--steps <n>', 'steps at most', '200')
    .option('--from <n>', 'begin in one of the first n states, where some party is somewhere in particular', '0')
    .option('--ignored <share>', 'which share of the steps is an event that must be ignored', '0')
    .option('--configuration <name>', 'baseline, or dimension=value,...', 'baseline')
    .option('--scope <name>', scopeHelp)
    .option('--property <id...>', 'only these; by default all of the scope that are not expected to fail')
    .option('--table', 'also what changed, step by step')
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      helpText([
        'replay --seed 7 --from 20000',
        'replay --seed 1 --property switched-off-blinkup-is-off',
        'replay --seed 3 --scope polling --configuration installerApp=advised --ignored 0.2',
      ]),
    )
    .action(async (options: ReplayOptions) => end(replay(await load(), options, io)))
}
