// The belief set: every local state, with what is left of its timers, that explains the log of one role so far.
//
// A hypothesis says where the role may be: a local state, for each running timer the window in which it is due, and the
// outputs that it has said but that the log has not shown yet. An observation keeps the hypotheses that explain it.
// What the log does not show (timers, inputs that are not logged) is added before each observation. All windows are
// closed, in ms of true time; where two hypotheses are merged, their windows are widened: a log that conforms is never
// called a failure.
import type { LocalRecord } from '../../checker/compile/partyTable.js'
import { FRESH } from '../../checker/compile/partyTable.js'
import { TooManyHypotheses, type Belief, type Hypothesis } from './hypothesis.js'
import type { OrderedBy } from './order.js'
import { isIn, mayReact, type Role } from './role.js'
import { Silence, type Sight } from './silence.js'
import type { Observed } from './symbol.js'

export { TooManyHypotheses, type Belief, type Hypothesis } from './hypothesis.js'

/** How a log shows a role: what may be missing, late or inexact. */
export interface Visibility {
  /** A timestamp is at most so many ms away from the true time, either way. */
  readonly tolerance: number
  /** An output is logged at most so many ms after it was said; with 0, before the next input. */
  readonly latency: number
  /** The same for what is said on the way to a local state, at most `latency`; that everywhere if absent. */
  readonly latencyIn?: (local: number) => number
  /** Inputs that may come without a line in the log. */
  readonly unloggedInputs: readonly number[]
  /** Outputs that may be said without a line in the log. */
  readonly unloggedOutputs: ReadonlySet<number>
  /** Those of them that no line of the log can show; none if absent. */
  readonly neverSeen?: ReadonlySet<number>
  /** Tags of which it matters when the role was last in a state with them; none if absent. */
  readonly recent?: readonly string[]
}

/** Where a role may be when the log begins. */
export interface Beginning {
  readonly local: number
  /** Outputs that it has just said and that the log will show. */
  readonly pending: readonly number[]
}

/** Hypotheses with one local state before their windows are merged. */
const variants = 6
/** Unseen outputs of one hypothesis at most; more only pile up where nothing is ever seen. */
const unseen = 16

const none: number[] = []
const nothing: readonly number[] = none

/** Explains observations of one role. Has no state of its own but caches. */
export class Believer {
  readonly role: Role
  readonly visibility: Visibility
  readonly limit: number
  readonly #tagged = new Map<string, Map<number, boolean>>()
  readonly #recent: readonly string[]
  /** By local state, what may happen to it without a line besides its timers. */
  readonly #silent: (readonly LocalRecord[] | undefined)[] = []
  readonly #silence: Silence

