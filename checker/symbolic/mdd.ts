// Sets of states as decision diagrams: what many states have in common is kept once, however many they are.
import type { Allowance } from '../store/tupleSet.js'
import { compacted, FIRST_NODE } from './compact.js'
import { codeOf } from './nodeHash.js'

/** The set of nothing, and the set of the one state that has no further level. */
export const EMPTY = 0
export const DONE = 1

/** Of an operation whose result is not known. */
export const MISS = 0xffffffff

/** Operations of the cache that are known here; others begin behind them. */
const UNION = 1
const MINUS = 2
const PROJECT = 3
const MEET = 4
const INTERSECT = 5
const RESTRICT = 6
export const FIRST_FREE_OPERATION = 7

/** Integers of nodes at least, before those that are dead are looked for, where there is memory for as many times that. */
const TIDY_FROM = 1 << 26
const TIDY_SHARE = 16

/** Entries of the cache at least, and at most, as powers of two. */
const CACHE_LEAST = 14
const CACHE_MOST = 22

/**
 * Diagrams whose paths all have one node for each level. A node is the number of its branches, then of each, by ascending value,
 * the value of its level and the node of the next. Equal nodes are one node, so that equal sets have equal numbers.
 * (Srinivasan, Kam, Malik, Brayton, *Algorithms for discrete function manipulation*, 1990; in LTSmin: list decision diagrams.)
 */
export class Diagrams {
  readonly levels: number
  data = new Uint32Array(1 << 16)
  /** Branches of nodes that are being made, value and node in turn. */
  stack = new Uint32Array(1 << 12)
  top = 0
  #end = FIRST_NODE
  #nodes = 0
  /** Numbers of nodes by hash; 0 where free. */
  #slots = new Uint32Array(1 << 13)
  /** Of each place: operation, its operands, and its result. What finds its place taken takes it over. */
  #cache = new Uint32Array(4 << CACHE_LEAST)
  readonly #allowance: Allowance
  /** Lists of sets that are needed; they are given their new numbers when nodes are collected. */
  readonly #held = new Set<number[]>()
  readonly #tidyFrom: number
  #tidyAt: number
  #ids = 0
  /** Sets of levels that are projected to, each with its number. */
  readonly #projections = new Map<string, { readonly number: number; readonly levels: readonly number[] }>()

