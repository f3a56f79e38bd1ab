// impspec vectors: test vectors of a role as files that need none of our code.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { everyConfiguration, roleOf } from '../../oracle/belief/role.js'
import { schemaNames, schemaText, type SchemaName } from '../../oracle/schemas.js'
import { entryOf, vectorsOf } from '../../oracle/driver/vectors.js'
import { parseRole } from './readingOptions.js'
import { exitCodes, type Io } from '../terminal/io.js'
import { UsageError } from '../../verification/errors.js'
import { parseConfiguration, unknown } from '../../verification/configurationNames.js'
import { wholeNumber } from '../options/values.js'
import { counted } from '../../report/text.js'

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

/** impspec schema: one JSON Schema. */
export function schema(name: string, io: Io): number {
  const known = schemaNames.find((one): one is SchemaName => one === name)
  if (known === undefined) throw unknown('schema', name, schemaNames, `there are ${schemaNames.join(', ')}`)
  io.stdout.write(schemaText(known))
  return exitCodes.asExpected
}
