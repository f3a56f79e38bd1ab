// Stories: a path of the graph told again, by running its steps once more and noting what happens.
import type { CompiledWorld } from '../compile/compile.js'
import type { Marks } from './decide.js'
import type { Step } from '../nextState/transitionEffect.js'
import { StepFault } from '../../model/errors.js'
import type { Graph } from './explore.js'
import type { Layout } from '../nextState/stateLayout.js'
import { startOf, stepOf } from '../semantics/describe.js'
import { Notes } from '../semantics/notes.js'
import { edgeSource, shortest, type Path } from './shortestRun.js'
import type { Story, StoryStep } from '../../model/result.js'
import { Stepper, TIMER } from '../semantics/stepper.js'

const load = ({ layout, states }: Graph, state: number, stepper: Stepper): void =>
  layout.unpack(states.tuples.data, state * layout.words, stepper.current)

/** Runs one edge again. */
function replay(graph: Graph, stepper: Stepper, notes: Notes, edge: number): StoryStep {
  const state = edgeSource(graph, edge)
  const ordinal = edge - graph.rows[state]!
  let step: StoryStep | undefined
  let count = 0
  load(graph, state, stepper)
  stepper.successors(() => {
    if (count++ !== ordinal) return
    step = stepOf(graph.world.world, 0, stepper.cause(), notes.happenings, notes.lost)
  })
  if (!step) throw new Error(`state ${state} has ${count} steps, but step ${ordinal} is asked for`)
  return step
}

/** How a story begins, given which input each party starts with. */
const beginning = ({ parties }: CompiledWorld, inputs: readonly number[]): Pick<Story, 'initial' | 'start'> => ({
  initial: Object.fromEntries(parties.map(({ party, index }) => [party.name, inputs[index]!])),
  start: Object.fromEntries(
    parties.map(({ party, index, initials, table }) => [
      party.name,
      startOf(table.locals[initials[inputs[index]!]!]!.snapshot),
    ]),
  ),
})

/** Steps with the time after each, and why it is shown. */
function timed(steps: readonly StoryStep[], quantum: number, marks: Marks): readonly StoryStep[] {
  let time = 0
  return steps.map((step, index) => {
    const mark = marks.get(index)
    if (step.cause.kind === 'tick') time += quantum
    return { ...step, time, ...(mark ? { mark } : {}) }
  })
}

/**
 * Tells a path as a story.
 *
 * @param marks why steps are shown, by index
 */
export function tell(graph: Graph, path: Path, marks: Marks = new Map()): Story {
  const { world } = graph
  const stepper = new Stepper(world)
  const notes = new Notes(world)
  stepper.witness = notes
  const steps = path.edges.map((edge) => replay(graph, stepper, notes, edge))
  return {
    ...beginning(world, graph.starts[path.start]!.inputs),
    steps: timed(steps, world.quantum, marks),
    ...(path.loop === undefined ? {} : { loop: path.loop }),
  }
}

/**
 * Tells a run as a story: packed states, and the step that is taken in each of them.
 *
 * @param inputs which input each party starts with
 * @param marks why steps are shown, by index
 */
export function tellRun(
  layout: Layout,
  inputs: readonly number[],
  run: readonly { readonly state: Uint32Array; readonly step: Step }[],
  marks: Marks,
): Story {
  const { world } = layout.room
  const stepper = new Stepper(world)
  const notes = new Notes(world)
  stepper.witness = notes
  const steps = run.map(({ state, step: { kind, subject, timer } }) => {
    layout.unpack(state, 0, stepper.current)
    const local = kind === TIMER ? world.parties[subject]!.table.locals[stepper.current[subject]!]! : undefined
    stepper.take(kind, subject, local?.timers.indexOf(timer))
    return stepOf(world.world, 0, stepper.cause(), notes.happenings, notes.lost)
  })
  return { ...beginning(world, inputs), steps: timed(steps, world.quantum, marks) }
}

/** The shortest path to a state. */
export function pathTo(graph: Graph, state: number): Path {
  const anything = { modes: 1, start: () => 0, next: () => 0 }
  const path = shortest(graph, anything, (reached) => reached === state)
  if (!path) throw new Error(`state ${state} is not reachable`)
  return path
}

/** The story of a step that went astray: how to get there, and as much of the step as happened. */
export function tellFault(graph: Graph, state: number): Story {
  const story = tell(graph, pathTo(graph, state))
  const stepper = new Stepper(graph.world)
  const notes = new Notes(graph.world)
  stepper.witness = notes
  load(graph, state, stepper)
  try {
    stepper.successors(() => undefined)
  } catch (error) {
    if (!(error instanceof StepFault)) throw error
    const time = story.steps[story.steps.length - 1]?.time ?? 0
    const last = stepOf(graph.world.world, time, stepper.cause(), notes.happenings, notes.lost)
    return { ...story, steps: [...story.steps, { ...last, mark: 'violation' }] }
  }
  return story
}
