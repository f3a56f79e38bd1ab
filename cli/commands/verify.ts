// impspec verify: every asked property in every asked configuration, held against what is expected.
import { judge, progressOf, type JobResult, type Judgement } from '../../verification/judgement.js'
import { type Asked, type Job } from '../../verification/plan.js'
import type { Outcome } from '../../checker/parallel/workerPool.js'
import type { SpecifiedProperty } from '../../model/specification/module.js'
import type { Exploration } from '../../model/result.js'
import { exitCodeOf, type Assessment } from '../../verification/assess.js'
import { assessOn } from '../terminal/progress.js'
import { printJson, type Io } from '../../report/terminal.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { looseEndsInWords } from '../../verification/looseEnds.js'
import { UsageError } from '../../verification/errors.js'
import { matrix } from '../../report/verdictMatrix.js'
import { painter } from '../../report/paint.js'
import type { JudgedScope } from '../../verification/products.js'
import { type Specification } from '../../verification/specification.js'
import { storyText } from '../../report/story.js'
import { counted, indented } from '../../report/text.js'
import { assumptionsOf, effortInWords, timeInShort, standstills } from '../../report/assessment.js'
import { assumptionText, assumptionsInWords } from '../../report/assumptions.js'
import { askedOf, chosenProperties } from '../../verification/selection.js'
import type { Program } from '../terminal/program.js'
import { helpText } from '../terminal/help.js'
import { withCheckpoint } from '../options/checkpoint.js'
import { exploring, asAsked } from '../options/effort.js'
import { divisionOf, proveTogether, type Choosing } from './products/everyProduct.js'
import { differs } from './products/proved.js'

export interface VerifyOptions extends Choosing {
  readonly json?: boolean
  readonly jsonLines?: boolean
}

/** Stories in full at most; the others are named. */
const storiesInFull = 3

const number = (value: number): string => value.toLocaleString('en-US')

function tally(judgements: readonly Judgement[]): string {
  const count = (is: (one: Judgement) => boolean): number => judgements.filter(is).length
  const expected = (verdict: string) => (one: Judgement) => one.standing === 'as-expected' && one.actual === verdict
  return [
    `${number(count(expected('holds')))} hold`,
    `${number(count(expected('fails')))} fail as expected`,
    `${number(count(expected('vacuous')))} vacuous as expected`,
    `${number(count(({ standing }) => standing === 'differs'))} differ`,
    `${number(count(({ standing }) => standing === 'incomplete'))} incomplete`,
  ].join(', ')
}

/** Judgements of one property, by the exploration that they come from and what they say. */
function grouped(judgements: readonly Judgement[]): readonly (readonly [Judgement, ...Judgement[]])[] {
  const groups = new Map<string, [Judgement, ...Judgement[]]>()
  for (const judgement of judgements) {
    const key = JSON.stringify([judgement.property, judgement.job, judgement.expected, judgement.actual])
    const group = groups.get(key)
    if (group) group.push(judgement)
    else groups.set(key, [judgement])
  }
  return [...groups.values()]
}

/** `baseline`, or `baseline and 3 others`. */
const configurationsOf = ([first, ...others]: readonly [Judgement, ...Judgement[]]): string =>
  others.length === 0 ? first.configuration : `${first.configuration} and ${counted(others.length, 'other')}`

const exercisedInWords = ({ actual, evidence }: Judgement): string =>
  actual === 'vacuous' || evidence?.exercised === 0
    ? 'its antecedent never occurs'
    : `its antecedent occurs in ${counted(evidence?.exercised ?? 0, 'step')}`

function differences({ judgements, properties }: Assessment, io: Io): readonly string[] {
  const paint = painter(io.color)
  return grouped(judgements.filter(({ standing }) => standing === 'differs')).map((group, index) => {
    const [first] = group
    const { property: id, expected, actual, evidence } = first
    const because = expected.because === undefined ? '' : ` (because ${expected.because})`
    const lines = [
      paint.bad(`✗ DIFFERS  ${id} in ${configurationsOf(group)}`),
      indented(properties.find((property) => property.id === id)?.claim ?? '', io.columns),
      indented(`expected: ${expected.verdict}${because}`, io.columns),
      indented(`found: ${actual}; ${exercisedInWords(first)}`, io.columns),
    ]
    if (!evidence?.story) return lines.join('\n')
    if (index < storiesInFull) return [...lines, '', storyText(evidence.story, { width: io.columns })].join('\n')
    const command = `impspec explain ${id} --configuration ${first.configuration}`
    return [...lines, indented(`for its story: ${command}`, io.columns)].join('\n')
  })
}

