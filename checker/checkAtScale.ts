// Verdicts on spaces too large for a graph: searches in several threads, exact while memory lasts, hashed beyond.
import { availableParallelism, totalmem } from 'node:os'
import { MessageChannel, type Worker } from 'node:worker_threads'
import type { Assumption } from '../model/result.js'
import { Unbounded } from '../model/errors.js'
import type { World } from '../model/world.js'
import type { Predicate, Property } from '../model/property.js'
import { assumptionsOf } from './semantics/assumptions.js'
import { prepare, type PrepareOptions } from './compile/prepare.js'
import type { ExploreOptions } from './graph/explore.js'
import type { CompiledWorld } from './compile/compile.js'
import { meetingOf } from './search/stateExchange.js'
import { Layout, Room, Widen, widening } from './nextState/stateLayout.js'
import { merge } from './monitor/onTheFly.js'
import { siblingModule, startThread } from './parallel/workerPool.js'
import { answer } from './nextState/remoteSource.js'
import { HASH_BITS, Search, strideOf } from './search/breadthFirst.js'
import { type SearchProgress, type SearchEnd, type SearchResult, type SearchTask } from './search/task.js'
import { type Storage } from './search/task.js'
import type { FromSearch, SearchStart } from './search/searchThread.js'
import { Stepper } from './semantics/stepper.js'
import { judgeSymbolically } from './symbolic/decide.js'
import type { SymbolicProgress } from './symbolic/symbolicSearch.js'
import { swarm, type SwarmOptions } from './search/randomWalks.js'
import { WorldTeacher, type Lesson } from './nextState/transitionSource.js'
import { needsGraph, whyIncomplete, verdictOf, type ScaleVerdict } from './search/verdict.js'

/**
 * How a space is searched: sets of states as decision diagrams (`symbolic`), or state by state (`explicit`).
 */
export type Engine = 'symbolic' | 'explicit'

export type { ScaleVerdict }

export interface ScaleOptions extends PrepareOptions, Pick<ExploreOptions, 'maxStates'> {
  /** Symbolic unless told; and then explicit, where diagrams take more memory than there is. */
  readonly engine?: Engine
  /** Threads of an explicit search; as many as the machine has cores unless told. */
  readonly workers?: number
  /** Bytes for all threads together; 70% of the machine's unless told. */
  readonly maxMemory?: number
  /** States of a look in this thread, before others start, from which they know what most steps do; 65 536 by default. */
  readonly lessons?: number
  /** Random walks for what is left undecided. */
  readonly swarm?: Partial<SwarmOptions>
  readonly onProgress?: (progress: SearchProgress | SymbolicProgress) => void
  readonly signal?: AbortSignal
}

/** How a space was explored. */
export interface ScaleExploration extends SearchEnd {
  readonly engine: Engine
  readonly states: number
  readonly transitions: number
  /** Steps on the longest shortest path. Not known where states were not met in the order of their depth. */
  readonly depth?: number
  readonly bytes: number
  /** Of the decision diagram of all states. */
  readonly nodes?: number
  readonly parties: readonly string[]
  readonly complete: boolean
  readonly storage: Storage
  /** Chance that a given state was taken for another one, and left out; 0 where storage is exact. */
  readonly omission: number
  readonly workers: number
  readonly milliseconds: number
  readonly quantum: number
  /** Random walks that were taken for what was left undecided, and the steps of them all. */
  readonly swarm?: SwarmOptions & { readonly taken: number }
  readonly assumptions: readonly Assumption[]
}

export interface ScaleResult {
  readonly exploration: ScaleExploration
  readonly verdicts: readonly ScaleVerdict[]
}

/** States of a first look, which says how wide fields must be. */
const LOOK = 8192

/** The packed initial states, and which input each party starts with in each of them. */
function startsOf(world: CompiledWorld, layout: Layout) {
  const stepper = new Stepper(world)
  const starts: number[] = []
  const inputs: (readonly number[])[] = []
  stepper.initials((chosen) => {
    layout.pack(stepper.next)
    starts.push(...layout.packed)
    inputs.push(chosen)
  })
  return { starts: Uint32Array.from(starts), inputs }
}

