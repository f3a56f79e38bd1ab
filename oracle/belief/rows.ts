// The beliefs of many subjects, in columns of numbers: a row for each hypothesis. The usual case is followed without
// asking for memory, so that a hundred thousand devices take little of it and no collector has to look after them.
import { FRESH, type LocalRecord } from '../../checker/compile/partyTable.js'
import type { Believer, Belief, Hypothesis } from './belief.js'
import { renumbered, type Numbers } from './renewal.js'
import type { Observed } from './symbol.js'

/** Hypotheses of a belief at most; one with more is kept as it is. */
export const mostTogether = 16
/** Timers of a local state at most; a belief with more is kept as it is. */
const mostTimers = 3
/** Local state, step that led to it, list of pending outputs, row of the next hypothesis of the same belief. */
const perRow = 4
/** `since`, `until` of all pending outputs, then first and last time of each timer slot. */
const timesPerRow = 2 + 2 * mostTimers
const windows = 2
/** In place of a local state: the row holds no hypothesis. In place of a row: there is none. */
const absent = -1

const scratch = new Float64Array(2 * mostTimers)

/** Whether a hypothesis can be kept in a row. */
const fits = ({ due, until, held }: Hypothesis): boolean =>
  held === undefined && due.length <= 2 * mostTimers && until.every((last) => last === until[0])

/** Rows of a role; each holds a hypothesis and names the row of the next. A subject has the first of its belief. */
export class BeliefRows {
  #believer: Believer
  #rows = 0
  /** Rows that nobody needs any more, to be given out again. */
  readonly #free: number[] = []
  #numbers = new Int32Array(perRow * 16).fill(absent)
  #times = new Float64Array(timesPerRow * 16)
  /** Beliefs that no row can hold, by the row that would be their first. */
  readonly #others = new Map<number, Belief>()
  /** Lists of pending outputs; the first is empty. */
  readonly #lists: (readonly number[])[] = [[]]
  readonly #listIds = new Map<string, number>([['', 0]])
  /** By list, whether it holds an output that must be seen. */
  readonly #owing: (boolean | undefined)[] = []
  /** By list, the list without its first output. */
  readonly #tails: (number | undefined)[] = []
  /** By record, the list of what it says. */
  #said: (number | undefined)[] = []
  /** By hypothesis of the belief that is followed: local state and list that it comes to; the step, if it takes one. */
  readonly #planned = new Int32Array(2 * mostTogether)
  readonly #steps: (LocalRecord | undefined)[] = []

  constructor(believer: Believer) {
    this.#believer = believer
  }

  /** A row for one more subject, or for one more hypothesis. */
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

  /** Takes the rows of a belief back whose subject is gone. */
  remove(row: number): void {
    this.#others.delete(row)
    this.#endAt(row)
    this.#numbers[perRow * row] = absent
    this.#free.push(row)
  }

