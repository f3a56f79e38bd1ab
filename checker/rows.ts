// Tables of answers by index, filled in when an index is first met, with a note of which were met.

/** A row of 32-bit words for each index; `width` words a row. */
export class Rows {
  readonly width: number
  words: Uint32Array
  #known = 0
  #met: Uint8Array
  readonly #answers: readonly ((index: number) => boolean)[]

  /** @param answers one question a bit */
  constructor(answers: readonly ((index: number) => boolean)[]) {
    this.#answers = answers
    this.width = Math.max(1, Math.ceil(answers.length / 32))
    this.words = new Uint32Array(64 * this.width)
    this.#met = new Uint8Array(64)
  }

  /** Where the row of an index starts in `words`. */
  touch(index: number): number {
    if (index >= this.#known) this.#extend(index)
    this.#met[index] = 1
    return index * this.width
  }

  /** Whether the row of an index was met. */
  met(index: number): boolean {
    return this.#met[index] === 1
  }

  /** How many rows were met. */
  get count(): number {
    return this.#met.reduce((sum, met) => sum + met, 0)
  }

  /** The indices of the rows that were met, ascending. */
  get indices(): readonly number[] {
    return [...this.#met.keys()].filter((index) => this.#met[index] === 1)
  }

  /** Forget which rows were met. */
  reset(): void {
    this.#met.fill(0)
  }

  #extend(index: number): void {
    if (index >= this.#met.length) {
      const capacity = Math.max(index + 1, this.#met.length * 2)
      const met = new Uint8Array(capacity)
      met.set(this.#met)
      this.#met = met
      const words = new Uint32Array(capacity * this.width)
      words.set(this.words)
      this.words = words
    }
    for (; this.#known <= index; this.#known++) {
      const row = this.#known * this.width
      this.#answers.forEach((answer, bit) => {
        if (answer(this.#known)) this.words[row + (bit >> 5)]! |= 1 << (bit & 31)
      })
    }
  }
}
