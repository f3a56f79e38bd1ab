// impspec vectors: test vectors of a role as files that need none of our code.
import { accessSync, constants, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { reasonOf } from '../../model/errors.js'
import { everyConfiguration, roleOf } from '../../oracle/belief/catalogue.js'
import { schemaText } from '../../oracle/schemas.js'
import { entryOf, vectorsOf } from '../../oracle/driver/vectors.js'
import { parseRole, refuseMute, untimed } from '../options/reading.js'
import type { Role } from '../../oracle/belief/role.js'
import type { Io } from '../../report/terminal.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { UsageError } from '../../verification/errors.js'
import { parseConfiguration } from '../../verification/configurationNames.js'
import type { Specification } from '../../verification/specification.js'
import { wholeNumber } from '../../verification/optionValues.js'
import { counted } from '../../report/text.js'
import { isFree } from '../../oracle/belief/delayTimes.js'
import { delayTimes, refuseForeign } from '../options/delayTimes.js'
import { withWhatIf, type WhatIf } from '../options/whatIf.js'
import type { Program } from '../terminal/program.js'
import { helpText } from '../terminal/help.js'
import { statusLine } from '../terminal/progress.js'

export interface VectorsOptions extends WhatIf {
  readonly role: string
  readonly out: string
  readonly configuration: string
  readonly maxTransitions: string
  readonly walks: string
}

/** Files that are of no vector. */
const manifestName = 'manifest.json'
const schemaName = 'vector.schema.json'

/** What a manifest says that it is of; undefined if it is none. */
function roleIn(manifest: string): string | undefined {
  try {
    const { role, 'impspec-vectors': version } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>
    return version === 1 && typeof role === 'string' ? role : undefined
  } catch {
    return undefined
  }
}

/**
 * Looks at the folder before anything is planned.
 *
 * @returns the vectors of the same role that it holds
 * @throws UsageError for one that cannot be written to, or holds something else
 */
function lookAt(out: string, role: string): readonly string[] {
  try {
    mkdirSync(out, { recursive: true })
    accessSync(out, constants.W_OK)
  } catch (error) {
    throw new UsageError(`${out} is no folder that can be written to (${reasonOf(error)}); name another one with --out`)
  }
  const files = readdirSync(out)
  if (files.length === 0) return []
  const of = roleIn(join(out, manifestName))
  const own = (file: string): boolean => file.startsWith(`${role}-`) && file.endsWith('.json')
  const foreign = files.find((file) => file !== manifestName && file !== schemaName && !own(file))
  if (of === role && foreign === undefined) return files.filter(own)
  const what = of !== undefined && of !== role ? `holds the vectors of ${of}` : `holds ${foreign ?? manifestName}`
  throw new UsageError(`${out} ${what}, and only vectors of ${role} may be in it; name a folder of their own`)
}

/** @throws UsageError for a role of which it cannot be said to the millisecond what it does */
function refuseUntimed(role: Role): void {
  const [first] = untimed(role)
  if (first === undefined) return
  throw new UsageError(
    `vectors say to the millisecond what comes when, and nobody says when '${first}' of the role '${role.name}' ends; ` +
      'make a service a party of its own that the role hears, or say how long a delay is (--set NAME=30s)',
  )
}

/** Runs the command. */
export function vectors({ roles, space }: Specification, options: VectorsOptions, io: Io): number {
  const { out } = options
  const catalogue = roles()
  const name = parseRole(options.role, catalogue)
  const configurations =
    options.configuration === 'any'
      ? everyConfiguration(catalogue, name)
      : [parseConfiguration(options.configuration, space)]
  const settings = {
    maxTransitions: wholeNumber('--max-transitions', options.maxTransitions, 1),
    walks: wholeNumber('--walks', options.walks, 0),
  }
  const times = delayTimes(options, catalogue)
  const open = Object.entries(times).find(([, span]) => isFree(span))
  if (open !== undefined) {
    throw new UsageError(
      `--set ${open[0]}: vectors say to the millisecond what comes when; a time such as 30s expected`,
    )
  }
  const before = lookAt(out, name)
  const status = statusLine(io)
  const all = configurations.flatMap((configuration, index) => {
    const role = roleOf(catalogue, name, [configuration], { times })
    refuseForeign(role, times)
    refuseMute(role)
    refuseUntimed(role)
    const onPlanned = (what: string): void =>
      status.show(() => `planning ${what}, configuration ${index + 1} of ${configurations.length}`)
    return vectorsOf(role, configuration, { ...settings, onPlanned }).map((vector) => ({ role, vector }))
  })
  status.clear()
  const manifest = { 'impspec-vectors': 1, role: name, vectors: all.map(({ role, vector }) => entryOf(role, vector)) }
  writeFileSync(join(out, manifestName), `${JSON.stringify(manifest, null, 1)}\n`)
  writeFileSync(join(out, schemaName), schemaText('vector'))
  for (const { vector } of all) writeFileSync(join(out, `${vector.id}.json`), `${JSON.stringify(vector, null, 1)}\n`)
  const written = new Set(all.map(({ vector }) => `${vector.id}.json`))
  for (const file of before) if (!written.has(file)) rmSync(join(out, file))
  const steps = all.reduce((sum, { vector }) => sum + vector.steps.length, 0)
  io.stdout.write(`${counted(all.length, 'vector')} of ${name} with ${counted(steps, 'step')} in ${out}\n`)
  return exitCodes.asExpected
}

/** What the command means by the exit codes. */
const meanings = { 0: 'the vectors are written', 1: null, 2: null, 4: null }

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  withWhatIf(sub('vectors', 'test vectors of a role as JSON files: steps, and all that may be said after each'))
    .requiredOption('--role <name>', 'the role')
    .requiredOption('--out <folder>', 'where to write them')
    .option(
      '--configuration <name>',
      'baseline, dimension=value,..., or any: those between which the role can tell',
      'baseline',
    )
    .option('--max-transitions <n>', 'transitions that the tours cover at most', '4000')
    .option('--walks <n>', 'random walks beside the tours', '5')
    .addHelpText('after', helpText(['vectors --role installer --out vectors/installer'], meanings))
    .action(async (options: VectorsOptions) => end(vectors(await load(), options, io)))
}
