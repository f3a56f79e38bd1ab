// impspec answers: the questions that the specification was asked, and what the properties prove of them.
import { defaultSelection, type Asked } from '../../verification/plan.js'
import type { Judgement } from '../../verification/judgement.js'
import { baseline, dimensions, type NamedConfiguration } from '../../machines/configurations.js'
import { matches } from '../../model/configuration.js'
import type { SpecifiedProperty } from '../../model/specification/module.js'
import { concerns } from '../../model/specification/expected.js'
import type { Answer } from '../../properties/language/answer.js'
import { exitCodeOf, type Assessment, type Effort } from '../../verification/assess.js'
import { assessOn } from '../terminal/progress.js'
import { patternOfConfigurations } from '../../report/configurations.js'
import { printJson, type Io } from '../../report/terminal.js'
import { pick } from '../../verification/configurationNames.js'
import { parseProduct } from '../../verification/impSpace.js'
import { painter } from '../../report/paint.js'
import type { Specification } from '../../verification/specification.js'
import { storyDiagram } from '../../report/story.js'
import { indented } from '../../report/text.js'
import { sourcesOf, threadNote } from '../../report/threadAlone.js'
import { judgementJson } from './verify.js'
import type { Program } from '../terminal/program.js'
import { helpText } from '../terminal/help.js'
import type { WhatIf } from '../options/whatIf.js'
import type { Caching } from '../options/cache.js'
import { exploring, asAsked } from '../options/effort.js'

export interface AnswersOptions extends Effort {
  readonly json?: boolean
}

/** The judgements that one answer rests on: those of its properties, in the configurations that it speaks of. */
const evidenceFor = (
  { properties }: Answer,
  when: Answer['answers'][number]['when'],
  judgements: readonly Judgement[],
): readonly Judgement[] =>
  judgements.filter(
    ({ property, configuration }) =>
      properties.includes(property) && (when === undefined || matches(when, parseProduct(configuration).values)),
  )

/** One line a property: what came out, in how many configurations; and the story of the first that has one. */
function evidenceText(order: readonly string[], evidence: readonly Judgement[], width: number): readonly string[] {
  const ids = order.filter((id) => evidence.some(({ property }) => property === id))
  const lines = ids.map((id) => {
    const own = evidence.filter(({ property }) => property === id)
    const counts = new Map<string, number>()
    for (const { actual, standing } of own) {
      const words = standing === 'differs' ? `${actual} (DIFFERS)` : actual === 'incomplete' ? 'INCOMPLETE' : actual
      counts.set(words, (counts.get(words) ?? 0) + 1)
    }
    return indented(`- ${id}: ${[...counts].map(([words, count]) => `${words} in ${count}`).join(', ')}`, width, '    ')
  })
  const told = evidence
    .flatMap(({ property, configuration, evidence: found }) =>
      found?.story ? [{ property, configuration, story: found.story }] : [],
    )
    .sort(
      (one, other) =>
        order.indexOf(one.property) - order.indexOf(other.property) ||
        one.story.steps.length - other.story.steps.length,
    )[0]
  if (!told) return lines
  const title = indented(`${told.property} in ${told.configuration}:`, width, '    ')
  return [...lines, '', title, '', storyDiagram(told.story, { width })]
}

function answerText(answer: Answer, { judgements }: Assessment, io: Io): string {
  const paint = painter(io.color)
  const parts = answer.answers.map(({ when, text }) =>
    [
      ...(when === undefined ? [] : [indented(`Where ${patternOfConfigurations(when)}:`, io.columns)]),
      indented(text, io.columns),
      ...evidenceText(answer.properties, evidenceFor(answer, when, judgements), io.columns),
    ].join('\n'),
  )
  const thread = threadNote(sourcesOf(answer))
  const note = thread === undefined ? [] : [indented(`Of what this rests on, ${thread}.`, io.columns)]
  return [`${paint.strong(answer.question)}  [${answer.id}]`, ...parts, ...note].join('\n\n')
}

/**
 * What an answer asks of a property: the configurations that it speaks of, and that differ from the baseline only in what
 * it names; where it names nothing, in what the property names.
 */
function selectionFor(asked: readonly Answer[], properties: readonly SpecifiedProperty[]): readonly Asked[] {
  const speaksOf = (property: SpecifiedProperty, { values }: NamedConfiguration): boolean =>
    asked
      .filter(({ properties: ids }) => ids.includes(property.id))
      .flatMap(({ answers: parts }) => parts)
      .some(({ when }) => {
        const named: readonly string[] = when ? Object.keys(when) : concerns(property)
        const differing = dimensions.filter(({ name }) => values[name] !== baseline[name])
        return matches(when ?? {}, values) && differing.every(({ name }) => named.includes(name))
      })
  return defaultSelection(properties)
    .map(({ configuration, properties: all }) => ({
      configuration,
      properties: all.filter((property) => speaksOf(property, configuration)),
    }))
    .filter(({ properties: kept }) => kept.length > 0)
}

/** Runs the command; the answers rest on verdicts that are computed now. */
export async function answers(
  specification: Specification,
  ids: readonly string[],
  options: AnswersOptions,
  io: Io,
): Promise<number> {
  const all = specification.answers
  const asked = ids.length === 0 ? all : pick(all, ({ id }) => id, ids, 'answer', 'see: impspec answers')
  const wanted = new Set(asked.flatMap(({ properties }) => properties))
  const properties = specification.properties.filter(({ id }) => wanted.has(id))
  for (const id of wanted) {
    if (!properties.some((property) => property.id === id)) {
      throw new Error(`an answer rests on the property ${id}, which does not exist`)
    }
  }
  const assessment = await assessOn(io, specification, properties, selectionFor(asked, properties), options)
  const code = exitCodeOf(assessment)
  if (options.json) {
    printJson(io, {
      exitCode: code,
      answers: asked.map((answer) => ({
        ...answer,
        answers: answer.answers.map((one) => ({
          ...one,
          evidence: evidenceFor(answer, one.when, assessment.judgements).map(judgementJson),
        })),
      })),
    })
  } else if (asked.length === 0) io.stdout.write('There is no answer yet.\n')
  else io.stdout.write(`${asked.map((answer) => answerText(answer, assessment, io)).join('\n\n\n')}\n`)
  return code
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  exploring(sub('answers [id...]', 'the questions that were asked, answered under each reading, with stories'))
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', helpText(['answers', 'answers --json']))
    .action(async (ids: readonly string[], options: AnswersOptions & WhatIf & Caching) =>
      end(await answers(asAsked(await load(), options), ids, options, io)),
    )
}
