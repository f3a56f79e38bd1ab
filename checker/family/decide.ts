// Verdicts on a family: for each property, in which products it fails, and in which there is nothing that it speaks of.
import type { Fairness, Formula, Pattern, Predicate, Property } from '../../model/property.js'
import { DELIVERY, TIMER } from '../semantics/stepper.js'
import { EMPTY } from '../symbolic/mdd.js'
import { image, leftBy, origin } from '../symbolic/transducer.js'
import type { ProductSet, ProductSpace } from './products.js'
import type { FamilySpace } from './space.js'
import { TRUE } from './residual.js'
import { StepClasses, type StepClass } from './stepClasses.js'

/** What is known of a property, as sets of products; a product is in one of them at the most, and else the property holds. */
export interface FamilyVerdict {
  readonly property: string
  readonly fails: ProductSet
  readonly vacuous: ProductSet
}

/** Products in which time may stand still. */
export interface FamilyStandstills {
  readonly deadlock: ProductSet
  readonly zeno: ProductSet
}

const all: Formula = { and: [] }
const both = (...parts: readonly Formula[]): Formula => ({ and: parts })
const not = (part: Formula): Formula => ({ not: part })

export class FamilyDecider {
  readonly products: ProductSpace
  readonly #space: FamilySpace
  readonly #classes: StepClasses
  readonly #quantum: number
  /** By class: the products of its states, projected. */
  readonly #projections: number[]

  constructor(space: FamilySpace, products: ProductSpace, predicates: Readonly<Record<string, Predicate>>) {
    this.#space = space
    this.products = products
    this.#classes = new StepClasses(space, predicates)
    this.#quantum = space.family.quantum
    this.#projections = space.space.diagrams.hold(this.#classes.classes.map(() => EMPTY))
  }

  /** Decides a property in all products at once. */
  decide({ id, pattern }: Pick<Property, 'id' | 'pattern'>): FamilyVerdict {
    this.#classes.tidy()
    const { possible } = this.products
    if (pattern.kind === 'reachable') {
      return { property: id, fails: possible.minus(this.#productsWith(pattern.what)), vacuous: this.products.none }
    }
    const fails = this.#failing(pattern)
    return { property: id, fails, vacuous: possible.minus(fails).minus(this.#exercised(pattern)) }
  }

  /**
   * Where time stands still: in a state without a step, or on a cycle on which the system by itself does infinitely much in
   * no time. In a set that is left when states that no such step leads to are removed, over and over, there is such a cycle.
   */
  standstills(): FamilyStandstills {
    const { diagrams, steps } = this.#space.space
    const { shape } = this.#space.teacher
    const driven = steps.filter((_, step) => shape.steps[step]?.kind === DELIVERY || shape.steps[step]?.kind === TIMER)
    let circling = this.#space.reached
    for (let last = -1; last !== circling && circling !== EMPTY;) {
      last = circling
      const next = driven.reduce((set, step) => diagrams.union(set, image(diagrams, last, step)), EMPTY)
      circling = diagrams.intersect(circling, next)
    }
    return {
      deadlock: this.#productsOf(this.#standingStill(this.#space.reached)),
      zeno: this.#productsOf(circling),
    }
  }

  /** The states of a set that have no step at all; a tick rules out most of them at once. */
  #standingStill(set: number): number {
    const { diagrams, steps } = this.#space.space
    return leftBy(diagrams, set, [...steps].reverse())
  }

  #productsOf(states: number): ProductSet {
    return this.products.of(states)
  }

  /** The products in which some step, or a start, is as a formula says. */
  #productsWith(formula: Formula): ProductSet {
    const classes = this.#classes
    let found = this.#productsOf(classes.startsWith(formula))
    for (const [residual, own] of classes.grouped(formula)) {
      found = found.or(
        residual === TRUE ? this.#productsOfClasses(own) : this.#productsOf(classes.sourcesAmong(own, residual)),
      )
      classes.tidy()
    }
    return found
  }

  /** The products of the states that have a step of one of some classes. */
  #productsOfClasses(classes: readonly StepClass[]): ProductSet {
    const { diagrams } = this.#space.space
    let all = EMPTY
    for (const one of classes) {
      // The states of a class are never none, so that this number means that they were not projected yet.
      if (this.#projections[one.from] === EMPTY) {
        this.#projections[one.from] = this.products.project(this.#classes.from(one))
      }
      all = diagrams.union(all, this.#projections[one.from]!)
    }
    return this.products.ofProjection(all)
  }

  #exercised(pattern: Exclude<Pattern, { kind: 'reachable' }>): ProductSet {
    switch (pattern.kind) {
      case 'invariant':
      case 'never':
        return pattern.given === undefined ? this.products.possible : this.#productsWith(pattern.given)
      case 'precedence': {
        const then = this.#productsWith(pattern.then)
        return pattern.after === undefined ? then : then.and(this.#productsWith(pattern.after))
      }
      case 'response':
      case 'bounded':
        return this.#productsWith(pattern.trigger)
    }
  }

  #failing(pattern: Exclude<Pattern, { kind: 'reachable' }>): ProductSet {
    switch (pattern.kind) {
      case 'invariant':
        return this.#productsWith(both(pattern.given ?? all, not(pattern.holds)))
      case 'never':
        return this.#productsWith(pattern.what)
      case 'precedence':
        return this.#outOfOrder(pattern)
      case 'bounded':
        return this.#tooLate(pattern)
      case 'response':
        return this.#unanswered(pattern)
    }
  }

