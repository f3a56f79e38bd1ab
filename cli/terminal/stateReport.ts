// What is believed of the roles of a log, in words: the answer that impspec check --explain-state gives.
import type { StateOfRole } from '../../oracle/index.js'
import { momentText, withMoments } from '../../report/moments.js'
import { painter, type Painter } from '../../report/paint.js'
import type { Io } from '../../report/terminal.js'
import { clip, counted } from '../../report/text.js'
import { failureLines } from './checkReport.js'
import type { Checked } from './checkResult.js'

const amount = ({ states, of }: StateOfRole): string =>
  of === undefined ? counted(states, 'state') : `${states.toLocaleString('en-US')} of ${counted(of, 'state')}`

/** Columns in front of what is listed. */
const margin = 17

/** What a log tells nothing of is much; a few of it show what kind it is. */
const few = (texts: readonly string[]): readonly string[] =>
  texts.length <= 6 ? texts : [...texts.slice(0, 5), `${texts.length - 5} more, which --json lists`]

function stateText(source: string, state: StateOfRole, width: number, paint: Painter): string {
  const { device, role, line, time, answers, untold } = state
  const words = (answer: string): readonly string[] =>
    answers.filter((one) => one.answer === answer).map(({ text }) => text)
  const rows = [
    ...(['certainly', 'possibly', 'certainly not'] as const).map((answer) => [answer, words(answer)] as const),
    ['not told', few(untold)] as const,
  ]
  const lines = rows.flatMap(([answer, texts]) =>
    texts.length === 0
      ? []
      : clip(texts.join('; '), Math.max(20, width - margin)).map(
          (text, at) => `  ${(at === 0 ? answer : '').padEnd(margin - 2)}${text}`,
        ),
  )
  const title = `${source}:${line}: ${device}, ${role} at ${momentText(time)}: ${amount(state)}`
  return [paint.strong(title), ...lines].join('\n')
}

function textOf(one: Checked, width: number, paint: Painter): readonly string[] {
  if ('error' in one) return [`${paint.bad('error')} ${one.error}`]
  const { source, report, failures } = one
  const { states = [], undecided } = report
  const open = undecided.filter(({ device, role }) => !states.some((one) => one.device === device && one.role === role))
  return [
    ...failures.map((failure) => failureLines(source, failure).join('\n')),
    ...open.map(({ device, role, reason }) => `${source}: ${device}, ${role}: ${withMoments(reason)}`),
    ...states.map((state) => stateText(source, state, width, paint)),
  ]
}

/** Prints what is believed, and nothing else, on stdout. */
export function printStates(checked: readonly Checked[], io: Io): void {
  const texts = checked.flatMap((one) => textOf(one, io.columns, painter(io.color)))
  io.stdout.write(`${texts.join('\n\n')}\n`)
}
