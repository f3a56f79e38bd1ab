// Cases that are aimed at transitions of the machine's text which no other case takes.
import type { AnyStateNode, AnyTransitionDefinition } from 'xstate'
import { randomWalk } from './cases.js'
import type { CaseStep, TestCase } from './hearing.js'
import { transitionsOf, untakenBy } from './lookedAt.js'
import { caseId, inputsOf, Recorder } from './recorder.js'
import { Reference } from './reference.js'
import type { Role } from '../belief/role.js'
import { tellingInputs } from './timerCases.js'
import { nextTimer } from './tours.js'

/** Walks on which it looks for a way, beyond the cases that there are, and how long each is. */
const walks = 40
const walkSteps = 200
/** Pairs of states that are compared to tell whether a transition was taken. */
const pairs = 300
/** The first seed: those of other walks are small. */
const firstSeed = 1_000_000

/** Looks at each state that cases come to, and notes what could be taken there. */
class Aim {
  readonly found: TestCase[] = []
  readonly #role: Role
  readonly #inputs: readonly number[]
  readonly #wanted: Set<AnyTransitionDefinition>
  readonly #looked = new Set<number>()

  constructor(role: Role, without: readonly string[], wanted: Iterable<AnyTransitionDefinition>) {
    this.#role = role
    this.#inputs = inputsOf(role, without)
    this.#wanted = new Set(wanted)
  }

  get open(): number {
    return this.#wanted.size
  }

  follow({ input, steps }: TestCase): void {
    const { table } = this.#role
    const run = new Reference(this.#role, table.initial(input))
    for (let index = 0; index <= steps.length && this.#wanted.size > 0; index++) {
      this.#look(run, steps.slice.bind(steps, 0, index), input)
      const step = steps[index]
      if (step === undefined) return
      if ('send' in step) run.hear(table.eventId(step.send))
      else run.advance(step.advance)
    }
  }

  #look(run: Reference, steps: () => readonly CaseStep[], input: unknown): void {
    const { table } = this.#role
    const { local } = run
    if (this.#looked.has(local)) return
    this.#looked.add(local)
    const { snapshot } = table.locals[local]!
    const active = new Set(snapshot._nodes as readonly AnyStateNode[])
    const here = [...this.#wanted].filter(({ source }) => active.has(source))
    const timer = nextTimer(run)
    for (const event of timer < 0 ? this.#inputs : [timer, ...this.#inputs]) {
      const { type } = table.events[event]!
      if (!here.some((one) => one.eventType === type && this.#wanted.has(one))) continue
      const taken = table.machine
        .getTransitionData(snapshot, table.events[event]!)
        .filter((one) => this.#wanted.has(one))
      if (taken.length === 0) continue
      for (const one of taken) this.#wanted.delete(one)
      this.found.push(this.#caseOf(run, steps(), input, event))
    }
  }

  /** The way to the state, the transition, and what tells whether it was taken. */
  #caseOf({ local }: Reference, way: readonly CaseStep[], input: unknown, event: number): TestCase {
    const { table } = this.#role
    const recorder = new Recorder(this.#role, table.initial(input))
    recorder.follow(way)
    if (event < table.timers.length) recorder.elapse(this.#inputs)
    else recorder.send(event)
    for (const one of tellingInputs(this.#role, local, recorder.run.local, this.#inputs, pairs) ?? [])
      recorder.send(one)
    return { id: caseId(this.#role, 'aimed', input, recorder.steps), input, steps: recorder.steps }
  }
}

/**
 * Cases for the transitions that no case takes: each is tried in every state that the cases come to, then in those of
 * some walks.
 *
 * @param without - types of inputs that are never sent
 * @param onPlanned - is told now and then how many cases there are, and how many transitions are left
 */
export function aimedCases(
  role: Role,
  cases: readonly TestCase[],
  without: readonly string[],
  onPlanned: (cases: number, left: number) => void = () => undefined,
): readonly TestCase[] {
  const aim = new Aim(role, without, untakenBy(role, cases, transitionsOf(role, without)))
  for (const one of cases) {
    if (aim.open === 0) break
    aim.follow(one)
    onPlanned(aim.found.length, aim.open)
  }
  for (let walk = 0; walk < walks && aim.open > 0; walk++) {
    aim.follow(randomWalk(role, firstSeed + walk, walkSteps, { without }))
    onPlanned(aim.found.length, aim.open)
  }
  return aim.found
}
