// A log judged as `impspec check` does: by belief sets, role by role, with what could have come instead and by which rule.
import type { NamedConfiguration } from '../../machines/configurations.js'
import type { Party } from '../../model/party.js'
import type { PartyEvent } from '../../model/party.js'
import { UnreadableInput } from '../../oracle/read/errors.js'
import { exactly, JudgedRoles, LogJudge, type Failure, type LogVerdict } from '../../oracle/judge/judge.js'
import { impRoles, roleNames } from '../../verification/imp/roles.js'
import { anyValue, type WrittenEvent } from '../../oracle/belief/symbol.js'
import { Mapper, MappedReader } from '../../oracle/read/mapped.js'
import type { Mapping } from '../../oracle/read/mapping.js'
import { shownBy } from '../../oracle/read/leftOut.js'
import { TraceReader, type LineReader, type Teller } from '../../oracle/read/trace.js'
import type { RoleSettings } from '../../oracle/belief/roleSettings.js'
import { readRun } from './load.js'
import type { Read } from './read.js'
import { worldOf, type Setup } from './simulation.js'

/** What was made of a log. */
export interface LogReport {
  /** The run of the whole world that shows it, or as much of it as one does; absent where the world lacks one of its roles. */
  readonly read?: Read
  /** Why no run of the whole world was looked for. */
  readonly unread?: string
  /** What the oracle says, where no run of the whole world shows the log. */
  readonly verdict?: Pick<LogVerdict, 'verdict' | 'subjects' | 'failures' | 'undecided'>
  /** Why the oracle cannot judge it: a line says something that no role says. */
  readonly refused?: string
  /** By failure: the line as it stands in the log. */
  readonly lines: readonly string[]
}

type Alphabet = readonly PartyEvent[]

const alphabetOf = ({ hears, says }: Party): Alphabet => [...hears, ...says]

/** Types that a role of the oracle has and the party of the world has not: the world leaves them out. */
const leftOut = (role: string, { values }: NamedConfiguration, ours: Alphabet): readonly string[] => {
  const types = new Set(ours.map(({ type }) => type))
  const all = new Set(alphabetOf(impRoles.partyOf(role, values)).map(({ type }) => type))
  return [...all].filter((type) => !types.has(type))
}

/** Fields that the world never tells are open to the oracle: a scope may keep no track of wake reasons. */
function opened(event: WrittenEvent, ours: Alphabet): WrittenEvent {
  const alike = ours.filter(({ type }) => type === event.type)
  const untold = (field: string): boolean => alike.length > 0 && alike.every((one) => one[field] === null)
  const fields = Object.entries(event).map(([field, value]) => [
    field,
    value === null && untold(field) ? anyValue : value,
  ])
  return Object.fromEntries(fields) as WrittenEvent
}

/** How a log is read, and who is told how far that has come. */
export interface Reading {
  /** By which the lines of another format are understood; absent where each line names its role. */
  readonly mapping?: Mapping
  readonly onProgress?: (lines: number, all: number) => void
}

/** Lines between two words on progress. */
const chunk = 1000

/** The lines of a text, without an array of them: a log may be long. */
function* linesOf(text: string): Generator<string> {
  for (let start = 0; start <= text.length;) {
    const end = text.indexOf('\n', start)
    const line = text.slice(start, end < 0 ? text.length : end)
    yield line.endsWith('\r') ? line.slice(0, -1) : line
    start = end < 0 ? text.length + 1 : end + 1
  }
}

const lineCount = (text: string): number => {
  let count = 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}

/** What is known of the logs of each role: what the mapping says, or that they lack what the world leaves out. */
function settingsIn(setup: Setup, mapping: Mapping | undefined): (role: string) => RoleSettings {
  if (mapping !== undefined) {
    return (role) => {
      const own = Object.entries(mapping.roles).find(([name]) => name === role)?.[1] ?? {}
      const told = Object.entries(own).filter(([, value]) => value !== undefined)
      // A foreign log begins anywhere, and shows what its rules say.
      return { ...exactly, start: 'unknown', shown: shownBy(mapping, role), ...Object.fromEntries(told) }
    }
  }
  const alphabets = alphabetsOf(setup)
  return (role) => {
    const ours = alphabets.get(role)
    return ours === undefined ? exactly : { ...exactly, unlogged: leftOut(role, setup.configuration, ours) }
  }
}

