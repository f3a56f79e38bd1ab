// The options that say how logs are to be read and judged, for every command that reads logs.
import type { Command } from 'commander'
import { parseDocument } from 'yaml'
import type { SourceSettings } from '../../oracle/belief/interleaving.js'
import type { Role } from '../../oracle/belief/role.js'
import type { RoleCatalogue } from '../../oracle/belief/catalogue.js'
import {
  type Mapping,
  type RoleSettings,
  exactly,
  type CheckOptions,
  loadMapping,
  Mapper,
  everyConfiguration,
  MappedReader,
} from '../../oracle/index.js'
import { shownBy } from '../../oracle/read/leftOut.js'
import { startSchema } from '../../oracle/read/mapping.js'
import { UsageError } from '../../verification/errors.js'
import { parseConfiguration, unknown } from '../../verification/configurationNames.js'
import type { Specification } from '../../verification/specification.js'
import { wholeNumber } from '../../verification/optionValues.js'
import { delayTimes } from './delayTimes.js'
import { withWhatIf, type WhatIf } from './whatIf.js'
import type { Io } from '../../report/terminal.js'

/** How logs are to be read and judged, as it was typed. */
export interface ReadingOptions extends WhatIf {
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

export function parseRole(name: string, { names }: Pick<RoleCatalogue, 'names'>): string {
  if (!names.includes(name)) throw unknown('role', name, names, `the roles are ${names.join(', ')}`)
  return name
}

/**
 * Refuses to drive what says nothing: whatever an implementation does would conform.
 *
 * @throws UsageError
 */
export function refuseMute({ name, says }: Role): void {
  if (says.length > 0) return
  throw new UsageError(
    `the role '${name}' says nothing that an implementation could say wrongly; emit what others should see of it, ` +
      'or judge logs that tell its state (impspec check, lines with "dir":"is")',
  )
}

/** Timers of a role of which nobody can say when they run out: the ends of services, and delays that are not told. */
export const untimed = ({ table, delays }: Role): readonly string[] => [
  ...new Set(table.timers.filter((_, timer) => delays[timer] === Infinity).map(({ delay }) => delay)),
]

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

function settingsOf(options: ReadingOptions, mapping: Mapping | undefined): (role: string) => RoleSettings {
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
    // A foreign log begins anywhere, and shows what its rules say.
    const foreign: Partial<RoleSettings> =
      mapping === undefined ? {} : { start: 'unknown', shown: shownBy(mapping, role) }
    return { ...exactly, ...foreign, ...Object.fromEntries(mapped), ...asked }
  }
}

/** @param asItComes - lines are judged as they come, whichever is the oldest */
export function checkOptions(
  options: ReadingOptions,
  { space, roles }: Pick<Specification, 'space' | 'roles'>,
  io: Pick<Io, 'live' | 'stderr'>,
  asItComes = false,
): CheckOptions {
  const catalogue = roles()
  const mapping = options.mapping === undefined ? undefined : loadMapping(options.mapping, catalogue)
  const mapper = mapping === undefined ? undefined : new Mapper(mapping)
  const asked = options.configuration ?? mapping?.configuration ?? 'any'
  const one = asked === 'any' ? undefined : parseConfiguration(asked, space)
  const times = delayTimes(options, catalogue)
  return {
    catalogue,
    times,
    ...(options.role === undefined ? {} : { role: parseRole(options.role, catalogue) }),
    configurations: (role) => (one === undefined ? everyConfiguration(catalogue, role) : [one]),
    settings: settingsOf(options, mapping),
    ...(mapper === undefined
      ? {}
      : { reader: (source, roles, tell) => new MappedReader(source, mapper, roles, tell, asItComes) }),
    ...(io.live ? { onProgress: (text: string) => io.stderr.write(`\r${text}\u001b[K`) } : {}),
  }
}

/** How logs are to be read and judged. */
export const withReading = (command: Command): Command =>
  withWhatIf(command)
    .option('--role <name>', 'judge this role only; lines that name none are of this role')
    .option('--mapping <file>', 'how to read the log: a mapping file, or impcentral-text, or log-stream')
    .option('--configuration <name>', 'baseline, dimension=value,..., or any: whichever explains the log')
    .option(
      '--start <when>',
      'initial: the log begins with the life of the role; unknown: at any time of it; or after: [events]',
    )
    .option('--tolerance <ms>', 'by how much timestamps may be wrong, either way')
    .option('--latency <ms>', 'how long after it was said an output may be logged; 0: before the next input')
    .option('--reorder <ms>', 'by how much lines may be out of order')
    .option('--unlogged <type...>', 'events that may be missing from the log')
