// Failures that are known and expected: what identifies one, and the list of them that a user keeps.
import { createHash } from 'node:crypto'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { UnreadableInput } from '../read/errors.js'
import { faultIn } from '../read/issues.js'
import { lineIn, textOf } from '../read/lines.js'

/**
 * What stays the same of a failure from run to run: the role, the kind, and the reason without its times.
 *
 * @param reason - absent where it tells of a process rather than of the role
 */
export function failureId(role: string, kind: string, reason = ''): string {
  const lasting = reason.replace(/-?\d+(\.\d+)? ms/g, 'ms')
  return `${role}-${kind}-${createHash('sha256').update([role, kind, lasting].join('\n')).digest('hex').slice(0, 10)}`
}

export const knownSchema = z
  .strictObject({
    'impspec-known': z.literal(1).meta({ description: 'version of the format' }),
    failures: z.array(
      z.strictObject({
        id: z.string().min(1).meta({ description: 'as impspec check and impspec test print it' }),
        reason: z.string().min(1).meta({ description: 'why it is expected' }),
      }),
    ),
  })
  .meta({ id: 'known', title: 'Failures that are expected of an implementation' })

/** Why each failure is expected, by its id. */
export type Known = ReadonlyMap<string, string>

/** Reads a list, YAML or JSON. @throws UnreadableInput for what is none, or names a failure twice */
export function loadKnown(path: string): Known {
  const refuse = (why: string): UnreadableInput => new UnreadableInput(path, 0, why)
  const text = textOf(path)
  const document = parseDocument(text, { uniqueKeys: true })
  const [error] = document.errors
  if (error !== undefined) {
    throw new UnreadableInput(
      path,
      error.linePos?.[0].line ?? 0,
      `is neither YAML nor JSON: ${error.message.split('\n')[0]!}`,
    )
  }
  const value: unknown = document.toJS({ maxAliasCount: 100 })
  const parsed = knownSchema.safeParse(value)
  if (!parsed.success) {
    const fault = faultIn(knownSchema, parsed.error, value)
    throw new UnreadableInput(path, lineIn(text, fault.path), fault.text)
  }
  const known = new Map<string, string>()
  for (const { id, reason } of parsed.data.failures) {
    if (known.has(id)) throw refuse(`names the failure '${id}' twice`)
    known.set(id, reason)
  }
  return known
}
