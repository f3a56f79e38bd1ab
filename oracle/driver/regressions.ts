// Cases that once failed, kept as files and run before all others.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { UnreadableInput } from '../read/errors.js'
import { lineIn, textOf } from '../read/lines.js'
import { faultIn } from '../read/issues.js'
import { eventSchema } from '../read/trace.js'
import type { Found } from './suite.js'
import type { TestCase } from './hearing.js'

export const caseSchema = z
  .strictObject({
    'impspec-case': z.literal(1).meta({ description: 'version of the format' }),
    role: z.string(),
    id: z.string(),
    input: z.unknown().optional().meta({ description: 'what the machine of the role is given' }),
    steps: z.array(
      z.union([z.strictObject({ send: eventSchema }), z.strictObject({ advance: z.number().int().positive() })]),
    ),
    failed: z
      .strictObject({ kind: z.string(), reason: z.string() })
      .optional()
      .meta({ description: 'how it failed when it was written' }),
  })
  .meta({ id: 'case', title: 'A test case of impspec' })

/** Reads one case. @throws UnreadableInput for what is none, or one of another role */
export function readCase(path: string, role: string): TestCase {
  const text = textOf(path)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new UnreadableInput(path, 0, `is no JSON: ${(error as Error).message}`)
  }
  const parsed = caseSchema.safeParse(value)
  if (!parsed.success) {
    const fault = faultIn(caseSchema, parsed.error, value)
    throw new UnreadableInput(path, lineIn(text, fault.path), fault.text)
  }
  const { id, input, steps } = parsed.data
  if (parsed.data.role !== role) {
    throw new UnreadableInput(path, 0, `is a case of the role '${parsed.data.role}', not of '${role}'`)
  }
  return { id, input, steps }
}

const folder = (root: string, role: string): string => join(root, role)

/** Every case that is kept for a role, in the order of their names. */
export function keptCases(root: string, role: string): readonly TestCase[] {
  let names: readonly string[]
  try {
    names = readdirSync(folder(root, role))
  } catch {
    return []
  }
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => readCase(join(folder(root, role), name), role))
}

/** Keeps a failing case. @returns its path */
export function keepCase(root: string, role: string, id: string, { test, small, smallFailure }: Found): string {
  mkdirSync(folder(root, role), { recursive: true })
  const path = join(folder(root, role), `${id}.json`)
  const written = {
    'impspec-case': 1,
    role,
    id,
    ...(test.input === undefined ? {} : { input: test.input }),
    steps: small,
    failed: { kind: smallFailure.kind, reason: smallFailure.reason },
  }
  writeFileSync(path, `${JSON.stringify(written, null, 2)}\n`)
  return path
}
