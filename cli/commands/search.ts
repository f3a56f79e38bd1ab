// impspec search: safety properties over spaces too large for a graph: exact while memory lasts, hashed beyond, then at random.
import { assumptionText } from '../../report/assumptions.js'
import {
  checkAtScale,
  type Engine,
  type ScaleOptions,
  type ScaleResult,
  type ScaleVerdict,
} from '../../checker/checkAtScale.js'
import { expectedVerdict } from '../../model/specification/expected.js'
import type { SpecifiedProperty } from '../../model/specification/module.js'
import { statusLine } from '../terminal/progress.js'
import { shapeOf, type FleetShapeOptions, withFleet } from '../options/fleetShape.js'
import { printJson, type Io } from '../../report/terminal.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { UsageError } from '../../verification/errors.js'
import { parseConfiguration, pick } from '../../verification/configurationNames.js'
import { parseProduct } from '../../verification/impSpace.js'
import { scopeNamed, type Specification } from '../../verification/specification.js'
import { storyText } from '../../report/story.js'
import { columns, counted, indented } from '../../report/text.js'
import type { Program } from '../terminal/program.js'
import { helpText, scopeHelp } from '../terminal/help.js'
import { wholeNumber } from '../../verification/optionValues.js'
import { Option } from 'commander'
import { withEffort, withMemory } from '../options/effort.js'

export interface SearchOptions extends Partial<Omit<FleetShapeOptions, 'time'>> {
  readonly timed?: boolean
  readonly property?: readonly string[]
  readonly configuration: string
  readonly scope?: string
  readonly engine?: Engine
  readonly workers?: number
  readonly maxMemory?: number
  readonly maxStates?: number
  readonly seed?: number
  readonly json?: boolean
}

/** What is to be searched, and for what. */
async function asked(specification: Specification, options: SearchOptions) {
  const { system, predicates, properties, space, foreign } = specification
  const configuration = parseConfiguration(options.configuration, space)
  const choose = (of: readonly SpecifiedProperty[], where: string): readonly SpecifiedProperty[] => {
    const safety = of.filter(({ pattern }) => pattern.kind !== 'response')
    if (!options.property) return safety
    return pick(safety, ({ id }) => id, options.property, 'property', `of those that can be searched for ${where}`)
  }
  if (options.devices !== undefined) {
    if (foreign) throw new UsageError('--devices is about a fleet of ours: it goes without --specification')
    const { fleet } = await import('../../machines/fleet/index.js')
    const { fleetPredicates, fleetProperties } = await import('../../properties/claims/fleet.js')
    const { devices, life = 'calm', timed = false } = options
    const configuration = parseProduct(options.configuration)
    const shape = shapeOf({ ...options, devices, life, time: timed }, configuration)
    const chosen = choose(fleetProperties(shape), 'in a fleet')
    return { configuration, predicates: fleetPredicates(shape), chosen, world: fleet(configuration.values, shape) }
  }
  const ofFleets = (['stagger', 'life', 'orders', 'budget', 'timed'] as const).find(
    (name) => options[name] !== undefined,
  )
  if (ofFleets) throw new UsageError(`--${ofFleets} is about a fleet: say how many --devices there are`)
  const scope = scopeNamed(specification, options.scope ?? specification.scope)
  const chosen = choose(
    properties.filter((one) => (one.scope ?? specification.scope) === scope),
    `in the scope '${scope}'`,
  )
  return { configuration, predicates, chosen, world: system(configuration.values, scope) }
}

/** How the states were kept, in words: what a verdict that something holds is worth. */
function storageInWords({ exploration }: ScaleResult): string {
  const { storage, omission, complete, stopped, because, swarm } = exploration
  const kept =
    storage === 'exact'
      ? 'exact storage: no state was taken for another'
      : `hashed storage: a given state was left out with a chance of at most ${omission.toExponential(1)}`
  const ended = complete
    ? 'every reachable state'
    : `INCOMPLETE (stopped by ${stopped === undefined ? 'a fault of the model' : (because ?? stopped)})`
  const walked = swarm
    ? [`then ${counted(swarm.taken, 'step')} in ${counted(swarm.walks, 'random walk')} from seed ${swarm.seed}`]
    : []
  return [ended, kept, ...walked].join('; ')
}

