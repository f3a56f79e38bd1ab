// What a step does, as a function of the components that it reads: found by taking it once, and watching.
import { Changes, type Move } from './stepLabels.js'
import type { CompiledCondition, CompiledWorld, Statics } from '../compile/compile.js'
import type { LocalRecord } from '../compile/partyTable.js'
import type { Field, Layout } from './stateLayout.js'
import { DELIVERY, STIMULUS, Stepper, TIMER, type Witness } from '../semantics/stepper.js'

/** Ticks left that no timer has: where it stands after a step, a timer runs on. */
export const RUNNING_ON = -1

/** Which components a step reads, in order. */
class Reads implements Witness {
  readonly list: number[] = []
  readonly #parties: number
  readonly #statics: Statics | undefined

  constructor(parties: number, statics: Statics | undefined) {
    this.#parties = parties
    this.#statics = statics
  }

  /** Statics of a family. */
  addStatics(statics: readonly number[]): void {
    for (const one of statics) this.add(this.#statics!.component + one)
  }

  add(component: number): void {
    if (!this.has(component)) this.list.push(component)
  }

  has(component: number): boolean {
    return this.list.includes(component)
  }

  begins(): void {
    // A step is begun when what it is conditioned on has been read.
  }

  enters(party: number): void {
    this.add(party)
  }

  happens(party: number, _from: number, record: LocalRecord): void {
    const statics = this.#statics
    if (statics === undefined) return
    this.addStatics(statics.readsOfRecord(party, record))
    this.addStatics(statics.readsOfLabels(party, record))
  }

  says(party: number, event: number): void {
    if (this.#statics !== undefined) this.addStatics(this.#statics.readsOfRoute(party, event))
  }

  queues(channel: number): void {
    this.add(this.#parties + channel)
  }

  loses(): void {
    // Whether a channel is up is asked for each that the step could have brought down.
  }
}

/** A stimulus, the delivery of a channel, or a timer of a party. */
export interface Step {
  readonly kind: number
  /** The stimulus, channel or party. */
  readonly subject: number
  readonly timer: number
}

/**
 * Watches single steps. Components are the local states of parties, the contents of channels, and budgets, in this order.
 * What a step reads of these decides what it writes; no step reads the ticks that timers have left.
 */
export class Effects {
  /** Of the latest step: the components that it reads, in order. */
  readonly reads: Reads
  /** Of the latest step: the bits that stay as they are, and those that are set. */
  readonly keep: Int32Array
  readonly set: Int32Array
  /** Of the latest step: the number of its change. */
  change = 0
  readonly changes: Changes
  readonly #world: CompiledWorld
  readonly #layout: Layout
  readonly #parties: number
  readonly #stepper: Stepper
  readonly #state: Int32Array
  /** The state from which steps are taken, packed, if there is one. */
  readonly #from: Uint32Array
  #known = false
  /** By stimulus: the parties that its condition reads, its gate first. */
  readonly #conditions: readonly (readonly number[])[]
  /** By channel: the parties on which it depends whether it is up. */
  readonly #ups: readonly (readonly number[])[]
  /** Channels that the latest step leaves empty, whatever was in them. */
  readonly #emptied: number[] = []

  /** @param changes that were met so far, where a former layout was found too narrow */
  constructor(layout: Layout, changes?: Changes) {
    const { world } = layout.room
    this.#world = world
    this.#layout = layout
    this.#parties = world.parties.length
    this.#stepper = new Stepper(world)
    this.#state = this.#stepper.current
    this.reads = new Reads(this.#parties, world.statics)
    this.#stepper.witness = this.reads
    this.changes = changes ?? new Changes(world)
    this.#conditions = world.stimuli.map(({ when, gate }) => (when ? [...new Set([gate, ...partiesIn(when)])] : []))
    this.#ups = world.channels.map(({ up }) => (up ? partiesIn(up) : []))
    this.#from = new Uint32Array(layout.words)
    this.keep = new Int32Array(layout.words)
    this.set = new Int32Array(layout.words)
  }

  /** Sets the state from which steps are taken; it is unpacked once, however many are. */
  from(words: Uint32Array, at: number): void {
    const state = this.#state
    let same = this.#known
    for (let word = 0; word < this.#from.length && same; word++) same = this.#from[word] === words[at + word]
    if (same) return
    this.#from.set(words.subarray(at, at + this.#from.length))
    this.#known = true
    this.#layout.unpack(words, at, state)
    for (const { table, slotBase } of this.#world.parties) {
      state.fill(RUNNING_ON, slotBase, slotBase + table.timers.length)
    }
  }

  /**
   * Takes a step that may be possible: its first component allows it.
   *
   * @returns whether it is possible; if not, `reads` says what decided that
   */
  take({ kind, subject, timer }: Step): boolean {
    const { reads } = this
    reads.list.length = 0
    reads.add(this.first(kind, subject))
    if (kind === STIMULUS && !this.#enabled(subject)) return false
    const local = this.#state[subject]!
    const slot = kind === TIMER ? this.#world.parties[subject]!.table.locals[local]!.timers.indexOf(timer) : 0
    this.#stepper.take(kind, subject, slot)
    this.#readLosses()
    this.#write()
    return true
  }

  /** Whether the clauses of a condition about one party hold. */
  allows({ clauses }: CompiledCondition, party: number, local: number): boolean {
    const rows = this.#world.parties[party]!.clauses
    const row = rows.touch(local)
    for (let at = 0; at < clauses.length; at += 3) {
      if (clauses[at] === party && (rows.words[row + clauses[at + 1]!]! & clauses[at + 2]!) === 0) return false
    }
    return true
  }

  /** What decides first about a step: the gate of a stimulus, the channel of a delivery, the party of a timer. */
  first(kind: number, subject: number): number {
    return kind === DELIVERY ? this.#parties + subject : kind === TIMER ? subject : this.#world.stimuli[subject]!.gate
  }

  /** Whether a stimulus may happen; what it is conditioned on is read in order, up to what rules it out. */
  #enabled(index: number): boolean {
    const { reads } = this
    const { when, budget } = this.#world.stimuli[index]!
    const { channels, budgets, statics } = this.#world
    const parties = this.#parties
    const state = this.#state
    if (statics !== undefined) {
      reads.addStatics(statics.readsOfStimulus(index))
      if (!statics.hasStimulus(index, state)) return false
    }
    if (when !== undefined) {
      for (const party of this.#conditions[index]!) {
        reads.add(party)
        if (statics !== undefined) reads.addStatics(statics.readsOfCondition(when, party, state[party]!))
        if (!this.allows(when, party, state[party]!)) return false
      }
      for (const channel of when.empty) {
        reads.add(parties + channel)
        if (state[channels[channel]!.base] !== 0) return false
      }
    }
    if (budget < 0) return true
    reads.add(parties + channels.length + budgets.findIndex(({ field }) => field === budget))
    return state[budget]! > 0
  }

  /**
   * A channel that is not empty is up, in every state. So a step can bring down only a channel that it puts something into,
   * or whose condition reads something that it changes. What was in it does not matter: it is empty afterwards.
   */
  #readLosses(): void {
    const { reads } = this
    const { channels, statics } = this.#world
    const { next } = this.#stepper
    const state = this.#state
    this.#emptied.length = 0
    for (let channel = 0; channel < channels.length; channel++) {
      const up = channels[channel]!.up
      if (up === undefined) continue
      const changed =
        reads.has(this.#parties + channel) ||
        this.#ups[channel]!.some((party) => next[party] !== state[party]) ||
        up.empty.some((other) => reads.has(this.#parties + other))
      if (!changed) continue
      for (const party of this.#ups[channel]!) {
        reads.add(party)
        if (statics === undefined) continue
        reads.addStatics(statics.readsOfCondition(up, party, state[party]!))
        reads.addStatics(statics.readsOfCondition(up, party, next[party]!))
      }
      for (const other of up.empty) reads.add(this.#parties + other)
      if (!reads.has(this.#parties + channel) && !this.#stepper.holds(up, next)) this.#emptied.push(channel)
    }
  }

  /** The masks of what the stepper has just done. Only what was read can have changed. */
  #write(): void {
    const layout = this.#layout
    const { next, does } = this.#stepper
    const state = this.#state
    const { channels, budgets } = this.#world
    this.keep.fill(-1)
    this.set.fill(0)
    const moves: Move[] = []
    let unread = this.#changed()
    for (const component of this.reads.list) {
      if (component < this.#parties) {
        const [from, to] = [state[component]!, next[component]!]
        if (from !== to) {
          this.#put(layout.components[component]!, layout.numberOf(component, to))
          moves.push({ party: component, from, to })
          unread--
        }
        this.#writeTimers(component)
      } else if (component < this.#parties + channels.length) {
        const channel = component - this.#parties
        if (!this.#differs(channel)) continue
        this.#put(layout.components[component]!, layout.contentOf(channel, next))
        unread--
      } else {
        const { field } = budgets[component - this.#parties - channels.length]!
        if (next[field] === state[field]) continue
        this.#put(layout.components[component]!, next[field]!)
        unread--
      }
    }
    for (const channel of this.#emptied) {
      // Read in the meantime, as something that must be empty for another channel to be up.
      if (this.reads.has(this.#parties + channel)) continue
      this.#put(layout.components[this.#parties + channel]!, 0)
      if (this.#differs(channel)) unread--
    }
    if (unread !== 0) throw new Error('a step changes what it has not read')
    const { statics } = this.#world
    if (statics !== undefined) {
      for (const { party, from, to } of moves) {
        this.reads.addStatics(statics.readsOfState(party, from))
        this.reads.addStatics(statics.readsOfState(party, to))
      }
    }
    this.change = this.changes.numberOf(does, moves)
  }

  /** How many components the step changed. */
  #changed(): number {
    const { next } = this.#stepper
    const { channels, budgets } = this.#world
    let changed = 0
    for (let party = 0; party < this.#parties; party++) if (next[party] !== this.#state[party]) changed++
    for (let channel = 0; channel < channels.length; channel++) if (this.#differs(channel)) changed++
    for (const { field } of budgets) if (next[field] !== this.#state[field]) changed++
    return changed
  }

  #differs(channel: number): boolean {
    const { base, channel: of } = this.#world.channels[channel]!
    const { next } = this.#stepper
    for (let at = base; at <= base + 2 * of.capacity; at++) if (next[at] !== this.#state[at]) return true
    return false
  }

  #writeTimers(party: number): void {
    const { table, slotBase } = this.#world.parties[party]!
    const { next } = this.#stepper
    const fields = this.#layout.timers[party]!
    const after = table.locals[next[party]!]!.timers
    for (const timer of table.locals[this.#state[party]!]!.timers) {
      if (!after.some((one) => fields[one] === fields[timer])) this.#put(fields[timer]!, 0)
    }
    for (let slot = 0; slot < after.length; slot++) {
      const ticks = next[slotBase + slot]!
      if (ticks !== RUNNING_ON) this.#put(fields[after[slot]!]!, ticks)
    }
  }

  #put({ word, shift, mask }: Field, value: number): void {
    this.keep[word]! &= ~(mask << shift)
    this.set[word]! |= value << shift
  }
}

/** The parties that a condition reads. */
export const partiesIn = ({ clauses }: CompiledCondition): readonly number[] => [
  ...new Set(clauses.filter((_, at) => at % 3 === 0)),
]
