// What can be in a channel: each sequence of messages with their ages, numbered when first met. Empty is number 0.
import type { CompiledChannel } from '../compile/compile.js'

/** Flags of a content: its first message may be delivered; its first message must be. */
export const DELIVERABLE = 1
export const DUE = 2

export class Contents {
  /** By number: `DELIVERABLE` and `DUE`. */
  readonly flags: number[] = []
  readonly #channel: CompiledChannel
  /** By number: length, then message + 1 and age of each place, as in an unpacked state. */
  readonly #places: Int32Array[] = []
  readonly #numbers = new Map<string, number>()
  readonly #aged: (number | undefined)[] = []

  constructor(channel: CompiledChannel) {
    this.#channel = channel
    this.#number(new Int32Array(1 + 2 * channel.channel.capacity))
  }

  get count(): number {
    return this.flags.length
  }

  /** The number of what is in the channel in an unpacked state. */
  numberIn(state: Int32Array): number {
    const { base, channel } = this.#channel
    if (state[base] === 0) return 0
    return this.#number(state.slice(base, base + 1 + 2 * channel.capacity))
  }

  /** Puts a content into an unpacked state. */
  load(number: number, state: Int32Array): void {
    state.set(this.#places[number]!, this.#channel.base)
  }

  /** The content one tick later. */
  aged(number: number): number {
    const known = this.#aged[number]
    if (known !== undefined) return known
    const places = this.#places[number]!.slice()
    for (let at = 0; at < places[0]!; at++) places[2 + 2 * at]!++
    return (this.#aged[number] = this.#number(places))
  }

  #number(places: Int32Array): number {
    const key = places.join()
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const { least, most } = this.#channel
    const age = places[2]!
    const filled = places[0]! > 0
    this.#numbers.set(key, this.flags.length)
    this.#places.push(places)
    return this.flags.push(filled ? (age >= least ? DELIVERABLE : 0) | (age >= most ? DUE : 0) : 0) - 1
  }
}
