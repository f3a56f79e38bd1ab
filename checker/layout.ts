// How an unpacked state is packed into words: which field has how many bits, and where.
import type { CompiledWorld } from './compile.js'

/** A field turned out to need more room than was given; the exploration starts again with more. */
export class Widen extends Error {
  override readonly name = 'Widen'
}

/** Room that is found out by exploring: local states and timer slots of parties, messages of channels. */
export interface Room {
  /** Bits for the local state of each party. */
  readonly locals: number[]
  /** Timers that run at the same time, of each party. */
  readonly timers: number[]
  /** Bits for a message of each channel. */
  readonly messages: number[]
}

const bitsFor = (greatest: number): number => Math.max(1, 32 - Math.clz32(greatest))

/** Room for what the tables hold already, and twice as much. */
export function firstRoom(world: CompiledWorld): Room {
  return {
    locals: world.parties.map(({ table }) => bitsFor(Math.max(16, table.locals.length * 2))),
    timers: world.parties.map(({ table }) =>
      table.locals.reduce((most, { timers }) => Math.max(most, timers.length), 0),
    ),
    messages: world.channels.map(({ messages }) => bitsFor(Math.max(3, messages.length))),
  }
}

/** Room to begin with where little is known, for the few states of a first look. */
export const ampleRoom = (world: CompiledWorld): Room => ({
  locals: world.parties.map(() => 16),
  timers: world.parties.map(({ table }) => table.timers.length),
  messages: world.channels.map(() => 8),
})

interface Place {
  readonly field: number
  readonly width: number
  readonly word: number
  readonly shift: number
}

/** Puts fields into words, the widest first, each into the first word that has room. */
function fill(widths: readonly (readonly [field: number, width: number])[]): { fields: Place[]; words: number } {
  const used: number[] = []
  const fields = [...widths]
    .sort(([, a], [, b]) => b - a)
    .map(([field, width]): Place => {
      const found = used.findIndex((bits) => bits + width <= 32)
      const word = found < 0 ? used.push(0) - 1 : found
      const shift = used[word]!
      used[word] = shift + width
      return { field, width, word, shift }
    })
  return { fields, words: Math.max(1, used.length) }
}

/** Packs unpacked states into `words` 32-bit words and back. */
export class Layout {
  readonly words: number
  /** Bits in use. */
  readonly bits: number
  readonly packed: Uint32Array
  readonly #world: CompiledWorld
  readonly #room: Room
  /** Of each field: index in the unpacked state, word, and shift. */
  readonly #fields: Int32Array
  readonly #greatest: Uint32Array

  constructor(world: CompiledWorld, room: Room) {
    this.#world = world
    this.#room = room
    const widths: (readonly [field: number, width: number])[] = []
    const place = (field: number, width: number) => widths.push([field, width])
    for (const { index, slotBase, startTicks } of world.parties) {
      place(index, room.locals[index]!)
      const ticks = bitsFor(Math.max(0, ...startTicks))
      for (let slot = 0; slot < room.timers[index]!; slot++) place(slotBase + slot, ticks)
    }
    world.channels.forEach(({ channel, base, most }, index) => {
      for (let at = 0; at < channel.capacity; at++) {
        place(base + 1 + 2 * at, room.messages[index]!)
        place(base + 2 + 2 * at, bitsFor(most))
      }
    })
    for (const { field, initial } of world.budgets) place(field, bitsFor(initial))
    const { fields, words } = fill(widths)
    this.#fields = Int32Array.from(fields.flatMap(({ field, word, shift }) => [field, word, shift]))
    this.#greatest = Uint32Array.from(fields, ({ width }) => 2 ** width - 1)
    this.words = words
    this.bits = widths.reduce((sum, [, width]) => sum + width, 0)
    this.packed = new Uint32Array(this.words)
  }

  /** @throws Widen where a value does not fit; the room has been made wider. */
  pack(state: Int32Array): void {
    const { parties } = this.#world
    const timersOf = this.#room.timers
    for (let party = 0; party < parties.length; party++) {
      const timers = parties[party]!.table.locals[state[party]!]!.timers.length
      if (timers > timersOf[party]!) {
        timersOf[party] = timers
        throw new Widen()
      }
    }
    const packed = this.packed
    const fields = this.#fields
    packed.fill(0)
    for (let at = 0, field = 0; at < fields.length; at += 3, field++) {
      const value = state[fields[at]!]!
      if (value > this.#greatest[field]!) this.#widen(fields[at]!)
      packed[fields[at + 1]!]! |= value << fields[at + 2]!
    }
  }

  /** Unpacks the state that stands in `words` from `from` on. */
  unpack(words: Uint32Array, from: number, state: Int32Array): void {
    const fields = this.#fields
    state.fill(0)
    for (let at = 0, field = 0; at < fields.length; at += 3, field++) {
      state[fields[at]!] = (words[from + fields[at + 1]!]! >>> fields[at + 2]!) & this.#greatest[field]!
    }
    // The length of a queue is not packed: an empty place holds message 0.
    for (const { base, channel } of this.#world.channels) {
      let length = 0
      while (length < channel.capacity && state[base + 1 + 2 * length]! !== 0) length++
      state[base] = length
    }
  }

  #widen(index: number): never {
    if (index < this.#world.parties.length) this.#room.locals[index]!++
    this.#world.channels.forEach(({ base, channel }, of) => {
      if (index > base && index <= base + 2 * channel.capacity) this.#room.messages[of]!++
    })
    throw new Widen()
  }
}
