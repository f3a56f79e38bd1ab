// impspec export: the world with its properties, or its parties, for other tools.
import { writeFileSync } from 'node:fs'
import { join, parse } from 'node:path'
import { timersOf } from '../../../checker/compile/timers.js'
import { dotOf } from '../../../checker/export/dot.js'
import { mermaidOf } from '../../../checker/export/mermaid.js'
import { scxmlOf } from '../../../checker/export/scxml.js'
import { worldFormats, worldModelOf, type WorldFormat, type WorldModel } from '../../../checker/exportWorld.js'
import { reasonOf } from '../../../model/errors.js'
import type { Party } from '../../../model/party.js'
import { configurationLines } from '../../../report/exportHeading.js'
import type { Io } from '../../../report/terminal.js'
import { counted } from '../../../report/text.js'
import { alone } from '../../../testing/party/partyGraph.js'
import { parseConfiguration } from '../../../verification/configurationNames.js'
import { UsageError } from '../../../verification/errors.js'
import { exitCodes } from '../../../verification/exitCodes.js'
import type { Specification } from '../../../verification/specification.js'
import { helpText } from '../../terminal/help.js'
import type { Program } from '../../terminal/program.js'
import {
  askedWorld,
  exploreAsked,
  one,
  scopeWith,
  withWorld,
  type AskedWorld,
  type WorldOptions,
} from './askedWorld.js'

export interface ExportOptions extends WorldOptions {
  readonly to: string
  readonly out?: string
}

/** A TLA+ module has the name of its file. */
function moduleName(out: string | undefined): string {
  const { name } = parse(out ?? 'ImpSpec.tla')
  if (/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) return name
  throw new UsageError(`--out ${out}: a TLA+ module has the name of its file: letters, digits and underscores only`)
}

/** Formats of the machine of one party, as it is written. */
const partyFormats: Readonly<Record<string, (party: Party) => string>> = {
  dot: dotOf,
  mermaid: mermaidOf,
  scxml: scxmlOf,
}

/** The format of one party that runs elsewhere. */
const flat = 'scxml-flat' satisfies WorldFormat

export const formats = [...worldFormats, ...Object.keys(partyFormats)]

/** The party that is asked for, as it is in the first scope that has it, or in the one that is asked for. */
function askedParty(specification: Specification, format: string, options: ExportOptions): Party {
  const { party, scope: name } = options
  const configuration = parseConfiguration(options.configuration, specification.space)
  if (options.devices !== undefined) throw new UsageError(`--to ${format} is about one party, not a fleet`)
  if (party === undefined) {
    const scopes = name === undefined ? specification.scopes : [one(specification.scopes, name, 'scope')]
    const parties = scopes.flatMap((scope) => specification.system(configuration.values, scope).parties)
    const names = [...new Set(parties.map((each) => each.name))]
    throw new UsageError(`--to ${format} is about one party: say --party ${names.join('|')}`)
  }
  const scope = scopeWith(specification, configuration, options)
  return specification.system(configuration.values, scope).parties.find((each) => each.name === party)!
}

/** Local states of a party at most that is exported by itself: what interpreters of SCXML read in seconds. */
const mostLocals = 1_000

/** A party that may hear anything that it knows at any time, whose timers elapse in any order. */
function partyAlone(specification: Specification, format: string, options: ExportOptions): AskedWorld {
  const party = askedParty(specification, format, options)
  const world = alone(party, { free: [...new Set(timersOf(party).map(({ delay }) => delay))] })
  return {
    configuration: parseConfiguration(options.configuration, specification.space),
    about: `the ${party.name} alone`,
    world: { ...world, localStates: mostLocals },
    predicates: {},
    properties: [],
    instead:
      `the ${party.name} alone has more than ${mostLocals} local states, or more than --max-states: ` +
      'with --scope it is exported as far as it gets in the world of that scope',
  }
}

function modelOf(specification: Specification, options: ExportOptions, io: Io): WorldModel | undefined {
  const format = one(formats, options.to, 'format')
  const ofParty = partyFormats[format]
  if (ofParty) return { text: ofParty(askedParty(specification, format, options)) }
  const { party, ...rest } = options
  // A party as JSON or as SCXML is what it is in the whole of its scope.
  const whole = format === 'json' || format === flat
  const asked =
    format === flat && options.scope === undefined
      ? partyAlone(specification, format, options)
      : askedWorld(specification, options, whole)
  if (format === flat) askedParty(specification, format, options)
  const named = format === 'tlaplus' ? { name: moduleName(options.out) } : {}
  const explored = exploreAsked(specification, asked, whole && party !== undefined ? options : rest, io)
  if (explored === undefined) return undefined
  const { graph, properties, configuration, about } = explored
  // A party alone has no world to tell of: delays are what they are, and it hears anything at any time.
  const heading =
    explored.instead === undefined ? explored.heading : configurationLines(configuration, about, specification.name)
  const parts = { properties, heading, ...named, ...(party === undefined ? {} : { party }) }
  return worldModelOf(format as WorldFormat, graph, parts)
}

/** Runs the command. */
export function exportTo(specification: Specification, options: ExportOptions, io: Io): number {
  const model = modelOf(specification, options, io)
  if (model === undefined) return exitCodes.incomplete
  const { out } = options
  if (out === undefined) {
    io.stdout.write(model.text)
    return exitCodes.asExpected
  }
  const { beside } = model
  const { dir, name } = parse(out)
  const files = [{ file: out, text: model.text }]
  if (beside) files.push({ file: join(dir, `${name}${beside.extension}`), text: beside.text })
  for (const { file, text } of files) {
    try {
      writeFileSync(file, text)
    } catch (error) {
      throw new UsageError(`--out: ${reasonOf(error)}`)
    }
    io.stderr.write(`${file}: ${counted(Buffer.byteLength(text), 'byte')}\n`)
  }
  return exitCodes.asExpected
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  withWorld(
    sub('export', 'a world with its properties, or a party, as a model for other tools').requiredOption(
      '--to <format>',
      formats.join(', '),
    ),
  )
    .option('--party <name>', 'only properties that speak of this party; for diagrams and SCXML, the party to show')
    .option('--out <file>', 'write to a file instead of stdout')
    .addHelpText(
      'after',
      helpText([
        'export --to promela --scope polling --out polling.pml',
        'export --to promela --devices 2 --stagger 1 --out fleet.pml',
        'export --to pins --devices 2 --out fleet.c',
        'export --to tlaplus --property cold-boot-leads-to-current-os --out ImpSpec.tla',
        'export --to mermaid --party agent',
        'export --to scxml-flat --party agent --out agent.scxml',
      ]),
    )
    .action(async (options: ExportOptions) => end(exportTo(await load(), options, io)))
}
