// The steps of packed states: what a step reads decides what it writes, so each case is computed once and kept.
import { DELIVERABLE, DUE } from './channelContents.js'
import { Allowance, TupleSet } from '../store/tupleSet.js'
import { STIMULUS } from '../semantics/stepper.js'
import { TOLD_OF_TIMER, type Lesson, type Shape, type Teacher } from './transitionSource.js'

const UNKNOWN = 0
const TICK_CHANGE = 0
/** Integers of a timer in a clock: what is told of it, and the cell of its step. */
export const CLOCK_ENTRY = TOLD_OF_TIMER + 1
/** The effect of a step that is not possible. */
const DISABLED = 0

/** What a kernel has learnt: plain data, which can be sent to another thread. */
export interface Knowledge {
  readonly pool: Int32Array<ArrayBuffer>
  readonly menus: readonly Int32Array[]
  readonly clocks: readonly Int32Array[]
  /** By channel: the place of its cells, and how many there are. */
  readonly deliveries: readonly (readonly [place: number, cells: number])[]
  /** Tuples of `2 * words + 1` integers; see `Kernel`. */
  readonly effects: Uint32Array
}

/**
 * Computes steps on packed states. A step (a stimulus, the delivery of a channel, a timer) reads a few components: local
 * states, contents of channels, budgets. Its effect is a function of their values, which the kernel asks its
 * teacher for once, and keeps as masks in a decision tree over the components in the order in which they are read.
 * What no step reads is the ticks that timers have left; they are set, or left alone.
 */
export class Kernel {
  /** Words of the states after the steps of the latest `expand`, one after the other. */
  readonly next: Uint32Array
  /** By step of the latest `expand`: the number of its change. */
  readonly change: Int32Array

  /** Number of each component in the state of the latest `expand`. */
  readonly values: Int32Array
  readonly #teacher: Teacher
  readonly #words: number
  readonly #parties: number
  readonly #fields: Int32Array
  readonly #met: readonly number[]
  /** By component: the greatest number that there is room for. */
  readonly #most: readonly number[]
  readonly #stimuli: number
  /**
   * All cells, in one array, so that what is used together lies together. A cell says what a step does, as far
   * as it is decided by what was read so far: 0 where not known, the place of a node that asks on, or the complement of
   * the number of an effect. A node is a component, how many cells follow, and a cell for each value of the component.
   */
  #pool = new Int32Array(1 << 14)
  #poolEnd = 1
  /** Words to keep, words to set, and a change; the first is that of what cannot happen. */
  readonly #effects: TupleSet
  readonly #effect: Uint32Array
  /** Parties that are the gate of stimuli, and parties that have timers. */
  readonly #gates: Int32Array
  readonly #timed: Int32Array
  /**
   * By party and number of its local state, the place of a list behind its length; 0 where not known yet. A menu holds
   * stimuli that the state does not rule out, each with its cell. A clock holds of each running timer its field,
   * whether it is exact, its step and its cell.
   */
  readonly #menus: readonly Int32Array[]
  readonly #clocks: readonly Int32Array[]
  /** By channel: the place of a cell for each of its contents. */
  readonly #deliveries: Int32Array
  readonly #deliveryCells: readonly number[]
  /** By channel and content: its flags, and the content a tick later; -1 where not known yet. */
  readonly #flags: readonly Int8Array[]
  readonly #aged: readonly Int32Array[]
  /** Steps that may be possible in the state that is expanded, each with its cell. */
  readonly #agenda: Int32Array

