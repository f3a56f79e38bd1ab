// Patterns as small deterministic monitors, for the graph of the checker and for finite runs alike.
import type { Formula, Pattern } from '../../model/property.js'
import { evaluate, type StepView } from '../../model/formula.js'

/** A mode, or the end of the watch: a violation, or the witness that was looked for. */
export type Outcome = number | 'violated' | 'witnessed'

/**
 * Watches a run step by step, the initial state first (as a step that came from nowhere).
 *
 * A run is watched by `mode = monitor.next(mode, read(monitor, step))` from `start` on.
 */
export interface Monitor {
  readonly kind: Pattern['kind']
  /** What it asks of a step; the answers are the bits of a reading. */
  readonly letters: readonly Formula[]
  readonly start: number
  /** Modes are 0 up to this. */
  readonly modes: number
  next(mode: number, reading: number): Outcome
  /** Bits of a reading that must each occur in some step for a verdict to mean anything. */
  readonly antecedents: readonly number[]
  /** Whether, in this mode, an answer is still owed; a run that ends here is undecided. */
  pending(mode: number): boolean
  /** Whether, from this mode on, a violation is impossible. */
  settled(mode: number): boolean
}

/** The answers to a monitor's letters, one a bit. */
export const read = (monitor: Pick<Monitor, 'letters'>, step: StepView): number =>
  monitor.letters.reduce((bits, letter, bit) => (evaluate(letter, step) ? bits | (1 << bit) : bits), 0)

const never = (): boolean => false
const always: Formula = { and: [] }

/** A monitor with one mode: each step is judged by itself. */
const judge = (
  kind: Pattern['kind'],
  letters: readonly Formula[],
  verdict: (given: boolean, what: boolean) => Exclude<Outcome, number> | 0,
): Monitor => ({
  kind,
  letters,
  start: 0,
  modes: 1,
  next: (_, reading) => verdict((reading & 1) !== 0, (reading & 2) !== 0),
  antecedents: [1],
  pending: never,
  settled: never,
})

/**
 * Watches from the step behind each `after` on: a step that is itself `after` is judged by what came before it, and then
 * the watch begins anew. A step that is both `first` and `then` is fine.
 */
function precedence({ after, first, then }: Extract<Pattern, { kind: 'precedence' }>): Monitor {
  const [open, armed] = [0, 1]
  return {
    kind: 'precedence',
    letters: [first, then, ...(after ? [after] : [])],
    start: after ? open : armed,
    modes: 2,
    next: (mode, reading) => {
      const isFirst = (reading & 1) !== 0
      if (mode === armed && !isFirst && (reading & 2) !== 0) return 'violated'
      if ((reading & 4) !== 0) return armed
      return isFirst ? open : mode
    },
    antecedents: after ? [2, 4] : [2],
    pending: never,
    settled: (mode) => mode === open && !after,
  }
}

function response({ trigger, answer }: Pick<Extract<Pattern, { kind: 'response' }>, 'trigger' | 'answer'>): Monitor {
  const [idle, pending] = [0, 1]
  return {
    kind: 'response',
    letters: [answer, trigger],
    start: idle,
    modes: 2,
    next: (mode, reading) => {
      if ((reading & 1) !== 0) return idle
      return (reading & 2) !== 0 ? pending : mode
    },
    antecedents: [2],
    pending: (mode) => mode === pending,
    settled: never,
  }
}

/** Mode 0: nothing is owed; mode n: an answer has been owed for n - 1 ticks. */
function bounded({ trigger, answer, within }: Extract<Pattern, { kind: 'bounded' }>, quantum: number): Monitor {
  const most = Math.floor(within / quantum)
  return {
    kind: 'bounded',
    letters: [answer, trigger, { tick: true }],
    start: 0,
    modes: most + 2,
    next: (mode, reading) => {
      const owed = mode > 0 && (reading & 4) !== 0 ? mode + 1 : mode
      if (owed - 1 > most) return 'violated'
      if ((reading & 1) !== 0) return 0
      return owed === 0 && (reading & 2) !== 0 ? 1 : owed
    },
    antecedents: [2],
    pending: (mode) => mode > 0,
    settled: never,
  }
}

/**
 * The monitor of a pattern. That of a response never says `violated`: on a finite run an answer may still come.
 *
 * @param quantum ms in a tick, by which `bounded` measures time
 */
export function monitorOf(pattern: Pattern, quantum: number): Monitor {
  switch (pattern.kind) {
    case 'invariant':
      return judge('invariant', [pattern.given ?? always, pattern.holds], (given, holds) =>
        given && !holds ? 'violated' : 0,
      )
    case 'never':
      return judge('never', [pattern.given ?? always, pattern.what], (_, what) => (what ? 'violated' : 0))
    case 'reachable':
      return judge('reachable', [pattern.what], (what) => (what ? 'witnessed' : 0))
    case 'precedence':
      return precedence(pattern)
    case 'response':
      return response(pattern)
    case 'bounded':
      return bounded(pattern, quantum)
  }
}

/** Where a table of outcomes has no next mode: a violation, or a witness. */
export const END = -1

/** A reading is a bit for each letter of a monitor, and no monitor has more than three letters. */
const READINGS = 8

/** The transition table of a monitor: for each mode and reading the next mode, or `END`. Read it with `outcomeAt`. */
export const outcomesOf = (monitor: Monitor): Int32Array =>
  Int32Array.from({ length: monitor.modes * READINGS }, (_, at) => {
    const outcome = monitor.next(Math.floor(at / READINGS), at % READINGS)
    return typeof outcome === 'number' ? outcome : END
  })

/** Where a step of some reading leads a monitor from a mode: to the next mode, or to `END`. */
export const outcomeAt = (outcomes: Int32Array, mode: number, reading: number): number =>
  outcomes[mode * READINGS + reading]!
