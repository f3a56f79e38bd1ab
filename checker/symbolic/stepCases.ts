// What a kind of step does to sets of states: its cases, as something that reads a state level by level.
import { below, GrowingSet, isEmpty, keyOf, onlyMember, union, type CaseSet } from './caseSet.js'
import type { Level } from './levels.js'
import type { StepTransducer } from './transducer.js'

/** States that a step treats alike: those whose values are, level by level, among some values. */
export class StepCase {
  /** The number of its change; see `Changes`. */
  readonly change: number
  /** Levels that it looks at or writes, each with the values that it fits, as far as is known. */
  readonly columns: ReadonlyMap<number, Set<number>>
  /** Levels in which 0 is written, whatever they hold. */
  readonly erased: ReadonlySet<number>
  /** The level of a timer that has to be due. */
  readonly due: number | undefined

  constructor(change: number, levels: Iterable<number>, erased: Iterable<number> = [], due?: number) {
    this.change = change
    this.columns = new Map([...levels].map((level) => [level, new Set()]))
    this.erased = new Set(erased)
    this.due = due
  }
}

/** Cases that write one value, and one pattern of timers behind it. */
interface Writing {
  readonly write: number
  readonly pattern: number
  readonly cases: GrowingSet
}

/** What the cases do in one level. */
interface Column {
  /** Those that look at it or write it. */
  readonly busy: GrowingSet
  /** Those that write 0, whatever it holds. */
  readonly erasing: GrowingSet
  /** Of a lane: those whose timer it is, which has to be due. */
  readonly due: GrowingSet
  /** By value: what the cases that fit it write. */
  readonly byValue: (Writing[] | undefined)[]
  /** By value: when a case grew by it. */
  readonly grown: number[]
}

/** Cases that fit what was read so far, and the number of what they write into the timers that come next. */
interface Fitting {
  readonly pattern: number
  readonly cases: CaseSet
}

/** What a place stands for. */
interface Place {
  /** By ascending pattern, each pattern once. */
  readonly fitting: readonly Fitting[]
  /** By level: 1 where something is read or written. */
  readonly touched: Uint8Array
  /** The last of these. */
  readonly last: number
  /** By level and value. */
  readonly ways: ((Ways | undefined)[] | undefined)[]
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
  readonly #levels: readonly Level[]
  readonly #cases: StepCase[] = []
  readonly #indices = new Map<StepCase, number>()
  readonly #columns: readonly Column[]
  /** Cases that touch the same levels, by these. */
  readonly #alike = new Map<string, { readonly touched: readonly number[]; readonly cases: GrowingSet }>()
  readonly #places: Place[] = []
  readonly #placeIds = new Map<string, number>()
  /** What is written into timers: ticks by level. */
  readonly #patterns: ReadonlyMap<number, number>[] = [new Map()]
  readonly #patternIds = new Map<string, number>([['', PLAIN]])
  #now = 0
  #start: number | undefined

