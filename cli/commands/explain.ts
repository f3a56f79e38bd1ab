// impspec explain: one property, with its sources, its formula in words, its verdicts and their stories.
import { defaultSelection, selectionOf } from '../../verification/plan.js'
import type { Judgement } from '../../verification/judgement.js'
import type { Exception, SpecifiedProperty } from '../../model/specification/module.js'
import { predicatesOf } from '../../model/formula.js'
import { patternInWords } from '../../properties/language/words.js'
import { exitCodeOf, type Assessment, type Effort } from '../../verification/assess.js'
import { assessOn } from '../terminal/progress.js'
import { printJson, type Io } from '../../report/terminal.js'
import { parseConfiguration, unknown } from '../../verification/configurationNames.js'
import { painter } from '../../report/paint.js'
import { statements } from '../../machines/sources.js'
import { provedInWords } from '../../report/conditions.js'
import type { Property } from '../../properties/index.js'
import type { ProvedProperty } from '../../verification/products.js'
import { shippedOf } from '../../verification/provedProducts.js'
import { UsageError } from '../../verification/errors.js'
import { aboutProperty, citing, isSource } from '../../verification/selection.js'
import type { Specification } from '../../verification/specification.js'
import { storyText, storyToMermaid } from '../../report/story.js'
import { columns, indented } from '../../report/text.js'
import { threadNote } from '../../report/threadAlone.js'
import { judgementJson } from './verify.js'
import { effortInWords } from '../../report/assessment.js'
import { assumptionText, assumptionsInWords } from '../../report/assumptions.js'
import { assumptionsOf } from '../../report/assessment.js'
import { patternOfConfigurations } from '../../report/configurations.js'
import type { Program } from '../terminal/program.js'
import { helpText } from '../terminal/help.js'
import type { WhatIf } from '../options/whatIf.js'
import type { Caching } from '../options/cache.js'
import { exploring, asAsked } from '../options/effort.js'

export interface ExplainOptions extends Effort {
  readonly configuration?: string
  readonly json?: boolean
  readonly mermaid?: boolean
}

const exceptionInWords = ({ when, verdict, because }: Exception): string =>
  `${verdict} where ${patternOfConfigurations(when)}: ${because}`

/** Judgements that say the same for the same reason. */
function alike(judgements: readonly Judgement[]): readonly (readonly Judgement[])[] {
  const groups = new Map<string, Judgement[]>()
  for (const judgement of judgements) {
    const key = JSON.stringify([judgement.expected, judgement.actual])
    groups.set(key, [...(groups.get(key) ?? []), judgement])
  }
  return [...groups.values()]
}

function verdictTable(judgements: readonly Judgement[], width: number): string {
  const rows = alike(judgements).map((group) => {
    const [first] = group
    const mark = first?.standing === 'as-expected' ? '✓' : first?.standing === 'incomplete' ? '?' : '✗'
    const found = first?.actual === 'incomplete' ? 'INCOMPLETE' : (first?.actual ?? '')
    return [
      `${mark} ${found}`,
      first?.expected.verdict ?? '',
      String(group.length),
      group.map(({ configuration }) => configuration).join(' '),
    ]
  })
  return columns(['found', 'expected', 'in', 'configurations'], rows, { width, flexible: [3] })
}

/** One story for each kind of verdict that has one: the shortest, where several explorations tell it. */
function stories(judgements: readonly Judgement[]): readonly Judgement[] {
  return alike(judgements).flatMap((group) => {
    const told = group.filter(({ evidence }) => evidence?.story)
    const length = (one: Judgement): number => one.evidence?.story?.steps.length ?? Infinity
    return told.length === 0 ? [] : [told.reduce((best, one) => (length(one) < length(best) ? one : best))]
  })
}

