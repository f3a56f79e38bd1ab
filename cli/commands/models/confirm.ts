// impspec confirm: a second opinion. The world is exported, another checker explores it, and both must have found the same.
import { isSafety } from '../../../checker/export/monitors.js'
import { pinsOf } from '../../../checker/export/pins.js'
import { promelaOf } from '../../../checker/export/promela.js'
import { tlaChecks, tlaplusOf } from '../../../checker/export/tlaplus.js'
import type { Property } from '../../../model/property.js'
import { painter } from '../../../report/paint.js'
import { printJson, type Io } from '../../../report/terminal.js'
import { columns } from '../../../report/text.js'
import { pick } from '../../../verification/configurationNames.js'
import { UsageError } from '../../../verification/errors.js'
import { exitCodes } from '../../../verification/exitCodes.js'
import { expectedOf, isFound } from '../../../verification/foreign/expected.js'
import { explorePins, missingLtsmin } from '../../../verification/foreign/ltsmin.js'
import { explorePromela, missing as missingSpin } from '../../../verification/foreign/spin.js'
import { exploreTla, missingTlc } from '../../../verification/foreign/tlc.js'
import type { Specification } from '../../../verification/specification.js'
import { helpText } from '../../terminal/help.js'
import type { Program } from '../../terminal/program.js'
import { statusLine } from '../../terminal/progress.js'
import { askedWorld, exploreAsked, withWorld, type Explored, type WorldOptions } from './askedWorld.js'

export interface ConfirmOptions extends WorldOptions {
  readonly with: string
  readonly json?: boolean
}

/** One thing that both have found. */
interface Compared {
  readonly what: string
  readonly ours: string | number
  readonly theirs: string | number
}

/** How another checker is asked. */
interface Tool {
  readonly title: string
  /** Why it cannot run here. */
  readonly missing: () => string | undefined
  readonly run: (explored: Explored, asking: Asking) => Promise<readonly Compared[]>
  /** Whether it is asked a property that is named. */
  readonly decides: (property: Property) => boolean
}

interface Asking {
  /** Whether each property is looked at with its monitor in the state: those that were named. */
  readonly alone: boolean
  readonly signal: AbortSignal
  readonly onProgress: (what: string) => void
}

const ending = (found: boolean): string => (found ? 'its monitor ends' : 'its monitor never ends')

const answering = (found: boolean): string => (found ? 'an answer is owed for ever' : 'every fair run answers')

/** Conditions of fairness from which TLC's tableau, which doubles with each, is too large. */
const conditionsForTlc = 4

const tlcDecides = (property: Property): boolean =>
  property.pattern.kind !== 'response' || property.pattern.fairness.length <= conditionsForTlc

async function withSpin({ graph, properties, heading }: Explored, asking: Asking): Promise<readonly Compared[]> {
  const safety = properties.filter(isSafety)
  const model = promelaOf(graph.world, { properties, heading })
  const numbers = asking.alone ? safety.map((_, number) => number) : []
  const [all, ...alone] = await explorePromela(model, [['JUDGE'], ...numbers.map((number) => [`PROPERTY=${number}`])], {
    states: graph.states.size + 1_000,
    signal: asking.signal,
    onProgress: asking.onProgress,
  })
  const expected = expectedOf(graph, properties)
  const told = (one: { readonly verdict: string; readonly exercised: number } | undefined): string =>
    one === undefined
      ? 'nothing'
      : `${one.verdict === 'needs -DPROPERTY' ? 'its case occurs' : `${one.verdict}, its case occurs`} ${one.exercised} times`
  return [
    { what: 'states, and the root', ours: expected.states, theirs: all!.states },
    { what: 'steps, and those of the root', ours: expected.transitions, theirs: all!.transitions },
    { what: 'errors of the model', ours: 0, theirs: all!.errors },
    ...safety.map(({ id }) => ({ what: id, ours: told(expected.judged[id]), theirs: told(all!.judged[id]) })),
    ...alone.map(({ errors }, number) => ({
      what: `${safety[number]!.id}, alone`,
      ours: ending(isFound(graph, safety[number]!)),
      theirs: ending(errors > 0),
    })),
  ]
}

async function withTlc({ graph, properties, heading }: Explored, asking: Asking): Promise<readonly Compared[]> {
  const { module } = tlaplusOf(graph.world, { properties, heading })
  asking.onProgress('TLC runs')
  const all = await exploreTla(module, 0, ['INVARIANT NoFault'], asking.signal)
  const compared: Compared[] = [
    { what: 'states', ours: graph.states.size, theirs: all.states },
    { what: 'steps, and initial states', ours: graph.transitions + graph.starts.length, theirs: all.generated },
    { what: 'errors of the model', ours: 0, theirs: all.violated === undefined ? 0 : 1 },
  ]
  for (const [index, property] of properties.entries()) {
    if (!asking.alone || !tlcDecides(property)) continue
    asking.onProgress(`TLC runs for ${property.id}`)
    const { check, violation } = tlaChecks(properties)[index]!
    const { violated } = await exploreTla(module, index + 1, ['INVARIANT NoFault', check], asking.signal)
    const found = isFound(graph, property)
    const say = isSafety(property) ? ending : answering
    compared.push({ what: property.id, ours: say(found), theirs: say(violated === violation) })
  }
  return compared
}