  constructor(id: number, levels: readonly Level[]) {
    this.id = id
    this.#levels = levels
    this.#columns = levels.map(() => ({
      busy: new GrowingSet(),
      erasing: new GrowingSet(),
      due: new GrowingSet(),
      byValue: [],
      grown: [],
    }))
  }

  get start(): number {
    return (this.#start ??= this.#placeOf([{ pattern: PLAIN, cases: below(this.#cases.length) }]))
  }

  /** Adds a case that fits no state yet. */
  add(one: StepCase): void {
    const index = this.#cases.push(one) - 1
    this.#indices.set(one, index)
    for (const level of one.columns.keys()) this.#columns[level]!.busy.add(index)
    for (const level of one.erased) {
      this.#columns[level]!.busy.add(index)
      this.#columns[level]!.erasing.add(index)
    }
    if (one.due !== undefined) this.#columns[one.due]!.due.add(index)
    const touched = this.#touchedBy(one)
    const key = touched.join()
    const alike = this.#alike.get(key) ?? { touched, cases: new GrowingSet() }
    this.#alike.set(key, alike)
    alike.cases.add(index)
    this.#start = undefined
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
    one.columns.get(level)!.add(value)
    const { byValue, grown } = this.#columns[level]!
    const pattern = this.#patternOf(timers)
    const all = (byValue[value] ??= [])
    let same = all.find((other) => other.write === write && other.pattern === pattern)
    if (same === undefined) all.push((same = { write, pattern, cases: new GrowingSet() }))
    same.cases.add(this.#indices.get(one)!)
    grown[value] = ++this.#now
  }

  isDone(place: number, level: number): boolean {
    return this.#places[place]!.last < level
  }

  skips(place: number, level: number): boolean {
    return this.#places[place]!.touched[level] === 0
  }

  follow(place: number, level: number, value: number): readonly number[] {
    const { ways } = this.#places[place]!
    const own = (ways[level] ??= [])
    const known = own[value]
    if (known !== undefined && known.at >= (this.#columns[level]!.grown[value] ?? 0)) return known.found
    const found = this.#waysOf(place, level, value)
    own[value] = { at: this.#now, found }
    return found
  }

  changeAt(place: number): number {
    const { fitting } = this.#places[place]!
    const index = fitting.length === 1 ? onlyMember(fitting[0]!.cases) : undefined
    if (index === undefined) throw new Error('two cases of a step fit the same states')
    return this.#cases[index]!.change
  }

  #waysOf(place: number, level: number, value: number): readonly number[] {
    const byWrite = new Map<number, Map<number, CaseSet>>()
    const add = (write: number, pattern: number, cases: CaseSet): void => {
      if (isEmpty(cases)) return
      const own = byWrite.get(write) ?? new Map<number, CaseSet>()
      const known = own.get(pattern)
      own.set(pattern, known === undefined ? cases : union(known, cases))
      byWrite.set(write, own)
    }
    const { busy, erasing, due, byValue } = this.#columns[level]!
    const isLane = this.#levels[level]!.kind === 'lane'
    const goesOn = this.#levels[level + 1]?.kind === 'lane'
    for (const { pattern, cases } of this.#places[place]!.fitting) {
      if (isLane) {
        const write = this.#patterns[pattern]!.get(level) ?? value
        add(write, goesOn ? pattern : PLAIN, value === 0 ? cases : due.outside(cases))
        continue
      }
      add(value, pattern, busy.outside(cases))
      add(0, pattern, erasing.within(cases))
      for (const { write, pattern: next, cases: own } of byValue[value] ?? []) add(write, next, own.within(cases))
    }
    if (byWrite.size === 0) return nothing
    return [...byWrite]
      .sort(([a], [b]) => a - b)
      .flatMap(([write, own]) => {
        const next = [...own].sort(([a], [b]) => a - b)
        return [write, this.#placeOf(next.map(([pattern, cases]) => ({ pattern, cases })))]
      })
  }

  #placeOf(fitting: readonly Fitting[]): number {
    const key = fitting.map(({ pattern, cases }) => `${pattern} ${keyOf(cases)}`).join(';')
    const known = this.#placeIds.get(key)
    if (known !== undefined) return known
    // Where no case fits, nothing is written, whatever follows.
    const none = fitting.every(({ cases }) => isEmpty(cases))
    const touched = new Uint8Array(this.#levels.length).fill(none ? 1 : 0)
    for (const alike of this.#alike.values()) {
      if (!fitting.some(({ cases }) => alike.cases.meets(cases))) continue
      for (const level of alike.touched) touched[level] = 1
    }
    this.#placeIds.set(key, this.#places.length)
    const last = none ? Infinity : touched.lastIndexOf(1)
    return this.#places.push({ fitting, touched, last, ways: [] }) - 1
  }

  #touchedBy({ columns, erased, due }: StepCase): readonly number[] {
    const touched = new Set([...columns.keys(), ...erased, ...(due === undefined ? [] : [due])])
    for (const level of columns.keys()) {
      // What is written into the timers of a party is known when its local state is.
      for (let lane = level + 1; this.#levels[lane]?.kind === 'lane'; lane++) touched.add(lane)
    }
    return [...touched].sort((a, b) => a - b)
  }

  #patternOf(timers: ReadonlyMap<number, number>): number {
    const key = [...timers].flat().join()
    const known = this.#patternIds.get(key)
    if (known !== undefined) return known
    this.#patternIds.set(key, this.#patterns.length)
    return this.#patterns.push(timers) - 1
  }
}
