// Which features of XState a walk exercises, read off the microsteps that XState tells of.
import type { AnyMachineSnapshot, AnyStateNode, AnyTransitionDefinition, InspectionEvent } from 'xstate'
import type { StoryStep } from '../../../model/result.js'
import type { LiveWorld } from '../../../checker/semantics/actorWorld.js'

interface Microstep {
  readonly event: { readonly type: string }
  readonly transitions: readonly AnyTransitionDefinition[]
  readonly before: AnyMachineSnapshot
  readonly after: AnyMachineSnapshot
}

const nodesOf = (snapshot: AnyMachineSnapshot): readonly AnyStateNode[] => snapshot._nodes as readonly AnyStateNode[]
const isWithin = (node: AnyStateNode, outer: AnyStateNode): boolean =>
  node !== outer && outer.path.every((part, at) => node.path[at] === part)

const builtIn = (action: unknown): string | undefined =>
  typeof action === 'function' ? (action as { readonly type?: string }).type : undefined

/** What an action is called in the count. */
function actionName(action: unknown): string {
  if (typeof action === 'string') return action === 'beep' ? 'an action with effects' : 'a named action'
  if (typeof action === 'object') return 'an action with parameters'
  const type = builtIn(action)
  if (type === undefined) return 'an action with effects'
  if (type === 'xstate.raise' && (action as { delay?: unknown }).delay !== undefined) return 'a delayed raise begins'
  if (type === 'xstate.emit') {
    return typeof (action as { event?: unknown }).event === 'function' ? 'emit, computed' : 'emit, written out'
  }
  return type.replace('xstate.', '')
}

/** What a guard is called in the count. */
function guardName(guard: unknown): string {
  if (typeof guard === 'string') return 'a named guard'
  if (typeof guard === 'object') return 'a guard with parameters'
  const check = (guard as { readonly check?: (...args: never) => unknown }).check
  return check === undefined ? 'an inline guard' : `the guard ${check.name.replace('check', '')}`
}

function* ofTarget({ target, source, reenter }: AnyTransitionDefinition, before: AnyMachineSnapshot) {
  if (target === undefined) {
    yield 'internal, without a target'
    return
  }
  for (const node of target as readonly AnyStateNode[]) {
    if ((node.type as string) !== 'history') continue
    const known = (before.historyValue as Readonly<Record<string, unknown>>)[node.id] !== undefined
    yield `${node.history as string} history, ${known ? 'remembered' : 'by default'}`
  }
  if (target.length > 1) yield 'targets in several regions'
  const first = target[0] as AnyStateNode
  if (first === source) yield reenter ? 'to itself, re-entered' : 'to itself, internal'
  if (isWithin(first, source)) yield reenter ? 'within itself, re-entered' : 'within itself, internal'
}

/** What an event descriptor is called in the count. */
function descriptorName(descriptor: string, event: string): string | undefined {
  if (descriptor === '') return 'always'
  if (descriptor === '*')
    return event.startsWith('xstate.') ? "the wildcard, on one of XState's events" : 'the wildcard'
  if (descriptor.endsWith('.*')) return 'a partial wildcard'
  if (descriptor.startsWith('xstate.done.state')) return 'onDone of a state'
  if (descriptor.startsWith('xstate.done.actor')) return 'onDone of a service'
  if (descriptor.startsWith('xstate.error.actor')) return 'onError of a service'
  const [, delay] = /^xstate\.after\.([^.]+)/.exec(descriptor) ?? []
  if (delay !== undefined) return `after, ${/^\d+$/.test(delay) ? 'inline' : delay}`
  return { news: 'a callback says something', again: 'a raise', s0: 'what another says' }[descriptor]
}

