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

  /** How many messages a content has. */
  lengthOf(number: number): number {
    return this.#places[number]![0]!
  }

  /** The message that may be delivered, as the channel numbers it; -1 where there is none. */
  deliverable(number: number): number {
    return (this.flags[number]! & DELIVERABLE) !== 0 ? this.#places[number]![1]! - 1 : -1
  }

  /**
   * The content after a step.
   *
   * @param taken whether the first message is taken out
   * @param added messages that are put in behind the others, new
   */
  after(number: number, taken: boolean, added: readonly number[]): number {
    const before = this.#places[number]!
    const places = new Int32Array(before.length)
    const rest = before.subarray(taken ? 3 : 1, 1 + 2 * before[0]!)
    places.set(rest, 1)
    added.forEach((message, at) => (places[1 + rest.length + 2 * at] = message + 1))
    places[0] = rest.length / 2 + added.length
    return places[0] === 0 ? 0 : this.#number(places)
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
