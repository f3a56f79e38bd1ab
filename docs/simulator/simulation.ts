// One world that a reader plays with: which steps may happen in a state, and what each does. Runs in Node and in browsers.
import type { LocalRecord } from '../../checker/compile/partyTable.js'
import { compile, type CompiledWorld } from '../../checker/compile/compile.js'
import { leavesOf, startOf, stepOf } from '../../checker/semantics/describe.js'
import type { Cause, Story, StoryStep } from '../../model/result.js'
import { slice } from '../../checker/compile/slice.js'
import { Stepper, TICK, type Witness } from '../../checker/semantics/stepper.js'
import { Notes } from '../../checker/semantics/notes.js'
import { quantumOf } from '../../checker/compile/timers.js'
import type { NamedConfiguration } from '../../machines/configurations.js'
import { fleet, type FleetLife, type FleetOptions } from '../../machines/fleet/index.js'
import type { PartyEvent } from '../../model/party.js'
import { system, type Scope } from '../../machines/system.js'
import type { World } from '../../model/world.js'
import { impRoles, type RoleName } from '../../verification/imp/roles.js'
import { alone } from '../../testing/party/partyGraph.js'
import { stepNames } from '../draw/run.js'

/** Which world it is. */
export interface Setup {
  readonly configuration: NamedConfiguration
  readonly scope: Scope
  /** Only these, and what can influence them; all of the scope's by default. */
  readonly parties?: readonly string[]
  /** ms in a tick; that of the world by default. */
  readonly quantum?: number
  /** Only this role, which may hear anything at any time, as test vectors have it; the scope says nothing then. */
  readonly alone?: RoleName
  /** Several installed devices that share a cloud; the scope says nothing then. */
  readonly fleet?: { readonly devices: number; readonly life: FleetLife }
}

/** Devices of a fleet at most: what happens to more of them does not fit on a page. */
export const mostDevices = 4

/** One device at a time is offered the newer impOS, and the customer gives orders: what fleets are about. */
export const fleetShape = ({ devices, life }: NonNullable<Setup['fleet']>): FleetOptions => ({
  devices,
  life,
  stagger: 1,
  orders: true,
})

/** A state of the whole world, as the checker counts it. Never changed once it is made. */
export type State = Int32Array

/** A step that may happen now. */
export interface Option {
  /** Unique among the steps of its state; see `stepNames`. */
  readonly name: string
  readonly cause: Cause
  /** ms that pass. */
  readonly elapsed: number
}

/** One macrostep of one party, as the tables have it. */
export interface Move {
  readonly party: number
  readonly record: LocalRecord
}

/** A step that was taken. */
export interface Taken {
  readonly name: string
  readonly state: State
  /** With the time since the start of the run at 0; the run knows the time. */
  readonly step: StoryStep
  readonly moves: readonly Move[]
  /** ms that passed. */
  readonly elapsed: number
}

export interface PartyView {
  readonly name: string
  readonly title: string
  /** Dotted paths of all active states, ancestors included. */
  readonly active: readonly string[]
  /** The deepest of them. */
  readonly leaves: readonly string[]
  readonly context: Readonly<Record<string, unknown>>
  /** Pending timers, and the ms that remain. */
  readonly timers: readonly { readonly delay: string; readonly remaining: number; readonly free: boolean }[]
}

export interface ChannelView {
  readonly name: string
  readonly messages: readonly PartyEvent[]
}

/** A step, without its story. */
export interface Step {
  readonly state: State
  readonly moves: readonly Move[]
  readonly tick: boolean
}

/** Notes the moves of a step. */
class Moves implements Witness {
  moves: Move[] = []

  begins(): void {
    this.moves = []
  }

  happens(party: number, _from: number, record: LocalRecord): void {
    this.moves.push({ party, record })
  }

  loses(): void {
    // What is lost is seen in the state.
  }
}

/** Notes the moves of a step beside what a story tells of it. */
class Recorder extends Notes {
  moves: Move[] = []

  override begins(): void {
    super.begins()
    this.moves = []
  }

  override happens(party: number, from: number, record: LocalRecord): void {
    super.happens(party, from, record)
    this.moves.push({ party, record })
  }
}

function wholeOf({ configuration: { values }, scope, alone: role, fleet: shape }: Setup): World {
  if (role !== undefined) return alone(impRoles.partyOf(role, values))
  return shape === undefined ? system(values, scope) : fleet(values, fleetShape(shape))
}

/** The world of a setup, sliced as asked. */
export function worldOf(setup: Setup): CompiledWorld {
  const { parties, quantum } = setup
  const whole = wholeOf(setup)
  const world = parties === undefined ? whole : slice(whole, parties)
  return compile(world, { quantum: quantum ?? quantumOf(world) })
}

export class Simulation {
  readonly setup: Setup
  readonly world: CompiledWorld
  readonly #stepper: Stepper
  readonly #recorder: Recorder
  readonly #bare = new Moves()

  constructor(setup: Setup) {
    this.setup = setup
    this.world = worldOf(setup)
    this.#stepper = new Stepper(this.world)
    this.#recorder = new Recorder(this.world)
  }