type Stopped = Exclude<Exploration['stopped'], undefined>

const stoppedInWords: Readonly<Record<Stopped, string>> = {
  states: 'stopped at the limit of states',
  memory: 'out of memory (see --max-memory, --workers)',
  signal: 'interrupted',
  locals: 'out of local states',
}

/** Why an exploration came to no end; undefined where it was never started. */
const stoppedBy = (outcome: Outcome<JobResult> | undefined): Stopped | undefined => {
  if (outcome?.kind === 'done') return outcome.result.exploration.stopped
  if (outcome?.kind !== 'interrupted') return undefined
  return outcome.reason ?? (outcome.progress.states > 0 ? 'signal' : undefined)
}

/** Explorations that came to no end, or to no answer, and what waits for them. */
function unfinished({ jobs, outcomes, judgements }: Assessment, io: Io): readonly string[] {
  const paint = painter(io.color)
  return jobs.flatMap(({ configuration, answers, parties }, job) => {
    const outcome = outcomes[job]
    const open = judgements.filter((one) => one.job === job && one.standing === 'incomplete')
    const what = `${configuration.name}, parties ${parties.join(', ')}`
    if (outcome?.kind === 'crashed') {
      const ids = answers.map(({ property }) => property).join(', ')
      return [
        [
          paint.bad(`✗ ${outcome.refused === true ? 'REFUSED' : 'CRASHED'}  ${what}`),
          indented(outcome.message, io.columns),
          indented(`no answer for: ${ids}`, io.columns),
          ...(outcome.story ? ['', storyText(outcome.story, { width: io.columns })] : []),
        ].join('\n'),
      ]
    }
    if (open.length === 0) return []
    const { states, transitions } = progressOf(outcome)
    const why = stoppedBy(outcome)
    const stopped =
      why === undefined
        ? 'not begun'
        : `${stoppedInWords[why]} after ${counted(states, 'state')} and ${counted(transitions, 'transition')}`
    const ids = [...new Set(open.map(({ property }) => property))].join(', ')
    return [
      [
        paint.warn(`? INCOMPLETE  ${what}`),
        indented(stopped, io.columns),
        ...(outcome?.kind === 'done' && outcome.result.exploration.because !== undefined
          ? [indented(outcome.result.exploration.because, io.columns)]
          : []),
        indented(`undecided: ${ids}`, io.columns),
      ].join('\n'),
    ]
  })
}

function lastLine(
  code: number,
  { interrupted, judgements }: Assessment,
  looseEnds: readonly string[],
  scopes: readonly JudgedScope[],
  io: Io,
): string {
  const paint = painter(io.color)
  const stopped = interrupted ? ' Interrupted.' : ''
  if (code === 0) return paint.good('✓ All verdicts are as expected.')
  const isUnexpected =
    judgements.some(({ standing }) => standing === 'differs') ||
    scopes.some(({ properties }) => properties.some((one) => one.differences.length > 0))
  if (code === 1 && !isUnexpected && looseEnds.length > 0)
    return paint.bad(`✗ Loose ends that are not declared.${stopped}`)
  if (code === 1 && !isUnexpected) return paint.bad(`✗ Time stands still: an error of the model.${stopped}`)
  if (code === 1) return paint.bad(`✗ Some verdicts differ from what is expected.${stopped}`)
  if (code === exitCodes.unreadable)
    return paint.bad('✗ The specification is refused: what is told above is to be mended in it.')
  if (code === 2) return paint.warn(`? INCOMPLETE: not all is decided.${stopped}`)
  return paint.bad('✗ Some explorations crashed: a bug of ours, please report it.')
}

