// A role that conforms, run on the table of its machine: it makes logs, tours and vectors.
import { FRESH, type LocalRecord } from '../../checker/compile/partyTable.js'
import { leavesOf } from '../../checker/semantics/describe.js'
import type { Random } from '../../checker/semantics/randomWalk.js'
import type { Role } from '../belief/role.js'

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
      said.push(...this.fire(this.due.indexOf(next)))
    }
    this.time = until
    return said
  }

  /** Makes one timer of the local state elapse now. */
  fire(slot: number): readonly Said[] {
    const timer = this.role.table.locals[this.local]!.timers[slot]!
    return this.#step(this.role.table.record(this.local, timer))
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

/** Chooses events that lead a walk to where it has been least, so that it does not stay at the beginning of a life. */
export class Wanderer {
  readonly #role: Role
  /** By state, how often the walk was in it. */
  readonly #visits = new Map<string, number>()
  readonly #leaves: (readonly string[])[] = []

  constructor(role: Role) {
    this.#role = role
  }

  /** The walk is now in a local state. */
  visit(local: number): void {
    for (const leaf of this.#leavesOf(local)) this.#visits.set(leaf, (this.#visits.get(leaf) ?? 0) + 1)
  }

  /** One of the events that lead to the state in which the walk has been least. */
  choose(local: number, random: Random, hears = this.#role.hears): number {
    const { table } = this.#role
    let [least, count, chosen] = [Infinity, 0, hears[0]!]
    for (const event of hears) {
      const record = table.record(local, event)
      if (record.idle) continue
      const visits = this.#rarest(record.after)
      if (visits > least) continue
      count = visits < least ? 1 : count + 1
      least = visits
      if (random() * count < 1) chosen = event
    }
    return chosen
  }

  #rarest(local: number): number {
    return Math.min(...this.#leavesOf(local).map((leaf) => this.#visits.get(leaf) ?? 0))
  }

  #leavesOf(local: number): readonly string[] {
    return (this.#leaves[local] ??= leavesOf(this.#role.table.locals[local]!.snapshot))
  }
}

/**
 * What a role that conforms logs in a random run.
 *
 * @param length entries at least
 */
export function randomLog(role: Role, start: number, random: Random, length: number): readonly Entry[] {
  const run = new Reference(role, start)
  const wanderer = new Wanderer(role)
  const entries: Entry[] = []
  const tell = (said: readonly Said[]): void => {
    for (const { time, event } of said) entries.push({ time, direction: 'out', event })
  }
  while (entries.length < length) {
    const chance = random()
    if (chance < 0.15 && run.next < Infinity) tell(run.advance(run.next - run.time))
    else tell(run.advance(Math.floor(random() * 2000)))
    wanderer.visit(run.local)
    const event = random() < 0.5 ? wanderer.choose(run.local, random) : anEvent(role, run.local, random)
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
