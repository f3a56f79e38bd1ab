// What a kernel asks when it meets something for the first time, and who answers where the world is at hand.
import type { Changes } from './stepLabels.js'
import type { CompiledWorld } from '../compile/compile.js'
import { Effects, type Step } from './transitionEffect.js'
import type { Field, Layout } from './stateLayout.js'
import { DELIVERY, STIMULUS, TIMER } from '../semantics/stepper.js'

/** All that a kernel needs to know of a world beforehand: plain data, which can be sent to another thread. */
export interface Shape {
  /** 32-bit words of a packed state. */
  readonly words: number
  readonly parties: number
  readonly channels: number
  /** Fields of the components: local states of parties, contents of channels, budgets. */
  readonly components: readonly Field[]
  /** Numbers that each component has met so far. */
  readonly met: readonly number[]
  /** Parties that are the gate of stimuli, and parties that have timers. */
  readonly gates: readonly number[]
  readonly timed: readonly number[]
  /** Parties that state predicates are about. */
  readonly observed: readonly number[]
  /** Stimuli first, then a delivery for each channel, then the timers of the parties. */
  readonly steps: readonly Step[]
  /** Words in a mask of state predicates, and of step predicates. */
  readonly isWidth: number
  readonly doesWidth: number
}

/** Integers of a timer in what a teacher says of a clock: word, shift and mask of its field, 1 where it is exact, its step. */
export const TOLD_OF_TIMER = 5

/** What a step does. */
export interface Lesson {
  readonly possible: boolean
  /** Components that decide, in the order in which they are read. */
  readonly reads: readonly number[]
  readonly keep: Int32Array
  readonly set: Int32Array
  /** The number of the change; see `Changes`. */
  readonly change: number
}

/**
 * Answers what a kernel does not know.
 *
 * Any answer may be a `Widen`, where the layout has no room for it, and a lesson a `StepFault`; these are thrown.
 */
export interface Teacher {
  /** Stimuli that have a party for a gate, and that a local state of it does not rule out. */
  menu(party: number, number: number): readonly number[]
  /** Of each timer that runs in a local state: word, shift and mask of its field, 1 where it is exact, its step. */
  clock(party: number, number: number): readonly number[]
  /** `DELIVERABLE` and `DUE`. */
  flags(channel: number, content: number): number
  /** The content a tick later. */
  aged(channel: number, content: number): number
  /** What a step does in the state that stands in `words` from `at` on. */
  lesson(step: number, words: Uint32Array, at: number): Lesson
  /** Mask of the state predicates that hold in a local state of a party. */
  is(party: number, number: number): readonly number[]
  /** A change, as `Changes` keeps it. */
  change(change: number): readonly number[]
}

/** The answers of a world, in a layout. */
export class WorldTeacher implements Teacher {
  readonly shape: Shape
  readonly effects: Effects
  readonly #world: CompiledWorld
  readonly layout: Layout
  readonly #timerBase: readonly number[]
  /** By party: stimuli whose gate it is. */
  readonly #gated: readonly (readonly number[])[]

  /** @param changes that were met so far, where a former layout was found too narrow */
  constructor(layout: Layout, changes?: Changes) {
    const { world, locals, contents } = layout.room
    const { parties, channels, stimuli, budgets } = world
    this.#world = world
    this.layout = layout
    this.effects = new Effects(layout, changes)
    let base = stimuli.length + channels.length
    this.#timerBase = parties.map(({ table }) => (base += table.timers.length) - table.timers.length)
    this.#gated = parties.map((_, party) => stimuli.flatMap(({ gate }, index) => (gate === party ? [index] : [])))
    this.shape = {
      words: layout.words,
      parties: parties.length,
      channels: channels.length,
      components: layout.components,
      met: [...locals.map(({ length }) => length), ...contents.map(({ count }) => count), ...budgets.map(() => 2)],
      gates: parties.flatMap((_, party) => (this.#gated[party]!.length > 0 ? [party] : [])),
      observed: parties.flatMap(({ asked }, party) => (asked.some((bits) => bits !== 0) ? [party] : [])),
      timed: parties.flatMap(({ table }, party) => (table.timers.length > 0 ? [party] : [])),
      steps: [
        ...stimuli.map((_, subject) => ({ kind: STIMULUS, subject, timer: 0 })),
        ...channels.map((_, subject) => ({ kind: DELIVERY, subject, timer: 0 })),
        ...parties.flatMap(({ table }, subject) => table.timers.map((_, timer) => ({ kind: TIMER, subject, timer }))),
      ],
      isWidth: world.isWidth,
      doesWidth: world.doesWidth,
    }
  }

  menu(party: number, number: number): readonly number[] {
    const local = this.layout.room.locals[party]![number]!
    return this.#gated[party]!.filter((index) => {
      const { when } = this.#world.stimuli[index]!
      return when === undefined || this.effects.allows(when, party, local)
    })
  }

  clock(party: number, number: number): readonly number[] {
    const { table, free } = this.#world.parties[party]!
    const { timers } = table.locals[this.layout.room.locals[party]![number]!]!
    return timers.flatMap((timer) => {
      const { word, shift, mask } = this.layout.timers[party]![timer]!
      return [word, shift, mask, free[timer] === 1 ? 0 : 1, this.#timerBase[party]! + timer]
    })
  }

  flags(channel: number, content: number): number {
    return this.layout.room.contents[channel]!.flags[content]!
  }

  aged(channel: number, content: number): number {
    return this.layout.agedOf(channel, content)
  }

  /** The components that the latest lesson was seen to read, also where it threw. */
  get looked(): readonly number[] {
    return this.effects.reads.list
  }

  lesson(step: number, words: Uint32Array, at: number): Lesson {
    const { effects } = this
    effects.from(words, at)
    const possible = effects.take(this.shape.steps[step]!)
    const { keep, set, change, reads } = effects
    return { possible, reads: reads.list, keep, set, change }
  }

  is(party: number, number: number): readonly number[] {
    const { is } = this.#world.parties[party]!
    const row = is.touch(this.layout.room.locals[party]![number]!)
    return [...is.words.subarray(row, row + is.width)]
  }

  change(change: number): readonly number[] {
    const { width, tuples } = this.effects.changes.tuples
    return [...tuples.data.subarray(change * width, (change + 1) * width)]
  }
}