/** What the specification leaves loose, as a part of the report; nothing where it leaves nothing loose. */
const looseEndsIn = (looseEnds: readonly string[], io: Io): readonly string[] =>
  looseEnds.length === 0
    ? []
    : [
        [
          painter(io.color).bad(
            `✗ LOOSE ENDS  ${counted(looseEnds.length, 'event')} sent, waited for or declared in vain`,
          ),
          ...looseEnds.map((text) => indented(text, io.columns)),
        ].join('\n'),
      ]

function report(
  assessment: Assessment,
  looseEnds: readonly string[],
  { space }: Specification,
  asked: readonly Asked[],
  scopes: readonly JudgedScope[],
  code: number,
  io: Io,
): string {
  const { properties, judgements } = assessment
  const configurations = asked.map(({ configuration }) => configuration)
  const assumptions = assumptionsOf(assessment)
  return [
    ...(scopes.length > 0
      ? [`One configuration at a time: ${counted(properties.length, 'property', 'properties')}.`]
      : []),
    matrix(properties, configurations, space, judgements, { width: io.columns, paint: painter(io.color) }),
    ...differences(assessment, io),
    ...standstills(assessment, io),
    ...unfinished(assessment, io),
    ...looseEndsIn(looseEnds, io),
    [
      ...[effortInWords(assessment), timeInShort(assessment)].flatMap((text) =>
        text ? indented(text, io.columns, '') : [],
      ),
      `${tally(judgements)}.`,
      lastLine(code, assessment, looseEnds, scopes, io),
    ].join('\n'),
    ...(assumptions.length > 0
      ? [
          ['Assumptions:', ...assumptionsInWords(assumptions).map((text) => indented(`- ${text}`, io.columns))].join(
            '\n',
          ),
        ]
      : []),
  ].join('\n\n')
}

/** A judgement without what its exploration says already. */
export const judgementJson = ({ property, configuration, expected, actual, standing, job, evidence }: Judgement) => ({
  property,
  configuration,
  expected: expected.verdict,
  ...(expected.because === undefined ? {} : { because: expected.because }),
  actual,
  standing,
  exploration: job,
  exercised: evidence?.exercised ?? 0,
})

/** An exploration, its assumptions in words. */
const explorationInWords = (exploration: Exploration) => ({
  ...exploration,
  assumptions: exploration.assumptions.map(assumptionText),
})

/** An exploration, and each of its stories once. */
function explorationJson(
  { configuration, scope, parties, answers }: Job,
  outcome: Outcome<JobResult> | undefined,
): Readonly<Record<string, unknown>> {
  const verdicts = outcome?.kind === 'done' ? outcome.result.verdicts : []
  return {
    configuration: configuration.name,
    scope,
    parties,
    properties: answers.map(({ property }) => property),
    outcome: outcome?.kind ?? 'interrupted',
    ...(outcome?.kind === 'interrupted' && outcome.reason ? { stopped: outcome.reason } : {}),
    ...(outcome?.kind === 'done' ? explorationInWords(outcome.result.exploration) : progressOf(outcome)),
    ...(outcome?.kind === 'crashed' ? { message: outcome.message, story: outcome.story } : {}),
    stories: Object.fromEntries(verdicts.flatMap(({ property, story }) => (story ? [[property, story]] : []))),
  }
}

/** How a run ended. */
const endJson = (
  assessment: Assessment,
  looseEnds: readonly string[],
  code: number,
): Readonly<Record<string, unknown>> => ({
  exitCode: code,
  ...(looseEnds.length > 0 ? { looseEnds } : {}),
  interrupted: assessment.interrupted,
  milliseconds: Math.round(assessment.milliseconds),
  assumptions: assumptionsOf(assessment).map(assumptionText),
})

/** The document of `--json`: explorations, and judgements that point to them by index; before them, what every product has. */
export const reportJson = (
  assessment: Assessment,
  looseEnds: readonly string[],
  code: number,
  scopes: readonly JudgedScope[] = [],
): unknown => ({
  ...endJson(assessment, looseEnds, code),
  ...(scopes.length > 0 ? { scopes } : {}),
  explorations: assessment.jobs.map((job, index) => explorationJson(job, assessment.outcomes[index])),
  judgements: assessment.judgements.map(judgementJson),
})

