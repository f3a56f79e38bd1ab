// Steps of sets of states with a monitor beside them, whose mode is the last level, or who has but one mode.
import type { Pattern } from '../../model/property.js'
import { namesIn } from '../../model/formula.js'
import { BLANK, Masks } from '../nextState/stateLabels.js'
import { Pairs } from '../store/tupleSet.js'
import { END, monitorOf, outcomesOf, read, type Monitor } from '../monitor/monitor.js'
import type { Teacher } from '../nextState/transitionSource.js'
import type { Levels } from './levels.js'
import type { SymbolicTask } from './symbolicSpace.js'
import type { StepTransducer } from './transducer.js'

/** What there is to know of a property: its monitor, and what the monitor reads of a step. */
export class Sight {
  readonly monitor: Monitor
  /** By mode * 8 + reading: the next mode, or `END`. */
  readonly outcomes: Int32Array
  readonly masks: Masks
  /** By level: the party whose local state matters, if it does. */
  readonly parties: readonly (number | undefined)[]
  /** The level behind the last of these. */
  readonly behind: number
  readonly #readings = new Pairs()

  constructor(pattern: Pattern, { shape, observed, asked, quantum }: SymbolicTask, teacher: Teacher, levels: Levels) {
    const names = namesIn(pattern)
    this.monitor = monitorOf(pattern, quantum)
    this.outcomes = outcomesOf(this.monitor)
    this.masks = new Masks(shape, teacher, observed, names)
    this.parties = levels.all.map((level) => {
      const matters = level.kind === 'party' && asked[level.party]!.some((name) => names.has(name))
      return matters ? level.party : undefined
    })
    this.behind = this.parties.reduce<number>((last, party, level) => (party === undefined ? last : level + 1), 0)
  }

  /** What the monitor reads of a step from a state with a mask. */
  readingOf(mask: number, change: number): number {
    const known = this.#readings.get(mask, change)
    if (known >= 0) return known
    const reading = read(this.monitor, this.masks.step(mask, change))
    this.#readings.set(mask, change, reading)
    return reading
  }

  /** The mode after a reading, `END` where the watch ends; `undefined` where it can end no more. */
  after(mode: number, reading: number): number | undefined {
    const next = this.outcomes[mode * 8 + reading]!
    return next !== END && this.monitor.settled(next) ? undefined : next
  }
}

/** Which steps are followed: all; those that do not end the watch; those that do. */
export type Following = 'all' | 'going on' | 'ending'

const nothing: readonly number[] = []

/** A step, and what a monitor makes of it: its place is that of the step, and the mask of what was read so far. */
export class Watch implements StepTransducer {
  readonly id: number
  readonly start: number
  readonly #step: StepTransducer
  readonly #sight: Sight
  readonly #levels: number
  readonly #following: Following
  /** Whether the level behind all others holds the mode. */
  readonly #moded: boolean
  readonly #numbers = new Pairs()
  /** By place: that of the step, and the mask. */
  readonly #places: number[] = []
  readonly #masks: number[] = []
  /** By place: the ways, by value and level. */
  readonly #ways: Map<number, readonly number[]>[] = []

  /** @param levels without that of the mode */
  constructor(id: number, step: StepTransducer, sight: Sight, levels: number, following: Following, moded: boolean) {
    this.id = id
    this.#step = step
    this.#sight = sight
    this.#levels = levels
    this.#following = following
    this.#moded = moded
    this.start = this.#number(step.start, BLANK)
  }

  isDone(place: number, level: number): boolean {
    return !this.#moded && this.#isDecided(this.#places[place]!, level)
  }

  skips(place: number, level: number): boolean {
    if (level >= this.#levels - 1 || this.#sight.parties[level] !== undefined) return false
    return this.#step.isDone(this.#places[place]!, level) || this.#step.skips(this.#places[place]!, level)
  }

  follow(place: number, level: number, value: number): readonly number[] {
    if (level === this.#levels) return this.#inMode(place, value)
    const ways = (this.#ways[place] ??= new Map())
    const key = value * this.#levels + level
    const known = ways.get(key)
    if (known !== undefined) return known
    const made = this.#waysOf(place, level, value)
    ways.set(key, made)
    return made
  }

  changeAt(place: number): number {
    return this.#step.changeAt(this.#places[place]!)
  }

  /** What the monitor reads of the steps that end at this place. */
  readingAt(place: number): number {
    return this.#sight.readingOf(this.#masks[place]!, this.changeAt(place))
  }

  #waysOf(place: number, level: number, value: number): readonly number[] {
    const [of, before] = [this.#places[place]!, this.#masks[place]!]
    const party = this.#sight.parties[level]
    const mask = party === undefined ? before : this.#sight.masks.with(before, party, value)
    const copies = this.#step.isDone(of, level) || this.#step.skips(of, level)
    const ways = copies ? [value, of] : this.#step.follow(of, level, value)
    const followed: number[] = []
    for (let way = 0; way < ways.length; way += 2) {
      const next = this.#number(ways[way + 1]!, mask)
      if (this.#isRefused(next, level + 1)) continue
      followed.push(ways[way]!, next)
    }
    return followed
  }

  /** Whether all is known of a step that has come to a level at a place: where it leads, and what the monitor reads. */
  #isDecided(place: number, level: number): boolean {
    return level >= this.#sight.behind && (level === this.#levels || this.#step.isDone(place, level))
  }

  #isRefused(place: number, level: number): boolean {
    if (this.#moded || this.#following === 'all' || !this.#isDecided(this.#places[place]!, level)) return false
    const ends = this.#sight.after(0, this.readingAt(place)) === END
    return ends !== (this.#following === 'ending')
  }

  #inMode(place: number, mode: number): readonly number[] {
    const next = this.#sight.after(mode, this.readingAt(place))
    if (next === undefined) return nothing
    const ends = next === END
    if (ends !== (this.#following === 'ending')) return nothing
    return [ends ? mode : next, place]
  }

  #number(place: number, mask: number): number {
    const known = this.#numbers.get(place, mask)
    if (known >= 0) return known
    this.#numbers.set(place, mask, this.#places.length)
    this.#masks.push(mask)
    return this.#places.push(place) - 1
  }
}
