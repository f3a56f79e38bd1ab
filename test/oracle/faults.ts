// Logs with one fault of the implementation in them, and conforming logs as poor observers write them.
import type { Random } from '../../checker/semantics/randomWalk.js'
import type { Entry } from '../../oracle/driver/reference.js'
import type { Role } from '../../oracle/belief/role.js'

export type FaultClass = 'lost' | 'extra' | 'altered' | 'late' | 'early'

/** A log with a fault, and the index of the first entry from which it can be seen. */
export interface Faulty {
  readonly entries: readonly Entry[]
  readonly fault: FaultClass
  readonly at: number
}

const heard = (role: Role, event: number): boolean => !role.optional.has(event)

/** Whether an output is said at the moment of the entry before it: in the same step as an input, or as another output. */
const prompted = (entries: readonly Entry[], at: number): boolean => entries[at - 1]?.time === entries[at]!.time

const others = (role: Role, event: number): readonly number[] =>
  role.says.filter((one) => one !== event && heard(role, one))

/** One fault in the second half of a log; undefined where the log has no place for it. */
export function withFault(
  role: Role,
  entries: readonly Entry[],
  fault: FaultClass,
  random: Random,
): Faulty | undefined {
  const places = entries.flatMap((entry, at) => {
    if (at < entries.length / 2 || at >= entries.length - 2 || entry.direction !== 'out') return []
    if (!heard(role, entry.event)) return []
    // Moving a prompted output would be seen at its neighbours; those of timers stand by themselves.
    if ((fault === 'late' || fault === 'early') && (prompted(entries, at) || prompted(entries, at + 1))) return []
    if (fault === 'early' && entries[at - 1]!.time > entry.time - 5) return []
    if (fault === 'late' && entries[at + 1]!.time < entry.time + 5) return []
    // Without it, or with another in its place, the log may read as another run.
    if (fault === 'lost' && entries[at + 1]!.event === entry.event) return []
    // At the moment of a timer, an input may come first.
    if (fault === 'lost' && !prompted(entries, at) && prompted(entries, at + 1)) return []
    return [at]
  })
  if (places.length === 0) return undefined
  const at = places[Math.floor(random() * places.length)]!
  const entry = entries[at]!
  const other = others(role, entry.event)
  const changed = [...entries]
  switch (fault) {
    case 'lost':
      changed.splice(at, 1)
      break
    case 'extra':
      if (other.length === 0) return undefined
      changed.splice(at, 0, { ...entry, event: other[Math.floor(random() * other.length)]! })
      break
    case 'altered':
      if (other.length === 0) return undefined
      changed[at] = { ...entry, event: other[Math.floor(random() * other.length)]! }
      break
    case 'late':
      changed[at] = { ...entry, time: entry.time + 3 }
      break
    case 'early':
      changed[at] = { ...entry, time: entry.time - 3 }
  }
  return { entries: changed, fault, at }
}

/** Timestamps that are wrong by up to `most` ms, in the same order. */
export function jittered(entries: readonly Entry[], most: number, random: Random): readonly Entry[] {
  let last = 0
  return entries.map((entry) => {
    const moved = entry.time + Math.round((random() * 2 - 1) * most)
    last = Math.max(last, moved, 0)
    return { ...entry, time: last }
  })
}

/** Without some of the entries whose events are among `types`. */
export const thinned = (role: Role, entries: readonly Entry[], types: readonly string[], random: Random): Entry[] =>
  entries.filter(({ event }) => !types.includes(role.table.events[event]!.type) || random() < 0.5)

/** Lines out of order by up to `most` ms: each moment is written a while after it has come, in its own order. */
export function shuffled(entries: readonly Entry[], most: number, random: Random): readonly Entry[] {
  const written = new Map<number, number>()
  for (const { time } of entries) if (!written.has(time)) written.set(time, time + random() * most)
  return entries
    .map((entry, at) => ({ entry, at }))
    .sort((one, other) => written.get(one.entry.time)! - written.get(other.entry.time)! || one.at - other.at)
    .map(({ entry }) => entry)
}

/** Outputs written up to `most` ms after they were said, still in their order. */
export function delayed(entries: readonly Entry[], most: number, random: Random): readonly Entry[] {
  let last = 0
  return entries
    .map((entry, at) => {
      if (entry.direction === 'in') return { entry, at }
      last = Math.max(last, entry.time + Math.floor(random() * (most + 1)))
      return { entry: { ...entry, time: Math.min(last, entry.time + most) }, at }
    })
    .sort((one, other) => one.entry.time - other.entry.time || one.at - other.at)
    .map(({ entry }) => entry)
}

/** The same by a clock that is ahead. */
export const skewed = (entries: readonly Entry[], by: number): readonly Entry[] =>
  entries.map((entry) => ({ ...entry, time: entry.time + Math.round(by) }))

/** The text of a log, half of whose fields are not known. */
export const blurred = (text: string, random: Random): string =>
  text.replace(/"event":\{[^}]*\}/g, (written) =>
    written.replace(/("(?!type")\w+":)("[^"]*"|[^,"}{]+)(?=[,}])/g, (field, name: string) =>
      random() < 0.5 ? `${name}"*"` : field,
    ),
  )