const astrayInWords = ({ message, depth }: NonNullable<ScaleResult['exploration']['fault']>): string =>
  `✗ a step goes astray, ${counted(depth, 'step')} from a start: ${message}; impspec verify tells the run`

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`

function rowOf({ verdict, property, depth, atRandom, why }: ScaleVerdict, expected: string): readonly string[] {
  const mark = verdict === 'incomplete' ? '?' : verdict === expected ? '✓' : '✗'
  const where =
    depth === undefined ? '' : atRandom ? `at step ${depth} of a random walk` : `${counted(depth, 'step')} from a start`
  return [`${mark} ${verdict === 'incomplete' ? 'INCOMPLETE' : verdict}`, property, why ?? where]
}

const progressInWords = (progress: Parameters<NonNullable<ScaleOptions['onProgress']>>[0]): string =>
  'nodes' in progress
    ? `${counted(progress.states, 'state')} in ${counted(progress.nodes, 'node')}, ${megabytes(progress.bytes)}`
    : `${counted(progress.states, 'state')}, ${counted(progress.frontier, 'state')} ahead, depth ${progress.depth}, ` +
      megabytes(progress.bytes)

/** What was gone through, and what it took. */
function effortInWords({ exploration }: ScaleResult): string {
  const { states, transitions, depth, bytes, nodes, milliseconds, workers } = exploration
  const gone = [
    `${counted(states, 'state')} and ${counted(transitions, 'transition')}`,
    ...(depth === undefined ? [] : [`at most ${counted(depth, 'step')} from a start`]),
  ]
  const time = `in ${(milliseconds / 1000).toFixed(1)} s with ${counted(workers, 'thread')}`
  const perState = bytes / Math.max(1, states)
  const memory = [
    ...(nodes === undefined ? [] : [`a decision diagram of ${counted(nodes, 'node')}`]),
    megabytes(bytes),
    `${perState < 0.1 ? perState.toExponential(1) : perState.toFixed(1)} bytes a state`,
  ]
  return `${[...gone, time].join(', ')}; ${memory.join(', ')}`
}

/** Runs the command. */
export async function search(specification: Specification, options: SearchOptions, io: Io): Promise<number> {
  const { configuration, predicates, chosen, world } = await asked(specification, options)
  if (chosen.length === 0) throw new UsageError('no property to search for')
  const { show, clear } = statusLine(io)
  const result = await checkAtScale(world, predicates, chosen, {
    ...(options.engine === undefined ? {} : { engine: options.engine }),
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    ...(options.maxMemory === undefined ? {} : { maxMemory: options.maxMemory }),
    ...(options.maxStates === undefined ? {} : { maxStates: options.maxStates }),
    ...(options.seed === undefined ? {} : { swarm: { seed: options.seed } }),
    signal: io.signal,
    onProgress: (progress) => show(() => progressInWords(progress)),
  })
  clear()
  const expected = chosen.map((property) => expectedVerdict(property, configuration.values).verdict)
  const { exploration, verdicts } = result
  const differs = verdicts.some(({ verdict }, index) => verdict !== 'incomplete' && verdict !== expected[index])
  const open = verdicts.some(({ verdict }) => verdict === 'incomplete')
  const found = differs ? exitCodes.differs : open ? exitCodes.incomplete : exitCodes.asExpected
  // A model that goes astray is refused, whatever else was found.
  const code = exploration.fault ? exitCodes.unreadable : found
  if (options.json) {
    const judged = verdicts.map((one, index) => ({ ...one, expected: expected[index] }))
    const assumptions = exploration.assumptions.map(assumptionText)
    const told = { ...exploration, assumptions }
    printJson(io, { exitCode: code, configuration: configuration.name, exploration: told, verdicts: judged })
    return code
  }
  const rows = verdicts.map((one, index) => rowOf(one, expected[index]!))
  const unexpected = verdicts.filter(({ verdict }, index) => verdict !== expected[index])
  const stories = unexpected.flatMap(({ property, story }) =>
    story ? [`${property}:`, '', storyText(story, { width: io.columns }), ''] : [],
  )
  io.stdout.write(
    [
      columns(['found', 'property', ''], rows, { width: io.columns, flexible: [2] }),
      '',
      ...stories,
      indented(effortInWords(result), io.columns, ''),
      indented(storageInWords(result), io.columns, ''),
      ...(exploration.fault ? [indented(astrayInWords(exploration.fault), io.columns, '')] : []),
      '',
    ].join('\n'),
  )
  return code
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  withFleet(withMemory(withEffort(sub('search', 'safety properties over a space too large for a graph'))))
    .option('--property <id...>', 'only these properties')
    .option('--configuration <name>', 'baseline, or dimension=value,...', 'baseline')
    .option('--scope <name>', scopeHelp)
    .option('--devices <n>', 'a fleet of so many devices', (text) => wholeNumber('--devices', text, 1))
    .option('--timed', 'delays elapse')
    .addOption(
      new Option(
        '--engine <name>',
        'sets of states as decision diagrams, or state by state; unless told symbolic, and explicit where memory does not suffice',
      ).choices(['symbolic', 'explicit']),
    )
    .option('--seed <n>', 'of the random walks that follow where memory does not suffice', (text) =>
      wholeNumber('--seed', text, 0),
    )
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      helpText(['search --scope installation', 'search --devices 5', 'search --devices 2 --life field --timed']),
    )
    .action(async (options: SearchOptions) => end(await search(await load(), options, io)))
}
