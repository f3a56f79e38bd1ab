// What sets of states tell about a property: how often its antecedents occur, whether its watch ends, and how to get there.
import { BLANK } from '../nextState/stateLabels.js'
import { END, read } from '../monitor/monitor.js'
import { tallied, type Sighting, type Watched } from '../monitor/onTheFly.js'
import { STIMULUS } from '../semantics/stepper.js'
import { Diagrams, EMPTY } from './mdd.js'
import { oneOf } from './mddQueries.js'
import { reachable, Waves } from './reachability.js'
import type { SymbolicSpace } from './symbolicSpace.js'
import { endings, origin, originOf, type StepTransducer } from './transducer.js'
import { TICK_CHANGE } from './tickRelation.js'
import { Sight, Watch, type Following } from './monitorProduct.js'

/** A shortest run to a violation or a witness. */
export interface Run {
  /** Which of the starts it begins with; what happens in the end, if nothing else does. */
  readonly start: number
  /** A packed state, and the step that is taken there, as the shape numbers them; a tick is behind the last of these. */
  readonly steps: readonly { readonly state: Uint32Array; readonly step: number }[]
  /** What the monitor reads of the start, and of each step. */
  readonly readings: readonly number[]
}

/** Whether a watch ends, and how; or why that is not known. */
export type Finding =
  | { readonly found: false }
  | { readonly found: true; readonly run: Run }
  | { readonly found: undefined; readonly stopped?: 'memory' | 'signal' }

const sightOf = ({ task, teacher, levels }: SymbolicSpace, { pattern }: Watched): Sight =>
  new Sight(pattern, task, teacher, levels)

/** Watches of one sight, each made once: they remember what they met. */
function watching(space: SymbolicSpace, sight: Sight, following: Following, diagrams: Diagrams) {
  const moded = sight.monitor.modes > 1 && following !== 'all'
  const known = new Map<string, Watch>()
  return (step: StepTransducer): Watch => {
    // A step that was learnt about in the meantime starts elsewhere.
    const key = `${step.id} ${step.start}`
    const watch = known.get(key) ?? new Watch(diagrams.newId(), step, sight, space.levels.all.length, following, moded)
    known.set(key, watch)
    return watch
  }
}

/** The mask of a start. */
function maskOf({ levels }: SymbolicSpace, { parties, masks }: Sight, values: readonly number[]): number {
  return levels.all.reduce((mask, _, level) => {
    const party = parties[level]
    return party === undefined ? mask : masks.with(mask, party, values[level]!)
  }, BLANK)
}

/** Each start, level by level, with what the monitor reads of it. */
function startsOf(space: SymbolicSpace, sight: Sight) {
  const { starts, shape } = space.task
  return Array.from({ length: starts.length / shape.words }, (_, index) => {
    const values = space.valuesOf(starts, index * shape.words)
    const reading = read(sight.monitor, sight.masks.start(maskOf(space, sight, values)))
    return { index, values, outcome: sight.after(sight.monitor.start, reading), reading }
  })
}

/** What there was to see of a property in some states; not how far from a start. */
export async function sightingOf(space: SymbolicSpace, states: number, watched: Watched): Promise<Sighting> {
  const { diagrams, steps } = space
  const sight = sightOf(space, watched)
  const { monitor, outcomes } = sight
  const counts = new Map<number, number>()
  const add = (reading: number, count: number): void => void counts.set(reading, (counts.get(reading) ?? 0) + count)
  for (const { reading } of startsOf(space, sight)) add(reading, 1)
  const watchOf = watching(space, sight, 'all', diagrams)
  for (const step of steps) {
    const watch = watchOf(step)
    await space.going.before?.(steps.length, EMPTY)
    for (const [place, count] of endings(diagrams, states, watch)) add(watch.readingAt(place), count)
  }
  return { id: watched.id, ...tallied(monitor, outcomes, [...counts]), depth: -1 }
}

/** States to look for the end of a watch in: as they are reached, and all that are. */
interface Field {
  readonly waves: Waves
  readonly steps: readonly StepTransducer[]
  /** All states, where these are known. */
  readonly reached: number | undefined
  /** A step, as far as it ends the watch. */
  readonly endingOf: (step: StepTransducer) => Watch
}

/**
 * Whether the watch of a property ends in some run, where some step could end it; and a shortest run to where it does.
 *
 * @param waves of states without a mode
 * @param reached all states, where these are known
 */
