// The steps of sets of states: for what a set has and was not met before, each step is asked what it does.
import { DELIVERY, TIMER } from '../semantics/stepper.js'
import type { Layout } from '../nextState/stateLayout.js'
import type { WorldTeacher } from '../nextState/transitionSource.js'
import type { Levels } from './levels.js'
import { EMPTY, type Diagrams } from './mdd.js'
import { select, valuesIn } from './mddQueries.js'
import { StepCase, StepCases } from './stepCases.js'
import { StepQuestions, type Answer, type Outcome, type Question } from './stepQuestions.js'

/** What is known behind some answers: nothing yet, the next question, what the step does, or that it is not possible. */
type Known = Asked | Learnt | typeof impossible | undefined

const impossible = Symbol()

/** An answer that was met, and what is known behind it. */
interface Branch {
  readonly answer: Answer
  next: Known
}

/** A question, and the answers that were met. */
interface Asked {
  readonly question: Question
  readonly level: number
  /** By value: its answer. */
  readonly byValue: (Branch | undefined)[]
  readonly branches: Map<string, Branch>
}

/** The end of a step. */
interface Learnt {
  readonly outcome: Outcome
  readonly one: StepCase
  /** Components that were asked for, each with its level. */
  readonly columns: readonly (readonly [component: number, level: number])[]
}

/** A question and its answer, on the way to what a step does. */
interface Passed {
  readonly asked: Asked
  readonly branch: Branch
}

/** One kind of step, as far as it is known. */
interface Group {
  /** As the shape numbers it. */
  readonly step: number
  readonly relation: StepCases
  /** Of a timer: the level of its lane. */
  readonly lane: number | undefined
  /** Components that were asked for. */
  readonly reads: Set<number>
  /** The levels of these, and the lane. */
  levels: readonly number[]
  readonly root: Branch
}

/** Learns what steps do, as sets of states are shown to it. */
export class RelationLearner {
  readonly groups: readonly Group[]
  readonly #questions: StepQuestions
  readonly #teacher: WorldTeacher
  readonly #layout: Layout
  readonly #levels: Levels
  readonly #diagrams: Diagrams
  /** By group: what its levels held in the states that were shown. */
  readonly #met: number[]

  /** @param observes see `StepQuestions` */
  constructor(teacher: WorldTeacher, levels: Levels, diagrams: Diagrams, observes = true) {
    const { layout, shape } = teacher
    this.#teacher = teacher
    this.#layout = layout
    this.#levels = levels
    this.#diagrams = diagrams
    this.#questions = new StepQuestions(layout, teacher.effects, observes)
    this.groups = shape.steps.map(({ kind, subject, timer }, step): Group => {
      const lane = kind === TIMER ? levels.of(layout.timers[subject]![timer]!) : undefined
      const reads = kind === DELIVERY ? [shape.parties + subject] : kind === TIMER ? [subject] : []
      const group = {
        step,
        relation: new StepCases(diagrams.newId(), levels.all),
        lane,
        reads: new Set(reads),
        root: { answer: 0, next: undefined },
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
  }

  /** Returns false where the step turns out to ask for more than was known; then all is to be looked at again. */
  #study(index: number, set: number): boolean {
    const diagrams = this.#diagrams
    const group = this.groups[index]!
    const held = diagrams.project(set, group.levels)
    const isKnown = this.#walk(group, group.root, [], this.#due(group, diagrams.minus(held, this.#met[index]!)))
    this.#met[index] = isKnown ? diagrams.union(this.#met[index]!, held) : EMPTY
    if (!isKnown) group.levels = this.#levelsOf(group)
    return isKnown
  }

  /** Those of some values of the levels of a step for which it may be due, as far as its lane says. */
  #due({ lane, levels }: Group, fresh: number): number {
    return lane === undefined ? fresh : this.#diagrams.restrict(fresh, levels.indexOf(lane), 0)
  }

  /**
   * Goes on with the values that give some answers.
   *
   * @param branch the last of these answers
   * @param path all of them
   * @returns whether the step asks for no more than was known
   */
  #walk(group: Group, branch: Branch, path: Passed[], fresh: number): boolean {
    if (fresh === EMPTY) return true
    branch.next ??= this.#find(group, path, fresh)
    const { next } = branch
    if (next === impossible) return true
    if ('outcome' in next) {
      this.#grow(group, next, fresh)
      return true
    }
    const place = group.levels.indexOf(next.level)
    if (place < 0) {
      group.reads.add(next.question.component)
      return false
    }
    for (const [own, values] of this.#parted(next, fresh, place)) {
      this.#answer(next.question.component, values[0]!)
      path.push({ asked: next, branch: own })
      const isKnown = this.#walk(group, own, path, select(this.#diagrams, fresh, place, values))
      path.pop()
      this.#answer(next.question.component, 0)
      if (!isKnown) return false
    }
    return true
  }

