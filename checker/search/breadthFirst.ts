// Breadth-first search that keeps states and no steps: for spaces too large for a graph, in one thread or in several.
import { CompactSet, Roots } from '../store/treeSet.js'
import { StepFault, Unbounded } from '../../model/errors.js'
import { Stopped, type Exchange } from './stateExchange.js'
import { Kernel, type Knowledge } from '../nextState/nextState.js'
import { Allowance, Latest, OutOfAllowance, Words } from '../store/tupleSet.js'
import { Observer } from '../monitor/onTheFly.js'
import type { Teacher } from '../nextState/transitionSource.js'
import type { SearchProgress, SearchResult, SearchTask } from './task.js'

/** Bits of a hash. */
export const HASH_BITS = 48

/** States as hashes: what `Roots` holds exactly is the hash. */
class HashedSet {
  readonly #roots: Roots
  readonly #width: number
  #lefts = new Uint32Array(64)
  #rights = new Uint32Array(64)

  constructor(width: number, allowance: Allowance) {
    this.#width = width
    this.#roots = new Roots(HASH_BITS - 32, 32, allowance)
  }

  get size(): number {
    return this.#roots.size
  }

  addAll(states: Uint32Array, count: number, fresh: Uint8Array): void {
    if (count > this.#lefts.length) {
      this.#lefts = new Uint32Array(count * 2)
      this.#rights = new Uint32Array(count * 2)
    }
    for (let at = 0; at < count; at++) {
      let one = 0x243f6a88
      let other = 0x13198a2e
      for (let word = 0; word < this.#width; word++) {
        const value = states[at * this.#width + word]!
        one = Math.imul(one ^ value, 0x9e3779b1)
        one ^= one >>> 15
        other = Math.imul(other + value, 0x85ebca6b)
        other = Math.imul(other ^ (other >>> 13), 0xc2b2ae35)
      }
      this.#lefts[at] = (other ^ (other >>> 16)) >>> (64 - HASH_BITS)
      this.#rights[at] = Math.imul(one ^ (one >>> 13), 0x27d4eb2f)
    }
    this.#roots.addAll(this.#lefts, this.#rights, count, fresh)
  }
}

const CADENCE = 4096
/** States that are received at a time. */
const BATCH = 256

/** One search: all of the space, or the part of it that its exchange says is its own. */
export class Search {
  readonly #task: SearchTask
  readonly #exchange: Exchange | undefined
  readonly #kernel: Kernel
  readonly #observer: Observer
  readonly #allowance: Allowance
  readonly #set: CompactSet | HashedSet
  /** Most steps lead to a state that was met, often a moment ago: it need neither be looked up nor sent again. */
  readonly #latest: Latest
  /** Words of a packed state, and with it the mode of the tracked property. */
  readonly #words: number
  readonly #stride: number
  readonly #batch: Uint32Array
  readonly #fresh: Uint8Array
  readonly #received: Uint32Array
  #level: Words
  #next: Words
  #transitions = 0
  #depth = 0

