// Pieces of bytes: their text, and a map whose keys they are, looked up where they stand, without making a text of them.

/** Bytes of all keys at first. */
const roomAtFirst = 1 << 12

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The text of a part of some bytes of UTF-8; in Node and in browsers. */
export const textIn = (bytes: Uint8Array, start: number, end: number): string =>
  decoder.decode(bytes.subarray(start, end))

/** The hash of no bytes. */
export const emptyHash = 0x811c9dc5 | 0

/** The hash of some bytes and one more (FNV-1a). */
export const hashOn = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193)

/** The hash of the bytes from `start` to `end`. */
export function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = emptyHash
  for (let at = start; at < end; at++) hash = hashOn(hash, bytes[at]!)
  return hash
}

/** Values by pieces of bytes; nothing is ever removed. */
export class ByteMap<V> {
  readonly #values: V[] = []
  /** Hash, first byte and length of each key, one after the other. */
  #entries = new Int32Array(3 * 64)
  #keys = new Uint8Array(roomAtFirst)
  #used = 0
  /** Index + 1 by hash, with linear probing; at most half of them are taken. */
  #slots = new Int32Array(128)

  get size(): number {
    return this.#values.length
  }

  /** @param hash of the bytes from `start` to `end` */
  get(bytes: Uint8Array, start: number, end: number, hash: number): V | undefined {
    const slots = this.#slots
    const entries = this.#entries
    const mask = slots.length - 1
    for (let slot = spread(hash) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const index = slots[slot]! - 1
      if (entries[3 * index] === hash && this.#equals(index, bytes, start, end)) return this.#values[index]
    }
    return undefined
  }

  /** Adds a key that is not there yet. */
  add(bytes: Uint8Array, start: number, end: number, hash: number, value: V): void {
    const index = this.#values.push(value) - 1
    const length = end - start
    if (3 * index >= this.#entries.length) this.#entries = grown(this.#entries, 3 * index + 3)
    this.#keys = this.#used + length > this.#keys.length ? grown(this.#keys, this.#used + length) : this.#keys
    this.#keys.set(bytes.subarray(start, end), this.#used)
    this.#entries.set([hash, this.#used, length], 3 * index)
    this.#used += length
    if (2 * this.#values.length <= this.#slots.length) {
      this.#place(index)
      return
    }
    this.#slots = new Int32Array(2 * this.#slots.length)
    for (let one = 0; one <= index; one++) this.#place(one)
  }

  #place(index: number): void {
    const mask = this.#slots.length - 1
    let slot = spread(this.#entries[3 * index]!) & mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
    this.#slots[slot] = index + 1
  }

  #equals(index: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#entries[3 * index + 1]!
    if (this.#entries[3 * index + 2] !== end - start) return false
    const keys = this.#keys
    for (let at = start; at < end; at++) if (keys[from + at - start] !== bytes[at]) return false
    return true
  }
}

/** The low bits of the hash depend on few bytes only. */
const spread = (hash: number): number => hash ^ (hash >>> 15)

/** The same numbers with more room behind them. */
function grown<A extends Int32Array | Uint8Array>(numbers: A, needed: number): A {
  const wider = new (numbers.constructor as new (length: number) => A)(Math.max(needed, 2 * numbers.length))
  wider.set(numbers)
  return wider
}
