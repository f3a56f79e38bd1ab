// The beliefs of one hypothesis of many subjects, in columns of numbers: the usual case, followed without asking for
// memory, so that a hundred thousand devices take little of it and no collector has to look after them.
import { FRESH, type LocalRecord } from '../checker/local.js'
import type { Believer, Belief } from './belief.js'
import type { Observed } from './symbol.js'

/** Timers of a local state at most; a hypothesis with more is no case for this. */
const mostTimers = 3
/** Local state, step that led to it, list of pending outputs. */
const perRow = 3
/** `since`, `until` of all pending outputs, then first and last time of each timer slot. */
const timesPerRow = 2 + 2 * mostTimers
const windows = 2
/** In place of a local state: the row holds no belief. */
const absent = -1

const scratch = new Float64Array(2 * mostTimers)

/** Rows of a role; each is a belief of one hypothesis, or absent. */
export class Singles {
  readonly #believer: Believer
  #rows = 0
  /** Rows of subjects that are gone, to be given out again. */
  readonly #free: number[] = []
  #numbers = new Int32Array(perRow * 16).fill(absent)
  #times = new Float64Array(timesPerRow * 16)
  /** Lists of pending outputs; the first is empty. */
  readonly #lists: (readonly number[])[] = [[]]
  readonly #listIds = new Map<string, number>([['', 0]])
  /** By list, whether it holds an output that must be seen. */
  readonly #owing: (boolean | undefined)[] = []
  /** By list, the list without its first output. */
  readonly #tails: (number | undefined)[] = []
  /** By record, the list of what it says. */
  readonly #said: (number | undefined)[] = []

  constructor(believer: Believer) {
    this.#believer = believer
  }

  /** A row for one more subject. */
  add(): number {
    const again = this.#free.pop()
    if (again !== undefined) return again
    const row = this.#rows++
    if (perRow * this.#rows > this.#numbers.length) {
      const numbers = new Int32Array(2 * this.#numbers.length).fill(absent)
      numbers.set(this.#numbers)
      this.#numbers = numbers
      const times = new Float64Array(2 * this.#times.length)
      times.set(this.#times)
      this.#times = times
    }
    return row
  }

  /** Rows that are in use. */
  get size(): number {
    return this.#rows - this.#free.length
  }

  /** Rows that were ever needed at once. */
  get capacity(): number {
    return this.#rows
  }

  /** Takes a row back whose subject is gone. */
  remove(row: number): void {
    this.#numbers[perRow * row] = absent
    this.#free.push(row)
  }

  /** Keeps a belief in a row, if it is one for a row; otherwise the row is absent. */
  put(row: number, belief: Belief): boolean {
    const [only] = belief
    this.#numbers[perRow * row] = absent
    if (only === undefined || belief.length > 1 || only.due.length > 2 * mostTimers) return false
    if (only.until.some((last) => last !== only.until[0])) return false
    this.#numbers[perRow * row] = only.local
    this.#numbers[perRow * row + 1] = only.by
    this.#numbers[perRow * row + 2] = this.#listOf(only.pending)
    const times = this.#times
    const at = timesPerRow * row
    times[at] = only.since
    times[at + 1] = only.until[0] ?? 0
    for (let edge = 0; edge < only.due.length; edge++) times[at + windows + edge] = only.due[edge]!
    return true
  }

  /** The belief of a row; none if it is absent. */
  get(row: number): Belief {
    const local = this.#numbers[perRow * row]!
    if (local === absent) return []
    const pending = this.#lists[this.#numbers[perRow * row + 2]!]!
    const at = timesPerRow * row
    const until = this.#times[at + 1]!
    return [
      {
        local,
        by: this.#numbers[perRow * row + 1]!,
        since: this.#times[at]!,
        due: Array.from(this.#times.subarray(at + windows, at + windows + 2 * this.#timersOf(local).length)),
        pending,
        until: pending.map(() => until),
      },
    ]
  }

  /**
   * What `observe` of the believer does, in place, if nothing but the observation changes the belief of a row.
   *
   * @returns false, and the row is as it was, in any other case
   */
  follow(row: number, { direction, events }: Observed, time: number): boolean {
    const { visibility } = this.#believer
    const [from, to] = [time - visibility.tolerance, time + visibility.tolerance]
    const numbers = this.#numbers
    const times = this.#times
    const local = numbers[perRow * row]!
    if (local === absent || visibility.unloggedInputs.length > 0) return false
    const at = timesPerRow * row
    const end = at + windows + 2 * this.#timersOf(local).length
    for (let edge = at + windows; edge < end; edge += 2) if (times[edge]! <= to) return false
    const list = numbers[perRow * row + 2]!
    if (direction === 'out') {
      if (list === 0 || times[at + 1]! < from) return false
      const pending = this.#lists[list]!
      if (!events.includes(pending[0]!)) return false
      // Where the first may be missing, a later one may be meant.
      if (pending.length > 1 && this.#believer.mayMiss(pending[0]!)) return false
      numbers[perRow * row + 2] = this.#tailOf(list)
      return true
    }
    if (direction === 'is' || events.length !== 1) return false
    if (list > 0 && (visibility.latency > 0 || this.#owes(list))) return false
    const since = Math.max(from, times[at]!)
    if (since > to) return false
    const record = this.#believer.role.table.record(local, events[0]!)
    if (record.idle && list === 0) return true
    if (record.slots.length > mostTimers) return false
    this.#moveTimers(at + windows, record, since, to)
    numbers[perRow * row] = record.after
    numbers[perRow * row + 1] = record.id
    numbers[perRow * row + 2] = this.#said[record.id] ??= this.#listOf(Array.from(record.says))
    times[at] = since
    times[at + 1] = to + visibility.latency
    return true
  }

  /** The windows of the timers after a transition between `from` and `to`. */
  #moveTimers(at: number, { slots, after }: LocalRecord, from: number, to: number): void {
    const timers = this.#timersOf(after)
    const times = this.#times
    // A timer may go on from any slot, so that all are read before the first is written.
    for (let slot = 0; slot < slots.length; slot++) {
      const before = slots[slot]!
      const delay = before === FRESH ? this.#believer.role.delays[timers[slot]!]! : 0
      scratch[2 * slot] = before === FRESH ? from + delay : times[at + 2 * before]!
      scratch[2 * slot + 1] = before === FRESH ? to + delay : times[at + 2 * before + 1]!
    }
    for (let edge = 0; edge < 2 * slots.length; edge++) times[at + edge] = scratch[edge]!
  }

  #owes(list: number): boolean {
    return (this.#owing[list] ??= this.#believer.owes({ pending: this.#lists[list]! }))
  }

  #timersOf(local: number): readonly number[] {
    return this.#believer.role.table.locals[local]!.timers
  }

  #listOf(pending: readonly number[]): number {
    const key = pending.join(',')
    let list = this.#listIds.get(key)
    if (list === undefined) this.#listIds.set(key, (list = this.#lists.push(pending) - 1))
    return list
  }

  #tailOf(list: number): number {
    return (this.#tails[list] ??= this.#listOf(this.#lists[list]!.slice(1)))
  }
}
