// A world as sets of states: the levels of its diagrams, its starts, its steps, and what is learnt about them on the way.
import { setImmediate } from 'node:timers/promises'
import { Stopped } from '../search/stateExchange.js'
import { numberIn, type Field } from '../nextState/stateLayout.js'
import { Allowance } from '../store/tupleSet.js'
import type { SearchTask } from '../search/task.js'
import type { WorldTeacher } from '../nextState/transitionSource.js'
import { Diagrams, EMPTY } from './mdd.js'
import { levelsOf, type Levels } from './levels.js'
import { RelationLearner } from './relationLearner.js'
import type { Going } from './reachability.js'
import { Tick } from './tickRelation.js'
import type { StepTransducer } from './transducer.js'

/** A world to be searched, in a layout. */
export interface SymbolicTask extends Omit<SearchTask, 'watched' | 'tracked' | 'storage' | 'knowledge'> {
  /** By party: the field of each of its timers. */
  readonly timers: readonly (readonly Field[])[]
  /** By party: the state predicates that are about it. */
  readonly asked: readonly (readonly string[])[]
  /** Components that steps look at together. */
  readonly edges: readonly (readonly number[])[]
}

/** Lets others have their turn, now and then: a signal, for one. */
function breathing(): () => Promise<void> {
  let last = performance.now()
  return async () => {
    if (performance.now() - last < BREATH) return
    await setImmediate()
    last = performance.now()
  }
}

/** Milliseconds. */
const BREATH = 50

export class SymbolicSpace {
  readonly task: SymbolicTask
  readonly teacher: WorldTeacher
  readonly levels: Levels
  /** Of all diagrams together. */
  readonly allowance: Allowance
  readonly diagrams: Diagrams
  /** Those of the shape, then a tick. */
  readonly steps: readonly StepTransducer[]
  /** What is done before each step: it is learnt; an interrupt is thrown as `Stopped`. */
  readonly going: Going

  readonly #breathe = breathing()
  readonly #isInterrupted: () => boolean

  /** @param observes see `StepQuestions`; if not, `observed` makes the steps by which properties are decided */
  constructor(task: SymbolicTask, teacher: WorldTeacher, isInterrupted: () => boolean, observes = true) {
    const { shape, timers, edges } = task
    this.task = task
    this.teacher = teacher
    this.#isInterrupted = isInterrupted
    this.levels = levelsOf(shape, timers, edges)
    this.allowance = new Allowance(task.memory)
    this.diagrams = new Diagrams(this.levels.all.length, this.allowance)
    const learner = new RelationLearner(teacher, this.levels, this.diagrams, observes)
    this.steps = this.#stepsOf(learner)
    this.going = { before: async (step, states) => this.#learn(learner, step, states) }
  }

  /**
   * The same steps with what predicates say of them, learnt for the states of a set; for other states they say nothing.
   *
   * @throws Stopped when interrupted
   */
  async observed(states: number): Promise<readonly StepTransducer[]> {
    const learner = new RelationLearner(this.teacher, this.levels, this.diagrams)
    for (const { step } of learner.groups) await this.#learn(learner, step, states)
    return this.#stepsOf(learner)
  }

  async #learn(learner: RelationLearner, step: number, states: number): Promise<void> {
    await this.#breathe()
    if (this.#isInterrupted()) throw new Stopped()
    if (step < learner.groups.length) learner.study(step, states)
  }

  #stepsOf({ groups }: RelationLearner): readonly StepTransducer[] {
    const relations = groups.map(({ relation }) => relation)
    return [...relations, new Tick(this.diagrams.newId(), this.teacher, this.levels)]
  }

  /** The set of the starts. */
  get starts(): number {
    const { starts, shape } = this.task
    let set = EMPTY
    for (let at = 0; at < starts.length; at += shape.words) {
      set = this.diagrams.union(set, this.diagrams.single(this.valuesOf(starts, at)))
    }
    return set
  }

  /** A packed state, level by level. */
  valuesOf(words: Uint32Array, from: number): number[] {
    return this.levels.all.map(({ field }) => numberIn(words, from, field))
  }

  /** One state of a set, packed; what stands behind the levels of a state is left out. */
  stateIn({ data }: Diagrams, set: number): Uint32Array {
    const state = new Uint32Array(this.task.shape.words)
    let node = set
    for (const { field } of this.levels.all) {
      state[field.word]! |= data[node + 1]! << field.shift
      node = data[node + 2]!
    }
    return state
  }
}
