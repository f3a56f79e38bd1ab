// Arrays that grow, and sets of integer tuples, within an allowance of memory.

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
  /** Index + 1 by hash; 0 where free. */
  #slots: Uint32Array
  readonly #allowance: Allowance

  constructor(width: number, allowance: Allowance, capacity = 1024) {
    this.width = width
    this.#allowance = allowance
    this.tuples = new Words(allowance, capacity * width)
    allowance.begin(capacity * 8)
    this.#slots = new Uint32Array(capacity * 2)
  }

  /** The index of a tuple, which is added if it is new: then the index is the former `size`. */
  add(tuple: Uint32Array): number {
    const width = this.width
    const data = this.tuples.data
    const mask = this.#slots.length - 1
    let slot = hash(tuple, 0, width) & mask
    for (let index = this.#slots[slot]!; index !== 0; index = this.#slots[slot]!) {
      const at = (index - 1) * width
      let word = 0
      while (word < width && data[at + word] === tuple[word]) word++
      if (word === width) return index - 1
      slot = (slot + 1) & mask
    }
    this.tuples.reserve(width)
    if ((this.size + 1) * 8 > this.#slots.length * 5) {
      this.#grow()
      slot = this.#free(hash(tuple, 0, width))
    }
    this.tuples.data.set(tuple, this.tuples.length)
    this.tuples.length += width
    this.#slots[slot] = ++this.size
    return this.size - 1
  }

  #free(code: number): number {
    const mask = this.#slots.length - 1
    let slot = code & mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const length = this.#slots.length * 2
    this.#allowance.replace(this.#slots.length * 4, length * 4)
    this.#slots = new Uint32Array(length)
    for (let index = 0; index < this.size; index++) {
      this.#slots[this.#free(hash(this.tuples.data, index * this.width, this.width))] = index + 1
    }
  }
}

function hash(words: Uint32Array, from: number, width: number): number {
  let code = 0x9e3779b9
  for (let word = 0; word < width; word++) {
    code = Math.imul(code ^ words[from + word]!, 0x85ebca6b)
    code ^= code >>> 13
  }
  code = Math.imul(code, 0xc2b2ae35)
  return (code ^ (code >>> 16)) >>> 0
}
