// What monitors make of the steps of packed states, where no graph is kept: readings by class, counts, first ends.
import type { Pattern } from '../../model/property.js'
import type { Observed } from '../compile/compile.js'
import type { StepView } from '../../model/formula.js'
import { Masks } from '../nextState/stateLabels.js'
import { Pairs } from '../store/tupleSet.js'
import { END, monitorOf, outcomesOf, read, type Monitor, outcomeAt } from './monitor.js'
import type { Shape, Teacher } from '../nextState/transitionSource.js'

/** A property that is watched: plain data. */
export interface Watched {
  readonly id: string
  readonly pattern: Pattern
}

/** What was seen of a property. Counts and depths of several searches are added up by `merge`. */
export interface Sighting {
  readonly id: string
  /** How often each antecedent occurred. */
  readonly antecedents: readonly number[]
  /** Steps from a start to the first end of the watch; -1 where there was none. */
  readonly depth: number
  /** Whether some step could end the watch in some mode: where none can, there is nothing to search for. */
  readonly canEnd: boolean
}

/**
 * Watches properties. One of them, if any is `tracked`, in all of its modes, which then are part of what is explored;
 * of the others, those with one mode.
 */
export class Observer {
  readonly #monitors: readonly Monitor[]
  readonly #outcomes: readonly Int32Array[]
  readonly #watched: readonly Watched[]
  readonly #tracked: number
  readonly #masks: Masks
  readonly #classes = new Pairs()
  /** By class: how many steps there were; and of each property its reading. */
  #counts = new Float64Array(256)
  readonly #readings: Uint8Array[] = []
  /** By class: 1 where an untracked property ends its watch. */
  readonly #ends: boolean[] = []
  readonly #depths: Int32Array

  constructor(
    shape: Shape,
    teacher: Teacher,
    observed: Observed,
    watched: readonly Watched[],
    quantum: number,
    tracked = -1,
  ) {
    this.#watched = watched
    this.#monitors = watched.map(({ pattern }) => monitorOf(pattern, quantum))
    this.#outcomes = this.#monitors.map(outcomesOf)
    this.#tracked = tracked
    this.#masks = new Masks(shape, teacher, observed)
    this.#depths = new Int32Array(watched.length).fill(-1)
  }

  /** The number of the mask of a state, given the numbers of its components. */
  maskOf(values: Int32Array): number {
    return this.#masks.of(values)
  }

  /**
   * An initial state, as a step that came from nowhere; returns the mode of the tracked property, or -1 at its end.
   *
   * @param counts false where another observer of the same search counts it
   */
  start(mask: number, counts = true): number {
    const seen = this.#add(this.#masks.start(mask))
    if (!counts) this.#counts[seen]!--
    return this.#step(seen, this.#monitors[this.#tracked]?.start ?? 0, 0)
  }

  /**
   * A step.
   *
   * @param before number of the mask of the state before
   * @param mode of the tracked property
   * @param depth steps from a start to the state after
   * @returns the mode after; -1 where the watch ends, or can end no more
   */
  step(before: number, change: number, mode: number, depth: number): number {
    let seen = this.#classes.get(before, change)
    if (seen < 0) seen = this.#learn(before, change)
    return this.#step(seen, mode, depth)
  }

  #step(seen: number, mode: number, depth: number): number {
    this.#counts[seen]!++
    if (this.#ends[seen]!) this.#note(seen, depth)
    const tracked = this.#tracked
    if (tracked < 0) return 0
    const next = outcomeAt(this.#outcomes[tracked]!, mode, this.#readings[tracked]![seen]!)
    if (next === END && this.#depths[tracked]! < 0) this.#depths[tracked] = depth
    return next !== END && this.#monitors[tracked]!.settled(next) ? END : next
  }

  get sightings(): readonly Sighting[] {
    return this.#watched.map(({ id }, property) => {
      const monitor = this.#monitors[property]!
      const readings = this.#readings[property] ?? new Uint8Array(0)
      const seen = this.#ends.map((_, at) => [readings[at]!, this.#counts[at]!] as const)
      return { id, ...tallied(monitor, this.#outcomes[property]!, seen), depth: this.#depths[property]! }
    })
  }

  #note(seen: number, depth: number): void {
    this.#monitors.forEach(({ modes }, property) => {
      if (modes > 1 || property === this.#tracked || this.#depths[property]! >= 0) return
      if (this.#outcomes[property]![this.#readings[property]![seen]!] === END) this.#depths[property] = depth
    })
  }

  #learn(before: number, change: number): number {
    const seen = this.#add(this.#masks.step(before, change))
    this.#classes.set(before, change, seen)
    return seen
  }

  /** Reads a step; returns the number of its class. */
  #add(view: StepView): number {
    const seen = this.#ends.length
    if (seen === this.#counts.length) {
      const counts = new Float64Array(seen * 2)
      counts.set(this.#counts)
      this.#counts = counts
    }
    let ends = false
    this.#monitors.forEach((monitor, property) => {
      const reading = read(monitor, view)
      const readings: Uint8Array = this.#readings[property] ?? new Uint8Array(256)
      this.#readings[property] = seen < readings.length ? readings : extended(readings)
      this.#readings[property][seen] = reading
      ends ||= monitor.modes === 1 && property !== this.#tracked && this.#outcomes[property]![reading] === END
    })
    this.#ends.push(ends)
    return seen
  }
}

/**
 * How often antecedents occurred, and whether some step could end the watch.
 *
 * @param seen readings, and how often each of them was made
 */
export function tallied(
  monitor: Monitor,
  outcomes: Int32Array,
  seen: readonly (readonly [reading: number, count: number])[],
): Pick<Sighting, 'antecedents' | 'canEnd'> {
  const times = (bit: number): number =>
    seen.reduce((sum, [reading, count]) => sum + ((reading & bit) !== 0 ? count : 0), 0)
  const canEnd = seen.some(([reading]) => {
    for (let mode = 0; mode < monitor.modes; mode++) if (outcomeAt(outcomes, mode, reading) === END) return true
    return false
  })
  return { antecedents: monitor.antecedents.map(times), canEnd }
}

function extended(bytes: Uint8Array): Uint8Array {
  const longer = new Uint8Array(bytes.length * 2)
  longer.set(bytes)
  return longer
}

/** What several searches through parts of one space have seen together. */
export function merge(parts: readonly (readonly Sighting[])[]): readonly Sighting[] {
  return parts.reduce((all, part) =>
    all.map((one, index) => {
      const other = part[index]!
      const depths = [one.depth, other.depth].filter((depth) => depth >= 0)
      return {
        id: one.id,
        antecedents: one.antecedents.map((count, at) => count + other.antecedents[at]!),
        depth: depths.length > 0 ? Math.min(...depths) : -1,
        canEnd: one.canEnd || other.canEnd,
      }
    }),
  )
}
