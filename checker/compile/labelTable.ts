// Tables of answers by index, filled in when an index is first met, with a note of which were met.
import { SpecificationError } from '../../model/errors.js'
import { Impure, undisturbed } from './purity.js'

/** A question that answers otherwise when it is asked again. */
export class Unsteady extends Error {
  override readonly name = 'Unsteady'
}

/** A row of 32-bit words for each index; `width` words a row. */
export class Rows {
  readonly width: number
  words: Uint32Array
  /** By index: whether the row is known, and whether it was met since the last reset. */
  #known = new Uint8Array(64)
  #met = new Uint8Array(64)
  readonly #answers: readonly ((index: number) => boolean)[]
  readonly #nameOf: (bit: number) => string

  /**
   * @param answers one question a bit; each is asked twice, and must depend on nothing but the index
   * @param nameOf what is asked, for the error
   */
  constructor(answers: readonly ((index: number) => boolean)[], nameOf = (bit: number): string => `question ${bit}`) {
    this.#answers = answers
    this.#nameOf = nameOf
    this.width = Math.max(1, Math.ceil(answers.length / 32))
    this.words = new Uint32Array(64 * this.width)
  }

  /** Where the row of an index starts in `words`. */
  touch(index: number): number {
    if (this.#met[index] !== 1) this.#meet(index)
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

  /** Indices may be far apart: a table is shared with other worlds, whose rows are none of ours. */
  #meet(index: number): void {
    if (index >= this.#met.length) this.#widen(Math.max(index + 1, this.#met.length * 2))
    this.#met[index] = 1
    if (this.#known[index] === 1) return
    this.#known[index] = 1
    const row = index * this.width
    let asked = 0
    try {
      undisturbed(() => {
        this.#answers.forEach((answer, bit) => {
          asked = bit
          const holds = answer(index)
          if (answer(index) !== holds) throw new Unsteady()
          if (holds) this.words[row + (bit >> 5)]! |= 1 << (bit & 31)
        })
      })
    } catch (error) {
      const name = this.#nameOf(asked)
      if (error instanceof Unsteady) throw new SpecificationError(`${name}: asked twice, it answers twice`)
      if (!(error instanceof Impure)) throw error
      throw new SpecificationError(`${name}: it asks for ${error.what}, which differs from call to call`)
    }
  }

  #widen(capacity: number): void {
    const grown = <T extends Uint8Array | Uint32Array>(array: T, to: T): T => {
      to.set(array)
      return to
    }
    this.#known = grown(this.#known, new Uint8Array(capacity))
    this.#met = grown(this.#met, new Uint8Array(capacity))
    this.words = grown(this.words, new Uint32Array(capacity * this.width))
  }
}