/** Writes what `--json` would, in parts: a line for each exploration when it has ended, and one for the end. */
class JsonLines {
  readonly #io: Io
  readonly #properties: readonly SpecifiedProperty[]
  readonly #told = new Set<number>()

  constructor(io: Io, properties: readonly SpecifiedProperty[]) {
    this.#io = io
    this.#properties = properties
  }

  tell(jobs: readonly Job[], index: number, outcome: Outcome<JobResult> | undefined): void {
    if (this.#told.has(index)) return
    this.#told.add(index)
    const job = jobs[index]!
    const judgements = judge(this.#properties, [job], outcome ? [outcome] : [])
    this.#write({
      kind: 'exploration',
      index,
      of: jobs.length,
      ...explorationJson(job, outcome),
      judgements: judgements.map((one) => judgementJson({ ...one, job: index })),
    })
  }

  end(assessment: Assessment, looseEnds: readonly string[], code: number): void {
    // What was never begun has not been told.
    assessment.jobs.forEach((_, index) => this.tell(assessment.jobs, index, assessment.outcomes[index]))
    this.#write({ kind: 'end', ...endJson(assessment, looseEnds, code) })
  }

  #write(line: unknown): void {
    this.#io.stdout.write(`${JSON.stringify(line)}\n`)
  }
}

/** What is wrong elsewhere outweighs what is incomplete, as any other thing that is wrong does. */
const exitCodeWith = (isWrong: boolean, code: number): number =>
  isWrong && code !== exitCodes.ours && code !== exitCodes.unreadable ? exitCodes.differs : code

/** Runs the command. */
export async function verify(specification: Specification, options: VerifyOptions, io: Io): Promise<number> {
  if (options.json && options.jsonLines) throw new UsageError('--json and --json-lines exclude each other')
  const division = divisionOf(specification, options)
  const scopes = division === undefined ? [] : await proveTogether(division, options, io)
  const properties = division?.left ?? chosenProperties(specification, options)
  const asked = askedOf(specification, properties, options)
  const lines = options.jsonLines ? new JsonLines(io, properties) : undefined
  const told = options.json === true || options.jsonLines === true
  const assessment = await assessOn(
    io,
    specification,
    properties,
    asked,
    { ...options, ...(told ? {} : { stories: 'unexpected' as const }) },
    lines && ((jobs, job, outcome) => lines.tell(jobs, job, outcome)),
  )
  const looseEnds = looseEndsInWords(specification)
  const code = exitCodeWith(looseEnds.length > 0 || scopes.some(differs), exitCodeOf(assessment))
  if (lines) lines.end(assessment, looseEnds, code)
  else if (options.json) printJson(io, reportJson(assessment, looseEnds, code, scopes))
  else io.stdout.write(`${report(assessment, looseEnds, specification, asked, scopes, code, io)}\n`)
  return code
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  exploring(sub('verify', 'prove the properties in every product, and compare with the expected verdicts'))
    .option(
      '--property <id...>',
      'only these properties; a rule, claim or contradiction (R12, S2, C-03) stands for those that cite it',
    )
    .option('--configuration <name...>', 'only these configurations: baseline, or dimension=value,...')
    .option('--party <name>', 'only properties that speak of this party')
    .option('--all', 'every configuration there is (slow), one at a time')
    .option('--explicit', 'one configuration at a time, state by state: the baseline, its variants and the readings')
    .option('--checkpoint <folder>', 'keep finished explorations there, and take from there those that are known')
    .option('--json', 'one JSON document instead of text')
    .option('--json-lines', 'JSON as it is found: a line for each exploration, and one for the end')
    .addHelpText(
      'after',
      helpText([
        'verify',
        'verify --explicit',
        'verify --property cold-boot-always-applies-os --configuration baseline power=battery,handler=late',
        'verify --property S2',
        'verify --party agent --json',
        'verify --property squirrel-within-ten-seconds --set squirrelStart=30s',
        'verify --all --checkpoint verify.checkpoint --max-memory 6GB',
      ]),
    )
    .action(async (options: VerifyOptions) =>
      end(await verify(withCheckpoint(asAsked(await load(), options), options, io), options, io)),
    )
}