  /** Where a step leads that is as a formula says, and the starts that are. */
  #afterSteps(formula: Formula): number {
    const { diagrams } = this.#space.space
    const targets = this.#classes.imageBy(this.#space.reached, this.#classes.taking(formula).all)
    return diagrams.union(this.#classes.startsWith(formula), targets)
  }

  /** Follows the states in which the watch is on: `after` has been, and `first` not since. */
  #outOfOrder({ after, first, then }: Extract<Pattern, { kind: 'precedence' }>): ProductSet {
    const { diagrams } = this.#space.space
    const classes = this.#classes
    const wrong = both(not(first), then)
    const onAtOnce = after === undefined ? classes.startsWith(not(first)) : this.#afterSteps(after)
    const on = classes.closure(onAtOnce, classes.taking(not(first)).all)
    const sources = classes
      .taking(wrong)
      .all.reduce(
        (set, { residual, step }) => diagrams.union(set, origin(diagrams, classes.filter(on, residual), step)),
        EMPTY,
      )
    const atStart = after === undefined ? classes.startsWith(wrong) : EMPTY
    return this.#productsOf(diagrams.union(sources, atStart))
  }

  /** Follows the states in which an answer is owed for a number of ticks, one number after the other. */
  #tooLate({ trigger, answer, within }: Extract<Pattern, { kind: 'bounded' }>): ProductSet {
    const { diagrams, steps } = this.#space.space
    const classes = this.#classes
    const most = Math.floor(within / this.#quantum)
    const tick = steps[steps.length - 1]!
    const { ticks: tickWays, others: ways } = classes.taking(not(answer))
    let owing = classes.closure(this.#afterSteps(both(trigger, not(answer))), ways)
    for (let ticks = 0; ticks < most && owing !== EMPTY; ticks++) {
      owing = classes.closure(classes.imageBy(owing, tickWays), ways)
    }
    return this.#productsOf(origin(diagrams, owing, tick))
  }

  /**
   * A set of states is left that has a fair cycle in each of its products: the states that are reached within the set, over
   * steps that are no answer, from what each fairness assumption asks for, over and over. (Kesten, Pnueli, Raviv and Shahar,
   * *Model checking with strong fairness*, 2006, with fairness of steps.)
   */
  #unanswered({ trigger, answer, fairness }: Extract<Pattern, { kind: 'response' }>): ProductSet {
    const { diagrams } = this.#space.space
    const classes = this.#classes
    const owing = classes.closure(this.#afterSteps(both(trigger, not(answer))), classes.taking(not(answer)).all)
    const finite = fairness.filter(({ kind }) => kind === 'finite').map(({ step }) => not(step))
    const allowed = both(not(answer), ...finite)
    const passing = classes.taking(allowed).all
    const asked = fairness
      .filter(({ kind }) => kind !== 'finite')
      .map(({ kind, step }: Fairness) => ({
        kind,
        enabled: classes.sourcesOf(step),
        taking: classes.taking(both(allowed, step)).all,
      }))
    // What is owing, what is left of it, what was left a round ago, and where the steps of each assumption can be taken.
    const held = diagrams.hold([owing, owing, EMPTY, ...asked.map(({ enabled }) => enabled)])
    while (held[1] !== held[2] && held[1] !== EMPTY) {
      held[2] = held[1]!
      for (let before = -1; before !== held[1];) {
        before = held[1]!
        held[1] = diagrams.intersect(before, classes.imageBy(before, passing))
      }
      asked.forEach(({ kind, taking }, at) => {
        const [, left, , ...enabled] = held
        if (!diagrams.meet(left!, enabled[at]!)) return
        const idle = diagrams.minus(left!, enabled[at]!)
        const taken = diagrams.intersect(classes.imageBy(left!, taking), left!)
        if (kind === 'weak') held[1] = classes.spread(diagrams.union(idle, taken), passing, left!)
        else {
          const waiting = diagrams.hold([idle])
          const active = classes.spread(taken, passing, left!)
          held[1] = diagrams.union(waiting[0]!, active)
          diagrams.release(waiting)
        }
      })
    }
    diagrams.release(held)
    const [still, left] = held
    return this.#productsOf(diagrams.union(left!, this.#standingStill(still!)))
  }
}
