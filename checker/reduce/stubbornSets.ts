// Which steps of a state are enough: a strong stubborn set of its tasks, found by closing one enabled task under conflict.
import type { CompiledCondition, CompiledWorld } from '../compile/compile.js'
import { FRESH, type LocalRecord } from '../compile/partyTable.js'
import { DELIVERY, STIMULUS, TICK, type Stepper, type Witness } from '../semantics/stepper.js'
import { has, join, put, type Dependence, type TaskSet } from './dependencyMatrix.js'

/**
 * The enabled steps of one state in the order of the stepper: their tasks, and with which tasks each conflicts, told
 * from what the step actually reads and writes. Filled by being the witness of a `Stepper`.
 */
export class EnabledSteps implements Witness {
  count = 0
  tasks = new Int32Array(64)
  readonly #dependence: Dependence
  readonly #stepper: Stepper
  readonly #words: number
  #conflicts: TaskSet[] = []

  constructor(stepper: Stepper, dependence: Dependence) {
    this.#stepper = stepper
    this.#dependence = dependence
    this.#words = Math.ceil(dependence.tasks / 32)
  }

  clear(): void {
    this.count = 0
  }

  conflicts(step: number): TaskSet {
    return this.#conflicts[step]!
  }

  begins(): void {
    const { kind, subject, world } = this.#stepper
    const { readConflicts, touchConflicts, spenders, timed } = this.#dependence
    const step = this.count++
    if (step === this.tasks.length) {
      const longer = new Int32Array(2 * step)
      longer.set(this.tasks)
      this.tasks = longer
    }
    if (step === this.#conflicts.length) this.#conflicts.push(new Uint32Array(this.#words))
    const conflicts = this.#conflicts[step]!
    conflicts.fill(0)
    this.tasks[step] = this.#dependence.taskOf(kind, subject)
    put(conflicts, this.tasks[step])
    if (kind === TICK) join(conflicts, timed)
    if (kind === DELIVERY) join(conflicts, touchConflicts[subject]!)
    if (kind !== STIMULUS) return
    const { when, budget } = world.stimuli[subject]!
    if (budget >= 0) join(conflicts, spenders.get(budget)!)
    if (when === undefined) return
    const { clauses, empty } = when
    for (let at = 0; at < clauses.length; at += 3) join(conflicts, readConflicts[clauses[at]!]!)
    for (let at = 0; at < empty.length; at++) join(conflicts, touchConflicts[empty[at]!]!)
  }

  happens(party: number, _from: number, { before, after, idle, says, slots }: LocalRecord): void {
    const { readConflicts, writeConflicts, touchConflicts, tick } = this.#dependence
    const conflicts = this.#conflicts[this.count - 1]!
    const { world } = this.#stepper
    const unchanged = idle || (before === after && world.parties[party]!.table.timers.length === 0)
    join(conflicts, (unchanged ? readConflicts : writeConflicts)[party]!)
    // What starts now is older after a tick.
    for (let slot = 0; slot < slots.length; slot++) if (slots[slot] === FRESH) put(conflicts, tick)
    for (let at = 0; at < says.length; at++) {
      const queued = world.route(party, says[at]!)?.queued
      if (queued === undefined || queued.length === 0) continue
      put(conflicts, tick)
      for (let pair = 0; pair < queued.length; pair += 2) join(conflicts, touchConflicts[queued[pair]!]!)
    }
  }

  loses(): void {
    // Told from the parties that changed.
  }
}

/** Chooses the steps of a state that are explored. */
export interface AmpleSets {
  /**
   * Marks the chosen steps with 1 in `chosen`. All of them, if there is no smaller set that is enough.
   *
   * @param state unpacked
   * @param visible by step: 1 where a property may notice it
   * @returns how many
   */
  choose(state: Int32Array, steps: EnabledSteps, visible: Uint8Array, chosen: Uint8Array): number
}

const clauseHolds = (
  { parties }: CompiledWorld,
  { clauses }: CompiledCondition,
  at: number,
  state: Int32Array,
): boolean => {
  const { clauses: rows } = parties[clauses[at]!]!
  const row = rows.touch(state[clauses[at]!]!)
  return (rows.words[row + clauses[at + 1]!]! & clauses[at + 2]!) !== 0
}

export class StubbornSets implements AmpleSets {
  readonly #world: CompiledWorld
  readonly #dependence: Dependence
  /** The set that is being closed, and its tasks that are still to be looked at. */
  readonly #set: TaskSet
  readonly #agenda: Int32Array
  /** Tasks that have been tried as seeds in this state. */
  readonly #tried: TaskSet
  readonly #onlyTick: TaskSet
  readonly #nothing: TaskSet
  #pending = 0
  #excuse: TaskSet
  #cost = 0

  readonly #ticks: boolean

