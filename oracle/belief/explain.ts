// Why a line cannot be explained: what could have come instead, by which rule, and which timer or guard ruled it out.
import type { AnyMachineSnapshot, AnyStateNode, AnyTransitionDefinition } from 'xstate'
import { leavesOf } from '../../checker/semantics/describe.js'
import type { Belief, Believer, Hypothesis } from './belief.js'
import type { Role } from './role.js'
import { eventText, type Observed } from './symbol.js'

/**
 * `unexpected`: it is not said here. `wrong`: something else had to be said. `missing`: something had to be said before.
 * `early`, `late`: said, but not at that time. `state`: the role is not in such a state.
 */
export type FaultKind = 'unexpected' | 'wrong' | 'missing' | 'early' | 'late' | 'state'

/** Something that the specification allows, and why. */
export interface Allowed {
  readonly event: string
  readonly direction: 'in' | 'out'
  /** ms: when it may come; absent for an input. */
  readonly window?: readonly [number, number]
  /** What the transition says of itself. */
  readonly rule: string
  readonly sources: readonly string[]
}

/** A transition that would have explained the line, and what ruled it out. */
export interface RuledOut {
  readonly rule: string
  readonly sources: readonly string[]
  readonly by: string
}

export interface Explanation {
  readonly kind: FaultKind
  /** In one sentence. */
  readonly reason: string
  /** Where the role may have been before the line: states as dotted paths, at most a few. */
  readonly believed: readonly { readonly states: readonly string[]; readonly timers: readonly string[] }[]
  readonly hypotheses: number
  readonly instead: readonly Allowed[]
  readonly ruledOut: readonly RuledOut[]
}

const shown = 8

const sourcesOf = (meta: unknown): readonly string[] =>
  (meta as { readonly sources?: string[] } | undefined)?.sources ?? []

/** The transitions of one local step, as their machine describes them. */
function takenBy(role: Role, record: number): readonly AnyTransitionDefinition[] {
  const taken = role.table.records[record]
  if (taken === undefined) return []
  const { snapshot } = role.table.locals[taken.before]!
  if (snapshot.status !== 'active') return []
  // In the order of the machine's text, whichever way the state was come to.
  return [...role.table.machine.getTransitionData(snapshot, role.table.events[taken.event]!)].sort(
    (one, other) => one.source.order - other.source.order,
  )
}

/** `bright: drained → dark`, where a transition says nothing of itself. */
function transitionText(role: Role, { source, eventType, target }: AnyTransitionDefinition): string {
  const type = eventType as string
  const delay = role.table.timers.find((timer) => timer.type === type)?.delay
  const where = source.path.join('.')
  const goes = target === undefined ? '' : ` → ${target.map(({ path }) => path.join('.')).join(', ')}`
  return `${where === '' ? '' : `${where}: `}${delay === undefined ? type : `after ${delay}`}${goes}`
}

const ruleOf = (role: Role, transitions: readonly AnyTransitionDefinition[]): Pick<Allowed, 'rule' | 'sources'> => ({
  rule: transitions.map((one) => one.description ?? transitionText(role, one)).join(' ') || 'The event is ignored.',
  sources: [...new Set(transitions.flatMap(({ meta }) => sourcesOf(meta)))],
})

const guardName = (guard: unknown): string =>
  typeof guard === 'string' ? guard : ((guard as { readonly type?: string } | undefined)?.type ?? 'a condition')

/** Transitions of active states on an event whose guard does not hold. */
function refused(
  role: Role,
  snapshot: AnyMachineSnapshot,
  type: string,
  taken: readonly AnyTransitionDefinition[],
): RuledOut[] {
  const nodes = [...(snapshot._nodes as readonly AnyStateNode[])]
  return nodes
    .sort((one, other) => one.order - other.order)
    .flatMap((node) => node.transitions.get(type) ?? [])
    .filter((transition) => transition.guard !== undefined && !taken.includes(transition))
    .map((transition) => ({ ...ruleOf(role, [transition]), by: `the guard '${guardName(transition.guard)}'` }))
}

const seconds = (ms: number): string => `${ms} ms`

const unique = <T>(things: readonly T[], keyOf: (thing: T) => string): readonly T[] => [
  ...new Map(things.map((thing) => [keyOf(thing), thing])).values(),
]

