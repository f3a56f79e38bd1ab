// A second explorer, as plain as can be, that shares no code with the checker: objects, JSON keys, XState calls.
import { initialTransition, transition } from 'xstate'
import type { AnyMachineSnapshot } from 'xstate'
import type { PartyEvent } from '../../machines/party.js'
import type { Condition, World } from '../../machines/world.js'
import type { Formula, LocalTransition, Pattern, Predicate } from '../../properties/property.js'

interface State {
  readonly snapshots: readonly AnyMachineSnapshot[]
  /** Ticks left, by the event of the timer. */
  readonly timers: readonly Readonly<Record<string, number>>[]
  readonly queues: Readonly<Record<string, readonly { from: string; event: PartyEvent; age: number }[]>>
  readonly budgets: Readonly<Record<string, number>>
}

interface Edge {
  readonly from: number
  readonly to: number
  readonly tick: boolean
  readonly locals: readonly (LocalTransition & { readonly party: string })[]
}

export interface NaiveGraph {
  readonly states: readonly State[]
  /** Initial states first, with `from` -1. */
  readonly edges: readonly Edge[]
  readonly transitions: number
  readonly quantum: number
}

const text = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(text).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const record = value as Record<string, unknown>
  return `{${Object.keys(record)
    .sort()
    .map((key) => `${key}:${text(record[key])}`)
    .join()}}`
}

const without = (timers: Readonly<Record<string, number>>, type: string): Record<string, number> =>
  Object.fromEntries(Object.entries(timers).filter(([other]) => other !== type))

const keyOf = ({ snapshots, timers, queues, budgets }: State): string =>
  text([snapshots.map((snapshot) => [snapshot.value as unknown, snapshot.context as unknown]), timers, queues, budgets])