  constructor(levels: number, allowance: Allowance) {
    this.levels = levels
    this.#allowance = allowance
    this.#tidyFrom = Math.min(TIDY_FROM, allowance.limit / TIDY_SHARE / Uint32Array.BYTES_PER_ELEMENT)
    this.#tidyAt = this.#tidyFrom
    allowance.begin(this.data.byteLength + this.#slots.byteLength + this.#cache.byteLength)
  }

  /** Nodes that are kept, dead ones with them. */
  get nodes(): number {
    return this.#nodes
  }

  /** The number of an operation for `known` and `keep` that nothing else has. */
  newOperation(): number {
    return FIRST_FREE_OPERATION + 2 * this.newId()
  }

  /** A number that nothing else that works on these diagrams has. */
  newId(): number {
    return this.#ids++
  }

  /** Puts a branch on the stack. */
  push(value: number, node: number): void {
    if (this.top + 2 > this.stack.length) {
      const grown = new Uint32Array(this.stack.length * 2)
      grown.set(this.stack)
      this.stack = grown
    }
    this.stack[this.top++] = value
    this.stack[this.top++] = node
  }

  /** The node of the branches that stand on the stack from a place on, by ascending value; they are taken off. */
  make(from: number): number {
    const { stack } = this
    const length = this.top - from
    this.top = from
    if (length === 0) return EMPTY
    const code = codeOf(stack, from, length)
    const { data } = this
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = code & mask
    for (let node = slots[slot]!; node !== 0; node = slots[slot]!) {
      if (data[node]! * 2 === length) {
        let at = 0
        while (at < length && data[node + 1 + at] === stack[from + at]) at++
        if (at === length) return node
      }
      slot = (slot + 1) & mask
    }
    return this.#add(slot, from, length)
  }

  #add(slot: number, from: number, length: number): number {
    if (this.#end + 1 + length > this.data.length) this.#grow(length)
    const node = this.#end
    const { data, stack } = this
    data[node] = length / 2
    for (let at = 0; at < length; at++) data[node + 1 + at] = stack[from + at]!
    this.#end += 1 + length
    this.#slots[slot] = node
    if (++this.#nodes * 2 > this.#slots.length) this.#rehash(this.#slots.length * 2)
    return node
  }

  #grow(length: number): void {
    const capacity = Math.max(this.#end + 1 + length, this.data.length * 2)
    this.#allowance.replace(this.data.byteLength, capacity * 4)
    const grown = new Uint32Array(capacity)
    grown.set(this.data)
    this.data = grown
  }

  #rehash(capacity: number): void {
    this.#allowance.replace(this.#slots.byteLength, capacity * 4)
    this.#slots = this.#fill(new Uint32Array(capacity))
    // The cache grows with the nodes, or most of what it holds is lost before it is asked for again.
    if (this.#cache.length < 4 * capacity && this.#cache.length < 4 << CACHE_MOST) {
      const length = Math.min(4 * capacity, 4 << CACHE_MOST)
      this.#allowance.replace(this.#cache.byteLength, length * 4)
      this.#cache = new Uint32Array(length)
    }
  }

  /** Enters all nodes in slots that are free. */
  #fill(slots: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
    const { data } = this
    const mask = slots.length - 1
    for (let node = FIRST_NODE; node < this.#end; node += 1 + 2 * data[node]!) {
      let slot = codeOf(data, node + 1, 2 * data[node]!) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = node
    }
    return slots
  }

  /** What an operation came to, if it is still known; see `keep`. */
  known(operation: number, one: number, other: number): number {
    const cache = this.#cache
    const at = this.#placeOf(operation, one, other)
    const same = cache[at] === operation && cache[at + 1] === one && cache[at + 2] === other
    return same ? cache[at + 3]! : MISS
  }

  /** Remembers what an operation came to; returns it. */
  keep(operation: number, one: number, other: number, result: number): number {
    const cache = this.#cache
    const at = this.#placeOf(operation, one, other)
    cache[at] = operation
    cache[at + 1] = one
    cache[at + 2] = other
    cache[at + 3] = result
    return result
  }

