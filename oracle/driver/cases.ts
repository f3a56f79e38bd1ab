// Test cases of a role, generated from its machine: tours over every transition, random walks, power cuts everywhere.
import { createHash } from 'node:crypto'
import { randomFrom, type Random } from '../../checker/semantics/randomWalk.js'
import { canonical } from '../../util/canonical.js'
import type { CaseStep, TestCase } from './hearing.js'
import { anEvent, Reference, Wanderer } from './reference.js'
import type { Role } from '../belief/role.js'

export interface CaseOptions {
  /** Types of inputs that are never sent: what an implementation leaves out. */
  readonly without: readonly string[]
  /** Transitions that tours cover at most. */
  readonly maxTransitions?: number
  /** Steps of one case at most. */
  readonly maxSteps?: number
}

export interface Suite {
  readonly cases: readonly TestCase[]
  readonly coverage: {
    readonly transitions: number
    readonly covered: number
    /** Local states of the role that were reached within the bound on transitions. */
    readonly states: number
    /** Whether the bound left something out. */
    readonly complete: boolean
  }
}

/** The id of a case: a digest of what it does. */
export function caseId(role: Role, kind: string, input: unknown, steps: readonly CaseStep[]): string {
  const digest = createHash('sha256').update(canonical([role.name, input ?? null, steps]))
  return `${role.name}-${kind}-${digest.digest('hex').slice(0, 10)}`
}

const inputsOf = (role: Role, without: readonly string[]): readonly number[] =>
  role.hears.filter((event) => !without.includes(role.table.events[event]!.type))

/** Turns steps into a case while it keeps a reference run beside them. */
class Recorder {
  readonly run: Reference
  readonly steps: CaseStep[] = []
  readonly #role: Role

  constructor(role: Role, local: number) {
    this.#role = role
    this.run = new Reference(role, local)
  }

