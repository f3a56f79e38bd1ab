// The smallest and the largest time from an occurrence of one thing to the next of another, over all runs of a graph.
import type { World } from '../../model/world.js'
import type { Fairness, Formula, Predicate, Property } from '../../model/property.js'
import { explorationOf } from './exploration.js'
import { prepare, type PrepareOptions } from '../compile/prepare.js'
import { bitsOf } from './decide.js'
import { ModelError, SpecificationError } from '../../model/errors.js'
import { explore, type ExploreOptions, type Graph } from './explore.js'
import { fairParts, type Region } from './fairness.js'
import { fairCycle, shortestWay } from './lasso.js'
import {
  least,
  lettersOf,
  Measured,
  most,
  NEVER,
  NONE,
  TO,
  type Least,
  type Most,
  type Question,
} from './timeQuestion.js'
import { END } from '../monitor/monitor.js'
import { shortest, type Path, type Watch } from './shortestRun.js'
import type { Bounds, Story } from '../../model/result.js'
import { tell, tellFault } from './story.js'

const timeGoesOn: Fairness = { text: 'time goes on', kind: 'strong', step: { tick: true } }

/** A question as a property, so that it can be sliced, compiled and explored like one. */
function propertyOf(question: Question): Property {
  const [trigger, answer, never, prompt] = lettersOf(question) as [Formula, Formula, Formula, Formula]
  const assumed = [never, prompt].map((step): Fairness => ({ text: '', kind: 'finite', step }))
  return {
    id: 'bounds',
    title: '',
    claim: '',
    pattern: { kind: 'response', trigger, answer, fairness: [...assumed, ...(question.fairness ?? [])] },
  }
}

/** Before the watch, and during a watch that may still become the run that is looked for. */
const [BEFORE, DURING] = [0, 1]

/**
 * A watch for the shortest run to an end. A run that cannot become the one that is looked for counts as before the watch.
 *
 * @param begun whether a watch may begin at a state
 * @param during where a step leads that is taken during the watch: to its end, on, or nowhere
 */
function watchFor(
  measured: Measured,
  atOnce: boolean,
  begun: (state: number) => boolean,
  during: (edge: number, from: number) => 'end' | 'on' | 'off',
): Watch {
  const { starts, targets, classes } = measured.graph
  const begin = (state: number, edgeClass: number): number => {
    if (!measured.begins(edgeClass)) return BEFORE
    if (measured.endsAtOnce(edgeClass)) return atOnce ? END : BEFORE
    return begun(state) ? DURING : BEFORE
  }
  return {
    modes: 2,
    start: (start) => begin(starts[start]!.state, starts[start]!.edgeClass),
    next: (mode, edge, from) => {
      if (mode === DURING && measured.admits(edge, from)) {
        const outcome = during(edge, from)
        if (outcome === 'end') return END
        if (outcome === 'on') return DURING
      }
      return begin(targets[edge]!, classes[edge]!)
    },
  }
}

/** The story of a run that ends with the second; the trigger is the first step from which it took so many ticks. */
function storyOf(measured: Measured, path: Path | undefined, ticks: number): Story {
  if (!path) throw new Error('a time that was measured has no run')
  const { graph } = measured
  const classes = path.edges.map((edge) => graph.classes[edge]!)
  let elapsed = 0
  let trigger = -1
  for (let at = classes.length - 1; at >= 0; at--) {
    const edgeClass = classes[at]!
    if (measured.begins(edgeClass) && elapsed === ticks) trigger = at
    if (at < classes.length - 1 && measured.ends(edgeClass)) break
    elapsed += measured.ticks[edgeClass]!
  }
  const last = classes.length - 1
  return tell(
    graph,
    path,
    new Map([...(trigger < 0 ? [] : [[trigger, 'trigger'] as const]), [last, 'witness'] as const]),
  )
}

function smallestStory(measured: Measured, { since, ticks }: Least): Story {
  const { classes, targets } = measured.graph
  const watch = watchFor(
    measured,
    ticks === 0,
    () => true,
    (edge, from) => {
      const then = since[from]! + measured.ticks[classes[edge]!]!
      if (measured.ends(classes[edge]!)) return then === ticks ? 'end' : 'off'
      return since[targets[edge]!] === then ? 'on' : 'off'
    },
  )
  return storyOf(measured, shortest(measured.graph, watch), ticks)
}

function largestStory(measured: Measured, { still, ticks }: Most): Story {
  const { classes, targets } = measured.graph
  const watch = watchFor(
    measured,
    ticks === 0,
    (state) => still[state] === ticks,
    (edge, from) => {
      const rest = still[from]! - measured.ticks[classes[edge]!]!
      if (measured.ends(classes[edge]!)) return rest === 0 ? 'end' : 'off'
      return rest >= 0 && still[targets[edge]!] === rest ? 'on' : 'off'
    },
  )
  return storyOf(measured, shortest(measured.graph, watch), ticks)
}

