// Judging one log from its first byte to its verdict.
import { counted } from '../../util/plural.js'
import { UnreadableInput } from '../read/errors.js'
import { JudgedRoles, LogJudge, type JudgeOptions, type Listener, type LogVerdict } from './judge.js'
import { eachLine, type Source } from '../read/lines.js'
import { statesIn, type StateOfRole, type Vocabulary } from './state.js'
import { TraceReader, type LineReader, type Roles, type Teller } from '../read/trace.js'

export type ReaderMaker = (source: string, roles: Roles, tell: Teller) => LineReader

/** What is asked of the state of each role at the end of a log. */
export interface StateAsked {
  readonly vocabulary: Vocabulary
  /** In place of the end, behind this line: what is newer is not judged. */
  readonly line?: number
}

export interface CheckOptions extends JudgeOptions, Listener {
  /** How lines are read; our own format by default. */
  readonly reader?: ReaderMaker
  /** Is told, piece by piece, how many lines there were. */
  readonly onLines?: (lines: number) => void
  readonly state?: StateAsked
}

export interface CheckReport extends LogVerdict {
  readonly source: string
  readonly lines: number
  /** Lines that say nothing of a role that is judged. */
  readonly skipped: number
  /** Wall time, in ms. */
  readonly took: number
  /** What is believed of each role; absent where it was not asked for. */
  readonly states?: readonly StateOfRole[]
}

export const nativeReader: ReaderMaker = (source, roles, tell) => new TraceReader(source, roles, tell)

/**
 * Judges a log.
 *
 * @throws UnreadableInput for a log that cannot be read, or that says nothing
 */
export async function checkLog(source: Source, options: CheckOptions): Promise<CheckReport> {
  const began = performance.now()
  const roles = new JudgedRoles(options)
  const { state } = options
  // Where it is asked what is believed, a line that proves nothing is as good as any.
  const judge = new LogJudge(source.name, roles, { weighs: state === undefined, ...options })
  const until = state?.line
  const reader = (options.reader ?? nativeReader)(source.name, roles, (time, device, understood, line, number) => {
    const newer = until !== undefined && (reader.newestFirst === true ? line < until : line > until)
    if (!newer) judge.take(time, device, understood, line, number)
  })
  let lines = 0
  await eachLine(
    source,
    (bytes, start, end, line) => {
      lines = line
      reader.read(bytes, start, end, line)
    },
    () => options.onLines?.(lines),
  )
  reader.end?.()
  const verdict = judge.end()
  if (lines === 0) throw new UnreadableInput(source.name, 0, 'is empty; an empty log says nothing')
  if (until !== undefined && until > lines) {
    throw new UnreadableInput(
      source.name,
      until,
      `is asked for; there ${lines === 1 ? 'is' : 'are'} ${counted(lines, 'line')}`,
    )
  }
  if (verdict.observations === 0) {
    throw new UnreadableInput(
      source.name,
      0,
      `its ${counted(lines, 'line says', 'lines say')} nothing of a role that is judged${until === undefined ? '' : ` up to line ${until}`}; try impspec map --try, or another --role`,
    )
  }
  const states = state === undefined ? {} : { states: statesIn(judge, state.vocabulary) }
  return { source: source.name, lines, skipped: reader.skipped, took: performance.now() - began, ...verdict, ...states }
}
