// What a kind of step does to sets of states: its cases, as something that reads a state level by level.
import type { Level } from './levels.js'
import type { StepTransducer } from './transducer.js'

/** What a case writes for the values of a level that it fits. */
interface Column {
  /** By value; none where the case does not fit it, as far as is known. */
  readonly writes: (number | undefined)[]
  /** By value of a party: the number of what is written into its timers; 0 for nothing. */
  readonly patterns: number[]
}

/** States that a step treats alike: those whose values are, level by level, among some values. */
export class StepCase {
  /** The number of its change; see `Changes`. */
  readonly change: number
  /** Levels that it looks at or writes, by what it writes. */
  readonly columns: ReadonlyMap<number, Column>
  /** Levels in which 0 is written, whatever they hold. */
  readonly erased: ReadonlySet<number>
  /** The level of a timer that has to be due. */
  readonly due: number | undefined

  constructor(change: number, levels: Iterable<number>, erased: Iterable<number> = [], due?: number) {
    this.change = change
    this.columns = new Map([...levels].map((level) => [level, { writes: [], patterns: [] }]))
    this.erased = new Set(erased)
    this.due = due
  }
}

/** What a place stands for: cases that fit what was read so far, each with what it writes into the timers that come next. */
interface Place {
  /** Index of the case and number of the pattern, in turn. */
  readonly members: readonly number[]
  /** By level: 1 where something is read or written. */
  readonly touched: Uint8Array
  /** The last of these. */
  readonly last: number
  /** By level and value. */
  readonly ways: (Map<number, Ways> | undefined)[]
}

/** The ways to go on, and when they were found. */
interface Ways {
  readonly at: number
  readonly found: readonly number[]
}

const nothing: readonly number[] = []

/** The number of the pattern that writes nothing. */
const PLAIN = 0

/**
 * The cases of one kind of step. No two of them fit the same state: a step is deterministic. A case is a product of sets of
 * values, one for each level; these grow as values are met.
 *
 * What an image of a node was found to be stays true when a case grows. That node was reached with values that fit some cases,
 * and all its states were known then. Where a value is added to a case, it is since that case treats it as its other values;
 * of the states of the node that have it, each belonged to a case already, and to only one.
 */
export class StepCases implements StepTransducer {
  readonly id: number
  start: number
  readonly #levels: readonly Level[]
  readonly #cases: StepCase[] = []
  readonly #places: Place[] = []
  readonly #placeIds = new Map<string, number>()
  /** What is written into timers: ticks by level. */
  readonly #patterns: ReadonlyMap<number, number>[] = [new Map()]
  readonly #patternIds = new Map<string, number>([['', PLAIN]])
  /** By level and value: when a case grew by it. */
  readonly #grown: Map<number, number>[]
  #now = 0

  constructor(id: number, levels: readonly Level[]) {
    this.id = id
    this.#levels = levels
    this.#grown = levels.map(() => new Map<number, number>())
    this.start = this.#placeOf([])
  }

  /** Adds a case that fits no state yet. */
  add(one: StepCase): void {
    this.#cases.push(one)
    this.start = this.#placeOf(this.#cases.flatMap((_, index) => [index, PLAIN]))
  }

  /**
   * Makes a case fit a value of a level.
   *
   * @param timers of a party: the ticks that are written, by level
   */
  grow(
    one: StepCase,
    level: number,
    value: number,
    write: number,
    timers: ReadonlyMap<number, number> = new Map(),
  ): void {
    const column = one.columns.get(level)!
    column.writes[value] = write
    column.patterns[value] = this.#patternOf(timers)
    this.#grown[level]!.set(value, ++this.#now)
  }

  isDone(place: number, level: number): boolean {
    return this.#places[place]!.last < level
  }

  skips(place: number, level: number): boolean {
    return this.#places[place]!.touched[level] === 0
  }

  follow(place: number, level: number, value: number): readonly number[] {
    const { ways } = this.#places[place]!
    const own = (ways[level] ??= new Map<number, Ways>())
    const known = own.get(value)
    if (known !== undefined && known.at >= (this.#grown[level]!.get(value) ?? 0)) return known.found
    const found = this.#waysOf(place, level, value)
    own.set(value, { at: this.#now, found })
    return found
  }

  changeAt(place: number): number {
    const { members } = this.#places[place]!
    if (members.length !== 2) throw new Error('two cases of a step fit the same states')
    return this.#cases[members[0]!]!.change
  }

  #waysOf(place: number, level: number, value: number): readonly number[] {
    const of = this.#levels[level]!
    const goesOn = this.#levels[level + 1]?.kind === 'lane'
    const byWrite = new Map<number, number[]>()
    const { members } = this.#places[place]!
    for (let at = 0; at < members.length; at += 2) {
      const index = members[at]!
      const { columns, erased, due } = this.#cases[index]!
      const column = columns.get(level)
      let write: number | undefined = value
      let pattern = members[at + 1]!
      if (of.kind === 'lane') {
        write = due === level && value !== 0 ? undefined : (this.#patterns[pattern]!.get(level) ?? value)
        if (!goesOn) pattern = PLAIN
      } else if (column !== undefined) {
        write = column.writes[value]
        pattern = column.patterns[value] ?? PLAIN
      } else if (erased.has(level)) {
        write = 0
      }
      if (write === undefined) continue
      const same = byWrite.get(write)
      if (same === undefined) byWrite.set(write, [index, pattern])
      else same.push(index, pattern)
    }
    if (byWrite.size === 0) return nothing
    return [...byWrite].sort(([a], [b]) => a - b).flatMap(([write, next]) => [write, this.#placeOf(next)])
  }

  #placeOf(members: readonly number[]): number {
    const key = members.join()
    const known = this.#placeIds.get(key)
    if (known !== undefined) return known
    // Where no case fits, nothing is written, whatever follows.
    const touched = new Uint8Array(this.#levels.length).fill(members.length === 0 ? 1 : 0)
    for (let at = 0; at < members.length; at += 2) {
      const { columns, erased, due } = this.#cases[members[at]!]!
      for (const level of [...columns.keys(), ...erased]) {
        touched[level] = 1
        // What is written into the timers of a party is known when its local state is.
        for (let lane = level + 1; columns.has(level) && this.#levels[lane]?.kind === 'lane'; lane++) touched[lane] = 1
      }
      if (due !== undefined) touched[due] = 1
    }
    this.#placeIds.set(key, this.#places.length)
    return (
      this.#places.push({
        members,
        touched,
        last: members.length === 0 ? Infinity : touched.lastIndexOf(1),
        ways: [],
      }) - 1
    )
  }

  #patternOf(timers: ReadonlyMap<number, number>): number {
    const key = [...timers].flat().join()
    const known = this.#patternIds.get(key)
    if (known !== undefined) return known
    this.#patternIds.set(key, this.#patterns.length)
    return this.#patterns.push(timers) - 1
  }
}
