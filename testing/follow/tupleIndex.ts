// Looks up tuples of words in a list that does not change any more.
import { hashOfWords } from '../../util/bits.js'

export class TupleIndex {
  readonly #tuples: Uint32Array
  readonly #width: number
  /** Index + 1 of a tuple, 0 where free; a power of two of them. */
  readonly #slots: Uint32Array

  constructor(tuples: Uint32Array, width: number, count: number) {
    this.#tuples = tuples
    this.#width = width
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(2, count * 2))))
    for (let index = 0; index < count; index++) {
      let at = this.#home(tuples, index * width)
      while (this.#slots[at] !== 0) at = (at + 1) & (this.#slots.length - 1)
      this.#slots[at] = index + 1
    }
  }

  /** The index of a tuple; -1 where there is none. */
  find(tuple: Uint32Array): number {
    let at = this.#home(tuple, 0)
    for (let known = this.#slots[at]!; known !== 0; known = this.#slots[at]!) {
      const from = (known - 1) * this.#width
      let word = 0
      while (word < this.#width && this.#tuples[from + word] === tuple[word]) word++
      if (word === this.#width) return known - 1
      at = (at + 1) & (this.#slots.length - 1)
    }
    return -1
  }

  #home(words: Uint32Array, from: number): number {
    return hashOfWords(words, from, this.#width) & (this.#slots.length - 1)
  }
}
