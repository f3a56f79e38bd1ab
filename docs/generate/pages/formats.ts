// The formats that are written and read, from the schemas by which they are checked.
import { schemaNames, schemaText, type SchemaName } from '../../../oracle/schemas.js'
import { code, page, plain, table, type Page } from './markdown.js'
import { impRoles } from '../../../verification/imp/roles.js'

interface Schema {
  readonly title?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly items?: Schema
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly additionalProperties?: Schema | boolean
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
}

/** More than the schema says of itself. */
const about: Partial<Readonly<Record<SchemaName, { readonly title: string; readonly text: string }>>> = {
  'trace-line': {
    title: 'A line of a log',
    text: 'What `impspec check` reads and the [simulator](/simulator) exports and replays: JSON Lines, an event a line.',
  },
  mapping: {
    title: 'A mapping file',
    text: 'What turns lines of a foreign log into events, for `impspec check --mapping` and `impspec map`; YAML or JSON.',
  },
  request: {
    title: 'A request to a driver',
    text: 'What `impspec test` writes to the standard input of an implementation, a line each.',
  },
  answer: {
    title: 'An answer of a driver',
    text: 'What the implementation writes to its standard output, a line for each request.',
  },
  said: {
    title: 'Something said in real time',
    text: 'What an implementation that runs in real time writes of its own accord, when it says something.',
  },
  case: { title: 'A kept test case', text: 'A case that failed, made short, and kept as a regression test.' },
  vector: {
    title: 'A test vector',
    text: 'What `impspec vectors` writes, a file each; the [simulator](/simulator) replays it.',
  },
}

const typeOf = (schema: Schema): string => {
  if (schema.const !== undefined) return code(JSON.stringify(schema.const))
  if (schema.enum) return schema.enum.map((one) => code(JSON.stringify(one))).join(', ')
  if (schema.$ref !== undefined) return plain(schema.$ref.split('/').at(-1) ?? '')
  const variants = schema.oneOf ?? schema.anyOf
  if (variants) return variants.map(typeOf).join(' or ')
  if (schema.items) return `list of ${typeOf(schema.items)}`
  return [schema.type ?? 'anything'].flat().join(' or ')
}

const fieldsOf = ({ properties = {}, required = [], additionalProperties }: Schema): readonly string[] =>
  table(
    ['field', 'type', 'must be there', 'meaning'],
    [
      ...Object.entries(properties).map(([name, field]) => [
        code(name),
        typeOf(field),
        required.includes(name) ? 'yes' : 'no',
        plain(field.description ?? ''),
      ]),
      ...(typeof additionalProperties === 'object' ? [['any other', typeOf(additionalProperties), 'no', '']] : []),
    ],
  )

/** What tells a variant from its siblings: the fields with a fixed value. */
const nameOf = ({ properties = {} }: Schema): string =>
  Object.entries(properties)
    .filter(([, { const: value }]) => typeof value === 'string')
    .map(([field, { const: value }]) => `${field}: ${String(value)}`)
    .join(', ') || Object.keys(properties).join(', ')

function section(name: SchemaName): readonly string[] {
  const text = schemaText(name, impRoles.names)
  const document = JSON.parse(text) as Schema
  const definitions = document.$defs ?? {}
  const own = document.$ref?.split('/').at(-1) ?? ''
  const schema = definitions[own] ?? document
  const variants = schema.oneOf ?? schema.anyOf
  const { title, text: what } = about[name] ?? { title: schema.title ?? name, text: plain(schema.description ?? '') }
  const described = (one: Schema): readonly string[] => (one.properties ? fieldsOf(one) : ['', typeOf(one), ''])
  return [
    `## ${title} {#${name}}`,
    '',
    `${what} Schema: ${code(`npx impspec schema ${name}`)}.`,
    '',
    ...(variants ? variants.flatMap((one) => [`### ${plain(nameOf(one))}`, '', ...described(one)]) : described(schema)),
    ...Object.entries(definitions)
      .filter(([id]) => id !== own)
      .flatMap(([id, one]) => [`### ${plain(id)} in ${name}`, '', plain(one.description ?? ''), '', ...described(one)]),
    '::: details The schema',
    '```json',
    text.trimEnd(),
    '```',
    ':::',
    '',
  ]
}

export const formatsPage = (): Page =>
  page('reference/formats.md', 'Formats', [
    'A log is JSON Lines: one event a line, with the time in ms, the role that heard or said it, and the event itself:',
    '',
    '```json',
    '{"t":10000,"device":"d1","role":"device","dir":"out","event":{"type":"vm.started","reason":0}}',
    '```',
    '',
    'Which events there are, and who says and hears them: [the vocabulary](/reference/vocabulary). Everything below is generated',
    'from the schemas by which input is checked.',
    '',
    ...schemaNames.flatMap(section),
  ])