interface Space {
  readonly world: CompiledWorld
  readonly room: Room
  readonly properties: readonly Property[]
}

function taskOf({ world, properties }: Space, layout: Layout, teacher: WorldTeacher): SearchTask {
  return {
    shape: teacher.shape,
    observed: world.observed,
    quantum: world.quantum,
    watched: properties.map(({ id, pattern }) => ({ id, pattern })),
    tracked: -1,
    starts: startsOf(world, layout).starts,
    storage: 'exact',
    memory: Infinity,
    maxStates: Infinity,
  }
}

/** Notes which components steps of one kind look at together. */
class Noting extends WorldTeacher {
  readonly reads = new Map<number, Set<number>>()

  override lesson(step: number, words: Uint32Array, at: number): Lesson {
    const lesson = super.lesson(step, words, at)
    const known = this.reads.get(step) ?? new Set()
    for (const component of lesson.reads) known.add(component)
    this.reads.set(step, known)
    return lesson
  }
}

/** A first look: how wide fields must be, and which components steps look at together. */
const look = (space: Space): Promise<readonly (readonly number[])[]> =>
  widening(
    () => new Layout(space.room, ample),
    (layout) => {
      const teacher = new Noting(layout)
      new Search({ ...taskOf(space, layout, teacher), maxStates: LOOK }, teacher).run(() => false)
      return [...teacher.reads.values()].map((components) => [...components])
    },
  )

interface Effort {
  readonly workers: number
  readonly memory: number
  readonly maxStates: number
  readonly lessons: number
  readonly onProgress: NonNullable<ScaleOptions['onProgress']>
  readonly signal: AbortSignal | undefined
}

const added = (parts: readonly SearchProgress[]): SearchProgress =>
  parts.reduce((one, other) => ({
    states: one.states + other.states,
    transitions: one.transitions + other.transitions,
    frontier: one.frontier + other.frontier,
    depth: Math.max(one.depth, other.depth),
    bytes: one.bytes + other.bytes,
  }))

const nothing: SearchProgress = { states: 0, transitions: 0, frontier: 0, depth: 0, bytes: 0 }

/** Searches a space in several threads; rejects with a `Widen` where the layout is too narrow. */
async function searchInThreads(
  space: Space,
  layout: Layout,
  part: Pick<SearchTask, 'tracked' | 'storage'>,
  { workers, memory, maxStates, lessons, onProgress, signal }: Effort,
): Promise<SearchResult> {
  const teacher = new WorldTeacher(layout)
  const whole = { ...taskOf(space, layout, teacher), ...part }
  const first = new Search({ ...whole, memory, maxStates: Math.min(lessons, maxStates) }, teacher)
  const look = first.run(() => signal?.aborted ?? false)
  if (look.stopped !== 'states' || maxStates <= look.states) return look
  // A thread knows what was learnt up to here, and asks for the rest.
  const task: SearchTask = { ...whole, knowledge: first.knowledge, memory: memory / workers, maxStates }
  const meeting = meetingOf(workers, strideOf(task))
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const raise = (): void => void Atomics.store(stop, 0, 1)
  signal?.addEventListener('abort', raise, { once: true })
  const threads: Worker[] = []
  try {
    const progress: SearchProgress[] = Array.from({ length: workers }, () => nothing)
    const results = await Promise.all(
      progress.map(
        (_, self) =>
          new Promise<SearchResult>((resolve, reject) => {
            const { port1, port2 } = new MessageChannel()
            const flag = new Int32Array(new SharedArrayBuffer(4))
            answer({ port: port1, flag }, teacher)
            const start: SearchStart = { task, meeting, self, stop, line: { port: port2, flag } }
            const thread = startThread(siblingModule('search/searchThread', import.meta.url), {
              workerData: start,
              transferList: [port2],
            })
            threads.push(thread)
            thread.on('message', (message: FromSearch) => {
              if (message.kind === 'widen') reject(new Widen())
              else if (message.kind === 'done') resolve(message.result)
              else {
                progress[self] = message.progress
                onProgress(added(progress))
              }
            })
            thread.on('error', reject)
            thread.on('exit', (code) => reject(new Error(`a search thread ended with exit code ${code} and no result`)))
          }),
      ),
    )
    const reasons = results.flatMap(({ stopped }) => stopped ?? [])
    // One search that stops for a reason stops the others by signal.
    const stopped = reasons.find((reason) => reason !== 'signal') ?? reasons[0]
    const because = results.find((result) => result.because !== undefined)?.because
    const fault = results.flatMap((result) => result.fault ?? []).sort((a, b) => a.depth - b.depth)[0]
    return {
      ...added(results),
      sightings: merge(results.map(({ sightings }) => sightings)),
      ...(stopped && !fault ? { stopped } : {}),
      ...(stopped && !fault && because !== undefined ? { because } : {}),
      ...(fault ? { fault } : {}),
    }
  } finally {
    signal?.removeEventListener('abort', raise)
    await Promise.all(threads.map((thread) => thread.terminate()))
  }
}

