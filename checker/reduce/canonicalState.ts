// One state for all states that differ only in which replica is which: replicas are sorted by what they are in.
import type { Replica } from '../../model/world.js'
import type { CompiledWorld } from '../compile/compile.js'

/** Puts the canonical state of its orbit in the place of an unpacked state. Allocates nothing once all messages are met. */
export type Canonical = (state: Int32Array) => void

/** Where one replica stands in an unpacked state; the same places of two replicas correspond. */
interface Places {
  /** Local states, timer slots and budgets. */
  readonly fields: Int32Array
  /** Indices of its channels. */
  readonly channels: readonly number[]
  /** Indices of its parties. */
  readonly parties: readonly number[]
}

const indexOf = (all: readonly { readonly name: string }[], name: string): number =>
  all.findIndex((one) => one.name === name)

function placesOf({ world, parties, channels, budgets }: CompiledWorld, replica: Replica): Places {
  const own = replica.parties.map((name) => indexOf(world.parties, name))
  const fields = own.flatMap((index) => {
    const { slotBase, table } = parties[index]!
    return [index, ...table.timers.map((_, slot) => slotBase + slot)]
  })
  return {
    fields: Int32Array.from([...fields, ...replica.budgets.map((name) => budgets[indexOf(budgets, name)]!.field)]),
    channels: replica.channels.map((name) => channels.findIndex(({ channel }) => channel.name === name)),
    parties: own,
  }
}

/**
 * Messages of corresponding channels by common numbers. Each channel numbers its messages as they occur, so the same
 * message of two devices may have different indices.
 */
class Messages {
  readonly #world: CompiledWorld
  readonly #channels: readonly number[]
  readonly #places: readonly Places[]
  /** By replica: common number by index of message, and index by common number; -1 where not known. */
  readonly #codes: Int32Array[]
  readonly #indices: Int32Array[]
  #known = 0

  /** @param at which of the channels of each replica */
  constructor(world: CompiledWorld, places: readonly Places[], at: number) {
    this.#world = world
    this.#places = places
    this.#channels = places.map(({ channels }) => channels[at]!)
    this.#codes = places.map(() => new Int32Array(0))
    this.#indices = places.map(() => new Int32Array(0))
  }

  /** The common number of a message of one replica. */
  code(replica: number, message: number): number {
    const codes = this.#codes[replica]!
    const known = message < codes.length ? codes[message]! : -1
    return known >= 0 ? known : this.#learn(replica, message)
  }

  /** The index, for one replica, of a message by its common number. */
  index(replica: number, code: number): number {
    return this.#indices[replica]![code]!
  }

  /** Finds a message in the channel of every replica; where it has not occurred yet, it is numbered now. */
  #learn(replica: number, message: number): number {
    const { parties, channels } = this.#world
    const { from, event } = channels[this.#channels[replica]!]!.messages[message]!
    const own = this.#places[replica]!.parties.indexOf(from)
    const eventId = parties[from]!.table.eventId(event)
    const code = this.#known++
    this.#places.forEach(({ parties: theirs }, other) => {
      const sender = own < 0 ? from : theirs[own]!
      this.#world.route(sender, eventId)
      const index = channels[this.#channels[other]!]!.messages.findIndex(
        (one) => one.from === sender && one.event === event,
      )
      this.#codes[other] = withValue(this.#codes[other]!, index, code)
      this.#indices[other] = withValue(this.#indices[other]!, code, index)
    })
    return code
  }
}

/** A list in which one value is set; longer, if need be. */
function withValue(list: Int32Array, at: number, value: number): Int32Array {
  const long = at < list.length ? list : new Int32Array(at + 8).fill(-1)
  if (long !== list) long.set(list)
  long[at] = value
  return long
}

/** Sorts the replicas of one group. */
class Sorter {
  readonly #world: CompiledWorld
  readonly #places: readonly Places[]
  readonly #messages: readonly Messages[]
  readonly #order: Int32Array
  readonly #before: Int32Array

  constructor(world: CompiledWorld, group: readonly Replica[]) {
    this.#world = world
    this.#places = group.map((replica) => placesOf(world, replica))
    this.#messages = group[0]!.channels.map((_, at) => new Messages(world, this.#places, at))
    this.#order = new Int32Array(group.length)
    this.#before = new Int32Array(world.size)
  }

  sort(state: Int32Array): void {
    const order = this.#order
    let moved = false
    for (let replica = 0; replica < order.length; replica++) {
      let at = replica
      for (; at > 0 && this.#compare(state, replica, order[at - 1]!) < 0; at--) order[at] = order[at - 1]!
      if (at < replica) moved = true
      order[at] = replica
    }
    if (!moved) return
    this.#before.set(state)
    for (let at = 0; at < order.length; at++) if (order[at] !== at) this.#move(state, order[at]!, at)
  }

  /** Negative where the first replica comes before the second. */
  #compare(state: Int32Array, one: number, other: number): number {
    const [mine, theirs] = [this.#places[one]!, this.#places[other]!]
    for (let at = 0; at < mine.fields.length; at++) {
      const difference = state[mine.fields[at]!]! - state[theirs.fields[at]!]!
      if (difference !== 0) return difference
    }
    for (let at = 0; at < mine.channels.length; at++) {
      const here = this.#world.channels[mine.channels[at]!]!.base
      const there = this.#world.channels[theirs.channels[at]!]!.base
      const length = state[here]!
      if (length !== state[there]!) return length - state[there]!
      const messages = this.#messages[at]!
      for (let place = 1; place <= 2 * length; place += 2) {
        const message = messages.code(one, state[here + place]! - 1) - messages.code(other, state[there + place]! - 1)
        if (message !== 0) return message
        const age = state[here + place + 1]! - state[there + place + 1]!
        if (age !== 0) return age
      }
    }
    return 0
  }

  /** Gives one replica what another had before. */
  #move(state: Int32Array, from: number, to: number): void {
    const before = this.#before
    const [source, target] = [this.#places[from]!, this.#places[to]!]
    for (let at = 0; at < source.fields.length; at++) state[target.fields[at]!] = before[source.fields[at]!]!
    for (let at = 0; at < source.channels.length; at++) {
      const here = this.#world.channels[source.channels[at]!]!
      const there = this.#world.channels[target.channels[at]!]!.base
      const messages = this.#messages[at]!
      const length = before[here.base]!
      state.fill(0, there, there + 1 + 2 * here.channel.capacity)
      state[there] = length
      for (let place = 1; place <= 2 * length; place += 2) {
        const code = messages.code(from, before[here.base + place]! - 1)
        state[there + place] = messages.index(to, code) + 1
        state[there + place + 1] = before[here.base + place + 1]!
      }
    }
  }
}

/**
 * The canonical form of unpacked states under all exchanges within groups of replicas: of the states of an orbit, the
 * one in which each group is in ascending order.
 */
export function canonicalForm(world: CompiledWorld, groups: readonly (readonly Replica[])[]): Canonical {
  const sorters = groups.map((group) => new Sorter(world, group))
  return (state) => {
    for (let group = 0; group < sorters.length; group++) sorters[group]!.sort(state)
  }
}
