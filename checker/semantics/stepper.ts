// The steps of a compiled world: what may happen in a state, and the cascade that each step sets off.
import type { PartyEvent } from '../../model/party.js'
import type { CompiledCondition, CompiledWorld } from '../compile/compile.js'
import { overflowing, StepFault } from '../../model/errors.js'
import type { LocalRecord } from '../compile/partyTable.js'
import type { Cause } from '../../model/result.js'

/** Who said what a party hears, where it was no party. */
export const ENVIRONMENT = -1
export const CLOCK = -2

/** Macrosteps in one step at most. */
export const cascadeLimit = 64

export const STIMULUS = 0
export const DELIVERY = 1
export const TIMER = 2
export const TICK = 3

/** Is told what happens within a step, in order. */
export interface Witness {
  begins(): void
  /** A party hears something, before it is known what it does. */
  enters?(party: number): void
  happens(party: number, from: number, record: LocalRecord): void
  /** A party says an event; asked for before it is known where that goes. */
  says?(party: number, event: number): void
  queues?(channel: number): void
  loses(channel: number, message: number): void
}

/**
 * Computes steps on unpacked states: integers for the local states, the ticks that timers have left, the channels
 * (length, then message + 1 and age of each place, 0 where empty) and the budgets. Steps come in a fixed order, so that the same state
 * always gives the same list.
 */
export class Stepper {
  readonly world: CompiledWorld
  /** The state to step from; filled in by the caller. */
  readonly current: Int32Array
  /** The state after the step, during a visit. */
  readonly next: Int32Array
  /** Which step predicates hold, during a visit. */
  readonly does: Uint32Array
  /** The kind of the step, and the stimulus, channel or party and timer slot that it is of. */
  kind = TICK
  subject = 0
  slot = 0
  witness: Witness | undefined
  readonly #agenda = new Int32Array(3 * cascadeLimit)
  readonly #slots: Int32Array
  #entries = 0

  constructor(world: CompiledWorld) {
    this.world = world
    this.current = new Int32Array(world.size)
    this.next = new Int32Array(world.size)
    this.does = new Uint32Array(world.doesWidth)
    this.#slots = new Int32Array(Math.max(1, ...world.parties.map(({ table }) => table.timers.length)))
  }

  /** Puts every initial state into `next`, in turn; `inputs` says which input each party starts with. */
  initials(visit: (inputs: readonly number[]) => void): void {
    const { parties, budgets } = this.world
    const choose = (inputs: readonly number[]): void => {
      if (inputs.length < parties.length) {
        parties[inputs.length]!.initials.forEach((_, input) => choose([...inputs, input]))
        return
      }
      this.next.fill(0)
      parties.forEach(({ index, table, initials, slotBase, startTicks }) => {
        const local = initials[inputs[index]!]!
        this.next[index] = local
        table.locals[local]!.timers.forEach((timer, slot) => (this.next[slotBase + slot] = startTicks[timer]!))
      })
      budgets.forEach(({ field, initial }) => (this.next[field] = initial))
      visit(inputs)
    }
    choose([])
  }

  /**
   * Every step from `current`: `visit` is called for each, with the outcome in `next` and `does`.
   *
   * @returns how many
   * @throws StepFault for a queue that overflows or a cascade without end
   */
  successors(visit: () => void): number {
    const { parties, channels, stimuli } = this.world
    const current = this.current
    let steps = 0
    let urgent = false
    for (let index = 0; index < stimuli.length; index++) {
      const { when, budget } = stimuli[index]!
      if (budget >= 0 && current[budget] === 0) continue
      if (when !== undefined && !this.holds(when, current)) continue
      this.take(STIMULUS, index)
      visit()
      steps++
    }
    for (let index = 0; index < channels.length; index++) {
      const { base, least, most } = channels[index]!
      if (current[base] === 0) continue
      const age = current[base + 2]!
      if (age >= most) urgent = true
      if (age < least) continue
      this.take(DELIVERY, index)
      visit()
      steps++
    }
    for (let index = 0; index < parties.length; index++) {
      const { table, slotBase, free } = parties[index]!
      const timers = table.locals[current[index]!]!.timers
      for (let slot = 0; slot < timers.length; slot++) {
        if (current[slotBase + slot]! > 0) continue
        if (free[timers[slot]!] === 0) urgent = true
        this.take(TIMER, index, slot)
        visit()
        steps++
      }
    }
    if (urgent) return steps
    this.take(TICK, 0)
    visit()
    return steps + 1
  }

