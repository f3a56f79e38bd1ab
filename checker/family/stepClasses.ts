// The steps of all reachable states of a family, sorted by what they change: what a formula says of a step is decided by that and
// by the state before it.
import type { Formula, Predicate } from '../../model/property.js'
import { EMPTY, MISS } from '../symbolic/mdd.js'
import { image, type StepTransducer } from '../symbolic/transducer.js'
import { FALSE, Residuals, TRUE, type Known } from './residual.js'
import { sourcesByChange } from './sourcesByChange.js'
import type { FamilySpace } from './space.js'
import { combinationsOf, resultAt, type Table } from './table.js'

/** Steps of one kind that make one change. */
export interface StepClass {
  /** Index of the step. */
  readonly step: number
  readonly change: number
  readonly known: Known
  /** Where in `held` the states stand that have such a step. */
  readonly from: number
}

/** A kind of step as far as it makes some changes. */
class Restricted implements StepTransducer {
  readonly id: number
  readonly start: number
  readonly #step: StepTransducer
  readonly #changes: ReadonlySet<number>
  readonly #levels: number

  constructor(id: number, step: StepTransducer, changes: ReadonlySet<number>, levels: number) {
    this.id = id
    this.start = step.start
    this.#step = step
    this.#changes = changes
    this.#levels = levels
  }

  isDone(place: number, level: number): boolean {
    return this.#step.isDone(place, level)
  }

  skips(place: number, level: number): boolean {
    return this.#step.skips(place, level)
  }

  follow(place: number, level: number, value: number): ArrayLike<number> {
    const ways = this.#step.follow(place, level, value)
    const kept: number[] = []
    for (let way = 0; way < ways.length; way += 2) {
      const next = ways[way + 1]!
      if (this.#goesOn(next, level + 1)) kept.push(ways[way]!, next)
    }
    return kept.length === ways.length ? ways : kept
  }

  #goesOn(place: number, level: number): boolean {
    const ends = level === this.#levels || this.#step.isDone(place, level)
    return !ends || this.#changes.has(this.#step.changeAt(place))
  }

  changeAt(place: number): number {
    return this.#step.changeAt(place)
  }
}

/** How steps that a formula allows are taken: the states that may take some of them, and these. */
interface Way {
  /** What is asked of the state before. */
  readonly residual: number
  readonly step: StepTransducer
}

/** A formula made ready to take steps by: ticks, other steps, and all of them. */
export interface Taking {
  readonly ticks: readonly Way[]
  readonly others: readonly Way[]
  readonly all: readonly Way[]
}

export class StepClasses {
  readonly space: FamilySpace
  readonly classes: readonly StepClass[]
  readonly residuals = new Residuals()
  /** By change: the classes of the steps that make it; what a formula leaves open is the same for all of them. */
  readonly #byChange = new Map<number, StepClass[]>()
  /** By predicate: its place among the bits of a change. */
  readonly #bits: Readonly<Record<'states' | 'steps', ReadonlyMap<string, number>>>
  /** By step: how many changes it makes. */
  readonly #changesOf: readonly number[]
  /** Sets that are needed for as long as this is. */
  readonly #held: number[]
  readonly #predicates: Readonly<Record<string, Predicate>>
  readonly #tables = new Map<string, Map<number, Table<boolean>>>()
  /** By state predicate: the statics that decide about it in some state. */
  readonly #statics = new Map<string, readonly number[]>()
  readonly #byParty: readonly (number | undefined)[]
  readonly #filters = new Map<string, number>()
  readonly #restricted = new Map<string, StepTransducer>()

