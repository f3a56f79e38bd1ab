// The local states and transitions of one party, computed by XState once each and kept as a table of integers.
import { initialTransition } from 'xstate'
import type { AnyMachineSnapshot, AnyStateMachine, ExecutableActionsFrom } from 'xstate'
import type { LocalTest, Party, PartyEvent } from '../../model/party.js'
import { canonical, NotCanonical } from '../../util/canonical.js'
import { constantsIn, Watch, type Constants } from './contextConstants.js'
import { keyOf, Placed, restored, withConstants, withContext, type Core } from './localStateKey.js'
import { reasonOf, SpecificationError } from '../../model/errors.js'
import { Lessons, type Lesson } from './transitionCache.js'
import { Tests } from './guardCache.js'
import { stepOf } from './machineStep.js'
import { timersOf, type TimerKind } from './timers.js'
import type { Blur, LocalRecord, LocalState, SavedTable } from './localRecord.js'

export type { Blur, LocalRecord, LocalState, SavedTable } from './localRecord.js'

/** A timer slot that starts anew. */
export const FRESH = -1

type Actions = readonly ExecutableActionsFrom<AnyStateMachine>[]
interface Outcome {
  readonly started: ReadonlySet<number>
  readonly stopped: ReadonlySet<number>
  readonly says: readonly number[]
}

const atTheStart = (): string => 'at its start'

/** The table of one machine; shared by all worlds of the process that contain the machine. */
export class PartyTable {
  readonly party: string
  readonly machine: AnyStateMachine
  readonly timers: readonly TimerKind[]
  readonly locals: LocalState[] = []
  readonly records: LocalRecord[] = []
  /** The first events are those of the timers, by the same index. */
  readonly events: PartyEvent[] = []
  /** Local states at most. */
  limit = 200_000

  readonly #cores: Core[] = []
  readonly #coreIds = new Map<string, number>()
  readonly #constants: { readonly text: string; readonly values: Constants }[] = []
  readonly #constantsIds = new Map<string, number>()
  /** By local state: its core, and its constants. */
  readonly #coreOf: number[] = []
  readonly #constantsOf: number[] = []
  readonly #localIds = new Map<number, number>()
  readonly #tests = new Tests()
  /** What XState has answered. */
  readonly lessons = new Lessons()
  readonly #eventIds = new Map<string, number>()
  readonly #initialIds = new Map<string, number>()
  readonly #timerIds: ReadonlyMap<string, number>
  #stride = 64
  /** Record id + 1 by local state and event; 0 where not computed yet. */
  #recordAt = new Int32Array(64 * 64)

  /** Takes from the context of each state what need not be told apart; as it is if absent. */
  readonly blur: Blur | undefined

  constructor(party: Pick<Party, 'name' | 'machine'>, blur?: Blur) {
    this.party = party.name
    this.machine = party.machine
    this.blur = blur
    this.timers = timersOf(party)
    this.#timerIds = new Map(this.timers.map(({ type }, index) => [type, index]))
    for (const { type } of this.timers) this.eventId({ type })
  }

  /** The index of an event; payloads that are equal have one index. */
  eventId(event: PartyEvent): number {
    const key = this.#guarded(() => canonical(event), `event '${event.type}'`)
    const known = this.#eventIds.get(key)
    if (known !== undefined) return known
    const id = this.events.push(event) - 1
    this.#eventIds.set(key, id)
    if (id >= this.#stride) this.#widen()
    return id
  }

  /** The local state in which the machine starts; all of its timers are fresh. */
  initial(input: unknown): number {
    const key = input === undefined ? 'undefined' : this.#guarded(() => canonical(input), 'input')
    const known = this.#initialIds.get(key)
    if (known !== undefined) return known
    const [snapshot, actions] = this.#run(() => initialTransition(this.machine, input), atTheStart)
    const { started, says } = this.#read(actions, atTheStart)
    if (says.length > 0) {
      throw new SpecificationError(
        `party '${this.party}' emits '${this.events[says[0]!]!.type}' when it starts, before anybody can hear; ` +
          'it may emit only when it has heard an event',
      )
    }
    const id = this.#intern(
      this.#blurred(snapshot),
      snapshot.status === 'active' ? [...started].sort((a, b) => a - b) : [],
    )
    this.#initialIds.set(key, id)
    return id
  }

