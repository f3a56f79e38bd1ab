// What may come of time in a machine: the timers of `after`, delayed raises, and the ends of services that it invokes.
import type { AnyStateMachine, AnyStateNode } from 'xstate'
import type { Party, PartyEvent, Service } from '../../model/party.js'
import { SpecificationError } from '../../model/errors.js'
import { canonical } from '../../util/canonical.js'

/** What of a party says how its machine is to be taken. */
export type Machinery = Pick<Party, 'name' | 'machine' | 'effects' | 'delays' | 'services'>

/** A timer that a machine may start. What a service may do while it runs is a timer that is not timed exactly. */
export interface TimerKind {
  /** What the machine hears when it elapses. */
  readonly event: PartyEvent
  /** The type of that. */
  readonly type: string
  /** By which it is cancelled; undefined where it cannot be. The type of its event for an `after`. */
  readonly id: string | undefined
  /** Name of the delay, or of the service. */
  readonly delay: string
  /** ms; undefined where the machine computes it, and says not what it may be. */
  readonly milliseconds: number | undefined
  /** Whether the machine computes the delay, and this is one of those that it may be. */
  readonly computed: boolean
  /** Dotted path of the state that holds it; '(root)' for a delayed raise, which no state ends. */
  readonly state: string
  /** For what a service does: whether it has ended then. */
  readonly service?: 'ends' | 'goes-on'
  /** What tells it from others that may run beside it, under the same delay and with the same event; absent without such. */
  readonly apart?: string
}

/** Every state node of a machine, parents first. */
export function stateNodes(machine: AnyStateMachine): readonly AnyStateNode[] {
  const below = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(below)]
  return below(machine.root)
}

/** A delay with its possible values. */
interface Named {
  readonly delay: string
  readonly milliseconds: number | undefined
  readonly computed: boolean
}

/** What a delay is called, and what it may be: a number has the name `1000ms`. */
function delaysCalled(
  { name, machine, delays: listed = {} }: Machinery,
  delay: unknown,
  where: string,
): readonly Named[] {
  const delays = machine.implementations.delays as Readonly<Record<string, unknown>>
  const called = typeof delay === 'number' ? `${delay}ms` : delay
  if (typeof called !== 'string') {
    throw new SpecificationError(
      `party '${name}', ${where}: its delay is computed on the spot; give it a name in setup({ delays })`,
    )
  }
  const value = Object.hasOwn(delays, called) ? delays[called] : delay
  if (typeof value === 'string') {
    throw new SpecificationError(
      `party '${name}', ${where}: the delay '${called}' has no value; declare it in setup({ delays })`,
    )
  }
  const computed = typeof value !== 'number'
  const values = computed ? (listed[called] ?? [undefined]) : [value]
  return values.map((milliseconds) => {
    if (milliseconds !== undefined && !(Number.isSafeInteger(milliseconds) && milliseconds >= 0)) {
      throw new SpecificationError(
        `party '${name}': the delay '${called}' is ${milliseconds}; whole ms, 0 or more, expected`,
      )
    }
    return { delay: called, milliseconds, computed: computed && milliseconds !== undefined }
  })
}

const stateOf = ({ path }: AnyStateNode): string => path.join('.') || '(root)'

const afters = (party: Machinery, node: AnyStateNode): readonly TimerKind[] =>
  [...new Map(node.after.map(({ eventType, delay }) => [eventType as string, delay as unknown]))].flatMap(
    ([type, delay]) =>
      delaysCalled(party, delay, `state '${stateOf(node)}'`).map((named) => ({
        ...named,
        event: { type },
        type,
        id: type,
        state: stateOf(node),
      })),
  )

/** What is written of a delayed raise; XState keeps it beside the function. */
interface Raise {
  readonly type?: string
  readonly event?: unknown
  readonly id?: unknown
  readonly delay?: unknown
}

/** The actions that are written at a state and its transitions, those with a name as they are implemented. */
function actionsAt(node: AnyStateNode): readonly Raise[] {
  const implemented = node.machine.implementations.actions as Readonly<Record<string, unknown>>
  const transitions = [
    ...(node.transitions as ReadonlyMap<string, readonly { readonly actions: readonly unknown[] }[]>),
  ]
  const all: readonly unknown[] = [
    ...(node.entry as readonly unknown[]),
    ...(node.exit as readonly unknown[]),
    ...transitions.flatMap(([, some]) => some.flatMap(({ actions }) => actions)),
    ...(node.always ?? []).flatMap(({ actions }) => actions as readonly unknown[]),
    ...(node.type === 'compound' ? (node.initial.actions as readonly unknown[]) : []),
  ]
  return all.map((action) => {
    const called = typeof action === 'string' ? action : typeof action === 'object' ? (action as Raise).type : undefined
    return (called === undefined ? action : implemented[called]) ?? {}
  })
}

