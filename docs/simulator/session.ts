// A reader's session: a tree of runs from one start, with a cursor, and every property watched along each of them.
import type { Story, StoryStep } from '../../model/result.js'
import type { Property } from '../../properties/language/property.js'
import { Simulation, type Option, type State } from './simulation.js'
import type { Shared } from './share.js'
import { specificationOf } from './specification.js'
import { isFinal, Watch, watchable, type Watched } from './watch.js'

/** A state of a run, with the step that led to it. */
export interface Moment {
  readonly id: number
  /** -1 for the start. */
  readonly parent: number
  /** Name of the step that led here; empty for the start. */
  readonly name: string
  readonly step: StoryStep | undefined
  readonly state: State
  /** ms since the start. */
  readonly time: number
  /** How each watched property stands, in their order. */
  readonly watched: readonly Watched[]
  /** Indices of the properties that the step that led here has decided: violated, or shown. */
  readonly decides: readonly number[]
  readonly children: number[]
}

/** What became of steps that were to be taken by name. */
export interface Taking {
  readonly count: number
  readonly stuck?: { readonly name: string; readonly possible: readonly string[] }
}

/** Indices of the properties that are decided in one list and were not in the one before. */
const decided = (before: readonly Watched[] | undefined, after: readonly Watched[]): readonly number[] =>
  after.flatMap(({ standing }, index) =>
    isFinal(standing) && !isFinal(before?.[index]?.standing ?? 'waiting') ? [index] : [],
  )

/** Ticks that "to the next timer" waits at most where none is pending. */
const patience = 1000

export class Session {
  readonly simulation: Simulation
  readonly initial: Readonly<Record<string, number>>
  readonly properties: readonly Property[]
  readonly moments: Moment[] = []
  /** Where the reader is. */
  at = 0
  /** The end of the branch that the reader is on; steps behind the cursor are its future. */
  tip = 0
  // Not a #field: the page hands this object out wrapped, so that it sees when the cursor moves.
  private readonly watches: readonly Watch[]

  constructor({ setup, initial }: Pick<Shared, 'setup' | 'initial'>, simulation = new Simulation(setup)) {
    this.simulation = simulation
    this.initial = initial
    const { world } = this.simulation
    const { properties, predicates } = specificationOf(simulation.setup)
    this.properties = watchable(world, properties, predicates)
    this.watches = this.properties.map((property) => new Watch(world, property, predicates))
    const state = this.simulation.start(initial)
    const watched = this.watches.map((watch) => watch.start(state))
    this.moments.push({
      id: 0,
      parent: -1,
      name: '',
      step: undefined,
      state,
      time: 0,
      watched,
      decides: decided(undefined, watched),
      children: [],
    })
  }

  get now(): Moment {
    return this.moments[this.at]!
  }

  options(): readonly Option[] {
    return this.simulation.options(this.now.state)
  }

  /** Takes a step; one that was taken from here before is only gone to. False if there is none of that name. */
  take(name: string): boolean {
    const from = this.now
    const known = from.children.find((id) => this.moments[id]!.name === name)
    if (known !== undefined) {
      this.at = known
      if (!this.path(this.tip).includes(this.now)) this.tip = this.endOf(known)
      return true
    }
    const taken = this.simulation.take(from.state, name)
    if (!taken) return false
    const tick = taken.step.cause.kind === 'tick'
    const time = from.time + taken.elapsed
    const id = this.moments.length
    const watched = this.watches.map((watch, index) =>
      watch.next(from.watched[index]!, from.state, taken.moves, tick, taken.state),
    )
    this.moments.push({
      id,
      parent: from.id,
      name,
      step: { ...taken.step, time },
      state: taken.state,
      time,
      watched,
      decides: decided(from.watched, watched),
      children: [],
    })
    from.children.push(id)
    this.at = id
    this.tip = id
    return true
  }

  /** Takes steps by name as far as they go. */
  takeAll(names: readonly string[]): Taking {
    for (let count = 0; count < names.length; count++) {
      const name = names[count]!
      if (!this.take(name)) return { count, stuck: { name, possible: this.options().map((option) => option.name) } }
    }
    return { count: names.length }
  }

  back(): void {
    if (this.at !== 0) this.at = this.now.parent
  }

  /** One step into the future of the branch, if it has one. */
  forward(): boolean {
    const path = this.path(this.tip)
    const next = path[path.indexOf(this.now) + 1]
    if (!next) return false
    this.at = next.id
    return true
  }

