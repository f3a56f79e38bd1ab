// Cases on both sides of each delay of a role: one that would notice a timer a moment early, and one a moment late.
import type { CaseStep, TestCase } from './hearing.js'
import { randomWalk } from './cases.js'
import { caseId, inputsOf, Recorder } from './recorder.js'
import { Reference } from './reference.js'
import { isFree } from '../belief/delayTimes.js'
import { mayReact, type Role } from '../belief/role.js'
import { nextTimer } from './tours.js'

export interface TimerOptions {
  /** Types of inputs that are never sent. */
  readonly without: readonly string[]
  /** Situations in which each timer is looked at, at most. */
  readonly situations?: number
  readonly onPlanned?: (looked: number, cases: number) => void
}

export interface Sides {
  readonly early: number
  readonly late: number
}

export interface TimerCoverage {
  /** Names of delays that are not free, with the cases that notice each a millisecond early, and a millisecond late. */
  readonly delays: Readonly<Record<string, Sides>>
  /** Those that were not seen to run out, where they are looked for. */
  readonly unseen: readonly string[]
  /** Those that run out, but where nothing that can be sent or is said tells on both sides whether they have. */
  readonly untold: readonly string[]
}

/** A role shortly before a timer runs out, and how it comes to that. */
interface Situation {
  readonly timer: number
  readonly input: unknown
  readonly start: number
  readonly steps: readonly CaseStep[]
}

/** States that are looked at breadth first, and walks where timers are looked for that are farther away. */
const nearby = 600
const walks = 20
const walkSteps = 200
/** Pairs of states that are compared to tell a timer that has run out from one that has not. */
const pairs = 3_000
/** Situations that are compared where only what is said later tells. */
const timedPairs = 200
/** Timers that may run out after the inputs, until something is said. */
const later = 6

const afterInput = (run: Reference, event: number): Reference => {
  const next = copyOf(run)
  next.hear(event)
  return next
}

function copyOf(run: Reference): Reference {
  const copy = new Reference(run.role, run.local)
  copy.time = run.time
  copy.due = [...run.due]
  return copy
}

/** Whether two timers run out at the next moment: which is meant could not be told. */
const isTied = ({ due, next }: Reference): boolean => due.indexOf(next) !== due.lastIndexOf(next)

/** What is certainly said: nothing that may be missing, in an order that does not depend on that of an instant. */
const spoken = ({ optional }: Role, says: Int32Array): string =>
  Array.from(says)
    .filter((event) => !optional.has(event))
    .sort((one, other) => one - other)
    .join()

/**
 * The shortest inputs to which one state answers in another way than another one, without time.
 *
 * @param most - pairs of states that are compared
 * @returns undefined if there are none within these
 */
export function tellingInputs(
  role: Role,
  one: number,
  other: number,
  inputs: readonly number[],
  most = pairs,
): readonly number[] | undefined {
  const { table } = role
  interface Pair {
    readonly locals: readonly [number, number]
    readonly before: Pair | undefined
    readonly event: number
  }
  const queue: Pair[] = [{ locals: [one, other], before: undefined, event: -1 }]
  const known = new Set([`${one} ${other}`])
  for (const pair of queue) {
    const [a, b] = pair.locals
    for (const event of inputs) {
      if (!mayReact(role, a, event) && !mayReact(role, b, event)) continue
      const [inA, inB] = [table.record(a, event), table.record(b, event)]
      const next: Pair = { locals: [inA.after, inB.after], before: pair, event }
      if (spoken(role, inA.says) !== spoken(role, inB.says)) {
        const word: number[] = []
        for (let at: Pair = next; at.before !== undefined; at = at.before) word.push(at.event)
        return word.reverse()
      }
      const key = next.locals.join(' ')
      if (inA.after === inB.after || known.has(key) || known.size > most) continue
      known.add(key)
      queue.push(next)
    }
  }
  return undefined
}

/** Where timers run out: near the beginning of a life, and on walks for those that do not run there. */
class Situations {
  readonly found = new Map<number, Situation[]>()
  readonly #role: Role
  readonly #options: Required<TimerOptions>
  /** By timer, the states in which it was found. */
  readonly #states = new Map<number, Set<number>>()
  looked = 0

  constructor(role: Role, options: Required<TimerOptions>) {
    this.#role = role
    this.#options = options
    this.#nearby()
    for (let seed = 1; seed <= walks && this.#wanting(); seed++) this.#walk(seed)
  }

  #wanting(): boolean {
    return this.#role.spans.some((span, timer) => !isFree(span) && this.#few(timer))
  }