/** A run into a circle in which time passes and the second does not come; fair, where that is asked for. */
function endless(measured: Measured, { circling, partOf }: Most, fairness: readonly Fairness[]): Path | undefined {
  const { graph, bits, ticks } = measured
  const { rows, targets, classes, expanded } = graph
  const fair = [...fairness, timeGoesOn]
  const taken = bitsOf(
    graph,
    fair.map(({ step }) => step),
  )
  const finite = fair.reduce((mask, { kind }, index) => (kind === 'finite' ? mask | (1 << index) : mask), 0)
  const allowed = Uint8Array.from(bits, (mask, edgeClass) =>
    (mask & (TO | NEVER)) === 0 && (taken[edgeClass]! & finite) === 0 ? 1 : 0,
  )
  const region: Region = { graph, inside: (state) => circling[state] === 1, allowed, fairness: fair, taken }
  const parts = fairness.length > 0 ? fairParts(region) : { partOf, count: 0 }
  const passes = (edge: number, from: number): boolean =>
    measured.admits(edge, from) &&
    allowed[classes[edge]!] === 1 &&
    parts.partOf[from] !== 0 &&
    parts.partOf[targets[edge]!] === parts.partOf[from]
  const isPassing = (edge: number, from: number): boolean => ticks[classes[edge]!] === 1 && passes(edge, from)
  const goal = (state: number, mode: number): boolean => {
    if (mode !== DURING || circling[state] === 0 || state >= expanded) return false
    for (let edge = rows[state]!; edge < rows[state + 1]!; edge++) if (isPassing(edge, state)) return true
    return false
  }
  const stem = shortest(
    graph,
    watchFor(
      measured,
      false,
      () => true,
      (edge) => (measured.ends(classes[edge]!) ? 'off' : 'on'),
    ),
    goal,
  )
  if (!stem) return undefined
  const last = stem.edges[stem.edges.length - 1]
  const state = last === undefined ? graph.starts[stem.start]!.state : targets[last]!
  const home = (edge: number): boolean => targets[edge] === state
  const around = (): readonly number[] => {
    const out = shortestWay(graph, state, passes, isPassing)
    const at = targets[out[out.length - 1]!]!
    return at === state ? out : [...out, ...shortestWay(graph, at, passes, home)]
  }
  const loop = fairness.length > 0 ? fairCycle(region, parts, state) : around()
  return { ...stem, edges: [...stem.edges, ...loop], loop: stem.edges.length }
}

function unboundedStory({ graph, classes }: { graph: Graph; classes: Measured }, path: Path): Story {
  const trigger = path.edges
    .slice(0, path.loop)
    .findLastIndex((edge) => classes.begins(graph.classes[edge]!) && !classes.endsAtOnce(graph.classes[edge]!))
  return tell(
    graph,
    path,
    new Map([...(trigger < 0 ? [] : [[trigger, 'trigger'] as const]), [path.loop!, 'loop'] as const]),
  )
}

/** The times that a question asks for, on a graph that observes its predicates. */
export function boundsOn(graph: Graph, question: Question): Omit<Bounds, 'exploration'> {
  const measured = new Measured(graph, question)
  const fewest = least(measured)
  const longest = most(measured, fewest)
  const { quantum } = graph.world
  const ms = (ticks: number): number => ticks * quantum
  const smallest =
    fewest.ticks === Infinity
      ? undefined
      : { kind: 'time' as const, ms: ms(fewest.ticks), story: smallestStory(measured, fewest) }
  const fairness = question.fairness ?? []
  const circle = (fair: readonly Fairness[]): Story | undefined => {
    const path = endless(measured, longest, fair)
    return path && unboundedStory({ graph, classes: measured }, path)
  }
  const largest = (): Bounds['largest'] => {
    if (!longest.unbounded) {
      if (longest.ticks === NONE) return undefined
      return { kind: 'time', ms: ms(longest.ticks), story: largestStory(measured, longest) }
    }
    const never = circle(fairness)
    if (never) return { kind: 'unbounded', reason: 'may-never-come', story: never }
    const late = circle([])
    if (!late) throw new Error('a circle that was found cannot be found again')
    return { kind: 'unbounded', reason: 'comes-any-time-later', story: late }
  }
  const found = largest()
  return {
    occurrences: fewest.occurrences,
    complete: graph.stopped === undefined && !fewest.open,
    ...(smallest ? { smallest } : {}),
    ...(found ? { largest: found } : {}),
  }
}

/**
 * Explores a world and measures in it.
 *
 * @throws SpecificationError where the world cannot be explored, or fairness is asked for together with `prompt`
 * @throws ModelError where a step goes astray
 */
export function bounds(
  world: World,
  predicates: Readonly<Record<string, Predicate>>,
  question: Question,
  options: ExploreOptions & PrepareOptions = {},
): Bounds {
  if (question.prompt && question.fairness && question.fairness.length > 0) {
    throw new SpecificationError('steps that happen at once need no fairness; ask for one or the other')
  }
  const graph = explore(prepare(world, predicates, [propertyOf(question)], options), options)
  if (graph.fault) throw new ModelError(graph.fault.message, tellFault(graph, graph.fault.state))
  return { exploration: explorationOf(graph), ...boundsOn(graph, question) }
}