  #placeOf(operation: number, one: number, other: number): number {
    let code = Math.imul(one ^ (operation << 24), 0x9e3779b1)
    code = Math.imul(code ^ (code >>> 15) ^ other, 0x85ebca6b)
    return ((code ^ (code >>> 14)) & ((this.#cache.length >> 2) - 1)) << 2
  }

  /** A set of one state. */
  single(values: ArrayLike<number>): number {
    return this.box(Array.from(values, (value) => [value]))
  }

  union(one: number, other: number): number {
    if (one === other || other === EMPTY) return one
    if (one === EMPTY) return other
    if (one > other) [one, other] = [other, one]
    const known = this.known(UNION, one, other)
    if (known !== MISS) return known
    const from = this.top
    let a = one + 1
    let b = other + 1
    const aEnd = a + 2 * this.data[one]!
    const bEnd = b + 2 * this.data[other]!
    while (a < aEnd && b < bEnd) {
      const { data } = this
      const difference = data[a]! - data[b]!
      if (difference < 0) {
        this.push(data[a]!, data[a + 1]!)
        a += 2
      } else if (difference > 0) {
        this.push(data[b]!, data[b + 1]!)
        b += 2
      } else {
        const value = data[a]!
        this.push(value, this.union(data[a + 1]!, data[b + 1]!))
        a += 2
        b += 2
      }
    }
    for (; a < aEnd; a += 2) this.push(this.data[a]!, this.data[a + 1]!)
    for (; b < bEnd; b += 2) this.push(this.data[b]!, this.data[b + 1]!)
    return this.keep(UNION, one, other, this.make(from))
  }

  /** What is in one set and not in the other. */
  minus(one: number, other: number): number {
    if (one === other || one === EMPTY) return EMPTY
    if (other === EMPTY) return one
    const known = this.known(MINUS, one, other)
    if (known !== MISS) return known
    const from = this.top
    let b = other + 1
    const aEnd = one + 1 + 2 * this.data[one]!
    const bEnd = b + 2 * this.data[other]!
    for (let a = one + 1; a < aEnd; a += 2) {
      const value = this.data[a]!
      while (b < bEnd && this.data[b]! < value) b += 2
      const rest = this.data[a + 1]!
      const left = b < bEnd && this.data[b] === value ? this.minus(rest, this.data[b + 1]!) : rest
      if (left !== EMPTY) this.push(value, left)
    }
    return this.keep(MINUS, one, other, this.make(from))
  }

  /** What is in both of two sets. */
  intersect(one: number, other: number): number {
    if (one === other) return one
    if (one === EMPTY || other === EMPTY) return EMPTY
    if (one > other) [one, other] = [other, one]
    const known = this.known(INTERSECT, one, other)
    if (known !== MISS) return known
    const from = this.top
    let a = one + 1
    let b = other + 1
    const aEnd = a + 2 * this.data[one]!
    const bEnd = b + 2 * this.data[other]!
    while (a < aEnd && b < bEnd) {
      const value = this.data[a]!
      const difference = value - this.data[b]!
      if (difference === 0) {
        const both = this.intersect(this.data[a + 1]!, this.data[b + 1]!)
        if (both !== EMPTY) this.push(value, both)
      }
      if (difference <= 0) a += 2
      if (difference >= 0) b += 2
    }
    return this.keep(INTERSECT, one, other, this.make(from))
  }

  /** Those states of a set that have a value in one of its first 64 levels; the value is below 2^26. */
  restrict(set: number, level: number, value: number): number {
    if (set === EMPTY) return EMPTY
    const key = ((level << 26) | value) >>> 0
    const known = this.known(RESTRICT, set, key)
    if (known !== MISS) return known
    const from = this.top
    const end = set + 1 + 2 * this.data[set]!
    for (let at = set + 1; at < end; at += 2) {
      if (level > 0) {
        const rest = this.restrict(this.data[at + 1]!, level - 1, value)
        if (rest !== EMPTY) this.push(this.data[at]!, rest)
      } else if (this.data[at] === value) this.push(value, this.data[at + 1]!)
    }
    return this.keep(RESTRICT, set, key, this.make(from))
  }

  /** The set of all combinations of some values in each level, each given in ascending order. */
  box(values: readonly (readonly number[])[]): number {
    return values.reduceRight((node, own) => {
      const from = this.top
      for (const value of own) this.push(value, node)
      return this.make(from)
    }, DONE)
  }

  /** Whether some state is in both of two sets. */
  meet(one: number, other: number): boolean {
    if (one === EMPTY || other === EMPTY) return false
    if (one === other) return true
    if (one > other) [one, other] = [other, one]
    const known = this.known(MEET, one, other)
    if (known !== MISS) return known === 1
    const { data } = this
    const aEnd = one + 1 + 2 * data[one]!
    const bEnd = other + 1 + 2 * data[other]!
    let met = false
    for (let a = one + 1, b = other + 1; !met && a < aEnd && b < bEnd;) {
      const difference = data[a]! - data[b]!
      met = difference === 0 && this.meet(data[a + 1]!, data[b + 1]!)
      if (difference <= 0) a += 2
      if (difference >= 0) b += 2
    }
    this.keep(MEET, one, other, met ? 1 : 0)
    return met
  }

  /**
   * Sorts the branches that stand on the stack from a place on, joins those of one value, and makes a node of them: for
   * operations that meet values in no order.
   */
  makeOf(from: number): number {
    let sorted = true
    const { stack } = this
    for (let at = from + 2; at < this.top && sorted; at += 2) sorted = stack[at - 2]! < stack[at]!
    if (!sorted) this.#sort(from)
    return this.make(from)
  }

  #sort(from: number): void {
    const { stack } = this
    for (let at = from + 2; at < this.top; at += 2) {
      const value = stack[at]!
      const node = stack[at + 1]!
      let to = at
      for (; to > from && stack[to - 2]! > value; to -= 2) {
        stack[to] = stack[to - 2]!
        stack[to + 1] = stack[to - 1]!
      }
      stack[to] = value
      stack[to + 1] = node
    }
    let kept = from
    for (let at = from; at < this.top;) {
      const value = this.stack[at]!
      let node = this.stack[at + 1]!
      // The union works above what stands on the stack.
      for (at += 2; at < this.top && this.stack[at] === value; at += 2) node = this.union(node, this.stack[at + 1]!)
      this.stack[kept] = value
      this.stack[kept + 1] = node
      kept += 2
    }
    this.top = kept
  }

  /** The values that the states of a set have in some levels, given in ascending order: a diagram of these levels only. */
  project(set: number, levels: readonly number[]): number {
    const key = levels.join()
    const projection = this.#projections.get(key) ?? { number: this.#projections.size, levels }
    this.#projections.set(key, projection)
    return this.#project(set, 0, 0, projection)
  }

  #project(
    set: number,
    level: number,
    done: number,
    projection: { readonly number: number; readonly levels: readonly number[] },
  ): number {
    if (set === EMPTY) return EMPTY
    const { number, levels } = projection
    if (done === levels.length) return DONE
    const known = this.known(PROJECT, set, number)
    if (known !== MISS) return known
    const end = set + 1 + 2 * this.data[set]!
    let result = EMPTY
    if (levels[done] === level) {
      const from = this.top
      for (let at = set + 1; at < end; at += 2) {
        this.push(this.data[at]!, this.#project(this.data[at + 1]!, level + 1, done + 1, projection))
      }
      result = this.make(from)
    } else {
      for (let at = set + 1; at < end; at += 2) {
        result = this.union(result, this.#project(this.data[at + 1]!, level + 1, done, projection))
      }
    }
    return this.keep(PROJECT, set, number, result)
  }

  /** How many states a set has; exact below 2^53. */
  count(set: number): number {
    return this.counter()(set)
  }

  /** Counts the states of several sets, each node once; it holds until nodes are collected. */
  counter(): (set: number) => number {
    const counts = new Map<number, number>([
      [EMPTY, 0],
      [DONE, 1],
    ])
    const count = (node: number): number => {
      const known = counts.get(node)
      if (known !== undefined) return known
      let sum = 0
      for (let at = node + 1; at <= node + 2 * this.data[node]!; at += 2) sum += count(this.data[at + 1]!)
      counts.set(node, sum)
      return sum
    }
    return count
  }

  /** Gives back its part of the allowance; it is not to be used any more. */
  dispose(): void {
    this.#allowance.replace(this.data.byteLength + this.#slots.byteLength + this.#cache.byteLength, 0)
  }

  /** Says which sets are needed, now and whenever nodes are collected; it is told their new numbers in the same list. */
  hold(sets: number[]): number[] {
    this.#held.add(sets)
    return sets
  }

  release(sets: number[]): void {
    this.#held.delete(sets)
  }

  /** Drops nodes that are part of no set that is held, where there may be many. Sets that are not held are lost. */
  tidy(): void {
    if (this.#end < this.#tidyAt) return
    this.collect()
    this.#tidyAt = Math.max(this.#tidyFrom, 2 * this.#end)
  }

  /** Drops all nodes that are part of no set that is held. */
  collect(): void {
    const { words, nodes } = compacted(this.data, this.#held)
    this.data.set(words)
    this.#end = words.length
    this.#nodes = nodes
    this.#cache.fill(0)
    this.#fill(this.#slots.fill(0))
  }
}
