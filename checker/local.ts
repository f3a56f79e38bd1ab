// The local states and transitions of one party, computed by XState once each and kept as a table of integers.
import { initialTransition, transition } from 'xstate'
import type {
  ActorLogic,
  AnyEventObject,
  AnyMachineSnapshot,
  AnyStateMachine,
  AnyStateNode,
  ExecutableActionsFrom,
  StateValue,
} from 'xstate'
import type { Party, PartyEvent } from '../machines/party.js'
import { canonical, NotCanonical } from './canonical.js'
import { SpecificationError } from './errors.js'
import { timersOf, type TimerKind } from './ticks.js'

/** A local state: XState's snapshot and the timers that run in it. */
export interface LocalState {
  readonly snapshot: AnyMachineSnapshot
  /** Ascending indices into the table's `timers`; the timer slots of this state. */
  readonly timers: readonly number[]
}

/** What one event does to one local state. */
export interface LocalRecord {
  readonly id: number
  readonly before: number
  /** Index into the table's `events`. */
  readonly event: number
  readonly after: number
  /** For each timer slot of `after`: the slot of `before` that it goes on from, or `FRESH`. */
  readonly slots: Int32Array
  /** Indices into the table's `events`, in the order of emission. */
  readonly says: Int32Array
  /** Nothing happened: same state, timers running on, nothing said. */
  readonly idle: boolean
}

/** A table as plain data, for another process. */
export interface SavedTable {
  readonly events: readonly PartyEvent[]
  /** The canonical text of each local state, from which its snapshot can be restored. */
  readonly locals: readonly string[]
  /** Local states to start in, by the canonical text of the input. */
  readonly initials: readonly (readonly [string, number])[]
  /** One after the other: before, event, after, number of slots, slots, number of words, words. */
  readonly records: readonly number[]
}

/** A timer slot that starts anew. */
export const FRESH = -1

/**
 * XState's `transition`, without the initial snapshot: for each call XState makes an actor, which asks for one and never
 * looks at it, and computing that costs as much as the transition. So it is given the snapshot at hand.
 */
function stepOf(machine: AnyStateMachine, before: AnyMachineSnapshot, event: PartyEvent) {
  const logic: ActorLogic<AnyMachineSnapshot, AnyEventObject> = {
    transition: (snapshot, heard, scope) => machine.transition(snapshot, heard, scope) as AnyMachineSnapshot,
    getInitialSnapshot: () => before,
    getPersistedSnapshot: () => before,
  }
  return transition(logic, before, event)
}

type Actions = readonly ExecutableActionsFrom<AnyStateMachine>[]
interface Outcome {
  readonly started: ReadonlySet<number>
  readonly stopped: ReadonlySet<number>
  readonly says: readonly number[]
}

