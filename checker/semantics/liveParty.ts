// One party as a running actor, with a clock that holds its timers until they are released, and services that end when told.
import { createActor, createMachine, type SimulatedClock } from 'xstate'
import type {
  Actor,
  AnyActorLogic,
  AnyActorRef,
  AnyMachineSnapshot,
  AnyStateMachine,
  InspectionEvent,
  Snapshot,
} from 'xstate'
import type { Party, PartyEvent } from '../../model/party.js'
import type { Cause } from '../../model/result.js'
import { SpecificationError } from '../../model/errors.js'
import { canonical } from '../../util/canonical.js'
import { withinLimit } from '../compile/machineStep.js'
import { invokedBy, isFree, timersOf, type TimerKind } from '../compile/timerKinds.js'

/** What is held until it is released: the end of a delay, or something that a service may do. */
export interface Held {
  readonly kind: TimerKind
  readonly at: number
  readonly inner: number
  /** By which XState knows it, or the service whose it is. */
  readonly of: string | AnyActorRef
  /** What happens when it elapses. */
  readonly elapse: () => void
  due: boolean
}

/** What a live party needs to know of its world. */
export interface Surroundings {
  readonly clock: SimulatedClock
  readonly freeDelays: readonly string[]
  readonly quantum: number
  readonly inspect?: (inspection: InspectionEvent) => void
}

type Settled = { readonly type: 'settle'; readonly event: PartyEvent } | { readonly type: string }

/** A service that does nothing of its own: it ends as it is told. */
const service = (begins: (self: AnyActorRef) => void, stops: (self: AnyActorRef) => void): AnyActorLogic => ({
  getInitialSnapshot: () => ({ status: 'active', output: undefined, error: undefined }),
  getPersistedSnapshot: (snapshot: Snapshot<unknown>) => snapshot,
  start: (_: unknown, { self }: { readonly self: AnyActorRef }) => begins(self),
  transition: (snapshot: Snapshot<unknown>, told: Settled, { self }: { readonly self: AnyActorRef }) => {
    if (told.type === 'xstate.stop') {
      stops(self)
      return { ...snapshot, status: 'stopped' }
    }
    if (!('event' in told)) return snapshot
    const { type, output, error } = told.event
    return type.startsWith('xstate.done')
      ? { ...snapshot, status: 'done', output }
      : { ...snapshot, status: 'error', error }
  },
})

interface Config {
  readonly invoke?: object | readonly object[]
  readonly states?: Readonly<Record<string, Config>>
}

/** The machine with another logic for all that it invokes. */
function serving(machine: AnyStateMachine, logic: AnyActorLogic): AnyStateMachine {
  if (invokedBy(machine).length === 0) return machine
  const within = ({ invoke = [], states = {}, ...rest }: Config): object => ({
    ...rest,
    invoke: [invoke].flat().map((one) => ({ ...one, src: logic })),
    states: Object.fromEntries(Object.entries(states).map(([name, state]) => [name, within(state)])),
  })
  return createMachine(within(machine.config as Config), machine.implementations as never) as AnyStateMachine
}

/** Lets an actor change and speak, but do nothing to the outside. */
function withoutEffects(actor: object): void {
  const inner = actor as Inner
  const { _actorScope: scope } = inner
  const execute = scope.actionExecutor
  scope.actionExecutor = (action) => {
    if (action.type.startsWith('xstate.') && action.type !== 'xstate.sendTo') execute(action)
  }
  // What is to be done when it starts has been noted already.
  inner._deferred.length = 0
  inner._initState()
}

/** What of an actor XState keeps to itself. */
interface Inner {
  readonly _actorScope: { actionExecutor: (action: { readonly type: string }) => void }
  readonly _deferred: unknown[]
  readonly _initState: () => void
}

export class LiveParty {
  readonly party: Party
  readonly actor: Actor<AnyStateMachine>
  /** What it has emitted since this was last emptied. */
  says: PartyEvent[] = []
  readonly #kinds: readonly TimerKind[]
  readonly #machine: AnyStateMachine
  readonly #held = new Map<number, Held>()
  readonly #services = new Set<AnyActorRef>()
  readonly #around: Surroundings
  #handles = 0