  send(event: number): void {
    this.steps.push({ send: this.#role.table.events[event]! })
    this.run.hear(event)
  }

  advance(ms: number): void {
    if (ms <= 0) return
    this.steps.push({ advance: ms })
    this.run.advance(ms)
  }

  /**
   * To the moment before the next timer, and to it. Where the role says nothing at that moment, an input that would
   * be answered in another way if the timer were too early is sent before it.
   *
   * @returns a further case for an input that would lead elsewhere, without its id
   */
  elapse(inputs: readonly number[]): readonly CaseStep[] | undefined {
    const { table } = this.#role
    const { local, due } = this.run
    const left = this.run.next - this.run.time
    const timer = table.record(local, table.locals[local]!.timers[due.indexOf(this.run.next)]!)
    const telling =
      left < 2 || timer.says.length > 0
        ? []
        : inputs.filter(
            (event) => table.record(local, event).says.join() !== table.record(timer.after, event).says.join(),
          )
    const harmless = telling.find((event) => table.record(local, event).idle)
    this.advance(left - 1)
    const further =
      harmless === undefined && telling.length > 0 ? [...this.steps, { send: table.events[telling[0]!]! }] : undefined
    if (harmless !== undefined) this.send(harmless)
    this.advance(Math.min(left, 1))
    return further
  }
}

/** Tries after which a transition counts as one that time does not allow. */
const patience = 3

/** The next timer to elapse, as a transition; -1 without one. */
function nextTimer({ role, local, due, next }: Reference): number {
  return next === Infinity ? -1 : role.table.locals[local]!.timers[due.indexOf(next)]!
}

/** Covers transitions one after the other, each from where the last one led to. */
class Tour {
  readonly cases: TestCase[] = []
  readonly covered = new Set<number>()
  readonly known = new Set<number>()
  readonly #role: Role
  readonly #inputs: readonly number[]
  readonly #options: Required<CaseOptions>
  /** Cases that look at a timer just before it elapses. */
  readonly #boundaries: (readonly CaseStep[])[] = []
  /** Timers that another one forestalled, and how often. */
  readonly #forestalled = new Map<number, number>()
  complete = true

  constructor(role: Role, options: Required<CaseOptions>) {
    this.#role = role
    this.#options = options
    this.#inputs = inputsOf(role, options.without)
  }

  from(local: number, input: unknown): void {
    while (this.covered.size < this.#options.maxTransitions) {
      const recorder = new Recorder(this.#role, local)
      this.known.add(local)
      let useful = 0
      while (recorder.steps.length < this.#options.maxSteps && this.covered.size < this.#options.maxTransitions) {
        const path = this.#nearest(recorder.run.local)
        if (path === undefined) break
        const before = this.covered.size
        for (const event of path) if (!this.#do(recorder, event)) break
        if (this.covered.size > before) useful = recorder.steps.length
      }
      if (useful === 0 && this.#nearest(local) === undefined) break
      if (useful === 0) continue
      const steps = recorder.steps.slice(0, useful)
      for (const one of [steps, ...this.#boundaries.splice(0)]) {
        this.cases.push({ id: caseId(this.#role, 'tour', input, one), input, steps: one })
      }
    }
    if (this.#nearest(local) !== undefined) this.complete = false
  }

  /** Events that lead to a transition that is not covered, itself included; the nearest one. */
  #nearest(from: number): readonly number[] | undefined {
    const { table } = this.#role
    const back = new Map<number, { readonly local: number; readonly event: number } | undefined>([[from, undefined]])
    for (const local of back.keys()) {
      for (const event of [...this.#inputs, ...table.locals[local]!.timers]) {
        const record = table.record(local, event)
        if ((this.#forestalled.get(record.id) ?? 0) > patience) continue
        if (!this.covered.has(record.id)) return [...pathTo(back, local), event]
        if (!back.has(record.after)) back.set(record.after, { local, event })
      }
      if (back.size > this.#options.maxTransitions) return undefined
    }
    return undefined
  }

  /** Makes an event happen; false if it is a timer and another one elapses first. */
  #do(recorder: Recorder, event: number): boolean {
    const { run } = recorder
    const { table } = this.#role
    const isTimer = event < table.timers.length
    const happens = isTimer ? nextTimer(run) : event
    const { id } = table.record(run.local, event)
    if (happens !== event) this.#forestalled.set(id, (this.#forestalled.get(id) ?? 0) + 1)
    if (happens < 0) return false
    const isNew = !this.covered.has(table.record(run.local, happens).id)
    this.covered.add(table.record(run.local, happens).id)
    if (isTimer) {
      const further = recorder.elapse(this.#inputs)
      if (isNew && further !== undefined) this.#boundaries.push(further)
    } else recorder.send(event)
    this.known.add(run.local)
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

/** Cases that together take every transition of the machine, ignored events included, as far as the bound goes. */
export function tours(role: Role, options: CaseOptions): Suite {
  const all = { maxTransitions: 20_000, maxSteps: 100, ...options }
  const tour = new Tour(role, all)
  for (const { local, input } of role.starts) tour.from(local, input)
  const inputs = inputsOf(role, options.without)
  const transitions = [...tour.known].reduce(
    (sum, local) => sum + inputs.length + role.table.locals[local]!.timers.length,
    0,
  )
  return {
    cases: tour.cases,
    coverage: { transitions, covered: tour.covered.size, states: tour.known.size, complete: tour.complete },
  }
}

type Fields = Readonly<Record<string, string | number | boolean>>

/** What a device does next on its way to being online; the first that it reacts to. */
const onward = (os: number, code: number): readonly (readonly [type: string, fields: Fields])[] => [
  ['power.applied', { rescue: false }],
  ['packet.flashed', { token: 1, plan: 'A', network: 'right' }],
  ['image.downloaded', {}],
  ['install.completed', {}],
  ['enrolment.accepted', {}],
  ['upgrade.answered', { os }],
  ['session.opened', {}],
  ['code.downloaded', {}],
  ['code.answered', { code }],
  ['step.succeeded', {}],
]

function goOnline(role: Role, recorder: Recorder, os: number, code: number): void {
  const ids = onward(os, code).map(([type, fields]) => role.table.eventId({ type, ...fields }))
  for (let step = 0; step < 60; step++) {
    const { local } = recorder.run
    const { snapshot } = role.table.locals[local]!
    if (snapshot.hasTag('link.online')) return
    const unconfigured = (snapshot.context as { readonly network?: string }).network !== 'right'
    const event = ids.find(
      (id) =>
        !role.table.record(local, id).idle &&
        (role.table.events[id]!.type !== 'packet.flashed' || (unconfigured && snapshot.hasTag('blinkup.listening'))),
    )
    if (event === undefined) return
    recorder.send(event)
  }
}

/** Steps of a walk before its inputs are drawn anew. */
const episode = 25

/**
 * The inputs of one episode: each type is left out of every other one, so that what undoes everything is rare enough in
 * some of them for long stories (Groce et al., *Swarm testing*, 2012).
 */
function swarmOf(role: Role, inputs: readonly number[], random: Random): readonly number[] {
  const types = [...new Set(inputs.map((event) => role.table.events[event]!.type))]
  const kept = new Set(types.filter(() => random() < 0.5))
  const swarm = inputs.filter((event) => kept.has(role.table.events[event]!.type))
  return swarm.length > 0 ? swarm : inputs
}

/** Some of the time until the next timer, or any time. */
function someTime({ next, time }: Reference, random: Random): number {
  const most = next < Infinity && random() < 0.7 ? next - time - 1 : 20_000
  return 1 + Math.floor(random() * most)
}

/** A random walk of some steps; the same seed gives the same one. */
export function randomWalk(role: Role, seed: number, length: number, options: CaseOptions): TestCase {
  const random: Random = randomFrom(seed)
  const { local, input } = role.starts[Math.floor(random() * role.starts.length)]!
  const recorder = new Recorder(role, local)
  const inputs = inputsOf(role, options.without)
  const wanderer = new Wanderer(role)
  for (let left = length; left > 0; left -= episode) {
    // Much of a device's life begins when it is online, where steps at random seldom lead.
    const online = role.name === 'device' && options.without.length === 0 && random() < 0.7
    if (online) goOnline(role, recorder, random() < 0.5 ? 1 : 2, random() < 0.5 ? 1 : 2)
    const swarm: Role = { ...role, hears: swarmOf(role, inputs, random) }
    for (let step = 0; step < Math.min(left, episode); step++) {
      const chance = random()
      wanderer.visit(recorder.run.local)
      if (chance < 0.1 && recorder.run.next < Infinity) recorder.elapse(swarm.hears)
      else if (chance < 0.2) recorder.advance(someTime(recorder.run, random))
      else if (chance < 0.5) recorder.send(wanderer.choose(recorder.run.local, random, swarm.hears))
      else recorder.send(anEvent(swarm, recorder.run.local, random))
    }
  }
  return { id: `${role.name}-walk-${seed}`, input, steps: recorder.steps }
}

/** What may go wrong at any step of an upgrade. */
const troubles = [
  'power.cut',
  'link.lost',
  'enrolment.refused',
  'image.failed',
  'install.failed',
  'code.failed',
  'restart.ordered',
  'reset.pressed',
  'packet.flashed',
] as const

/** The two lives of a device in which it is upgraded: activated and brought up to date at once; and politely, later. */
function lives(role: Role, local: number): readonly Recorder[] {
  const { table } = role
  const outright = new Recorder(role, local)
  goOnline(role, outright, 2, 2)
  const polite = new Recorder(role, local)
  goOnline(role, polite, 1, 1)
  polite.send(table.eventId({ type: 'sleep.requested' }))
  polite.advance(polite.run.next - polite.run.time)
  polite.send(table.eventId({ type: 'handler.registered' }))
  polite.send(table.eventId({ type: 'connect.requested' }))
  goOnline(role, polite, 2, 2)
  polite.send(table.eventId({ type: 'restart.requested' }))
  goOnline(role, polite, 2, 2)
  return [outright, polite]
}

/** The device role: something goes wrong after each step of its upgrades, power before all, and it has to recover. */
export function powerCuts(role: Role): readonly TestCase[] {
  const { table } = role
  return role.starts.flatMap(({ local, input }) =>
    lives(role, local).flatMap(({ steps }) =>
      steps.flatMap((_, index) =>
        troubles.map((trouble): TestCase => {
          const recorder = new Recorder(role, local)
          for (const step of steps.slice(0, index + 1)) {
            if ('send' in step) recorder.send(table.eventId(step.send))
            else recorder.advance(step.advance)
          }
          const fields = trouble === 'packet.flashed' ? { token: 2, plan: 'B', network: 'right' } : {}
          recorder.send(table.eventId({ type: trouble, ...fields }))
          if (trouble === 'power.cut') {
            recorder.advance(60_000)
            recorder.send(table.eventId({ type: 'power.applied', rescue: false }))
          }
          // Long enough for what must not start by itself to start.
          recorder.advance(15_000)
          goOnline(role, recorder, 2, 2)
          recorder.advance(10_000)
          return { id: caseId(role, 'cut', input, recorder.steps), input, steps: recorder.steps }
        }),
      ),
    ),
  )
}