/** What may still be said, at once or by a timer, and what may be heard. */
function allowedFrom(believer: Believer, belief: Belief): readonly Allowed[] {
  const { role } = believer
  const { table } = role
  const outputs: Allowed[] = []
  for (const hypothesis of belief) {
    believer.next(hypothesis).forEach((at) =>
      outputs.push({
        event: eventText(table.events[hypothesis.pending[at]!]!),
        direction: 'out',
        window: [hypothesis.since, hypothesis.until[at]!],
        ...ruleOf(role, takenBy(role, hypothesis.by)),
      }),
    )
    outputs.push(...timedFrom(role, hypothesis))
  }
  const inputs = belief
    .filter((hypothesis) => !believer.waits(hypothesis))
    .flatMap(({ local }) =>
      role.hears
        .map((event) => table.record(local, event))
        .filter(({ idle }) => !idle)
        .map((record): Allowed => ({
          event: eventText(table.events[record.event]!),
          direction: 'in',
          ...ruleOf(role, takenBy(role, record.id)),
        })),
    )
  return unique(
    [...outputs, ...inputs],
    ({ event, direction, window }) => `${direction} ${event} ${window?.join() ?? ''}`,
  )
}

/** What the running timers of a hypothesis will make it say. */
function timedFrom(role: Role, { local, due }: Hypothesis): readonly Allowed[] {
  const { table } = role
  return table.locals[local]!.timers.flatMap((timer, slot) => {
    const record = table.record(local, timer)
    return Array.from(record.says, (event): Allowed => ({
      event: eventText(table.events[event]!),
      direction: 'out',
      window: [due[2 * slot]!, due[2 * slot + 1]!],
      ...ruleOf(role, takenBy(role, record.id)),
    }))
  })
}

const isObserved = ({ direction, events }: Observed, role: Role, text: string): boolean =>
  direction === 'out' && events.some((event) => eventText(role.table.events[event]!) === text)

/** The last time at which some hypothesis still had all its deadlines before it. */
function lastMoment({ due, pending, until }: Hypothesis): number {
  let last = Infinity
  for (let slot = 1; slot < due.length; slot += 2) last = Math.min(last, due[slot]!)
  return pending.length > 0 ? Math.min(last, until[0]!) : last
}

/** What was missed before `time`, if something was. */
function missed(believer: Believer, belief: Belief, time: number): readonly Allowed[] {
  let now = belief
  for (let round = 0; round < 16 && now.length > 0; round++) {
    const moment = Math.max(...now.map(lastMoment)) + believer.visibility.tolerance
    if (!(moment < time)) return []
    const then = believer.advance(now, moment)
    const waiting = then.filter((hypothesis) => believer.waits(hypothesis))
    const quiet = then.filter((hypothesis) => !believer.waits(hypothesis) && lastMoment(hypothesis) > moment)
    if (waiting.length > 0 && quiet.length === 0) {
      return allowedFrom(believer, waiting).filter(
        ({ direction, window }) => direction === 'out' && window![1] <= moment,
      )
    }
    now = quiet
  }
  return []
}

const describe = (allowed: readonly Allowed[]): string => [...new Set(allowed.map(({ event }) => event))].join(' or ')

/** What a hypothesis has to show next. */
function owedText(believer: Believer, hypothesis: Hypothesis): string {
  const next = believer.next(hypothesis).map((at) => hypothesis.pending[at]!)
  const owed = next.filter((event) => !believer.mayMiss(event))
  return (owed.length > 0 ? owed : next).map((event) => eventText(believer.role.table.events[event]!)).join(' and ')
}

/** The rule that alone keeps an output from being said now, if there is one. */
function orderingRule(believer: Believer, waiting: Belief, { events }: Observed): string | undefined {
  for (const hypothesis of waiting) {
    for (const [later, event] of hypothesis.pending.entries()) {
      if (!events.includes(event)) continue
      for (let at = 0; at < later; at++) {
        const why = believer.comesBefore(hypothesis, at, later)
        if (why !== undefined && why !== 'hearer' && why !== 'time') return why
      }
    }
  }
  return undefined
}