/** Undefined where a step overflows a queue or never ends, or where there are more states than `most`. */
export function explore(world: World, delays: Readonly<Record<string, number>>, most: number): NaiveGraph | undefined {
  const { parties, links, channels, stimuli, freeDelays } = world
  const quantum = 1000
  const index = (name: string): number => parties.findIndex((party) => party.name === name)
  const delayOf = (type: string): string => type.split('.')[2]!
  const ticksOf = (type: string): number => (freeDelays.includes(delayOf(type)) ? 1 : delays[delayOf(type)]! / quantum)

  interface Draft {
    snapshots: AnyMachineSnapshot[]
    timers: Record<string, number>[]
    queues: Record<string, { from: string; event: PartyEvent; age: number }[]>
    budgets: Record<string, number>
  }
  const draftOf = (state: State): Draft => structuredCloneExceptSnapshots(state)
  const act = (draft: Draft, at: number, actions: readonly { type: string; params: unknown }[]): PartyEvent[] => {
    const said: PartyEvent[] = []
    for (const { type, params } of actions) {
      const { event, id, sendId } = params as { event: PartyEvent; id: string; sendId: string }
      if (type === 'xstate.emit') said.push(event)
      if (type === 'xstate.cancel') draft.timers[at] = without(draft.timers[at]!, sendId)
      if (type === 'xstate.raise') draft.timers[at]![id] = ticksOf(id)
    }
    return said
  }
  const holds = (condition: Condition | undefined, { snapshots, queues }: State): boolean =>
    (condition?.parties ?? []).every((clause) => clause.holds(snapshots[index(clause.party)]!)) &&
    (condition?.emptyChannels ?? []).every((name) => queues[name]!.length === 0)

  const broken = { overflow: false }
  const cascade = (draft: Draft, first: readonly { to: string; event: PartyEvent }[]): Edge['locals'] => {
    const agenda = [...first]
    const locals: (LocalTransition & { party: string })[] = []
    while (agenda.length > 0 && !broken.overflow) {
      const { to, event } = agenda.shift()!
      const at = index(to)
      const before = draft.snapshots[at]!
      const [after, actions] = transition(parties[at]!.machine, before, event)
      draft.snapshots[at] = after
      const said = act(draft, at, actions)
      locals.push({ party: to, before, event, after, says: said })
      if (locals.length > 64) broken.overflow = true
      for (const one of said) {
        const done: string[] = []
        for (const link of links.filter(({ from, says }) => from === to && says === one.type)) {
          if (link.channel === undefined) {
            agenda.push({ to: link.to, event: one })
          } else if (!done.includes(link.channel)) {
            done.push(link.channel)
            draft.queues[link.channel]!.push({ from: to, event: one, age: 0 })
            const { capacity } = channels.find(({ name }) => name === link.channel)!
            if (draft.queues[link.channel]!.length > capacity) broken.overflow = true
          }
        }
      }
    }
    if (locals.length + agenda.length > 64) broken.overflow = true
    const down = channels.filter(({ up }) => !holds(up, draft))
    for (const { name } of down) draft.queues[name] = []
    return locals
  }

  const states: State[] = []
  const keys = new Map<string, number>()
  const edges: Edge[] = []
  const add = (state: State): number => {
    const key = keyOf(state)
    if (!keys.has(key)) keys.set(key, states.push(state) - 1)
    return keys.get(key)!
  }

  const combine = (inputs: readonly unknown[]): void => {
    const party = parties[inputs.length]
    if (party) {
      for (const input of party.inputs) combine([...inputs, input])
      return
    }
    const draft: Draft = {
      snapshots: [],
      timers: parties.map(() => ({})),
      queues: Object.fromEntries(channels.map(({ name }) => [name, []])),
      budgets: Object.fromEntries(stimuli.flatMap(({ id, budget }) => (budget === undefined ? [] : [[id, budget]]))),
    }
    parties.forEach(({ machine }, at) => {
      const [snapshot, actions] = initialTransition(machine, inputs[at])
      draft.snapshots.push(snapshot)
      act(draft, at, actions)
    })
    edges.push({ from: -1, to: add(draft), tick: false, locals: [] })
  }
  combine([])
  const initial = edges.length

  for (let from = 0; from < states.length; from++) {
    if (states.length > most || broken.overflow) return undefined
    const state = states[from]!
    const push = (draft: Draft, locals: Edge['locals'], tick = false): void => {
      edges.push({ from, to: add(draft), tick, locals })
    }
    for (const { id, party, event, budget, when } of stimuli) {
      if (!holds(when, state) || (budget !== undefined && state.budgets[id] === 0)) continue
      const draft = draftOf(state)
      if (budget !== undefined) draft.budgets[id]!--
      push(draft, cascade(draft, [{ to: party, event }]))
    }
    let urgent = false
    for (const { name, latency } of channels) {
      const head = state.queues[name]![0]
      if (!head) continue
      if (head.age * quantum >= latency.most) urgent = true
      if (head.age * quantum < latency.least) continue
      const draft = draftOf(state)
      draft.queues[name]!.shift()
      const receivers = links.filter((link) => {
        return link.channel === name && link.from === head.from && link.says === head.event.type
      })
      push(
        draft,
        cascade(
          draft,
          receivers.map(({ to }) => ({ to, event: head.event })),
        ),
      )
    }
    parties.forEach(({ name }, at) => {
      for (const [type, ticks] of Object.entries(state.timers[at]!)) {
        if (ticks > 0) continue
        if (!freeDelays.includes(delayOf(type))) urgent = true
        const draft = draftOf(state)
        draft.timers[at] = without(draft.timers[at]!, type)
        push(draft, cascade(draft, [{ to: name, event: { type } }]))
      }
    })
    if (urgent) continue
    const later = draftOf(state)
    for (const timers of later.timers) for (const type in timers) timers[type] = Math.max(0, timers[type]! - 1)
    for (const queue of Object.values(later.queues)) for (const message of queue) message.age++
    push(later, [], true)
  }
  return broken.overflow ? undefined : { states, edges, transitions: edges.length - initial, quantum }
}

const structuredCloneExceptSnapshots = ({ snapshots, ...rest }: State) => ({
  snapshots: [...snapshots],
  ...(structuredClone(rest) as {
    timers: Record<string, number>[]
    queues: Record<string, { from: string; event: PartyEvent; age: number }[]>
    budgets: Record<string, number>
  }),
})

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
