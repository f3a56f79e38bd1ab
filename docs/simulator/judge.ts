// A log judged as `impspec check` does: by belief sets, role by role, with what could have come instead and by which rule.
import type { NamedConfiguration } from '../../machines/configurations.js'
import type { Party } from '../../model/party.js'
import type { PartyEvent } from '../../model/party.js'
import { UnreadableInput } from '../../oracle/read/errors.js'
import { exactly, JudgedRoles, LogJudge, type Failure, type LogVerdict } from '../../oracle/judge/judge.js'
import { partyOf, roleNames, type RoleName } from '../../oracle/belief/role.js'
import { anyValue, type WrittenEvent } from '../../oracle/belief/symbol.js'
import { TraceReader } from '../../oracle/read/trace.js'
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
const leftOut = (role: RoleName, { values }: NamedConfiguration, ours: Alphabet): readonly string[] => {
  const types = new Set(ours.map(({ type }) => type))
  const all = new Set(alphabetOf(partyOf(role, values)).map(({ type }) => type))
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

/**
 * The verdict of the oracle on a log of a world.
 *
 * @throws UnreadableInput that names the line
 */
export function verdictOn(text: string, setup: Setup): LogVerdict {
  const { configuration } = setup
  const alphabets = new Map(worldOf(setup).parties.map(({ party }) => [party.name, alphabetOf(party)]))
  const roles = new JudgedRoles({
    configurations: () => [configuration],
    settings: (role) => {
      const ours = alphabets.get(role)
      return ours === undefined ? exactly : { ...exactly, unlogged: leftOut(role, configuration, ours) }
    },
  })
  const judge = new LogJudge('the log', roles)
  const reader = new TraceReader(
    'the log',
    {
      understand: (role, direction, event) =>
        roles.understand(role, direction, opened(event, alphabets.get(role ?? '') ?? [])),
    },
    (time, device, understood, line) => judge.take(time, device, understood, line),
  )
  const encoder = new TextEncoder()
  text.split(/\r?\n/).forEach((line, index) => {
    const bytes = encoder.encode(line)
    reader.read(bytes, 0, bytes.length, index + 1)
  })
  return judge.end()
}

/** Looks for a run that shows a log; where there is none, asks the oracle which role is wrong. */
export function reportOn(text: string, setup: Setup): LogReport {
  const roles = new Set(text.match(/"role":"[^"]*"/g)?.map((field) => field.slice(8, -1)))
  const present = new Set(worldOf(setup).parties.map(({ party }) => party.name))
  const missing = [...roles].filter((role) => !present.has(role) && roleNames.some((name) => name === role))
  const read = missing.length > 0 ? undefined : readRun(text, setup)
  if (read !== undefined && read.problem === undefined) return { read, lines: [] }
  try {
    const { verdict, subjects, failures, undecided } = verdictOn(text, setup)
    const lines = text.split('\n')
    return {
      ...(read === undefined
        ? { unread: `This world has no ${missing.join(' and no ')}, so each role is judged by itself.` }
        : { read }),
      verdict: { verdict, subjects, failures, undecided },
      lines: failures.map(({ line }: Failure) => lines[line - 1] ?? ''),
    }
  } catch (error) {
    if (read === undefined || !(error instanceof UnreadableInput)) throw error
    return { read, refused: error.message, lines: [] }
  }
}
