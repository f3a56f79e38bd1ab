// A second explorer, as plain as can be, that shares no code with the checker: objects, JSON keys, XState calls.
import type { World } from '../../model/world.js'
import type { Formula, Pattern, Predicate } from '../../model/property.js'
import { keyOf, naiveSteps, type NaiveLocal, type NaiveState as State } from './naiveSteps.js'

interface Edge {
  readonly from: number
  readonly to: number
  readonly tick: boolean
  readonly locals: readonly NaiveLocal[]
}

export interface NaiveGraph {
  readonly states: readonly State[]
  /** Initial states first, with `from` -1. */
  readonly edges: readonly Edge[]
  readonly transitions: number
  readonly quantum: number
}

/** Undefined where a step overflows a queue or never ends, or where there are more states than `most`. */
export function explore(world: World, delays: Readonly<Record<string, number>>, most: number): NaiveGraph | undefined {
  const quantum = 1000
  const { starts, enabled, take } = naiveSteps(world, delays, quantum)
  const states: State[] = []
  const keys = new Map<string, number>()
  const edges: Edge[] = []
  const add = (state: State): number => {
    const key = keyOf(state)
    if (!keys.has(key)) keys.set(key, states.push(state) - 1)
    return keys.get(key)!
  }
  for (const start of starts()) edges.push({ from: -1, to: add(start), tick: false, locals: [] })
  const initial = edges.length
  for (let from = 0; from < states.length; from++) {
    if (states.length > most) return undefined
    for (const step of enabled(states[from]!)) {
      const outcome = take(states[from]!, step)
      if (outcome === undefined) return undefined
      edges.push({ from, to: add(outcome.state), tick: step.type === 'tick', locals: outcome.locals })
    }
  }
  return { states, edges, transitions: edges.length - initial, quantum }
}

type Truth = (formula: Formula, edge: Edge) => boolean

function truthIn({ states }: NaiveGraph, world: World, predicates: Readonly<Record<string, Predicate>>): Truth {
  const inState = (name: string, at: number): boolean => {
    const predicate = predicates[name]!
    const index = world.parties.findIndex((party) => party.name === predicate.party)
    return at >= 0 && predicate.kind === 'state' && predicate.holds(states[at]!.snapshots[index]!)
  }
  const truth: Truth = (formula, edge) => {
    if ('is' in formula) return inState(formula.is, edge.to)
    if ('was' in formula) return inState(formula.was, edge.from)
    if ('does' in formula) {
      const predicate = predicates[formula.does]!
      return edge.locals.some(
        (one) => predicate.kind === 'step' && one.party === predicate.party && predicate.holds(one),
      )
    }
    if ('tick' in formula) return edge.tick
    if ('not' in formula) return !truth(formula.not, edge)
    return 'and' in formula
      ? formula.and.every((part) => truth(part, edge))
      : formula.or.some((part) => truth(part, edge))
  }
  return truth
}

/**
 * Steps of the shortest run that ends in a bad edge, by levels over (state, memory); undefined if there is none.
 * `next` gives the memory after an edge, or 'bad'.
 */
function levels<M>(graph: NaiveGraph, start: M, next: (memory: M, edge: Edge) => M | 'bad'): number | undefined {
  const seen = new Set<string>()
  let level: { at: number; memory: M }[] = [{ at: -1, memory: start }]
  for (let depth = 0; level.length > 0; depth++) {
    const following: typeof level = []
    for (const { at, memory } of level) {
      for (const edge of graph.edges.filter(({ from }) => from === at)) {
        const then = next(memory, edge)
        if (then === 'bad') return depth
        const key = `${edge.to} ${JSON.stringify(then)}`
        if (!seen.has(key)) following.push({ at: edge.to, memory: then })
        seen.add(key)
      }
    }
    level = following
  }
  return undefined
}

