// Reference pages: configurations, scopes and delays; the command; the formats.
import type { Command } from 'commander'
import { specification } from '../../../verification/impSpecification.js'
import { program } from '../../../cli/program.js'
import { delays } from '../../../machines/delays.js'
import { dimensions } from '../../../machines/configurations.js'
import { scopes } from '../../../machines/scopes.js'
import { timeInWords } from '../../../report/phrases.js'
import { formatsPage } from './formats.js'
import { glossary } from '../glossary.js'
import { vocabularyPage } from './vocabulary.js'
import { code, page, plain, sourceLinks, table, type Page } from './markdown.js'

const configurationsPage = (): Page =>
  page('reference/configurations.md', 'Configurations, scopes and delays', [
    'A configuration is a value for each dimension. It is written `baseline`, or `dimension=value` joined by commas.',
    '',
    '## Dimensions',
    '',
    "A **choice** is the customer's, a **reading** one of several that the sources allow, a **proposal** has a last value that does not exist in the product.",
    ...table(
      ['dimension', 'kind', 'values, the baseline first', 'what it is', 'sources'],
      dimensions.map(({ name, kind, values, title, sources }) => [
        `<a id="${name.toLowerCase()}"></a>${code(name)}`,
        kind,
        values.map(code).join('<br>'),
        plain(title),
        sourceLinks(sources),
      ]),
    ),
    '## Scopes',
    '',
    'A property is judged in a part of the life that can be explored whole; what that leaves out is an assumption.',
    ...table(
      ['scope', 'what it is', 'without', 'assumes'],
      [
        ...Object.entries(scopes).map(([name, { title, without, assumptions }]) => [
          `<a id="scope-${name.toLowerCase()}"></a>${code(name)}`,
          plain(title),
          without.map(code).join(' '),
          assumptions.map(plain).join('; '),
        ]),
        ['<a id="scope-factory"></a>`factory`', 'the production line, a world of its own', '', ''],
      ],
    ),
    '## Delays',
    ...table(
      ['delay', 'value', 'what it is', 'sources'],
      Object.entries(delays).map(([name, { ms, description, sources }]) => [
        `<a id="delay-${name.toLowerCase()}"></a>${code(name)}`,
        timeInWords(ms),
        plain(description),
        sourceLinks(sources),
      ]),
    ),
  ])

const io = {
  stdout: { write: (): void => undefined },
  stderr: { write: (): void => undefined },
  columns: 100,
  color: false,
  live: false,
  signal: new AbortController().signal,
}

/** What the help of a command adds below its options: examples, exit codes. */
function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp()
  return text.trim()
}

function commandSection(command: Command): readonly string[] {
  const options = command.options.filter(({ hidden }) => !hidden)
  return [
    `## impspec ${command.name()} {#${command.name()}}`,
    '',
    plain(command.description()),
    '',
    '```text',
    `impspec ${command.name()} ${command.usage()}`,
    '```',
    ...table(
      ['argument', 'meaning'],
      command.registeredArguments
        .filter(({ description }) => description !== '')
        .map((one) => [code(one.name()), plain(one.description)]),
    ),
    ...table(
      ['option', 'meaning', 'default'],
      options.map(({ flags, description, defaultValue }) => [
        code(flags),
        plain(description),
        defaultValue === undefined ? '' : code(String(defaultValue)),
      ]),
    ),
    '::: details The whole help',
    '```text',
    helpOf(command),
    '```',
    ':::',
    '',
  ]
}

async function commandPage(): Promise<Page> {
  const root = await program(
    () => Promise.resolve(specification),
    io,
    () => undefined,
  )
  return page('reference/cli.md', 'The command', [
    plain(root.description()),
    '',
    'Run it as `npx impspec`, or as `npm run impspec --` in the repository.',
    ...table(
      ['command', 'what it does'],
      root.commands.map((command) => [`[${code(command.name())}](#${command.name()})`, plain(command.description())]),
    ),
    '## Exit codes',
    ...table(
      ['code', 'meaning'],
      [...helpOf(root).matchAll(/^ {2}(\d+) +(.+)$/gm)].map(([, number = '', meaning = '']) => [
        code(number),
        plain(meaning),
      ]),
    ),
    ...root.commands.flatMap(commandSection),
  ])
}

export const referencePages = async (): Promise<readonly Page[]> => [
  page('reference/index.md', 'Reference', [
    '- [Configurations, scopes and delays](/reference/configurations)',
    '- [The command](/reference/cli)',
    '- [Formats](/reference/formats): logs, mappings, drivers and vectors, from their schemas',
    '- [The glossary](/reference/glossary): the words that every page uses, each in one line',
    '- [The vocabulary](/reference/vocabulary): every event, who says it, and who hears it',
    '- [The package](/reference/api/): the functions and types of `imp-lifecycle-spec`',
  ]),
  configurationsPage(),
  await commandPage(),
  formatsPage(),
  vocabularyPage(),
  page('reference/glossary.md', 'Glossary', [
    ...glossary.map(({ word, meaning }) => `- **${word}**: ${plain(meaning)}.`),
    '',
    'What an event is called, who says it and who hears it: [the vocabulary](/reference/vocabulary).',
  ]),
]