  /** @param limit hypotheses of one belief at most */
  constructor(role: Role, visibility: Visibility, limit = 200_000) {
    this.role = role
    this.visibility = visibility
    this.limit = limit
    this.#recent = visibility.recent ?? []
    this.#silence = new Silence(role, {
      silent: visibility.unloggedInputs.length > 0,
      silentOf: (local) => this.#silentOf(local),
      speaks: (record) => this.saidBy(record).length > 0,
      recent: this.#recent,
      isTagged: (local, tag) => this.#isTagged(local, tag),
      variants,
      limit,
    })
  }

  /** The belief before the first observation, which is made at `time`: timers may have been running for any time. */
  start(beginnings: readonly Beginning[], time: number, tolerance = this.visibility.tolerance): Belief {
    const from = time - tolerance
    const to = time + tolerance
    const last = to + this.visibility.latency
    return beginnings.map(({ local, pending }) => ({
      local,
      by: -1,
      since: from,
      due: this.role.table.locals[local]!.timers.flatMap((timer) => [from, to + this.role.spans[timer]![1]]),
      pending,
      until: pending.map(() => last),
      held: this.#recent.length === 0 ? undefined : this.#recent.map(() => from),
    }))
  }

  /**
   * The hypotheses that explain one more observation; none if it cannot be explained.
   *
   * @param tolerance - of this observation, if another than that of the rest
   * @throws TooManyHypotheses beyond the limit
   */
  observe(belief: Belief, observed: Observed, time: number, tolerance = this.visibility.tolerance): Belief {
    const sight = this.#sightOf(observed, time - tolerance)
    if (sight !== undefined && observed.also !== true) {
      const seen = this.#silence.pass(belief, time - tolerance, time + tolerance, sight)
      if (seen !== undefined) return seen
    }
    const reached = observed.also === true ? belief : this.advance(belief, time, tolerance)
    if (reached.length === 1) return this.#explain(reached[0]!, observed, time, tolerance)
    // What is seen of a state merges nothing.
    if (sight !== undefined) return reached.flatMap((hypothesis) => this.#seen(hypothesis, sight))
    const kept = new Merged(this.limit)
    for (const hypothesis of reached) {
      for (const next of this.#explain(hypothesis, observed, time, tolerance)) kept.add(next)
    }
    return kept.all()
  }

  /** The belief at `time`, after everything that the log need not show: hypotheses that missed a deadline are gone. */
  advance(belief: Belief, time: number, tolerance = this.visibility.tolerance): Belief {
    const from = time - tolerance
    const to = time + tolerance
    if (belief.length === 1 && this.#still(belief[0]!, from, to)) return belief
    const passed = this.#silence.pass(belief, from, to)
    if (passed !== undefined) return passed
    const reached = new Merged(this.limit)
    for (const hypothesis of belief) reached.add(hypothesis)
    for (let hypothesis = reached.take(); hypothesis !== undefined; hypothesis = reached.take()) {
      this.#silently(hypothesis, to, reached)
    }
    return reached.all().filter((hypothesis) => this.#inTime(hypothesis, from))
  }

  /** The belief in which nothing is due any more at `time`, and every output that had to be said by then was seen. */
  quiet(belief: Belief, time: number): Belief {
    return this.advance(belief, time).filter(
      (hypothesis) => !this.owes(hypothesis) && hypothesis.due.every((edge, at) => at % 2 === 0 || edge > time),
    )
  }

  /** Outputs that must still be seen, of the hypothesis that owes the least. */
  owed(belief: Belief): readonly number[] {
    const owing = belief.map(({ pending }) => pending.filter((event) => !this.mayMiss(event)))
    return owing.reduce((least, one) => (one.length < least.length ? one : least), owing[0] ?? nothing)
  }

  /** What one local transition makes of a hypothesis; it happens between `from` and `to`. @internal */
  step(before: Hypothesis, record: LocalRecord, from: number, to: number): Hypothesis {
    const { due, pending, until } = before
    const held = this.#recent.length === 0 ? undefined : this.#heldUntil(before, to)
    const { timers } = this.role.table.locals[record.after]!
    const next: number[] = timers.length === 0 ? none : new Array<number>(2 * timers.length)
    for (let slot = 0; slot < timers.length; slot++) {
      const before = record.slots[slot]!
      const [least, most] = this.role.spans[timers[slot]!]!
      next[2 * slot] = before === FRESH ? from + least : due[2 * before]!
      next[2 * slot + 1] = before === FRESH ? to + most : due[2 * before + 1]!
    }
    const local = record.after
    const atOnce = this.visibility.latency === 0
    const says = this.saidBy(record)
    if (says.length === 0 && (pending.length === 0 || atOnce)) {
      return { local, by: record.id, since: from, due: next, pending: nothing, until: nothing, held }
    }
    // What was to be seen before this step and was not has been missed: only what may be missed.
    const kept: number[] = []
    const keptUntil: number[] = []
    if (!atOnce) {
      for (let at = 0; at < pending.length; at++) {
        if (until[at]! < from) continue
        kept.push(pending[at]!)
        keptUntil.push(until[at]!)
      }
    }
    for (let at = 0; at < says.length; at++) {
      kept.push(says[at]!)
      keptUntil.push(to + (this.visibility.latencyIn?.(local) ?? this.visibility.latency))
    }
    return { local, by: record.id, since: from, due: next, pending: kept, until: keptUntil, held }
  }

  /** What a transition says that a log may show. @internal */
  saidBy({ says }: Pick<LocalRecord, 'says'>): ArrayLike<number> {
    const { neverSeen } = this.visibility
    return neverSeen === undefined || says.length === 0 ? says : says.filter((event) => !neverSeen.has(event))
  }

  /** Whether a hypothesis waits for an output before anything else may be seen. */
  waits({ pending }: Hypothesis): boolean {
    if (pending.length === 0) return false
    return this.visibility.latency > 0 ? pending.length >= unseen : this.owes({ pending })
  }

  /** Whether a hypothesis has said something that must still be seen. */
  owes({ pending }: Pick<Hypothesis, 'pending'>): boolean {
    return pending.some((event) => !this.mayMiss(event))
  }

  /** Whether an output need not be seen. */
  mayMiss(event: number): boolean {
    return this.visibility.unloggedOutputs.has(event) || this.role.optional.has(event)
  }

  /** Nothing can happen without a line, and nothing was missed. */
  #still(hypothesis: Hypothesis, from: number, to: number): boolean {
    if (this.visibility.unloggedInputs.length > 0) return false
    const { due, until } = hypothesis
    for (let slot = 0; slot < due.length; slot += 2) if (due[slot]! <= to) return false
    return until.length === 0 || this.#inTime(hypothesis, from)
  }

  #inTime({ due, pending, until }: Hypothesis, from: number): boolean {
    for (let slot = 1; slot < due.length; slot += 2) if (due[slot]! < from) return false
    for (let at = 0; at < pending.length; at++) if (until[at]! < from && !this.mayMiss(pending[at]!)) return false
    return true
  }

  /** Adds what may happen to a hypothesis until `to` without a line. */
  #silently(hypothesis: Hypothesis, to: number, reached: Merged): void {
    if (this.waits(hypothesis)) return
    const { table } = this.role
    const { local, due, since } = hypothesis
    let end = to
    for (let slot = 1; slot < due.length; slot += 2) end = Math.min(end, due[slot]!)
    const { timers } = table.locals[local]!
    for (let slot = 0; slot < timers.length; slot++) {
      const from = Math.max(due[2 * slot]!, since)
      if (from <= end) reached.add(this.step(hypothesis, table.record(local, timers[slot]!), from, end))
    }
    if (since > end) return
    for (const record of this.#silentOf(local)) reached.add(this.step(hypothesis, record, since, end))
  }

  /** The transitions by inputs that are not logged, of those that come to the same only one. */
  #silentOf(local: number): readonly LocalRecord[] {
    const known = this.#silent[local]
    if (known !== undefined) return known
    const different = new Map<string, LocalRecord>()
    for (const event of this.visibility.unloggedInputs) {
      if (!mayReact(this.role, local, event)) continue
      const record = this.role.table.record(local, event)
      const says = Array.from(this.saidBy(record))
      const still = record.after === local && says.length === 0 && !record.slots.includes(FRESH)
      const key = `${record.after}|${record.slots.join()}|${says.join()}`
      if (!still && !different.has(key)) different.set(key, record)
    }
    return (this.#silent[local] = [...different.values()])
  }

  #explain(hypothesis: Hypothesis, observed: Observed, time: number, tolerance: number): Belief {
    const from = time - tolerance
    if (observed.direction === 'in') return this.#hear(hypothesis, observed, time, tolerance)
    const sight = this.#sightOf(observed, from)
    if (sight !== undefined) return this.#seen(hypothesis, sight)
    const { pending, until } = hypothesis
    const explained: Hypothesis[] = []
    for (let at = 0; at < pending.length; at++) {
      if (until[at]! < from || !observed.events.includes(pending[at]!)) continue
      const left = this.#leftWithout(hypothesis, at)
      if (left !== undefined) explained.push(left)
    }
    return explained
  }

  /** A hypothesis of which one pending output is seen; undefined if another one had to be seen before. */
  #leftWithout(hypothesis: Hypothesis, seen: number): Hypothesis | undefined {
    const { pending, until } = hypothesis
    if (seen === 0) return { ...hypothesis, pending: pending.slice(1), until: until.slice(1) }
    const [left, leftUntil]: [number[], number[]] = [[], []]
    for (let at = 0; at < pending.length; at++) {
      if (at === seen) continue
      if (at < seen && this.comesBefore(hypothesis, at, seen) !== undefined) {
        if (!this.mayMiss(pending[at]!)) return undefined
        continue
      }
      left.push(pending[at]!)
      leftUntil.push(until[at]!)
    }
    return { ...hypothesis, pending: left, until: leftUntil }
  }

  /** Why one pending output must be seen before a later one; undefined where it need not. */
  comesBefore({ pending, until }: Hypothesis, at: number, later: number): OrderedBy | undefined {
    return until[at] === until[later] ? this.role.order(pending[at]!, pending[later]!) : 'time'
  }

  /** Indices of the pending outputs that may be seen next, if none is missing. */
  next(hypothesis: Hypothesis): readonly number[] {
    const indices = hypothesis.pending.map((_, at) => at)
    return indices.filter((at) =>
      indices.slice(0, at).every((before) => this.comesBefore(hypothesis, before, at) === undefined),
    )
  }

  #hear(hypothesis: Hypothesis, { events }: Observed, time: number, tolerance: number): Belief {
    if (this.waits(hypothesis)) return []
    const { local, due, since } = hypothesis
    const from = Math.max(time - tolerance, since)
    let to = time + tolerance
    for (let slot = 1; slot < due.length; slot += 2) to = Math.min(to, due[slot]!)
    if (from > to) return []
    if (events.length === 1) {
      const record = this.role.table.record(local, events[0]!)
      if (record.idle && hypothesis.pending.length === 0) return [hypothesis]
      return [this.step(hypothesis, record, from, to)]
    }
    return events.map((event) => this.step(hypothesis, this.role.table.record(local, event), from, to))
  }

  /** What a sight of a state keeps; undefined for what is heard or said. */
  #sightOf({ direction, tag, within = 0 }: Observed, from: number): Sight | undefined {
    if (direction !== 'is' && direction !== 'not') return undefined
    const wanted = direction === 'is'
    return {
      shows: (local) => this.#isTagged(local, tag) === wanted,
      earliest: from - within,
      over: within > 0 ? this.#recent.indexOf(tag) : -1,
    }
  }

  /** A hypothesis of which a state is seen: it goes on from there. */
  #seen(hypothesis: Hypothesis, { shows, earliest, over }: Sight): Belief {
    const { local, since, held } = hypothesis
    if (over >= 0 && held![over]! >= earliest) return [hypothesis]
    if (!shows(local)) return []
    return since >= earliest ? [hypothesis] : [{ ...hypothesis, since: earliest }]
  }

  /** When states with tags that matter were left at the latest, where one is left at `to` at the latest. */
  #heldUntil({ local, held }: Hypothesis, to: number): readonly number[] {
    return this.#recent.map((tag, at) => (this.#isTagged(local, tag) ? to : held![at]!))
  }

  #isTagged(local: number, tag: string): boolean {
    let known = this.#tagged.get(tag)
    if (known === undefined) this.#tagged.set(tag, (known = new Map<number, boolean>()))
    let holds = known.get(local)
    if (holds === undefined) known.set(local, (holds = isIn(this.role, local, tag)))
    return holds
  }
}