function text(
  property: SpecifiedProperty,
  assessment: Assessment,
  { predicates, scopes, scope }: Specification,
  known: ProvedProperty | undefined,
  io: Io,
): string {
  const width = io.columns
  const paint = painter(io.color)
  const assumptions = assumptionsOf(assessment)
  const thread = threadNote(property.sources ?? [])
  const meanings = predicatesOf(property, predicates).map((name) => {
    const predicate = predicates[name]
    return `${name}: ${predicate?.party ?? ''} ${predicate?.text ?? ''}`
  })
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [[paint.strong(title), ...lines.map((line) => indented(line, width))].join('\n')]
  return [
    `${paint.strong(property.id)}: ${property.title}`,
    ...section('Claim', [property.claim]),
    ...section('Sources', (property.sources ?? []).length === 0 ? [] : [property.sources!.join(' ')]),
    ...section('The thread alone', thread === undefined ? [] : [`${thread}.`]),
    ...section('Scope', scopes.length === 1 ? [] : [property.scope ?? scope]),
    ...section(`Formula (${property.pattern.kind})`, patternInWords(property.pattern, predicates)),
    ...section('Predicates', meanings),
    ...section(
      'Expected',
      ['holds', ...(property.exceptions ?? []).map(exceptionInWords)].map((line, index, all) =>
        index === 0 && all.length > 1 ? 'holds, but:' : line,
      ),
    ),
    verdictTable(assessment.judgements, width),
    ...section('In every product', known === undefined ? [] : [`It ${provedInWords(known)}.`]),
    ...stories(assessment.judgements).map((judgement) => {
      const because = judgement.expected.because === undefined ? '' : `: ${judgement.expected.because}`
      const title = `${judgement.actual} in ${judgement.configuration}${because}`
      const story = judgement.evidence?.story
      return `${paint.strong('The story')}\n${indented(title, width)}\n\n${story ? storyText(story, { width }) : ''}`
    }),
    effortInWords(assessment),
    ...section(
      'Assumptions',
      assumptionsInWords(assumptions).map((line) => `- ${line}`),
    ),
  ].join('\n\n')
}

/** Runs the command. */
export async function explain(
  specification: Specification,
  id: string,
  options: ExplainOptions,
  io: Io,
): Promise<number> {
  const property = specification.properties.find((one) => one.id === id)
  if (!property) {
    const { properties, foreign } = specification
    if (foreign === undefined && isSource(id)) {
      const text = statements.find((one) => one.id === id)?.text
      const cited = citing(specification, id).map((one) => one.id)
      throw new UsageError(
        `${id} is no property${text === undefined ? '' : ` but says: ${text}`} It is cited by ${cited.join(', ')}; explain one of these`,
      )
    }
    const ids = properties.map((one) => one.id)
    throw unknown('property', id, ids, 'see: impspec list properties', (name) =>
      aboutProperty(properties.find((one) => one.id === name)!),
    )
  }
  const asked =
    options.configuration === undefined
      ? defaultSelection([property], specification.space)
      : selectionOf([property], [parseConfiguration(options.configuration, specification.space)])
  const assessment = await assessOn(io, specification, [property], asked, options)
  const code = exitCodeOf(assessment)
  // Of ours there are no others than those of the package.
  const known = specification.foreign === undefined ? shippedOf(property as Property) : undefined
  if (options.json) {
    printJson(io, {
      exitCode: code,
      property,
      ...(known === undefined ? {} : { products: { fails: known.fails, vacuous: known.vacuous } }),
      words: patternInWords(property.pattern, specification.predicates),
      assumptions: assumptionsOf(assessment).map(assumptionText),
      judgements: assessment.judgements.map((judgement) => ({
        ...judgementJson(judgement),
        ...(judgement.evidence?.story ? { story: judgement.evidence.story } : {}),
      })),
    })
  } else if (options.mermaid) {
    const told = stories(assessment.judgements).flatMap(({ evidence }) => (evidence?.story ? [evidence.story] : []))
    io.stdout.write(told.map(storyToMermaid).join('\n'))
  } else io.stdout.write(`${text(property, assessment, specification, known, io)}\n`)
  return code
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  exploring(sub('explain <property>', 'one property: claim, sources, formula in words, verdicts, stories'))
    .option('--configuration <name>', 'only this configuration')
    .option('--mermaid', 'only the stories, as Mermaid sequence diagrams')
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      helpText([
        'explain cold-boot-always-applies-os',
        'explain cold-boot-always-applies-os --configuration boot=fast',
      ]),
    )
    .action(async (id: string, options: ExplainOptions & WhatIf & Caching) =>
      end(await explain(asAsked(await load(), options), id, options, io)),
    )
}
