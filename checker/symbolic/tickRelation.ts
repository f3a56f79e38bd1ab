// The passing of a tick in sets of states: what runs has a tick less left, what is on its way is a tick older.
import { DUE } from '../nextState/channelContents.js'
import type { Teacher } from '../nextState/transitionSource.js'
import { EXACT, runningOf, type Levels } from './levels.js'
import type { StepTransducer } from './transducer.js'

/** The number of the change that a tick is; see `Changes`. */
export const TICK_CHANGE = 0

const nothing: readonly number[] = []

/** Where no timers are to be watched. */
const PLAIN = 0

/**
 * A tick. It may not pass where a timer that may not wait is due, or a message. Its place is what runs in the lanes of the party
 * whose level was read last.
 */
export class Tick implements StepTransducer {
  readonly id: number
  readonly start = PLAIN
  readonly #teacher: Teacher
  readonly #levels: Levels
  readonly #running: (readonly number[])[] = [[]]
  readonly #places = new Map<string, number>([['', PLAIN]])
  readonly #ways: (readonly number[])[][]

  constructor(id: number, teacher: Teacher, levels: Levels) {
    this.id = id
    this.#teacher = teacher
    this.#levels = levels
    this.#ways = levels.all.map(() => [])
  }

  isDone(): boolean {
    return false
  }

  skips(_place: number, level: number): boolean {
    return this.#levels.all[level]!.kind === 'budget'
  }

  follow(place: number, level: number, value: number): readonly number[] {
    const of = this.#levels.all[level]!
    if (of.kind === 'lane') {
      if (value > 0) return [value - 1, place]
      return this.#running[place]![of.lane] === EXACT ? nothing : [0, place]
    }
    return (this.#ways[level]![value] ??= this.#waysOf(level, value))
  }

  changeAt(): number {
    return TICK_CHANGE
  }

  #waysOf(level: number, value: number): readonly number[] {
    const of = this.#levels.all[level]!
    if (of.kind === 'party') return [value, this.#placeOf(runningOf(this.#teacher, this.#levels, of.party, value))]
    if (of.kind !== 'channel' || value === 0) return [value, PLAIN]
    if ((this.#teacher.flags(of.channel, value) & DUE) !== 0) return nothing
    return [this.#teacher.aged(of.channel, value), PLAIN]
  }

  #placeOf(running: readonly number[]): number {
    const key = running.join()
    const known = this.#places.get(key)
    if (known !== undefined) return known
    this.#places.set(key, this.#running.length)
    return this.#running.push(running) - 1
  }
}