/** Whether a run may owe an answer for ever and be fair, by choosing for each strong assumption how it is kept. */
function unfair(graph: NaiveGraph, pattern: Extract<Pattern, { kind: 'response' }>, truth: Truth): boolean {
  const real = graph.edges.filter(({ from }) => from >= 0)
  const enabled = (step: Formula, state: number): boolean => real.some((e) => e.from === state && truth(step, e))
  const silent = graph.edges.filter((edge) => !truth(pattern.answer, edge))
  const owing = new Set(silent.filter((edge) => truth(pattern.trigger, edge)).map(({ to }) => to))
  for (let size = -1; size !== owing.size;) {
    size = owing.size
    for (const edge of silent) if (owing.has(edge.from)) owing.add(edge.to)
  }
  const finite = pattern.fairness.filter(({ kind }) => kind === 'finite')
  const usable = silent.filter((edge) => edge.from >= 0 && !finite.some(({ step }) => truth(step, edge)))
  const strong = pattern.fairness.filter(({ kind }) => kind === 'strong')
  const weak = pattern.fairness.filter(({ kind }) => kind === 'weak')
  for (let choice = 0; choice < 2 ** strong.length; choice++) {
    const taken = strong.filter((_, bit) => (choice & (1 << bit)) !== 0)
    const avoided = strong.filter((one) => !taken.includes(one))
    const states = [...owing].filter((state) => !avoided.some(({ step }) => enabled(step, state)))
    const edges = usable.filter(({ from, to }) => states.includes(from) && states.includes(to))
    const reach = new Map(states.map((state) => [state, new Set<number>()]))
    for (let changed = true; changed;) {
      changed = false
      for (const { from, to } of edges) {
        const mine = reach.get(from)!
        const size = mine.size
        mine.add(to)
        for (const beyond of reach.get(to)!) mine.add(beyond)
        changed ||= mine.size > size
      }
    }
    for (const state of states) {
      if (!reach.get(state)!.has(state)) continue
      const part = [...reach.get(state)!].filter((other) => reach.get(other)!.has(state))
      const inner = edges.filter(({ from, to }) => part.includes(from) && part.includes(to))
      const fair =
        taken.every(({ step }) => inner.some((edge) => truth(step, edge))) &&
        weak.every(({ step }) => inner.some((edge) => truth(step, edge)) || part.some((other) => !enabled(step, other)))
      if (fair) return true
    }
  }
  return false
}

export interface NaiveVerdict {
  readonly verdict: 'holds' | 'fails' | 'vacuous'
  /** Steps of the shortest counterexample or witness; not for a response. */
  readonly length: number | undefined
  readonly exercised: number
}

export function decide(
  graph: NaiveGraph,
  world: World,
  predicates: Readonly<Record<string, Predicate>>,
  pattern: Pattern,
): NaiveVerdict {
  const truth = truthIn(graph, world, predicates)
  const times = (formula: Formula | undefined): number =>
    graph.edges.filter((edge) => formula === undefined || truth(formula, edge)).length
  const conclude = (length: number | undefined, exercised: number): NaiveVerdict => ({
    verdict: length !== undefined ? 'fails' : exercised === 0 ? 'vacuous' : 'holds',
    length,
    exercised,
  })
  switch (pattern.kind) {
    case 'invariant': {
      const { given, holds } = pattern
      const bad = (edge: Edge): boolean => (given === undefined || truth(given, edge)) && !truth(holds, edge)
      return conclude(
        levels(graph, 0, (_, edge) => (bad(edge) ? 'bad' : 0)),
        times(given),
      )
    }
    case 'never':
      return conclude(
        levels(graph, 0, (_, edge) => (truth(pattern.what, edge) ? 'bad' : 0)),
        times(pattern.given),
      )
    case 'reachable': {
      const length = levels(graph, 0, (_, edge) => (truth(pattern.what, edge) ? 'bad' : 0))
      return { verdict: length === undefined ? 'fails' : 'holds', length, exercised: times(pattern.what) }
    }
    case 'precedence': {
      const { after, first, then } = pattern
      const length = levels<boolean>(graph, after === undefined, (armed, edge) => {
        const met = truth(first, edge)
        if (armed && !met && truth(then, edge)) return 'bad'
        return (armed && !met) || (after !== undefined && truth(after, edge))
      })
      return conclude(length, after === undefined ? times(then) : Math.min(times(then), times(after)))
    }
    case 'bounded': {
      const { trigger, answer, within } = pattern
      const length = levels<number | null>(graph, null, (since, edge) => {
        const waited = since === null ? null : since + (edge.tick ? graph.quantum : 0)
        if (waited !== null && waited > within) return 'bad'
        if (truth(answer, edge)) return null
        return waited ?? (truth(trigger, edge) ? 0 : null)
      })
      return conclude(length, times(trigger))
    }
    case 'response': {
      const exercised = times(pattern.trigger)
      if (unfair(graph, pattern, truth)) return { verdict: 'fails', length: undefined, exercised }
      return conclude(undefined, exercised)
    }
  }
}