const defaultLimit = 200_000

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
  limit = defaultLimit

  readonly #localIds = new Map<string, number>()
  readonly #eventIds = new Map<string, number>()
  readonly #initialIds = new Map<string, number>()
  readonly #timerIds: ReadonlyMap<string, number>
  #stride = 64
  /** Record id + 1 by local state and event; 0 where not computed yet. */
  #recordAt = new Int32Array(64 * 64)

  constructor(party: Pick<Party, 'name' | 'machine'>) {
    this.party = party.name
    this.machine = party.machine
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
    const [snapshot, actions] = this.#run(() => initialTransition(this.machine, input), 'at its start')
    const { started, says } = this.#read(actions, 'at its start')
    if (says.length > 0) {
      throw new SpecificationError(
        `party '${this.party}' emits '${this.events[says[0]!]!.type}' when it starts, before anybody can hear; ` +
          'it may emit only when it has heard an event',
      )
    }
    const id = this.#intern(snapshot, snapshot.status === 'active' ? [...started].sort((a, b) => a - b) : [])
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

  /** All that is known so far. */
  saved(): SavedTable {
    return {
      events: this.events,
      locals: [...this.#localIds.keys()],
      initials: [...this.#initialIds],
      records: this.records.flatMap(({ before, event, after, slots, says }) => [
        ...[before, event, after, slots.length, ...slots],
        ...[says.length, ...says],
      ]),
    }
  }

  /** Adds what another table of the same machine knew. */
  absorb({ events, locals, initials, records }: SavedTable): void {
    const eventIds = events.map((event) => this.eventId(event))
    const localIds = locals.map((key) => this.#localIds.get(key) ?? this.#add(key, restored(this.machine, key)))
    for (const [input, local] of initials) this.#initialIds.set(input, localIds[local]!)
    for (let at = 0; at < records.length;) {
      const local = localIds[records[at]!]!
      const event = eventIds[records[at + 1]!]!
      const after = localIds[records[at + 2]!]!
      const slotsAt = at + 4
      const saysAt = slotsAt + records[at + 3]! + 1
      at = saysAt + records[saysAt - 1]!
      if (this.#known(local, event) > 0) continue
      const says = records.slice(saysAt, at).map((said) => eventIds[said]!)
      this.#keep(local, event, after, records.slice(slotsAt, saysAt - 1), says)
    }
  }

  #compute(local: number, event: number): LocalRecord {
    const before = this.locals[local]!
    const fired = event < this.timers.length ? event : -1
    const active = before.snapshot.status === 'active'
    const where = `in state ${canonical(before.snapshot.value)} on '${this.events[event]!.type}'`
    const [snapshot, actions]: readonly [AnyMachineSnapshot, Actions] = active
      ? this.#run(() => stepOf(this.machine, before.snapshot, this.events[event]!), where)
      : [before.snapshot, []]
    const { started, stopped, says } = this.#read(actions, where)
    const kept = before.timers.filter((timer) => timer !== fired && !stopped.has(timer) && !started.has(timer))
    // An actor that is done stops its timers.
    const timers = snapshot.status === 'active' ? [...kept, ...started].sort((a, b) => a - b) : []
    const after = this.#intern(snapshot, timers)
    const slots = timers.map((timer) => (started.has(timer) ? FRESH : before.timers.indexOf(timer)))
    return this.#keep(local, event, after, slots, says)
  }

  #keep(local: number, event: number, after: number, slots: readonly number[], says: readonly number[]): LocalRecord {
    const fired = event < this.timers.length
    const record: LocalRecord = {
      id: this.records.length,
      before: local,
      event,
      after,
      slots: Int32Array.from(slots),
      says: Int32Array.from(says),
      idle: after === local && !fired && says.length === 0 && !slots.includes(FRESH),
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
  #read(actions: Actions, where: string): Outcome {
    const started = new Set<number>()
    const stopped = new Set<number>()
    const says: number[] = []
    for (const { type, params } of actions as readonly { type: string; params: unknown }[]) {
      const refuse = (why: string): never => {
        throw new SpecificationError(`party '${this.party}' ${where}: action '${type}' ${why}`)
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
    if (snapshot.status === 'error') {
      throw new SpecificationError(`party '${this.party}' fails: ${String(snapshot.error)}`, { cause: snapshot.error })
    }
    const key = this.#key(snapshot, timers)
    const known = this.#localIds.get(key)
    if (known !== undefined) return known
    if (this.locals.length >= this.limit) {
      throw new SpecificationError(
        `party '${this.party}' has more than ${this.limit} local states; ${this.#growth()}. ` +
          'Bound its context: every field takes few values',
      )
    }
    return this.#add(key, { snapshot, timers })
  }

  #add(key: string, state: LocalState): number {
    const id = this.locals.push(state) - 1
    this.#localIds.set(key, id)
    return id
  }

  #key(snapshot: AnyMachineSnapshot, timers: readonly number[]): string {
    const context = this.#guarded(() => canonical(snapshot.context), 'context')
    const history = Object.entries(snapshot.historyValue as Readonly<Record<string, readonly AnyStateNode[]>>)
      .map(([id, nodes]) => [id, nodes.map((node) => node.id).sort()])
      .sort(([a], [b]) => (a! < b! ? -1 : 1))
    const output = snapshot.output === undefined ? '' : this.#guarded(() => canonical(snapshot.output), 'output')
    return [canonical(snapshot.value), context, canonical(history), snapshot.status, timers.join(','), output].join(
      '\n',
    )
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

  #run<T>(step: () => T, where: string): T {
    try {
      return step()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new SpecificationError(`party '${this.party}' fails ${where}: ${reason}`, { cause: error })
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

/** The local state that a canonical text stands for; XState is asked for its snapshot when it is first looked at. */
function restored(machine: AnyStateMachine, key: string): LocalState {
  const [value, context, history, status, timers, output] = key.split('\n')
  let snapshot: AnyMachineSnapshot | undefined
  const restore = (): AnyMachineSnapshot =>
    machine.resolveState({
      value: JSON.parse(value!) as StateValue,
      context: JSON.parse(context!) as object,
      historyValue: Object.fromEntries(
        (JSON.parse(history!) as readonly (readonly [string, readonly string[]])[]).map(([id, nodes]) => [
          id,
          nodes.map((node) => machine.getStateNodeById(node)),
        ]),
      ),
      status: status as AnyMachineSnapshot['status'],
      ...(output ? { output: JSON.parse(output) as never } : {}),
    })
  return {
    get snapshot() {
      return (snapshot ??= restore())
    },
    timers: timers ? timers.split(',').map(Number) : [],
  }
}

const tables = new WeakMap<AnyStateMachine, PartyTable>()

/** The table of a party's machine. Delays stay names in it, so that worlds that time them differently can share it. */
export function tableOf(party: Pick<Party, 'name' | 'machine'>): PartyTable {
  const known = tables.get(party.machine)
  if (known) return known
  const table = new PartyTable(party)
  tables.set(party.machine, table)
  return table
}