/** Searches exactly; where memory does not suffice, once more with hashes. */
async function searchWhole(
  space: Space,
  tracked: number,
  effort: Effort,
): Promise<{ result: SearchResult; storage: Storage }> {
  const attempt = (storage: Storage) =>
    widening(
      () => new Layout(space.room),
      (layout) => searchInThreads(space, layout, { tracked, storage }, effort),
    )
  const exact = await attempt('exact')
  if (exact.stopped !== 'memory') return { result: exact, storage: 'exact' }
  const hashed = await attempt('hashed')
  return hashed.states > exact.states ? { result: hashed, storage: 'hashed' } : { result: exact, storage: 'exact' }
}

/** The verdict on one property after the search in which it was not tracked; with a search of its own where needed. */
async function judged(
  space: Space,
  index: number,
  result: SearchResult,
  effort: Effort,
): Promise<Omit<ScaleVerdict, 'property'>> {
  const property = space.properties[index]!
  const seen = result.sightings[index]!
  const complete = result.stopped === undefined && result.fault === undefined
  const { kind } = property.pattern
  if (kind === 'response') {
    const exercised = Math.min(...seen.antecedents)
    return { verdict: 'incomplete', exercised, why: needsGraph }
  }
  const hasModes = kind === 'precedence' || kind === 'bounded'
  if (!hasModes || (complete && !seen.canEnd)) return verdictOf(property, seen, complete, whyIncomplete(result))
  const own = (await searchWhole(space, index, effort)).result
  const ended = own.stopped === undefined && own.fault === undefined
  return verdictOf(property, { ...seen, depth: own.sightings[index]!.depth }, complete && ended, whyIncomplete(own))
}

const leftOpen = ({ verdict, why }: Pick<ScaleVerdict, 'verdict' | 'why'>): boolean =>
  verdict === 'incomplete' && why !== needsGraph

/** What random walks find of a property that was left open: a violation or a witness, or nothing. */
function byChance(
  space: Space,
  index: number,
  verdict: ScaleVerdict,
  walks: SwarmOptions & { taken: number },
): Partial<ScaleVerdict> {
  if (!leftOpen(verdict)) return {}
  for (;;) {
    try {
      const layout = new Layout(space.room)
      const teacher = new WorldTeacher(layout)
      const { taken, sightings } = swarm({ ...taskOf(space, layout, teacher), tracked: index }, teacher, walks)
      walks.taken += taken
      const { depth } = sightings[index]!
      if (depth < 0) return {}
      const found = space.properties[index]!.pattern.kind === 'reachable' ? 'holds' : 'fails'
      return { verdict: found, depth, atRandom: true }
    } catch (error) {
      if (!(error instanceof Widen)) throw error
    }
  }
}

/** What one engine found. */
interface Found {
  readonly engine: Engine
  readonly result: SearchEnd & Pick<ScaleExploration, 'states' | 'transitions' | 'depth' | 'bytes' | 'nodes'>
  readonly verdicts: readonly ScaleVerdict[]
  readonly storage: Storage
}

