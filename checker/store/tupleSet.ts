// Arrays that grow, and sets of integer tuples, within an allowance of memory.
import { hashOfWords } from '../../util/bits.js'

/** Thrown when an array may not grow any further. */
export class OutOfAllowance extends Error {
  override readonly name = 'OutOfAllowance'
}

/** Bytes that the arrays of one exploration may take together. */
export class Allowance {
  readonly limit: number
  used = 0

  constructor(limit: number) {
    this.limit = limit
  }

  /** Arrays that are there from the beginning count, but are not refused. */
  begin(bytes: number): void {
    this.used += bytes
  }

  get exceeded(): boolean {
    return this.used > this.limit
  }

  /** Both the old and the new array exist while one is copied to the other. */
  replace(oldBytes: number, newBytes: number): void {
    if (this.used + newBytes > this.limit) throw new OutOfAllowance()
    this.used += newBytes - oldBytes
  }
}

/** A list of unsigned 32-bit integers. */
export class Words {
  data: Uint32Array
  length = 0
  readonly #allowance: Allowance

  constructor(allowance: Allowance, capacity = 1024) {
    this.#allowance = allowance
    allowance.begin(capacity * 4)
    this.data = new Uint32Array(capacity)
  }

  push(word: number): void {
    if (this.length === this.data.length) this.reserve(1)
    this.data[this.length++] = word
  }

  /** Makes room for some more words. */
  reserve(words: number): void {
    const needed = this.length + words
    if (needed <= this.data.length) return
    const capacity = Math.max(needed, Math.ceil(this.data.length * 1.75))
    this.#allowance.replace(this.data.length * 4, capacity * 4)
    const grown = new Uint32Array(capacity)
    grown.set(this.data.subarray(0, this.length))
    this.data = grown
  }
}

/** A set of tuples of 32-bit words, numbered in the order in which they are added. */
export class TupleSet {
  readonly width: number
  /** The tuples, one after the other. */
  readonly tuples: Words
  /** How many there are. */
  size = 0
  /** Of each slot: the tuple, so that one look at memory decides, and its index + 1; 0 where free. */
  #slots: Uint32Array
  /** Slots are a power of two; this is one less. */
  #mask: number
  #homes = new Int32Array(64)
  /** Makes what is only looked at count. */
  warm = 0
  readonly #allowance: Allowance

  constructor(width: number, allowance: Allowance, capacity = 1024) {
    this.width = width
    this.#allowance = allowance
    this.tuples = new Words(allowance, capacity * width)
    this.#mask = capacity * 2 - 1
    this.#slots = new Uint32Array(capacity * 2 * (width + 1))
    allowance.begin(this.#slots.byteLength)
  }

  /** Gives back its part of the allowance; it is not to be used any more. */
  release(): void {
    this.#allowance.replace(this.#slots.byteLength + this.tuples.data.byteLength, 0)
  }

  /** Whether a bit is set in a tuple that is a mask: 32 bits a word, the lowest first. */
  hasBit(index: number, bit: number): boolean {
    return (this.tuples.data[index * this.width + (bit >> 5)]! & (1 << (bit & 31))) !== 0
  }

  /** The index of a tuple, which is added if it is new: then the index is the former `size`. */
  add(tuple: Uint32Array): number {
    this.#reserve(1)
    return this.#add(tuple, 0, this.#homeOf(tuple, 0))
  }

  /**
   * Adds several tuples, which stand in `tuples` one after the other, and puts their indices into `indices`.
   *
   * All slots are looked at once before the first is decided, so that waiting for memory overlaps.
   */
  addAll(tuples: Uint32Array, count: number, indices: Int32Array): void {
    this.#reserve(count)
    if (count > this.#homes.length) this.#homes = new Int32Array(count * 2)
    const { width } = this
    const homes = this.#homes
    const slots = this.#slots
    const stride = width + 1
    let warm = 0
    for (let at = 0; at < count; at++) {
      const home = this.#homeOf(tuples, at * width)
      homes[at] = home
      warm |= slots[home * stride]!
    }
    this.warm = warm
    for (let at = 0; at < count; at++) indices[at] = this.#add(tuples, at * width, homes[at]!)
  }

  #add(tuple: Uint32Array, from: number, home: number): number {
    const { width } = this
    const slots = this.#slots
    const stride = width + 1
    let at = home * stride
    for (let index = slots[at + width]!; index !== 0; index = slots[at + width]!) {
      let word = 0
      while (word < width && slots[at + word] === tuple[from + word]) word++
      if (word === width) return index - 1
      at += stride
      if (at === slots.length) at = 0
    }
    const tuples = this.tuples
    for (let word = 0; word < width; word++) {
      slots[at + word] = tuples.data[tuples.length++] = tuple[from + word]!
    }
    slots[at + width] = ++this.size
    return this.size - 1
  }

  /** Makes room for some more tuples. */
  #reserve(more: number): void {
    this.tuples.reserve(more * this.width)
    while ((this.size + more) * 8 > (this.#mask + 1) * 5) this.#grow()
  }

  #grow(): void {
    const { width } = this
    const stride = width + 1
    const length = this.#slots.length * 2
    this.#allowance.replace(this.#slots.byteLength, length * 4)
    const slots = new Uint32Array(length)
    this.#slots = slots
    this.#mask = this.#mask * 2 + 1
    const tuples = this.tuples.data
    for (let index = 0; index < this.size; index++) {
      let at = this.#homeOf(tuples, index * width) * stride
      while (slots[at + width] !== 0) at = at + stride === length ? 0 : at + stride
      for (let word = 0; word < width; word++) slots[at + word] = tuples[index * width + word]!
      slots[at + width] = index + 1
    }
  }

  #homeOf(words: Uint32Array, from: number): number {
    return hashOfWords(words, from, this.width) & this.#mask
  }
}

