// impspec diff: which verdicts a what-if question changes, with the story of each change.
import type { Judgement } from '../../verification/judgement.js'
import { plan, type Asked } from '../../verification/plan.js'
import type { SpecifiedProperty } from '../../model/specification/module.js'
import { standstillsOf, type Assessment } from '../../verification/assess.js'
import { assessOn } from '../terminal/progress.js'
import { printJson, type Io } from '../../report/terminal.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { UsageError } from '../../verification/errors.js'
import { painter } from '../../report/paint.js'
import { settingsInWords, withSettings, type WhatIf } from '../options/whatIf.js'
import type { Specification } from '../../verification/specification.js'
import { storyText } from '../../report/story.js'
import { counted, indented } from '../../report/text.js'
import { type VerifyOptions } from './verify.js'
import { askedOf, chosenProperties } from '../../verification/selection.js'
import { standstills } from '../../report/assessment.js'
import type { Program } from '../terminal/program.js'
import { helpText } from '../terminal/help.js'
import { type Caching, withCache } from '../options/cache.js'
import { exploring } from '../options/effort.js'

export type DiffOptions = VerifyOptions & WhatIf

/** One verdict as the world is, and with the settings. */
interface Change {
  readonly before: Judgement
  readonly after: Judgement
}

/** What is asked of the worlds that the settings make a difference to; the others cannot change. */
function affected(asked: readonly Asked[], before: Specification, after: Specification): readonly Asked[] {
  const keysOf = (specification: Specification): ReadonlyMap<string, string> =>
    new Map(
      plan(asked, specification).flatMap(({ key, answers }) =>
        answers.flatMap(({ property, configurations }) =>
          configurations.map(({ name }): [string, string] => [`${property} ${name}`, key]),
        ),
      ),
    )
  const [was, is] = [keysOf(before), keysOf(after)]
  return asked
    .map(({ configuration, properties }) => ({
      configuration,
      properties: properties.filter(({ id }) => {
        const pair = `${id} ${configuration.name}`
        return was.get(pair) !== is.get(pair)
      }),
    }))
    .filter(({ properties }) => properties.length > 0)
}

const pairOf = ({ property, configuration }: Judgement): string => `${property} ${configuration}`

function changesBetween(before: Assessment, after: Assessment): readonly Change[] {
  const later = new Map(after.judgements.map((judgement) => [pairOf(judgement), judgement]))
  return before.judgements.flatMap((judgement): readonly Change[] => {
    const other = later.get(pairOf(judgement))
    return other && other.actual !== judgement.actual ? [{ before: judgement, after: other }] : []
  })
}

/** Changes of one property that come from the same explorations, and say the same. */
function alike(changes: readonly Change[]): readonly (readonly [Change, ...Change[]])[] {
  const groups = new Map<string, [Change, ...Change[]]>()
  for (const change of changes) {
    const { before, after } = change
    const key = JSON.stringify([before.property, before.actual, after.actual])
    const group = groups.get(key)
    if (group) group.push(change)
    else groups.set(key, [change])
  }
  return [...groups.values()]
}

function changeText(
  [change, ...others]: readonly [Change, ...Change[]],
  properties: readonly SpecifiedProperty[],
  io: Io,
): string {
  const { before, after } = change
  const paint = painter(io.color)
  const width = io.columns
  const story = (title: string, { evidence, actual }: Judgement): readonly string[] =>
    evidence?.story ? [indented(`${title}, it ${actual}:`, width), storyText(evidence.story, { width })] : []
  const where =
    others.length === 0 ? before.configuration : `${before.configuration} and ${counted(others.length, 'other')}`
  return [
    [
      paint.bad(`✗ CHANGES  ${before.property} in ${where}: ${before.actual} → ${after.actual}`),
      indented(properties.find(({ id }) => id === before.property)?.claim ?? '', width),
      ...(others.length === 0
        ? []
        : [indented(`also in: ${others.map((one) => one.before.configuration).join(' ')}`, width)]),
    ].join('\n'),
    ...story('as it is', before),
    ...story('with the settings', after),
  ].join('\n\n')
}

/** Runs the command: 1 if some verdict changes, 0 if none does. */
export async function diff(specification: Specification, options: DiffOptions, io: Io): Promise<number> {
  if ((options.set ?? []).length === 0) throw new UsageError('diff needs --set NAME=VALUE: what is to be different?')
  const changed = withSettings(specification, options)
  const properties = chosenProperties(specification, options)
  const all = askedOf(specification, properties, options)
  const asked = affected(all, specification, changed)
  const before = await assessOn(io, specification, properties, asked, options)
  const after = await assessOn(io, changed, properties, asked, options)
  const judgements = [...before.judgements, ...after.judgements]
  const open = new Set(judgements.filter((one) => one.actual === 'incomplete' || one.actual === 'crashed').map(pairOf))
  const settled = changesBetween(before, after).filter((one) => !open.has(pairOf(one.before)))
  const still = after.outcomes.flatMap(standstillsOf)
  const code = judgements.some(({ actual }) => actual === 'crashed')
    ? exitCodes.ours
    : settled.length > 0 || still.length > 0
      ? exitCodes.differs
      : open.size > 0
        ? exitCodes.incomplete
        : exitCodes.asExpected
  const compared = before.judgements.length
  const untouched = all.reduce((sum, one) => sum + one.properties.length, 0) - compared
  if (options.json) {
    printJson(io, {
      exitCode: code,
      settings: options.set,
      compared,
      untouched,
      undecided: [...open],
      standstills: still,
      changes: settled.map(({ before: was, after: is }) => ({
        property: was.property,
        configuration: was.configuration,
        before: { verdict: was.actual, ...(was.evidence?.story ? { story: was.evidence.story } : {}) },
        after: { verdict: is.actual, ...(is.evidence?.story ? { story: is.evidence.story } : {}) },
      })),
    })
    return code
  }
  const paint = painter(io.color)
  const parts = [
    `What if ${settingsInWords(options, specification)}?`,
    ...alike(settled).map((group) => changeText(group, properties, io)),
    ...standstills(after, io),
    ...(open.size === 0
      ? []
      : [
          [
            paint.warn(`? INCOMPLETE  ${counted(open.size, 'verdict')} cannot be compared`),
            ...[...open].map((pair) => indented(pair, io.columns)),
          ].join('\n'),
        ]),
    indented(
      `${counted(settled.length, 'verdict')} of ${compared.toLocaleString('en-US')} compared ` +
        `${settled.length === 1 ? 'changes' : 'change'}; ${counted(untouched, 'other')} cannot, since what is set makes no difference to their worlds.`,
      io.columns,
      '',
    ),
  ]
  io.stdout.write(`${parts.join('\n\n')}\n`)
  return code
}

/** What the command means by the exit codes. */
const meanings = {
  0: 'no verdict changes',
  1: 'some verdicts change, or time stands still',
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  exploring(sub('diff', 'which verdicts change if a delay, a latency or a budget is another, and why'))
    .option('--property <id...>', 'only these properties')
    .option('--configuration <name...>', 'only these configurations: baseline, or dimension=value,...')
    .option('--party <name>', 'only properties that speak of this party')
    .option('--all', 'every configuration there is (slow)')
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      helpText(
        ['diff --set squirrelStart=30s --configuration baseline', "diff --set 'power.cut=0' --party installer"],
        meanings,
      ),
    )
    .action(async (options: DiffOptions & Caching) => end(await diff(withCache(await load(), options), options, io)))
}
