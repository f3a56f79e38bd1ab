// The local states and transitions of one party, computed by XState once each and kept as a table of integers.
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate'
import type { LocalTest, PartyEvent } from '../../model/party.js'
import { canonical } from '../../util/canonical.js'
import { Watch, type Constants } from './contextConstants.js'
import { withConstants, withContext } from './localStateKey.js'
import { SpecificationError } from '../../model/errors.js'
import { TransitionCache, type KnownTransition } from './transitionCache.js'
import { GrowingMatrix } from '../store/growingMatrix.js'
import { Tests, type Tested } from './guardCache.js'
import { LocalStates } from './localStates.js'
import { backwards } from './nodeOrder.js'
import { atTheStart, FRESH, Questions, whereOf, type Answer } from './questions.js'
import { twinOf, twinOfContext } from '../../util/twin.js'
import { timersOf, type Machinery, type TimerKind } from './timerKinds.js'
import type { Blur, LocalRecord, LocalState, SavedTable } from './localRecord.js'

export type { Blur, LocalRecord, LocalState, SavedTable } from './localRecord.js'

/** So many questions are asked again and again, to notice what changes in the course of time. */
const askedAgain = 4

export { FRESH }

/** An event without the objects of whoever made it: they may be stand-ins, and change. */
const withoutObjects = (event: PartyEvent, text: string): PartyEvent =>
  Object.values(event as object).some((value: unknown) => typeof value === 'object' && value !== null)
    ? (JSON.parse(text) as PartyEvent)
    : event

const sawWhole = ({ whole }: Watch): boolean => whole

/** The table of one machine; shared by all worlds of the process that contain the machine. */
export class PartyTable {
  readonly party: string
  readonly machine: AnyStateMachine
  readonly timers: readonly TimerKind[]
  readonly records: LocalRecord[] = []
  /** The first events are those of the timers, by the same index. */
  readonly events: PartyEvent[] = []
  readonly locals: readonly LocalState[]

  readonly #states: LocalStates
  readonly #tests = new Tests()
  /** What XState has answered. */
  readonly transitions = new TransitionCache()
  readonly #eventIds = new Map<string, number>()
  readonly #initialIds = new Map<string, number>()
  readonly #questions: Questions
  /** What was asked first. */
  readonly #first: { readonly local: number; readonly event: number; readonly transition: KnownTransition }[] = []
  /** Record id + 1 by local state and event; 0 where not computed yet. */
  readonly #recordAt = new GrowingMatrix()

  /** Takes from the context of each state what need not be told apart; as it is if absent. */
  readonly blur: Blur | undefined

  /** How the machine is taken, as text: equal texts of one machine, equal tables. */
  readonly manner: string
  readonly #of: Machinery

  constructor(party: Machinery, blur?: Blur) {
    this.#of = party
    this.party = party.name
    this.machine = party.machine
    this.manner = mannerOf(party)
    this.blur = blur
    this.timers = timersOf(party)
    this.#questions = new Questions(party, this.timers)
    this.#states = new LocalStates(party.name, party.machine, (part, name) => this.#questions.textOf(part, name))
    this.locals = this.#states.all
    this.timers.forEach(({ event, id }, timer) => {
      // An event that somebody may send as well has a number of its own for that.
      if (event.type === id) this.#eventIds.set(canonical(event), timer)
      this.events.push(event)
    })
    this.#recordAt.makeRoom(this.events.length)
  }

  /** Local states at most. */
  set limit(limit: number) {
    this.#states.limit = limit
  }

