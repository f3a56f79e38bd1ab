// A plan carried out on live actors, as the drawing of lots decides what happens: the second opinion on what it decides.
import type { Cause, StoryStep } from '../../model/result.js'
import type { Stimulus } from '../../model/world.js'
import type { LiveWorld } from '../semantics/actorWorld.js'
import { pick, startAtRandom, type Random } from '../semantics/randomWalk.js'
import type { ExperimentQuestion, Plan, Seen, Turn } from './hands.js'

/** What came of carrying it out once. */
export interface Rehearsal {
  /** The answer that the plan came to; absent where something was seen that the plan does not know. */
  readonly answer?: number
  /** What was done and what was seen, turn by turn. */
  readonly course: readonly { readonly turn: Turn; readonly seen: Seen }[]
  readonly steps: readonly StoryStep[]
}

/** One live world in which turns are taken. */
class Stage {
  readonly live: LiveWorld
  readonly steps: StoryStep[] = []
  readonly #question: ExperimentQuestion
  readonly #random: Random
  readonly #stimuli: ReadonlyMap<string, Stimulus>
  readonly #off = new Set<string>()

  constructor(question: ExperimentQuestion, candidate: number, random: Random) {
    const { world } = question.candidates[candidate]!
    this.#question = question
    this.#random = random
    this.#stimuli = new Map(world.stimuli.map((stimulus) => [stimulus.id, stimulus]))
    this.live = startAtRandom(world, random)
  }

  take(turn: Turn): Seen {
    if (turn.kind === 'wait') return this.#wait()
    if (turn.kind !== 'switch') return this.#stimulate(({ id }) => id === turn.stimulus)
    if (turn.on) {
      this.#off.delete(turn.name)
      return []
    }
    this.#off.add(turn.name)
    const { breaks } = this.#question.switches.find(({ name }) => name === turn.name)!
    return this.#stimulate(({ event }) => breaks.includes(event.type))
  }

  /** The stimulus, if anybody would notice it. */
  #stimulate(which: (stimulus: Stimulus) => boolean): Seen {
    const cause = this.#possible(which)[0]
    return cause ? this.#instant(cause) : []
  }

  #possible(which: (stimulus: Stimulus) => boolean): readonly Cause[] {
    return this.live.enabled().filter((cause) => cause.kind === 'stimulus' && which(this.#stimuli.get(cause.id)!))
  }

  #wait(): Seen {
    const { patience, delay, handOf, switches } = this.#question
    const shut = switches.filter(({ name }) => this.#off.has(name)).flatMap(({ gates }) => gates)
    const began = this.live.time
    let late = 0
    while (this.live.time - began < patience) {
      const open = ({ event }: Stimulus): boolean => !shut.includes(event.type)
      const due = this.#possible((one) => handOf(one) === 'outcome' && open(one))
      const others = this.#possible((one) => handOf(one) === 'may' && open(one))
      const timers = this.live.enabled().filter(({ kind }) => kind === 'timer')
      const mayTick = due.length === 0 || late + this.live.quantum <= delay
      const cause = pick(this.#random, [...due, ...others, ...timers, ...(mayTick ? [{ kind: 'tick' } as const] : [])])
      if (cause.kind === 'tick' && due.length > 0) late += this.live.quantum
      const seen = this.#instant(cause)
      if (seen.length > 0) return seen
    }
    return []
  }

  /** One step, and all that follows in no time, in an order that is drawn. */
  #instant(first: Cause): Seen {
    const before = this.#shown()
    const seen: string[] = []
    for (let cause: Cause | undefined = first; cause; cause = this.#next()) {
      const step = this.live.take(cause)
      this.steps.push(step)
      for (const { party, says } of step.happenings) {
        seen.push(...says.flatMap((event) => this.#question.sight.said(party, event) ?? []))
      }
    }
    return [...seen, ...this.#shown().filter((one, index) => one !== before[index])].sort()
  }

  /** What waits for nothing: where it may go on, time may not. */
  #next(): Cause | undefined {
    const enabled = this.live.enabled()
    if (enabled.some(({ kind }) => kind === 'tick')) return undefined
    return pick(
      this.#random,
      enabled.filter(({ kind }) => kind === 'delivery' || kind === 'timer'),
    )
  }

  #shown(): readonly string[] {
    return this.#question.sight.shown.map(({ party, reads }) => reads(this.live.snapshot(party)))
  }
}

/** Carries out a plan once in a candidate. */
export function rehearse(question: ExperimentQuestion, candidate: number, plan: Plan, random: Random): Rehearsal {
  const stage = new Stage(question, candidate, random)
  const course: { turn: Turn; seen: Seen }[] = []
  for (let at = 0; ;) {
    const { turn, then } = plan[at]!
    const seen = stage.take(turn)
    course.push({ turn, seen })
    const outcome = then.find((one) => one.seen.join('\n') === seen.join('\n'))
    if (outcome === undefined) return { course, steps: stage.steps }
    if ('answer' in outcome) return { answer: outcome.answer, course, steps: stage.steps }
    at = outcome.step
  }
}
