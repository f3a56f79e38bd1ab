// impspec bounds: the smallest and the largest time from one thing to the next other one, over all runs.
import { ModelError, SpecificationError } from '../../model/errors.js'
import type { Question } from '../../checker/graph/timeQuestion.js'
import type { Assumption, Bound, Bounds } from '../../model/result.js'
import type { World } from '../../model/world.js'
import type { Formula } from '../../model/property.js'
import { formulaInWords } from '../../properties/language/words.js'
import { type Effort } from '../../verification/assess.js'
import { showing, warningOn } from '../terminal/progress.js'
import { parseFormula } from '../options/formula.js'
import { printJson, type Io } from '../../report/terminal.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { UsageError } from '../../verification/errors.js'
import { parseConfiguration, unknown } from '../../verification/configurationNames.js'
import { painter } from '../../report/paint.js'
import { timeInWords } from '../../report/phrases.js'
import { scopeNamed, type Specification } from '../../verification/specification.js'
import { storyText, storyToMermaid } from '../../report/story.js'
import { counted, indented } from '../../report/text.js'
import { assumptionText, assumptionsInWords } from '../../report/assumptions.js'
import type { Program } from '../terminal/program.js'
import { helpText } from '../terminal/help.js'
import type { WhatIf } from '../options/whatIf.js'
import type { Caching } from '../options/cache.js'
import { exploring, asAsked } from '../options/effort.js'

export interface BoundsOptions extends Effort {
  readonly from: string
  readonly to: string
  readonly never?: string
  readonly prompt?: string
  readonly fairness?: string
  readonly configuration?: string
  readonly scope?: string
  readonly json?: boolean
  readonly mermaid?: boolean
}

const namesIn = (formula: Formula): readonly string[] => {
  if ('is' in formula) return [formula.is]
  if ('was' in formula) return [formula.was]
  if ('does' in formula) return [formula.does]
  if ('not' in formula) return namesIn(formula.not)
  if ('and' in formula) return formula.and.flatMap(namesIn)
  return 'or' in formula ? formula.or.flatMap(namesIn) : []
}

/** The formulas of a question, with the option that gave each. */
const formulasOf = ({ from, to, never, prompt }: Question): readonly (readonly [string, Formula])[] => [
  ['from', from],
  ['to', to],
  ...(never ? [['never', never] as const] : []),
  ...(prompt ? [['prompt', prompt] as const] : []),
]

function questionOf(options: BoundsOptions, { predicates, fairness }: Specification): Question {
  const formula = (text: string): Formula => parseFormula(text, predicates)
  const sets = Object.keys(fairness)
  const { fairness: named } = options
  if (named !== undefined && options.prompt !== undefined) {
    throw new UsageError('--prompt and --fairness exclude each other: what happens at once needs no fairness')
  }
  const fair = named === undefined ? undefined : fairness[named]
  if (named !== undefined && !fair) throw unknown('fairness', named, sets, `there are ${sets.join(', ')}`)
  return {
    from: formula(options.from),
    to: formula(options.to),
    ...(options.never === undefined ? {} : { never: formula(options.never) }),
    ...(options.prompt === undefined ? {} : { prompt: formula(options.prompt) }),
    ...(fair ? { fairness: fair } : {}),
  }
}

/** The scope that was asked for, or else the first that has all parties that the question speaks of. */
function scopeOf(
  question: Question,
  asked: string | undefined,
  specification: Specification,
  worldOf: (scope: string) => World,
): string {
  const { predicates, scopes, scope: usual } = specification
  const names = formulasOf(question).flatMap(([, formula]) => namesIn(formula))
  const parties = [...new Set(names.flatMap((name) => predicates[name]?.party ?? []))]
  const lacking = (scope: string): readonly string[] => {
    const present = worldOf(scope).parties.map(({ name }) => name)
    return parties.filter((party) => !present.includes(party))
  }
  const named = asked === undefined ? undefined : scopeNamed(specification, asked)
  const scope = named ?? [usual, ...scopes].find((name) => lacking(name).length === 0)
  if (scope === undefined) throw new UsageError(`no scope has all of ${parties.join(', ')}`)
  if (lacking(scope).length > 0) throw new UsageError(`the scope ${scope} has no ${lacking(scope).join(', no ')}`)
  return scope
}

const reasons: Readonly<Record<Extract<Bound, { kind: 'unbounded' }>['reason'], string>> = {
  'may-never-come': 'unbounded: it may never come',
  'comes-any-time-later': 'unbounded: it comes at last in every fair run, but any time later',
}

function boundInWords(bound: Bound | undefined, { occurrences }: Bounds): string {
  if (bound) return bound.kind === 'time' ? timeInWords(bound.ms) : reasons[bound.reason]
  return occurrences === 0 ? 'the first never occurs' : 'the second never follows'
}

function exitCodeOf({ complete, smallest, exploration }: Bounds): number {
  if ((exploration.timeliness?.standstills ?? []).length > 0) return exitCodes.differs
  if (!complete) return exitCodes.incomplete
  return smallest ? exitCodes.asExpected : exitCodes.differs
}