  #few(timer: number): boolean {
    return (this.found.get(timer)?.length ?? 0) < this.#options.situations
  }

  #note(run: Reference, steps: () => readonly CaseStep[], start: number, input: unknown): void {
    const timer = nextTimer(run)
    if (timer < 0 || isFree(this.#role.spans[timer]!) || !this.#few(timer) || isTied(run)) return
    const states = this.#states.get(timer) ?? new Set()
    this.#states.set(timer, states)
    const { after } = this.#role.table.record(run.local, timer)
    if (states.has(after)) return
    states.add(after)
    this.found.set(timer, [...(this.found.get(timer) ?? []), { timer, input, start, steps: steps() }])
  }

  #nearby(): void {
    interface Node {
      readonly run: Reference
      readonly input: unknown
      readonly start: number
      readonly before: Node | undefined
      readonly step: CaseStep | undefined
    }
    const { table, starts } = this.#role
    const inputs = inputsOf(this.#role, this.#options.without)
    const known = new Map<number, Node>()
    const stepsTo = (node: Node): readonly CaseStep[] => {
      const steps: CaseStep[] = []
      for (let at: Node = node; at.before !== undefined; at = at.before) steps.push(at.step!)
      return steps.reverse()
    }
    for (const { local, input } of starts) {
      const run = new Reference(this.#role, local)
      known.set(local, { run, input, start: local, before: undefined, step: undefined })
    }
    for (const node of known.values()) {
      if (++this.looked > nearby) return
      this.#options.onPlanned(this.looked, 0)
      const { run, input, start } = node
      this.#note(run, () => stepsTo(node), start, input)
      const add = (next: Reference, step: CaseStep): void => {
        if (!known.has(next.local)) known.set(next.local, { run: next, input, start, before: node, step })
      }
      if (run.next < Infinity) {
        const next = copyOf(run)
        const left = run.next - run.time
        next.advance(left)
        add(next, { advance: left })
      }
      for (const event of inputs) {
        if (!mayReact(this.#role, run.local, event) || table.record(run.local, event).idle) continue
        add(afterInput(run, event), { send: table.events[event]! })
      }
    }
  }

  #walk(seed: number): void {
    const { table } = this.#role
    const { steps, input } = randomWalk(this.#role, seed, walkSteps, this.#options)
    const start = table.initial(input)
    const run = new Reference(this.#role, start)
    for (const [index, step] of steps.entries()) {
      const timer = nextTimer(run)
      if (timer >= 0 && this.#few(timer) && !isTied(run)) {
        this.#note(run, () => this.#shortened(steps.slice(0, index), input, run, timer), start, input)
      }
      if ('send' in step) run.hear(table.eventId(step.send))
      else run.advance(step.advance)
      this.looked++
    }
    this.#options.onPlanned(this.looked, 0)
  }

  /** Without the steps that are not needed to have the same timer run out with the same effect. */
  #shortened(steps: readonly CaseStep[], input: unknown, at: Reference, timer: number): readonly CaseStep[] {
    const { table } = this.#role
    const { after } = table.record(at.local, timer)
    const arrives = (some: readonly CaseStep[]): boolean => {
      const recorder = new Recorder(this.#role, table.initial(input))
      recorder.follow(some)
      const { run } = recorder
      return nextTimer(run) === timer && !isTied(run) && table.record(run.local, timer).after === after
    }
    let kept = steps
    for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let from = kept.length - size; from >= 0; from -= size) {
        const less = [...kept.slice(0, from), ...kept.slice(from + size)]
        if (arrives(less)) kept = less
      }
    }
    return kept
  }
}

/** What is said from now on without inputs, and up to when that is known. */
function tailOf(run: Reference): {
  readonly said: readonly (readonly [time: number, text: string])[]
  readonly until: number
} {
  const at = copyOf(run)
  const said: (readonly [number, string])[] = []
  for (let round = 0; round < later && at.next < Infinity; round++) {
    const text = spoken(
      at.role,
      Int32Array.from(at.advance(at.next - at.time), ({ event }) => event),
    )
    if (text !== '') said.push([at.time, text])
  }
  return { said, until: at.next < Infinity ? at.time : Infinity }
}

/** When two roles first say something else, if they are left alone. */
function parting(one: Reference, other: Reference): number | undefined {
  const [a, b] = [tailOf(one), tailOf(other)]
  for (let index = 0; index < Math.max(a.said.length, b.said.length); index++) {
    const [inA, inB] = [a.said[index], b.said[index]]
    if (inA?.join() === inB?.join()) continue
    const time = Math.max(inA?.[0] ?? 0, inB?.[0] ?? 0)
    return time <= Math.min(a.until, b.until) ? time : undefined
  }
  return undefined
}

/** What shows that a timer has run out at another time. */
interface Telling {
  readonly inputs: readonly number[]
  /** ms after them. */
  readonly wait: number
}

/** Inputs, and a time after them, by which two roles that are at one moment have said different things. */
function tellingLater(one: Reference, other: Reference, inputs: readonly number[]): Telling | undefined {
  interface Pair {
    readonly runs: readonly [Reference, Reference]
    readonly inputs: readonly number[]
  }
  const queue: Pair[] = [{ runs: [one, other], inputs: [] }]
  const known = new Set([`${one.local} ${other.local}`])
  for (const { runs, inputs: done } of queue) {
    const [a, b] = runs
    const time = parting(a, b)
    if (time !== undefined) return { inputs: done, wait: time - a.time }
    for (const event of inputs) {
      if (known.size > timedPairs) break
      if (!mayReact(a.role, a.local, event) && !mayReact(a.role, b.local, event)) continue
      const next = [afterInput(a, event), afterInput(b, event)] as const
      const key = next.map(({ local }) => local).join(' ')
      if (known.has(key)) continue
      known.add(key)
      queue.push({ runs: next, inputs: [...done, event] })
    }
  }
  return undefined
}

/** What has to be said in each step of a case, and when, in an order that no instant has. */
function saidIn(role: Role, { steps, input }: TestCase): string {
  const run = new Reference(role, role.table.initial(input))
  const said = steps.map((step) => {
    const now = 'send' in step ? run.hear(role.table.eventId(step.send)) : run.advance(step.advance)
    const owed = now.filter(({ event }) => !role.optional.has(event))
    return owed.map(({ event, time }) => `${time} ${event}`).sort()
  })
  return JSON.stringify(said)
}

/** Whether a case notices a timer that runs out another time. */
function notices(role: Role, timer: number, by: number, test: TestCase): boolean {
  const delays = role.delays.map((ms, at) => (at === timer ? ms + by : ms))
  return saidIn({ ...role, delays }, test) !== saidIn(role, test)
}

/** The cases of one situation: just before the moment, and at it; each followed by what tells the two apart. */
function bothSides(
  role: Role,
  { timer, start, steps, input }: Situation,
  inputs: readonly number[],
): readonly (readonly [keyof Sides, TestCase])[] {
  const { table } = role
  const at = new Recorder(role, start)
  at.follow(steps)
  const left = at.run.next - at.run.time
  at.advance(left - 1)
  const { local } = at.run
  const slot = table.locals[local]!.timers.indexOf(timer)
  const word = tellingInputs(role, local, table.record(local, timer).after, inputs)
  /** One that is right at this moment, and one whose timer runs out 1 ms before or after. */
  const pairAt = (early: boolean): readonly [Reference, Reference] => {
    const [right, wrong] = [copyOf(at.run), copyOf(at.run)]
    if (early) wrong.fire(slot)
    else {
      right.advance(1)
      wrong.due[slot]! += 1
      wrong.advance(1)
    }
    return [right, wrong]
  }
  return [true, false].flatMap((early) => {
    const telling = word === undefined ? tellingLater(...pairAt(early), inputs) : { inputs: word, wait: 0 }
    if (telling === undefined) return []
    const recorder = new Recorder(role, start)
    recorder.follow(steps)
    recorder.advance(left - 1)
    if (!early) recorder.advance(1)
    for (const event of telling.inputs) recorder.send(event)
    recorder.advance(telling.wait)
    const test: TestCase = { id: caseId(role, 'timer', input, recorder.steps), input, steps: recorder.steps }
    return notices(role, timer, early ? -1 : 1, test) ? [[early ? 'early' : 'late', test] as const] : []
  })
}

/** Cases on both sides of each delay, in a few situations each. */
export function timerCases(
  role: Role,
  options: TimerOptions,
): { readonly cases: readonly TestCase[]; readonly coverage: TimerCoverage } {
  const all = { situations: 4, onPlanned: () => undefined, ...options }
  const { timers } = role.table
  const situations = new Situations(role, all)
  const inputs = inputsOf(role, options.without)
  const cases = new Map<string, TestCase>()
  const exact = timers.filter((_, timer) => !isFree(role.spans[timer]!))
  const delays: Record<string, Sides> = Object.fromEntries(exact.map(({ delay }) => [delay, { early: 0, late: 0 }]))
  const seen = new Set<string>()
  for (const [timer, found] of situations.found) {
    const { delay } = timers[timer]!
    seen.add(delay)
    for (const situation of found) {
      for (const [side, one] of bothSides(role, situation, inputs)) {
        if (cases.has(one.id)) continue
        cases.set(one.id, one)
        delays[delay] = { ...delays[delay]!, [side]: delays[delay]![side] + 1 }
        all.onPlanned(situations.looked, cases.size)
      }
    }
  }
  const names = Object.keys(delays)
  return {
    cases: [...cases.values()],
    coverage: {
      delays,
      unseen: names.filter((delay) => !seen.has(delay)),
      untold: names.filter((delay) => seen.has(delay) && Math.min(delays[delay]!.early, delays[delay]!.late) === 0),
    },
  }
}
