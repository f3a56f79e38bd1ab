// What a step asks of a state, one component after the other. Nothing but the answers decides about the rest of the step, so
// that values of a component that answer alike need not be told apart.
import type { CompiledCondition, CompiledWorld } from '../compile/compile.js'
import { overflowing, SpecificationError, StepFault } from '../../model/errors.js'
import { FRESH } from '../compile/partyTable.js'
import type { Field, Layout } from '../nextState/stateLayout.js'
import { partiesIn, RUNNING_ON, type Effects, type Step } from '../nextState/transitionEffect.js'
import { cascadeLimit, DELIVERY, STIMULUS } from '../semantics/stepper.js'

/** The answer to a question; or the statics on which it depends, where these were not asked for before: then it is asked again. */
export type Answer = number | readonly number[]

/** A question about one component: the local state of a party, the content of a channel, a budget or a static. */
export interface Question {
  readonly component: number
  /** The answer for one of its values. */
  readonly answer: (value: number) => Answer
}

/** What a step writes for a value of a component. */
export interface Written {
  readonly value: number
  /** Of a party: the ticks that are written for timers. */
  readonly timers: readonly (readonly [Field, number])[]
}

/** What a step does, as far as its answers go. */
export interface Outcome {
  /** By component: what is written for a value. Components that are not here stay as they are. */
  readonly writes: ReadonlyMap<number, (value: number) => Written>
  /** Channels that are empty afterwards, whatever was in them. */
  readonly emptied: readonly number[]
  /** The number of its change, see `Changes`: the same for all values that answer alike. */
  readonly changeOf: (valueOf: (component: number) => number) => number
}

/** A step on its way. */
interface Course {
  /** By party: the events that it has heard. */
  readonly heard: Map<number, number[]>
  /** By channel: whether its first message was taken, and what was put into it. */
  readonly contents: Map<number, { taken: boolean; readonly added: number[] }>
  /** The statics that were asked for. */
  readonly asked: Set<number>
  readonly does: Uint32Array
}

type Asking<T> = Generator<Question, T, Answer>

/** What others notice of a transition of a party. */
interface Signature {
  readonly says: Int32Array
  readonly does: Uint32Array
}

const none: readonly number[] = []

/** What is seen of a step where nothing is looked at. */
const unobserved = new Uint32Array(0)

/**
 * Takes steps by asking. This is the semantics of `Stepper`, told apart by what each component contributes: a party by what it
 * says and by what is observed of it, a condition by whether it holds, a channel by its first message.
 */
export class StepQuestions {
  /** An unpacked state of which only the statics count: those that were asked for hold what was answered. */
  readonly state: Int32Array
  readonly #world: CompiledWorld
  readonly #layout: Layout
  readonly #effects: Effects
  readonly #observes: boolean
  readonly #signatures: Signature[] = []
  readonly #signatureIds = new Map<string, number>()
  readonly #rowIds = new Map<string, number>()
  /** By stimulus: the parties that its condition is about, its gate first. */
  readonly #conditions: readonly (readonly number[])[]
  /** By channel: the parties on which it depends whether it is up. */
  readonly #ups: readonly (readonly number[])[]

  /**
   * @param effects which change is told by which number, and what a condition says of a party
   * @param observes whether steps are told apart by what predicates say of them; if not, only by where they lead, and the numbers
   * of their changes mean nothing
   */
  constructor(layout: Layout, effects: Effects, observes = true) {
    const { world } = layout.room
    this.#layout = layout
    this.#world = world
    this.#effects = effects
    this.#observes = observes
    this.state = new Int32Array(world.size)
    this.#conditions = world.stimuli.map(({ when, gate }) => (when ? [...new Set([gate, ...partiesIn(when)])] : none))
    this.#ups = world.channels.map(({ up }) => (up ? partiesIn(up) : none))
  }

