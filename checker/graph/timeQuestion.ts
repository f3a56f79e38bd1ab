// Times between two things in a graph, in ticks: where a watch is on, how long it has lasted, how long it may last.
import type { Fairness, Formula } from '../../model/property.js'
import { Components } from './scc.js'
import { bitsOf } from './decide.js'
import type { Graph } from './explore.js'
import { ticksOf } from './timeProgress.js'

/** What is measured, and what is assumed meanwhile. */
export interface Question {
  readonly from: Formula
  readonly to: Formula
  /** Steps that do not happen between the two. */
  readonly never?: Formula
  /** What does not keep one waiting: between the two, no time passes while a step is possible in which it occurs. */
  readonly prompt?: Formula
  /** Of a run in which the second never comes; a bound there is none either way. */
  readonly fairness?: readonly Fairness[]
}

/** The formula of the state before a step; undefined where it asks what happens in the step. */
function before(formula: Formula): Formula | undefined {
  if ('is' in formula) return { was: formula.is }
  if ('not' in formula) {
    const inner = before(formula.not)
    return inner && { not: inner }
  }
  if ('and' in formula || 'or' in formula) {
    const parts = ('and' in formula ? formula.and : formula.or).map(before)
    const known = parts.flatMap((part) => part ?? [])
    if (known.length < parts.length) return undefined
    return 'and' in formula ? { and: known } : { or: known }
  }
  return undefined
}

/** The steps in which something occurs: where it is about states only, those in which it comes to hold. */
export function occurrence(formula: Formula): Formula {
  const was = before(formula)
  return was ? { and: [formula, { not: was }] } : formula
}

const nothing: Formula = { or: [] }
/** From one occurrence to the next of the same; the step itself is then no answer. */
const isPeriod = ({ from, to }: Question): boolean => JSON.stringify(from) === JSON.stringify(to)

/** Bits of the letters of a question. */
export const [FROM, TO, NEVER, PROMPT] = [1, 2, 4, 8] as const

/** The letters of a question, by bit. */
export const lettersOf = (question: Question): readonly Formula[] => [
  occurrence(question.from),
  isPeriod(question) ? occurrence(question.to) : question.to,
  question.never ?? nothing,
  question.prompt ? occurrence(question.prompt) : nothing,
]

/** A graph as the question sees it. */
export class Measured {
  readonly graph: Graph
  /** By edge class: which letters hold, and 1 for a tick. */
  readonly bits: Uint32Array
  readonly ticks: Uint8Array
  readonly #period: boolean
  readonly #prompts: boolean

  constructor(graph: Graph, question: Question) {
    this.graph = graph
    this.bits = bitsOf(graph, lettersOf(question))
    this.ticks = ticksOf(graph)
    this.#period = isPeriod(question)
    this.#prompts = question.prompt !== undefined
  }

  /** Whether the watch begins with a step, and whether it ends with the same. */
  begins(edgeClass: number): boolean {
    return (this.bits[edgeClass]! & FROM) !== 0
  }

  endsAtOnce(edgeClass: number): boolean {
    return !this.#period && (this.bits[edgeClass]! & (FROM | TO)) === (FROM | TO)
  }

  ends(edgeClass: number): boolean {
    return (this.bits[edgeClass]! & TO) !== 0
  }

