// Instants of a world, as who experiments meets them: what he does, or a wait, and all that can be seen to follow.
import type { AnyMachineSnapshot } from 'xstate'
import { compile, type CompiledWorld } from '../compile/compile.js'
import { SpecificationError } from '../../model/errors.js'
import { DELIVERY, STIMULUS, Stepper, TICK, TIMER } from '../semantics/stepper.js'
import { Allowance, TupleSet } from '../store/tupleSet.js'
import type { ExperimentQuestion, Hand } from './hands.js'

/** A state that may follow, and what was seen on the way: an index into the sightings; 0 for nothing. */
export interface Sequel {
  readonly seen: number
  readonly state: number
}

/** Sets of what is seen in one instant by number; the number of nothing is 0. */
export class Sightings {
  readonly all: (readonly string[])[] = [[]]
  readonly #numbers = new Map<string, number>([['', 0]])

  numberOf(seen: readonly string[]): number {
    const sorted = [...seen].sort()
    const key = sorted.join('\n')
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.all.length)
    return this.all.push(sorted) - 1
  }
}

interface Visited {
  readonly state: number
  readonly seen: readonly string[]
}

/** A step as the stepper takes it: its kind, the stimulus, channel or party that it is of, and the slot of a timer. */
type Step = readonly [kind: number, subject: number, slot: number]

interface Pending {
  readonly state: number
  readonly ticks: number
  /** Ticks of these in which an outcome was due. */
  readonly late: number
}

/**
 * One candidate: its states by number, and what each turn leads to from there.
 *
 * @throws SpecificationError for a channel in which messages take time
 */
export class Instants {
  readonly #question: ExperimentQuestion
  readonly #sightings: Sightings
  readonly #world: CompiledWorld
  readonly #stepper: Stepper
  readonly #hands: readonly Hand[]
  readonly #stimuli = new Map<string, number>()
  readonly #states: TupleSet
  readonly #outcomesOf = new Map<string, readonly Step[]>()
  readonly #known = new Map<string, readonly Sequel[]>()
  readonly #horizon: number
  readonly #slack: number
  #heard: string[] = []

  constructor(question: ExperimentQuestion, candidate: number, sightings: Sightings) {
    const { world } = question.candidates[candidate]!
    const slow = world.channels.find(({ latency }) => latency.most > 0)
    if (slow) throw new SpecificationError(`channel '${slow.name}': an experiment takes channels that deliver at once`)
    this.#question = question
    this.#sightings = sightings
    this.#world = compile(world)
    this.#stepper = new Stepper(this.#world)
    this.#states = new TupleSet(this.#world.size, new Allowance(Infinity))
    this.#stepper.witness = {
      begins: () => (this.#heard = []),
      happens: () => undefined,
      loses: () => undefined,
      says: (party, event) => {
        const { party: speaker, table } = this.#world.parties[party]!
        const seen = question.sight.said(speaker.name, table.events[event]!)
        if (seen !== undefined) this.#heard.push(seen)
      },
    }
    this.#hands = this.#world.stimuli.map(({ stimulus }) => question.handOf(stimulus))
    this.#world.stimuli.forEach(({ stimulus }, index) => this.#stimuli.set(stimulus.id, index))
    this.#horizon = Math.ceil(question.patience / this.#world.quantum)
    this.#slack = Math.ceil(question.delay / this.#world.quantum)
  }

  /** The states in which it may begin. */
  starts(): readonly number[] {
    const found: number[] = []
    this.#stepper.initials(() => found.push(this.#numberOf(this.#stepper.next)))
    return found
  }

  /** Ids of the stimuli that are in some hand. */
  inHand(hand: Hand): readonly string[] {
    return this.#world.stimuli.flatMap(({ stimulus }, index) => (this.#hands[index] === hand ? [stimulus.id] : []))
  }

  /** Whether a stimulus would be noticed. */
  notices(state: number, stimulus: string): boolean {
    const index = this.#stimuli.get(stimulus)
    return index !== undefined && this.#enabled(index, this.#state(state))
  }

  /** What may follow at once from a stimulus; where nobody notices it, nothing does. */
  act(state: number, stimulus: string): readonly Sequel[] {
    const index = this.#stimuli.get(stimulus)
    if (index === undefined || !this.#enabled(index, this.#state(state))) return [{ seen: 0, state }]
    return this.#settled(state, [STIMULUS, index, 0])
  }

  /** What may follow at once when a tick passes. */
  tick(state: number): readonly Sequel[] {
    return this.#settled(state, [TICK, 0, 0])
  }

  /** The local state of a party. */
  snapshot(state: number, party: string): AnyMachineSnapshot {
    const { index, table } = this.#world.parties.find((one) => one.party.name === party)!
    return table.locals[this.#state(state)[index]!]!.snapshot
  }

  /** ms in a tick. */
  get quantum(): number {
    return this.#world.quantum
  }

  /** What may follow at once when something is switched off. */
  breaks(state: number, name: string): readonly Sequel[] {
    const { breaks } = this.#question.switches.find((one) => one.name === name)!
    const broken = this.#world.stimuli.findIndex(
      ({ stimulus }, index) => breaks.includes(stimulus.event.type) && this.#enabled(index, this.#state(state)),
    )
    return broken < 0 ? [{ seen: 0, state }] : this.#settled(state, [STIMULUS, broken, 0])
  }

  /** What may be seen first when nothing is done; `off` are the names of what is switched off. */
  wait(state: number, off: readonly string[]): readonly Sequel[] {
    return this.#once(`${state} wait ${off.join()}`, () => this.#waited(state, off))
  }

  #once(key: string, find: () => readonly Sequel[]): readonly Sequel[] {
    const known = this.#known.get(key)
    if (known) return known
    const found = find()
    this.#known.set(key, found)
    return found
  }

