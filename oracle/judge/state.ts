// What is believed of a role where its log has come to: for each question of the vocabulary, whether it is so in every
// state that explains the log, in some, or in none.
import type { AnyMachineSnapshot } from 'xstate'
import type { StatePredicate } from '../../model/property.js'
import type { LookedAt } from '../belief/coarse.js'
import { statesFrom } from '../belief/role.js'
import type { JudgedRole } from './judged.js'
import type { LogJudge } from './judge.js'
import type { Subject } from '../belief/subject.js'

/** Questions about local states, by name. */
export type Vocabulary = Readonly<Record<string, StatePredicate>>

export interface Answered {
  readonly question: string
  /** Reads after "the role": `is online`. */
  readonly text: string
  readonly answer: 'certainly' | 'possibly' | 'certainly not'
  /** Of the states that are believed, those of which it is so. */
  readonly states: number
}

/** What is believed of one role of one device. */
export interface StateOfRole {
  readonly device: string
  readonly role: string
  /** The latest line that says something of it. */
  readonly line: number
  /** ms. */
  readonly time: number
  /** Local states that explain the log; states apart from their timers. */
  readonly states: number
  /** The same with what is left of their timers, and with what was said and not seen yet. */
  readonly hypotheses: number
  /** States that the role has as this log shows it; absent where there are more than were counted. */
  readonly of?: number
  readonly answers: readonly Answered[]
  /** Questions, in words, of which this log tells nothing, because what would answer them is taken for one. */
  readonly untold: readonly string[]
}

/** States of a role that are counted at most. */
const mostCounted = 2_000

/** What a question looks at of some states. */
function lookedAt({ holds }: StatePredicate, snapshots: readonly AnyMachineSnapshot[]): LookedAt {
  const [tags, fields] = [new Set<string>(), new Set<string>()]
  let more = false
  for (const snapshot of snapshots) {
    const context = new Proxy(snapshot.context as object, {
      get: (target, field) => (fields.add(String(field)), Reflect.get(target, field) as unknown),
    })
    holds(
      new Proxy(snapshot, {
        get(target, name) {
          if (name === 'context') return context
          if (name === 'hasTag') return (tag: string) => (tags.add(tag), target.hasTag(tag))
          more = true
          return Reflect.get(target, name) as unknown
        },
      }),
    )
  }
  return { tags, fields, more }
}

/** How many states a role has, as far as it is counted. */
function sizeOf({ role, starts, settings }: JudgedRole): number | undefined {
  const locals = [...new Set(starts.map(({ local }) => local))]
  return settings.start === 'unknown' ? locals.length : statesFrom(role, locals, role.hears, mostCounted)?.length
}

/** What is believed of one role of a device. */
function stateOf({ role, coarse }: JudgedRole, subject: Subject, vocabulary: Vocabulary): StateOfRole {
  const { device, line, time, belief } = subject
  const locals = [...new Set(belief.map(({ local }) => local))]
  const snapshots = locals.map((local) => role.table.locals[local]!.snapshot)
  const answers: Answered[] = []
  const untold: string[] = []
  for (const [question, predicate] of Object.entries(vocabulary)) {
    if (predicate.party !== role.name) continue
    const { text } = predicate
    if (coarse?.tells(lookedAt(predicate, snapshots)) === false) {
      untold.push(text)
      continue
    }
    const states = snapshots.filter((snapshot) => predicate.holds(snapshot)).length
    const answer = states === 0 ? 'certainly not' : states === snapshots.length ? 'certainly' : 'possibly'
    answers.push({ question, text, answer, states })
  }
  return { device, role: role.name, line, time, states: locals.length, hypotheses: belief.length, answers, untold }
}

/** What is believed of each role of each device that has neither failed nor been left undecided. */
export function statesIn(judge: LogJudge, vocabulary: Vocabulary): readonly StateOfRole[] {
  const sizes = new Map<JudgedRole, number | undefined>()
  return Array.from(judge.subjects()).flatMap(([judged, subject]) => {
    if (subject.failed || subject.undecided !== undefined) return []
    const of = sizes.has(judged) ? sizes.get(judged) : sizeOf(judged)
    sizes.set(judged, of)
    return [{ ...stateOf(judged, subject, vocabulary), ...(of === undefined ? {} : { of }) }]
  })
}
