// A family as sets of states: all of its products together, explored once.
import type { Predicate } from '../../model/property.js'
import type { CompileOptions } from '../compile/compile.js'
import { Layout, Room, widening } from '../nextState/stateLayout.js'
import { EMPTY, type Diagrams } from '../symbolic/mdd.js'
import { sizeOf } from '../symbolic/mddQueries.js'
import type { Levels } from '../symbolic/levels.js'
import { reachable } from '../symbolic/reachability.js'
import { SymbolicSpace } from '../symbolic/symbolicSpace.js'
import type { StepTransducer } from '../symbolic/transducer.js'
import { WorldTeacher } from '../nextState/transitionSource.js'
import { compileFamily, type CompiledFamily } from './compileFamily.js'
import type { Constraint, FamilyWorld } from './familyWorld.js'
import { readTogether } from './look.js'
import { NotConstant } from './statics.js'

export interface FamilyOptions extends Omit<CompileOptions, 'predicates'> {
  /** Bytes that diagrams may take together. */
  readonly memory?: number
  readonly isInterrupted?: () => boolean
  readonly onProgress?: (progress: { readonly states: number; readonly nodes: number }) => void
}

/** All states that some product can reach. */
export interface FamilySpace {
  readonly family: CompiledFamily
  readonly layout: Layout
  readonly teacher: WorldTeacher
  readonly space: SymbolicSpace
  /** Those of the shape, then a tick, each with what predicates say of it. */
  readonly steps: readonly StepTransducer[]
  readonly starts: number
  readonly reached: number
  /** How many states there are, of all products together, and how many nodes hold them. */
  readonly size: { readonly states: number; readonly nodes: number }
  /** By static: its level. */
  readonly staticLevels: readonly number[]
}

/** Numbers of local states that there is room for from the beginning, beside those that were met: a share of them. */
const AMPLE = 1023

/** Numbers of each kind that are taken to have been met. */
const LEAST = 32

/** Bytes, unless told. */
const MEMORY = 2 ** 31

/** The states in which some product starts. */
function startsOf(
  { statics, parties, budgets }: CompiledFamily,
  layout: Layout,
  levels: Levels,
  diagrams: Diagrams,
  impossible: readonly Constraint[],
  dimensions: FamilyWorld['dimensions'],
): number {
  const { all, ofComponent } = levels
  const levelOf = (at: number): number => ofComponent[statics.component + at]!
  const whole = (): number[][] => {
    const values: number[][] = all.map(() => [0])
    statics.sizes.forEach((size, at) => (values[levelOf(at)] = Array.from({ length: size }, (_, value) => value)))
    budgets.forEach(({ initial, field }, at) => {
      if (field < statics.base) values[ofComponent[parties.length + layout.room.contents.length + at]!] = [initial]
    })
    return values
  }
  // What a party holds in each of its starts, level by level.
  const own = parties.map(({ index, table, startTicks }) =>
    statics.parties[index]!.starts.map(({ where, local }) => {
      const held = new Map<number, number>([[ofComponent[index]!, layout.numberOf(index, local)]])
      layout.timers[index]!.forEach((field) => held.set(levels.of(field), 0))
      for (const timer of table.locals[local]!.timers)
        held.set(levels.of(layout.timers[index]![timer]!), startTicks[timer]!)
      return { where, held }
    }),
  )
  const anything = whole()
  for (const starts of own) {
    for (const level of starts[0]!.held.keys()) {
      anything[level] = [...new Set(starts.map(({ held }) => held.get(level)!))].sort((a, b) => a - b)
    }
  }
  const within = (fixed: ReadonlyMap<number, readonly number[]>): number =>
    diagrams.box(anything.map((values, level) => fixed.get(level) ?? values))
  let set = within(new Map())
  for (const starts of own) {
    let some = EMPTY
    for (const { where, held } of starts) {
      const fixed = new Map([
        ...[...where].map(([at, value]): [number, number[]] => [levelOf(at), [value]]),
        ...[...held].map(([level, value]): [number, number[]] => [level, [value]]),
      ])
      some = diagrams.union(some, within(fixed))
    }
    set = diagrams.intersect(set, some)
  }
  for (const { where } of impossible) {
    const fixed = new Map(
      Object.entries(where).map(([name, values]): [number, number[]] => {
        const at = dimensions.findIndex((one) => one.name === name)
        return [levelOf(at), values.map((value) => dimensions[at]!.values.indexOf(value)).sort((a, b) => a - b)]
      }),
    )
    set = diagrams.minus(set, within(fixed))
  }
  return set
}

async function explored(family: CompiledFamily, of: FamilyWorld, options: FamilyOptions): Promise<FamilySpace> {
  const { memory = MEMORY, isInterrupted = () => false, onProgress } = options
  const { quantum, observed } = family
  // A lane of its own for each timer: what is learnt never has to be learnt anew because two of them met.
  const room = new Room(family, false)
  const layoutOf = (): Layout => new Layout(room, AMPLE, false, LEAST)
  const edges = await widening(layoutOf, (layout) => readTogether(family, layout))
  return widening(layoutOf, async (layout) => {
    const teacher = new WorldTeacher(layout)
    const { shape } = teacher
    const starts = new Uint32Array(0)
    const task = {
      shape,
      observed,
      quantum,
      starts,
      memory,
      maxStates: Infinity,
      edges,
      timers: layout.timers,
      asked: [],
    }
    // Where states lead does not depend on what is asked of them: that is learnt once, of all states, when they are known.
    const space = new SymbolicSpace(task, teacher, isInterrupted, false)
    const { diagrams, going, levels } = space
    const held = diagrams.hold([startsOf(family, layout, levels, diagrams, of.impossible, of.dimensions), EMPTY])
    let next = performance.now() + CADENCE
    held[1] = await reachable(diagrams, held[0]!, space.steps, {
      ...going,
      stops: (reached) => {
        const now = performance.now()
        if (onProgress !== undefined && now > next) {
          onProgress({ states: diagrams.count(reached), nodes: sizeOf(diagrams, reached) })
          // To count takes time, too; most of it goes to the search.
          next = performance.now() + Math.max(CADENCE, SHARE * (performance.now() - now))
        }
        return false
      },
    })
    const steps = await space.observed(held[1])
    const staticLevels = family.statics.sizes.map((_, at) => levels.ofComponent[family.statics.component + at]!)
    return {
      family,
      layout,
      teacher,
      space,
      steps,
      staticLevels,
      get starts() {
        return held[0]!
      },
      get reached() {
        return held[1]!
      },
      size: { states: diagrams.count(held[1]), nodes: sizeOf(diagrams, held[1]) },
    }
  })
}

/** Milliseconds between reports at least, and how many times as long as one takes. */
const CADENCE = 200
const SHARE = 50

/**
 * Explores all products of a family at once.
 *
 * @throws SpecificationError where a world or a machine is not of the kind that can be checked
 * @throws StepFault where a step of some product goes astray
 */
export async function exploreFamily(
  of: FamilyWorld,
  predicates: Readonly<Record<string, Predicate>>,
  options: FamilyOptions = {},
): Promise<FamilySpace> {
  const moving = of.world.parties.map(() => new Set<string>())
  for (;;) {
    try {
      return await explored(compileFamily(of, predicates, moving, options), of, options)
    } catch (error) {
      if (!(error instanceof NotConstant)) throw error
      moving[error.party]!.add(error.constant)
    }
  }
}