  /**
   * The questions of a step. A generator that is given the same answers asks the same questions.
   *
   * @returns what the step does; `undefined` where it is not possible
   * @throws StepFault for a queue that overflows or a cascade without end
   */
  *of({ kind, subject, timer }: Step): Asking<Outcome | undefined> {
    const { stimuli, channels, doesWidth } = this.#world
    const course: Course = {
      heard: new Map(),
      contents: new Map(),
      asked: new Set(),
      does: new Uint32Array(doesWidth),
    }
    const agenda: [party: number, event: number][] = []
    const writes = new Map<number, (value: number) => Written>()
    if (kind === STIMULUS) {
      if (!(yield* this.#enabled(course, subject, writes))) return undefined
      const { party, event } = stimuli[subject]!
      agenda.push([party, event])
    } else if (kind === DELIVERY) {
      const contents = this.#layout.room.contents[subject]!
      const answer = (content: number): number => contents.deliverable(content)
      const message = yield* this.#settled(course, this.#channel(subject), answer)
      if (message < 0) return undefined
      course.contents.set(subject, { taken: true, added: [] })
      const { receivers } = channels[subject]!.messages[message]!
      for (let at = 0; at < receivers.length; at += 2) agenda.push([receivers[at]!, receivers[at + 1]!])
    } else {
      if (!(yield* this.#runs(course, subject, timer))) return undefined
      // The first events of a table are those of its timers.
      agenda.push([subject, timer])
    }
    for (let entry = 0; entry < agenda.length; entry++) {
      if (entry === cascadeLimit) {
        throw new StepFault(`a step sets off more than ${cascadeLimit} macrosteps: a cascade without end`)
      }
      const [party, event] = agenda[entry]!
      const says = yield* this.#hear(course, party, event)
      for (const said of says) agenda.push(...(yield* this.#say(course, party, said)))
    }
    const emptied = yield* this.#losses(course)
    if (this.#observes) for (const party of course.heard.keys()) yield* this.#observed(course, party)
    return this.#outcome(course, emptied, writes)
  }

  *#enabled(course: Course, index: number, writes: Map<number, (value: number) => Written>): Asking<boolean> {
    const { stimuli, statics, budgets, channels, parties } = this.#world
    const { when, budget } = stimuli[index]!
    if (statics !== undefined) {
      yield* this.#read(course, statics.readsOfStimulus(index))
      if (!statics.hasStimulus(index, this.state)) return false
    }
    if (when !== undefined) {
      for (const party of this.#conditions[index]!) if (!(yield* this.#clause(course, when, party))) return false
      for (const channel of when.empty) if (!(yield* this.#isEmpty(course, channel))) return false
    }
    if (budget < 0) return true
    const component = parties.length + channels.length + budgets.findIndex(({ field }) => field === budget)
    const left = yield* this.#settled(course, component, (value) => (value > 0 ? 1 : 0))
    writes.set(component, (value) => ({ value: value - 1, timers: [] }))
    return left === 1
  }

  *#runs(course: Course, party: number, timer: number): Asking<boolean> {
    const { table } = this.#world.parties[party]!
    const locals = this.#layout.room.locals[party]!
    const answer = (value: number): number => (table.locals[locals[value]!]!.timers.includes(timer) ? 1 : 0)
    return (yield* this.#settled(course, party, answer)) === 1
  }

  /** A party hears an event. Returns what it says. */
  *#hear(course: Course, party: number, event: number): Asking<Int32Array> {
    const { table, does } = this.#world.parties[party]!
    const { statics } = this.#world
    const heard = [...(course.heard.get(party) ?? [])]
    const answer = this.#answerOf(course, party, heard, (_, local) => {
      const record = table.record(local, event)
      const reads = statics?.readsOfRecord(party, record) ?? none
      if (!this.#observes) return { reads, settle: () => this.#signatureOf(record.says, unobserved) }
      const row = does.touch(record.id)
      const done = does.words.subarray(row, row + this.#world.doesWidth)
      return {
        reads: statics === undefined ? none : [...reads, ...statics.readsOfLabels(party, record)],
        settle: () => this.#signatureOf(record.says, done),
      }
    })
    const { says, does: done } = this.#signatures[yield* this.#settled(course, party, answer)]!
    done.forEach((word, at) => (course.does[at]! |= word))
    course.heard.set(party, [...heard, event])
    return says
  }

  /** An event is put into channels. Returns who hears it at once. */
  *#say(course: Course, party: number, event: number): Asking<[party: number, event: number][]> {
    const { statics, channels } = this.#world
    if (statics !== undefined) yield* this.#read(course, statics.readsOfRoute(party, event))
    const route = this.#world.route(party, event, this.state)
    if (route === undefined) return []
    const { direct, queued } = route
    for (let at = 0; at < queued.length; at += 2) {
      const index = queued[at]!
      const { name, capacity } = channels[index]!.channel
      const contents = this.#layout.room.contents[index]!
      const content = course.contents.get(index) ?? { taken: false, added: [] }
      const more = content.added.length - (content.taken ? 1 : 0)
      const answer = (value: number): number => (contents.lengthOf(value) + more < capacity ? 1 : 0)
      if ((yield* this.#settled(course, this.#channel(index), answer)) === 0) {
        throw overflowing(name, capacity)
      }
      content.added.push(queued[at + 1]!)
      course.contents.set(index, content)
    }
    return Array.from({ length: direct.length / 2 }, (_, at) => [direct[2 * at]!, direct[2 * at + 1]!])
  }

  /**
   * The channels that a step brings down. A channel that is not empty is up, in every state; so one that nothing was put into
   * is empty already, or all of its condition held before, and only what the step changes of that counts.
   */
  *#losses(course: Course): Asking<readonly number[]> {
    const { channels } = this.#world
    const emptied: number[] = []
    for (const [channel, { up }] of channels.entries()) {
      if (up === undefined) continue
      const isFilled = (course.contents.get(channel)?.added.length ?? 0) > 0
      let isUp = true
      for (const party of this.#ups[channel]!) {
        if (isUp && (isFilled || course.heard.has(party))) isUp = yield* this.#clause(course, up, party)
      }
      for (const other of up.empty) {
        if (isUp && (isFilled || course.contents.has(other))) isUp = yield* this.#isEmpty(course, other)
      }
      if (!isUp) emptied.push(channel)
    }
    return emptied
  }

  /** What state predicates say of a party that has heard something. */
  *#observed(course: Course, party: number): Asking<void> {
    const { is, asked } = this.#world.parties[party]!
    if (asked.every((bits) => bits === 0)) return
    const { isWidth, statics } = this.#world
    const answer = this.#answerOf(course, party, course.heard.get(party)!, (from, to) => {
      const reads =
        statics === undefined || from === to
          ? none
          : [...statics.readsOfState(party, from), ...statics.readsOfState(party, to)]
      const rowOf = (local: number): string => {
        const row = is.touch(local)
        return is.words.subarray(row, row + isWidth).join()
      }
      return { reads, settle: () => (rowOf(from) === rowOf(to) ? 0 : 1 + idOf(this.#rowIds, rowOf(to))) }
    })
    yield* this.#settled(course, party, answer)
  }

  *#clause(course: Course, condition: CompiledCondition, party: number): Asking<boolean> {
    const { statics } = this.#world
    const answer = this.#answerOf(course, party, course.heard.get(party) ?? none, (_, local) => ({
      reads: statics?.readsOfCondition(condition, party, local) ?? none,
      settle: () => (this.#effects.allows(condition, party, local) ? 1 : 0),
    }))
    return (yield* this.#settled(course, party, answer)) === 1
  }

  *#isEmpty(course: Course, channel: number): Asking<boolean> {
    const { taken, added } = course.contents.get(channel) ?? { taken: false, added: none }
    if (added.length > 0) return false
    const contents = this.#layout.room.contents[channel]!
    const left = taken ? 1 : 0
    const answer = (value: number): number => (contents.lengthOf(value) === left ? 1 : 0)
    return (yield* this.#settled(course, this.#channel(channel), answer)) === 1
  }

  /** Asks, and asks again once the statics were asked for on which the answer depends. */
  *#settled(course: Course, component: number, answer: Question['answer']): Asking<number> {
    for (;;) {
      const found = yield { component, answer }
      if (typeof found === 'number') return found
      yield* this.#read(course, found)
    }
  }

  *#read(course: Course, statics: readonly number[]): Asking<void> {
    const { component } = this.#world.statics!
    for (const one of statics) {
      if (course.asked.has(one)) continue
      yield { component: component + one, answer: (value) => value }
      course.asked.add(one)
    }
  }

  /**
   * A question about a party that has heard some events.
   *
   * @param ask given its local states before and after these: the statics on which the answer depends, and the answer
   */
  #answerOf(
    { asked }: Course,
    party: number,
    heard: readonly number[],
    ask: (from: number, to: number) => { readonly reads: readonly number[]; readonly settle: () => number },
  ): (value: number) => Answer {
    const { statics } = this.#world
    const missing = (reads: readonly number[]): readonly number[] => reads.filter((one) => !asked.has(one))
    return (value) => {
      try {
        const from = this.#localAt(party, value)
        const { reads, settle } = ask(from, this.#afterAll(party, from, heard))
        const open = missing(reads)
        return open.length > 0 ? [...new Set(open)] : settle()
      } catch (error) {
        // What goes wrong in a product that this is not the state of does not count.
        const open = statics === undefined ? none : missing(statics.readsOfParty(party))
        if (open.length === 0 || !(error instanceof SpecificationError)) throw error
        return open
      }
    }
  }

  #outcome(
    { heard, contents, does }: Course,
    emptied: readonly number[],
    writes: Map<number, (value: number) => Written>,
  ): Outcome {
    for (const [party, events] of heard) writes.set(party, (value) => this.#writtenFor(party, value, events))
    for (const [channel, { taken, added }] of contents) {
      const value = emptied.includes(channel)
        ? (): number => 0
        : (content: number): number => this.#layout.contentAfter(channel, content, taken, added)
      writes.set(this.#channel(channel), (content) => ({ value: value(content), timers: [] }))
    }
    return {
      writes,
      emptied: emptied.filter((channel) => !contents.has(channel)),
      changeOf: (valueOf) => {
        if (!this.#observes) return 0
        const moves = [...heard].map(([party, events]) => {
          const from = this.#localAt(party, valueOf(party))
          return { party, from, to: this.#afterAll(party, from, events) }
        })
        return this.#effects.changes.numberOf(does, moves)
      },
    }
  }

  /** What is written for a party that has heard some events. */
  #writtenFor(party: number, value: number, events: readonly number[]): Written {
    const { table, startTicks } = this.#world.parties[party]!
    const fields = this.#layout.timers[party]!
    const before = this.#localAt(party, value)
    let local = before
    let ticks = table.locals[before]!.timers.map(() => RUNNING_ON)
    for (const event of events) {
      const { idle, after, slots } = table.record(local, event)
      if (idle) continue
      const own = table.locals[after]!.timers
      const former = ticks
      ticks = own.map((timer, slot) => (slots[slot] === FRESH ? startTicks[timer]! : former[slots[slot]!]!))
      local = after
    }
    const after = table.locals[local]!.timers
    const ended = table.locals[before]!.timers.filter((timer) => !after.some((one) => fields[one] === fields[timer]))
    return {
      value: this.#layout.numberOf(party, local),
      timers: [
        ...ended.map((timer): [Field, number] => [fields[timer]!, 0]),
        ...after.flatMap((timer, slot): [Field, number][] =>
          ticks[slot] === RUNNING_ON ? [] : [[fields[timer]!, ticks[slot]!]],
        ),
      ],
    }
  }

  #localAt(party: number, value: number): number {
    return this.#layout.room.localAt(party, value, this.state)
  }

  #afterAll(party: number, local: number, events: readonly number[]): number {
    const { table } = this.#world.parties[party]!
    return events.reduce((at, event) => table.record(at, event).after, local)
  }

  #signatureOf(says: Int32Array, does: Uint32Array): number {
    const id = idOf(this.#signatureIds, `${says.join()} ${does.join()}`)
    this.#signatures[id] ??= { says, does: does.slice() }
    return id
  }

  #channel(index: number): number {
    return this.#world.parties.length + index
  }
}

/** The number of a text, given in the order in which texts are met. */
function idOf(ids: Map<string, number>, text: string): number {
  const known = ids.get(text) ?? ids.size
  ids.set(text, known)
  return known
}
