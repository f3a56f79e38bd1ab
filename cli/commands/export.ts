// impspec export: the world with its properties, or its parties, for other tools.
import { writeFileSync } from 'node:fs'
import { join, parse } from 'node:path'
import { prepare } from '../../checker/compile/prepare.js'
import { reasonOf } from '../../model/errors.js'
import { explore, type Graph } from '../../checker/graph/explore.js'
import { dotOf } from '../../checker/export/dot.js'
import { headingOf } from '../../report/exportHeading.js'
import { worldFormats, worldModelOf, type WorldFormat, type WorldModel } from '../../checker/exportWorld.js'
import { mermaidOf } from '../../checker/export/mermaid.js'
import { scxmlOf } from '../../checker/export/scxml.js'
import { partiesOf } from '../../verification/plan.js'
import type { NamedConfiguration } from '../../model/configuration.js'
import type { Party } from '../../model/party.js'
import { scopeNames } from '../../machines/scopes.js'
import type { SpecifiedProperty } from '../../model/specification/module.js'
import type { Io } from '../../report/terminal.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { UsageError } from '../../verification/errors.js'
import { parseConfiguration, pick } from '../../verification/configurationNames.js'
import type { Specification } from '../../verification/specification.js'
import { counted } from '../../report/text.js'
import type { Program } from '../terminal/program.js'
import { helpText } from '../terminal/help.js'
import { maxStates } from '../options/effort.js'

export interface ExportOptions {
  readonly to: string
  readonly property?: readonly string[]
  readonly configuration: string
  readonly scope?: string
  readonly party?: string
  readonly out?: string
  readonly maxStates?: number
}

/** What the options ask for, by value. */
interface Asked {
  readonly configuration: NamedConfiguration
  readonly scope: string
  readonly properties: readonly SpecifiedProperty[]
}

