// What can be the cause: the smallest sets of disturbances that may lead to a bad end, each with a shortest run.
import type { AnyMachineSnapshot } from 'xstate'
import type { World } from '../../model/world.js'
import type { ExperimentQuestion } from './hands.js'
import { Instants, Sightings } from './instants.js'

/** Something that may go otherwise than usual. */
export interface Disturbance {
  readonly name: string
  /** Ids of stimuli of which one happens, once. */
  readonly happens?: readonly string[]
  /** Event types that from some moment on do not come any more. */
  readonly lacks?: readonly string[]
}

/** A question of the kind: this was seen, that never comes; what can it be? */
export interface CauseQuestion {
  readonly world: World
  /** Ids of what is done in the usual course, each once. */
  readonly course: readonly string[]
  /** Event types of what comes by itself, as soon as it can. */
  readonly outcomes: readonly string[]
  readonly disturbances: readonly Disturbance[]
  /** What was seen, and what should come; each asked of one party. */
  readonly seen: Clause
  readonly awaited: readonly Clause[]
  /** ms within which a run is disturbed; ms after which what has not come is missed; ms after which it never comes. */
  readonly within: number
  readonly missed: number
  readonly never: number
}

export interface Clause {
  readonly party: string
  readonly holds: (snapshot: AnyMachineSnapshot) => boolean
}

/** A step of a run: a stimulus, a tick, or the beginning of a lack. */
export type RunStep =
  | { readonly kind: 'stimulus'; readonly id: string }
  | { readonly kind: 'tick' }
  | { readonly kind: 'lack'; readonly name: string }

export interface CauseFound {
  /** Names of disturbances, as few as will do. */
  readonly disturbances: readonly string[]
  readonly run: readonly RunStep[]
  /** ms until what was awaited comes after all when nothing else disturbs; absent where it does not come. */
  readonly comesAfter?: number
}

interface Place {
  readonly state: number
  /** What of the course and of the disturbances has been: a bit for each. */
  readonly been: number
  readonly ticks: number
  readonly before?: { readonly place: Place; readonly step: RunStep }
}

const runTo = (place: Place): readonly RunStep[] =>
  place.before ? [...runTo(place.before.place), place.before.step] : []

/** All sets of so many things. */
const choose = <T>(things: readonly T[], count: number): readonly (readonly T[])[] =>
  count === 0
    ? [[]]
    : things.flatMap((one, index) => choose(things.slice(index + 1), count - 1).map((others) => [one, ...others]))

/** The runs of one world, undisturbed or disturbed by a few things. */
class Runs {
  readonly #question: CauseQuestion
  readonly #world: Instants
  readonly #calm = new Map<string, number>()

  constructor(question: CauseQuestion) {
    this.#question = question
    const inHands: ExperimentQuestion = {
      candidates: [{ world: question.world, answer: 0 }],
      handOf: ({ event }) => (question.outcomes.includes(event.type) ? 'outcome' : 'act'),
      switches: [],
      sight: { said: () => undefined, shown: [] },
      patience: 0,
      delay: 0,
    }
    this.#world = new Instants(inHands, 0, new Sightings())
  }