  /** @param ticks whether the clock is among the steps; where nothing is timed it need not be */
  constructor(world: CompiledWorld, dependence: Dependence, ticks: boolean) {
    const words = Math.ceil(dependence.tasks / 32)
    this.#ticks = ticks
    this.#world = world
    this.#dependence = dependence
    this.#set = new Uint32Array(words)
    this.#tried = new Uint32Array(words)
    this.#onlyTick = new Uint32Array(words)
    this.#nothing = new Uint32Array(words)
    this.#excuse = this.#nothing
    this.#agenda = new Int32Array(dependence.tasks)
    put(this.#onlyTick, dependence.tick)
  }

  choose(state: Int32Array, steps: EnabledSteps, visible: Uint8Array, chosen: Uint8Array): number {
    const { count, tasks } = steps
    let least = count
    chosen.fill(1, 0, count)
    this.#tried.fill(0)
    for (let seed = 0; seed < count && least > 1; seed++) {
      if (has(this.#tried, tasks[seed]!)) continue
      put(this.#tried, tasks[seed]!)
      if (!this.#close(tasks[seed]!, state, steps, visible)) continue
      let size = 0
      for (let step = 0; step < count; step++) if (has(this.#set, tasks[step]!)) size++
      if (size >= least) continue
      least = size
      for (let step = 0; step < count; step++) chosen[step] = has(this.#set, tasks[step]!) ? 1 : 0
    }
    return least
  }

  /** Closes a set from one task on; false where it would contain a visible step. */
  #close(seed: number, state: Int32Array, steps: EnabledSteps, visible: Uint8Array): boolean {
    this.#set.fill(0)
    put(this.#set, seed)
    this.#agenda[0] = seed
    this.#pending = 1
    while (this.#pending > 0) {
      const task = this.#agenda[--this.#pending]!
      let enabled = false
      for (let step = 0; step < steps.count; step++) {
        if (steps.tasks[step] !== task) continue
        if (visible[step] === 1) return false
        enabled = true
        this.#add(steps.conflicts(step))
      }
      if (enabled) this.#addLater(task, state)
      else this.#add(this.#enabling(task, state))
    }
    return true
  }

  #add(tasks: TaskSet): void {
    const set = this.#set
    for (let word = 0; word < set.length; word++) {
      for (let fresh = tasks[word]! & ~set[word]!; fresh !== 0; fresh &= fresh - 1) {
        this.#agenda[this.#pending++] = 32 * word + 31 - Math.clz32(fresh & -fresh)
      }
      set[word]! |= tasks[word]!
    }
  }

  /** Of a party with several timers, one may be due and another not yet. */
  #addLater(task: number, state: Int32Array): void {
    const { stimuli, channels, parties } = this.#world
    const party = task - stimuli.length - channels.length
    if (party < 0 || party >= parties.length) return
    const { slotBase } = parties[party]!
    const timers = running(this.#world, party, state)
    for (let slot = 0; slot < timers.length; slot++) if (state[slotBase + slot]! > 0) this.#add(this.#onlyTick)
  }

  /** Tasks of which one must take a step before a disabled task can: the fewest new ones of those that are known. */
  #enabling(task: number, state: Int32Array): TaskSet {
    const { stimuli, channels, parties } = this.#world
    const { writers, senders, emptiers, tick } = this.#dependence
    this.#excuse = this.#nothing
    this.#cost = Infinity
    if (task < stimuli.length) {
      const { when, budget } = stimuli[task]!
      if (budget >= 0 && state[budget] === 0) return this.#nothing
      for (let at = 0; when !== undefined && at < when.clauses.length; at += 3) {
        if (!clauseHolds(this.#world, when, at, state)) this.#offer(writers[when.clauses[at]!]!)
      }
      for (let at = 0; when !== undefined && at < when.empty.length; at++) {
        if (state[channels[when.empty[at]!]!.base] !== 0) this.#offer(emptiers[when.empty[at]!]!)
      }
      return this.#excused()
    }
    if (task < stimuli.length + channels.length) {
      const channel = task - stimuli.length
      return state[channels[channel]!.base] === 0 ? senders[channel]! : this.#onlyTick
    }
    if (task !== tick) {
      const party = task - stimuli.length - channels.length
      if (running(this.#world, party, state).length > 0) this.#add(this.#onlyTick)
      return writers[party]!
    }
    if (!this.#ticks) return this.#nothing
    for (let channel = 0; channel < channels.length; channel++) {
      const { base, most } = channels[channel]!
      if (state[base] !== 0 && state[base + 2]! >= most) this.#offer(emptiers[channel]!)
    }
    for (let party = 0; party < parties.length; party++) {
      const { slotBase, free } = parties[party]!
      const timers = running(this.#world, party, state)
      for (let slot = 0; slot < timers.length; slot++) {
        if (state[slotBase + slot] === 0 && free[timers[slot]!] === 0) this.#offer(writers[party]!)
      }
    }
    return this.#excused()
  }

  #excused(): TaskSet {
    if (this.#cost === Infinity) throw new Error('a task is not enabled, and nothing is in its way')
    return this.#excuse
  }

  /** Takes a set for the excuse if it adds less than the one so far. */
  #offer(tasks: TaskSet): void {
    let cost = 0
    for (let word = 0; word < tasks.length; word++) {
      for (let fresh = tasks[word]! & ~this.#set[word]!; fresh !== 0; fresh &= fresh - 1) cost++
    }
    if (cost >= this.#cost) return
    this.#cost = cost
    this.#excuse = tasks
  }
}

/** The timers that run in a party. */
const running = ({ parties }: CompiledWorld, party: number, state: Int32Array): readonly number[] =>
  parties[party]!.table.locals[state[party]!]!.timers