  /** @param known what another kernel of the same shape has learnt */
  constructor(shape: Shape, teacher: Teacher, known?: Knowledge) {
    const { words, parties, channels, components, met, gates, timed, steps } = shape
    this.#teacher = teacher
    this.#words = words
    this.#parties = parties
    this.#met = met
    this.#most = components.map(({ mask }) => mask)
    this.#stimuli = steps.filter(({ kind }) => kind === STIMULUS).length
    this.values = new Int32Array(components.length)
    this.#fields = Int32Array.from(components.flatMap(({ word, shift, mask }) => [word, shift, mask]))
    this.#effects = new TupleSet(2 * words + 1, new Allowance(Infinity))
    this.#effect = new Uint32Array(2 * words + 1)
    this.#effects.add(this.#effect)
    const roomOf = (component: number): number => components[component]!.mask + 1
    const ofChannels = Array.from({ length: channels }, (_, channel) => roomOf(parties + channel))
    const ofParties = Array.from({ length: parties }, (_, party) => roomOf(party))
    if (known) {
      this.#pool = known.pool.slice()
      this.#poolEnd = known.pool.length
    }
    this.#deliveries = Int32Array.from(ofChannels, (room, channel) =>
      this.#allotAfter(room, known?.deliveries[channel]),
    )
    this.#deliveryCells = ofChannels
    this.#flags = ofChannels.map((room) => new Int8Array(room).fill(-1))
    this.#aged = ofChannels.map((room) => new Int32Array(room).fill(-1))
    this.#gates = Int32Array.from(gates)
    this.#timed = Int32Array.from(timed)
    this.#menus = ofParties.map((room) => new Int32Array(room))
    this.#clocks = ofParties.map((room) => new Int32Array(room))
    this.#agenda = new Int32Array(2 * steps.length)
    this.next = new Uint32Array((steps.length + 1) * words)
    this.change = new Int32Array(steps.length + 1)
    if (known) {
      // There may have been room for more than was met.
      this.#menus.forEach((menus, party) => menus.set(known.menus[party]!.subarray(0, menus.length)))
      this.#clocks.forEach((clocks, party) => clocks.set(known.clocks[party]!.subarray(0, clocks.length)))
      const { width } = this.#effects
      for (let at = width; at < known.effects.length; at += width)
        this.#effects.add(known.effects.subarray(at, at + width))
    }
  }

  /** All that it has learnt so far. */
  get knowledge(): Knowledge {
    const { tuples, size, width } = this.#effects
    return {
      pool: this.#pool.slice(0, this.#poolEnd),
      menus: this.#menus,
      clocks: this.#clocks,
      deliveries: this.#deliveryCells.map((cells, channel) => [this.#deliveries[channel]!, cells]),
      effects: tuples.data.slice(0, size * width),
    }
  }

  /**
   * Every step from a state, in a fixed order: `next` and `change` say where it leads.
   *
   * @returns how many
   * @throws StepFault for a queue that overflows or a cascade without end
   * @throws Widen where the layout has no room for what it leads to
   */
  expand(words: Uint32Array, at: number): number {
    this.look(words, at)
    const planned = this.#plan(words, at)
    const count = this.#take(words, at, planned < 0 ? ~planned : planned)
    return planned < 0 ? count : this.#tick(words, at, count)
  }

  /** Puts the numbers of the components of a state into `values`. */
  look(words: Uint32Array, at: number): void {
    const values = this.values
    const fields = this.#fields
    for (let component = 0, field = 0; component < values.length; component++, field += 3) {
      values[component] = (words[at + fields[field]!]! >>> fields[field + 1]!) & fields[field + 2]!
    }
  }

  /** Puts the steps that may be possible on the agenda; returns its length, or the complement where one is urgent. */
  #plan(words: Uint32Array, at: number): number {
    const values = this.values
    const agenda = this.#agenda
    const parties = this.#parties
    const deliveries = this.#deliveries
    const stimuli = this.#stimuli
    const gates = this.#gates
    const timed = this.#timed
    let planned = 0
    let urgent = false
    for (let index = 0; index < gates.length; index++) {
      const gate = gates[index]!
      const menu = this.#menuOf(gate, values[gate]!)
      const pool = this.#pool
      const end = menu + 1 + pool[menu]!
      for (let entry = menu + 1; entry < end; entry += 2) {
        agenda[planned++] = pool[entry]!
        agenda[planned++] = entry + 1
      }
    }
    for (let channel = 0; channel < deliveries.length; channel++) {
      const content = values[parties + channel]!
      if (content === 0) continue
      const flags = this.#flagsOf(channel, content)
      if ((flags & DUE) !== 0) urgent = true
      if ((flags & DELIVERABLE) === 0) continue
      agenda[planned++] = stimuli + channel
      agenda[planned++] = deliveries[channel]! + content
    }
    for (let index = 0; index < timed.length; index++) {
      const party = timed[index]!
      const clock = this.#clockOf(party, values[party]!)
      const pool = this.#pool
      const end = clock + 1 + pool[clock]!
      for (let entry = clock + 1; entry < end; entry += CLOCK_ENTRY) {
        if (((words[at + pool[entry]!]! >>> pool[entry + 1]!) & pool[entry + 2]!) !== 0) continue
        if (pool[entry + 3] !== 0) urgent = true
        agenda[planned++] = pool[entry + 4]!
        agenda[planned++] = entry + 5
      }
    }
    return urgent ? ~planned : planned
  }

  /** Takes the steps on the agenda, as far as they are possible; returns how many were. */
  #take(words: Uint32Array, at: number, planned: number): number {
    const { next, change } = this
    const agenda = this.#agenda
    const values = this.values
    const width = this.#words
    const stride = 2 * width + 1
    let pool = this.#pool
    let effects = this.#effects.tuples.data
    let count = 0
    let out = 0
    for (let entry = 0; entry < planned; entry += 2) {
      let answer = pool[agenda[entry + 1]!]!
      while (answer > 0) {
        const value = values[pool[answer]!]!
        answer = value < pool[answer + 1]! ? pool[answer + 2 + value]! : UNKNOWN
      }
      let effect = ~answer
      if (answer === UNKNOWN) {
        effect = this.#learn(agenda[entry]!, agenda[entry + 1]!, words, at)
        pool = this.#pool
        effects = this.#effects.tuples.data
      }
      if (effect === DISABLED) continue
      const place = effect * stride
      for (let word = 0; word < width; word++) {
        next[out++] = (words[at + word]! & effects[place + word]!) | effects[place + width + word]!
      }
      change[count++] = effects[place + 2 * width]!
    }
    return count
  }

  #tick(words: Uint32Array, at: number, count: number): number {
    const values = this.values
    const next = this.next
    const out = count * this.#words
    const parties = this.#parties
    const fields = this.#fields
    for (let word = 0; word < this.#words; word++) next[out + word] = words[at + word]!
    const timed = this.#timed
    const pool = this.#pool
    for (let index = 0; index < timed.length; index++) {
      const clock = this.#clocks[timed[index]!]![values[timed[index]!]!]!
      const end = clock + 1 + pool[clock]!
      for (let entry = clock + 1; entry < end; entry += CLOCK_ENTRY) {
        const word = pool[entry]!
        const shift = pool[entry + 1]!
        if (((words[at + word]! >>> shift) & pool[entry + 2]!) !== 0) next[out + word]! -= 1 << shift
      }
    }
    for (let channel = 0; channel < this.#aged.length; channel++) {
      const content = values[parties + channel]!
      if (content === 0) continue
      const field = 3 * (parties + channel)
      // A word changes by as much as the number in one of its fields does.
      next[out + fields[field]!]! += (this.#agedOf(channel, content) - content) << fields[field + 1]!
    }
    this.change[count] = TICK_CHANGE
    return count + 1
  }

  #menuOf(party: number, number: number): number {
    const known = this.#menus[party]![number]!
    if (known !== 0) return known
    const entries = this.#teacher.menu(party, number).flatMap((stimulus) => [stimulus, UNKNOWN])
    return (this.#menus[party]![number] = this.#list(entries))
  }

  #clockOf(party: number, number: number): number {
    const known = this.#clocks[party]![number]!
    if (known !== 0) return known
    const clock = this.#teacher.clock(party, number)
    const entries = clock.flatMap((integer, at) =>
      at % TOLD_OF_TIMER === TOLD_OF_TIMER - 1 ? [integer, UNKNOWN] : [integer],
    )
    return (this.#clocks[party]![number] = this.#list(entries))
  }

  #flagsOf(channel: number, content: number): number {
    const known = this.#flags[channel]![content]!
    return known >= 0 ? known : (this.#flags[channel]![content] = this.#teacher.flags(channel, content))
  }

  #agedOf(channel: number, content: number): number {
    const known = this.#aged[channel]![content]!
    return known >= 0 ? known : (this.#aged[channel]![content] = this.#teacher.aged(channel, content))
  }

  /** Room for some more integers; returns its place. */
  #allot(length: number): number {
    const place = this.#poolEnd
    this.#poolEnd += length
    if (this.#poolEnd > this.#pool.length) {
      const grown = new Int32Array(Math.max(this.#poolEnd, this.#pool.length * 2))
      grown.set(this.#pool)
      this.#pool = grown
    }
    return place
  }

  /** Room for some cells, the first of which stood elsewhere; returns its place. */
  #allotAfter(cells: number, [from, before]: readonly [number, number] = [0, 0]): number {
    if (cells <= before) return from
    const place = this.#allot(cells)
    this.#pool.copyWithin(place, from, from + before)
    return place
  }

  /** Keeps a list, behind its length; returns its place. */
  #list(entries: readonly number[]): number {
    const place = this.#allot(1 + entries.length)
    this.#pool.set([entries.length, ...entries], place)
    return place
  }

  /** A node that asks a component, with room for the values that were met, and for one. */
  #node(component: number, value: number): number {
    const met = this.#met[component]!
    // By half as much again: numbers are met in ascending order, and each node that is outgrown is lost room.
    const cells = Math.min(Math.max(met + (met >> 2), value + (value >> 1)), this.#most[component]!) + 1
    const place = this.#allot(2 + cells)
    this.#pool[place] = component
    this.#pool[place + 1] = cells
    return place
  }

  /** Asks what a step does, and keeps it behind the cell of the step. */
  #learn(step: number, cell: number, words: Uint32Array, at: number): number {
    const lesson = this.#teacher.lesson(step, words, at)
    const effect = lesson.possible ? this.#numberOf(lesson) : DISABLED
    for (let read = 1; read < lesson.reads.length; read++) {
      const component = lesson.reads[read]!
      const value = this.values[component]!
      const old = this.#pool[cell]!
      if (old === UNKNOWN || value >= this.#pool[old + 1]!) {
        const node = this.#node(component, value)
        const pool = this.#pool
        if (old !== UNKNOWN) pool.copyWithin(node + 2, old + 2, old + 2 + pool[old + 1]!)
        pool[cell] = node
      }
      cell = this.#pool[cell]! + 2 + value
    }
    this.#pool[cell] = ~effect
    return effect
  }

  /** The number of an effect. */
  #numberOf({ keep, set, change }: Lesson): number {
    this.#effect.set(keep)
    this.#effect.set(set, this.#words)
    this.#effect[2 * this.#words] = change
    return this.#effects.add(this.#effect)
  }
}
