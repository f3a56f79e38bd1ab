// impspec check: logs against the specification.
import { checkLog, type CheckOptions, type CheckReport } from '../../oracle/judge/check.js'
import { UnreadableInput } from '../../oracle/read/errors.js'
import type { Failure } from '../../oracle/judge/judge.js'
import { failureId, loadKnown, type Known } from '../../oracle/judge/known.js'
import { minimized } from '../../oracle/judge/minimize.js'
import { bytesOf, followed, type Source } from '../../oracle/read/lines.js'
import { repairs } from '../../oracle/judge/repair.js'
import { caseOf } from '../../oracle/judge/replay.js'
import { withMoments } from '../../report/moments.js'
import type { Io } from '../../report/terminal.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { UsageError } from '../../verification/errors.js'
import { linksOf, parseSite } from '../terminal/siteLinks.js'
import { unknown } from '../../verification/configurationNames.js'
import { wholeNumber } from '../../verification/optionValues.js'
import type { Specification } from '../../verification/specification.js'
import type { StatePredicate } from '../../model/property.js'
import type { Vocabulary } from '../../oracle/judge/state.js'
import { printStates } from '../terminal/stateReport.js'
import { formats, printChecks, type Format } from '../terminal/checkReport.js'
import type { Examined, Checked } from '../terminal/checkResult.js'
import { checkOptions, type ReadingOptions, withReading } from '../options/reading.js'
import type { Program } from '../terminal/program.js'
import { helpText } from '../terminal/help.js'

export interface CheckCommandOptions extends ReadingOptions {
  readonly follow?: boolean
  readonly minimize?: boolean
  readonly format: string
  readonly json?: boolean
  readonly known?: string
  readonly site?: string
  /** With nothing, at the end of the log; otherwise behind that line. */
  readonly explainState?: string | true
}

/** What can be asked of the state of a role. */
const vocabularyOf = ({ predicates }: Pick<Specification, 'predicates'>): Vocabulary =>
  Object.fromEntries(
    Object.entries(predicates).filter((entry): entry is [string, StatePredicate] => entry[1].kind === 'state'),
  )

/** Which state is asked for, if one is. */
function stateAsked(
  { explainState }: CheckCommandOptions,
  format: Format,
  specification: Specification,
): Pick<CheckOptions, 'state'> {
  if (explainState === undefined) return {}
  if (format !== 'text' && format !== 'json')
    throw new UsageError(`--explain-state is told as text or json, not ${format}`)
  const vocabulary = vocabularyOf(specification)
  if (explainState === true) return { state: { vocabulary } }
  return { state: { vocabulary, line: wholeNumber('--explain-state', explainState, 1) } }
}

/** Failures that are examined for repairs; the others are only told. */
const examined = 10

const sourceOf = (file: string, follow: boolean, io: Io): Source => ({
  name: file,
  bytes: file === '-' ? (io.stdin ?? noInput()) : follow ? followed(file, io.signal) : bytesOf(file),
})

const noInput = (): never => {
  throw new UsageError('there is no standard input to read')
}

/** What would mend a failure; lines of several sources have no one order that could be judged again. */
async function mended(
  file: string,
  options: CheckOptions,
  failure: Failure,
  minimize: boolean,
): Promise<Pick<Examined, 'repairs' | 'minimal'>> {
  if (Object.keys(options.settings(failure.role).sources).length > 0) return { repairs: [] }
  const one = await caseOf({ name: file, bytes: bytesOf(file) }, options, failure)
  const found = repairs(one)
  if (!minimize) return { repairs: found }
  const minimal = minimized(one).map(({ line, time, observed }) => ({
    line,
    time,
    direction: observed.direction,
    text: observed.text,
  }))
  return { repairs: found, minimal }
}

/** The verdict without the failures that are known; those that are not told in full are not. */
function verdictOf({ verdict, subjects }: CheckReport, failures: readonly Examined[]): CheckReport['verdict'] {
  const known = failures.filter((failure) => failure.known !== undefined).length
  if (known < subjects.fail) return verdict
  return subjects.inconclusive > 0 ? 'inconclusive' : 'pass'
}

async function checkOne(
  specification: Specification,
  file: string,
  options: CheckOptions,
  command: CheckCommandOptions,
  known: Known,
  io: Io,
): Promise<Checked> {
  try {
    const report = await checkLog(sourceOf(file, command.follow === true, io), {
      ...options,
      ...(command.follow === true
        ? {
            onFailure: ({ line, device, reason }: Failure) =>
              io.stderr.write(`${file}:${line}: ${device}: ${withMoments(reason)}\n`),
          }
        : {}),
    })
    const site = parseSite(command.site)
    const failures: Examined[] = []
    for (const failure of report.failures) {
      const again = file !== '-' && failures.length < examined
      const id = failureId(failure.role, failure.kind, failure.reason)
      const why = known.get(id)
      failures.push({
        id,
        ...failure,
        ...(why === undefined ? {} : { known: why }),
        links: linksOf(specification, failure.role, failure, site),
        ...(again && why === undefined
          ? await mended(file, options, failure, command.minimize === true)
          : { repairs: [] }),
      })
    }
    return { source: file, report, failures, verdict: verdictOf(report, failures) }
  } catch (error) {
    if (error instanceof UnreadableInput) return { source: file, error: error.message }
    throw error
  }
}

