// The steps of sets of states: for what a set has and was not met before, the teacher is asked once, with one of its states.
import { DELIVERABLE } from '../nextState/channelContents.js'
import { numberIn, type Field } from '../nextState/stateLayout.js'
import { DELIVERY, TIMER } from '../semantics/stepper.js'
import { TOLD_OF_TIMER, type Lesson, type Shape, type WatchedTeacher } from '../nextState/transitionSource.js'
import { EMPTY, type Diagrams } from './mdd.js'
import { valuesIn } from './mddQueries.js'
import type { Levels } from './levels.js'
import { Relation } from './transitionRelation.js'

/** What is known of a step whose components were read one by one: which is read next, by its value, or that all is known. */
type Decision = typeof decided | { readonly component: number; readonly branches: Map<number, Decision> }

const decided = Symbol()

/** What is known by the value of the component that is read next. */
const branchesOf = (decision: Decision | undefined): Map<number, Decision> | undefined =>
  decision === undefined || decision === decided ? undefined : decision.branches

/** One kind of step, as far as it is known. */
interface Group {
  /** As the shape numbers it. */
  readonly step: number
  readonly relation: Relation
  /** Of a timer: the level of its lane. */
  readonly lane: number | undefined
  /** Components that some case of it reads. */
  readonly reads: Set<number>
  /** Which values of these are known. */
  decisions: Decision | undefined
  /** The levels of these, and the lane. */
  levels: readonly number[]
}

/** States that are shown: the set, what the levels of a step hold in those of which not all is known, and what leads there. */
interface Shown {
  readonly set: number
  readonly fresh: number
  /** By level. */
  readonly values: ReadonlyMap<number, number>
}

/** Learns what steps do, as sets of states are shown to it. */
export class Pupil {
  readonly groups: readonly Group[]
  readonly #teacher: WatchedTeacher
  readonly #shape: Shape
  readonly #levels: Levels
  readonly #diagrams: Diagrams
  /** By group: what its levels held in the states that were shown. */
  readonly #met: number[]
  readonly #state: Uint32Array

  /** @param timers by party, the field of each of its timers */
  constructor(
    shape: Shape,
    teacher: WatchedTeacher,
    timers: readonly (readonly Field[])[],
    levels: Levels,
    diagrams: Diagrams,
  ) {
    this.#shape = shape
    this.#teacher = teacher
    this.#levels = levels
    this.#diagrams = diagrams
    this.#state = new Uint32Array(shape.words)
    this.groups = shape.steps.map(({ kind, subject, timer }, step): Group => {
      const lane = kind === TIMER ? levels.of(timers[subject]![timer]!) : undefined
      const reads = kind === DELIVERY ? [shape.parties + subject] : kind === TIMER ? [subject] : []
      const group = {
        step,
        relation: new Relation(diagrams.newId()),
        lane,
        reads: new Set(reads),
        // What decides first about a delivery or a timer is known; of a stimulus it is found out.
        decisions: reads[0] === undefined ? undefined : { component: reads[0], branches: new Map<number, Decision>() },
      }
      return { ...group, levels: this.#levelsOf(group) }
    })
    this.#met = diagrams.hold(this.groups.map(() => EMPTY))
  }

  /**
   * Learns what a kind of step does in the states of a set.
   *
   * @param index of the group
   * @throws StepFault where a step of one of them goes astray
   * @throws Widen where the layout has no room for what it leads to
   */
  study(index: number, set: number): void {
    while (!this.#study(index, set));
    this.groups[index]!.relation.settle()
  }

  /** Returns false where the step turns out to read more than was known; then all is to be looked at again. */
  #study(index: number, set: number): boolean {
    const diagrams = this.#diagrams
    const group = this.groups[index]!
    const held = diagrams.project(set, group.levels)
    const fresh = this.#due(group, diagrams.minus(held, this.#met[index]!))
    // A timer that is due has no ticks left.
    const due = new Map(group.lane === undefined ? [] : [[group.lane, 0]])
    const enough = this.#walk(group, undefined, { set, fresh, values: due })
    this.#met[index] = enough ? diagrams.union(this.#met[index]!, held) : EMPTY
    if (!enough) group.levels = this.#levelsOf(group)
    return enough
  }

  /** Those of some values of the levels of a step for which it may be due, as far as its lane says. */
  #due({ lane, levels }: Group, fresh: number): number {
    return lane === undefined ? fresh : this.#diagrams.restrict(fresh, levels.indexOf(lane), 0)
  }

