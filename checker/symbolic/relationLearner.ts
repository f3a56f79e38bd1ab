// The steps of sets of states: for what a set has and was not met before, the teacher is asked once, with one of its states.
import { DELIVERABLE } from '../nextState/channelContents.js'
import { numberIn, type Field } from '../nextState/stateLayout.js'
import { DELIVERY, TIMER } from '../semantics/stepper.js'
import { TOLD_OF_TIMER, type Shape, type Teacher } from '../nextState/transitionSource.js'
import { EMPTY, type Diagrams } from './mdd.js'
import type { Levels } from './levels.js'
import { Relation } from './transitionRelation.js'

/** What is known of a step whose components were read one by one: which is read next, by its value, or that all is known. */
type Decision = typeof decided | { readonly component: number; readonly branches: Map<number, Decision> }

const decided = Symbol()

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

/** Learns what steps do, as sets of states are shown to it. */
export class Pupil {
  readonly groups: readonly Group[]
  readonly #teacher: Teacher
  readonly #shape: Shape
  readonly #levels: Levels
  readonly #diagrams: Diagrams
  /** By group: what its levels held in the states that were shown. */
  readonly #met: number[]
  readonly #state: Uint32Array

  /** @param timers by party, the field of each of its timers */
  constructor(
    shape: Shape,
    teacher: Teacher,
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
        decisions: undefined,
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
    const { levels } = group
    const held = diagrams.project(set, levels)
    const enough = diagrams.every(diagrams.minus(held, this.#met[index]!), levels.length, (values) => {
      if (this.#isDecided(group, values) || !this.#mayHappen(group, values)) return true
      this.#take(set, levels, values)
      return this.#ask(group)
    })
    this.#met[index] = enough ? diagrams.union(this.#met[index]!, held) : EMPTY
    if (!enough) group.levels = this.#levelsOf(group)
    return enough
  }

  #isDecided({ decisions, levels }: Group, values: Uint32Array): boolean {
    let decision = decisions
    while (decision !== undefined && decision !== decided) {
      const { component, branches } = decision
      decision = branches.get(values[levels.indexOf(this.#levels.ofComponent[component]!)]!)
    }
    return decision === decided
  }

  #levelsOf({ reads, lane }: Pick<Group, 'reads' | 'lane'>): readonly number[] {
    const levels = [...reads].map((component) => this.#levels.ofComponent[component]!)
    return [...levels, ...(lane === undefined ? [] : [lane])].sort((a, b) => a - b)
  }

  /** Whether what decides first about a step, or when it is due, does not rule it out. */
  #mayHappen({ step, lane, levels }: Group, values: Uint32Array): boolean {
    const { kind, subject } = this.#shape.steps[step]!
    const at = (level: number): number => values[levels.indexOf(level)]!
    if (kind === DELIVERY) {
      const content = at(this.#levels.ofComponent[this.#shape.parties + subject]!)
      return content !== 0 && (this.#teacher.flags(subject, content) & DELIVERABLE) !== 0
    }
    if (lane === undefined) return true
    const clock = this.#teacher.clock(subject, at(this.#levels.ofComponent[subject]!))
    return (
      at(lane) === 0 && clock.some((integer, entry) => entry % TOLD_OF_TIMER === TOLD_OF_TIMER - 1 && integer === step)
    )
  }

  /** Takes one state of a set that has some values in some levels: packed, in `state`. */
  #take(set: number, levels: readonly number[], values: Uint32Array): void {
    const { data } = this.#diagrams
    const state = this.#state.fill(0)
    const all = this.#levels.all
    const futile = new Set<number>()
    const find = (node: number, level: number, met: number): boolean => {
      if (level === all.length) return true
      if (futile.has(node)) return false
      const asked = levels[met] === level
      const { word, shift } = all[level]!.field
      for (let at = node + 1; at <= node + 2 * data[node]!; at += 2) {
        if (asked && data[at] !== values[met]) continue
        if (!find(data[at + 1]!, level + 1, asked ? met + 1 : met)) continue
        state[word]! |= data[at]! << shift
        return true
      }
      futile.add(node)
      return false
    }
    if (!find(set, 0, 0)) throw new Error('no state of a set has values that some state of it has')
  }

  /** Asks what a step does in `state`; returns whether it reads no more than was known. */
  #ask(group: Group): boolean {
    const { step, relation, reads: known, lane } = group
    const { all, ofComponent } = this.#levels
    const state = this.#state
    const { reads, keep, set, possible, change } = this.#teacher.lesson(step, state, 0)
    if (possible) {
      const read = new Map(reads.map((component) => [ofComponent[component]!, 0]))
      if (lane !== undefined) read.set(lane, 0)
      for (const level of read.keys()) read.set(level, numberIn(state, 0, all[level]!.field))
      const writes = all.flatMap(({ field }, level): [number, number][] => {
        const value = numberIn(set, 0, field)
        return numberIn(keep, 0, field) === 0 && value !== read.get(level) ? [[level, value]] : []
      })
      relation.add({ reads: read, writes: new Map(writes), change })
    }
    this.#decide(group, reads)
    const before = known.size
    for (const component of reads) known.add(component)
    return known.size === before
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
