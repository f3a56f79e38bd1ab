// A set of packed states in few bytes each: words become small numbers, and a place in the table stands for part of a key.
import { bitsFor } from '../../util/bits.js'
import { TupleSet, type Allowance } from './tupleSet.js'

const BUCKET = 8
/** Buckets, from the one that a key calls home on, in which it may stand; a tag of four bits says in which it does. */
const REACH = 15
/** Share of the slots that may be taken. */
const FULL = 0.86

/** The lowest bits, as many as told, 32 included. */
const lowest = (bits: number): number => (bits >= 32 ? -1 : (1 << bits) - 1)

/** The odd factors of `mix`, and their inverses modulo 2^32. */
const [FACTOR, OTHER] = [0x9e3779b1, 0x85ebca6b]
const inverse = (odd: number): number => {
  let found = odd
  for (let round = 0; round < 5; round++) found = Math.imul(found, 2 - Math.imul(odd, found))
  return found
}
const [UNFACTOR, UNOTHER] = [inverse(FACTOR), inverse(OTHER)]

/** What was mixed, given its result, a mask of its bits and half as many. */
function unmix(number: number, mask: number, half: number): number {
  let mixed = number ^ (number >>> half)
  mixed = Math.imul(mixed, UNFACTOR) & mask
  mixed ^= mixed >>> half
  mixed = Math.imul(mixed, UNOTHER) & mask
  mixed ^= mixed >>> half
  return Math.imul(mixed, UNFACTOR) & mask
}

/**
 * A set of pairs of numbers (left, right), in one or two small arrays.
 *
 * The pair is mixed by a bijection; the high bits of the result choose a bucket and need not be stored, since the bucket
 * and the tag give them back. So a stored pair takes its bits, less those of the number of buckets, plus four.
 */
export class Roots {
  size = 0
  #left: number
  #right: number
  /** Bits of a pair, and of the number of a bucket. */
  #bits = 0
  #buckets = 0
  /** Bits that `mix` mixes, as a mask, and half as many; bits of its result that are stored, and their mask. */
  #mixed = 0
  #half = 0
  #kept = 0
  #keptMask = 0
  #main!: Uint16Array | Uint32Array
  /** What of a key has no place in `#main`. */
  #rest: Uint8Array | Uint16Array | Uint32Array | undefined
  readonly #allowance: Allowance
  #homes = new Int32Array(64)
  #keys = new Uint32Array(64)
  #rests = new Uint32Array(64)
  /** Makes what is only looked at count. */
  warm = 0

  /** @param left bits of the left number, 0 to 32; @param right bits of the right one, 1 to 32 */
  constructor(left: number, right: number, allowance: Allowance) {
    this.#left = left
    this.#right = right
    this.#allowance = allowance
    this.#shape(10)
  }

  get bytes(): number {
    return this.#main.byteLength + (this.#rest?.byteLength ?? 0)
  }

