// Holds the compiled tables to the live actors: the same walk through both, compared at each step.
import type { AnyMachineSnapshot } from 'xstate'
import type { World } from '../../model/world.js'
import { canonical, faithful } from '../../util/canonical.js'
import { compile, type CompiledWorld } from '../compile/compile.js'
import type { LiveWorld } from './actorWorld.js'
import type { Cause } from '../../model/result.js'
import { Stepper } from './stepper.js'
import { pick, randomFrom, startAtRandom } from './randomWalk.js'

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
  const made = { state: canonical([snapshot.value, snapshot.status]), context: faithful(snapshot.context) }
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

/** Every step from the stepper's current state, by the text of its cause. */
function successorsOf(stepper: Stepper): ReadonlyMap<string, { readonly cause: Cause; readonly next: Int32Array }> {
  const found = new Map<string, { cause: Cause; next: Int32Array }>()
  stepper.successors(() => {
    const cause = stepper.cause()
    found.set(canonical(cause), { cause, next: stepper.next.slice() })
  })
  return found
}

/**
 * Walks at random through live actors and compiled tables side by side.
 *
 * @returns the first difference in configuration, context, timers, queues, budgets or enabled steps, if there is one
 */
export function disagreement(
  world: World,
  { seed, steps, compiled = compile(world) }: { seed: number; steps: number; compiled?: CompiledWorld },
): Difference | undefined {
  const random = randomFrom(seed)
  const live = startAtRandom(world, random, compiled.quantum)
  const stepper = new Stepper(compiled)
  stepper.initials((inputs) => {
    const same = compiled.parties.every(({ party, index }) => live.start.initial[party.name] === inputs[index])
    if (same) stepper.current.set(stepper.next)
  })
  const causes: Cause[] = []
  for (;;) {
    const successors = successorsOf(stepper)
    const enabled = live.enabled()
    const expected = pictureOfLive(live, enabled)
    const actual = pictureOfCompiled(
      compiled,
      stepper.current,
      Array.from(successors.values(), ({ cause }) => cause),
    )
    const what = [...expected.keys()].find((part) => expected.get(part) !== actual.get(part))
    if (what !== undefined) {
      return { seed, step: causes.length, causes, what, live: expected.get(what)!, compiled: actual.get(what) ?? '' }
    }
    if (causes.length === steps) return undefined
    const cause = pick(random, enabled)
    live.take(cause)
    stepper.current.set(successors.get(canonical(cause))!.next)
    causes.push(cause)
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