/**
 * The latest tuples of 32-bit words, as many as have a place: a tuple that it says it has seen was shown to it before,
 * one that it says it has not may have been.
 */
export class Latest {
  readonly #width: number
  /** Of each place: the mixed words of its tuple, never 0 where there is one, and the tuple. */
  readonly #places: Uint32Array
  /** What shifts a hash to the number of a place. */
  readonly #shift: number

  constructor(width: number, allowance: Allowance) {
    const bytes = (width + 1) * Uint32Array.BYTES_PER_ELEMENT
    const affordable = Math.floor(Math.log2(allowance.limit / LATEST_SHARE / bytes))
    const bits = Math.max(1, Math.min(LATEST, affordable))
    this.#width = width
    this.#shift = 32 - bits
    this.#places = new Uint32Array((width + 1) << bits)
    allowance.begin(this.#places.byteLength)
  }

  /** Whether a tuple was shown before and has not lost its place since; from now on it has one. */
  seen(tuples: Uint32Array, from: number): boolean {
    const width = this.#width
    const places = this.#places
    const code = (hashOfWords(tuples, from, width) | 1) >>> 0
    const at = (code >>> this.#shift) * (width + 1)
    let same = places[at] === code
    places[at] = code
    for (let word = 0; word < width; word++) {
      const value = tuples[from + word]!
      if (places[at + 1 + word] === value) continue
      places[at + 1 + word] = value
      same = false
    }
    return same
  }
}

/** Places of `Latest` at most, as a power of two: about what a core's own cache has room for. */
const LATEST = 14
/** It takes no more than one part in so many of the memory that there is. */
const LATEST_SHARE = 32

/** Numbers pairs of numbers below 2^32 - 1; what number a pair gets is the caller's. */
export class Pairs {
  /** First, second, and value + 1, 0 where free. */
  #slots = new Uint32Array(3 * 1024)
  #size = 0

  /** The value of a pair; -1 if it has none. */
  get(first: number, second: number): number {
    const slots = this.#slots
    for (let at = this.#at(first, second); slots[at + 2] !== 0; at = at + 3 === slots.length ? 0 : at + 3) {
      if (slots[at] === first && slots[at + 1] === second) return slots[at + 2]! - 1
    }
    return -1
  }

  /** Gives a value to a pair that has none. */
  set(first: number, second: number, value: number): void {
    if (++this.#size * 6 > this.#slots.length) {
      const old = this.#slots
      this.#slots = new Uint32Array(old.length * 2)
      for (let at = 0; at < old.length; at += 3) {
        if (old[at + 2] !== 0) this.#put(old[at]!, old[at + 1]!, old[at + 2]!)
      }
    }
    this.#put(first, second, value + 1)
  }

  #put(first: number, second: number, value: number): void {
    const slots = this.#slots
    let at = this.#at(first, second)
    while (slots[at + 2] !== 0) at = at + 3 === slots.length ? 0 : at + 3
    slots[at] = first
    slots[at + 1] = second
    slots[at + 2] = value
  }

  #at(first: number, second: number): number {
    let code = Math.imul(first ^ Math.imul(second, 0x9e3779b1), 0x85ebca6b)
    code ^= code >>> 15
    return 3 * (code & (this.#slots.length / 3 - 1))
  }
}