/** The explored world, with what it is of. */
interface Explored extends Asked {
  readonly graph: Graph
  readonly heading: readonly string[]
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

export const formats = [...worldFormats, ...Object.keys(partyFormats)]

const one = <T extends string>(names: readonly T[], name: string, what: string): T =>
  pick(names, (known) => known, [name], what, `there are ${names.join(', ')}`)[0]!

/** The scope that is asked for; else the first that has the party that is, or `field`. */
function scopeWith(
  { system, scopes, scope: usual }: Specification,
  { values }: NamedConfiguration,
  { scope: name, party }: Pick<ExportOptions, 'scope' | 'party'>,
): string {
  const asked = name === undefined ? undefined : one(scopes, name, 'scope')
  if (party === undefined) return asked ?? usual
  const partiesIn = new Map(
    [...new Set([usual, ...scopes])].map(
      (scope) => [scope, system(values, scope).parties.map((part) => part.name)] as const,
    ),
  )
  one([...new Set([...partiesIn.values()].flat())], party, 'party')
  const having = [...partiesIn].flatMap(([scope, parties]) => (parties.includes(party) ? [scope] : []))
  if (asked === undefined || having.includes(asked)) return asked ?? having[0]!
  throw new UsageError(
    `the scope ${asked} has no ${party}, only ${partiesIn.get(asked)!.join(', ')}: ` +
      `the ${party} is in the ${having.length === 1 ? 'scope' : 'scopes'} ${having.join(', ')}`,
  )
}

/** The properties that are asked for and the scope that they share. */
function askedOf(specification: Specification, options: ExportOptions): Asked {
  const { properties, predicates, scope: usual } = specification
  const configuration = parseConfiguration(options.configuration, specification.space)
  const named = options.property
    ? pick(properties, ({ id }) => id, options.property, 'property', 'see: impspec list properties')
    : undefined
  const scopesOf = [...new Set(named?.map(({ scope }) => scope ?? usual) ?? [])]
  if (options.scope === undefined && scopesOf.length > 1) {
    throw new UsageError(
      `these properties are proved in different scopes (${scopesOf.join(', ')}): export them one by one, or say --scope`,
    )
  }
  const { party } = options
  const name = options.scope ?? scopesOf[0]
  const scope = scopeWith(specification, configuration, {
    ...(name === undefined ? {} : { scope: name }),
    ...(party === undefined ? {} : { party }),
  })
  const chosen = named ?? properties.filter((property) => (property.scope ?? usual) === scope)
  if (party === undefined) return { configuration, scope, properties: chosen }
  // A party as JSON is what it is in the whole of its scope.
  const about = options.to === 'json' ? chosen : chosen.filter((one) => partiesOf(one, predicates).includes(party))
  if (about.length === 0) throw new UsageError(`no property that was asked for speaks of ${party}`)
  return { configuration, scope, properties: about }
}

/** What a model is of; its first line names the specification. */
const headingIn = ({ name }: Specification, graph: Graph, configuration: NamedConfiguration, scope: string) => {
  const [, ...rest] = headingOf(graph, configuration, scope)
  return [`${name}: configuration ${configuration.name}, scope ${scope}`, ...rest]
}

/** Explores the world of what is asked; undefined, with the reason on stderr, where that comes to no end. */
function explored(specification: Specification, asked: Asked, options: ExportOptions, io: Io): Explored | undefined {
  const { configuration, scope, properties } = asked
  const world = prepare(specification.system(configuration.values, scope), specification.predicates, properties)
  const { maxStates, party } = options
  const names = world.parties.map((part) => part.party.name)
  if (options.to === 'json' && party !== undefined && !names.includes(party)) {
    throw new UsageError(`nothing that was asked for depends on ${party} here: the parties are ${names.join(', ')}`)
  }
  const graph = explore(world, {
    signal: io.signal,
    ...(maxStates === undefined ? {} : { maxStates }),
    ...(io.live ? { onProgress: ({ states }) => io.stderr.write(`\rexploring: ${counted(states, 'state')} `) } : {}),
  })
  if (io.live) io.stderr.write('\r\u001b[K')
  if (graph.fault) throw new Error(`the world goes astray: ${graph.fault.message}`)
  if (graph.stopped === undefined)
    return { ...asked, graph, heading: headingIn(specification, graph, configuration, scope) }
  io.stderr.write(
    `INCOMPLETE: stopped after ${counted(graph.states.size, 'state')}; a model is made from what an exploration of every ` +
      'reachable state has met, so nothing was written\n',
  )
  return undefined
}

function modelOf(specification: Specification, options: ExportOptions, io: Io): WorldModel | undefined {
  const format = one(formats, options.to, 'format')
  const ofParty = partyFormats[format]
  if (ofParty) {
    const configuration = parseConfiguration(options.configuration, specification.space)
    const { party } = options
    if (party === undefined) {
      const scopes =
        options.scope === undefined ? specification.scopes : [one(specification.scopes, options.scope, 'scope')]
      const parties = scopes.flatMap((scope) => specification.system(configuration.values, scope).parties)
      const names = [...new Set(parties.map(({ name }) => name))]
      throw new UsageError(`--to ${format} shows the machine of one party: say --party ${names.join('|')}`)
    }
    const scope = scopeWith(specification, configuration, options)
    const { parties } = specification.system(configuration.values, scope)
    return { text: ofParty(parties.find(({ name }) => name === party)!) }
  }
  const asked = askedOf(specification, options)
  const { party } = options
  const named = format === 'tlaplus' ? { name: moduleName(options.out) } : {}
  const whole = explored(specification, asked, options, io)
  return (
    whole &&
    worldModelOf(format as WorldFormat, whole.graph, { ...whole, ...named, ...(party === undefined ? {} : { party }) })
  )
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
  sub('export', 'a world with its properties, or a party, as a model for other tools')
    .requiredOption('--to <format>', formats.join(', '))
    .option('--property <id...>', 'only these properties; by default all of the scope')
    .option('--configuration <name>', 'baseline, or dimension=value,...', 'baseline')
    .option(
      '--scope <name>',
      `how much of the world: ${scopeNames.join(', ')}; by default that of the properties, or the first that has the party`,
    )
    .option('--party <name>', 'only properties that speak of this party; for diagrams, the party to show')
    .option('--out <file>', 'write to a file instead of stdout')
    .option('--max-states <n>', 'states to explore at most; beyond, nothing is exported', maxStates)
    .addHelpText(
      'after',
      helpText([
        'export --to promela --scope polling --out polling.pml',
        'export --to tlaplus --property cold-boot-leads-to-current-os --out ImpSpec.tla',
        'export --to mermaid --party agent',
      ]),
    )
    .action(async (options: ExportOptions) => end(exportTo(await load(), options, io)))
}