const raises = (party: Machinery, node: AnyStateNode): readonly TimerKind[] =>
  actionsAt(node).flatMap(({ type, event, id, delay }) => {
    if (type !== 'xstate.raise' || delay === undefined) return []
    // Those of `after` are among the actions of their state.
    if (id !== undefined && id === (event as PartyEvent).type) return []
    const where = `state '${stateOf(node)}', a delayed raise`
    if (typeof event === 'function' || typeof id === 'function') {
      throw new SpecificationError(`party '${party.name}', ${where}: what it raises is computed; write the event out`)
    }
    const raised = event as PartyEvent
    return delaysCalled(party, delay, `${where} of '${raised.type}'`).map((named) => ({
      ...named,
      event: raised,
      type: raised.type,
      id: id as string | undefined,
      state: '(root)',
    }))
  })

/** What a service may do, each with whether it ends then. The events are as XState makes them. */
const doings = (
  id: string,
  { done = [], error = [], says = [] }: Service,
): readonly (readonly [PartyEvent, boolean])[] => {
  const ended = (kind: string, field: string) => (value: unknown) =>
    [
      {
        type: `xstate.${kind}.actor.${id}`,
        ...(value === undefined ? {} : { [field]: value }),
        actorId: id,
      } as PartyEvent,
      true,
    ] as const
  return [
    ...done.map(ended('done', 'output')),
    ...error.map(ended('error', 'error')),
    ...says.map((event) => [event, false] as const),
  ]
}

/** The services that a machine invokes: id, the name by which the party lists what comes of them, and where. */
export const invokedBy = (machine: AnyStateMachine) =>
  stateNodes(machine).flatMap((node) =>
    node.invoke.map(({ id, src, onSnapshot }) => ({
      id,
      source: src as string,
      state: stateOf(node),
      watched: onSnapshot !== undefined,
    })),
  )

function services({ name, machine, services: listed = {} }: Machinery): readonly TimerKind[] {
  return invokedBy(machine).flatMap(({ id, source, state, watched }): readonly TimerKind[] => {
    const called = Object.hasOwn(listed, id) ? id : source
    const where = `party '${name}', state '${state}'`
    if (!Object.hasOwn(listed, called)) {
      throw new SpecificationError(
        `${where}: it invokes '${source.startsWith('xstate.invoke.') ? id : source}'; list what may come of it, ` +
          `services: { '${source.startsWith('xstate.invoke.') ? id : source}': { done: [...], error: [...], says: [...] } }, ` +
          'or write it as a party of its own, linked by what they say to each other',
      )
    }
    if (watched) {
      throw new SpecificationError(
        `${where}: it watches the snapshots of '${called}'; let the service send events, and list them in says`,
      )
    }
    return doings(id, listed[called]!).map(([event, ends]) => ({
      event,
      type: event.type,
      id,
      delay: called,
      milliseconds: undefined,
      computed: false,
      state,
      service: ends ? 'ends' : 'goes-on',
    }))
  })
}

const textOf = ({ event, id, delay, milliseconds, state, service }: TimerKind): string =>
  canonical([event.type, event, id ?? null, delay, milliseconds ?? null, service === undefined ? state : null])

/** The timers, with what tells those apart that a step could not tell: two services may say the same at the same time. */
function toldApart(kinds: readonly TimerKind[]): readonly TimerKind[] {
  const alike = new Map<string, TimerKind[]>()
  for (const kind of kinds) {
    const text = canonical([kind.delay, kind.event])
    alike.set(text, [...(alike.get(text) ?? []), kind])
  }
  return kinds.map((kind) => {
    const { delay, event, id, milliseconds } = kind
    // XState forgets a timer for another of the same id.
    const beside = alike
      .get(canonical([delay, event]))!
      .some((one) => one !== kind && (id === undefined || one.id !== id))
    return beside ? { ...kind, apart: id ?? `${milliseconds ?? delay}, without an id` } : kind
  })
}

/** The timers of a party, each once, sorted by the types of their events. */
export function timersOf(party: Machinery): readonly TimerKind[] {
  const nodes = stateNodes(party.machine)
  const kinds = [
    ...nodes.flatMap((node) => afters(party, node)),
    ...nodes.flatMap((node) => raises(party, node)),
    ...services(party),
  ]
  const [first, ...others] = Object.keys(party.services ?? {}).filter(
    (called) => !invokedBy(party.machine).some(({ id, source }) => called === id || called === source),
  )
  if (first !== undefined) {
    throw new SpecificationError(
      `party '${party.name}': its machine invokes no service '${[first, ...others].join("', '")}'; it invokes ` +
        (invokedBy(party.machine)
          .map(({ id, source }) => (source.startsWith('xstate.invoke.') ? id : source))
          .join(', ') || 'none'),
    )
  }
  const once = [...new Map(kinds.map((kind) => [textOf(kind), kind]))]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, kind]) => kind)
  return toldApart(once)
}

/** Whether a timer is not timed exactly in a world. */
export const isFree = (
  { freeDelays }: { readonly freeDelays: readonly string[] },
  { delay, service }: TimerKind,
): boolean => service !== undefined || freeDelays.includes(delay)