  constructor(party: Party, input: unknown, around: Surroundings) {
    this.party = party
    this.#around = around
    this.#kinds = timersOf(party)
    this.#machine = serving(
      party.machine,
      service(
        (self) => this.#begin(self),
        (self) => this.#end(self),
      ),
    )
    this.actor = createActor(this.#machine, {
      input,
      logger: () => undefined,
      ...(around.inspect === undefined ? {} : { inspect: around.inspect }),
      clock: {
        setTimeout: (elapse: () => void, milliseconds: number) => {
          const { of, kind } = this.#unheld(milliseconds)
          return this.#hold(kind, of, milliseconds, elapse)
        },
        clearTimeout: (handle: number) => this.#drop(handle),
      },
    })
    if (party.effects === 'ignore') withoutEffects(this.actor)
    this.actor.on('*', (event) => this.says.push(event as PartyEvent))
    this.actor.subscribe({ error: () => undefined })
    withinLimit(this.#machine, () => this.actor.start())
    if (this.says.length > 0) {
      throw new SpecificationError(`party '${party.name}' emits '${this.says[0]!.type}' when it starts`)
    }
  }

  #hold(kind: TimerKind, of: Held['of'], milliseconds: number, elapse: () => void): number {
    const { clock, quantum } = this.#around
    const wait = isFree(this.#around, kind) ? quantum : (kind.milliseconds ?? milliseconds)
    const handle = ++this.#handles
    const inner = clock.setTimeout(() => {
      const held = this.#held.get(handle)
      if (held) held.due = true
    }, wait)
    this.#held.set(handle, { kind, of, at: clock.now() + wait, inner, elapse, due: false })
    return handle
  }

  #drop(handle: number): void {
    const held = this.#held.get(handle)
    if (held) this.#around.clock.clearTimeout(held.inner)
    this.#held.delete(handle)
  }

  #begin(self: AnyActorRef): void {
    this.#services.add(self)
    for (const kind of this.#kinds) if (kind.service !== undefined && kind.id === self.id) this.#expect(kind, self)
  }

  #expect(kind: TimerKind, self: AnyActorRef): void {
    this.#hold(kind, self, 0, () => {
      if (kind.service === 'goes-on') {
        this.actor.send(kind.event)
        if (this.#services.has(self)) this.#expect(kind, self)
      } else {
        this.#end(self)
        self.send({ type: 'settle', event: kind.event })
      }
    })
  }

  #end(self: AnyActorRef): void {
    this.#services.delete(self)
    for (const [handle, { of }] of this.#held) if (of === self) this.#drop(handle)
  }

  /** XState notes a timer before it asks the clock for it: the one that is noted and not held yet. */
  #unheld(milliseconds: number): { readonly of: string; readonly kind: TimerKind } {
    const held = new Set([...this.#held.values()].map(({ of }) => of))
    const noted = Object.entries(this.actor.system.getSnapshot()._scheduledEvents)
    const [of, scheduled] = noted.find(([key]) => !held.has(key)) ?? []
    const alike = this.#kinds.filter(
      ({ event, service: doing, computed, milliseconds: ms }) =>
        doing === undefined &&
        canonical(event) === canonical(scheduled?.event ?? null) &&
        (!computed || ms === milliseconds),
    )
    const kind =
      alike.find(({ id }) => id === scheduled?.id) ??
      alike.find(({ id, milliseconds: ms }) => id === undefined && ms === milliseconds) ??
      alike.find(({ id }) => id === undefined)
    if (of === undefined || kind === undefined) {
      throw new Error(`party '${this.party.name}' starts a timer that is not known of it`)
    }
    return { of, kind }
  }

  get snapshot(): AnyMachineSnapshot {
    const snapshot = (this.actor as AnyActorRef).getSnapshot() as AnyMachineSnapshot
    if (snapshot.status === 'error')
      throw new SpecificationError(`party '${this.party.name}' fails: ${String(snapshot.error)}`)
    return snapshot
  }

  get held(): readonly Held[] {
    return [...this.#held.values()]
  }

  hear(event: PartyEvent): void {
    if (this.snapshot.status === 'active') withinLimit(this.#machine, () => this.actor.send(event))
  }

  /** Lets a timer elapse that is due. */
  release({ event, delay, of }: Pick<Extract<Cause, { kind: 'timer' }>, 'event' | 'delay' | 'of'>): void {
    const text = canonical(event)
    for (const [handle, { due, kind, elapse }] of this.#held) {
      if (!due || kind.delay !== delay || kind.apart !== of || canonical(kind.event) !== text) continue
      this.#drop(handle)
      withinLimit(this.#machine, elapse)
      return
    }
    throw new Error(`party '${this.party.name}' has no timer '${event.type}' that is due`)
  }
}
