// What monitors make of the steps of packed states, where no graph is kept: readings by class, counts, first ends.
import type { Pattern } from '../properties/property.js'
import type { Observed } from './compile.js'
import type { StepView } from './formula.js'
import { Allowance, Pairs, TupleSet } from './memory.js'
import { monitorOf, read, type Monitor } from './monitor.js'
import type { Shape, Teacher } from './teacher.js'

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

const END = -1

/** A step seen as two masks of state predicates, one of step predicates, and whether it is a tick. */
class MaskView implements StepView {
  tick = false
  before: Uint32Array = new Uint32Array(1)
  after: Uint32Array = new Uint32Array(1)
  steps: Uint32Array = new Uint32Array(1)
  readonly #states: ReadonlyMap<string, number>
  readonly #does: ReadonlyMap<string, number>

  constructor({ states, steps }: Observed) {
    this.#states = new Map(states.map((name, bit) => [name, bit]))
    this.#does = new Map(steps.map((name, bit) => [name, bit]))
  }

  is(name: string): boolean {
    return holds(this.after, this.#states.get(name))
  }

  was(name: string): boolean {
    return holds(this.before, this.#states.get(name))
  }

  does(name: string): boolean {
    return holds(this.steps, this.#does.get(name))
  }
}

function holds(mask: Uint32Array, bit: number | undefined): boolean {
  if (bit === undefined) throw new Error('a formula asks for a predicate that was not observed')
  return (mask[bit >> 5]! & (1 << (bit & 31))) !== 0
}

/** Outcomes of a monitor by mode * 8 + reading: the next mode, or -1 for an end. */
function outcomesOf(monitor: Monitor): Int32Array {
  return Int32Array.from({ length: monitor.modes * 8 }, (_, at) => {
    const outcome = monitor.next(at >> 3, at & 7)
    return typeof outcome === 'number' ? outcome : END
  })
}

/**
 * Watches properties. One of them, if any is `tracked`, in all of its modes, which then are part of what is explored;
 * of the others, those with one mode.
 */
export class Observer {
  readonly #shape: Shape
  readonly #teacher: Teacher
  readonly #monitors: readonly Monitor[]
  readonly #outcomes: readonly Int32Array[]
  readonly #watched: readonly Watched[]
  readonly #tracked: number
  readonly #view: MaskView
  readonly #masks: TupleSet
  readonly #classes = new Pairs()
  /** By class: how many steps there were; and of each property its reading. */
  #counts = new Float64Array(256)
  readonly #readings: Uint8Array[] = []
  /** By class: 1 where an untracked property ends its watch. */
  readonly #ends: boolean[] = []
  readonly #depths: Int32Array
  /** By party and number: the row of its state predicates. */
  readonly #rows: readonly Uint32Array[][]
  readonly #observed: readonly number[]
  readonly #mask: Uint32Array

  constructor(
    shape: Shape,
    teacher: Teacher,
    observed: Observed,
    watched: readonly Watched[],
    quantum: number,
    tracked = -1,
  ) {
    this.#shape = shape
    this.#teacher = teacher
    this.#watched = watched
    this.#monitors = watched.map(({ pattern }) => monitorOf(pattern, quantum))
    this.#outcomes = this.#monitors.map(outcomesOf)
    this.#tracked = tracked
    this.#view = new MaskView(observed)
    this.#masks = new TupleSet(shape.isWidth, new Allowance(Infinity))
    this.#mask = new Uint32Array(shape.isWidth)
    this.#masks.add(this.#mask)
    this.#depths = new Int32Array(watched.length).fill(-1)
    this.#rows = Array.from({ length: shape.parties }, () => [])
    this.#observed = shape.observed
  }

  /** The number of the mask of a state, given the numbers of its components. */
  maskOf(values: Int32Array): number {
    const mask = this.#mask.fill(0)
    for (const party of this.#observed) {
      const row = (this.#rows[party]![values[party]!] ??= Uint32Array.from(this.#teacher.is(party, values[party]!)))
      for (let word = 0; word < mask.length; word++) mask[word]! |= row[word]!
    }
    return this.#masks.add(mask)
  }

  /** An initial state, as a step that came from nowhere; returns the mode of the tracked property, or -1 at its end. */
  start(mask: number): number {
    const view = this.#view
    view.before = new Uint32Array(this.#shape.isWidth)
    view.after = this.#maskAt(mask)
    view.steps = new Uint32Array(this.#shape.doesWidth)
    view.tick = false
    const seen = this.#add()
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
    const next = this.#outcomes[tracked]![mode * 8 + this.#readings[tracked]![seen]!]!
    if (next === END && this.#depths[tracked]! < 0) this.#depths[tracked] = depth
    return next !== END && this.#monitors[tracked]!.settled(next) ? END : next
  }

  get sightings(): readonly Sighting[] {
    return this.#watched.map(({ id }, property) => {
      const monitor = this.#monitors[property]!
      const readings = this.#readings[property] ?? new Uint8Array(0)
      const times = (bit: number): number =>
        this.#ends.reduce((sum, _, seen) => sum + ((readings[seen]! & bit) !== 0 ? this.#counts[seen]! : 0), 0)
      const canEnd = this.#ends.some((_, seen) => {
        for (let mode = 0; mode < monitor.modes; mode++) {
          if (this.#outcomes[property]![mode * 8 + readings[seen]!] === END) return true
        }
        return false
      })
      return { id, antecedents: monitor.antecedents.map(times), depth: this.#depths[property]!, canEnd }
    })
  }

  #maskAt(mask: number): Uint32Array {
    const { width, tuples } = this.#masks
    return tuples.data.slice(mask * width, (mask + 1) * width)
  }

  #note(seen: number, depth: number): void {
    this.#monitors.forEach(({ modes }, property) => {
      if (modes > 1 || property === this.#tracked || this.#depths[property]! >= 0) return
      if (this.#outcomes[property]![this.#readings[property]![seen]!] === END) this.#depths[property] = depth
    })
  }

  #learn(before: number, change: number): number {
    const { isWidth, doesWidth } = this.#shape
    const tuple = this.#teacher.change(change)
    const view = this.#view
    const asked = 1 + doesWidth
    view.tick = tuple[0] === 1
    view.steps = Uint32Array.from(tuple.slice(1, asked))
    view.before = this.#maskAt(before)
    view.after = view.before.map((word, at) => (word & ~tuple[asked + at]!) | tuple[asked + isWidth + at]!)
    const seen = this.#add()
    this.#classes.set(before, change, seen)
    return seen
  }

  /** Reads the step in view; returns the number of its class. */
  #add(): number {
    const seen = this.#ends.length
    if (seen === this.#counts.length) {
      const counts = new Float64Array(seen * 2)
      counts.set(this.#counts)
      this.#counts = counts
    }
    let ends = false
    this.#monitors.forEach((monitor, property) => {
      const reading = read(monitor, this.#view)
      const readings: Uint8Array = this.#readings[property] ?? new Uint8Array(256)
      this.#readings[property] = seen < readings.length ? readings : extended(readings)
      this.#readings[property][seen] = reading
      ends ||= monitor.modes === 1 && property !== this.#tracked && this.#outcomes[property]![reading] === END
    })
    this.#ends.push(ends)
    return seen
  }
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