  /**
   * Takes one step from `current`, whose outcome is then in `next` and `does`. Whether it may happen is not asked.
   *
   * @param subject the stimulus, channel or party that the step is of
   * @param slot of the timer
   * @throws StepFault for a queue that overflows or a cascade without end
   */
  take(kind: number, subject: number, slot = 0): void {
    const { parties, channels, stimuli } = this.world
    this.#begin(kind, subject, slot)
    if (kind === TICK) {
      this.#age()
      return
    }
    if (kind === STIMULUS) {
      const { party, event, budget } = stimuli[subject]!
      if (budget >= 0) this.next[budget]!--
      this.#enter(party, event, ENVIRONMENT)
    } else if (kind === DELIVERY) {
      const { base, messages } = channels[subject]!
      const { receivers, from } = messages[this.current[base + 1]! - 1]!
      this.#unqueue(base)
      for (let at = 0; at < receivers.length; at += 2) this.#enter(receivers[at]!, receivers[at + 1]!, from)
    } else {
      this.#enter(subject, parties[subject]!.table.locals[this.current[subject]!]!.timers[slot]!, CLOCK)
    }
    this.#cascade()
  }

  /** What set off the step that is being visited. */
  cause(): Cause {
    const { parties, channels, stimuli } = this.world
    if (this.kind === TICK) return { kind: 'tick' }
    if (this.kind === STIMULUS) {
      const { id, party, event } = stimuli[this.subject]!.stimulus
      return { kind: 'stimulus', id, party, event }
    }
    if (this.kind === DELIVERY) {
      const { channel, messages, base } = channels[this.subject]!
      const { from, event } = messages[this.current[base + 1]! - 1]!
      return { kind: 'delivery', channel: channel.name, from: parties[from]!.party.name, event }
    }
    const { party, table } = parties[this.subject]!
    const timer = table.locals[this.current[this.subject]!]!.timers[this.slot]!
    const event: PartyEvent = table.events[timer]!
    const { delay, apart } = table.timers[timer]!
    return { kind: 'timer', party: party.name, delay, event, ...(apart === undefined ? {} : { of: apart }) }
  }

