// Properties watched along a run: each by the monitor of its pattern, as the checker and the oracle do.
import type { CompiledWorld } from '../../checker/compile/compile.js'
import { predicatesOf, type StepView } from '../../model/formula.js'
import { monitorOf, read, type Monitor } from '../../checker/monitor/monitor.js'
import type { Configuration } from '../../machines/configurations.js'
import { expectedVerdict } from '../../model/specification/expected.js'
import type { Property } from '../../properties/language/property.js'
import type { Predicate } from '../../model/property.js'
import type { Move, State } from './simulation.js'

/**
 * How a property stands after a finite run. `violated` and `witnessed` are final; `owed`: an answer is still to come;
 * `settled`: nothing can violate it any more; `waiting`: not violated so far, and the case it speaks of has not occurred;
 * `kept`: that case has occurred, and all was right.
 */
export type Standing = 'violated' | 'witnessed' | 'owed' | 'settled' | 'kept' | 'waiting'

/** Whether a property stays as it stands, whatever comes. */
export const isFinal = (standing: Standing): boolean => standing === 'violated' || standing === 'witnessed'

/** How a property stands, and how it got there. */
export interface Watched {
  readonly mode: number
  readonly standing: Standing
  /** Which of its antecedents have occurred: a bit for each. */
  readonly exercised: number
}

/** What a predicate says of the local states and moves of its party, asked once each. */
class Asked {
  readonly #predicate: Predicate
  readonly #world: CompiledWorld
  readonly #known = new Map<number, boolean>()
  readonly party: number

  constructor(world: CompiledWorld, predicate: Predicate) {
    this.#world = world
    this.#predicate = predicate
    this.party = world.parties.findIndex(({ party }) => party.name === predicate.party)
  }

  holds(id: number): boolean {
    const known = this.#known.get(id)
    if (known !== undefined) return known
    const result = this.#ask(id)
    this.#known.set(id, result)
    return result
  }

  #ask(id: number): boolean {
    const { table } = this.#world.parties[this.party]!
    const predicate = this.#predicate
    if (predicate.kind === 'state') return predicate.holds(table.locals[id]!.snapshot)
    const { before, event, after, says } = table.records[id]!
    return predicate.holds({
      before: table.locals[before]!.snapshot,
      event: table.events[event]!,
      after: table.locals[after]!.snapshot,
      says: Array.from(says, (said) => table.events[said]!),
    })
  }
}

/** A step between two states of a world, as formulas ask about it. */
class View implements StepView {
  before: State | undefined
  after: State
  moves: readonly Move[] = []
  tick = false
  readonly #asked: ReadonlyMap<string, Asked>

  constructor(asked: ReadonlyMap<string, Asked>, size: number) {
    this.#asked = asked
    this.after = new Int32Array(size)
  }

  is(name: string): boolean {
    const asked = this.#of(name)
    return asked.holds(this.after[asked.party]!)
  }

  was(name: string): boolean {
    const asked = this.#of(name)
    return this.before !== undefined && asked.holds(this.before[asked.party]!)
  }

  does(name: string): boolean {
    const asked = this.#of(name)
    return this.moves.some(({ party, record }) => party === asked.party && asked.holds(record.id))
  }

  #of(name: string): Asked {
    const asked = this.#asked.get(name)
    if (!asked) throw new Error(`a formula asks for '${name}', which is not watched`)
    return asked
  }
}

/** Watches one property in one world. */
export class Watch {
  readonly property: Property
  readonly monitor: Monitor
  readonly #view: View

  constructor(world: CompiledWorld, property: Property, predicates: Readonly<Record<string, Predicate>>) {
    this.property = property
    this.monitor = monitorOf(property.pattern, world.quantum)
    const names = predicatesOf(property, predicates)
    this.#view = new View(new Map(names.map((name) => [name, new Asked(world, predicates[name]!)])), world.size)
  }

  /** How it stands at the start. */
  start(state: State): Watched {
    const fresh: Watched = { mode: this.monitor.start, standing: 'waiting', exercised: 0 }
    return this.#next(fresh, undefined, [], false, state)
  }

  /** How it stands after one more step. */
  next(watched: Watched, before: State, moves: readonly Move[], tick: boolean, after: State): Watched {
    if (isFinal(watched.standing)) return watched
    return this.#next(watched, before, moves, tick, after)
  }

  #next(watched: Watched, before: State | undefined, moves: readonly Move[], tick: boolean, after: State): Watched {
    const view = this.#view
    view.before = before
    view.moves = moves
    view.tick = tick
    view.after = after
    const reading = read(this.monitor, view)
    const exercised = this.monitor.antecedents.reduce(
      (bits, bit, index) => ((reading & bit) !== 0 ? bits | (1 << index) : bits),
      watched.exercised,
    )
    const outcome = this.monitor.next(watched.mode, reading)
    if (typeof outcome !== 'number') return { mode: watched.mode, standing: outcome, exercised }
    return { mode: outcome, standing: this.#standing(outcome, exercised), exercised }
  }

  #standing(mode: number, exercised: number): Standing {
    if (this.monitor.pending(mode)) return 'owed'
    if (this.monitor.settled(mode)) return 'settled'
    if (this.monitor.kind === 'reachable') return 'waiting'
    return exercised === (1 << this.monitor.antecedents.length) - 1 ? 'kept' : 'waiting'
  }
}

/** The properties that this world has all the parties for, and can measure the times of. */
export const watchable = (
  world: CompiledWorld,
  properties: readonly Property[],
  predicates: Readonly<Record<string, Predicate>>,
): readonly Property[] => {
  const present = new Set(world.parties.map(({ party }) => party.name))
  return properties.filter(
    (property) =>
      predicatesOf(property, predicates).every((name) => present.has(predicates[name]!.party)) &&
      (property.pattern.kind !== 'bounded' || property.pattern.within % world.quantum === 0),
  )
}

/** Whether a violation was to be expected in this configuration, and why. */
export const whyExpected = (property: Property, configuration: Configuration): string | undefined => {
  const { verdict, because } = expectedVerdict(property, configuration)
  return verdict === 'fails' ? because : undefined
}