/** Some beliefs as one. @throws TooManyHypotheses */
export function joined(beliefs: readonly Belief[], limit: number): Belief {
  const merged = new Merged(limit)
  for (const belief of beliefs) for (const hypothesis of belief) merged.add(hypothesis)
  return merged.all()
}

/** Hypotheses, those that differ little merged; also a list of those that were added and not yet taken. */
class Merged {
  readonly #limit: number
  /** By local state; where outputs are pending, by both. */
  readonly #byPlace = new Map<number | string, Hypothesis[]>()
  readonly #added: Hypothesis[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  add(hypothesis: Hypothesis): void {
    const { local, pending } = hypothesis
    const place = pending.length === 0 ? local : `${local}|${pending.join(',')}`
    const others = this.#byPlace.get(place)
    if (others === undefined) {
      if (this.#byPlace.size >= this.#limit) throw new TooManyHypotheses()
      this.#byPlace.set(place, [hypothesis])
      this.#added.push(hypothesis)
      return
    }
    for (const other of others) if (covers(other, hypothesis)) return
    const added = others.length < variants ? hypothesis : hull(others.pop()!, hypothesis)
    others.push(added)
    this.#added.push(added)
  }

  take(): Hypothesis | undefined {
    return this.#added.pop()
  }

  all(): Hypothesis[] {
    const all: Hypothesis[] = []
    for (const at of this.#byPlace.values()) for (const hypothesis of at) all.push(hypothesis)
    return all
  }
}

/** Whether every run of the other hypothesis is one of this one. */
function covers(one: Hypothesis, other: Hypothesis): boolean {
  if (one.since > other.since) return false
  for (let at = 0; at < one.due.length; at += 2) {
    if (one.due[at]! > other.due[at]! || one.due[at + 1]! < other.due[at + 1]!) return false
  }
  for (let at = 0; at < one.until.length; at++) if (one.until[at]! < other.until[at]!) return false
  if (one.held !== undefined)
    for (let at = 0; at < one.held.length; at++) if (one.held[at]! < other.held![at]!) return false
  return true
}

/** Whether everything that one belief holds possible another does. */
export function coversBelief(belief: Belief, other: Belief): boolean {
  const placeOf = ({ local, pending }: Hypothesis): string => `${local}|${pending.join()}`
  const byPlace = new Map<string, Hypothesis[]>()
  for (const mine of belief) byPlace.set(placeOf(mine), [...(byPlace.get(placeOf(mine)) ?? []), mine])
  return other.every((one) => byPlace.get(placeOf(one))?.some((mine) => covers(mine, one)) === true)
}

const hull = (one: Hypothesis, other: Hypothesis): Hypothesis => ({
  ...one,
  since: Math.min(one.since, other.since),
  due: one.due.map((edge, at) => (at % 2 === 0 ? Math.min : Math.max)(edge, other.due[at]!)),
  until: one.until.map((last, at) => Math.max(last, other.until[at]!)),
  held: one.held?.map((last, at) => Math.max(last, other.held![at]!)),
})