  /** Goes to any moment; if it is not on this branch, that becomes another one. */
  go(id: number): void {
    this.at = id
    if (!this.path(this.tip).includes(this.now)) this.tip = this.endOf(id)
  }

  /** Lets time pass until a timer is due that was not before, or something is urgent. @returns ticks */
  advance(): number {
    if (this.simulation.setup.alone !== undefined) {
      const wait = this.options().find(({ elapsed }) => elapsed > 0)
      return wait !== undefined && this.take(wait.name) ? 1 : 0
    }
    const due = new Set(this.options().flatMap(({ name, cause }) => (cause.kind === 'timer' ? [name] : [])))
    const runs = this.simulation.parties(this.now.state).some(({ timers }) => timers.length > 0)
    for (let ticks = 0; ticks < patience; ticks++) {
      if (!this.take('tick')) return ticks
      const fresh = this.options().some(({ name, cause }) => cause.kind === 'timer' && !due.has(name))
      if (fresh || !runs) return ticks + 1
    }
    return patience
  }

  /** The moments from the start to one of them. */
  path(id: number = this.at): readonly Moment[] {
    const path: Moment[] = []
    for (let at = id; at >= 0; at = this.moments[at]!.parent) path.push(this.moments[at]!)
    return path.reverse()
  }

  /** The ends of all branches. */
  tips(): readonly Moment[] {
    return this.moments.filter(({ children }) => children.length === 0)
  }

  /** The run to a moment, as the checker would tell it; the steps that decide a property are marked. */
  story(id: number = this.at): Story {
    return {
      ...this.simulation.storyStart(this.moments[0]!.state, this.initial),
      steps: this.path(id).flatMap(({ step, decides, watched }) => {
        if (step === undefined) return []
        if (decides.length === 0) return [step]
        const violated = decides.some((index) => watched[index]!.standing === 'violated')
        return [{ ...step, mark: violated ? 'violation' : 'witness' } as const]
      }),
    }
  }

  /** The moment of the run up to the cursor at which a property was decided; undefined where it was not. */
  decidedAt(index: number): Moment | undefined {
    return this.path().find(({ decides }) => decides.includes(index))
  }

  /** The steps to the end of each branch, the one that the reader is on last. */
  runs(): readonly (readonly string[])[] {
    const names = ({ id }: Moment): readonly string[] =>
      this.path(id)
        .slice(1)
        .map(({ name }) => name)
    const others = this.tips().filter(({ id }) => id !== this.tip)
    return [...others, this.moments[this.tip]!].map(names)
  }

  /** Adds branches that another session had, as far as the machines still have them; the cursor stays. */
  addRuns(runs: readonly (readonly string[])[]): void {
    const { at, tip } = this
    for (const run of runs) {
      this.at = 0
      this.takeAll(run)
    }
    this.at = at
    this.tip = tip
  }

  /** What a link to this run says. */
  shared(): Shared {
    const path = this.path(this.tip)
    return {
      setup: this.simulation.setup,
      initial: this.initial,
      steps: path.slice(1).map(({ name }) => name),
      at: path.indexOf(this.now),
    }
  }

  private endOf(id: number): number {
    let end = id
    for (let next = this.moments[end]!.children.at(-1); next !== undefined; next = this.moments[end]!.children.at(-1)) {
      end = next
    }
    return end
  }
}

/** Two runs side by side: what they share, what each goes on with, and in what their ends differ. */
export interface Comparison {
  readonly common: number
  readonly left: readonly Moment[]
  readonly right: readonly Moment[]
  readonly parties: readonly { readonly name: string; readonly left: string; readonly right: string }[]
  readonly properties: readonly { readonly property: Property; readonly left: Watched; readonly right: Watched }[]
}

export function compare(session: Session, left: number, right: number): Comparison {
  const [ours, theirs] = [session.path(left), session.path(right)]
  let common = 0
  while (common < ours.length && ours[common] === theirs[common]) common++
  const [end, other] = [session.moments[left]!, session.moments[right]!]
  const states = session.simulation.parties(other.state)
  return {
    common: common - 1,
    left: ours.slice(common),
    right: theirs.slice(common),
    parties: session.simulation
      .parties(end.state)
      .map(({ name, leaves }, index) => ({ name, left: leaves.join(', '), right: states[index]!.leaves.join(', ') }))
      .filter((one) => one.left !== one.right),
    properties: session.properties
      .map((property, index) => ({ property, left: end.watched[index]!, right: other.watched[index]! }))
      .filter((one) => one.left.standing !== one.right.standing),
  }
}
