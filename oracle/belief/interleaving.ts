// Observations of one subject by several sources, each with a clock of its own: their order is not known, where their
// times do not tell it. Every order that the times allow is believed, as long as it can be.
//
// Each source is a queue in its own order. A place is how much of each queue has been taken; each place that is reached
// has its belief, and ways to the same place are joined. What no later line can come before is taken for good.
import { joined, type Belief, type Believer } from './belief.js'
import type { Observed } from './symbol.js'

/** What is known of the clock and the writing of one source. */
export interface SourceSettings {
  /** ms by which its clock may be wrong by a constant; what two sources are apart at most is the sum. */
  readonly skew: number
  /** ms by which a timestamp may be wrong besides, either way. */
  readonly tolerance: number
  /** ms by which its lines may be out of order, among each other and among those of other sources. */
  readonly reorder: number
}

/** One observation of a source. */
export interface FromSource {
  readonly time: number
  readonly observed: Observed
  readonly line: number
}

/** What could not be explained, whatever the order. */
export interface Unexplained extends FromSource {
  /** Observations before it that are explained. */
  readonly explained: number
  /** A belief that came furthest. */
  readonly before: Belief
}

interface Queue {
  /** In order of time, before which a line of the same source may still come. */
  readonly unsorted: FromSource[]
  /** In the order of the source. */
  readonly waiting: FromSource[]
  newest: number
}

interface Place {
  /** How much of each queue is taken. */
  readonly taken: readonly number[]
  readonly belief: Belief
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0)

export class Interleaving {
  readonly #believer: Believer
  readonly #sources: readonly SourceSettings[]
  readonly #queues: readonly Queue[]
  #places: readonly Place[]
  #newest = -Infinity
  /** Nothing that comes has happened before this. */
  #horizon = -Infinity
  /** Observations that every place has taken. */
  #forgotten = 0
  /** The source whose clock is the one that all times are told by. */
  readonly #reference: number

  /**
   * @param reference - the source of the first line
   * @param belief - before the first line
   */
  constructor(believer: Believer, sources: readonly SourceSettings[], reference: number, belief: Belief) {
    this.#believer = believer
    this.#sources = sources
    this.#queues = sources.map(() => ({ unsorted: [], waiting: [], newest: -Infinity }))
    this.#places = [{ taken: sources.map(() => 0), belief }]
    this.#reference = reference
  }

  /** Every belief that is held, for what is to be told at the end. */
  get belief(): Belief {
    return this.#places.flatMap(({ belief }) => belief)
  }

  /**
   * One more observation.
   *
   * @returns what could not be explained; or how much too late the line comes, in ms
   * @throws TooManyHypotheses
   */
  take(source: number, one: FromSource): Unexplained | { readonly disorder: number } | undefined {
    const queue = this.#queues[source]!
    const { unsorted, waiting } = queue
    const { reorder } = this.#sources[source]!
    if (one.time < queue.newest - reorder) return { disorder: queue.newest - one.time }
    if (one.time + this.#off(source) < this.#horizon) return { disorder: this.#newest - one.time }
    queue.newest = Math.max(queue.newest, one.time)
    this.#newest = Math.max(this.#newest, one.time)
    let at = unsorted.length
    while (at > 0 && unsorted[at - 1]!.time > one.time) at--
    unsorted.splice(at, 0, one)
    while (unsorted.length > 0 && unsorted[0]!.time <= queue.newest - reorder) waiting.push(unsorted.shift()!)
    // Lines may be written as they happen, or sorted by their times.
    const off = Math.max(...this.#sources.map((_, from) => this.#off(from)))
    const late = Math.max(...this.#sources.map((from) => from.reorder))
    const held = this.#queues.map(({ unsorted: [first] }, from) => (first?.time ?? Infinity) - this.#off(from))
    this.#horizon = Math.min(this.#newest - off - late, ...held)
    return this.#settle()
  }

  /** No line comes any more. */
  end(): Unexplained | undefined {
    for (const { unsorted, waiting } of this.#queues) waiting.push(...unsorted.splice(0))
    this.#horizon = Infinity
    return this.#settle()
  }

  /** ms by which the time of a source may differ from the reference. */
  #off(source: number): number {
    const { skew, tolerance } = this.#sources[source]!
    return source === this.#reference ? tolerance : tolerance + skew + this.#sources[this.#reference]!.skew
  }

  /** Takes everything that has surely happened before the horizon. */
  #settle(): Unexplained | undefined {
    const ripe = this.#queues.map(({ waiting }, source) => {
      const off = this.#off(source)
      const first = waiting.findIndex(({ time }) => time + off >= this.#horizon)
      return first < 0 ? waiting.length : first
    })
    if (total(ripe) === 0) return undefined
    const byPlace = new Map<string, Place>(this.#places.map((place) => [place.taken.join(), place]))
    // Places that lack something ripe, those that have taken least first: each is complete when its turn comes.
    const lacking: Place[][] = []
    const lacks = ({ taken }: Place): boolean => taken.some((count, source) => count < ripe[source]!)
    const note = (place: Place): void => {
      if (lacks(place)) (lacking[total(place.taken)] ??= []).push(place)
    }
    for (const place of this.#places) note(place)
    let furthest: Unexplained | undefined
    for (let count = 0; count < lacking.length; count++) {
      for (const { taken } of lacking[count] ?? []) {
        const key = taken.join()
        const place = byPlace.get(key)!
        byPlace.delete(key)
        for (const [source, next] of this.#nextOf(taken)) {
          const belief = this.#believer.observe(place.belief, next.observed, next.time, this.#off(source))
          if (belief.length === 0) {
            furthest = { ...next, before: place.belief, explained: this.#forgotten + total(taken) }
            continue
          }
          const moved = taken.map((one, at) => (at === source ? one + 1 : one))
          const known = byPlace.get(moved.join())
          const reached = {
            taken: moved,
            belief: known === undefined ? belief : joined([known.belief, belief], this.#believer.limit),
          }
          byPlace.set(moved.join(), reached)
          if (known === undefined) note(reached)
        }
      }
    }
    this.#places = [...byPlace.values()]
    if (this.#places.length === 0) return furthest
    this.#shorten()
    return undefined
  }

  /** What may come next: nothing else that waits must have come before it. */
  *#nextOf(taken: readonly number[]): Generator<readonly [number, FromSource]> {
    const heads = this.#queues.map(({ waiting }, source) => waiting[taken[source]!])
    const last = Math.min(
      ...heads.map((head, source) => (head === undefined ? Infinity : head.time + this.#off(source))),
    )
    for (const [source, head] of heads.entries()) {
      if (head !== undefined && head.time - this.#off(source) <= last) yield [source, head]
    }
  }

  /** Forgets what every place has taken. */
  #shorten(): void {
    const least = this.#queues.map((_, source) => Math.min(...this.#places.map(({ taken }) => taken[source]!)))
    this.#forgotten += total(least)
    for (const [source, count] of least.entries()) this.#queues[source]!.waiting.splice(0, count)
    this.#places = this.#places.map(({ taken, belief }) => ({
      taken: taken.map((count, source) => count - least[source]!),
      belief,
    }))
  }
}
