// A judge as plain data: what a worker keeps of its devices, so that another process can go on in its place.
//
// Numbers of local states and events are those of one process, so a saved role brings the texts of those that it speaks
// of. The order of the hypotheses is kept: a restored judge finds the same failures in the same words.
import type { PartyEvent } from '../../model/party.js'
import type { Hypothesis } from './belief.js'
import type { Direction, Role } from './role.js'
import type { BeliefRows } from './rows.js'
import { Subject } from './subject.js'
import type { Observed } from './symbol.js'

/** To be raised when belief, judge or this format change their meaning. */
export const judgeVersion = 3

/** Local state, the state and the event of the latest step or -1, since, due, pending, until. */
export type SavedHypothesis = readonly [
  local: number,
  before: number,
  event: number,
  since: number,
  /** null for a time that never comes. */
  due: readonly (number | null)[],
  pending: readonly number[],
  until: readonly number[],
  held: readonly number[] | null,
]

export type SavedObserved = readonly [
  direction: Direction,
  text: string,
  tag: string,
  events: readonly number[],
  within: number | null,
  also: boolean,
]

export interface SavedSubject {
  readonly device: string
  /** ms of the latest observation that was judged; null before the first. */
  readonly time: number | null
  readonly newest: number | null
  readonly observations: number
  readonly heard?: SavedObserved
  readonly failed?: true
  readonly undecided?: string
  /** Time, what, and where it stood. */
  readonly waiting?: readonly (readonly [number, SavedObserved, number])[]
  readonly belief: readonly SavedHypothesis[]
}

export interface SavedRole {
  readonly role: string
  /** Canonical texts; elsewhere a local state is an index into these. */
  readonly locals: readonly string[]
  /** Elsewhere an event is an index into these. */
  readonly events: readonly PartyEvent[]
  readonly subjects: readonly SavedSubject[]
}

export interface SavedJudge {
  readonly observations: number
  readonly roles: readonly SavedRole[]
}

/** Things in the order in which they were first named. */
class Listed<T> {
  readonly all: T[] = []
  readonly #known = new Map<number, number>()
  readonly #make: (id: number) => T

  constructor(make: (id: number) => T) {
    this.#make = make
  }

  at(id: number): number {
    const known = this.#known.get(id)
    if (known !== undefined) return known
    const index = this.all.push(this.#make(id)) - 1
    this.#known.set(id, index)
    return index
  }
}

const finite = (time: number): number | null => (Number.isFinite(time) ? time : null)

/** One role of a judge, with all its devices. */
export function savedRole({ name, table }: Role, subjects: Iterable<Subject>): SavedRole {
  const locals = new Listed((local) => table.textOf(local))
  const events = new Listed((event) => table.events[event]!)
  const saidOf = ({ direction, text, tag, within, also, events: ids }: Observed): SavedObserved => [
    direction,
    text,
    tag,
    ids.map((id) => events.at(id)),
    within ?? null,
    also ?? false,
  ]
  const hypothesisOf = ({ local, by, since, due, pending, until, held }: Hypothesis): SavedHypothesis => {
    const step = table.records[by]
    const [before, event] = step === undefined ? [-1, -1] : [locals.at(step.before), events.at(step.event)]
    return [
      locals.at(local),
      before,
      event,
      since,
      due.map(finite),
      pending.map((id) => events.at(id)),
      until,
      held ?? null,
    ]
  }
  const saved = Array.from(subjects, (subject): SavedSubject => {
    const { device, time, newest, observations, heard, failed, undecided, waiting = [], belief } = subject
    if (subject.interleaving !== undefined) throw new Error('the belief of several sources cannot be saved')
    return {
      device,
      time: finite(time),
      newest: finite(newest),
      observations,
      ...(failed ? { failed } : {}),
      ...(undecided === undefined ? {} : { undecided }),
      // Nothing is judged after a failure.
      ...(heard === undefined || failed ? {} : { heard: saidOf(heard) }),
      ...(waiting.length === 0 || failed
        ? {}
        : { waiting: waiting.map(({ time, observed, line }) => [time, saidOf(observed), line] as const) }),
      belief: belief.map(hypothesisOf),
    }
  })
  return { role: name, locals: locals.all, events: events.all, subjects: saved }
}

/** The subjects of a saved role, as numbers of this process. */
export function restoredRole({ table }: Role, role: number, rows: BeliefRows, saved: SavedRole): readonly Subject[] {
  const locals = saved.locals.map((text) => table.localOf(text))
  const events = saved.events.map((event) => table.eventId(event))
  const observedOf = ([direction, text, tag, ids, within, also]: SavedObserved): Observed => ({
    direction,
    text,
    tag,
    ...(within === null ? {} : { within }),
    ...(also ? { also } : {}),
    events: ids.map((id) => events[id]!),
  })
  const hypothesisOf = ([local, before, event, since, due, pending, until, held]: SavedHypothesis): Hypothesis => ({
    local: locals[local]!,
    by: before < 0 ? -1 : table.record(locals[before]!, events[event]!).id,
    since,
    due: due.map((edge) => edge ?? Infinity),
    pending: pending.map((id) => events[id]!),
    until,
    held: held ?? undefined,
  })
  return saved.subjects.map(({ device, waiting, belief, ...kept }) => {
    const subject = new Subject(device, role, rows)
    subject.time = kept.time ?? -Infinity
    subject.newest = kept.newest ?? -Infinity
    subject.observations = kept.observations
    subject.heard = kept.heard === undefined ? undefined : observedOf(kept.heard)
    subject.failed = kept.failed === true
    subject.undecided = kept.undecided
    subject.waiting = waiting?.map(([time, observed, line]) => ({ time, observed: observedOf(observed), line }))
    subject.belief = belief.map(hypothesisOf)
    return subject
  })
}
