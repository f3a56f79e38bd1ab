// How a state is packed into words: its components and timers are numbered small, and each number has its bits.
import { bitsFor } from '../../util/bits.js'
import type { CompiledWorld } from '../compile/compile.js'
import { Contents } from './channelContents.js'

/** A number turned out to need more room than was given; the exploration starts again with more. */
export class Widen extends Error {
  override readonly name = 'Widen'
}

/**
 * What an exploration has met: local states by party, contents by channel, each numbered in the order in which it was
 * met, and which timers may share a lane, because they never run at the same time. Outlives the layouts made for it.
 */
export class Room {
  readonly world: CompiledWorld
  /** By party: the local state, as its table numbers it, of each number. */
  readonly locals: readonly number[][]
  readonly contents: readonly Contents[]
  /** By party: the lane of each timer. */
  readonly lanes: number[][]
  /** By party: 1 where two timers have run at the same time. */
  readonly #together: readonly Uint8Array[]
  readonly #numbers: readonly (number | undefined)[][]

  /** @param shares whether timers that never run at the same time may share a lane; yes by default */
  constructor(world: CompiledWorld, shares = true) {
    this.world = world
    this.locals = world.parties.map(() => [])
    this.contents = world.channels.map((channel) => new Contents(channel))
    this.lanes = world.parties.map(({ table }) => table.timers.map((_, timer) => (shares ? 0 : timer)))
    this.#together = world.parties.map(({ table }) => new Uint8Array(table.timers.length ** 2))
    this.#numbers = world.parties.map(() => [])
  }

  /** The number of a local state of a party. */
  number(party: number, local: number): number {
    const numbers = this.#numbers[party]!
    return (numbers[local] ??= this.#admit(party, this.world.statics?.classOf(party, local) ?? local))
  }

  /** The local state of a number, in an unpacked state whose statics are set. */
  localAt(party: number, number: number, state: Int32Array): number {
    const local = this.locals[party]![number]!
    return this.world.statics === undefined ? local : this.world.statics.place(party, local, state)
  }

  #admit(party: number, local: number): number {
    const known = this.#numbers[party]![local]
    if (known !== undefined) return known
    const { timers } = this.world.parties[party]!.table.locals[local]!
    const together = this.#together[party]!
    const lanes = this.lanes[party]!
    for (const one of timers) for (const other of timers) together[one * lanes.length + other] = 1
    if (new Set(timers.map((timer) => lanes[timer])).size < timers.length) this.#assign(party)
    return (this.#numbers[party]![local] = this.locals[party]!.push(local) - 1)
  }

  /** Gives each timer the first lane in which it meets no other. */
  #assign(party: number): void {
    const together = this.#together[party]!
    const count = this.lanes[party]!.length
    const lanes: number[] = []
    for (let timer = 0; timer < count; timer++) {
      const taken = lanes.filter((_, other) => together[timer * count + other] === 1)
      let lane = 0
      while (taken.includes(lane)) lane++
      lanes.push(lane)
    }
    this.lanes[party] = lanes
  }
}

/** Where a number stands; see `numberIn`. */
export interface Field {
  readonly word: number
  readonly shift: number
  readonly mask: number
}

/** The number in a field of the words that begin at `from`. */
export const numberIn = (words: ArrayLike<number>, from: number, { word, shift, mask }: Field): number =>
  (words[from + word]! >>> shift) & mask

/**
 * Puts fields into words: each into the first word that has room, in their order. Neighbours share a word, then, so that
 * few different words occur.
 */
function fill(widths: readonly number[]): { fields: Field[]; words: number } {
  const used: number[] = []
  const fields = widths.map((width): Field => {
    const found = used.findIndex((bits) => bits + width <= 32)
    const word = found < 0 ? used.push(0) - 1 : found
    const shift = used[word]!
    used[word] = shift + width
    return { word, shift, mask: 2 ** width - 1 }
  })
  return { fields, words: Math.max(1, used.length) }
}

/**
 * The same words, with the bits that are left over in them given to the fields that may need them, the widest first.
 *
 * @param growing fields whose numbers may turn out to be greater
 */
function filled(widths: readonly number[], growing: readonly number[]): { fields: Field[]; words: number } {
  let best = fill(widths)
  const wider = [...widths]
  for (const field of [...growing].sort((a, b) => widths[b]! - widths[a]!)) {
    wider[field]!++
    const attempt = fill(wider)
    if (attempt.words === best.words) best = attempt
    else wider[field]!--
  }
  return best
}

/** Runs with a layout, and again with a wider one where it turns out to be too narrow: what was met is not lost. */
export async function widening<T>(layoutOf: () => Layout, run: (layout: Layout) => T | Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await run(layoutOf())
    } catch (error) {
      if (!(error instanceof Widen)) throw error
    }
  }
}

/** Packs unpacked states into `words` 32-bit words and back. */
export class Layout {
  readonly room: Room
  readonly words: number
  /** Bits in use. */
  readonly bits: number
  readonly packed: Uint32Array
  /** All that is packed, in an order that depends on the lanes of timers only. */
  readonly fields: readonly Field[]
  /** Of each component: parties, then channels, then budgets. */
  readonly components: readonly Field[]
  /** Of each timer of each party; timers that share a lane share a field. */
  readonly timers: readonly (readonly Field[])[]
  readonly #lanes: readonly (readonly number[])[]

