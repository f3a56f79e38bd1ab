// The plan with the fewest turns after which, whatever happened, only one answer agrees with what was seen.
//
// Who experiments knows the set of states that agree with what was done and seen so far, in each of the candidates. Such sets
// are the nodes of a graph of turns. A node is decided when its states are all of one answer, and solved when some turn
// leads to solved or decided nodes only, whatever is seen. (Reif, *The complexity of two-player games of incomplete
// information*, 1984.)
import { Instants, Sightings, type Sequel } from './instants.js'
import type { ExperimentQuestion, Plan, Seen, Turn } from './hands.js'

/** What is known: states by candidate, sorted; and what is switched off. */
interface Node {
  readonly states: readonly (readonly [candidate: number, state: number])[]
  readonly off: readonly string[]
  /** Whether it is too late for preparations. */
  readonly begun: boolean
  readonly edges: Edge[]
  /** How it was first met. */
  via?: { readonly from: Node; readonly turn: Turn; readonly seen: number }
  solution?: { readonly edge: Edge; readonly cost: Cost }
}

interface Edge {
  readonly turn: Turn
  /** By what is seen; `answer` where that decides. */
  readonly then: readonly { readonly seen: number; readonly node: Node; readonly answer?: number }[]
}

/** Turns at worst; and of these, those that are no waiting. */
type Cost = readonly [turns: number, acts: number]

const less = ([turns, acts]: Cost, [others, otherActs]: Cost): boolean =>
  turns < others || (turns === others && acts < otherActs)

export interface ExperimentBounds {
  /** Turns at most. */
  readonly turns: number
  /** Sets of states at most. */
  readonly sets: number
  /** Is told how many turns were looked at, and how many sets of states that made. */
  readonly onTurn?: (turns: number, sets: number) => void
}

/** What came of the search for a plan. */
export interface ExperimentResult {
  /** Absent where there is none within the bounds. */
  readonly plan?: Plan
  /** Turns on the worst way through the plan; without one, the most that were looked at. */
  readonly turns: number
  /** How many sets of states were looked at. */
  readonly sets: number
  /** Without a plan: nothing else can be brought about, with however many turns. */
  readonly exhausted: boolean
  /** Without a plan: the shortest course of which the end decides, if it is seen. */
  readonly hint?: Hint
}

/** A course that may decide: turns with what is seen after each. */
export interface Hint {
  readonly course: readonly { readonly turn: Turn; readonly seen: Seen }[]
  readonly answer: number
}

/** The candidates of a question, with what was found out of them. */
class Laboratory {
  readonly question: ExperimentQuestion
  readonly sightings = new Sightings()
  readonly #instants = new Map<number, Instants>()

  constructor(question: ExperimentQuestion) {
    this.question = question
  }

  at(candidate: number): Instants {
    const known = this.#instants.get(candidate)
    if (known) return known
    const made = new Instants(this.question, candidate, this.sightings)
    this.#instants.set(candidate, made)
    return made
  }

  answerOf(candidate: number): number {
    return this.question.candidates[candidate]!.answer
  }

  /** What may follow a turn in one state; `off` is what is switched off then. */
  follow(candidate: number, state: number, turn: Turn, off: readonly string[]): readonly Sequel[] {
    const world = this.at(candidate)
    if (turn.kind === 'wait') {
      const sequels = world.wait(state, off)
      if (sequels.length === 0) throw new Error('a wait has no end: outcomes follow each other for ever in no time')
      return sequels
    }
    if (turn.kind !== 'switch') return world.act(state, turn.stimulus)
    return turn.on ? [{ seen: 0, state }] : world.breaks(state, turn.name)
  }
}

const offAfter = (off: readonly string[], turn: Turn): readonly string[] => {
  if (turn.kind !== 'switch') return off
  return turn.on ? off.filter((name) => name !== turn.name) : [...off, turn.name].sort()
}

/** The graph of what may be known where the world is one of some candidates. */
class Knowledge {
  readonly nodes = new Map<string, Node>()
  readonly #laboratory: Laboratory
  readonly #candidates: readonly number[]

  constructor(laboratory: Laboratory, candidates: readonly number[]) {
    this.#laboratory = laboratory
    this.#candidates = candidates
  }

