// Can this be reached from here? A breadth-first search from any state, for the shortest way to a goal.
import type { Simulation } from './simulation.js'
import { type Move, type State } from './simulation.js'
import { Watch, type Watched } from './watch.js'
import type { Property } from '../../properties/language/property.js'
import type { Predicate } from '../../model/property.js'

/** What is looked for. */
export type Goal =
  /** A party is in a state (dotted path). */
  | { readonly kind: 'state'; readonly party: string; readonly path: string }
  /** A party hears or says an event of this type. */
  | { readonly kind: 'event'; readonly party: string; readonly type: string }
  /** A property is violated, or what it says can be reached is. */
  | { readonly kind: 'property'; readonly property: string }

export interface Found {
  readonly kind: 'found'
  /** Names of the steps that lead there. */
  readonly steps: readonly string[]
  readonly states: number
}

/** All states that can be reached from here were looked at. */
export interface Impossible {
  readonly kind: 'impossible'
  readonly states: number
}

/** Too many states to look at all of them. */
export interface GaveUp {
  readonly kind: 'gave-up'
  readonly states: number
  /** Every run of up to so many steps was looked at. */
  readonly depth: number
}

export type SearchResult = Found | Impossible | GaveUp

export interface SearchOptions {
  /** States at most. */
  readonly limit: number
  readonly onProgress?: (states: number) => void
}

/** Judges steps: whether one reaches the goal; and what must be remembered beside the state. */
interface Judge {
  readonly start: Watched | undefined
  next(
    memory: Watched | undefined,
    before: State,
    moves: readonly Move[],
    tick: boolean,
    after: State,
  ): Watched | undefined
  reached(memory: Watched | undefined, moves: readonly Move[], after: State): boolean
}

const stateJudge = (simulation: Simulation, party: string, path: string): Judge => {
  const index = simulation.world.parties.findIndex((one) => one.party.name === party)
  const known = new Map<number, boolean>()
  const isIn = (local: number): boolean => {
    const cached = known.get(local)
    if (cached !== undefined) return cached
    const { snapshot } = simulation.world.parties[index]!.table.locals[local]!
    const result = snapshot._nodes.some((node: { readonly path: readonly string[] }) => node.path.join('.') === path)
    known.set(local, result)
    return result
  }
  return {
    start: undefined,
    next: () => undefined,
    reached: (_memory, _moves, after) => index >= 0 && isIn(after[index]!),
  }
}

const eventJudge = (simulation: Simulation, party: string, type: string): Judge => {
  const index = simulation.world.parties.findIndex((one) => one.party.name === party)
  const table = simulation.world.parties[index]?.table
  return {
    start: undefined,
    next: () => undefined,
    reached: (_memory, moves) =>
      table !== undefined &&
      moves.some(
        (move) =>
          move.party === index &&
          !move.record.idle &&
          (table.events[move.record.event]!.type === type ||
            move.record.says.some((said) => table.events[said]!.type === type)),
      ),
  }
}

const propertyJudge = (watch: Watch, start: Watched): Judge => ({
  start,
  next: (memory, before, moves, tick, after) => watch.next(memory ?? start, before, moves, tick, after),
  reached: (memory) => memory?.standing === 'violated' || memory?.standing === 'witnessed',
})

export function judgeOf(
  simulation: Simulation,
  goal: Goal,
  specification: {
    readonly properties: readonly Property[]
    readonly predicates: Readonly<Record<string, Predicate>>
  },
  watched: Watched | undefined,
  from: State,
): Judge {
  if (goal.kind === 'state') return stateJudge(simulation, goal.party, goal.path)
  if (goal.kind === 'event') return eventJudge(simulation, goal.party, goal.type)
  const property = specification.properties.find(({ id }) => id === goal.property)
  if (!property) throw new Error(`no property '${goal.property}'`)
  const watch = new Watch(simulation.world, property, specification.predicates)
  return propertyJudge(watch, watched ?? watch.start(from))
}

/** States are told apart by all of their integers, and by the mode of the monitor. */
const keyOf = (state: State, memory: Watched | undefined): string => {
  let key = memory === undefined ? '' : String.fromCharCode(memory.mode)
  for (const value of state) key += value < 0xffff ? String.fromCharCode(value) : `\uffff${value}\uffff`
  return key
}

/** The shortest way from a state to the goal. */
export function search(
  simulation: Simulation,
  from: State,
  judge: Judge,
  { limit, onProgress }: SearchOptions,
): SearchResult {
  const states: State[] = [from]
  const memories: (Watched | undefined)[] = [judge.start]
  const origins: number[] = [-1]
  const ordinals: number[] = [0]
  const depths: number[] = [0]
  const seen = new Set([keyOf(from, judge.start)])
  const wayTo = (last: number, ordinal: number): readonly string[] => {
    const way: string[] = []
    for (let at = last, nth = ordinal; at >= 0; nth = ordinals[at]!, at = origins[at]!) {
      way.push(simulation.options(states[at]!)[nth]!.name)
    }
    return way.reverse()
  }
  for (let head = 0; head < states.length; head++) {
    const before = states[head]!
    if (head % 500 === 0) onProgress?.(states.length)
    const steps = simulation.steps(before)
    for (let ordinal = 0; ordinal < steps.length; ordinal++) {
      const { state, moves, tick } = steps[ordinal]!
      const memory = judge.next(memories[head], before, moves, tick, state)
      if (judge.reached(memory, moves, state)) {
        return { kind: 'found', steps: wayTo(head, ordinal), states: states.length }
      }
      const key = keyOf(state, memory)
      if (seen.has(key)) continue
      if (states.length >= limit) return { kind: 'gave-up', states: states.length, depth: depths[head]! }
      seen.add(key)
      states.push(state)
      memories.push(memory)
      origins.push(head)
      ordinals.push(ordinal)
      depths.push(depths[head]! + 1)
    }
  }
  return { kind: 'impossible', states: states.length }
}