  /** Whether a step may be taken during the watch. */
  admits(edge: number, from: number): boolean {
    const { rows, classes } = this.graph
    const edgeClass = classes[edge]!
    if ((this.bits[edgeClass]! & NEVER) !== 0) return false
    if (!this.#prompts || this.ticks[edgeClass] === 0) return true
    for (let other = rows[from]!; other < rows[from + 1]!; other++) {
      if ((this.bits[classes[other]!]! & (PROMPT | NEVER)) === PROMPT) return false
    }
    return true
  }

  /** Calls back for the state behind each step with which a watch begins, and the class of the step. */
  eachBeginning(visit: (state: number, edgeClass: number) => void): void {
    const { starts, targets, classes, transitions } = this.graph
    for (const { state, edgeClass } of starts) if (this.begins(edgeClass)) visit(state, edgeClass)
    for (let edge = 0; edge < transitions; edge++) {
      if (this.begins(classes[edge]!)) visit(targets[edge]!, classes[edge]!)
    }
  }
}

/** No ticks at all: not even 0. */
export const NONE = -1

export interface Least {
  /** By state: the fewest ticks that a watch may have lasted there; `NONE` where there is no watch. */
  readonly since: Int32Array
  readonly ticks: number
  readonly occurrences: number
  /** Whether a watch came to a state that was not expanded. */
  readonly open: boolean
}

/** Breadth-first by ticks, from all beginnings at once: steps first, then ticks. */
export function least(measured: Measured): Least {
  const { graph, ticks } = measured
  const { rows, targets, classes, expanded } = graph
  const since = new Int32Array(graph.states.size).fill(NONE)
  let now: number[] = []
  let best = Infinity
  let occurrences = 0
  let open = false
  measured.eachBeginning((state, edgeClass) => {
    occurrences++
    if (measured.endsAtOnce(edgeClass)) best = 0
    else if (since[state] === NONE) {
      since[state] = 0
      now.push(state)
    }
  })
  for (let elapsed = 0; now.length > 0; elapsed++) {
    const later: number[] = []
    for (let head = 0; head < now.length; head++) {
      const state = now[head]!
      if (since[state] !== elapsed) continue
      if (state >= expanded) {
        open = true
        continue
      }
      for (let edge = rows[state]!; edge < rows[state + 1]!; edge++) {
        const edgeClass = classes[edge]!
        if (!measured.admits(edge, state)) continue
        const then = elapsed + ticks[edgeClass]!
        const target = targets[edge]!
        if (measured.ends(edgeClass)) best = Math.min(best, then)
        else if (since[target] === NONE || since[target]! > then) {
          since[target] = then
          ;(then === elapsed ? now : later).push(target)
        }
      }
    }
    now = later
  }
  return { since, ticks: best, occurrences, open }
}

export interface Most {
  /** By state under watch: the most ticks up to the end; `NONE` where none can be reached. */
  readonly still: Int32Array
  readonly ticks: number
  /** By state: 1 in a component in which time may pass again and again. */
  readonly circling: Uint8Array
  readonly unbounded: boolean
  readonly partOf: Uint32Array
}

/** The longest way through the components of what is under watch; those that others lead to come first. */
export function most(measured: Measured, { since }: Least): Most {
  const { graph, ticks } = measured
  const { rows, targets, classes, expanded } = graph
  const size = graph.states.size
  const still = new Int32Array(size).fill(NONE)
  const circling = new Uint8Array(size)
  const partOf = new Uint32Array(size)
  const setOf = Uint32Array.from(since, (elapsed) => (elapsed === NONE ? 0 : 1))
  const watched = new Uint32Array(setOf.reduce((sum, one) => sum + one, 0))
  for (let state = 0, at = 0; state < size; state++) if (setOf[state] === 1) watched[at++] = state
  const passes = (edge: number, from: number): boolean => measured.admits(edge, from) && !measured.ends(classes[edge]!)
  let parts = 0
  let unbounded = false
  new Components({ graph, setOf, passes }).each(watched, (members) => {
    const part = ++parts
    for (const state of members) partOf[state] = part
    let longest = NONE
    let circles = false
    for (const state of members) {
      if (state >= expanded) continue
      for (let edge = rows[state]!; edge < rows[state + 1]!; edge++) {
        if (!measured.admits(edge, state)) continue
        const edgeClass = classes[edge]!
        const target = targets[edge]!
        if (measured.ends(edgeClass)) longest = Math.max(longest, ticks[edgeClass]!)
        else if (partOf[target] === part) circles ||= ticks[edgeClass] === 1
        else if (still[target]! >= 0) longest = Math.max(longest, still[target]! + ticks[edgeClass]!)
      }
    }
    for (const state of members) still[state] = longest
    if (!circles) return
    unbounded = true
    for (const state of members) circling[state] = 1
  })
  let furthest = NONE
  measured.eachBeginning((state, edgeClass) => {
    furthest = Math.max(furthest, measured.endsAtOnce(edgeClass) ? 0 : still[state]!)
  })
  return { still, ticks: furthest, circling, unbounded, partOf }
}
