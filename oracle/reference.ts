// A role that conforms, run on the table of its machine: it makes logs, tours and vectors.
import { FRESH, type LocalRecord } from '../checker/local.js'
import type { Random } from '../checker/walk.js'
import type { Role } from './role.js'

/** An output, and when it is said. */
export interface Said {
  readonly time: number
  readonly event: number
}

/** One role in exact time. */
export class Reference {
  readonly role: Role
  local: number
  /** ms. */
  time = 0
  /** When each timer of the local state is due. */
  due: number[]

  constructor(role: Role, local: number) {
    this.role = role
    this.local = local
    this.due = role.table.locals[local]!.timers.map((timer) => role.delays[timer]!)
  }

  /** When the next timer is due; Infinity without one. */
  get next(): number {
    return Math.min(Infinity, ...this.due)
  }

  /** Hears an event now. */
  hear(event: number): readonly Said[] {
    return this.#step(this.role.table.record(this.local, event))
  }

  /** Lets time pass; timers elapse in their order, those of one moment in the order of their slots. */
  advance(ms: number): readonly Said[] {
    const until = this.time + ms
    const said: Said[] = []
    for (let next = this.next; next <= until; next = this.next) {
      this.time = next
      const slot = this.due.indexOf(next)
      const timer = this.role.table.locals[this.local]!.timers[slot]!
      said.push(...this.#step(this.role.table.record(this.local, timer)))
    }
    this.time = until
    return said
  }

  #step(record: LocalRecord): readonly Said[] {
    const { timers } = this.role.table.locals[record.after]!
    this.due = timers.map((timer, slot) => {
      const before = record.slots[slot]!
      return before === FRESH ? this.time + this.role.delays[timer]! : this.due[before]!
    })
    this.local = record.after
    return Array.from(record.says, (event) => ({ time: this.time, event }))
  }
}

/** One line of a log, before it is written. */
export interface Entry {
  readonly time: number
  readonly direction: 'in' | 'out'
  readonly event: number
}

/** An event that the role reacts to, or now and then one that it ignores. */
export function anEvent(role: Role, local: number, random: Random, ignored = 0.1): number {
  const { hears, table } = role
  for (let tries = 0; tries < 200; tries++) {
    const event = hears[Math.floor(random() * hears.length)]!
    if (random() < ignored || !table.record(local, event).idle) return event
  }
  return hears[0]!
}

/**
 * What a role that conforms logs in a random run.
 *
 * @param length entries at least
 */
export function randomLog(role: Role, start: number, random: Random, length: number): readonly Entry[] {
  const run = new Reference(role, start)
  const entries: Entry[] = []
  const tell = (said: readonly Said[]): void => {
    for (const { time, event } of said) entries.push({ time, direction: 'out', event })
  }
  while (entries.length < length) {
    const chance = random()
    if (chance < 0.15 && run.next < Infinity) tell(run.advance(run.next - run.time))
    else tell(run.advance(Math.floor(random() * 2000)))
    const event = anEvent(role, run.local, random)
    entries.push({ time: run.time, direction: 'in', event })
    tell(run.hear(event))
  }
  return entries
}

/** A log in the format of our own, one line an entry. */
export const writeLog = (role: Role, entries: readonly Entry[], device = 'd1'): string =>
  entries
    .map(({ time, direction, event }) => {
      const line = { t: time, device, role: role.name, dir: direction, event: role.table.events[event]! }
      return `${JSON.stringify(line)}\n`
    })
    .join('')
