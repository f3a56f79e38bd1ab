// Logs that two sources write, each by a clock of its own.
import type { Random } from '../../checker/semantics/randomWalk.js'
import type { SourceSettings } from '../../oracle/belief/interleaving.js'
import type { Entry } from '../../oracle/driver/reference.js'
import type { Role } from '../../oracle/belief/role.js'
import { jittered } from './faults.js'
import { line } from './logs.js'

/** A line that names its source. */
export const from = (text: string, source: string): string => text.replace(/\}\n$/, `,"source":"${source}"}\n`)

/** Two sources, each poor in its own way. */
export const sources: Readonly<Record<string, SourceSettings>> = {
  near: { skew: 0, tolerance: 5, reorder: 40 },
  far: { skew: 1500, tolerance: 30, reorder: 0 },
}

/** What the two write of one log, each as poorly as is declared: one what is heard and the other what is said, or in turns. */
export function written(
  one: Role,
  entries: readonly Entry[],
  random: Random,
  split: 'direction' | 'turns' = 'direction',
  device = 'd1',
): string {
  const parts = Object.entries(sources).map(([name, { skew, tolerance, reorder }], at) => {
    const own = entries.filter(({ direction }, index) =>
      split === 'direction' ? (direction === 'in') === (at === 0) : Math.floor(index / 7) % 2 === at,
    )
    // Lines of one moment keep their order.
    const late = new Map<number, number>()
    const lateOf = (time: number): number => late.get(time) ?? late.set(time, random() * reorder).get(time)!
    const off = Math.round((random() * 2 - 1) * skew)
    return jittered(
      own.map((entry) => ({ ...entry, time: entry.time + 5000 + off })),
      tolerance,
      random,
    ).map((entry) => ({ ...entry, name, place: entry.time + lateOf(entry.time) }))
  })
  return parts
    .flat()
    .sort((a, b) => a.place - b.place)
    .map(({ time, direction, event, name }) => {
      const { type, ...fields } = one.table.events[event]!
      return from(line(time, one.name, direction, type, fields, device), name)
    })
    .join('')
}
