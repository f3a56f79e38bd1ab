// A log replayed: the run of the specification that explains it, or the first line that no run explains.
import { eventInWords } from '../../report/phrases.js'
import type { PartyEvent } from '../../model/party.js'
import type { LogEntry } from './export.js'
import type { Move, Simulation, State } from './simulation.js'

/** What a log turned out to be. */
export type Explanation =
  /** Steps that would have produced exactly this log. */
  | { readonly kind: 'explained'; readonly steps: readonly string[] }
  /** The longest part that some run explains, the first line that none does, and what could have come there instead. */
  | {
      readonly kind: 'unexplained'
      readonly steps: readonly string[]
      /** Index into the entries. */
      readonly at: number
      readonly possible: readonly string[]
    }
  /** Too many runs to look at them all. */
  | { readonly kind: 'gave-up'; readonly steps: readonly string[]; readonly at: number }

/** A line that is no entry of a log. */
export class LogError extends Error {
  override readonly name = 'LogError'
}

/**
 * Reads JSON Lines.
 *
 * @throws LogError that names the line and the field
 */
export const parseLog = (text: string): readonly LogEntry[] =>
  text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    const where = `line ${index + 1}`
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      throw new LogError(`${where} is not JSON; one object a line is expected`)
    }
    const { t, device, role, dir, event } = value as Partial<LogEntry>
    if (typeof t !== 'number') throw new LogError(`${where}: the field 't' must be a number of ms`)
    if (typeof role !== 'string') throw new LogError(`${where}: the field 'role' must be the name of a party`)
    if (dir !== 'in' && dir !== 'out') throw new LogError(`${where}: the field 'dir' must be "in" or "out"`)
    if (typeof event?.type !== 'string')
      throw new LogError(`${where}: the field 'event' must be an object with a 'type'`)
    return [{ t, device: device ?? 'd1', role, dir, event }]
  })

const canonical = (event: LogEntry['event']): string =>
  JSON.stringify(Object.entries(event).sort(([one], [other]) => (one < other ? -1 : 1)))

/** Something that a role hears or says. */
interface Observation {
  readonly key: string
  readonly words: string
}

const observed = (role: string, dir: LogEntry['dir'], event: PartyEvent): Observation => ({
  key: `${role} ${dir} ${canonical(event)}`,
  words: `${role} ${dir === 'in' ? 'hears' : 'says'} ${eventInWords(event)}`,
})

interface Believed {
  readonly state: State
  readonly time: number
  /** Entries that are explained. */
  readonly at: number
  readonly from: Believed | undefined
  readonly ordinal: number
}

/** What the roles of a log would see of some moves. */
function seen(simulation: Simulation, moves: readonly Move[], roles: ReadonlySet<string>): readonly Observation[] {
  return moves.flatMap(({ party, record }) => {
    const { party: of, table } = simulation.world.parties[party]!
    if (!roles.has(of.name)) return []
    const heard = record.event < table.timers.length ? [] : [observed(of.name, 'in', table.events[record.event]!)]
    return [...heard, ...Array.from(record.says, (said) => observed(of.name, 'out', table.events[said]!))]
  })
}

const namesTo = (simulation: Simulation, last: Believed): readonly string[] => {
  const names: string[] = []
  for (let one = last; one.from !== undefined; one = one.from) {
    names.push(simulation.options(one.from.state)[one.ordinal]!.name)
  }
  return names.reverse()
}

/**
 * Looks for a run that shows the roles of the log exactly its entries, each within one tick of its time. What the other
 * parties do is open.
 */
export function explain(
  simulation: Simulation,
  start: State,
  entries: readonly LogEntry[],
  limit = 200_000,
): Explanation {
  const roles = new Set(entries.map(({ role }) => role))
  const wanted = entries.map(({ role, dir, event }) => observed(role, dir, event as PartyEvent).key)
  const { quantum } = simulation.world
  const agenda: Believed[] = [{ state: start, time: 0, at: 0, from: undefined, ordinal: 0 }]
  const met = new Set<string>()
  /** By entry: what some run shows in its place. */
  const instead = new Map<number, Set<string>>()
  let best = agenda[0]!
  let furthest = 0
  let count = 0
  for (let one = agenda.pop(); one !== undefined; one = agenda.pop()) {
    if (one.at > best.at) best = one
    if (one.at === entries.length) return { kind: 'explained', steps: namesTo(simulation, one) }
    if (++count > limit) return { kind: 'gave-up', steps: namesTo(simulation, best), at: Math.max(furthest, best.at) }
    const due = entries[one.at]!.t
    const next: Believed[] = []
    simulation.steps(one.state).forEach(({ state, moves, tick }, ordinal) => {
      const time = one.time + (tick ? quantum : 0)
      // The clock may not run past the next entry.
      if (time > due) return
      const shown = seen(simulation, moves, roles)
      const wrong = shown.findIndex(({ key }, index) => {
        const entry = entries[one.at + index]
        return key !== wanted[one.at + index] || entry === undefined || Math.abs(entry.t - time) >= quantum
      })
      if (wrong >= 0) {
        const at = one.at + wrong
        furthest = Math.max(furthest, at)
        if (time + quantum > due) instead.set(at, (instead.get(at) ?? new Set()).add(shown[wrong]!.words))
        return
      }
      const key = `${one.at + shown.length} ${time} ${state.join()}`
      if (met.has(key)) return
      met.add(key)
      next.push({ state, time, at: one.at + shown.length, from: one, ordinal })
    })
    // Depth first, what explains most first: a log is mostly explained by going straight on.
    agenda.push(...next.sort((left, right) => left.at - right.at))
  }
  const at = Math.min(entries.length - 1, Math.max(furthest, best.at))
  return { kind: 'unexplained', steps: namesTo(simulation, best), at, possible: [...(instead.get(at) ?? [])].sort() }
}