  /**
   * @param slack numbers of each kind that there is room for, beside those that were met: a share of them
   * @param spare whether bits that are left over are used, so that it is not too narrow so soon
   * @param least how many were met at the least, as far as slack is concerned
   */
  constructor(room: Room, slack = 0.5, spare = false, least = 0) {
    const { parties, budgets } = room.world
    const widthFor = (count: number): number =>
      bitsFor(Math.max(1, Math.ceil(Math.max(count, least) * (1 + slack)) - 1))
    // A lane is as wide as the longest of its timers.
    const lanes = parties.map(({ startTicks }, party) => {
      const widths: number[] = []
      room.lanes[party]!.forEach((lane, timer) => {
        widths[lane] = Math.max(widths[lane] ?? 0, bitsFor(startTicks[timer]!))
      })
      return widths
    })
    const widths = [
      ...room.locals.flatMap(({ length }, party) => [widthFor(length), ...lanes[party]!]),
      ...room.contents.map(({ count }) => widthFor(count)),
      ...budgets.map(({ initial }) => bitsFor(initial)),
    ]
    let base = 0
    const places = lanes.map((own) => (base += 1 + own.length) - 1 - own.length)
    const contents = room.contents.map((_, channel) => base + channel)
    const { fields, words } = spare ? filled(widths, [...places, ...contents]) : fill(widths)
    this.room = room
    this.words = words
    this.bits = widths.reduce((sum, width) => sum + width, 0)
    this.packed = new Uint32Array(words)
    this.fields = fields
    this.components = [...places.map((place) => fields[place]!), ...fields.slice(base)]
    this.timers = room.lanes.map((own, party) => own.map((lane) => fields[places[party]! + 1 + lane]!))
    this.#lanes = [...room.lanes]
  }

  /** Whether the timers have the same lanes in another layout of the same room: then the fields correspond. */
  sharesLanes(other: Layout): boolean {
    return this.#lanes.every((lanes, party) => lanes === other.#lanes[party])
  }

  /**
   * The number of a local state.
   *
   * @throws Widen where this layout has no room for it
   */
  numberOf(party: number, local: number): number {
    const number = this.room.number(party, local)
    if (number > this.components[party]!.mask || this.room.lanes[party] !== this.#lanes[party]) throw new Widen()
    return number
  }

  /** The number of what is in a channel in an unpacked state; throws like `numberOf`. */
  contentOf(channel: number, state: Int32Array): number {
    return this.#checked(channel, this.room.contents[channel]!.numberIn(state))
  }

  /** The content of a channel one tick later; throws like `numberOf`. */
  agedOf(channel: number, content: number): number {
    return this.#checked(channel, this.room.contents[channel]!.aged(content))
  }

  /** The content of a channel after a step, see `Contents.after`; throws like `numberOf`. */
  contentAfter(channel: number, content: number, taken: boolean, added: readonly number[]): number {
    return this.#checked(channel, this.room.contents[channel]!.after(content, taken, added))
  }

  #checked(channel: number, content: number): number {
    if (content > this.components[this.room.world.parties.length + channel]!.mask) throw new Widen()
    return content
  }

  /** Packs a state into `packed`; throws like `numberOf`. */
  pack(state: Int32Array): void {
    const { parties, channels, budgets } = this.room.world
    const packed = this.packed.fill(0)
    let component = 0
    const put = ({ word, shift }: Field, value: number): void => {
      packed[word]! |= value << shift
    }
    for (let party = 0; party < parties.length; party++) {
      const { table, slotBase } = parties[party]!
      put(this.components[component++]!, this.numberOf(party, state[party]!))
      table.locals[state[party]!]!.timers.forEach((timer, slot) => {
        put(this.timers[party]![timer]!, state[slotBase + slot]!)
      })
    }
    channels.forEach((_, channel) => put(this.components[component++]!, this.contentOf(channel, state)))
    budgets.forEach(({ field }) => put(this.components[component++]!, state[field]!))
  }

  /** Unpacks the state that stands in `words` from `from` on. */
  unpack(words: Uint32Array, from: number, state: Int32Array): void {
    const { parties, channels, budgets } = this.room.world
    const get = (field: Field): number => numberIn(words, from, field)
    state.fill(0)
    let component = parties.length + channels.length
    budgets.forEach(({ field }) => (state[field] = get(this.components[component++]!)))
    component = 0
    for (let party = 0; party < parties.length; party++) {
      const { table, slotBase } = parties[party]!
      const local = this.room.localAt(party, get(this.components[component++]!), state)
      state[party] = local
      table.locals[local]!.timers.forEach((timer, slot) => {
        state[slotBase + slot] = get(this.timers[party]![timer]!)
      })
    }
    channels.forEach((_, channel) => {
      this.room.contents[channel]!.load(get(this.components[component++]!), state)
    })
  }
}
