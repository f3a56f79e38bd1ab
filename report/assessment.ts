// What a run of the checker took for granted, what it took, and how time passed in it: in words.
import { fairnessInWords } from '../properties/language/words.js'
import { standstillsOf, type Assessment } from '../verification/assess.js'
import { counted, indented } from './text.js'
import { timeInWords } from './phrases.js'
import { progressOf } from '../verification/judgement.js'
import type { Io } from './terminal.js'
import type { Assumption, Standstill } from '../model/result.js'
import { assumptionText } from './assumptions.js'
import { painter } from './paint.js'
import { storyText } from './story.js'

/** Assumptions of the worlds that were explored, each once, and the fairness that the properties ask for. */
export const assumptionsOf = ({ outcomes, properties }: Assessment): readonly Assumption[] => [
  ...new Map(
    [
      ...outcomes.flatMap((outcome) => (outcome.kind === 'done' ? outcome.result.exploration.assumptions : [])),
      ...properties.flatMap(({ pattern }) =>
        fairnessInWords(pattern).map((text) => ({ kind: 'stated', text: `fairness: ${text}` }) as const),
      ),
    ].map((assumption) => [assumptionText(assumption), assumption]),
  ).values(),
]

/** What was explored, in a sentence or two. */
export function effortInWords({ jobs, outcomes, judgements, milliseconds }: Assessment): string {
  const done = outcomes.flatMap((outcome) => (outcome.kind === 'done' ? [outcome.result.exploration] : []))
  const sum = (key: 'states' | 'transitions'): number =>
    outcomes.reduce((total, outcome) => total + progressOf(outcome)[key], 0)
  const deepest = Math.max(0, ...done.map(({ depth }) => depth))
  return (
    `${counted(judgements.length, 'verdict')} from ${counted(jobs.length, 'exploration')}: ` +
    `${counted(sum('states'), 'state')} and ${counted(sum('transitions'), 'transition')}, ` +
    `at most ${counted(deepest, 'step')} from a start, in ${timeInWords(Math.ceil(milliseconds / 10) * 10)}.`
  )
}

/** Explorations in which time stands still: an error of the model, whatever the verdicts are. */
export function standstills({ jobs, outcomes }: Assessment, io: Io): readonly string[] {
  const paint = painter(io.color)
  return jobs.flatMap(({ configuration, parties }, job) =>
    standstillsOf(outcomes[job]).map(({ kind, states, story }) =>
      [
        paint.bad(standstillsInWords[kind](counted(states, 'state'))),
        indented(`${configuration.name}, parties ${parties.join(', ')}`, io.columns),
        '',
        storyText(story, { width: io.columns }),
      ].join('\n'),
    ),
  )
}

/** How time goes on, over all explorations whose steps were kept. */
export function timeInShort({ outcomes }: Assessment): string | undefined {
  const found = outcomes.flatMap((outcome) =>
    outcome.kind === 'done' ? (outcome.result.exploration.timeliness ?? []) : [],
  )
  if (found.length === 0) return undefined
  const kinds = found.flatMap(({ standstills: all }) => all.map(({ kind }) => kind))
  const named = (kind: Standstill['kind'], words: string): string =>
    counted(kinds.filter((one) => one === kind).length, words)
  const errors = [named('deadlock', 'deadlock'), named('time-lock', 'time-lock'), named('zeno', 'Zeno run')].join(', ')
  const sum = (key: 'hasty' | 'atRest'): number => found.reduce((total, one) => total + one[key], 0)
  return (
    `Time: ${kinds.length === 0 ? 'no deadlock, time-lock or Zeno run' : errors}; ` +
    `the environment may act infinitely often in no time in ${counted(sum('hasty'), 'state')}; ` +
    `${counted(sum('atRest'), 'state')} at rest for ever.`
  )
}

export const standstillsInWords: Readonly<Record<Standstill['kind'], (states: string) => string>> = {
  deadlock: (states) => `✗ DEADLOCK  no step is possible in ${states}`,
  'time-lock': (states) => `✗ TIME-LOCK  no tick can happen any more in ${states}`,
  zeno: (states) => `✗ ZENO RUN  infinitely many deliveries and timers in no time, through ${states}`,
}