  /** The shortest run in which all of some disturbances have been and what is awaited is missed. */
  find(disturbances: readonly Disturbance[]): Omit<CauseFound, 'disturbances'> | undefined {
    const { course, within } = this.#question
    const most = within / this.#world.quantum
    const met = new Set<string>()
    const pending: Place[] = []
    const put = (
      states: readonly { readonly state: number }[],
      been: number,
      ticks: number,
      from?: Place['before'],
    ): void => {
      for (const { state } of states) {
        const key = `${state} ${been}`
        if (met.has(key)) continue
        met.add(key)
        pending.push({ state, been, ticks, ...(from ? { before: from } : {}) })
      }
    }
    const all = disturbances.map((_, index) => 1 << (course.length + index)).reduce((sum, bit) => sum | bit, 0)
    put(
      this.#world.starts().map((state) => ({ state })),
      0,
      0,
    )
    // What is appended while this goes on is gone through, too.
    for (const place of pending) {
      const { state, been, ticks } = place
      const wasSeen = this.#holds(this.#question.seen, state)
      // What has come has come.
      if (wasSeen && this.#hasCome(state)) continue
      const lacks = disturbances
        .filter((_, index) => been & (1 << (course.length + index)))
        .flatMap(({ lacks: of = [] }) => of)
      if ((been & all) === all && wasSeen) {
        const wait = this.#calmly(state, lacks)
        if (wait >= this.#question.missed) {
          return { run: runTo(place), ...(wait < this.#question.never ? { comesAfter: wait } : {}) }
        }
      }
      const take = (id: string, bit: number): void => {
        if (been & bit || !this.#world.notices(state, id)) return
        put(this.#world.act(state, id), been | bit, ticks, { place, step: { kind: 'stimulus', id } })
      }
      const due = this.#due(state, lacks)
      for (const id of due) take(id, 0)
      course.forEach((id, index) => take(id, 1 << index))
      disturbances.forEach(({ name, happens = [], lacks: of }, index) => {
        const bit = 1 << (course.length + index)
        for (const id of happens) take(id, bit)
        if (of && !(been & bit)) put([{ state }], been | bit, ticks, { place, step: { kind: 'lack', name } })
      })
      if (due.length === 0 && ticks < most)
        put(this.#world.tick(state), been, ticks + 1, { place, step: { kind: 'tick' } })
    }
    return undefined
  }

  #holds({ party, holds }: Clause, state: number): boolean {
    return holds(this.#world.snapshot(state, party))
  }

  #hasCome(state: number): boolean {
    return this.#question.awaited.every((clause) => this.#holds(clause, state))
  }

  /** What comes by itself now. */
  #due(state: number, lacks: readonly string[]): readonly string[] {
    return this.#world
      .inHand('outcome')
      .filter((id) => !lacks.includes(this.#typeOf(id)) && this.#world.notices(state, id))
  }

  #typeOf(id: string): string {
    return this.#question.world.stimuli.find((one) => one.id === id)!.event.type
  }

  /** ms until what is awaited comes when nothing else disturbs, along one run; Infinity where it does not come. */
  #calmly(from: number, lacks: readonly string[]): number {
    const key = `${from} ${lacks.join()}`
    const known = this.#calm.get(key)
    if (known !== undefined) return known
    const { quantum } = this.#world
    let state = from
    let time = 0
    const met = new Set<number>()
    while (time < this.#question.never && !this.#hasCome(state)) {
      const [id] = this.#due(state, lacks)
      const next = id === undefined ? this.#world.tick(state)[0]! : this.#world.act(state, id)[0]!
      // What repeats itself goes on like that for ever.
      if (met.has(next.state)) time = Infinity
      met.add(next.state)
      if (id === undefined) time += quantum
      state = next.state
    }
    const found = time < this.#question.never ? time : Infinity
    this.#calm.set(key, found)
    return found
  }
}

/**
 * The smallest sets of disturbances, of so many at most, that may lead to what is seen while what is awaited is missed.
 *
 * A run is undisturbed but for them; what comes by itself comes as soon as it can.
 */
export function causesOf(question: CauseQuestion, most: number): readonly CauseFound[] {
  const runs = new Runs(question)
  const found: CauseFound[] = []
  for (let count = 0; count <= most; count++) {
    for (const set of choose(question.disturbances, count)) {
      const names = set.map(({ name }) => name)
      if (found.some(({ disturbances }) => disturbances.every((name) => names.includes(name)))) continue
      const run = runs.find(set)
      if (run) found.push({ disturbances: names, ...run })
    }
  }
  return found.sort(
    (one, other) => one.disturbances.length - other.disturbances.length || one.run.length - other.run.length,
  )
}
