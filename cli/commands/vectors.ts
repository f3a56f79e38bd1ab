// impspec vectors: test vectors of a role as files that need none of our code.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { everyConfiguration, roleOf } from '../../oracle/belief/role.js'
import { schemaText } from '../../oracle/schemas.js'
import { entryOf, vectorsOf } from '../../oracle/driver/vectors.js'
import { parseRole } from './readingOptions.js'
import type { Io } from '../../report/terminal.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { UsageError } from '../../verification/errors.js'
import { parseConfiguration } from '../../verification/configurationNames.js'
import { wholeNumber } from '../../verification/optionValues.js'
import { counted } from '../../report/text.js'
import type { Program } from './program.js'
import { helpText } from '../terminal/help.js'

export interface VectorsOptions {
  readonly role: string
  readonly out: string
  readonly configuration: string
  readonly maxTransitions: string
  readonly walks: string
}

/** Runs the command. */
export function vectors(options: VectorsOptions, io: Io): number {
  const name = parseRole(options.role)
  const configurations =
    options.configuration === 'any' ? everyConfiguration(name) : [parseConfiguration(options.configuration)]
  const settings = {
    maxTransitions: wholeNumber('--max-transitions', options.maxTransitions, 1),
    walks: wholeNumber('--walks', options.walks, 0),
  }
  mkdirSync(options.out, { recursive: true })
  if (readdirSync(options.out).some((file) => !file.endsWith('.json'))) {
    throw new UsageError(`${options.out} holds something else than vectors; name a folder of their own`)
  }
  const all = configurations.flatMap((configuration) => {
    const role = roleOf(name, [configuration])
    return vectorsOf(role, configuration, settings).map((vector) => ({ role, vector }))
  })
  const manifest = { 'impspec-vectors': 1, role: name, vectors: all.map(({ role, vector }) => entryOf(role, vector)) }
  writeFileSync(join(options.out, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`)
  writeFileSync(join(options.out, 'vector.schema.json'), schemaText('vector'))
  for (const { vector } of all)
    writeFileSync(join(options.out, `${vector.id}.json`), `${JSON.stringify(vector, null, 1)}\n`)
  const steps = all.reduce((sum, { vector }) => sum + vector.steps.length, 0)
  io.stdout.write(`${counted(all.length, 'vector')} of ${name} with ${counted(steps, 'step')} in ${options.out}\n`)
  return exitCodes.asExpected
}

/** What the command means by the exit codes. */
const meanings = { 0: 'the vectors are written', 1: null, 2: null, 4: null }

/** Adds the command to the program. */
export function register({ sub, io, end }: Program): void {
  sub('vectors', 'test vectors of a role as JSON files: steps, and all that may be said after each')
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
    .action((options: VectorsOptions) => end(vectors(options, io)))
}