  start(): Node {
    const states = this.#candidates.flatMap((candidate) =>
      this.#laboratory
        .at(candidate)
        .starts()
        .map((state) => [candidate, state] as const),
    )
    return this.#nodeOf(states, [], false)
  }

  /** The answers that a set of states leaves. */
  answersOf({ states }: Node): readonly number[] {
    return [...new Set(states.map(([candidate]) => this.#laboratory.answerOf(candidate)))]
  }

  /** Adds what each turn leads to. @returns the nodes that were not known before and leave several answers */
  expand(node: Node): readonly Node[] {
    const before = this.nodes.size
    for (const turn of this.#turnsOf(node)) {
      const edge = this.#edgeOf(node, turn)
      for (const { node: next, seen } of edge.then) next.via ??= { from: node, turn, seen }
      // What may change nothing that is known, however often it is done, decides nothing for certain.
      if (edge.then.every((one) => one.node !== node)) node.edges.push(edge)
    }
    return [...this.nodes.values()].slice(before).filter((one) => this.answersOf(one).length > 1)
  }

  #nodeOf(all: Node['states'], off: Node['off'], begun: boolean): Node {
    const unique = new Map(all.map((one) => [one.join(), one]))
    const keys = [...unique.keys()].sort()
    const key = [begun, off.join(), ...keys].join(';')
    const known = this.nodes.get(key)
    if (known) return known
    const node: Node = { states: keys.map((one) => unique.get(one)!), off, begun, edges: [] }
    this.nodes.set(key, node)
    return node
  }

  #turnsOf({ states, begun, off }: Node): readonly Turn[] {
    const inHand = (hand: 'prepare' | 'act'): readonly Turn[] => {
      const ids = new Set(this.#candidates.flatMap((candidate) => this.#laboratory.at(candidate).inHand(hand)))
      return [...ids]
        .filter((id) => states.some(([candidate, state]) => this.#laboratory.at(candidate).notices(state, id)))
        .map((stimulus) => ({ kind: hand, stimulus }))
    }
    return [
      ...(begun ? [] : inHand('prepare')),
      { kind: 'wait' },
      ...this.#laboratory.question.switches.map(
        ({ name }) => ({ kind: 'switch', name, on: off.includes(name) }) as const,
      ),
      ...inHand('act'),
    ]
  }

  #edgeOf(node: Node, turn: Turn): Edge {
    const off = offAfter(node.off, turn)
    const groups = new Map<number, (readonly [number, number])[]>()
    for (const [candidate, state] of node.states) {
      for (const { seen, state: next } of this.#laboratory.follow(candidate, state, turn, off)) {
        const group = groups.get(seen)
        if (group) group.push([candidate, next])
        else groups.set(seen, [[candidate, next]])
      }
    }
    const then = [...groups].map(([seen, states]) => {
      const next = this.#nodeOf(states, off, node.begun || turn.kind !== 'prepare')
      const [answer, ...others] = this.answersOf(next)
      return { seen, node: next, ...(others.length === 0 ? { answer: answer! } : {}) }
    })
    return { turn, then }
  }
}

/** What a turn costs at worst; undefined where it may lead to what is not solved. */
function costOf({ turn, then }: Edge): Cost | undefined {
  let worst: Cost = [0, 0]
  for (const { node, answer } of then) {
    const cost: Cost | undefined = answer === undefined ? node.solution?.cost : [0, 0]
    if (!cost) return undefined
    if (less(worst, cost)) worst = cost
  }
  return [worst[0] + 1, worst[1] + (turn.kind === 'wait' ? 0 : 1)]
}

/** Finds out what is solved, from the leaves up, until nothing gets cheaper. */
function solve(nodes: readonly Node[]): void {
  for (let changed = true; changed;) {
    changed = false
    for (const node of nodes) {
      for (const edge of node.edges) {
        const cost = costOf(edge)
        if (!cost || (node.solution && !less(cost, node.solution.cost))) continue
        node.solution = { edge, cost }
        changed = true
      }
    }
  }
}

/** The steps of a solution; what is gone on with alike is one step. */
function planOf(root: Node, sightings: Sightings): Plan {
  interface Part {
    readonly key: string
    readonly turn: Turn
    readonly then: readonly { readonly seen: readonly string[]; readonly next: Part | number }[]
  }
  const ofNode = new Map<Node, Part>()
  const alike = new Map<string, Part>()
  const partOf = (node: Node): Part => {
    const known = ofNode.get(node)
    if (known) return known
    const { turn, then } = node.solution!.edge
    const parts = then
      .map(({ seen, node: next, answer }) => ({ seen: sightings.all[seen]!, next: answer ?? partOf(next) }))
      .sort((one, other) => (one.seen.join() < other.seen.join() ? -1 : 1))
    const names = parts.map(({ seen, next }) => [seen, typeof next === 'number' ? next : numbers.get(next)])
    const key = JSON.stringify([turn, names])
    const part = alike.get(key) ?? { key, turn, then: parts }
    alike.set(key, part)
    if (!numbers.has(part)) numbers.set(part, `step ${numbers.size}`)
    ofNode.set(node, part)
    return part
  }
  const numbers = new Map<Part, string>()
  const order: Part[] = []
  const list = (part: Part): void => {
    if (order.includes(part)) return
    order.push(part)
    for (const { next } of part.then) if (typeof next !== 'number') list(next)
  }
  list(partOf(root))
  return order.map(({ turn, then }) => ({
    turn,
    then: then.map(({ seen, next }) =>
      typeof next === 'number' ? { seen, answer: next } : { seen, step: order.indexOf(next) },
    ),
  }))
}

/** The shortest course to a set of states that leaves one answer. */
function hintOf(nodes: Iterable<Node>, root: Node, knowledge: Knowledge, sightings: Sightings): Hint | undefined {
  for (const node of nodes) {
    const [answer, ...others] = knowledge.answersOf(node)
    if (others.length > 0) continue
    const course: Hint['course'][number][] = []
    for (let at = node; at !== root && at.via; at = at.via.from) {
      course.unshift({ turn: at.via.turn, seen: sightings.all[at.via.seen]! })
    }
    return { course, answer: answer! }
  }
  return undefined
}

/** The plan with the fewest turns at worst where the world is one of some candidates, breadth first. */
function search(laboratory: Laboratory, candidates: readonly number[], bounds: ExperimentBounds): ExperimentResult {
  const knowledge = new Knowledge(laboratory, candidates)
  const root = knowledge.start()
  let frontier: readonly Node[] = [root]
  let turns = 0
  while (turns < bounds.turns && frontier.length > 0 && knowledge.nodes.size <= bounds.sets) {
    turns++
    frontier = frontier.flatMap((node) => knowledge.expand(node))
    solve([...knowledge.nodes.values()].reverse())
    const { solution } = root
    const sets = knowledge.nodes.size
    bounds.onTurn?.(turns, sets)
    if (solution) return { plan: planOf(root, laboratory.sightings), turns: solution.cost[0], sets, exhausted: false }
  }
  const hint = hintOf(knowledge.nodes.values(), root, knowledge, laboratory.sightings)
  return { turns, sets: knowledge.nodes.size, exhausted: frontier.length === 0, ...(hint ? { hint } : {}) }
}

/** Whether a plan leads to the right answer in a candidate, whatever happens. */
function decides(laboratory: Laboratory, candidate: number, plan: Plan): boolean {
  const met = new Set<string>()
  const from = (states: readonly number[], off: readonly string[], at: number): boolean => {
    const key = [at, off.join(), ...states].join()
    if (met.has(key)) return true
    met.add(key)
    const { turn, then } = plan[at]!
    const next = offAfter(off, turn)
    const groups = new Map<string, Set<number>>()
    for (const state of states) {
      for (const sequel of laboratory.follow(candidate, state, turn, next)) {
        const seen = laboratory.sightings.all[sequel.seen]!.join('\n')
        groups.set(seen, (groups.get(seen) ?? new Set()).add(sequel.state))
      }
    }
    return [...groups].every(([seen, group]) => {
      const outcome = then.find((one) => one.seen.join('\n') === seen)
      if (outcome === undefined) return false
      if ('answer' in outcome) return outcome.answer === laboratory.answerOf(candidate)
      return from([...group].sort(), next, outcome.step)
    })
  }
  return from(laboratory.at(candidate).starts(), [], 0)
}

/**
 * Looks for the plan with the fewest turns at worst that decides between the answers in every candidate. It is looked
 * for in a few of them, and held against the others; one in which it does not decide joins the few. A plan that decides
 * in all of them takes no fewer turns than the shortest one that decides in some.
 *
 * @throws SpecificationError for a candidate in which messages take time
 * @throws Error where outcomes follow each other for ever in no time
 */
export function experiment(question: ExperimentQuestion, bounds: ExperimentBounds): ExperimentResult {
  const laboratory = new Laboratory(question)
  const all = question.candidates.map((_, index) => index)
  const few = all.filter((one) => all.findIndex((two) => laboratory.answerOf(two) === laboratory.answerOf(one)) === one)
  for (;;) {
    const result = search(laboratory, few, bounds)
    const { plan } = result
    const astray = plan && all.find((candidate) => !few.includes(candidate) && !decides(laboratory, candidate, plan))
    if (astray === undefined) return result
    few.push(astray)
  }
}
