// What may happen to a role without a line, for beliefs of many hypotheses of which none owes an output: the same as
// the believer does one by one, in columns of numbers, so that thousands of steps ask for no memory.
import { FRESH, type LocalRecord } from '../../checker/compile/partyTable.js'
import { TooManyHypotheses, type Belief, type Hypothesis } from './hypothesis.js'
import type { Role } from './role.js'

const none: number[] = []

/** A step in numbers. */
interface Step {
  /** The local state that it leads to. */
  readonly after: number
  readonly record: number
  /** For each timer slot of that state, the slot that it goes on from, or `FRESH`. */
  readonly slots: Int32Array
}

/** A local state in numbers. */
interface Place {
  readonly timers: number
  /** For each timer slot, when it may elapse after its start: least and most. */
  readonly spans: Float64Array
  /** By tag that matters for a while, whether the state has it. */
  readonly tagged: Uint8Array
  /** The step that each timer leads to. */
  readonly elapses: readonly Step[]
  /** Steps by inputs that leave no line. */
  readonly silent: readonly Step[]
}

export interface SilenceOptions {
  /** Whether some input may come without a line. */
  readonly silent: boolean
  /** What may happen without a line besides timers, by local state. */
  readonly silentOf: (local: number) => readonly LocalRecord[]
  /** Whether a transition says something that the log may show. */
  readonly speaks: (record: LocalRecord) => boolean
  /** Tags of which it matters when the role was last in a state with them. */
  readonly recent: readonly string[]
  readonly isTagged: (local: number, tag: string) => boolean
  /** Hypotheses of one local state at most; more are merged. */
  readonly variants: number
  /** Local states of one belief at most. */
  readonly limit: number
}

/** What is seen of a state: which hypotheses it keeps. */
export interface Sight {
  /** Whether a state may be the one that is seen. */
  readonly shows: (local: number) => boolean
  /** The sight is of this time, or later. */
  readonly earliest: number
  /** Among the tags that matter for a while, the one that may have been over since then; -1 for none. */
  readonly over: number
}

export class Silence {
  readonly #role: Role
  readonly #options: SilenceOptions
  readonly #places: (Place | 'speaks' | undefined)[] = []
  /** `since`, the windows of all timers, then when each tag was left. */
  readonly #stride: number
  readonly #heldAt: number
  #times: Float64Array
  #by = new Int32Array(64)
  #local = new Int32Array(64)
  #open = new Uint8Array(64)
  #count = 0
  /** By local state, its hypotheses. */
  readonly #nodes: (number[] | undefined)[] = []
  readonly #met: number[] = []
  readonly #stack: number[] = []
  readonly #next: Float64Array

  constructor(role: Role, options: SilenceOptions) {
    this.#role = role
    this.#options = options
    this.#heldAt = 1 + 2 * role.spans.length
    this.#stride = this.#heldAt + options.recent.length
    this.#next = new Float64Array(this.#stride)
    this.#times = new Float64Array(64 * this.#stride)
  }

