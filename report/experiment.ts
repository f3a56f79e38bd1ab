// An experiment as instructions: numbered steps, with what may be seen after each, and what that means.
import type { Plan, Turn } from '../checker/experiment/hands.js'
import type { Experiment } from '../verification/experiment/experiments.js'
import { accessPoint, acts, assumptions, patience, preparations } from '../verification/experiment/laboratory.js'
import { patternInSentence } from './configurations.js'
import { counted, indented } from './text.js'

/** What may be seen after a step: what it means, or the step to go on with. */
export interface Outcome {
  /** In words; empty where nothing is seen. */
  readonly seen: readonly string[]
  /** The value of the reading that it proves. */
  readonly means?: string
  /** The number of the step that follows. */
  readonly step?: number
}

/** One step of the instructions. */
export interface Instruction {
  readonly number: number
  readonly text: string
  readonly outcomes: readonly Outcome[]
}

/** A turn in the imperative. */
export function turnInWords(turn: Turn): string {
  if (turn.kind === 'wait') return 'Wait until you see something.'
  if (turn.kind === 'switch') return `Switch the ${accessPoint.name} ${turn.on ? 'on' : 'off'}.`
  return preparations[turn.stimulus] ?? acts[turn.stimulus] ?? turn.stimulus
}

/** The instructions that carry out a plan. */
export const instructionsOf = (plan: Plan, values: readonly string[]): readonly Instruction[] =>
  plan.map(({ turn, then }, index) => ({
    number: index + 1,
    text: turnInWords(turn),
    outcomes: then.map((one) =>
      'answer' in one ? { seen: one.seen, means: values[one.answer]! } : { seen: one.seen, step: one.step + 1 },
    ),
  }))

const listed = (seen: readonly string[]): string =>
  seen.length < 2 ? (seen[0] ?? '') : `${seen.slice(0, -1).join(', ')} and ${seen.at(-1)!}`

const leadsTo = (reading: string, { means, step }: Outcome, number: number): string =>
  means === undefined
    ? step === number + 1
      ? 'go on'
      : `go on with step ${step!}`
    : `${patternInSentence({ [reading]: [means] })} (${reading}=${means})`

/** What is seen after a step, and what it means: a line for each possibility, without what is seen in any case. */
export function outcomesInWords(reading: string, { number, text, outcomes }: Instruction): readonly string[] {
  const [only, ...others] = outcomes
  const always = only!.seen.filter((one) => others.every(({ seen }) => seen.includes(one)))
  if (others.length === 0) {
    const next = only!.means === undefined && only!.step === number + 1 ? [] : [leadsTo(reading, only!, number)]
    const seen = always.length === 0 ? [] : [`you see that ${listed(always)}`]
    return [...seen, ...next]
  }
  const waits = text === turnInWords({ kind: 'wait' })
  const nothing = waits ? `nothing for ${patience / 1000} s` : 'nothing'
  return [
    ...(always.length === 0 ? [] : [`in any case you see that ${listed(always)}`]),
    ...outcomes.map((outcome) => {
      const rest = outcome.seen.filter((one) => !always.includes(one))
      const seen =
        rest.length > 0
          ? `if you see that ${listed(rest)}`
          : `if you see ${always.length > 0 ? 'nothing else' : nothing}`
      return `${seen}: ${leadsTo(reading, outcome, number)}`
    }),
  ]
}

/** In which product, and how long it takes; or that there is none. */
export function experimentHeading({ reading, configuration, plan, turns, worlds, exhausted }: Experiment): string {
  const product = configuration === 'baseline' ? 'the usual product' : configuration
  if (!plan) {
    return exhausted
      ? `${reading}: no run decides it with ${product}, however long it is.`
      : `${reading}: no run of at most ${counted(turns, 'turn')} decides it with ${product}.`
  }
  const others = worlds > 2 ? ', whatever the other readings are' : ''
  return `${reading}: decided with ${product} in ${counted(turns, 'turn')} at most${others}.`
}

/** An experiment in full, for a terminal. */
export function experimentText(experiment: Experiment, width: number): string {
  const { reading, plan, values, hint } = experiment
  const heading = indented(experimentHeading(experiment), width, '')
  if (!plan) {
    if (!hint) return heading
    const course = hint.course.flatMap(({ turn, seen }) => [
      indented(`- ${turnInWords(turn)}`, width),
      ...(seen.length === 0 ? [] : [indented(`if you see that ${listed(seen)}`, width, '      ')]),
    ])
    const end = indented(`then ${leadsTo(reading, { seen: [], means: values[hint.answer]! }, 0)}`, width, '      ')
    return [heading, indented('One that may decide it:', width, ''), ...course, end].join('\n')
  }
  const lines = instructionsOf(plan, values).flatMap((instruction) => [
    indented(`${String(instruction.number).padStart(2)}. ${instruction.text}`, width),
    ...outcomesInWords(reading, instruction).map((line) => indented(`- ${line}`, width, '      ')),
  ])
  return [heading, '', ...lines].join('\n')
}

/** What is taken for granted of every experiment, for a terminal. */
export const experimentAssumptions = (width: number): string =>
  ['What is taken for granted:', ...assumptions.map((one) => indented(`- ${one}`, width))].join('\n')
