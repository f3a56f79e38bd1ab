// impspec check: logs against the specification.
import { parseDocument } from 'yaml'
import { checkLog, type CheckOptions, type CheckReport } from '../../oracle/judge/check.js'
import { UnreadableInput } from '../../oracle/read/errors.js'
import type { SourceSettings } from '../../oracle/belief/interleaving.js'
import { exactly, type Failure, type RoleSettings } from '../../oracle/judge/judge.js'
import { Mapper, MappedReader } from '../../oracle/read/mapped.js'
import { failureId, loadKnown, type Known } from '../../oracle/judge/known.js'
import { loadMapping, startSchema, type Mapping } from '../../oracle/read/mapping.js'
import { minimized } from '../../oracle/judge/minimize.js'
import { bytesOf, followed, type Source } from '../../oracle/read/lines.js'
import { repairs } from '../../oracle/judge/repair.js'
import { caseOf } from '../../oracle/judge/replay.js'
import { everyConfiguration, roleNames } from '../../oracle/belief/role.js'
import { exitCodes, UsageError, type Io } from '../terminal/io.js'
import { linksOf, parseSite, type Link } from '../options/siteLinks.js'
import { parseConfiguration, unknown, wholeNumber } from '../options/values.js'
import { formats, printChecks, type Format } from './checkReport.js'
import type { RoleName } from '../../oracle/belief/role.js'

/** How logs are to be read and judged, as it was typed. */
export interface ReadingOptions {
  readonly role?: string
  readonly mapping?: string
  readonly configuration?: string
  readonly start?: string
  readonly tolerance?: string
  readonly latency?: string
  readonly reorder?: string
  readonly unlogged?: readonly string[]
  readonly source?: readonly string[]
}

export interface CheckCommandOptions extends ReadingOptions {
  readonly follow?: boolean
  readonly minimize?: boolean
  readonly format: string
  readonly json?: boolean
  readonly known?: string
  readonly site?: string
}

/** A failure with what was found out about it afterwards. */
export interface Examined extends Failure {
  /** What stays the same of it from run to run. */
  readonly id: string
  /** Why it is expected, if it is. */
  readonly known?: string
  readonly links: readonly Link[]
  readonly repairs: readonly { readonly kind: string; readonly text: string; readonly explains: number }[]
  /** Lines of the smallest log that fails in the same way; absent unless asked for. */
  readonly minimal?: readonly {
    readonly line: number
    readonly time: number
    readonly direction: string
    readonly text: string
  }[]
}

/** What became of one file. The verdict is that of what is not known. */
export type Checked =
  | {
      readonly source: string
      readonly report: CheckReport
      readonly failures: readonly Examined[]
      readonly verdict: CheckReport['verdict']
    }
  | { readonly source: string; readonly error: string }

/** Failures that are examined for repairs; the others are only told. */
const examined = 10

export const parseRole = (name: string): RoleName => {
  const role = roleNames.find((one) => one === name)
  if (role === undefined) throw unknown('role', name, roleNames, `the roles are ${roleNames.join(', ')}`)
  return role
}

/** `NAME:skew=MS,tolerance=MS,reorder=MS`, for each source. */
function sourcesOf({ source }: ReadingOptions, mapping: Mapping | undefined): Partial<RoleSettings> {
  if (source === undefined) return mapping === undefined ? {} : { sources: mapping.sources }
  const sources = source.map((text): readonly [string, SourceSettings] => {
    const [name, bounds = '', ...more] = text.split(':')
    const settings = { skew: 0, tolerance: 0, reorder: 0 }
    for (const bound of bounds === '' ? [] : bounds.split(',')) {
      const [what, ms = ''] = bound.split('=')
      const known = (['skew', 'tolerance', 'reorder'] as const).find((one) => one === what)
      if (known === undefined || name === '' || more.length > 0) {
        throw new UsageError(`--source is NAME:skew=MS,tolerance=MS,reorder=MS, not '${text}'`)
      }
      settings[known] = wholeNumber(`--source ${name}: ${known}`, ms, 0)
    }
    return [name!, settings]
  })
  return { sources: { ...mapping?.sources, ...Object.fromEntries(sources) } }
}