  /**
   * What a belief may have become by `to`, without those that missed a deadline before `from`.
   *
   * @param sight - what is seen then, if a state is
   * @returns undefined where something may be said that the log shows
   * @throws TooManyHypotheses beyond the limit
   */
  pass(belief: Belief, from: number, to: number, sight?: Sight): Belief | undefined {
    if (!this.#options.silent) return undefined
    this.#clear()
    for (const hypothesis of belief) {
      if (hypothesis.pending.length > 0 || !this.#enter(hypothesis)) return undefined
    }
    for (let node = this.#stack.pop(); node !== undefined; node = this.#stack.pop()) {
      this.#open[node] = 0
      if (!this.#from(node, to)) return undefined
    }
    return this.#kept(from, sight)
  }

  #clear(): void {
    for (const local of this.#met) this.#nodes[local] = undefined
    this.#met.length = 0
    this.#stack.length = 0
    // A pass that was given up leaves some of them open.
    this.#open.fill(0, 0, this.#count)
    this.#count = 0
  }

  #enter({ local, by, since, due, held }: Hypothesis): boolean {
    if (this.#placeOf(local) === undefined) return false
    const next = this.#next
    next[0] = since
    for (let edge = 0; edge < due.length; edge++) next[1 + edge] = due[edge]!
    for (let tag = 0; tag < this.#stride - this.#heldAt; tag++) next[this.#heldAt + tag] = held![tag]!
    this.#add(local, by, due.length)
    return true
  }

  /** Takes every step from a hypothesis; false if one of them speaks. */
  #from(node: number, to: number): boolean {
    const local = this.#local[node]!
    const place = this.#placeOf(local)!
    const at = node * this.#stride
    let end = to
    for (let slot = 0; slot < place.timers; slot++) end = Math.min(end, this.#times[at + 2 + 2 * slot]!)
    const since = this.#times[at]!
    for (let slot = 0; slot < place.timers; slot++) {
      const begin = Math.max(this.#times[at + 1 + 2 * slot]!, since)
      if (begin <= end && !this.#step(at, place.tagged, place.elapses[slot]!, begin, end)) return false
    }
    if (since > end) return true
    const { silent, tagged } = place
    for (let index = 0; index < silent.length; index++) {
      if (!this.#step(at, tagged, silent[index]!, since, end)) return false
    }
    return true
  }

  #step(at: number, tagged: Uint8Array, step: Step, begin: number, end: number): boolean {
    const { after, record, slots } = step
    const place = this.#placeOf(after)
    if (place === undefined) return false
    const next = this.#next
    const times = this.#times
    const spans = place.spans
    next[0] = begin
    for (let slot = 0; slot < slots.length; slot++) {
      const before = slots[slot]!
      const edge = 1 + 2 * slot
      if (before === FRESH) {
        next[edge] = begin + spans[2 * slot]!
        next[edge + 1] = end + spans[2 * slot + 1]!
      } else {
        next[edge] = times[at + 1 + 2 * before]!
        next[edge + 1] = times[at + 2 + 2 * before]!
      }
    }
    const heldAt = this.#heldAt
    for (let tag = 0; tag < tagged.length; tag++) {
      next[heldAt + tag] = tagged[tag] === 1 ? end : times[at + heldAt + tag]!
    }
    this.#add(after, record, 2 * slots.length)
    return true
  }

  /** Adds what stands in `next`, if nothing covers it. */
  #add(local: number, by: number, edges: number): void {
    let nodes = this.#nodes[local]
    if (nodes === undefined) {
      if (this.#met.length >= this.#options.limit) throw new TooManyHypotheses()
      this.#nodes[local] = nodes = []
      this.#met.push(local)
    }
    for (let index = 0; index < nodes.length; index++) if (this.#covers(nodes[index]!, edges)) return
    if (nodes.length < this.#options.variants) {
      const node = this.#count++
      if (node >= this.#by.length) this.#grow()
      this.#local[node] = local
      this.#by[node] = by
      this.#times.set(this.#next, node * this.#stride)
      nodes.push(node)
      this.#schedule(node)
      return
    }
    const last = nodes.at(-1)!
    this.#widen(last, edges)
    this.#schedule(last)
  }

  #schedule(node: number): void {
    if (this.#open[node] === 1) return
    this.#open[node] = 1
    this.#stack.push(node)
  }

  #covers(node: number, edges: number): boolean {
    const times = this.#times
    const next = this.#next
    const stride = this.#stride
    const at = node * stride
    if (times[at]! > next[0]!) return false
    for (let edge = 1; edge <= edges; edge += 2) {
      if (times[at + edge]! > next[edge]! || times[at + edge + 1]! < next[edge + 1]!) return false
    }
    for (let tag = this.#heldAt; tag < stride; tag++) if (times[at + tag]! < next[tag]!) return false
    return true
  }

  /** Makes a hypothesis cover what stands in `next`, too. */
  #widen(node: number, edges: number): void {
    const [times, next] = [this.#times, this.#next]
    const at = node * this.#stride
    times[at] = Math.min(times[at]!, next[0]!)
    for (let edge = 1; edge <= edges; edge += 2) {
      times[at + edge] = Math.min(times[at + edge]!, next[edge]!)
      times[at + edge + 1] = Math.max(times[at + edge + 1]!, next[edge + 1]!)
    }
    for (let tag = this.#heldAt; tag < this.#stride; tag++) times[at + tag] = Math.max(times[at + tag]!, next[tag]!)
  }

  #grow(): void {
    const size = 2 * this.#by.length
    const grown = <T extends Int32Array | Uint8Array | Float64Array>(to: T, from: T): T => (to.set(from), to)
    this.#by = grown(new Int32Array(size), this.#by)
    this.#local = grown(new Int32Array(size), this.#local)
    this.#open = grown(new Uint8Array(size), this.#open)
    this.#times = grown(new Float64Array(size * this.#stride), this.#times)
  }

  #kept(from: number, sight: Sight | undefined): Belief {
    const belief: Hypothesis[] = []
    for (const local of this.#met) {
      const edges = 2 * this.#role.table.locals[local]!.timers.length
      const shown = sight?.shows(local) ?? true
      for (const node of this.#nodes[local]!) {
        const at = node * this.#stride
        if (!this.#inTime(at, edges, from)) continue
        const since = this.#times[at]!
        if (sight === undefined || this.#wasSo(at, sight)) belief.push(this.#hypothesis(node, local, edges, since))
        else if (shown) belief.push(this.#hypothesis(node, local, edges, Math.max(since, sight.earliest)))
      }
    }
    return belief
  }

  #inTime(at: number, edges: number, from: number): boolean {
    for (let edge = 2; edge <= edges; edge += 2) if (this.#times[at + edge]! < from) return false
    return true
  }

  /** Whether what is seen may have been over. */
  #wasSo(at: number, { over, earliest }: Sight): boolean {
    return over >= 0 && this.#times[at + this.#heldAt + over]! >= earliest
  }

  #hypothesis(node: number, local: number, edges: number, since: number): Hypothesis {
    const [at, times] = [node * this.#stride, this.#times]
    const due = edges === 0 ? none : new Array<number>(edges)
    for (let edge = 0; edge < edges; edge++) due[edge] = times[at + 1 + edge]!
    const tags = this.#stride - this.#heldAt
    const held = tags === 0 ? undefined : new Array<number>(tags)
    for (let tag = 0; tag < tags; tag++) held![tag] = times[at + this.#heldAt + tag]!
    return { local, by: this.#by[node]!, since, due, pending: none, until: none, held }
  }

  /** A local state in numbers; undefined if it may say something that the log shows. */
  #placeOf(local: number): Place | undefined {
    const known = this.#places[local]
    if (known !== undefined) return known === 'speaks' ? undefined : known
    const seen = this.#look(local)
    this.#places[local] = seen
    return seen === 'speaks' ? undefined : seen
  }

  #look(local: number): Place | 'speaks' {
    const { table, spans } = this.#role
    const { silentOf, speaks, recent, isTagged } = this.#options
    const { timers } = table.locals[local]!
    const elapses = timers.map((timer) => table.record(local, timer))
    const silent = silentOf(local)
    if ([...elapses, ...silent].some(speaks)) return 'speaks'
    const inNumbers = ({ after, id, slots }: LocalRecord): Step => ({ after, record: id, slots })
    return {
      timers: timers.length,
      spans: Float64Array.from(timers.flatMap((timer) => spans[timer]!)),
      tagged: Uint8Array.from(recent, (tag) => Number(isTagged(local, tag))),
      elapses: elapses.map(inNumbers),
      silent: silent.map(inNumbers),
    }
  }
}
