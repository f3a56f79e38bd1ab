// How searches in several threads hand states to each other: a ring from each to each, and a meeting after each level.

/** Another search has asked all to stop. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

/** Records that a ring holds. */
const CAPACITY = 1 << 14

/** The shared memory of some searches; it can be sent to other threads. */
export interface Meeting {
  readonly searches: number
  /** Words of a record. */
  readonly stride: number
  /**
   * By search: levels expanded, levels counted, states of the next level (low and high word); then 1 to stop; then head
   * and tail of each ring.
   */
  readonly control: Int32Array
  readonly rings: readonly Uint32Array[]
}

export function meetingOf(searches: number, stride: number): Meeting {
  const shared = (words: number): SharedArrayBuffer => new SharedArrayBuffer(words * 4)
  return {
    searches,
    stride,
    control: new Int32Array(shared(4 * searches + 1 + 2 * searches ** 2)),
    rings: Array.from({ length: searches ** 2 }, () => new Uint32Array(shared(CAPACITY * stride))),
  }
}

/** One search's end of a meeting. */
export class Exchange {
  readonly searches: number
  readonly self: number
  readonly #meeting: Meeting

  constructor(meeting: Meeting, self: number) {
    this.#meeting = meeting
    this.searches = meeting.searches
    this.self = self
  }

  /** Which search a state belongs to. */
  ownerOf(words: Uint32Array, at: number, width: number): number {
    let code = 0x2545f491
    for (let word = 0; word < width; word++) {
      code = Math.imul(code ^ words[at + word]!, 0x9e3779b1)
      code ^= code >>> 16
    }
    return ((Math.imul(code, 0xc2b2ae3d) >>> 16) * this.searches) >>> 16
  }

  /** Hands a record to another search; false where its ring is full. */
  send(to: number, record: Uint32Array, at: number): boolean {
    const { control, rings, stride } = this.#meeting
    const place = this.#place(this.self, to)
    const tail = control[place + 1]!
    if (tail - Atomics.load(control, place) === CAPACITY) return false
    const ring = rings[this.self * this.searches + to]!
    const base = (tail & (CAPACITY - 1)) * stride
    for (let word = 0; word < stride; word++) ring[base + word] = record[at + word]!
    Atomics.store(control, place + 1, (tail + 1) | 0)
    return true
  }

  /** Takes records that others have sent, as many as fit into `batch`; returns how many. */
  receive(batch: Uint32Array): number {
    const { control, rings, stride } = this.#meeting
    const most = Math.floor(batch.length / stride)
    let count = 0
    for (let from = 0; from < this.searches; from++) {
      if (from === this.self) continue
      const place = this.#place(from, this.self)
      const ring = rings[from * this.searches + this.self]!
      const head = control[place]!
      const sent = Math.min(Atomics.load(control, place + 1) - head, most - count)
      for (let record = 0; record < sent; record++) {
        const base = ((head + record) & (CAPACITY - 1)) * stride
        for (let word = 0; word < stride; word++) batch[count * stride + word] = ring[base + word]!
        count++
      }
      if (sent > 0) Atomics.store(control, place, (head + sent) | 0)
    }
    return count
  }

  /** Says that all states of a level are expanded and sent; `wait` is called until all others say so too. */
  expanded(level: number, wait: () => void): void {
    this.#arrive(0, level, wait)
  }

  /** Says how many states the next level has here; returns how many it has in all searches. */
  counted(level: number, states: number): number {
    const { control } = this.#meeting
    Atomics.store(control, 2 * this.searches + 2 * this.self, states | 0)
    Atomics.store(control, 2 * this.searches + 2 * this.self + 1, Math.floor(states / 2 ** 32))
    this.#arrive(this.searches, level, () => this.pause())
    let sum = 0
    for (let search = 0; search < this.searches; search++) {
      const place = 2 * this.searches + 2 * search
      sum += (Atomics.load(control, place) >>> 0) + 2 ** 32 * Atomics.load(control, place + 1)
    }
    return sum
  }

  /** Asks all searches to stop after this level. */
  stop(): void {
    Atomics.store(this.#meeting.control, 4 * this.searches, 1)
  }

  get stopped(): boolean {
    return Atomics.load(this.#meeting.control, 4 * this.searches) !== 0
  }

  /** Lets other threads run for a moment. */
  pause(): void {
    const { control } = this.#meeting
    Atomics.wait(control, 4 * this.searches, this.stopped ? 1 : 0, 0.2)
  }

  #arrive(row: number, level: number, wait: () => void): void {
    const { control } = this.#meeting
    Atomics.store(control, row + this.self, level + 1)
    for (let search = 0; search < this.searches; search++) {
      while (Atomics.load(control, row + search) < level + 1 && !this.stopped) wait()
    }
  }

  #place(from: number, to: number): number {
    return 4 * this.searches + 1 + 2 * (from * this.searches + to)
  }
}