async function foundExplicitly(space: Space, effort: Effort): Promise<Found> {
  const { result, storage } = await searchWhole(space, -1, effort)
  const verdicts: ScaleVerdict[] = []
  for (const [index, property] of space.properties.entries()) {
    verdicts.push({ property: property.id, ...(await judged(space, index, result, effort)) })
  }
  return { engine: 'explicit', result, verdicts, storage }
}

async function foundSymbolically(
  space: Space,
  edges: readonly (readonly number[])[],
  { memory, maxStates, onProgress, signal }: Effort,
): Promise<Found> {
  const { world, room, properties } = space
  const search = (layout: Layout) => {
    const teacher = new WorldTeacher(layout)
    const { starts, inputs } = startsOf(world, layout)
    const task = { ...taskOf(space, layout, teacher), starts, memory, maxStates, edges, timers: layout.timers }
    return judgeSymbolically(task, { layout, teacher, inputs, properties }, () => signal?.aborted ?? false, onProgress)
  }
  return { engine: 'symbolic', storage: 'exact', ...(await widening(() => new Layout(room, ample), search)) }
}

/** Undefined where a party has too many local states: a part of a diagram tells nothing, a part of a search what it met. */
async function symbolically(...of: Parameters<typeof foundSymbolically>): Promise<Found | undefined> {
  try {
    return await foundSymbolically(...of)
  } catch (error) {
    if (error instanceof Unbounded) return undefined
    throw error
  }
}

/**
 * Decides properties without a graph: safety patterns, at about as many bytes a state as its information takes, or far fewer.
 *
 * A property with several modes is searched by itself, and only if some step could end its watch. Responses need a graph
 * and are left `incomplete`. A verdict that something holds is exact unless `storage` is `hashed`; then `omission` bounds
 * the chance with which a given state was left out.
 *
 * @throws SpecificationError like `check`
 */
export async function checkAtScale(
  world: World,
  predicates: Readonly<Record<string, Predicate>>,
  properties: readonly Property[],
  options: ScaleOptions = {},
): Promise<ScaleResult> {
  const began = performance.now()
  const { workers = availableParallelism(), maxMemory = totalmem() * 0.7, maxStates = Infinity } = options
  const { lessons = 65_536, signal } = options
  const walks = { seed: 1, walks: 64, steps: 4096, ...options.swarm, taken: 0 }
  const compiled = prepare(world, predicates, properties, options)
  const space: Space = { world: compiled, room: new Room(compiled), properties }
  const effort: Effort = {
    workers,
    memory: maxMemory,
    maxStates,
    lessons,
    signal,
    onProgress: options.onProgress ?? (() => undefined),
  }
  const edges = await look(space)
  const symbolic = options.engine === 'explicit' ? undefined : await symbolically(space, edges, effort)
  const isLeft = options.engine === undefined && symbolic?.result.stopped === 'memory'
  const found = symbolic && !isLeft ? symbolic : await foundExplicitly(space, effort)
  const { result, engine, storage } = found
  const isWalked = !(signal?.aborted ?? false) && found.verdicts.some(leftOpen)
  const verdicts = found.verdicts.map((verdict, index) =>
    isWalked ? { ...verdict, ...byChance(space, index, verdict, walks) } : verdict,
  )
  const { states, transitions, depth, bytes, nodes, stopped, because, fault } = result
  return {
    exploration: {
      engine,
      states,
      transitions,
      ...(depth === undefined ? {} : { depth }),
      bytes,
      ...(nodes === undefined ? {} : { nodes }),
      ...(stopped ? { stopped } : {}),
      ...(because === undefined ? {} : { because }),
      ...(fault ? { fault } : {}),
      ...(isWalked ? { swarm: walks } : {}),
      parties: compiled.parties.map(({ party }) => party.name),
      complete: stopped === undefined && fault === undefined,
      storage,
      omission: storage === 'exact' ? 0 : states / 2 ** HASH_BITS,
      workers: engine === 'explicit' ? workers : 1,
      milliseconds: performance.now() - began,
      quantum: compiled.quantum,
      assumptions: assumptionsOf(compiled.world),
    },
    verdicts,
  }
}

/** Room for a first look, where little is known: this many times what was met. */
const ample = 1023