  /** The state in which each party starts with the input of this index; the first where none is named. */
  start(initial: Readonly<Record<string, number>> = {}): State {
    const wanted = this.world.parties.map(({ party }) => initial[party.name] ?? 0)
    let found: State | undefined
    this.#stepper.initials((inputs) => {
      if (inputs.every((input, party) => input === wanted[party])) found = this.#stepper.next.slice()
    })
    if (found) return found
    throw new Error(`there is no such start: ${JSON.stringify(initial)}`)
  }

  /** Every step that may happen. */
  options(state: State): readonly Option[] {
    const causes: Cause[] = []
    this.#visit(state, undefined, () => causes.push(this.#stepper.cause()))
    const { quantum } = this.world
    const options = stepNames(causes).map((name, index): Option => {
      const cause = causes[index]!
      return { name, cause, elapsed: cause.kind === 'tick' ? quantum : 0 }
    })
    if (this.setup.alone === undefined) return options
    return options.map((option) => (option.cause.kind === 'tick' ? this.#wait(state) : option))
  }

  /** A role alone is timed to the ms, so that it waits for its next timer at once. */
  #wait(state: State): Option {
    const { quantum } = this.world
    const next = Math.min(...this.#remaining(state))
    const elapsed = (next === Infinity ? Math.ceil(1000 / quantum) : next) * quantum
    return { name: `wait ${elapsed}`, cause: { kind: 'tick' }, elapsed }
  }

  /** Takes the step of a name; undefined where there is none of that name. */
  take(state: State, name: string): Taken | undefined {
    const [, ms] = this.setup.alone === undefined ? [] : (/^wait (\d+)$/.exec(name) ?? [])
    if (ms !== undefined) return this.#pass(state, name, Number(ms))
    const stepper = this.#stepper
    const causes: Cause[] = []
    const steps: (readonly [kind: number, subject: number, slot: number])[] = []
    this.#visit(state, undefined, () => {
      causes.push(stepper.cause())
      steps.push([stepper.kind, stepper.subject, stepper.slot])
    })
    const step = steps[stepNames(causes).indexOf(name)]
    if (!step) return undefined
    // Only the step that is taken is told: to put it into words costs far more than to take it.
    stepper.witness = this.#recorder
    stepper.take(...step)
    const { happenings, lost, moves } = this.#recorder
    const told = stepOf(this.world.world, 0, stepper.cause(), happenings, lost)
    return { name, state: stepper.next.slice(), step: told, moves, elapsed: step[0] === TICK ? this.world.quantum : 0 }
  }

  /** Lets some ms pass in which nothing happens to a role alone; undefined where a timer is due before they are over. */
  #pass(state: State, name: string, ms: number): Taken | undefined {
    const ticks = ms / this.world.quantum
    if (!Number.isInteger(ticks) || ticks < 1 || this.#remaining(state).some((left) => left < ticks)) return undefined
    const next = state.slice()
    for (const { index, table, slotBase } of this.world.parties) {
      const { timers } = table.locals[state[index]!]!
      for (let slot = slotBase; slot < slotBase + timers.length; slot++) next[slot]! -= ticks
    }
    return { name, state: next, step: stepOf(this.world.world, 0, { kind: 'tick' }, [], []), moves: [], elapsed: ms }
  }

  /** Ticks that each running timer has left. */
  #remaining(state: State): readonly number[] {
    return this.world.parties.flatMap(({ index, table, slotBase }) =>
      table.locals[state[index]!]!.timers.map((_, slot) => state[slotBase + slot]!),
    )
  }

  /** Every step with what it leads to, in the order of `options`; nothing is told, for searches. */
  steps(state: State): readonly Step[] {
    const steps: Step[] = []
    this.#visit(state, this.#bare, () =>
      steps.push({ state: this.#stepper.next.slice(), moves: this.#bare.moves, tick: this.#stepper.kind === TICK }),
    )
    return steps
  }

  /** How a story tells the start of this state. */
  storyStart(state: State, initial: Readonly<Record<string, number>>): Pick<Story, 'initial' | 'start'> {
    return {
      initial: Object.fromEntries(this.world.parties.map(({ party }) => [party.name, initial[party.name] ?? 0])),
      start: Object.fromEntries(
        this.world.parties.map(({ party, index, table }) => [
          party.name,
          startOf(table.locals[state[index]!]!.snapshot),
        ]),
      ),
    }
  }

  parties(state: State): readonly PartyView[] {
    return this.world.parties.map(({ party, index, table, slotBase, free }) => {
      const { snapshot, timers } = table.locals[state[index]!]!
      return {
        name: party.name,
        title: party.title,
        active: snapshot._nodes.map(({ path }: { readonly path: readonly string[] }) => path.join('.') || '(root)'),
        leaves: leavesOf(snapshot),
        context: snapshot.context as Readonly<Record<string, unknown>>,
        timers: timers.map((timer, slot) => ({
          delay: table.timers[timer]!.delay,
          remaining: state[slotBase + slot]! * this.world.quantum,
          free: free[timer] === 1,
        })),
      }
    })
  }

  channels(state: State): readonly ChannelView[] {
    return this.world.channels.map(({ channel, base, messages }) => ({
      name: channel.name,
      messages: Array.from({ length: state[base]! }, (_, at) => messages[state[base + 1 + 2 * at]! - 1]!.event),
    }))
  }

  /** What remains of each budget. */
  budgets(state: State): readonly { readonly name: string; readonly left: number; readonly initial: number }[] {
    return this.world.budgets.map(({ name, field, initial }) => ({ name, left: state[field]!, initial }))
  }

  #visit(state: State, witness: Witness | undefined, visit: () => void): void {
    this.#stepper.witness = witness
    this.#stepper.current.set(state)
    this.#stepper.successors(visit)
  }
}
