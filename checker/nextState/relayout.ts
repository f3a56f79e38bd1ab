// From one layout to a wider one, in the middle of an exploration: states and what a kernel has learnt move over.
import { CLOCK_ENTRY, type Knowledge } from './nextState.js'
import type { Layout } from './stateLayout.js'
import type { Allowance } from '../store/tupleSet.js'
import { TupleSet } from '../store/tupleSet.js'

/** Moves packed states and knowledge from one layout of a room to another. */
export class Relocation {
  readonly #from: Layout
  readonly #to: Layout
  /**
   * Of each field: word, shift and mask in the old layout, word, shift and mask in the new one. None where timers went to other
   * lanes: then fields do not correspond, and there may be more or fewer of them.
   */
  readonly #fields: Int32Array

  constructor(from: Layout, to: Layout) {
    this.#from = from
    this.#to = to
    const both = from.sharesLanes(to) ? from.fields.map((old, index) => [old, to.fields[index]!] as const) : []
    this.#fields = Int32Array.from(
      both.flatMap(([old, fresh]) => [old.word, old.shift, old.mask, fresh.word, fresh.shift, fresh.mask]),
    )
  }

  /** The same states in the same order, with the same indices. */
  states(states: TupleSet, allowance: Allowance): TupleSet {
    const moved = new TupleSet(this.#to.words, allowance, 2 ** Math.ceil(Math.log2(states.size + 1024)))
    const { data } = states.tuples
    const [from, to] = [this.#from, this.#to]
    const alike = from.sharesLanes(to)
    const unpacked = new Int32Array(from.room.world.size)
    for (let state = 0, at = 0; state < states.size; state++, at += from.words) {
      if (alike) this.#values(data, at, to.packed)
      else {
        from.unpack(data, at, unpacked)
        to.pack(unpacked)
      }
      moved.add(to.packed)
    }
    states.release()
    return moved
  }

  /** What a kernel knows, in words of the new layout; undefined where timers went to other lanes. */
  knowledge(known: Knowledge): Knowledge | undefined {
    if (!this.#from.sharesLanes(this.#to)) return undefined
    return { ...known, pool: this.#pool(known), effects: this.#effects(known.effects) }
  }

  /** Moves the value of each field. */
  #values(words: Uint32Array, at: number, into: Uint32Array): void {
    const fields = this.#fields
    into.fill(0)
    for (let field = 0; field < fields.length; field += 6) {
      const value = (words[at + fields[field]!]! >>> fields[field + 1]!) & fields[field + 2]!
      into[fields[field + 3]!]! |= value << fields[field + 4]!
    }
  }

  /** Effects keep or set whole fields. */
  #effects(effects: Uint32Array): Uint32Array {
    const [old, fresh] = [this.#from.words, this.#to.words]
    const count = effects.length / (2 * old + 1)
    const moved = new Uint32Array(count * (2 * fresh + 1))
    const words = new Uint32Array(fresh)
    const fields = this.#fields
    for (let effect = 0; effect < count; effect++) {
      const from = effect * (2 * old + 1)
      const to = effect * (2 * fresh + 1)
      words.fill(2 ** 32 - 1)
      for (let field = 0; field < fields.length; field += 6) {
        const kept = (effects[from + fields[field]!]! >>> fields[field + 1]!) & fields[field + 2]!
        if (kept === 0) words[fields[field + 3]!]! &= ~(fields[field + 5]! << fields[field + 4]!)
      }
      moved.set(words, to)
      this.#values(effects, from + old, words)
      moved.set(words, to + fresh)
      moved[to + 2 * fresh] = effects[from + 2 * old]!
    }
    // The first is not an effect, but stands for what cannot happen.
    return moved.fill(0, 0, 2 * fresh + 1)
  }

  /** Clocks say where timers stand. */
  #pool({ pool, clocks }: Knowledge): Int32Array<ArrayBuffer> {
    const moved = pool.slice()
    const fieldAt = new Map(
      this.#from.fields.map(({ word, shift }, index) => [word * 32 + shift, this.#to.fields[index]!]),
    )
    for (const place of clocks.flatMap((places) => [...places.filter((one) => one > 0)])) {
      for (let entry = place + 1; entry <= place + pool[place]!; entry += CLOCK_ENTRY) {
        const { word, shift, mask } = fieldAt.get(pool[entry]! * 32 + pool[entry + 1]!)!
        moved[entry] = word
        moved[entry + 1] = shift
        moved[entry + 2] = mask
      }
    }
    return moved
  }
}