  /** Keeps a belief; whether that is in a row and those behind it. */
  put(row: number, belief: Belief): boolean {
    if (belief.length === 0 || belief.length > mostTogether || !belief.every(fits)) {
      this.#endAt(row)
      this.#numbers[perRow * row] = absent
      if (belief.length > 0) this.#others.set(row, belief)
      else this.#others.delete(row)
      return false
    }
    if (this.#others.size > 0) this.#others.delete(row)
    let at = row
    this.#write(at, belief[0]!)
    for (let index = 1; index < belief.length; index++) {
      at = this.#behind(at)
      this.#write(at, belief[index]!)
    }
    this.#endAt(at)
    return true
  }

  /** The belief that is kept for a row. */
  get(row: number): Belief {
    if (this.#numbers[perRow * row] === absent) return this.#others.get(row) ?? []
    const belief: Hypothesis[] = []
    for (let at = row; at !== absent; at = this.#numbers[perRow * at + 3]!) belief.push(this.#read(at))
    return belief
  }

  /**
   * What `observe` of the believer does, in place, if nothing but the observation changes the belief of a row, and each
   * of its hypotheses explains it in one way.
   *
   * @returns false, and the rows are as they were, in any other case
   */
  follow(row: number, { direction, events, also }: Observed, time: number): boolean {
    const { visibility } = this.#believer
    if (
      direction === 'is' ||
      direction === 'not' ||
      also === true ||
      visibility.unloggedInputs.length > 0 ||
      this.#numbers[perRow * row] === absent
    )
      return false
    const [from, to] = [time - visibility.tolerance, time + visibility.tolerance]
    let count = 0
    for (let at = row; at !== absent; at = this.#numbers[perRow * at + 3]!) {
      const plans = direction === 'out' ? this.#seen(at, events, from, to, count) : this.#heard(at, events, to, count)
      if (!plans || (count > 0 && this.#meets(count))) return false
      count++
    }
    count = 0
    for (let at = row; at !== absent; at = this.#numbers[perRow * at + 3]!) this.#move(at, count++, from, to)
    return true
  }

  /** What all beliefs speak of. */
  *spokenOf(): Generator<Pick<Hypothesis, 'local' | 'by'>> {
    for (let at = 0; at < perRow * this.#rows; at += perRow) {
      if (this.#numbers[at] !== absent) yield { local: this.#numbers[at]!, by: this.#numbers[at + 1]! }
    }
    for (const belief of this.#others.values()) yield* belief
  }

  /** Goes on with another believer, for whom local states and steps have other numbers. */
  renumber(believer: Believer, numbers: Numbers): void {
    this.#believer = believer
    this.#said = []
    for (let at = 0; at < perRow * this.#rows; at += perRow) {
      if (this.#numbers[at] === absent) continue
      this.#numbers[at] = numbers.locals.get(this.#numbers[at]!)!
      this.#numbers[at + 1] = numbers.steps.get(this.#numbers[at + 1]!) ?? absent
    }
    for (const [row, belief] of this.#others) {
      this.#others.set(
        row,
        belief.map((one) => renumbered(one, numbers)),
      )
    }
  }

  #write(row: number, { local, by, since, due, pending, until }: Hypothesis): void {
    const numbers = this.#numbers
    numbers[perRow * row] = local
    numbers[perRow * row + 1] = by
    numbers[perRow * row + 2] = this.#listOf(pending)
    const times = this.#times
    const at = timesPerRow * row
    times[at] = since
    times[at + 1] = until[0] ?? 0
    for (let edge = 0; edge < due.length; edge++) times[at + windows + edge] = due[edge]!
  }

  #read(row: number): Hypothesis {
    const local = this.#numbers[perRow * row]!
    const pending = this.#lists[this.#numbers[perRow * row + 2]!]!
    const at = timesPerRow * row
    const until = this.#times[at + 1]!
    return {
      local,
      by: this.#numbers[perRow * row + 1]!,
      since: this.#times[at]!,
      due: Array.from(this.#times.subarray(at + windows, at + windows + 2 * this.#timersOf(local).length)),
      pending,
      until: pending.map(() => until),
    }
  }

  /** The row behind another of the same belief; a new one if that was the last. */
  #behind(row: number): number {
    const known = this.#numbers[perRow * row + 3]!
    if (known !== absent) return known
    const added = this.add()
    this.#numbers[perRow * row + 3] = added
    return added
  }

  /** Makes a row the last of its belief; those behind it are given back. */
  #endAt(row: number): void {
    const numbers = this.#numbers
    let behind = numbers[perRow * row + 3]!
    numbers[perRow * row + 3] = absent
    while (behind !== absent) {
      const next = numbers[perRow * behind + 3]!
      numbers[perRow * behind] = absent
      numbers[perRow * behind + 3] = absent
      this.#free.push(behind)
      behind = next
    }
  }

  /** Whether no timer of a row can have elapsed by `to`. */
  #rests(row: number, local: number, to: number): boolean {
    const at = timesPerRow * row + windows
    const end = at + 2 * this.#timersOf(local).length
    for (let edge = at; edge < end; edge += 2) if (this.#times[edge]! <= to) return false
    return true
  }

  /** Plans what an output that is seen makes of a row; false if more may happen, or if it does not explain it. */
  #seen(row: number, events: readonly number[], from: number, to: number, count: number): boolean {
    const local = this.#numbers[perRow * row]!
    const list = this.#numbers[perRow * row + 2]!
    if (!this.#rests(row, local, to) || list === 0 || this.#times[timesPerRow * row + 1]! < from) return false
    const pending = this.#lists[list]!
    if (!events.includes(pending[0]!)) return false
    // Where the first may be missing, a later one may be meant.
    if (pending.length > 1 && this.#believer.mayMiss(pending[0]!)) return false
    this.#plan(count, local, this.#tailOf(list), undefined)
    return true
  }

  /** The same for an input that is heard. */
  #heard(row: number, events: readonly number[], to: number, count: number): boolean {
    const { visibility, role } = this.#believer
    const local = this.#numbers[perRow * row]!
    const list = this.#numbers[perRow * row + 2]!
    if (events.length !== 1 || !this.#rests(row, local, to)) return false
    if (list > 0 && (visibility.latency > 0 || this.#owes(list))) return false
    if (this.#times[timesPerRow * row]! > to) return false
    const record = role.table.record(local, events[0]!)
    if (record.idle && list === 0) {
      this.#plan(count, local, list, undefined)
      return true
    }
    if (record.slots.length > mostTimers) return false
    this.#plan(
      count,
      record.after,
      (this.#said[record.id] ??= this.#listOf(Array.from(this.#believer.saidBy(record)))),
      record,
    )
    return true
  }

  #plan(count: number, local: number, list: number, record: LocalRecord | undefined): void {
    this.#planned[2 * count] = local
    this.#planned[2 * count + 1] = list
    this.#steps[count] = record
  }

  /** Whether a plan leads to where one before it does: then the two may be merged. */
  #meets(count: number): boolean {
    const planned = this.#planned
    const [local, list] = [planned[2 * count]!, planned[2 * count + 1]!]
    for (let at = 0; at < 2 * count; at += 2) if (planned[at] === local && planned[at + 1] === list) return true
    return false
  }

  /** Does what was planned. */
  #move(row: number, count: number, from: number, to: number): void {
    const numbers = this.#numbers
    numbers[perRow * row] = this.#planned[2 * count]!
    numbers[perRow * row + 2] = this.#planned[2 * count + 1]!
    const record = this.#steps[count]
    if (record === undefined) return
    const times = this.#times
    const at = timesPerRow * row
    const since = Math.max(from, times[at]!)
    this.#moveTimers(at + windows, record, since, to)
    numbers[perRow * row + 1] = record.id
    times[at] = since
    times[at + 1] = to + this.#believer.visibility.latency
  }

  /** The windows of the timers after a transition between `from` and `to`. */
  #moveTimers(at: number, { slots, after }: LocalRecord, from: number, to: number): void {
    const timers = this.#timersOf(after)
    const times = this.#times
    // A timer may go on from any slot, so that all are read before the first is written.
    for (let slot = 0; slot < slots.length; slot++) {
      const before = slots[slot]!
      const [least, most] = this.#believer.role.spans[timers[slot]!]!
      scratch[2 * slot] = before === FRESH ? from + least : times[at + 2 * before]!
      scratch[2 * slot + 1] = before === FRESH ? to + most : times[at + 2 * before + 1]!
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