async function withLtsmin({ graph, properties, heading }: Explored, asking: Asking): Promise<readonly Compared[]> {
  const safety = properties.filter(isSafety)
  const alone = asking.alone ? safety : []
  const runs = alone.map((_, number) => ({ macros: [`PROPERTY=${number}`], invariant: '!ended' }))
  const [all, ...each] = await explorePins(
    pinsOf(graph.world, { properties, heading }),
    [{ macros: [], invariant: '!fault' }, ...runs],
    { states: graph.states.size, signal: asking.signal, onProgress: asking.onProgress },
  )
  return [
    { what: 'states, and the root', ours: graph.states.size + 1, theirs: all!.states },
    { what: 'steps, and those of the root', ours: graph.transitions + graph.starts.length, theirs: all!.transitions },
    { what: 'errors of the model', ours: 0, theirs: Number(all!.violated) },
    ...alone.map((property, number) => ({
      what: property.id,
      ours: ending(isFound(graph, property)),
      theirs: ending(each[number]!.violated),
    })),
  ]
}

const tools: Readonly<Record<string, Tool>> = {
  spin: { title: 'SPIN', missing: missingSpin, run: withSpin, decides: isSafety },
  tlc: { title: 'TLC', missing: missingTlc, run: withTlc, decides: tlcDecides },
  ltsmin: { title: 'LTSmin', missing: missingLtsmin, run: withLtsmin, decides: isSafety },
}
const toolNames = Object.keys(tools)

/** Runs the command. */
export async function confirm(specification: Specification, options: ConfirmOptions, io: Io): Promise<number> {
  const [name] = pick(toolNames, (known) => known, [options.with], 'checker', `there are ${toolNames.join(', ')}`)
  const tool = tools[name!]!
  const absent = tool.missing()
  if (absent !== undefined) throw new UsageError(`--with ${name!}: ${absent}`)
  const asked = askedWorld(specification, options)
  const explored = exploreAsked(specification, asked, options, io)
  if (explored === undefined) return exitCodes.incomplete
  const named = options.property !== undefined
  const { show, clear } = statusLine(io)
  let compared: readonly Compared[]
  try {
    compared = await tool.run(explored, {
      alone: named,
      signal: io.signal,
      onProgress: (what) => show(() => what),
    })
  } catch (error) {
    if (!io.signal.aborted) throw error
    io.stderr.write('INCOMPLETE: interrupted\n')
    return exitCodes.incomplete
  } finally {
    clear()
  }
  const differing = compared.filter(({ ours, theirs }) => ours !== theirs)
  const code = differing.length === 0 ? exitCodes.asExpected : exitCodes.differs
  const left = explored.properties
    .filter((property) => !isSafety(property) && !(named && tool.decides(property)))
    .map(({ id }) => id)
  if (options.json) {
    printJson(io, {
      exitCode: code,
      with: name,
      configuration: asked.configuration.name,
      world: asked.about,
      compared,
      left,
    })
    return code
  }
  const paint = painter(io.color)
  const rows = compared.map(({ what, ours, theirs }) => [
    ours === theirs ? '✓ same' : '✗ DIFFERS',
    what,
    ours.toLocaleString('en-US'),
    theirs.toLocaleString('en-US'),
  ])
  io.stdout.write(
    `${[
      `${asked.configuration.name}, ${asked.about}:`,
      columns(['', 'of', 'impspec', tool.title], rows, { width: io.columns, flexible: [1] }),
      ...(left.length === 0 ? [] : [`Responses need fairness, and are not asked: ${left.join(', ')}.`]),
      code === exitCodes.asExpected
        ? paint.good(`✓ ${tool.title} has found the same.`)
        : paint.bad(`✗ ${tool.title} has found something else: a bug of one of the two, please report it.`),
    ].join('\n\n')}\n`,
  )
  return code
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  withWorld(
    sub('confirm', 'a second opinion: another checker explores the exported world, and must find the same').option(
      '--with <checker>',
      `${toolNames.join(', ')}; spin needs spin and gcc, tlc needs java and TLA2TOOLS_JAR, ltsmin needs gcc and pins2lts-mc`,
      'spin',
    ),
  )
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      helpText([
        'confirm --scope polling',
        'confirm --property success-means-claimed --configuration power=battery',
        'confirm --with tlc --devices 1',
      ]),
    )
    .action(async (options: ConfirmOptions) => end(await confirm(await load(), options, io)))
}