  /**
   * Goes down the tree of what is known of a step, with those values that lead there, and asks where nothing is known.
   *
   * @param above the branch that leads here; `undefined` at the root
   * @returns whether the step reads no more than was known
   */
  #walk(
    group: Group,
    above: { readonly branches: Map<number, Decision>; readonly value: number } | undefined,
    shown: Shown,
  ): boolean {
    if (shown.fresh === EMPTY) return true
    const at = (): Decision | undefined => (above ? above.branches.get(above.value) : group.decisions)
    if (at() === undefined) {
      const isFirst = above !== undefined && above.branches === branchesOf(group.decisions)
      if (isFirst && !this.#mayHappen(group, above.value)) {
        above.branches.set(above.value, decided)
        return true
      }
      this.#fill(group, shown.fresh)
      if (!this.#ask(group)) return false
    }
    const decision = at()
    if (decision === undefined || decision === decided) return true
    const level = this.#levels.ofComponent[decision.component]!
    const place = group.levels.indexOf(level)
    for (const value of valuesIn(this.#diagrams, shown.fresh, place)) {
      const fresh = this.#diagrams.restrict(shown.fresh, place, value)
      const values = new Map(shown.values).set(level, value)
      if (!this.#walk(group, { branches: decision.branches, value }, { set: shown.set, fresh, values })) return false
    }
    return true
  }

  #levelsOf({ reads, lane }: Pick<Group, 'reads' | 'lane'>): readonly number[] {
    const levels = [...reads].map((component) => this.#levels.ofComponent[component]!)
    return [...levels, ...(lane === undefined ? [] : [lane])].sort((a, b) => a - b)
  }

  /** Whether the value of what decides first about a step does not rule it out. */
  #mayHappen({ step, lane }: Group, value: number): boolean {
    const { kind, subject } = this.#shape.steps[step]!
    if (kind === DELIVERY) return value !== 0 && (this.#teacher.flags(subject, value) & DELIVERABLE) !== 0
    if (lane === undefined) return true
    const clock = this.#teacher.clock(subject, value)
    return clock.some((integer, entry) => entry % TOLD_OF_TIMER === TOLD_OF_TIMER - 1 && integer === step)
  }

  /**
   * Puts some of the values that are shown into `state`. What a step was never seen to read is left at the first of its
   * values: if it is read after all, what was found is forgotten.
   */
  #fill({ levels }: Group, fresh: number): void {
    const { data } = this.#diagrams
    const { all } = this.#levels
    const state = this.#state.fill(0)
    let node = fresh
    for (const level of levels) {
      const { word, shift } = all[level]!.field
      state[word]! |= data[node + 1]! << shift
      node = data[node + 2]!
    }
  }

  /** What a step does in `state`; `undefined` where it reads more than it was seen to read, which is then known. */
  #lesson({ step, reads: known }: Group): Lesson | undefined {
    let lesson: Lesson | undefined
    let fault: unknown
    try {
      lesson = this.#teacher.lesson(step, this.#state, 0)
    } catch (error) {
      fault = error
    }
    // Also what went wrong counts only if all that was looked at is as it was shown.
    const reads = lesson?.reads ?? this.#teacher.looked
    const before = known.size
    for (const component of reads) known.add(component)
    if (known.size > before) return undefined
    if (lesson === undefined) throw fault as Error
    return lesson
  }

  /** Asks what a step does in `state`. Returns false where it reads more than was known. */
  #ask(group: Group): boolean {
    const { relation, lane } = group
    const { all, ofComponent } = this.#levels
    const state = this.#state
    const lesson = this.#lesson(group)
    if (lesson === undefined) return false
    const { reads, keep, set, possible, change } = lesson
    if (possible) {
      const read = new Map(reads.map((component) => [ofComponent[component]!, 0]))
      if (lane !== undefined) read.set(lane, 0)
      for (const level of read.keys()) read.set(level, numberIn(state, 0, all[level]!.field))
      const writes = new Map<number, number>()
      for (let level = 0; level < all.length; level++) {
        const { field } = all[level]!
        if (numberIn(keep, 0, field) !== 0) continue
        const value = numberIn(set, 0, field)
        if (value !== read.get(level)) writes.set(level, value)
      }
      relation.add({ reads: read, writes, change })
    }
    this.#decide(group, reads)
    return true
  }

  #decide(group: Group, reads: readonly number[]): void {
    const { all, ofComponent } = this.#levels
    let keep = (decision: Decision): void => void (group.decisions = decision)
    let at = group.decisions
    for (const component of reads) {
      const value = numberIn(this.#state, 0, all[ofComponent[component]!]!.field)
      if (at === undefined) keep((at = { component, branches: new Map() }))
      if (at === decided || at.component !== component) throw new Error('a step reads otherwise than before')
      const { branches } = at
      keep = (decision) => void branches.set(value, decision)
      at = branches.get(value)
    }
    keep(decided)
  }
}