function classify(
  believer: Believer,
  before: Belief,
  reached: Belief,
  observed: Observed,
  time: number,
  allowed: readonly Allowed[],
): Pick<Explanation, 'kind' | 'reason'> {
  const { role, visibility } = believer
  const said = observed.text
  if (observed.direction === 'is' || observed.direction === 'not') {
    return {
      kind: 'state',
      reason: role.tags.includes(said)
        ? `${role.name} cannot be in a state ${observed.direction === 'is' ? 'with' : 'without'} the tag '${said}' here`
        : `${role.name} ${observed.direction === 'is' ? 'cannot be' : 'must be'} in ${said} here`,
    }
  }
  const late = reached.length === 0 ? missed(believer, before, time) : []
  if (late.length > 0) {
    const same = late.find(({ event }) => isObserved(observed, role, event))
    if (same !== undefined) {
      const by = time - visibility.tolerance - same.window![1]
      return { kind: 'late', reason: `${said} comes ${seconds(by)} too late: due by ${seconds(same.window![1])}` }
    }
    return { kind: 'missing', reason: `${describe(late)} is missing: due by ${seconds(late[0]!.window![1])}` }
  }
  const waiting = reached.filter((hypothesis) => believer.owes(hypothesis))
  const owed = unique(
    waiting.map((hypothesis) => owedText(believer, hypothesis)),
    String,
  )
  if (observed.direction === 'in') {
    return { kind: 'missing', reason: `${owed.join(' or ') || 'an output'} had to be said before ${said} is heard` }
  }
  const early = allowed.find(
    ({ event, window }) => isObserved(observed, role, event) && window![0] > time + visibility.tolerance,
  )
  if (early !== undefined && waiting.length === 0) {
    const by = early.window![0] - time - visibility.tolerance
    return { kind: 'early', reason: `${said} comes ${seconds(by)} too early: due at ${seconds(early.window![0])}` }
  }
  if (waiting.length > 0 && waiting.length === reached.length) {
    const rule = orderingRule(believer, waiting, observed)
    const because = rule === undefined ? '' : `; ${rule} puts them in this order`
    return { kind: 'wrong', reason: `${said} is said where ${owed.join(' or ')} had to be said${because}` }
  }
  return { kind: 'unexpected', reason: `nothing makes ${role.name} say ${said} here` }
}

/** What ruled the line out: the guards of transitions not taken, and inputs that would have led to it. */
function ruledOutBy(
  believer: Believer,
  belief: Belief,
  observed: Observed,
  heard: Observed | undefined,
): readonly RuledOut[] {
  const { role } = believer
  const { table } = role
  if (observed.direction !== 'out') return []
  const guards = belief.flatMap(({ by }) => {
    const record = table.records[by]
    if (record === undefined) return []
    const { snapshot } = table.locals[record.before]!
    return refused(role, snapshot, table.events[record.event]!.type, takenBy(role, by))
  })
  // What is ignored leaves no step behind.
  const ignored = belief.flatMap(({ local }) =>
    (heard?.events ?? []).flatMap((event) => {
      const { snapshot } = table.locals[local]!
      return table.record(local, event).idle ? refused(role, snapshot, table.events[event]!.type, []) : []
    }),
  )
  const inputs = belief.flatMap(({ local }) =>
    role.hears
      .map((event) => table.record(local, event))
      .filter(({ says }) => says.some((event) => observed.events.includes(event)))
      .map((record) => ({
        ...ruleOf(role, takenBy(role, record.id)),
        by: `${eventText(table.events[record.event]!)} was not heard`,
      })),
  )
  return unique([...ignored, ...guards, ...inputs], ({ by, rule }) => `${by} ${rule}`).slice(0, shown)
}

function believedIn(role: Role, belief: Belief): Explanation['believed'] {
  const { table } = role
  return belief.slice(0, 3).map(({ local, due }) => ({
    states: leavesOf(table.locals[local]!.snapshot),
    timers: table.locals[local]!.timers.map((timer, slot) => {
      const [first, last] = [due[2 * slot]!, due[2 * slot + 1]!]
      const when =
        first === last ? `at ${first} ms` : last < Infinity ? `from ${first} to ${last} ms` : `from ${first} ms on`
      return `${table.timers[timer]!.delay} due ${when}`
    }),
  }))
}

/**
 * Why an observation cannot be explained.
 *
 * @param before - the belief before it; it explains everything that came earlier
 * @param heard - the last input before it
 */
export function explain(
  believer: Believer,
  before: Belief,
  observed: Observed,
  time: number,
  heard?: Observed,
): Explanation {
  const reached = believer.advance(before, time)
  const from = reached.length > 0 ? reached : before
  const allowed = allowedFrom(believer, from)
  const late = reached.length === 0 ? missed(believer, before, time) : []
  return {
    ...classify(believer, before, reached, observed, time, allowed),
    believed: believedIn(believer.role, from),
    hypotheses: from.length,
    instead: unique([...late, ...allowed], ({ event, direction }) => `${direction} ${event}`)
      .filter(({ event, direction }) => !(direction === observed.direction && event === observed.text))
      .sort((one, other) => Number(one.direction === 'in') - Number(other.direction === 'in')),
    ruledOut: ruledOutBy(believer, from, observed, heard),
  }
}
