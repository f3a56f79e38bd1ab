// Stories: a path of the graph told again, by running its steps once more and noting what happens.
import type { CompiledWorld } from './compile.js'
import { StepFault } from './errors.js'
import type { Graph } from './explore.js'
import type { LocalRecord } from './local.js'
import { narrate, startOf, stepOf } from './narrate.js'
import { edgeSource, shortest, type Path } from './path.js'
import type { Happening, Story, StoryStep } from './result.js'
import { CLOCK, ENVIRONMENT, Stepper, type Witness } from './step.js'

type Lost = StoryStep['lost'][number]

/** Notes what happens within the latest step. */
export class Notes implements Witness {
  happenings: Happening[] = []
  lost: Lost[] = []
  readonly #world: CompiledWorld

  constructor(world: CompiledWorld) {
    this.#world = world
  }

  begins(): void {
    this.happenings = []
    this.lost = []
  }

  happens(party: number, from: number, record: LocalRecord): void {
    const { parties } = this.#world
    const { party: of, table } = parties[party]!
    const speaker = from === ENVIRONMENT ? 'environment' : from === CLOCK ? 'clock' : parties[from]!.party.name
    this.happenings.push(
      narrate(
        of.name,
        speaker,
        table.events[record.event]!,
        table.locals[record.before]!.snapshot,
        table.locals[record.after]!.snapshot,
        Array.from(record.says, (event) => table.events[event]!),
      ),
    )
  }

  loses(channel: number, message: number): void {
    const { channel: of, messages } = this.#world.channels[channel]!
    this.lost.push({ channel: of.name, event: messages[message]!.event })
  }
}

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

/**
 * Tells a path as a story.
 *
 * @param marks why steps are shown, by index
 */
export function tell(
  graph: Graph,
  path: Path,
  marks: ReadonlyMap<number, NonNullable<StoryStep['mark']>> = new Map(),
): Story {
  const { world } = graph
  const stepper = new Stepper(world)
  const notes = new Notes(world)
  stepper.witness = notes
  const { inputs } = graph.starts[path.start]!
  let time = 0
  const steps = path.edges.map((edge, index): StoryStep => {
    const step = replay(graph, stepper, notes, edge)
    const mark = marks.get(index)
    if (step.cause.kind === 'tick') time += world.quantum
    return { ...step, time, ...(mark ? { mark } : {}) }
  })
  return {
    initial: Object.fromEntries(world.parties.map(({ party, index }) => [party.name, inputs[index]!])),
    start: Object.fromEntries(
      world.parties.map(({ party, index, initials, table }) => [
        party.name,
        startOf(table.locals[initials[inputs[index]!]!]!.snapshot),
      ]),
    ),
    steps,
    ...(path.loop === undefined ? {} : { loop: path.loop }),
  }
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
