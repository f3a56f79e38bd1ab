// Holds the compiled tables to the live actors: the same walk through both, compared at each step.
import type { AnyMachineSnapshot, AnyStateNode, InspectionEvent } from 'xstate'
import type { World } from '../../model/world.js'
import { canonical, faithful } from '../../util/canonical.js'
import { compile, type CompiledWorld } from '../compile/compile.js'
import type { LiveWorld } from './actorWorld.js'
import type { Cause, StoryStep } from '../../model/result.js'
import { stepOf } from './describe.js'
import { Notes } from './notes.js'
import { Stepper } from './stepper.js'
import { pick, randomFrom, startAtRandom, type Random } from './randomWalk.js'

/** The first difference between tables and actors, and how to see it again. */
export interface Difference {
  readonly seed: number
  /** Steps taken before it shows. */
  readonly step: number
  /** The steps that lead there. */
  readonly causes: readonly Cause[]
  /** What differs, e.g. `context of 'device'`. */
  readonly what: string
  readonly live: string
  readonly compiled: string
}

type Picture = ReadonlyMap<string, string>

const sorted = (texts: readonly string[]): string => [...texts].sort().join('\n')

/** Texts of snapshots: these do not change, and most parties stay in theirs from step to step. */
const texts = new WeakMap<AnyMachineSnapshot, { readonly state: string; readonly context: string }>()

function textsOf(snapshot: AnyMachineSnapshot) {
  const known = texts.get(snapshot)
  if (known) return known
  const history = Object.entries(snapshot.historyValue as Readonly<Record<string, readonly AnyStateNode[]>>)
    .map(([id, nodes]) => [id, nodes.map((node) => node.id).sort()])
    .sort(([one], [other]) => (one! < other! ? -1 : 1))
  const made = {
    state: faithful([snapshot.value, snapshot.status, history, snapshot.output ?? null]),
    context: faithful(snapshot.context),
  }
  texts.set(snapshot, made)
  return made
}

function pictureOfLive(live: LiveWorld, enabled: readonly Cause[]): Picture {
  const { parties, channels } = live.world
  return new Map([
    ...parties.flatMap(({ name }): [string, string][] => {
      const { state, context } = textsOf(live.snapshot(name))
      return [
        [`state of '${name}'`, state],
        [`context of '${name}'`, context],
        [`timers of '${name}'`, sorted(live.timers(name).map(({ type, ticks }) => `${type} ${ticks}`))],
      ]
    }),
    ...channels.map(({ name }): [string, string] => [
      `channel '${name}'`,
      canonical(live.queue(name).map(({ from, event, age }) => ({ from, event, age }))),
    ]),
    ['budgets', sorted([...live.budgets].map(([name, left]) => `${name} ${left}`))],
    ['steps that are enabled', sorted(enabled.map((cause) => canonical(cause)))],
  ])
}

function pictureOfCompiled(world: CompiledWorld, state: Int32Array, enabled: readonly Cause[]): Picture {
  return new Map([
    ...world.parties.flatMap(({ party: { name }, index, table, slotBase }): [string, string][] => {
      const { snapshot, timers } = table.locals[state[index]!]!
      const ticks = timers.map((timer, slot) => `${table.timers[timer]!.type} ${state[slotBase + slot]!}`)
      const own = textsOf(snapshot)
      return [
        [`state of '${name}'`, own.state],
        [`context of '${name}'`, own.context],
        [`timers of '${name}'`, sorted(ticks)],
      ]
    }),
    ...world.channels.map(({ channel, base, messages }): [string, string] => {
      const places = Array.from({ length: state[base]! }, (_, at) => ({
        message: messages[state[base + 1 + 2 * at]! - 1]!,
        age: state[base + 2 + 2 * at]!,
      }))
      return [
        `channel '${channel.name}'`,
        canonical(
          places.map(({ message: { from, event }, age }) => ({ from: world.parties[from]!.party.name, event, age })),
        ),
      ]
    }),
    ['budgets', sorted(world.budgets.map(({ name, field }) => `${name} ${state[field]!}`))],
    ['steps that are enabled', sorted(enabled.map((cause) => canonical(cause)))],
  ])
}