/** The worst of several outcomes: an error before a failure before an open verdict. */
export function codeOf(checked: readonly Checked[]): number {
  if (checked.some((one) => 'error' in one)) return exitCodes.unreadable
  const verdicts = checked.map((one) => ('report' in one ? one.verdict : 'fail'))
  if (verdicts.includes('fail')) return exitCodes.differs
  return verdicts.includes('inconclusive') ? exitCodes.incomplete : exitCodes.asExpected
}

/** Whether it is known of every role what is believed of it: some log does not conform, or has too many explanations. */
function codeOfStates(checked: readonly Checked[]): number {
  if (checked.some((one) => 'error' in one)) return exitCodes.unreadable
  const subjects = checked.flatMap((one) => ('report' in one ? [one.report] : []))
  if (subjects.some(({ subjects: { fail } }) => fail > 0)) return exitCodes.differs
  const open = subjects.some(({ states = [], subjects: { pass, inconclusive } }) => states.length < pass + inconclusive)
  return open ? exitCodes.incomplete : exitCodes.asExpected
}

/** Failures that are known and did not come. */
export const unmet = (known: Known, met: ReadonlySet<string>): Known =>
  new Map([...known].filter(([id]) => !met.has(id)))

/** Runs the command. */
export async function check(
  specification: Specification,
  files: readonly string[],
  command: CheckCommandOptions,
  io: Io,
): Promise<number> {
  const asked = command.json === true ? 'json' : command.format
  const format = formats.find((one) => one === asked)
  if (format === undefined) throw unknown('format', asked, formats, `the formats are ${formats.join(', ')}`)
  if (command.follow === true && (files.length > 1 || files[0] === '-')) {
    throw new UsageError('--follow watches one file; standard input is followed anyway')
  }
  if (command.minimize === true && files.includes('-')) {
    throw new UsageError('--minimize reads the log again; standard input can be read only once')
  }
  const options = { ...checkOptions(command, specification, io), ...stateAsked(command, format, specification) }
  const known: Known = command.known === undefined ? new Map<string, string>() : loadKnown(command.known)
  const checked: Checked[] = []
  for (const file of files) checked.push(await checkOne(specification, file, options, command, known, io))
  if (io.live) io.stderr.write('\r\u001b[K')
  if (options.state !== undefined && format === 'text') {
    printStates(checked, io)
    return codeOfStates(checked)
  }
  const met = new Set(checked.flatMap((one) => ('failures' in one ? one.failures.map(({ id }) => id) : [])))
  printChecks(checked, unmet(known, met), format satisfies Format, io)
  return options.state === undefined ? codeOf(checked) : codeOfStates(checked)
}

/** What the command means by the exit codes. */
const meanings = {
  0: 'pass: every log conforms, but for failures that are known',
  1: 'fail: a log says what its role cannot say then, or lacks what it had to say',
  2: 'inconclusive: a log ends before something that is due, has too many explanations, or could not have failed',
  4: 'a log, a mapping or a list that cannot be read, or a log that says nothing of a judged role',
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  withReading(
    sub('check <file...>', 'logs of devices, agents or phones against the specification; - is standard input'),
  )
    .option(
      '--source <name:bounds...>',
      'who writes the lines, each by its own clock: phone:skew=2000,tolerance=50,reorder=100',
    )
    .option('--known <file>', 'failures that are expected, each by its id and with the reason why')
    .option('--site <address>', 'where the documentation site is: failures link to it')
    .option('--follow', 'go on as the file grows, until Ctrl-C; failures are told at once on stderr')
    .option(
      '--explain-state [line]',
      'in place of a verdict, what is believed of each role at the end of the log, or behind that line',
    )
    .option('--minimize', 'for each failure, the smallest log that fails in the same way')
    .option('--format <name>', 'text, json, junit, tap, html', 'text')
    .option('--json', 'the same as --format json')
    .addHelpText(
      'after',
      helpText(
        [
          'check device.jsonl --role device --configuration baseline',
          'check examples/logs/log-stream.jsonl --mapping log-stream',
          'check examples/logs/day.log --mapping impcentral-text --explain-state 9',
          'check fleet.jsonl.gz --tolerance 50 --format junit',
        ],
        meanings,
      ),
    )
    .action(async (files: readonly string[], options: CheckCommandOptions) =>
      end(await check(await load(), files, options, io)),
    )
}