  /** A table of the same machine that knows nothing. */
  empty(): PartyTable {
    return new PartyTable(this.#of, this.blur)
  }

  /** The index of an event; payloads that are equal have one index. */
  eventId(event: PartyEvent): number {
    const key = this.#questions.textOf(event, `event '${event.type}'`, canonical)
    const known = this.#eventIds.get(key)
    if (known !== undefined) return known
    const id = this.events.push(withoutObjects(event, key)) - 1
    this.#eventIds.set(key, id)
    this.#recordAt.makeRoom(id)
    return id
  }

  /** The local state in which the machine starts; all of its timers are fresh. */
  initial(input: unknown): number {
    const key = input === undefined ? 'undefined' : this.#questions.textOf(input, 'input')
    const known = this.#initialIds.get(key)
    if (known !== undefined) return known
    const id = this.#start(input)
    if (this.#start(twinOf(input)) !== id) this.#questions.doubt(atTheStart, this.#start(input) === id)
    this.#initialIds.set(key, id)
    return id
  }

  /** What an event does to a local state. A timer's event is given only where the timer runs, and ends it. */
  record(local: number, event: number): LocalRecord {
    const known = this.#recordAt.get(local, event)
    return known > 0 ? this.records[known - 1]! : this.#compute(local, event)
  }

  /** Whether a test holds in a local state. */
  holds(test: LocalTest, local: number): boolean {
    return this.#tests.holds(test, this.#tested(local))
  }

  /** Whether a test looks at the constants in the context of a local state. */
  looksAtConstants(test: LocalTest, local: number): boolean {
    return this.#tests.depends(test, this.#tested(local))
  }

  #tested(local: number): Tested {
    const { snapshot } = this.locals[local]!
    return { local, core: this.#states.coreOf(local), constants: this.#states.valuesOf(local), snapshot }
  }

  /** The number of a local state without its constants. */
  coreOf(local: number): number {
    return this.#states.coreOf(local)
  }

  /** The constants in the context of a local state. */
  constantsOf(local: number): Constants {
    return this.#states.valuesOf(local)
  }

  /** The local state with a core and constants. */
  placed(core: number, constants: Constants): number {
    return this.#states.placed(core, constants)
  }

  /** The canonical text of a local state: the same in every process. */
  textOf(local: number): string {
    return this.#states.textOf(local)
  }

  /** The local state that a canonical text stands for. */
  localOf(text: string): number {
    return this.#states.numberOfText(text)
  }

  /** All that is known so far. */
  saved(): SavedTable {
    return {
      events: this.events,
      cores: this.#states.coreKeys,
      constants: this.#states.constantsTexts,
      initials: [...this.#initialIds].map(([input, local]) => [
        input,
        this.#states.coreOf(local),
        this.#states.constantsOf(local),
      ]),
      transitions: this.transitions.saved(),
    }
  }

  /** Adds what another table of the same machine knew. */
  absorb({ events, cores, constants, initials, transitions }: SavedTable): void {
    const eventIds = events.map((event, index) => (index < this.timers.length ? index : this.eventId(event)))
    const coreIds = cores.map((key) => this.#states.coreOfKey(key))
    const constantsIds = constants.map((text) => this.#states.constantsOfText(text))
    for (const [input, core, own] of initials) {
      this.#initialIds.set(input, this.#states.numberOf(coreIds[core]!, constantsIds[own]!))
    }
    this.transitions.absorb(transitions, { coreIds, constantsIds, eventIds })
  }

  /**
   * Begins the table of a machine that is almost another one: with some of its local states, which are numbered here in
   * their order, and with those of the transitions between them that are the same.
   */
  adopt(other: PartyTable, locals: readonly number[], records: readonly LocalRecord[]): void {
    other.events.slice(other.timers.length).forEach((event) => this.eventId(event))
    const numbers = new Map(locals.map((local) => [local, this.localOf(other.textOf(local))]))
    for (const { before, event, after, ...rest } of records) {
      this.#keep(numbers.get(before)!, event, numbers.get(after)!, rest)
    }
  }

  #compute(local: number, event: number): LocalRecord {
    const [core, own] = [this.#states.coreOf(local), this.#states.constantsOf(local)]
    const values = this.#states.valuesOf(local)
    const transition =
      this.transitions.find(core, event, own, values) ?? this.transitions.add(core, event, this.#ask(local, event))
    const whole = transition.only !== undefined
    return this.#keep(local, event, this.#states.numberOf(transition.core, transition.constants ?? own), {
      ...transition,
      whole,
    })
  }

  /** The local state in which XState starts the machine. */
  #start(input: unknown): number {
    const { snapshot, timers, says } = this.#blurred(this.#questions.start(input))
    if (says.length > 0) {
      throw new SpecificationError(
        `party '${this.party}' emits '${says[0]!.type}' when it starts, before anybody can hear. ` +
          "Let it wait for a first event (initial: 'new', states: { new: { on: { begin: ... } } }), with a stimulus of budget 1",
      )
    }
    return this.#states.numberOfSnapshot(snapshot, timers)
  }

  /** Asks XState, twice: what it answers must depend on the state and the event only. */
  #ask(local: number, event: number): KnownTransition {
    const { snapshot, timers } = this.locals[local]!
    if (snapshot.status !== 'active') {
      const core = this.#states.coreOf(local)
      return {
        readings: [],
        core,
        slots: this.transitions.numbers([...timers.keys()]),
        says: this.transitions.numbers([]),
      }
    }
    const transition = this.#askOnce(local, event)
    // Constants that are handed on are what they are: what looks at all of one gets its twin.
    const context = twinOfContext(
      snapshot.context as Constants,
      transition.only === undefined ? this.constantsOf(local) : {},
    )
    const twin = this.#askAbout(backwards(withContext(snapshot, context)), local, event)
    if (!this.#agree(local, transition, twin)) {
      const steady = [1, 2].every(() => this.#agree(local, transition, this.#askOnce(local, event)))
      this.#questions.doubt(whereOf(snapshot, this.events[event]!), steady)
    }
    this.#askAgain(local, event, transition)
    return transition
  }

  /** Asks what was asked first once more, whenever twice as much is known: a count that is kept apart goes on. */
  #askAgain(local: number, event: number, transition: KnownTransition): void {
    if (this.#first.length < askedAgain) this.#first.push({ local, event, transition })
    const known = this.transitions.size
    if ((known & (known - 1)) !== 0) return
    for (const one of this.#first) {
      if (this.#agree(one.local, one.transition, this.#askOnce(one.local, one.event))) continue
      this.#questions.doubt(whereOf(this.locals[one.local]!.snapshot, this.events[one.event]!), false)
    }
  }

  #askOnce(local: number, event: number): KnownTransition {
    return this.#askWatching(local, event) ?? this.#askAbout(this.locals[local]!.snapshot, local, event)
  }

  /** Asks with an eye on what is read of the constants; undefined where all of them matters. */
  #askWatching(local: number, event: number): KnownTransition | undefined {
    const { snapshot, timers } = this.locals[local]!
    const watch = new Watch(this.constantsOf(local))
    const names = Object.keys(watch.standIns)
    let answer: Answer
    try {
      answer = this.#blurred(
        this.#questions.step(
          withConstants(snapshot, watch.standIns),
          timers,
          this.events[event]!,
          this.#timerOf(event),
          names,
        ),
      )
      if (sawWhole(watch) || !watch.keptIn(answer.snapshot.context as Constants)) return undefined
      const core = this.#states.coreOfSnapshot(answer.snapshot, names, answer.timers)
      const { slots, says } = this.#numbered(answer)
      // A stand-in that got to anywhere else is looked at as a whole there.
      return sawWhole(watch) ? undefined : { readings: watch.readings, core, slots, says }
    } catch (error) {
      // There are things that cannot be done with a stand-in, such as to clone it.
      if (names.length > 0) return undefined
      throw error
    }
  }

  /** Asks about a snapshot of a local state. */
  #askAbout(snapshot: AnyMachineSnapshot, local: number, event: number): KnownTransition {
    const answer = this.#blurred(
      this.#questions.step(snapshot, this.locals[local]!.timers, this.events[event]!, this.#timerOf(event)),
    )
    const to = this.#states.numberOfSnapshot(answer.snapshot, answer.timers)
    const [core, constants] = [this.#states.coreOf(to), this.#states.constantsOf(to)]
    return { readings: [], only: this.#states.constantsOf(local), core, constants, ...this.#numbered(answer) }
  }

  #timerOf(event: number): number | undefined {
    return event < this.timers.length ? event : undefined
  }

  #blurred(answer: Answer): Answer {
    if (this.blur === undefined) return answer
    const { snapshot } = answer
    return { ...answer, snapshot: withContext(snapshot, this.blur(snapshot.context as Constants)) }
  }

  #numbered({ slots, says }: Answer): Pick<KnownTransition, 'slots' | 'says'> {
    return {
      slots: this.transitions.numbers(slots),
      says: this.transitions.numbers(says.map((said) => this.eventId(said))),
    }
  }

  /** Whether two answers about a local state are the same. */
  #agree(local: number, one: KnownTransition, other: KnownTransition): boolean {
    const own = this.#states.constantsOf(local)
    const alike = (one.constants ?? own) === (other.constants ?? own) && one.core === other.core
    return alike && one.slots === other.slots && one.says === other.says
  }

  #keep(
    local: number,
    event: number,
    after: number,
    { slots, says, readings, whole }: Pick<LocalRecord, 'slots' | 'says' | 'readings' | 'whole'>,
  ): LocalRecord {
    const fired = event < this.timers.length
    const record: LocalRecord = {
      id: this.records.length,
      before: local,
      event,
      after,
      slots,
      says,
      idle: after === local && !fired && says.length === 0 && !slots.includes(FRESH),
      readings,
      whole,
    }
    this.records.push(record)
    this.#recordAt.set(local, event, record.id + 1)
    return record
  }
}

/** How a machine is to be taken, as text. */
const mannerOf = ({ effects, delays, services }: Machinery): string =>
  JSON.stringify([effects, delays, services], (_, value: unknown) => (value === undefined ? '(undefined)' : value))

const tables = new WeakMap<AnyStateMachine, Map<Blur | undefined, Map<string, PartyTable>>>()

/**
 * The table of a party's machine. Delays stay names in it, so that worlds that time them differently can share it. With
 * a blur there is a table of its own.
 */
export function tableOf(party: Machinery, blur?: Blur): PartyTable {
  const known = tables.get(party.machine)?.get(blur)?.get(mannerOf(party))
  if (known) return known
  const table = new PartyTable(party, blur)
  supersede(table)
  return table
}

/** Makes a table that of its machine, from now on: whoever has the one before goes on with that. */
export const supersede = (table: PartyTable): void => {
  const ofMachine = tables.get(table.machine) ?? new Map<Blur | undefined, Map<string, PartyTable>>()
  const alike = ofMachine.get(table.blur) ?? new Map<string, PartyTable>()
  tables.set(table.machine, ofMachine.set(table.blur, alike.set(table.manner, table)))
}