/** A step of the stepper: its kind, its subject, and the slot of its timer. */
type Way = readonly [kind: number, subject: number, slot: number]

/** Every step from the stepper's current state, by the text of its cause. */
function successorsOf(stepper: Stepper): ReadonlyMap<string, { readonly cause: Cause; readonly way: Way }> {
  const found = new Map<string, { cause: Cause; way: Way }>()
  stepper.successors(() => {
    const cause = stepper.cause()
    found.set(canonical(cause), { cause, way: [stepper.kind, stepper.subject, stepper.slot] })
  })
  return found
}

/** What is told of a step, as text: who heard and said what, which states were left and entered, what changed. */
const textOfStep = ({ happenings, lost }: StoryStep): string =>
  faithful([
    // Nodes, and what is cited for them, are told in the order in which they were entered, or restored.
    happenings.map(({ left, entered, sources, ...rest }) => [rest, ...[left, entered, sources].map(sorted)]),
    lost,
  ])

const uniformly = (enabled: readonly Cause[], random: Random): Cause => pick(random, enabled)

export interface Walk {
  readonly seed: number
  readonly steps: number
  readonly compiled?: CompiledWorld
  /** Which of the enabled steps to take; each as likely as the others by default. */
  readonly choose?: (enabled: readonly Cause[], random: Random) => Cause
  /** Is told what XState tells of its actors. */
  readonly inspect?: (inspection: InspectionEvent) => void
  /** Is told each step of the actors, after it. */
  readonly onStep?: (step: StoryStep, live: LiveWorld) => void
}

/**
 * Walks at random through live actors and compiled tables side by side.
 *
 * @returns the first difference in configuration, history, output, context, timers, queues, budgets, enabled steps, or in
 * what happens in a step (who hears and says what, what is lost), if there is one
 */
export function disagreement(world: World, walk: Walk): Difference | undefined {
  const { seed, steps, compiled = compile(world), choose = uniformly, inspect, onStep } = walk
  const random = randomFrom(seed)
  const live = startAtRandom(world, random, {
    quantum: compiled.quantum,
    ...(inspect === undefined ? {} : { inspect }),
  })
  const stepper = new Stepper(compiled)
  const notes = new Notes(compiled)
  stepper.initials((inputs) => {
    const same = compiled.parties.every(({ party, index }) => live.start.initial[party.name] === inputs[index])
    if (same) stepper.current.set(stepper.next)
  })
  const causes: Cause[] = []
  let told: readonly [live: string, compiled: string] | undefined
  for (;;) {
    const successors = successorsOf(stepper)
    const enabled = live.enabled()
    const expected = pictureOfLive(live, enabled)
    const actual = pictureOfCompiled(
      compiled,
      stepper.current,
      Array.from(successors.values(), ({ cause }) => cause),
    )
    const differs = (what: string, one: string, other: string): Difference => ({
      seed,
      step: causes.length,
      causes,
      what,
      live: one,
      compiled: other,
    })
    const what = [...expected.keys()].find((part) => expected.get(part) !== actual.get(part))
    if (what !== undefined) return differs(what, expected.get(what)!, actual.get(what) ?? '')
    if (told && told[0] !== told[1]) return differs('what happens in the last step', ...told)
    if (causes.length === steps) return undefined
    const cause = choose(enabled, random)
    stepper.witness = notes
    stepper.take(...successors.get(canonical(cause))!.way)
    stepper.witness = undefined
    const taken = live.take(cause)
    onStep?.(taken, live)
    causes.push(cause)
    told = [textOfStep(taken), textOfStep(stepOf(world, 0, cause, notes.happenings, notes.lost))]
    stepper.current.set(stepper.next)
  }
}

/** A difference in words. */
export const describeDifference = ({ seed, step, causes, what, live, compiled }: Difference): string =>
  [
    `after ${step} steps from seed ${seed}: ${what} differs`,
    `live actors: ${live}`,
    `tables: ${compiled}`,
    `last steps: ${causes
      .slice(-5)
      .map((cause) => canonical(cause))
      .join(' ')}`,
  ].join('\n')
