// Tours: cases that together take every transition of a role's machine, as far as a stated budget goes.
import type { CaseStep, TestCase } from './hearing.js'
import { caseId, inputsOf, Recorder } from './recorder.js'
import type { Reference } from './reference.js'
import type { Role } from '../belief/role.js'

export interface TourOptions {
  /** Types of inputs that are never sent: what an implementation leaves out. */
  readonly without: readonly string[]
  /** Transitions that tours cover at most. */
  readonly maxTransitions?: number
  /** Steps of one case at most, those apart that lead to where it begins. */
  readonly maxSteps?: number
  /** Transitions that planning looks at at most, each time that it does; by default 200 for each that may be covered. */
  readonly effort?: number
  /** Is told of each case how far the plan is. */
  readonly onPlanned?: (covered: number, cases: number) => void
}

/** What tours take of the machine, and what they leave out. */
export interface TourCoverage {
  /** Transitions of the states that the tours come to, ignored events included. */
  readonly transitions: number
  readonly covered: number
  /** Local states of the role that they come to. */
  readonly states: number
  /** Of these states, those with a transition that is not taken though time allows it: what is behind is not known. */
  readonly open: number
  /** Whether nothing is left out. */
  readonly complete: boolean
}

export interface Suite {
  readonly cases: readonly TestCase[]
  readonly coverage: TourCoverage
}

/** Tries after which a transition counts as one that time does not allow. */
const patience = 3
/** Local states around the present one among which a tour looks for what is next. */
const reach = 200

/** The next timer to elapse, as a transition; -1 without one. */
export function nextTimer({ role, local, due, next }: Reference): number {
  return next === Infinity ? -1 : role.table.locals[local]!.timers[due.indexOf(next)]!
}

/** How a tour came to a local state first. */
interface Access {
  readonly start: number
  readonly input: unknown
  /** Everything that was done before. */
  readonly steps: readonly CaseStep[]
  /** The local state before it and the transition from there; absent at the start. */
  readonly by?: readonly [local: number, event: number]
}

/**
 * Covers the states in the order in which it comes to them: it goes to the first that has a transition left, takes that
 * one and what is left around, and begins anew where nothing near is.
 */
class Tour {
  readonly cases: TestCase[] = []
  readonly covered = new Set<number>()
  readonly #role: Role
  readonly #inputs: readonly number[]
  readonly #options: Required<Omit<TourOptions, 'without'>>
  readonly #known = new Map<number, Access>()
  /** Local states of which nothing is left, or nothing that time allows. */
  readonly #done = new Set<number>()
  /** Cases that look at a timer just before it elapses. */
  readonly #boundaries: (readonly CaseStep[])[] = []
  /** Timers that another one forestalled, and how often. */
  readonly #forestalled = new Map<number, number>()
  #looked = 0

  constructor(role: Role, without: readonly string[], options: Required<Omit<TourOptions, 'without'>>) {
    this.#role = role
    this.#inputs = inputsOf(role, without)
    this.#options = options
    for (const { local, input } of role.starts) this.#known.set(local, { start: local, input, steps: [] })
  }