const alphabetsOf = (setup: Setup): ReadonlyMap<string, Alphabet> =>
  new Map(worldOf(setup).parties.map(({ party }) => [party.name, alphabetOf(party)]))

/**
 * The verdict of the oracle on a log.
 *
 * @throws UnreadableInput that names the line
 */
export function verdictOn(text: string, setup: Setup, { mapping, onProgress }: Reading = {}): LogVerdict {
  const { configuration } = setup
  const roles = new JudgedRoles({
    catalogue: impRoles,
    configurations: () => [configuration],
    settings: settingsIn(setup, mapping),
  })
  const judge = new LogJudge('the log', roles)
  const tell: Teller = (time, device, understood, line) => judge.take(time, device, understood, line)
  const alphabets = mapping === undefined ? alphabetsOf(setup) : new Map<string, Alphabet>()
  const reader: LineReader =
    mapping === undefined
      ? new TraceReader(
          'the log',
          {
            understand: (role, direction, event) =>
              roles.understand(role, direction, opened(event, alphabets.get(role ?? '') ?? [])),
          },
          tell,
        )
      : new MappedReader('the log', new Mapper(mapping), roles, tell)
  const encoder = new TextEncoder()
  const all = lineCount(text)
  let count = 0
  for (const line of linesOf(text)) {
    const bytes = encoder.encode(line)
    reader.read(bytes, 0, bytes.length, ++count)
    if (count % chunk === 0) onProgress?.(count, all)
  }
  return judge.end()
}

/** Lines of a log that a run of the whole world is looked for, at most: the search keeps all that it has met. */
const replayable = 2000

/** Why no run of the whole world is looked for; undefined where one is. */
function unreplayed(text: string, setup: Setup, mapping: Mapping | undefined): string | undefined {
  if (mapping !== undefined) return `Read as ${mapping.title}: each role is judged by itself.`
  if (lineCount(text) > replayable) return `The log has more than ${replayable} lines: each role is judged by itself.`
  const roles = new Set(text.match(/"role":"[^"]*"/g)?.map((field) => field.slice(8, -1)))
  const present = new Set(worldOf(setup).parties.map(({ party }) => party.name))
  const missing = [...roles].filter((role) => !present.has(role) && roleNames.some((name) => name === role))
  if (missing.length === 0) return undefined
  return `This world has no ${missing.join(' and no ')}, so each role is judged by itself.`
}

/** The lines of these numbers, counted from 1, as they stand in a text. */
function linesAt(text: string, numbers: readonly number[]): readonly string[] {
  const wanted = new Map<number, string>(numbers.map((number) => [number, '']))
  let count = 0
  for (const line of linesOf(text)) if (wanted.has(++count)) wanted.set(count, line)
  return numbers.map((number) => wanted.get(number) ?? '')
}

/** Looks for a run that shows a log; where there is none, asks the oracle which role is wrong. */
export function reportOn(text: string, setup: Setup, reading: Reading = {}): LogReport {
  const unread = unreplayed(text, setup, reading.mapping)
  const read = unread === undefined ? readRun(text, setup) : undefined
  if (read !== undefined && read.problem === undefined) return { read, lines: [] }
  const how = unread === undefined ? (read === undefined ? {} : { read }) : { unread }
  try {
    const { verdict, subjects, failures, undecided } = verdictOn(text, setup, reading)
    return {
      ...how,
      verdict: { verdict, subjects, failures, undecided },
      lines: linesAt(
        text,
        failures.map(({ line }: Failure) => line),
      ),
    }
  } catch (error) {
    if (!(error instanceof UnreadableInput) || (read === undefined && reading.mapping === undefined)) throw error
    return { ...how, refused: error.message, lines: [] }
  }
}