  #begin(kind: number, subject: number, slot: number): void {
    this.kind = kind
    this.subject = subject
    this.slot = slot
    this.next.set(this.current)
    this.does.fill(0)
    this.#entries = 0
    this.witness?.begins()
  }

  #enter(party: number, event: number, from: number): void {
    if (this.#entries === cascadeLimit) {
      throw new StepFault(`a step sets off more than ${cascadeLimit} macrosteps: a cascade without end`)
    }
    const at = 3 * this.#entries++
    this.#agenda[at] = party
    this.#agenda[at + 1] = event
    this.#agenda[at + 2] = from
  }

  #cascade(): void {
    const agenda = this.#agenda
    for (let entry = 0; entry < this.#entries; entry++) {
      this.#macrostep(agenda[3 * entry]!, agenda[3 * entry + 1]!, agenda[3 * entry + 2]!)
    }
    this.#lose()
  }

  #macrostep(party: number, event: number, from: number): void {
    const { table, slotBase, startTicks, does } = this.world.parties[party]!
    this.witness?.enters?.(party)
    const record = table.record(this.next[party]!, event)
    const row = does.touch(record.id)
    for (let word = 0; word < this.does.length; word++) this.does[word]! |= does.words[row + word]!
    this.witness?.happens(party, from, record)
    if (record.idle) return
    const next = this.next
    const { slots, says, after } = record
    if (table.timers.length > 0) {
      const timers = table.locals[after]!.timers
      const before = this.#slots
      for (let slot = 0; slot < table.timers.length; slot++) {
        before[slot] = next[slotBase + slot]!
        next[slotBase + slot] = 0
      }
      for (let slot = 0; slot < slots.length; slot++) {
        const origin = slots[slot]!
        next[slotBase + slot] = origin >= 0 ? before[origin]! : startTicks[timers[slot]!]!
      }
    }
    next[party] = after
    for (let index = 0; index < says.length; index++) this.#say(party, says[index]!)
  }

  #say(party: number, event: number): void {
    this.witness?.says?.(party, event)
    const route = this.world.route(party, event, this.current)
    if (route === undefined) return
    const { direct, queued } = route
    for (let at = 0; at < queued.length; at += 2) this.#queue(queued[at]!, queued[at + 1]!)
    for (let at = 0; at < direct.length; at += 2) this.#enter(direct[at]!, direct[at + 1]!, party)
  }

  #queue(index: number, message: number): void {
    const { channel, base } = this.world.channels[index]!
    this.witness?.queues?.(index)
    const length = this.next[base]!
    if (length === channel.capacity) throw overflowing(channel.name, channel.capacity)
    this.next[base] = length + 1
    this.next[base + 1 + 2 * length] = message + 1
    this.next[base + 2 + 2 * length] = 0
  }

  #unqueue(base: number): void {
    const next = this.next
    const length = next[base]! - 1
    next[base] = length
    next.copyWithin(base + 1, base + 3, base + 3 + 2 * length)
    next[base + 1 + 2 * length] = 0
    next[base + 2 + 2 * length] = 0
  }

  /** Channels that are not up lose what is in them. All are judged on the state before any loss. */
  #lose(): void {
    const { channels } = this.world
    const next = this.next
    let down = 0
    for (let index = 0; index < channels.length; index++) {
      const { base, up } = channels[index]!
      if (up !== undefined && next[base]! > 0 && !this.holds(up, next)) {
        next[base] = -next[base]!
        down++
      }
    }
    for (let index = 0; down > 0 && index < channels.length; index++) {
      const { base } = channels[index]!
      const lost = -next[base]!
      if (lost <= 0) continue
      for (let at = 0; at < lost; at++) this.witness?.loses(index, next[base + 1 + 2 * at]! - 1)
      next.fill(0, base, base + 1 + 2 * lost)
      down--
    }
  }

  #age(): void {
    const { parties, channels } = this.world
    const next = this.next
    for (let index = 0; index < parties.length; index++) {
      const { table, slotBase } = parties[index]!
      const end = slotBase + table.timers.length
      for (let slot = slotBase; slot < end; slot++) if (next[slot]! > 0) next[slot]!--
    }
    for (let index = 0; index < channels.length; index++) {
      const { base } = channels[index]!
      const length = next[base]!
      for (let at = 0; at < length; at++) next[base + 2 + 2 * at]!++
    }
  }

  /** Whether a condition holds in an unpacked state. */
  holds(condition: CompiledCondition, state: Int32Array): boolean {
    const { clauses, empty } = condition
    for (let at = 0; at < clauses.length; at += 3) {
      const party = clauses[at]!
      const rows = this.world.parties[party]!.clauses
      const row = rows.touch(state[party]!)
      if ((rows.words[row + clauses[at + 1]!]! & clauses[at + 2]!) === 0) return false
    }
    for (let at = 0; at < empty.length; at++) {
      if (state[this.world.channels[empty[at]!]!.base]! !== 0) return false
    }
    return true
  }
}