export async function find(
  space: SymbolicSpace,
  waves: Waves,
  reached: number | undefined,
  watched: Watched,
): Promise<Finding> {
  const sight = sightOf(space, watched)
  const starts = startsOf(space, sight)
  const ended = starts.find(({ outcome }) => outcome === END)
  if (ended) return { found: true, run: { start: ended.index, steps: [], readings: [ended.reading] } }
  const findIn = async (field: Field): Promise<Finding> => {
    const steps = await stepsIn(space, field)
    return steps === undefined ? { found: false } : { found: true, run: runOf(space, sight, starts, steps) }
  }
  if (sight.monitor.modes === 1) {
    const endingOf = watching(space, sight, 'ending', space.diagrams)
    return findIn({ waves, steps: space.steps, reached, endingOf })
  }
  const diagrams = new Diagrams(space.levels.all.length + 1, space.allowance)
  try {
    return await findIn(await fieldOfModes(space, sight, starts, diagrams))
  } finally {
    diagrams.dispose()
  }
}

/** States with the mode of a monitor: all that can be reached before its watch ends, or can end no more. */
async function fieldOfModes(
  space: SymbolicSpace,
  sight: Sight,
  starts: ReturnType<typeof startsOf>,
  diagrams: Diagrams,
): Promise<Field> {
  const steps = space.steps.map(watching(space, sight, 'going on', diagrams))
  const set = starts.reduce(
    (all, { values, outcome }) =>
      outcome === undefined ? all : diagrams.union(all, diagrams.single([...values, outcome])),
    EMPTY,
  )
  // No step is new to states that were all gone through.
  const before = async (): Promise<void> => space.going.before?.(space.steps.length, EMPTY)
  // Its starts are known before anything else is collected.
  const waves = new Waves(diagrams, set, steps, { before })
  const reached = await reachable(diagrams, set, steps, { before })
  return { waves, steps, reached, endingOf: watching(space, sight, 'ending', diagrams) }
}

/** A run, as a monitor reads it. */
function runOf(space: SymbolicSpace, sight: Sight, starts: ReturnType<typeof startsOf>, steps: Run['steps']): Run {
  const { teacher, task } = space
  const first = space.valuesOf(steps[0]!.state, 0).join()
  const start = starts.find(({ values }) => values.join() === first)!
  const readings = steps.map(({ state, step }) => {
    const change = step < task.shape.steps.length ? teacher.lesson(step, state, 0).change : TICK_CHANGE
    return sight.readingOf(maskOf(space, sight, space.valuesOf(state, 0)), change)
  })
  return { start: start.index, steps, readings: [start.reading, ...readings] }
}

/**
 * The steps of a shortest run to one that ends a watch; `undefined` where none does. Of several, one in which the
 * environment acts late.
 */
async function stepsIn(space: SymbolicSpace, field: Field): Promise<Run['steps'] | undefined> {
  const { waves, reached, endingOf } = field
  const { diagrams } = waves
  const order = space.steps
    .map((_, index) => index)
    .sort((a, b) => Number(isStimulus(space, a)) - Number(isStimulus(space, b)))
  const endsIn = (set: number): number[] => order.map((step) => origin(diagrams, set, endingOf(space.steps[step]!)))
  const ends = diagrams.hold(reached === undefined ? [] : endsIn(reached))
  try {
    if (reached !== undefined && ends.every((set) => set === EMPTY)) return undefined
    for (let depth = 0; (await waves.within(depth)) !== undefined; depth++) {
      // What these states do is learnt on the way to the next.
      if (reached === undefined) await waves.within(depth + 1)
      const within = waves.known(depth)!
      const here = reached === undefined ? endsIn(within) : ends
      const at = here.findIndex((set) => diagrams.meet(within, set))
      if (at < 0) continue
      const step = order[at]!
      const state = oneOf(diagrams, origin(diagrams, within, endingOf(space.steps[step]!)))
      return [...stepsTo(space, field, order, state, depth), { state: space.stateIn(diagrams, state), step }]
    }
    throw new Error('a watch that ends cannot be found to end')
  } finally {
    diagrams.release(ends)
  }
}

const isStimulus = ({ task }: SymbolicSpace, step: number): boolean => task.shape.steps[step]?.kind === STIMULUS

/** The steps of a run to a state of some depth. */
function stepsTo(
  space: SymbolicSpace,
  field: Field,
  order: readonly number[],
  state: number,
  depth: number,
): Run['steps'] {
  if (depth === 0) return []
  const { waves, steps } = field
  const { diagrams } = waves
  for (const step of order) {
    const origins = originOf(diagrams, waves.known(depth - 1)!, steps[step]!, state)
    if (origins === EMPTY) continue
    const before = oneOf(diagrams, origins)
    const last = { state: space.stateIn(diagrams, before), step }
    return [...stepsTo(space, field, order, before, depth - 1), last]
  }
  throw new Error('a state of some depth has no way to it')
}