  /** What an event does to a local state. A timer's event is given only where the timer runs, and ends it. */
  record(local: number, event: number): LocalRecord {
    const known = this.#known(local, event)
    return known > 0 ? this.records[known - 1]! : this.#compute(local, event)
  }

  #known(local: number, event: number): number {
    const at = local * this.#stride + event
    return at < this.#recordAt.length ? this.#recordAt[at]! : 0
  }

  /** Whether a test holds in a local state. */
  holds(test: LocalTest, local: number): boolean {
    const { values } = this.#constants[this.#constantsOf[local]!]!
    const { snapshot } = this.locals[local]!
    return this.#tests.holds(test, { local, core: this.#coreOf[local]!, constants: values, snapshot })
  }

  /** Whether a test looks at the constants in the context of a local state. */
  looksAtConstants(test: LocalTest, local: number): boolean {
    const { values } = this.#constants[this.#constantsOf[local]!]!
    const { snapshot } = this.locals[local]!
    return this.#tests.depends(test, { local, core: this.#coreOf[local]!, constants: values, snapshot })
  }

  /** The number of a local state without its constants. */
  coreOf(local: number): number {
    return this.#coreOf[local]!
  }

  /** The constants in the context of a local state. */
  constantsOf(local: number): Constants {
    return this.#constants[this.#constantsOf[local]!]!.values
  }

  /** The local state with a core and constants. */
  placed(core: number, constants: Constants): number {
    return this.#localOf(core, this.#constantsOfText(canonical(constants), constants))
  }

  /** The canonical text of a local state: the same in every process. */
  textOf(local: number): string {
    return `${this.#cores[this.#coreOf[local]!]!.key}\n${this.#constants[this.#constantsOf[local]!]!.text}`
  }

  /** The local state that a canonical text stands for. */
  localOf(text: string): number {
    const end = text.lastIndexOf('\n')
    return this.#localOf(this.#coreOfKey(text.slice(0, end)), this.#constantsOfText(text.slice(end + 1)))
  }

  /** All that is known so far. */
  saved(): SavedTable {
    return {
      events: this.events,
      cores: this.#cores.map(({ key }) => key),
      constants: this.#constants.map(({ text }) => text),
      initials: [...this.#initialIds].map(([input, local]) => [input, this.#coreOf[local]!, this.#constantsOf[local]!]),
      lessons: this.lessons.saved(),
    }
  }

  /** Adds what another table of the same machine knew. */
  absorb({ events, cores, constants, initials, lessons }: SavedTable): void {
    const eventIds = events.map((event) => this.eventId(event))
    const coreIds = cores.map((key) => this.#coreOfKey(key))
    const constantsIds = constants.map((text) => this.#constantsOfText(text))
    for (const [input, core, own] of initials) {
      this.#initialIds.set(input, this.#localOf(coreIds[core]!, constantsIds[own]!))
    }
    this.lessons.absorb(lessons, { coreIds, constantsIds, eventIds })
  }

  /**
   * Begins the table of a machine that is almost another one: with some of its local states, which are numbered here in
   * their order, and with those of the transitions between them that are the same.
   */
  adopt(other: PartyTable, locals: readonly number[], records: readonly LocalRecord[]): void {
    other.events.forEach((event) => this.eventId(event))
    const numbers = new Map(locals.map((local) => [local, this.localOf(other.textOf(local))]))
    for (const { before, event, after, ...rest } of records) {
      this.#keep(numbers.get(before)!, event, numbers.get(after)!, rest)
    }
  }

  #compute(local: number, event: number): LocalRecord {
    const [core, own] = [this.#coreOf[local]!, this.#constantsOf[local]!]
    const { values } = this.#constants[own]!
    const lesson = this.lessons.find(core, event, own, values) ?? this.lessons.add(core, event, this.#ask(local, event))
    const whole = lesson.only !== undefined
    return this.#keep(local, event, this.#localOf(lesson.core, lesson.constants ?? own), { ...lesson, whole })
  }

  /** Asks XState. */
  #ask(local: number, event: number): Lesson {
    const { snapshot, timers } = this.locals[local]!
    const own = this.#constantsOf[local]!
    if (snapshot.status !== 'active') {
      return {
        readings: [],
        core: this.#coreOf[local]!,
        slots: this.lessons.numbers([...timers.keys()]),
        says: this.lessons.numbers([]),
      }
    }
    const watch = new Watch(this.#constants[own]!.values)
    const watched = this.#take(withConstants(snapshot, watch.standIns), timers, event)
    if (!watch.whole && watch.keptIn(watched.snapshot.context as Constants)) {
      const { snapshot: after, ...rest } = watched
      const core = this.#coreOfSnapshot(after, Object.keys(watch.standIns), rest.timers)
      return { readings: watch.readings, core, slots: rest.slots, says: rest.says }
    }
    const taken = this.#take(snapshot, timers, event)
    const to = this.#intern(taken.snapshot, taken.timers)
    return {
      readings: watch.readings,
      only: own,
      core: this.#coreOf[to]!,
      constants: this.#constantsOf[to]!,
      slots: taken.slots,
      says: taken.says,
    }
  }

  /** What XState makes of an event. */
  #take(before: AnyMachineSnapshot, running: readonly number[], event: number) {
    const fired = event < this.timers.length ? event : -1
    const where = (): string => `in state ${canonical(before.value)} on '${this.events[event]!.type}'`
    const [snapshot, actions]: readonly [AnyMachineSnapshot, Actions] = this.#run(
      () => stepOf(this.machine, before, this.events[event]!),
      where,
    )
    if (snapshot.status === 'error') this.#fail(snapshot)
    const { started, stopped, says } = this.#read(actions, where)
    const kept = running.filter((timer) => timer !== fired && !stopped.has(timer) && !started.has(timer))
    // An actor that is done stops its timers.
    const timers = snapshot.status === 'active' ? [...kept, ...started].sort((a, b) => a - b) : []
    const slots = timers.map((timer) => (started.has(timer) ? FRESH : running.indexOf(timer)))
    return {
      snapshot: this.#blurred(snapshot),
      timers,
      slots: this.lessons.numbers(slots),
      says: this.lessons.numbers(says),
    }
  }

  #blurred(snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
    if (this.blur === undefined) return snapshot
    return withContext(snapshot, this.blur(snapshot.context as Readonly<Record<string, unknown>>))
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
    const at = local * this.#stride + event
    if (at >= this.#recordAt.length) {
      const grown = new Int32Array(Math.max(at + 1, this.#recordAt.length * 2))
      grown.set(this.#recordAt)
      this.#recordAt = grown
    }
    this.#recordAt[at] = record.id + 1
    return record
  }

  /** The timers and the words in a list of actions; any other action is refused. */
  #read(actions: Actions, where: () => string): Outcome {
    const started = new Set<number>()
    const stopped = new Set<number>()
    const says: number[] = []
    for (const { type, params } of actions as readonly { type: string; params: unknown }[]) {
      const refuse = (why: string): never => {
        throw new SpecificationError(`party '${this.party}' ${where()}: action '${type}' ${why}`)
      }
      const fields = (params ?? {}) as { event?: PartyEvent; id?: string; sendId?: string; delay?: unknown }
      if (type === 'xstate.emit') {
        says.push(this.eventId(fields.event!))
      } else if (type === 'xstate.cancel') {
        const timer = this.#timerIds.get(String(fields.sendId))
        if (timer === undefined)
          return refuse(`cancels '${String(fields.sendId)}'; only the timers of 'after' are known`)
        started.delete(timer)
        stopped.add(timer)
      } else if (type === 'xstate.raise') {
        if (fields.delay === undefined) continue
        const timer = this.#timerIds.get(String(fields.id))
        if (timer === undefined) return refuse("is delayed; time in a party is 'after' with a named delay only")
        if (typeof fields.delay !== 'number' || !(fields.delay >= 0)) {
          return refuse(
            `starts '${this.timers[timer]!.delay}' with ${typeof fields.delay === 'number' ? fields.delay : `a ${typeof fields.delay}`}; a number of ms expected`,
          )
        }
        started.add(timer)
      } else {
        return refuse('has effects of its own; a party speaks by emit only, and changes by assign only')
      }
    }
    return { started, stopped, says }
  }

  #intern(snapshot: AnyMachineSnapshot, timers: readonly number[]): number {
    if (snapshot.status === 'error') this.#fail(snapshot)
    const values = constantsIn(snapshot.context as Readonly<Record<string, unknown>>)
    const text = this.#guarded(() => canonical(values), 'context')
    const core = this.#coreOfSnapshot(snapshot, Object.keys(values), timers)
    return this.#localOf(core, this.#constantsOfText(text, values))
  }

  #fail(snapshot: AnyMachineSnapshot): never {
    throw new SpecificationError(`party '${this.party}' fails: ${String(snapshot.error)}`, { cause: snapshot.error })
  }

  #coreOfSnapshot(snapshot: AnyMachineSnapshot, constants: readonly string[], timers: readonly number[]): number {
    const context = Object.fromEntries(
      Object.entries(snapshot.context as object).filter(([field]) => !constants.includes(field)),
    )
    const key = keyOf(withContext(snapshot, context), timers, (part, name) =>
      this.#guarded(() => canonical(part), name),
    )
    return this.#coreIds.get(key) ?? this.#addCore({ key, snapshot: withContext(snapshot, context), timers })
  }

  #coreOfKey(key: string): number {
    return this.#coreIds.get(key) ?? this.#addCore(restored(this.machine, key))
  }

  #addCore(core: Core): number {
    const id = this.#cores.push(core) - 1
    this.#coreIds.set(core.key, id)
    return id
  }

  #constantsOfText(text: string, values?: Constants): number {
    const known = this.#constantsIds.get(text)
    if (known !== undefined) return known
    const id = this.#constants.push({ text, values: values ?? (JSON.parse(text) as Constants) }) - 1
    this.#constantsIds.set(text, id)
    return id
  }

  #localOf(core: number, constants: number): number {
    const key = core * 2 ** 20 + constants
    const known = this.#localIds.get(key)
    if (known !== undefined) return known
    if (this.locals.length >= this.limit) {
      throw new SpecificationError(
        `party '${this.party}' has more than ${this.limit} local states; ${this.#growth()}. ` +
          'Bound its context: every field takes few values',
      )
    }
    const id = this.locals.push(new Placed(this.#cores[core]!, this.#constants[constants]!.values)) - 1
    this.#localIds.set(key, id)
    this.#coreOf.push(core)
    this.#constantsOf.push(constants)
    return id
  }

  /** Which context field takes the most values, in words. */
  #growth(): string {
    const values = new Map<string, Set<string>>()
    for (const { snapshot } of this.locals) {
      for (const [field, value] of Object.entries(snapshot.context as Readonly<Record<string, unknown>>)) {
        const seen = values.get(field) ?? new Set()
        values.set(field, seen.add(canonical(value)))
      }
    }
    const [most] = [...values].sort(([, a], [, b]) => b.size - a.size)
    return most ? `its context field '${most[0]}' takes ${most[1].size} values` : 'its context is empty'
  }

  #run<T>(step: () => T, where: () => string): T {
    try {
      return step()
    } catch (error) {
      throw new SpecificationError(`party '${this.party}' fails ${where()}: ${reasonOf(error)}`, { cause: error })
    }
  }

  #guarded(text: () => string, part: string): string {
    try {
      return text()
    } catch (error) {
      if (!(error instanceof NotCanonical)) throw error
      const field = error.at ? `${part} field '${error.at}'` : part
      throw new SpecificationError(
        `party '${this.party}': ${field} is ${error.what}; use null, booleans, numbers, strings, arrays, plain objects`,
      )
    }
  }

  #widen(): void {
    const stride = this.#stride * 2
    const rows = Math.ceil(this.#recordAt.length / this.#stride)
    const wide = new Int32Array(rows * stride)
    for (let row = 0; row < rows; row++) {
      wide.set(this.#recordAt.subarray(row * this.#stride, (row + 1) * this.#stride), row * stride)
    }
    this.#stride = stride
    this.#recordAt = wide
  }
}

const tables = new WeakMap<AnyStateMachine, Map<Blur | undefined, PartyTable>>()

/**
 * The table of a party's machine. Delays stay names in it, so that worlds that time them differently can share it. With
 * a blur there is a table of its own.
 */
export function tableOf(party: Pick<Party, 'name' | 'machine'>, blur?: Blur): PartyTable {
  const known = tables.get(party.machine)?.get(blur)
  if (known) return known
  const table = new PartyTable(party, blur)
  supersede(table)
  return table
}

/** Makes a table that of its machine, from now on: whoever has the one before goes on with that. */
export const supersede = (table: PartyTable): void => {
  const ofMachine = tables.get(table.machine) ?? new Map<Blur | undefined, PartyTable>()
  tables.set(table.machine, ofMachine.set(table.blur, table))
}
