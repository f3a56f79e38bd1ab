// A machine and a mutant of it side by side, through everything that some world does to them: where do they differ?
import { canonical } from '../checker/canonical.js'
import { tableOf, type LocalRecord, type PartyTable } from '../checker/local.js'
import type { LocalTest, Party } from '../machines/party.js'
import type { Predicate, StatePredicate, StepPredicate } from '../properties/property.js'
import { eventKey, localKey, type Met } from './survey.js'

/** Everything that somebody may ask of a local state or a local transition of one party. */
export interface Questions {
  readonly states: readonly StatePredicate['holds'][]
  readonly steps: readonly StepPredicate['holds'][]
  /** Conditions of stimuli and channels. */
  readonly conditions: readonly LocalTest[]
  /** Types of the events that somebody hears when the party says them. What nobody hears is seen by predicates only. */
  readonly heard: ReadonlySet<string>
}

export const questionsOf = (
  party: string,
  predicates: Readonly<Record<string, Predicate>>,
  conditions: readonly LocalTest[],
  heard: ReadonlySet<string>,
): Questions => {
  const own = Object.values(predicates).filter((predicate) => predicate.party === party)
  return {
    states: own.flatMap((one) => (one.kind === 'state' ? [one.holds] : [])),
    steps: own.flatMap((one) => (one.kind === 'step' ? [one.holds] : [])),
    conditions,
    heard,
  }
}

/** A local transition that machine and mutant take differently. */
export interface LocalDifference {
  readonly local: string
  readonly event: string
}

export interface Lockstep {
  /** The first differences, nearest to a start first; none where the mutant is equivalent in the worlds. */
  readonly differences: readonly LocalDifference[]
  /** Pairs of local states that were compared. */
  readonly pairs: number
  /** The mutant cannot be run at all: why. */
  readonly refused?: string
}

const timerTypes = (table: PartyTable, timers: readonly number[]): readonly string[] =>
  timers.map((timer) => table.timers[timer]!.type)

/** What can be noticed of a local state. */
function look(table: PartyTable, local: number, { states, conditions }: Questions): string {
  const { snapshot, timers } = table.locals[local]!
  const answers = [...states, ...conditions].map((ask) => (ask(snapshot) ? 1 : 0))
  return `${answers.join('')} ${timerTypes(table, timers).join()} ${snapshot.status}`
}

/** What can be noticed of a local transition: what is said, which timers start anew, and what is asked about it. */
function lookAt(table: PartyTable, record: LocalRecord, { steps, heard }: Questions): string {
  const { before, event, after, says, slots } = record
  const said = Array.from(says, (one) => table.events[one]!)
  const transition = {
    before: table.locals[before]!.snapshot,
    event: table.events[event]!,
    after: table.locals[after]!.snapshot,
    says: said,
  }
  const answers = steps.map((ask) => (ask(transition) ? 1 : 0))
  const ran = table.locals[before]!.timers
  const timers = table.locals[after]!.timers.map((timer, slot) => {
    const from = slots[slot]!
    return `${table.timers[timer]!.type}${from < 0 ? ' anew' : ` from ${table.timers[ran[from]!]!.type}`}`
  })
  const told = said.filter(({ type }) => heard.has(type)).map(eventKey)
  return `${answers.join('')} ${told.join()} ${timers.join()}`
}

/**
 * Runs machine and mutant side by side through all that happens to the party in some worlds.
 *
 * Where no difference is found, the worlds with the mutant have the same runs, step by step, for all that parties,
 * conditions and properties can notice: the mutant is equivalent in these worlds. Delays are not compared.
 *
 * @param most differences at most
 */
export function lockstep(party: Party, mutant: Party['machine'], met: Met, questions: Questions, most = 24): Lockstep {
  const [mine, theirs] = [tableOf(party), tableOf({ name: party.name, machine: mutant })]
  const eventsByKey = new Map<string, Parameters<PartyTable['eventId']>[0]>(
    [...party.hears, ...mine.timers.map(({ type }) => ({ type }))].map((event) => [canonical(event), event]),
  )
  const differences: LocalDifference[] = []
  const seen = new Set<string>()
  const queue: (readonly [number, number])[] = []
  const reach = (one: number, other: number): void => {
    const key = `${one} ${other}`
    if (seen.has(key)) return
    seen.add(key)
    queue.push([one, other])
  }
  try {
    for (const input of party.inputs) {
      const [one, other] = [mine.initial(input), theirs.initial(input)]
      const key = localKey(mine.locals[one]!, mine)
      if (met[key] === undefined) continue
      if (look(mine, one, questions) !== look(theirs, other, questions)) differences.push({ local: key, event: '' })
      else reach(one, other)
    }
    for (const [one, other] of queue) {
      const key = localKey(mine.locals[one]!, mine)
      for (const name of met[key] ?? []) {
        const event = eventsByKey.get(name)
        if (!event) throw new Error(`'${party.name}' does not hear ${name}`)
        const [a, b] = [mine.record(one, mine.eventId(event)), theirs.record(other, theirs.eventId(event))]
        if (
          lookAt(mine, a, questions) === lookAt(theirs, b, questions) &&
          look(mine, a.after, questions) === look(theirs, b.after, questions)
        ) {
          reach(a.after, b.after)
        } else if (differences.push({ local: key, event: name }) >= most) {
          return { differences, pairs: seen.size }
        }
      }
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'SpecificationError') {
      return { differences, pairs: seen.size, refused: error.message }
    }
    throw error
  }
  return { differences, pairs: seen.size }
}