  constructor(space: FamilySpace, predicates: Readonly<Record<string, Predicate>>) {
    this.space = space
    this.#predicates = predicates
    const { steps } = space
    const { diagrams, levels } = space.space
    this.#byParty = levels.all.map((level) => (level.kind === 'party' ? level.party : undefined))
    this.#held = diagrams.hold([])
    const placesOf = (names: readonly string[]): ReadonlyMap<string, number> =>
      new Map(names.map((name, index) => [name, index]))
    const { observed } = space.family
    this.#bits = { states: placesOf(observed.states), steps: placesOf(observed.steps) }
    const classes: StepClass[] = []
    for (const [step, transducer] of steps.entries()) {
      for (const [change, from] of sourcesByChange(diagrams, space.reached, transducer)) {
        const same = this.#byChange.get(change)
        const known = same?.[0]?.known ?? this.#knownOf(change)
        const one: StepClass = { step, change, known, from: this.#held.push(from) - 1 }
        classes.push(one)
        if (same === undefined) this.#byChange.set(change, [one])
        else same.push(one)
      }
    }
    this.classes = classes
    this.#changesOf = steps.map((_, step) => classes.filter((one) => one.step === step).length)
  }

  /** The states that have a step of a class. */
  from({ from }: StepClass): number {
    return this.#held[from]!
  }

  /** The classes about whose steps a formula may be true, by what is left of it: what is to be asked of the states before. */
  grouped(formula: Formula): ReadonlyMap<number, readonly StepClass[]> {
    const groups = new Map<number, StepClass[]>()
    for (const same of this.#byChange.values()) {
      const residual = this.residuals.of(formula, same[0]!.known)
      if (residual === FALSE) continue
      const group = groups.get(residual)
      if (group === undefined) groups.set(residual, [...same])
      else group.push(...same)
    }
    return groups
  }

  /** The states that have a step of one of some classes of which a formula is true, as far as it is left. */
  sourcesAmong(classes: readonly StepClass[], residual: number): number {
    return this.filter(this.#fromAny(classes), residual)
  }

  /** The states that have a step of which a formula is true. */
  sourcesOf(formula: Formula): number {
    const { diagrams } = this.space.space
    return [...this.grouped(formula)].reduce(
      (set, [residual, own]) => diagrams.union(set, this.sourcesAmong(own, residual)),
      EMPTY,
    )
  }

  /** The union of their sets, those of like size together. */
  #fromAny(classes: readonly StepClass[]): number {
    if (classes.length === 1) return this.from(classes[0]!)
    const middle = classes.length >> 1
    const { diagrams } = this.space.space
    return diagrams.union(this.#fromAny(classes.slice(0, middle)), this.#fromAny(classes.slice(middle)))
  }

  /** The starts of which a formula is true; they are seen as steps from nowhere. */
  startsWith(formula: Formula): number {
    const ask = { is: () => undefined, was: () => undefined, does: () => false, tick: false }
    const before = (part: Formula): Formula =>
      'was' in part
        ? { or: [] }
        : 'not' in part
          ? { not: before(part.not) }
          : 'and' in part
            ? { and: part.and.map(before) }
            : 'or' in part
              ? { or: part.or.map(before) }
              : part
    return this.filter(this.space.starts, this.residuals.of(before(formula), ask))
  }

  /** How to take the steps of which a formula is true. */
  taking(formula: Formula): Taking {
    const { space, steps } = this.space
    const byStep = new Map<number, Map<number, number[]>>()
    for (const [residual, own] of this.grouped(formula)) {
      for (const { step, change } of own) {
        const changes = byStep.get(step) ?? new Map<number, number[]>()
        byStep.set(step, changes)
        const same = changes.get(residual)
        if (same === undefined) changes.set(residual, [change])
        else same.push(change)
      }
    }
    const ticks: Way[] = []
    const others: Way[] = []
    for (const [step, own] of byStep) {
      for (const [residual, changes] of own) {
        const whole = changes.length === this.#changesOf[step]
        const way = { residual, step: whole ? space.steps[step]! : this.#restrictedTo(step, changes) }
        ;(step === steps.length - 1 ? ticks : others).push(way)
      }
    }
    return { ticks, others, all: [...others, ...ticks] }
  }

  /** Where some ways lead from the states of a set. */
  imageBy(set: number, ways: readonly Way[]): number {
    const { diagrams } = this.space.space
    return ways.reduce((all, way) => diagrams.union(all, this.#imageBy(set, way)), EMPTY)
  }

  /**
   * All states that some ways lead to from a set, over and over, the set included. Nodes that are not needed are dropped on the
   * way: sets that the caller needs afterwards are to be held.
   *
   * @param within the states to stay in; all, where it is not given
   */
  closure(set: number, ways: readonly Way[], within?: number): number {
    const { diagrams } = this.space.space
    const staying = within !== undefined
    const held = diagrams.hold([staying ? diagrams.intersect(set, within) : set, within ?? EMPTY])
    for (let grown = true; grown;) {
      grown = false
      for (const way of ways) {
        for (let last = -1; last !== held[0];) {
          last = held[0]!
          const next = this.#imageBy(last, way)
          held[0] = diagrams.union(last, staying ? diagrams.intersect(next, held[1]!) : next)
          grown ||= last !== held[0]
        }
        diagrams.tidy()
      }
    }
    diagrams.release(held)
    return held[0]!
  }

  /**
   * All states that some ways lead to from a set within some states, over and over, the set included, which is part of them: only
   * what lies outside the set is followed. Nodes are dropped on the way as by `closure`.
   */
  spread(set: number, ways: readonly Way[], within: number): number {
    const { diagrams } = this.space.space
    const outside = diagrams.minus(within, set)
    if (outside === EMPTY) return set
    const held = diagrams.hold([set])
    const border = diagrams.intersect(this.imageBy(set, ways), outside)
    const more = border === EMPTY ? EMPTY : this.closure(border, ways, outside)
    diagrams.release(held)
    return diagrams.union(held[0]!, more)
  }

  /** The states of a set in which a formula over state predicates holds. */
  filter(set: number, residual: number): number {
    if (residual === TRUE || set === EMPTY) return set
    if (residual === FALSE) return EMPTY
    const { diagrams } = this.space.space
    const { staticLevels } = this.space
    const statics = this.#staticsOf(residual)
    if (statics.length === 0) return this.#filter(set, residual, [])
    let result = EMPTY
    for (const values of combinationsOf(statics.map((one) => this.space.family.statics.sizes[one]!))) {
      const part = statics.reduce((rest, one, at) => diagrams.restrict(rest, staticLevels[one]!, values[at]!), set)
      const known: number[] = []
      statics.forEach((one, at) => (known[one] = values[at]!))
      result = diagrams.union(result, this.#filter(part, residual, known))
    }
    return result
  }

  /** Drops what is not needed any more, where there may be much of it. */
  tidy(): void {
    this.space.space.diagrams.tidy()
  }

  #imageBy(set: number, { residual, step }: Way): number {
    const { diagrams } = this.space.space
    const from = this.filter(set, residual)
    return from === EMPTY ? EMPTY : image(diagrams, from, step)
  }

  #restrictedTo(step: number, changes: readonly number[]): StepTransducer {
    const { steps } = this.space
    const { diagrams, levels } = this.space.space
    const key = `${step} ${changes.join()}`
    const known =
      this.#restricted.get(key) ?? new Restricted(diagrams.newId(), steps[step]!, new Set(changes), levels.all.length)
    this.#restricted.set(key, known)
    return known
  }

  #filter(set: number, residual: number, statics: readonly number[]): number {
    const { diagrams } = this.space.space
    const context = statics.join()
    const operation = this.#filters.get(context) ?? diagrams.newOperation()
    this.#filters.set(context, operation)
    const visit = (node: number, left: number, level: number): number => {
      if (left === TRUE || node === EMPTY) return node
      if (left === FALSE) return EMPTY
      const known = diagrams.known(operation, node, left)
      if (known !== MISS) return known
      const from = diagrams.top
      const party = this.#byParty[level]
      const asked =
        party === undefined ? [] : [...this.residuals.namesIn(left)].filter((name) => this.#isAbout(name, party))
      const end = node + 2 * diagrams.data[node]!
      for (let at = node + 1; at <= end; at += 2) {
        const value = diagrams.data[at]!
        const next =
          asked.length === 0
            ? left
            : this.residuals.substitute(left, `${party} ${value} ${context}`, (name) =>
                this.#isAbout(name, party!) ? resultAt(this.#tableOf(name, party!, value), statics) : undefined,
              )
        const rest = visit(diagrams.data[at + 1]!, next, level + 1)
        if (rest !== EMPTY) diagrams.push(value, rest)
      }
      return diagrams.keep(operation, node, left, diagrams.make(from))
    }
    return visit(set, residual, 0)
  }

  #isAbout(name: string, party: number): boolean {
    return this.#predicates[name]!.party === this.space.family.parties[party]!.party.name
  }

  /** The statics that decide about the predicates of a formula. */
  #staticsOf(residual: number): readonly number[] {
    const found = new Set([...this.residuals.namesIn(residual)].flatMap((name) => this.#staticsOfPredicate(name)))
    return [...found].sort((a, b) => a - b)
  }

  #staticsOfPredicate(name: string): readonly number[] {
    const known = this.#statics.get(name)
    if (known !== undefined) return known
    const { family, layout } = this.space
    const predicate = this.#predicates[name]!
    if (predicate.kind !== 'state') throw new Error(`'${name}' is about a step`)
    const party = family.parties.findIndex((one) => one.party.name === predicate.party)
    const { table } = family.parties[party]!
    const found = new Set<number>()
    layout.room.locals[party]!.forEach((local, number) => {
      if (!table.looksAtConstants(predicate.holds, local)) return
      for (const one of this.#tableOf(name, party, number).dimensions) found.add(one)
    })
    const statics = [...found]
    this.#statics.set(name, statics)
    return statics
  }

  #tableOf(name: string, party: number, number: number): Table<boolean> {
    const { family, layout } = this.space
    const tables = this.#tables.get(name) ?? new Map<number, Table<boolean>>()
    this.#tables.set(name, tables)
    const known = tables.get(number) ?? family.statics.holdsIn(name, party, layout.room.locals[party]![number]!)
    tables.set(number, known)
    return known
  }

  /** What is known of the steps that make a change; asked for once for each. */
  #knownOf(change: number): Known {
    const { family, teacher } = this.space
    const [tick, ...tuple] = teacher.change(change)
    const bit = (word: number, index: number): boolean => ((tuple[word + (index >> 5)]! >>> (index & 31)) & 1) === 1
    const asked = family.doesWidth
    const holds = asked + family.isWidth
    const { states, steps } = this.#bits
    return {
      is: (name) => (bit(asked, states.get(name)!) ? bit(holds, states.get(name)!) : undefined),
      was: () => undefined,
      does: (name) => bit(0, steps.get(name)!),
      tick: tick === 1,
    }
  }
}