function* featuresOf({ event, transitions, before, after }: Microstep): Generator<string, void, void> {
  if (transitions.length > 1) yield 'several regions at once'
  for (const transition of transitions) {
    const { actions, source, target } = transition
    const [eventType, guard] = [transition.eventType as string, transition.guard as unknown]
    const kind = descriptorName(eventType, event.type)
    if (kind !== undefined) yield kind
    if (event.type.startsWith('later')) yield 'a delayed raise is heard'
    if (target === undefined && actions.length === 0) yield 'a forbidden event'
    yield* ofTarget(transition, before)
    if (guard !== undefined) yield guardName(guard)
    const rivals = (source.transitions as ReadonlyMap<string, readonly unknown[]>).get(eventType)
    if ((rivals?.indexOf(transition) ?? 0) > 0) yield 'a second candidate, where the first is guarded'
    for (const action of actions as readonly unknown[]) yield actionName(action)
  }
  const [were, are] = [nodesOf(before), nodesOf(after)]
  for (const node of are.filter((one) => !were.includes(one))) {
    if (node.entry.some((action) => builtIn(action) !== 'xstate.raise')) yield 'entry'
    if (node.type === 'final') yield 'a final state'
  }
  for (const node of were.filter((one) => !are.includes(one))) {
    if (node.exit.some((action) => builtIn(action) !== 'xstate.cancel')) yield 'exit'
  }
  if (after.status === 'done') yield 'the machine is done'
}

/** What the walks through random machines must exercise. */
export const allFeatures: readonly string[] = [
  ...['shallow', 'deep'].flatMap((depth) => [`${depth} history, remembered`, `${depth} history, by default`]),
  ...['several regions at once', 'targets in several regions', 'a cascade of two parties', 'what another says'],
  ...['the wildcard', "the wildcard, on one of XState's events", 'a partial wildcard', 'a forbidden event'],
  ...['a delayed raise begins', 'a delayed raise is heard', 'a delayed raise is cancelled', 'a raise', 'always'],
  ...['onDone of a service', 'onError of a service', 'a callback says something'],
  ...['internal, without a target', 'to itself, internal', 'within itself, internal'],
  ...['to itself, re-entered', 'within itself, re-entered'],
  ...['a final state', 'onDone of a state', 'the machine is done'],
  ...['a named guard', 'an inline guard', 'a guard with parameters', 'a second candidate, where the first is guarded'],
  ...['Not', 'And', 'Or', 'StateIn'].map((guard) => `the guard ${guard}`),
  ...['assign', 'entry', 'exit', 'emit, written out', 'emit, computed', 'log', 'enqueueActions', 'cancel', 'raise'],
  ...['a named action', 'an action with parameters', 'an action with effects'],
  ...['inline', 'short', 'long', 'pause', 'odd', 'vague'].map((delay) => `after, ${delay}`),
]

/** Counts the steps in which each feature is exercised. */
export class FeatureCount {
  readonly exercised = new Map<string, number>()
  readonly #latest = new Map<unknown, AnyMachineSnapshot>()
  #timers = new Map<string, number>()
  #now = new Set<string>()

  readonly inspect = (inspection: InspectionEvent): void => {
    if (inspection.type === '@xstate.snapshot') {
      this.#latest.set(inspection.actorRef, inspection.snapshot as AnyMachineSnapshot)
    }
    if (inspection.type !== '@xstate.microstep') return
    const after = inspection.snapshot as AnyMachineSnapshot
    const before = this.#latest.get(inspection.actorRef)
    this.#latest.set(inspection.actorRef, after)
    if (before === undefined) return
    const { event, _transitions: transitions } = inspection
    for (const feature of featuresOf({ event, transitions, before, after })) this.#now.add(feature)
  }

  readonly onStep = ({ cause, happenings }: StoryStep, live: LiveWorld): void => {
    const timers = new Map(
      live.world.parties.map(({ name }) => [
        name,
        live.timers(name).filter(({ type }) => type.startsWith('later')).length,
      ]),
    )
    for (const [party, were] of this.#timers) {
      const fired = cause.kind === 'timer' && cause.party === party ? 1 : 0
      if (timers.get(party)! < were - fired && this.#now.has('cancel')) this.#now.add('a delayed raise is cancelled')
    }
    if (happenings.length > 1) this.#now.add('a cascade of two parties')
    this.#timers = timers
    for (const feature of this.#now) this.exercised.set(feature, (this.exercised.get(feature) ?? 0) + 1)
    this.#now = new Set()
  }

  /** Begins another walk. */
  begin(): void {
    this.#latest.clear()
    this.#timers = new Map()
    this.#now = new Set()
  }
}