/** What is assumed: by the world, and by the question. */
function assumptionsOf(
  question: Question,
  { exploration }: Bounds,
  { predicates }: Specification,
): readonly Assumption[] {
  const words = (formula: Formula): string => formulaInWords(formula, predicates)
  const stated = [
    ...(question.never ? [`between the two never: ${words(question.never)}`] : []),
    ...(question.prompt ? [`between the two at once, wherever it is possible: ${words(question.prompt)}`] : []),
    ...(question.fairness ?? []).map(({ text }) => `fairness: ${text}`),
  ]
  return [...stated.map((text) => ({ kind: 'stated', text }) as const), ...exploration.assumptions]
}

function text(question: Question, where: string, found: Bounds, specification: Specification, io: Io): string {
  const { exploration, smallest, largest, occurrences, complete } = found
  const width = io.columns
  const paint = painter(io.color)
  const isExact = largest?.kind === 'time' && largest.ms === smallest?.ms
  const limit = complete ? '' : ' so far'
  const assumptions = assumptionsInWords(assumptionsOf(question, found, specification))
  const story = (title: string, bound: Bound | undefined): readonly string[] =>
    bound ? [`${paint.strong(title)}: ${boundInWords(bound, found)}\n\n${storyText(bound.story, { width })}`] : []
  const [from, to] = [question.from, question.to].map((formula) => formulaInWords(formula, specification.predicates))
  return [
    [
      indented(`from: ${from}`, width, ''),
      indented(`to:   ${to}`, width, ''),
      indented(`in ${where}, parties ${exploration.parties.join(', ')}`, width, ''),
    ].join('\n'),
    [
      `${paint.strong('at least')}${limit}  ${boundInWords(smallest, found)}`,
      `${paint.strong('at most')}${limit}   ${boundInWords(largest, found)}`,
    ].join('\n'),
    ...(isExact
      ? story('The time in every run', smallest)
      : [
          ...story('The smallest time', smallest),
          ...story(largest?.kind === 'unbounded' ? 'Why there is no largest time' : 'The largest time', largest),
        ]),
    ...(assumptions.length > 0
      ? [['Assumptions:', ...assumptions.map((line) => indented(`- ${line}`, width))].join('\n')]
      : []),
    indented(
      `Exact to a tick of ${timeInWords(exploration.quantum)}; the first occurs in ${counted(occurrences, 'step')} of ` +
        `${counted(exploration.states, 'state')} and ${counted(exploration.transitions, 'transition')}.`,
      width,
      '',
    ),
    ...(complete ? [] : [paint.warn('? INCOMPLETE: not all was explored.')]),
  ].join('\n\n')
}

/** Runs the command. */
export async function bounds(specification: Specification, options: BoundsOptions, io: Io): Promise<number> {
  const question = questionOf(options, specification)
  const configuration = parseConfiguration(options.configuration ?? 'baseline', specification.space)
  const scope = scopeOf(question, options.scope, specification, (name) =>
    specification.system(configuration.values, name),
  )
  const progress = showing(io)
  const outcome = await specification.measure(
    { configuration: configuration.values, scope, question },
    { ...options, signal: io.signal, onProgress: progress.show, onWarning: warningOn(io) },
  )
  progress.clear()
  if (outcome.kind === 'crashed') {
    if (outcome.story) throw new ModelError(outcome.message, outcome.story)
    throw outcome.refused === true ? new SpecificationError(outcome.message) : new Error(outcome.message)
  }
  if (outcome.kind === 'interrupted') {
    const why = outcome.reason === 'memory' ? 'out of memory' : 'interrupted'
    io.stderr.write(`${why} before anything could be measured\n`)
    return exitCodes.incomplete
  }
  const found = outcome.result
  const code = exitCodeOf(found)
  if (options.json) {
    const { exploration, ...rest } = found
    const where = { configuration: configuration.name, scope }
    const assumptions = assumptionsOf(question, found, specification).map(assumptionText)
    printJson(io, { exitCode: code, question, ...where, ...rest, exploration: { ...exploration, assumptions } })
  } else if (options.mermaid) {
    const told = [found.smallest, found.largest].flatMap((bound) => bound?.story ?? [])
    io.stdout.write(told.map(storyToMermaid).join('\n'))
  } else io.stdout.write(`${text(question, `${configuration.name}, scope ${scope}`, found, specification, io)}\n`)
  return code
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  exploring(sub('bounds', 'the smallest and the largest time from one thing to another, over all runs'))
    .requiredOption('--from <formula>', 'from each step in which this occurs: predicates with !, &, | and ( )')
    .requiredOption('--to <formula>', 'to the first in which this holds')
    .option('--never <formula>', 'leave out runs in which such a step happens between the two')
    .option('--prompt <formula>', 'between the two, no time passes while such a step is possible')
    .option('--fairness <name>', 'of runs that never come to the second: timely, networked, undisturbed, calm, ...')
    .option('--configuration <name>', 'baseline, or dimension=value,...', 'baseline')
    .option('--scope <name>', 'how much of the world; by default the first that has the parties')
    .option('--mermaid', 'only the stories, as Mermaid sequence diagrams')
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      helpText([
        "bounds --from waiting --to '!waiting' --configuration installerApp=fixed-15s",
        'bounds --from startsCold --to squirrelRunning --set squirrelStart=30s',
      ]),
    )
    .action(async (options: BoundsOptions & WhatIf & Caching) =>
      end(await bounds(asAsked(await load(), options), options, io)),
    )
}
