// The steps of packed states: what a step reads decides what it writes, so each case is computed once and kept.
import { Changes, type Move } from './changes.js'
import type { CompiledCondition, CompiledWorld } from './compile.js'
import { DELIVERABLE, DUE } from './contents.js'
import type { Field, Layout } from './layout.js'
import { DELIVERY, STIMULUS, Stepper, TIMER, type Witness } from './step.js'

/** Ticks left that no timer has: where it stands after a step, a timer runs on. */
const RUNNING_ON = -1
const UNKNOWN = 0
const TICK_CHANGE = 0
/** Integers of a timer in a clock. */
const CLOCK_ENTRY = 6
/** The effect of a step that is not possible. */
const DISABLED = 0

/** Which components a step reads, in order. */
class Reads implements Witness {
  readonly list: number[] = []
  readonly #parties: number

  constructor(parties: number) {
    this.#parties = parties
  }

  add(component: number): void {
    if (!this.list.includes(component)) this.list.push(component)
  }

  begins(): void {
    // A step is begun when what it is conditioned on has been read.
  }

  happens(party: number): void {
    this.add(party)
  }

  queues(channel: number): void {
    this.add(this.#parties + channel)
  }

  loses(): void {
    // Whether a channel is up is asked for each that the step could have brought down.
  }
}

/**
 * Computes steps on packed states. A step (a stimulus, the delivery of a channel, a timer) reads a few components: local
 * states, contents of channels, budgets. Its effect is a function of their values, which the kernel asks the
 * `Stepper` for once, and keeps as masks in a decision tree over the components in the order in which they are read.
 * What no step reads is the ticks that timers have left; they are set, or left alone.
 */
export class Kernel {
  readonly world: CompiledWorld
  readonly layout: Layout
  /** Words of the states after the steps of the latest `expand`, one after the other. */
  readonly next: Uint32Array
  /** By step of the latest `expand`: the number of its change. */
  readonly change: Int32Array
  readonly changes: Changes

  readonly #stepper: Stepper
  readonly #words: number
  readonly #parties: number
  /** Value of each component in the state that is expanded. */
  readonly #values: Int32Array
  readonly #fields: Int32Array
  /** By step: the kind, and the stimulus, channel or party, and timer of it. */
  readonly #steps: readonly { readonly kind: number; readonly subject: number; readonly timer: number }[]
  readonly #timerBase: readonly number[]
  /**
   * All that is known, in one array, so that what is used together lies together. A cell says what a step does, as far
   * as it is decided by what was read so far: 0 where not known, the place of a node that asks on, or the complement of
   * the place of an effect. A node is a component, how many cells follow, and a cell for each value of the component.
   * An effect is words to keep, words to set, and a change; the first is that of what cannot happen.
   */
  #pool = new Int32Array(1 << 14)
  #poolEnd: number
  /** By party: stimuli whose gate it is. */
  readonly #gated: readonly (readonly number[])[]
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
  /** Steps that may be possible in the state that is expanded, each with its cell. */
  readonly #agenda: Int32Array
  readonly #state: Int32Array

