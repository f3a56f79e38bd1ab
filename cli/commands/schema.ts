// impspec schema: the JSON Schema of a format.
import { schemaNames, type SchemaName, schemaText } from '../../oracle/schemas.js'
import { unknown } from '../../verification/configurationNames.js'
import { exitCodes } from '../../verification/exitCodes.js'
import type { Io } from '../../report/terminal.js'
import type { Specification } from '../../verification/specification.js'
import type { Program } from '../terminal/program.js'
import { helpText } from '../terminal/help.js'

/** Runs the command. */
export function schema({ roles }: Pick<Specification, 'roles'>, name: string, io: Io): number {
  const known = schemaNames.find((one): one is SchemaName => one === name)
  if (known === undefined) throw unknown('schema', name, schemaNames, `there are ${schemaNames.join(', ')}`)
  io.stdout.write(schemaText(known, roles().names))
  return exitCodes.asExpected
}

/** What the command means by the exit codes. */
const meanings = { 0: 'the schema is printed', 1: null, 2: null, 4: null }

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  sub('schema <name>', `the JSON Schema of a format: ${schemaNames.join(', ')}`)
    .addHelpText('after', helpText(['schema answer'], meanings))
    .action(async (name: string) => end(schema(await load(), name, io)))
}