  #waited(from: number, off: readonly string[]): readonly Sequel[] {
    const shut = new Set(this.#question.switches.flatMap(({ name, gates }) => (off.includes(name) ? gates : [])))
    const sequels = new Map<string, Sequel>()
    const met = new Set<string>()
    const pending: Pending[] = []
    const put = (next: Pending): void => {
      const key = `${next.state} ${next.ticks} ${next.late}`
      if (met.has(key)) return
      met.add(key)
      pending.push(next)
    }
    const meet = ({ seen, state }: Sequel, ticks: number, late: number): void => {
      if (seen === 0 && ticks < this.#horizon) put({ state, ticks, late })
      else sequels.set(`${seen} ${state}`, { seen, state })
    }
    put({ state: from, ticks: 0, late: 0 })
    for (let next = pending.pop(); next; next = pending.pop()) {
      const { state, ticks, late } = next
      const due = this.#outcomes(state, 'outcome', shut)
      for (const step of [...due, ...this.#outcomes(state, 'may', shut), ...this.#timers(this.#state(state), 1)]) {
        for (const sequel of this.#settled(state, step)) meet(sequel, ticks, late)
      }
      const later = late + (due.length > 0 ? 1 : 0)
      if (later > this.#slack) continue
      for (const sequel of this.#settled(state, [TICK, 0, 0])) meet(sequel, ticks + 1, later)
    }
    return [...sequels.values()]
  }

  /** What comes by itself in a state. */
  #outcomes(state: number, hand: 'outcome' | 'may', shut: ReadonlySet<string>): readonly Step[] {
    const key = `${hand} ${state}`
    const known = this.#outcomesOf.get(key)
    const all =
      known ??
      this.#hands.flatMap((one, index): readonly Step[] =>
        one === hand && this.#enabled(index, this.#state(state)) ? [[STIMULUS, index, 0]] : [],
      )
    if (!known) this.#outcomesOf.set(key, all)
    return shut.size === 0 ? all : all.filter(([, index]) => !shut.has(this.#world.stimuli[index]!.stimulus.event.type))
  }

  /** One step, and all that follows in no time, in every order. */
  #settled(from: number, first: Step): readonly Sequel[] {
    return this.#once(`${from}:${first.join()}`, () => this.#settle(from, first))
  }

  #settle(from: number, first: Step): readonly Sequel[] {
    const sequels = new Map<string, Sequel>()
    const met = new Set<string>()
    const pending: Visited[] = []
    const before = this.#shows(from)
    const visit = (state: number, step: Step, seen: Visited['seen']): void => {
      this.#stepper.current.set(this.#state(state))
      this.#stepper.take(...step)
      const next = { state: this.#numberOf(this.#stepper.next), seen: [...seen, ...this.#heard].sort() }
      const key = [next.state, ...next.seen].join()
      if (met.has(key)) return
      met.add(key)
      pending.push(next)
    }
    visit(from, first, [])
    for (let next = pending.pop(); next; next = pending.pop()) {
      const { state, seen } = next
      const urgent = this.#urgent(this.#state(state))
      for (const step of urgent) visit(state, step, seen)
      if (urgent.length > 0) continue
      const shows = this.#shows(state).filter((one, index) => one !== before[index])
      const number = this.#sightings.numberOf([...seen, ...shows])
      sequels.set(`${number} ${state}`, { seen: number, state })
    }
    return [...sequels.values()]
  }

  /** Deliveries and timers that wait for nothing. */
  #urgent(state: Int32Array): readonly Step[] {
    const deliveries = this.#world.channels.flatMap(({ base, least }, index): readonly Step[] =>
      state[base]! > 0 && state[base + 2]! >= least ? [[DELIVERY, index, 0]] : [],
    )
    return [...deliveries, ...this.#timers(state, 0)]
  }

  /** Timers that are over: exact ones, or free ones. */
  #timers(state: Int32Array, free: 0 | 1): readonly Step[] {
    return this.#world.parties.flatMap((party, index) =>
      party.table.locals[state[index]!]!.timers.flatMap((timer, slot): readonly Step[] =>
        state[party.slotBase + slot] === 0 && party.free[timer] === free ? [[TIMER, index, slot]] : [],
      ),
    )
  }

  #shows(state: number): readonly string[] {
    return this.#question.sight.shown.map(({ party, reads }) => reads(this.snapshot(state, party)))
  }

  #enabled(index: number, state: Int32Array): boolean {
    const { budget, when } = this.#world.stimuli[index]!
    if (budget >= 0 && state[budget] === 0) return false
    return when === undefined || this.#stepper.holds(when, state)
  }

  #state(number: number): Int32Array {
    const { tuples, width } = this.#states
    return new Int32Array(tuples.data.buffer, number * width * Uint32Array.BYTES_PER_ELEMENT, width)
  }

  #numberOf(state: Int32Array): number {
    return this.#states.add(new Uint32Array(state.buffer, state.byteOffset, state.length))
  }
}