interface Question {
  readonly from: Formula
  readonly to: Formula
  readonly never?: Formula
  readonly prompt?: Formula
}

export interface NaiveBounds {
  readonly occurrences: number
  /** ms; undefined where the second never follows. */
  readonly least: number | undefined
  /** ms; Infinity where time may go round without the second. */
  readonly most: number | undefined
}

/** The times from one thing to another, by relaxing every edge until nothing changes. */
export function bounds(
  graph: NaiveGraph,
  world: World,
  predicates: Readonly<Record<string, Predicate>>,
  question: Question,
): NaiveBounds {
  const truth = truthIn(graph, world, predicates)
  const isOfStates = (formula: Formula): boolean =>
    'is' in formula ||
    ('not' in formula && isOfStates(formula.not)) ||
    ('and' in formula && formula.and.every(isOfStates)) ||
    ('or' in formula && formula.or.every(isOfStates))
  const same = JSON.stringify(question.from) === JSON.stringify(question.to)
  const occurs = (formula: Formula, edge: Edge): boolean =>
    truth(formula, edge) && !(isOfStates(formula) && truth(formula, { ...edge, to: edge.from }))
  const ends = (edge: Edge): boolean => (same ? occurs(question.to, edge) : truth(question.to, edge))
  const begins = graph.edges.filter((edge) => occurs(question.from, edge))
  const atOnce = begins.filter((edge) => !same && ends(edge))
  const seeds = begins.filter((edge) => same || !ends(edge)).map(({ to }) => to)
  const outOf = (state: number): readonly Edge[] => graph.edges.filter(({ from }) => from === state)
  const allowed = graph.edges.filter(
    (edge) =>
      edge.from >= 0 &&
      !(question.never && truth(question.never, edge)) &&
      !(
        edge.tick &&
        outOf(edge.from).some(
          (other) =>
            question.prompt && occurs(question.prompt, other) && !(question.never && truth(question.never, other)),
        )
      ),
  )
  const on = allowed.filter((edge) => !ends(edge))
  const least = new Map(seeds.map((state) => [state, 0]))
  for (let changed = true; changed;) {
    changed = false
    for (const { from, to, tick } of on) {
      const then = (least.get(from) ?? Infinity) + (tick ? 1 : 0)
      if (then >= (least.get(to) ?? Infinity)) continue
      least.set(to, then)
      changed = true
    }
  }
  const last = allowed.filter((edge) => least.has(edge.from) && ends(edge))
  const shortest = Math.min(...atOnce.map(() => 0), ...last.map(({ from, tick }) => least.get(from)! + (tick ? 1 : 0)))
  const result = { occurrences: begins.length, least: shortest === Infinity ? undefined : shortest * graph.quantum }
  const under = on.filter(({ from }) => least.has(from))
  const reach = new Map<number, Set<number>>([...least.keys()].map((state) => [state, new Set([state])]))
  for (let changed = true; changed;) {
    changed = false
    for (const { from, to } of under) {
      const size = reach.get(from)!.size
      for (const beyond of reach.get(to)!) reach.get(from)!.add(beyond)
      changed ||= reach.get(from)!.size > size
    }
  }
  if (under.some(({ from, to, tick }) => tick && reach.get(to)!.has(from))) return { ...result, most: Infinity }
  const still = new Map<number, number>()
  const raise = (state: number, ticks: number): boolean => {
    if (ticks <= (still.get(state) ?? -1)) return false
    still.set(state, ticks)
    return true
  }
  for (const { from, tick } of last) raise(from, tick ? 1 : 0)
  for (let changed = true; changed;) {
    changed = false
    for (const { from, to, tick } of under) {
      if (still.has(to) && raise(from, still.get(to)! + (tick ? 1 : 0))) changed = true
    }
  }
  const longest = Math.max(-1, ...atOnce.map(() => 0), ...seeds.map((state) => still.get(state) ?? -1))
  return { ...result, most: longest < 0 ? undefined : longest * graph.quantum }
}
