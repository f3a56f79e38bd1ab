// The JSON Schemas of everything that is written and read: published, so that others can check theirs without us.
import { z } from 'zod'
import { caseSchema } from './driver/regressions.js'
import { answerSchema, requestSchema, saidSchema } from './driver/protocol.js'
import { knownSchema } from './judge/known.js'
import { mappingSchemaOf } from './read/mapping.js'
import { traceLineSchema } from './read/trace.js'
import { vectorSchema } from './driver/vectors.js'

export const schemaNames = ['trace-line', 'mapping', 'request', 'answer', 'said', 'case', 'known', 'vector'] as const

export type SchemaName = (typeof schemaNames)[number]

const schemas: Readonly<Record<Exclude<SchemaName, 'mapping'>, z.ZodType>> = {
  'trace-line': traceLineSchema,
  request: requestSchema,
  answer: answerSchema,
  said: saidSchema,
  case: caseSchema,
  known: knownSchema,
  vector: vectorSchema,
}

/**
 * The JSON Schema (draft 2020-12) of one format, as text.
 *
 * @param roles names of those that a mapping may speak of
 */
export function schemaText(name: SchemaName, roles: readonly string[] = []): string {
  // What is written is described, not what it becomes when it is read.
  const schema = z.toJSONSchema(name === 'mapping' ? mappingSchemaOf(roles) : schemas[name], {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
  })
  return `${JSON.stringify(schema, null, 2)}\n`
}
