// What it can be when BlinkUp has succeeded and the device never appears: each cause with its run, in words.
import type { CauseFound, RunStep } from '../checker/experiment/causes.js'
import type { World } from '../model/world.js'
import { suspects, type Suspect } from '../verification/experiment/deviceNeverAppears.js'
import { timeInWords } from './phrases.js'
import { indented } from './text.js'

/** A cause with its words. */
export interface ToldCause {
  readonly parts: readonly Suspect[]
  /** When the device appears after all, if nothing else happens; or that it does not. */
  readonly until: string
  /** The shortest run, step by step; steps that repeat themselves are told once. */
  readonly run: readonly string[]
}

const suspectNamed = (name: string): Suspect => suspects.find((one) => one.name === name)!

function stepInWords(step: RunStep, { stimuli }: World): string {
  if (step.kind === 'tick') return 'time passes'
  if (step.kind === 'lack') return `from now on: ${suspectNamed(step.name).text}`
  return stimuli.find(({ id }) => id === step.id)!.description
}

export function toldCause({ disturbances, run, comesAfter }: CauseFound, world: World): ToldCause {
  const steps = run.map((step) => stepInWords(step, world))
  const runs = steps.reduce<{ readonly text: string; times: number }[]>((all, text) => {
    const last = all.at(-1)
    if (last?.text === text) last.times++
    else all.push({ text, times: 1 })
    return all
  }, [])
  return {
    parts: disturbances.map(suspectNamed),
    until:
      comesAfter === undefined
        ? 'it does not appear until something changes'
        : `it appears by itself after ${timeInWords(comesAfter)}`,
    run: runs.map(({ text, times }) => (times === 1 ? text : `${text}, ${times} times`)),
  }
}

/** The suspects that no cause needs: what a success on the phone rules out, or what is over within the time. */
export const ruledOut = (causes: readonly CauseFound[]): readonly Suspect[] =>
  suspects.filter(({ name }) => causes.every(({ disturbances }) => !disturbances.includes(name)))

/** All causes, for a terminal. */
export function causesText(causes: readonly CauseFound[], world: World, most: number, width: number): string {
  const parts = causes.map((cause, index) => {
    const { parts: of, until, run } = toldCause(cause, world)
    return [
      indented(`${index + 1}. ${of.map(({ text }) => text).join(', and ')}: ${until}`, width, ''),
      ...of.map(({ advice, sources }) => indented(`${advice} (${sources.join(' ')})`, width, '   ')),
      indented(`A shortest run: ${run.join('; ')}.`, width, '   '),
    ].join('\n')
  })
  const none = `no run in which ${most === 1 ? 'one thing goes' : `${most} things go`} wrong is one of: `
  return [
    ...parts,
    indented(
      `What it is not: ${none}${ruledOut(causes)
        .map(({ text }) => text)
        .join('; ')}.`,
      width,
      '',
    ),
  ].join('\n\n')
}