/** `initial`, `unknown`, or as in a mapping, in YAML: `after: [{ type: power.applied, rescue: false }]`. */
function parseStart(text: string): RoleSettings['start'] {
  const document = parseDocument(text)
  const parsed = startSchema.safeParse(document.errors.length > 0 ? undefined : document.toJS())
  if (parsed.success) return parsed.data
  throw new UsageError(
    `--start is initial, unknown, or 'after: [{ type: power.applied, rescue: false }]', not '${text}'`,
  )
}

function settingsOf(options: ReadingOptions, mapping: Mapping | undefined): (role: RoleName) => RoleSettings {
  const number = (option: 'tolerance' | 'latency' | 'reorder'): Partial<RoleSettings> =>
    options[option] === undefined ? {} : { [option]: wholeNumber(`--${option}`, options[option], 0) }
  const start = options.start === undefined ? undefined : parseStart(options.start)
  const asked: Partial<RoleSettings> = {
    ...(start === undefined ? {} : { start }),
    ...number('tolerance'),
    ...number('latency'),
    ...number('reorder'),
    ...sourcesOf(options, mapping),
    ...(options.unlogged === undefined ? {} : { unlogged: options.unlogged }),
  }
  return (role) => {
    const mapped = Object.entries(mapping?.roles[role] ?? {}).filter(([, value]) => value !== undefined)
    return { ...exactly, ...Object.fromEntries(mapped), ...asked }
  }
}

export function checkOptions(options: ReadingOptions, io: Pick<Io, 'live' | 'stderr'>): CheckOptions {
  const mapping = options.mapping === undefined ? undefined : loadMapping(options.mapping)
  const mapper = mapping === undefined ? undefined : new Mapper(mapping)
  const asked = options.configuration ?? mapping?.configuration ?? 'any'
  const one = asked === 'any' ? undefined : parseConfiguration(asked)
  return {
    ...(options.role === undefined ? {} : { role: parseRole(options.role) }),
    configurations: (role) => (one === undefined ? everyConfiguration(role) : [one]),
    settings: settingsOf(options, mapping),
    ...(mapper === undefined ? {} : { reader: (source, roles, tell) => new MappedReader(source, mapper, roles, tell) }),
    ...(io.live ? { onProgress: (text: string) => io.stderr.write(`\r${text}\u001b[K`) } : {}),
  }
}

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
              io.stderr.write(`${file}:${line}: ${device}: ${reason}\n`),
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
        links: linksOf(failure.role, failure, site),
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

/** Failures that are known and did not come. */
export const unmet = (known: Known, met: ReadonlySet<string>): Known =>
  new Map([...known].filter(([id]) => !met.has(id)))

/** Runs the command. */
export async function check(files: readonly string[], command: CheckCommandOptions, io: Io): Promise<number> {
  const asked = command.json === true ? 'json' : command.format
  const format = formats.find((one) => one === asked)
  if (format === undefined) throw unknown('format', asked, formats, `the formats are ${formats.join(', ')}`)
  if (command.follow === true && (files.length > 1 || files[0] === '-')) {
    throw new UsageError('--follow watches one file; standard input is followed anyway')
  }
  if (command.minimize === true && files.includes('-')) {
    throw new UsageError('--minimize reads the log again; standard input can be read only once')
  }
  const options = checkOptions(command, io)
  const known: Known = command.known === undefined ? new Map<string, string>() : loadKnown(command.known)
  const checked: Checked[] = []
  for (const file of files) checked.push(await checkOne(file, options, command, known, io))
  if (io.live) io.stderr.write('\r\u001b[K')
  const met = new Set(checked.flatMap((one) => ('failures' in one ? one.failures.map(({ id }) => id) : [])))
  printChecks(checked, unmet(known, met), format satisfies Format, io)
  return codeOf(checked)
}