  /** Widens the numbers that pairs may consist of. */
  widen(left: number, right: number): void {
    if (left <= this.#left && right <= this.#right) return
    this.#rebuild(this.#buckets, Math.max(left, this.#left), Math.max(right, this.#right))
  }

  /**
   * Adds pairs; `fresh[n]` becomes 1 where the nth was not in the set, and 0 where it was.
   *
   * All buckets are looked at once before the first is decided, so that waiting for memory overlaps.
   */
  addAll(lefts: Uint32Array, rights: Uint32Array, count: number, fresh: Uint8Array): void {
    while (this.size + count > (BUCKET << this.#buckets) * FULL) this.#rebuild(this.#buckets + 1)
    if (count > this.#homes.length) {
      this.#homes = new Int32Array(count * 2)
      this.#keys = new Uint32Array(count * 2)
      this.#rests = new Uint32Array(count * 2)
    }
    let warm = 0
    for (let at = 0; at < count; at++) {
      this.#key(lefts[at]!, rights[at]!)
      this.#homes[at] = this.#home
      this.#keys[at] = this.#stored
      this.#rests[at] = this.#over
      warm |= this.#main[this.#home * BUCKET]!
    }
    this.warm = warm
    for (let at = 0; at < count; at++) {
      const put = this.#put(this.#homes[at]!, this.#keys[at]!, this.#rests[at]!)
      fresh[at] = put
      if (put === 2) {
        // No room within reach: rare, below the share that may be taken.
        do this.#rebuild(this.#buckets + 1)
        while (!this.#place(lefts[at]!, rights[at]!))
        fresh[at] = 1
        for (let later = at + 1; later < count; later++) {
          this.#key(lefts[later]!, rights[later]!)
          this.#homes[later] = this.#home
          this.#keys[later] = this.#stored
          this.#rests[later] = this.#over
        }
      }
    }
  }

  #home = 0
  #stored = 0
  #over = 0

  /** Splits a pair: into the bucket that it calls home, what `#main` stores of it, and the rest. */
  #key(left: number, right: number): void {
    const kept = this.#kept
    const keptMask = this.#keptMask
    const low = this.#right === 32 ? right : right | (left << this.#right)
    if (this.#bits <= 32) {
      const mixed = this.#mix(low)
      this.#home = mixed >>> kept
      this.#stored = ((mixed & keptMask) << 4) >>> 0
      this.#over = 0
      return
    }
    const high = this.#right === 32 ? left : left >>> (32 - this.#right)
    const mixed = this.#mix(low ^ Math.imul(high + 1, 0xc2b2ae35))
    const spare = this.#buckets - 4
    this.#home = mixed >>> kept
    this.#stored = (((mixed & keptMask) << 4) | ((high & lowest(spare)) << (kept + 4))) >>> 0
    this.#over = high >>> spare
  }

  /** A bijection on numbers of some bits, 32 at most: a signed number where it is 32. */
  #mix(number: number): number {
    const mask = this.#mixed
    const half = this.#half
    let mixed = Math.imul(number, FACTOR) & mask
    mixed ^= mixed >>> half
    mixed = Math.imul(mixed, OTHER) & mask
    mixed ^= mixed >>> half
    mixed = Math.imul(mixed, FACTOR) & mask
    return mixed ^ (mixed >>> half)
  }

  /** 1 where a key was put, 0 where it is there already, 2 where there is no room for it. */
  #put(home: number, stored: number, over: number): number {
    const main = this.#main
    const rest = this.#rest
    const mask = (1 << this.#buckets) - 1
    for (let tag = 1; tag <= REACH; tag++) {
      const base = ((home + tag - 1) & mask) * BUCKET
      const wanted = (stored | tag) >>> 0
      for (let slot = base; slot < base + BUCKET; slot++) {
        const found = main[slot]!
        if (found === wanted) {
          if (rest === undefined || rest[slot] === over) return 0
        } else if (found === 0) {
          main[slot] = wanted
          if (rest !== undefined) rest[slot] = over
          this.size++
          return 1
        }
      }
    }
    return 2
  }

  #place(left: number, right: number): boolean {
    this.#key(left, right)
    return this.#put(this.#home, this.#stored, this.#over) !== 2
  }

  #shape(buckets: number): void {
    const bits = this.#left + this.#right
    const stored = Math.max(bits - buckets, 0) + 4
    const slots = BUCKET << buckets
    const main = stored <= 16 ? 2 : 4
    const over = Math.max(0, stored - 32)
    const rest = over === 0 ? 0 : over <= 8 ? 1 : over <= 16 ? 2 : 4
    this.#allowance.replace(0, slots * (main + rest))
    this.#bits = Math.max(bits, buckets)
    this.#buckets = buckets
    const mixed = Math.min(this.#bits, 32)
    this.#mixed = lowest(mixed)
    this.#half = (mixed + 1) >> 1
    this.#kept = mixed - buckets
    this.#keptMask = lowest(this.#kept)
    this.#main = main === 2 ? new Uint16Array(slots) : new Uint32Array(slots)
    this.#rest =
      rest === 0
        ? undefined
        : rest === 1
          ? new Uint8Array(slots)
          : rest === 2
            ? new Uint16Array(slots)
            : new Uint32Array(slots)
  }

  /** Moves all pairs to a table of other measures; to a larger one, where they have no room within reach. */
  #rebuild(buckets: number, left = this.#left, right = this.#right): void {
    const pairs = this.#decoder()
    const [main, bytes] = [this.#main, this.bytes]
    const before = [this.#left, this.#right] as const
    ;[this.#left, this.#right] = [left, right]
    try {
      this.#shape(buckets)
    } catch (error) {
      ;[this.#left, this.#right] = before
      throw error
    }
    const { size } = this
    this.size = 0
    for (let slot = 0; slot < main.length; slot++) {
      if (main[slot] === 0) continue
      pairs.at(slot)
      while (!this.#place(pairs.left, pairs.right)) this.#rebuild(this.#buckets + 1)
    }
    if (this.size !== size) throw new Error('pairs were lost when their table grew')
    this.#allowance.replace(bytes, 0)
  }

  /** Reads pairs back out of the present table. */
  #decoder(): { at(slot: number): void; left: number; right: number } {
    const [main, rest, bits, buckets, rightBits] = [this.#main, this.#rest, this.#bits, this.#buckets, this.#right]
    const [mask, half, kept, keptMask] = [this.#mixed, this.#half, this.#kept, this.#keptMask]
    const spare = buckets - 4
    return {
      left: 0,
      right: 0,
      at(slot) {
        const stored = main[slot]!
        const home = ((slot >>> 3) - ((stored & 15) - 1)) & lowest(buckets)
        let low = unmix((home << kept) | ((stored >>> 4) & keptMask), mask, half)
        let high = 0
        if (bits > 32) {
          high = ((rest?.[slot] ?? 0) << spare) | (stored >>> (kept + 4))
          low ^= Math.imul(high + 1, 0xc2b2ae35)
        }
        this.right = (low & lowest(rightBits)) >>> 0
        this.left = (rightBits === 32 ? high : (low >>> rightBits) | (high << (32 - rightBits))) >>> 0
      },
    }
  }
}

/**
 * A set of packed states. Each word is numbered among the words that occur in its place, pairs of numbers are numbered
 * again, and so on, until one pair is left for each state; these pairs are the set.
 */
export class CompactSet {
  readonly width: number
  readonly #roots: Roots
  /** By word: its numbering. */
  readonly #leaves: readonly TupleSet[]
  /** Of each level of pairs, from the words up: the numberings. An odd one out, the first, is carried up as it is. */
  readonly #levels: readonly (readonly TupleSet[])[]
  /** The numberings of what roots consist of. */
  readonly #top: readonly TupleSet[]
  readonly #pair = new Uint32Array(2)
  readonly #numbers: Uint32Array
  /** The latest words and what they were numbered. */
  readonly #words: Uint32Array
  readonly #known: Int32Array
  #lefts = new Uint32Array(64)
  #rights = new Uint32Array(64)

  constructor(width: number, allowance: Allowance) {
    this.width = width
    this.#leaves = width === 1 ? [] : Array.from({ length: width }, () => new TupleSet(1, allowance, 256))
    const levels: TupleSet[][] = []
    let sets: readonly TupleSet[] = this.#leaves
    while (sets.length > 2) {
      const pairs = Array.from({ length: sets.length >> 1 }, () => new TupleSet(2, allowance, 256))
      levels.push(pairs)
      sets = sets.length % 2 === 1 ? [sets[0]!, ...pairs] : pairs
    }
    this.#levels = levels
    this.#top = sets
    this.#numbers = new Uint32Array(width)
    this.#words = new Uint32Array(width)
    this.#known = new Int32Array(width).fill(-1)
    this.#roots = width === 1 ? new Roots(0, 32, allowance) : new Roots(8, 8, allowance)
  }

  get size(): number {
    return this.#roots.size
  }

  /** Adds states, which stand in `states` one after the other; `fresh[n]` says whether the nth is new. */
  addAll(states: Uint32Array, count: number, fresh: Uint8Array): void {
    if (count > this.#lefts.length) {
      this.#lefts = new Uint32Array(count * 2)
      this.#rights = new Uint32Array(count * 2)
    }
    for (let at = 0; at < count; at++) this.#number(states, at * this.width, at)
    const [left, right] = this.#top
    if (left && right) this.#roots.widen(bitsFor(Math.max(1, left.size - 1)), bitsFor(Math.max(1, right.size - 1)))
    this.#roots.addAll(this.#lefts, this.#rights, count, fresh)
  }

  #number(states: Uint32Array, from: number, at: number): void {
    const { width } = this
    if (width === 1) {
      this.#lefts[at] = 0
      this.#rights[at] = states[from]!
      return
    }
    const numbers = this.#numbers
    const pair = this.#pair
    for (let word = 0; word < width; word++) {
      const value = states[from + word]!
      if (this.#known[word]! < 0 || this.#words[word] !== value) {
        pair[0] = value
        this.#known[word] = this.#leaves[word]!.add(pair)
        this.#words[word] = value
      }
      numbers[word] = this.#known[word]!
    }
    let count = width
    for (const level of this.#levels) {
      const odd = count % 2
      for (let node = 0; node < level.length; node++) {
        pair[0] = numbers[odd + 2 * node]!
        pair[1] = numbers[odd + 2 * node + 1]!
        numbers[odd + node] = level[node]!.add(pair)
      }
      count = odd + level.length
    }
    this.#lefts[at] = numbers[0]!
    this.#rights[at] = numbers[1]!
  }
}