  /** The values of a question, by answer. */
  #parted(asked: Asked, fresh: number, place: number): ReadonlyMap<Branch, readonly number[]> {
    const parts = new Map<Branch, number[]>()
    for (const value of valuesIn(this.#diagrams, fresh, place)) {
      const branch = (asked.byValue[value] ??= this.#branchOf(asked, value))
      const same = parts.get(branch)
      if (same === undefined) parts.set(branch, [value])
      else same.push(value)
    }
    return parts
  }

  /** Puts the value of a static where questions find it. */
  #answer(component: number, value: number): void {
    const { statics } = this.#layout.room.world
    if (statics === undefined || component < statics.component) return
    this.#questions.state[statics.base + component - statics.component] = value
  }

  /** What comes behind some answers. */
  #find(group: Group, path: readonly Passed[], fresh: number): Exclude<Known, undefined> {
    const { ofComponent } = this.#levels
    const { steps, parties } = this.#teacher.shape
    const step = this.#questions.of(steps[group.step]!)
    let at = step.next()
    for (const { branch } of path) at = step.next(branch.answer)
    if (at.done !== true) {
      return { question: at.value, level: ofComponent[at.value.component]!, byValue: [], branches: new Map() }
    }
    const outcome = at.value
    if (outcome === undefined) return impossible
    const components = [...new Set(path.map(({ asked }) => asked.question.component))]
    const columns = components.map((component): [number, number] => [component, ofComponent[component]!])
    const erased = outcome.emptied.map((channel) => parties + channel).filter((one) => !components.includes(one))
    const one = new StepCase(
      outcome.changeOf(this.#sampleOf(group, fresh)),
      columns.map(([, level]) => level),
      erased.map((component) => ofComponent[component]!),
      group.lane,
    )
    group.relation.add(one)
    return { outcome, one, columns }
  }

  /** What components hold in one of the states that are shown. */
  #sampleOf({ levels }: Group, fresh: number): (component: number) => number {
    const { data } = this.#diagrams
    const values = new Map<number, number>()
    let node = fresh
    for (const level of levels) {
      values.set(level, data[node + 1]!)
      node = data[node + 2]!
    }
    return (component) => values.get(this.#levels.ofComponent[component]!)!
  }

  /** Makes a case fit the states that are shown. */
  #grow({ levels, relation }: Group, { outcome, one, columns }: Learnt, fresh: number): void {
    const { parties } = this.#teacher.shape
    for (const [component, level] of columns) {
      const fits = one.columns.get(level)!
      const isErased = outcome.emptied.includes(component - parties)
      const written = outcome.writes.get(component)
      for (const value of valuesIn(this.#diagrams, fresh, levels.indexOf(level))) {
        if (fits.has(value)) continue
        if (isErased) relation.grow(one, level, value, 0)
        else if (written === undefined) relation.grow(one, level, value, value)
        else {
          const { value: write, timers } = written(value)
          relation.grow(
            one,
            level,
            value,
            write,
            new Map(timers.map(([field, ticks]) => [this.#levels.of(field), ticks])),
          )
        }
      }
    }
  }

  #levelsOf({ reads, lane }: Pick<Group, 'reads' | 'lane'>): readonly number[] {
    const levels = [...reads].map((component) => this.#levels.ofComponent[component]!)
    return [...levels, ...(lane === undefined ? [] : [lane])].sort((a, b) => a - b)
  }

  #branchOf({ question, branches }: Asked, value: number): Branch {
    const answer = question.answer(value)
    const key = typeof answer === 'number' ? `${answer}` : `statics ${answer.join()}`
    const known = branches.get(key) ?? { answer, next: undefined }
    branches.set(key, known)
    return known
  }
}