  run(): void {
    for (const [local, access] of this.#known) {
      // Each round takes a transition of this state, or finds that time does not allow it.
      while (!this.#spent() && this.#leftOf(local).length > 0) this.#case(local, access)
      if (this.#spent()) return
      this.#done.add(local)
    }
  }

  coverage(): TourCoverage {
    const states = [...this.#known.keys()]
    const open = states.filter((local) => !this.#done.has(local) && this.#leftOf(local).length > 0).length
    return {
      transitions: states.reduce((sum, local) => sum + this.#eventsIn(local).length, 0),
      covered: this.covered.size,
      states: states.length,
      open,
      complete: open === 0,
    }
  }

  #spent(): boolean {
    return this.covered.size >= this.#options.maxTransitions || this.#looked > this.#options.effort
  }

  #case(local: number, access: Access): void {
    const recorder = this.#at(local, access)
    const most = recorder.steps.length + this.#options.maxSteps
    let useful = 0
    while (recorder.steps.length < most && !this.#spent()) {
      const path = this.#nearest(recorder.run.local)
      if (path === undefined) break
      const before = this.covered.size
      for (const event of path) if (!this.#do(recorder, event, access)) break
      if (this.covered.size > before) useful = recorder.steps.length
    }
    if (useful === 0) return
    const { input } = access
    for (const steps of [recorder.steps.slice(0, useful), ...this.#boundaries.splice(0)]) {
      this.cases.push({ id: caseId(this.#role, 'tour', input, steps), input, steps })
    }
    this.#options.onPlanned(this.covered.size, this.cases.length)
  }

  /** A case at a local state: by the transitions that first led there alone, if time allows them so, or as it came there. */
  #at(local: number, access: Access): Recorder {
    const short = new Recorder(this.#role, access.start)
    const events: number[] = []
    for (let at = access; at.by !== undefined; at = this.#known.get(at.by[0])!) events.push(at.by[1])
    for (const event of events.reverse()) {
      if (event >= this.#role.table.timers.length) short.send(event)
      else if (nextTimer(short.run) === event) short.advance(short.run.next - short.run.time)
    }
    if (short.run.local === local) return short
    const full = new Recorder(this.#role, access.start)
    full.follow(access.steps)
    return full
  }

  /** What is left to take from a local state. */
  #leftOf(local: number): readonly number[] {
    return this.#eventsIn(local).filter((event) => this.#isLeft(local, event))
  }

  /** What can be made to happen: inputs, and timers of which it is known when they run out. */
  #eventsIn(local: number): readonly number[] {
    const { table, delays } = this.#role
    return [...this.#inputs, ...table.locals[local]!.timers.filter((timer) => delays[timer]! < Infinity)]
  }

  #isLeft(local: number, event: number): boolean {
    this.#looked++
    const { id } = this.#role.table.record(local, event)
    return !this.covered.has(id) && (this.#forestalled.get(id) ?? 0) <= patience
  }

  /** Events that lead to a transition that is left, itself included; the nearest one, and there one that is ignored. */
  #nearest(from: number): readonly number[] | undefined {
    const { table } = this.#role
    const back = new Map<number, { readonly local: number; readonly event: number } | undefined>([[from, undefined]])
    for (const local of back.keys()) {
      if (!this.#done.has(local)) {
        const left = this.#leftOf(local)
        const chosen = left.find((event) => table.record(local, event).idle) ?? left[0]
        if (chosen !== undefined) return [...pathTo(back, local), chosen]
      }
      if (back.size > reach) continue
      for (const event of this.#eventsIn(local)) {
        this.#looked++
        const { after } = table.record(local, event)
        if (!back.has(after)) back.set(after, { local, event })
      }
    }
    return undefined
  }

  /** Makes an event happen; false if it is a timer and another one elapses first. */
  #do(recorder: Recorder, event: number, { start, input }: Access): boolean {
    const { run } = recorder
    const { table } = this.#role
    const isTimer = event < table.timers.length
    const happens = isTimer ? nextTimer(run) : event
    const { id } = table.record(run.local, event)
    if (happens !== event) this.#forestalled.set(id, (this.#forestalled.get(id) ?? 0) + 1)
    if (happens < 0) return false
    const record = table.record(run.local, happens)
    const isNew = !this.covered.has(record.id)
    this.covered.add(record.id)
    if (isTimer) {
      const further = recorder.elapse(this.#inputs)
      if (isNew && further !== undefined) this.#boundaries.push(further)
    } else recorder.send(event)
    const after = recorder.run.local
    if (!this.#known.has(after)) {
      const by = after === record.after ? { by: [record.before, happens] as const } : {}
      this.#known.set(after, { start, input, steps: [...recorder.steps], ...by })
    }
    return happens === event
  }
}

function pathTo(
  back: ReadonlyMap<number, { readonly local: number; readonly event: number } | undefined>,
  local: number,
): readonly number[] {
  const events: number[] = []
  for (let step = back.get(local); step !== undefined; step = back.get(step.local)) events.push(step.event)
  return events.reverse()
}

/** Cases that together take every transition of the machine, ignored events included, as far as the bounds go. */
export function tours(role: Role, { without, ...options }: TourOptions): Suite {
  const { maxTransitions = 20_000 } = options
  const tour = new Tour(role, without, {
    maxSteps: 100,
    effort: 200 * maxTransitions,
    onPlanned: () => undefined,
    ...options,
    maxTransitions,
  })
  tour.run()
  return { cases: tour.cases, coverage: tour.coverage() }
}