  constructor(layout: Layout) {
    const { world } = layout.room
    const { parties, channels, stimuli } = world
    this.world = world
    this.layout = layout
    this.#words = layout.words
    this.#parties = parties.length
    this.#stepper = new Stepper(world)
    this.#state = this.#stepper.current
    this.changes = new Changes(world)
    this.#values = new Int32Array(layout.components.length)
    this.#fields = Int32Array.from(layout.components.flatMap(({ word, shift, mask }) => [word, shift, mask]))
    let base = stimuli.length + channels.length
    this.#timerBase = parties.map(({ table }) => (base += table.timers.length) - table.timers.length)
    this.#steps = [
      ...stimuli.map((_, subject) => ({ kind: STIMULUS, subject, timer: 0 })),
      ...channels.map((_, subject) => ({ kind: DELIVERY, subject, timer: 0 })),
      ...parties.flatMap(({ table }, subject) => table.timers.map((_, timer) => ({ kind: TIMER, subject, timer }))),
    ]
    this.#poolEnd = 2 * layout.words + 1
    this.#deliveries = Int32Array.from(channels, (_, channel) =>
      this.#allot(layout.components[parties.length + channel]!.mask + 1),
    )
    this.#gated = parties.map((_, party) => stimuli.flatMap(({ gate }, index) => (gate === party ? [index] : [])))
    this.#gates = Int32Array.from(parties.flatMap((_, party) => (this.#gated[party]!.length > 0 ? [party] : [])))
    this.#timed = Int32Array.from(parties.flatMap(({ table }, party) => (table.timers.length > 0 ? [party] : [])))
    const byNumber = (_: unknown, party: number) => new Int32Array(layout.components[party]!.mask + 1)
    this.#menus = parties.map(byNumber)
    this.#clocks = parties.map(byNumber)
    this.#agenda = new Int32Array(2 * this.#steps.length)
    this.next = new Uint32Array((this.#steps.length + 1) * layout.words)
    this.change = new Int32Array(this.#steps.length + 1)
  }

  /**
   * Every step from a state, in a fixed order: `next` and `change` say where it leads.
   *
   * @returns how many
   * @throws StepFault for a queue that overflows or a cascade without end
   * @throws Widen where the layout has no room for what it leads to
   */
  expand(words: Uint32Array, at: number): number {
    const values = this.#values
    const fields = this.#fields
    for (let component = 0, field = 0; component < values.length; component++, field += 3) {
      values[component] = (words[at + fields[field]!]! >>> fields[field + 1]!) & fields[field + 2]!
    }
    const planned = this.#plan(words, at)
    const count = this.#take(words, at, planned < 0 ? ~planned : planned)
    return planned < 0 ? count : this.#tick(words, at, count)
  }

  /** Puts the steps that may be possible on the agenda; returns its length, or the complement where one is urgent. */
  #plan(words: Uint32Array, at: number): number {
    const values = this.#values
    const agenda = this.#agenda
    const parties = this.#parties
    const contents = this.layout.room.contents
    const stimuli = this.world.stimuli.length
    const gates = this.#gates
    const timed = this.#timed
    let planned = 0
    let urgent = false
    for (let index = 0; index < gates.length; index++) {
      const gate = gates[index]!
      const menu = this.#menus[gate]![values[gate]!] || this.#menu(gate, values[gate]!)
      const pool = this.#pool
      const end = menu + 1 + pool[menu]!
      for (let entry = menu + 1; entry < end; entry += 2) {
        agenda[planned++] = pool[entry]!
        agenda[planned++] = entry + 1
      }
    }
    for (let channel = 0; channel < contents.length; channel++) {
      const content = values[parties + channel]!
      if (content === 0) continue
      const flags = contents[channel]!.flags[content]!
      if ((flags & DUE) !== 0) urgent = true
      if ((flags & DELIVERABLE) === 0) continue
      agenda[planned++] = stimuli + channel
      agenda[planned++] = this.#deliveries[channel]! + content
    }
    for (let index = 0; index < timed.length; index++) {
      const party = timed[index]!
      const clock = this.#clocks[party]![values[party]!] || this.#clock(party, values[party]!)
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
    const values = this.#values
    const width = this.#words
    let pool = this.#pool
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
      }
      if (effect === DISABLED) continue
      for (let word = 0; word < width; word++) {
        next[out++] = (words[at + word]! & pool[effect + word]!) | pool[effect + width + word]!
      }
      change[count++] = pool[effect + 2 * width]!
    }
    return count
  }