  constructor(task: SearchTask, teacher: Teacher, exchange?: Exchange) {
    const { shape, knowledge, observed, watched, quantum, tracked, storage, memory } = task
    this.#task = task
    this.#exchange = exchange
    this.#kernel = new Kernel(shape, teacher, knowledge)
    this.#observer = new Observer(shape, teacher, observed, watched, quantum, tracked)
    this.#allowance = new Allowance(memory)
    this.#words = shape.words
    this.#stride = strideOf(task)
    this.#set = new (storage === 'exact' ? CompactSet : HashedSet)(this.#stride, this.#allowance)
    this.#latest = new Latest(this.#stride, this.#allowance)
    const most = Math.max(this.#kernel.change.length, BATCH)
    this.#batch = new Uint32Array(most * this.#stride)
    this.#fresh = new Uint8Array(most)
    this.#received = new Uint32Array(BATCH * this.#stride)
    this.#level = new Words(this.#allowance)
    this.#next = new Words(this.#allowance)
  }

  /** @param onProgress called now and then; returns whether to stop */
  run(onProgress: (progress: SearchProgress) => boolean): SearchResult {
    let stopped: SearchResult['stopped']
    let fault: SearchResult['fault']
    let because: string | undefined
    try {
      this.#start()
      for (;;) {
        const total = this.#meet()
        if (this.#exchange?.stopped === true) throw new Stopped()
        if (total === 0) break
        ;[this.#level, this.#next] = [this.#next, this.#level]
        this.#next.length = 0
        stopped = this.#expandLevel(onProgress)
        if (stopped) break
        this.#depth++
      }
    } catch (error) {
      if (error instanceof OutOfAllowance) stopped = 'memory'
      else if (error instanceof Stopped) stopped = 'signal'
      else if (error instanceof Unbounded) [stopped, because] = ['locals', error.message]
      else if (error instanceof StepFault) fault = { message: error.message, depth: this.#depth + 1 }
      else throw error
    }
    if (stopped || fault) this.#exchange?.stop()
    return {
      ...this.#progress(),
      // The level that was met last has no states of its own.
      depth: Math.max(0, stopped || fault ? this.#depth : this.#depth - 1),
      sightings: this.#observer.sightings,
      ...(stopped ? { stopped } : {}),
      ...(because === undefined ? {} : { because }),
      ...(fault ? { fault } : {}),
    }
  }

  /** What its kernel has learnt. */
  get knowledge(): Knowledge {
    return this.#kernel.knowledge
  }

  #progress(): SearchProgress {
    return {
      states: this.#set.size,
      transitions: this.#transitions,
      frontier: (this.#level.length + this.#next.length) / this.#stride,
      depth: this.#depth,
      bytes: this.#allowance.used,
    }
  }

  #start(): void {
    const { starts } = this.#task
    const words = this.#words
    for (let at = 0; at < starts.length; at += words) {
      this.#batch.set(starts.subarray(at, at + words))
      // The values of a state are known once it has been expanded.
      this.#kernel.look(starts, at)
      // All threads look at the starts.
      const mode = this.#observer.start(this.#observer.maskOf(this.#kernel.values), this.#self === 0)
      if (mode < 0) continue
      if (this.#stride > words) this.#batch[words] = mode
      if (this.#owner(this.#batch, 0) === this.#self) this.#keep(this.#batch, 1)
    }
  }

  get #self(): number {
    return this.#exchange?.self ?? 0
  }

  #owner(words: Uint32Array, at: number): number {
    return this.#exchange === undefined ? 0 : this.#exchange.ownerOf(words, at, this.#stride)
  }

  /** Ends a level; returns how many states the next one has. */
  #meet(): number {
    const exchange = this.#exchange
    if (exchange === undefined) return this.#next.length / this.#stride
    exchange.expanded(this.#depth, () => {
      if (this.#receive() === 0) exchange.pause()
    })
    while (this.#receive() > 0);
    return exchange.counted(this.#depth, this.#next.length / this.#stride)
  }

  #expandLevel(onProgress: (progress: SearchProgress) => boolean): SearchResult['stopped'] {
    const level = this.#level
    const stride = this.#stride
    for (let at = 0, count = 0; at < level.length; at += stride, count++) {
      if (count % CADENCE === 0) {
        if (onProgress(this.#progress())) return 'signal'
        if (this.#set.size * (this.#exchange?.searches ?? 1) > this.#task.maxStates) return 'states'
      }
      this.#expand(level.data, at)
      if (this.#exchange !== undefined && count % 32 === 31) this.#receive()
    }
    return undefined
  }

  #expand(data: Uint32Array, at: number): void {
    const kernel = this.#kernel
    const words = this.#words
    const stride = this.#stride
    const batch = this.#batch
    const observer = this.#observer
    const count = kernel.expand(data, at)
    if (count === 0) throw new StepFault('no step is possible: time stands still')
    this.#transitions += count
    const mask = observer.maskOf(kernel.values)
    const mode = stride > words ? data[at + words]! : 0
    let kept = 0
    for (let step = 0; step < count; step++) {
      const next = observer.step(mask, kernel.change[step]!, mode, this.#depth + 1)
      if (next < 0) continue
      const to = kept * stride
      for (let word = 0; word < words; word++) batch[to + word] = kernel.next[step * words + word]!
      if (stride > words) batch[to + words] = next
      if (this.#latest.seen(batch, to)) continue
      if (this.#exchange === undefined || this.#stays(batch, to)) kept++
    }
    this.#keep(batch, kept)
  }

  /** Whether a state belongs to this search; if not, it is sent to where it belongs. */
  #stays(batch: Uint32Array, at: number): boolean {
    const exchange = this.#exchange!
    const owner = exchange.ownerOf(batch, at, this.#stride)
    if (owner === exchange.self) return true
    while (!exchange.send(owner, batch, at)) {
      if (exchange.stopped) throw new Stopped()
      if (this.#receive() === 0) exchange.pause()
    }
    return false
  }

  #receive(): number {
    const count = this.#exchange!.receive(this.#received)
    if (count > 0) this.#keep(this.#received, count)
    return count
  }

  /** Adds states to the set, and those that are new to the next level. */
  #keep(states: Uint32Array, count: number): void {
    const stride = this.#stride
    const fresh = this.#fresh
    this.#set.addAll(states, count, fresh)
    const next = this.#next
    next.reserve(count * stride)
    for (let at = 0; at < count; at++) {
      if (fresh[at] === 0) continue
      for (let word = 0; word < stride; word++) next.data[next.length++] = states[at * stride + word]!
    }
  }
}

/** Words of what a search explores: a state, and the mode of the property that is tracked. */
export const strideOf = ({ shape, tracked }: Pick<SearchTask, 'shape' | 'tracked'>): number =>
  shape.words + (tracked >= 0 ? 1 : 0)