  #tick(words: Uint32Array, at: number, count: number): number {
    const values = this.#values
    const next = this.next
    const out = count * this.#words
    const parties = this.#parties
    const contents = this.layout.room.contents
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
    for (let channel = 0; channel < contents.length; channel++) {
      const content = values[parties + channel]!
      if (content === 0) continue
      const { word, shift } = this.layout.components[parties + channel]!
      // A word changes by as much as the number in one of its fields does.
      next[out + word]! += (this.layout.agedOf(channel, content) - content) << shift
    }
    this.change[count] = TICK_CHANGE
    return count + 1
  }

  #menu(party: number, number: number): number {
    const local = this.layout.room.locals[party]![number]!
    const allowed = this.#gated[party]!.filter((index) => {
      const { when } = this.world.stimuli[index]!
      return when === undefined || this.#allows(when, party, local)
    })
    return (this.#menus[party]![number] = this.#list(allowed.flatMap((index) => [index, UNKNOWN])))
  }

  #clock(party: number, number: number): number {
    const { table, free } = this.world.parties[party]!
    const { timers } = table.locals[this.layout.room.locals[party]![number]!]!
    return (this.#clocks[party]![number] = this.#list(
      timers.flatMap((timer) => {
        const { word, shift, mask } = this.layout.timers[party]![timer]!
        return [word, shift, mask, free[timer] === 1 ? 0 : 1, this.#timerBase[party]! + timer, UNKNOWN]
      }),
    ))
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

  /** Keeps a list, behind its length; returns its place. */
  #list(entries: readonly number[]): number {
    const place = this.#allot(1 + entries.length)
    this.#pool.set([entries.length, ...entries], place)
    return place
  }

  /** Whether the clauses of a condition about one party hold. */
  #allows({ clauses }: CompiledCondition, party: number, local: number): boolean {
    const rows = this.world.parties[party]!.clauses
    const row = rows.touch(local)
    for (let at = 0; at < clauses.length; at += 3) {
      if (clauses[at] === party && (rows.words[row + clauses[at + 1]!]! & clauses[at + 2]!) === 0) return false
    }
    return true
  }

  /** A node that asks a component, with room for the values that were met, and for one. */
  #node(component: number, value: number): number {
    const { locals, contents } = this.layout.room
    const met = locals[component]?.length ?? contents[component - this.#parties]?.count ?? 4
    const cells = Math.max(met + (met >> 2), value) + 1
    const place = this.#allot(2 + cells)
    this.#pool[place] = component
    this.#pool[place + 1] = cells
    return place
  }

  /** Computes the effect of a step from the present values, and keeps it behind the cell of the step. */
  #learn(step: number, cell: number, words: Uint32Array, at: number): number {
    const reads = new Reads(this.#parties)
    const effect = this.#effectOf(step, words, at, reads)
    for (const component of reads.list.slice(1)) {
      const value = this.#values[component]!
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

  /** What decides first about a step: the gate of a stimulus, the channel of a delivery, the party of a timer. */
  #first(step: number): number {
    const { kind, subject } = this.#steps[step]!
    return kind === DELIVERY ? this.#parties + subject : kind === TIMER ? subject : this.world.stimuli[subject]!.gate
  }

  #effectOf(step: number, words: Uint32Array, at: number, reads: Reads): number {
    const { kind, subject, timer } = this.#steps[step]!
    const { parties } = this.world
    const stepper = this.#stepper
    const state = this.#state
    this.layout.unpack(words, at, state)
    reads.add(this.#first(step))
    if (kind === STIMULUS && !this.#enabled(subject, reads)) return DISABLED
    const slot = kind === TIMER ? parties[subject]!.table.locals[state[subject]!]!.timers.indexOf(timer) : 0
    for (const { table, slotBase } of parties) {
      for (let at = 0; at < table.timers.length; at++) state[slotBase + at] = RUNNING_ON
    }
    stepper.witness = reads
    stepper.take(kind, subject, slot)
    this.#readLosses(reads)
    return this.#keep(reads)
  }

  /** Whether a stimulus may happen; what it is conditioned on is read in order, up to what rules it out. */
  #enabled(index: number, reads: Reads): boolean {
    const { when, gate, budget } = this.world.stimuli[index]!
    const { parties, channels, budgets } = this.world
    const state = this.#state
    if (when !== undefined) {
      const read = [gate, ...when.clauses.filter((_, at) => at % 3 === 0)]
      for (const party of new Set(read)) {
        reads.add(party)
        if (!this.#allows(when, party, state[party]!)) return false
      }
      for (const channel of when.empty) {
        reads.add(parties.length + channel)
        if (state[channels[channel]!.base] !== 0) return false
      }
    }
    if (budget < 0) return true
    reads.add(parties.length + channels.length + budgets.findIndex(({ field }) => field === budget))
    return state[budget]! > 0
  }

  /**
   * A channel that is not empty is up, in every state. So a step can bring down only a channel that it puts something into,
   * or whose condition reads something that it changes.
   */
  #readLosses(reads: Reads): void {
    const { channels, parties } = this.world
    const { next } = this.#stepper
    const state = this.#state
    channels.forEach(({ up }, channel) => {
      if (up === undefined) return
      const read = up.clauses.filter((_, at) => at % 3 === 0)
      const changed =
        reads.list.includes(parties.length + channel) ||
        read.some((party) => next[party] !== state[party]) ||
        up.empty.some((other) => reads.list.includes(parties.length + other))
      if (!changed) return
      read.forEach((party) => reads.add(party))
      up.empty.forEach((other) => reads.add(parties.length + other))
      if (!this.#stepper.holds(up, next)) reads.add(parties.length + channel)
    })
  }

  /** The masks of what the stepper has just done. */
  #keep(reads: Reads): number {
    const { parties, channels, budgets } = this.world
    const { next, does } = this.#stepper
    const { layout } = this
    const state = this.#state
    const keep = new Int32Array(this.#words).fill(-1)
    const set = new Int32Array(this.#words)
    const write = ({ word, shift, mask }: Field, value: number): void => {
      keep[word]! &= ~(mask << shift)
      set[word] = (set[word]! & ~(mask << shift)) | (value << shift)
    }
    const moves: Move[] = []
    parties.forEach(({ table, slotBase }, party) => {
      const [from, to] = [state[party]!, next[party]!]
      if (from !== to) {
        this.#mustHaveRead(reads, party)
        write(layout.components[party]!, layout.numberOf(party, to))
        moves.push({ party, from, to })
      }
      const timers = layout.timers[party]!
      const after = table.locals[to]!.timers
      for (const timer of table.locals[from]!.timers) {
        if (!after.some((one) => timers[one] === timers[timer])) write(timers[timer]!, 0)
      }
      after.forEach((timer, slot) => {
        if (next[slotBase + slot] !== RUNNING_ON) write(timers[timer]!, next[slotBase + slot]!)
      })
    })
    channels.forEach((_, channel) => {
      const after = layout.contentOf(channel, next)
      if (after === this.#values[parties.length + channel]) return
      this.#mustHaveRead(reads, parties.length + channel)
      write(layout.components[parties.length + channel]!, after)
    })
    budgets.forEach(({ field }, budget) => {
      const component = parties.length + channels.length + budget
      if (next[field] === this.#values[component]) return
      this.#mustHaveRead(reads, component)
      write(layout.components[component]!, next[field]!)
    })
    return this.#effect(keep, set, this.changes.numberOf(does, moves))
  }

  /** Keeps an effect; returns its place. */
  #effect(keep: Int32Array, set: Int32Array, change: number): number {
    const place = this.#allot(2 * this.#words + 1)
    this.#pool.set(keep, place)
    this.#pool.set(set, place + this.#words)
    this.#pool[place + 2 * this.#words] = change
    return place
  }

  #mustHaveRead(reads: Reads, component: number): void {
    if (!reads.list.includes(component)) throw new Error(`a step changes component ${component}, which it has not read`)
  }
}
