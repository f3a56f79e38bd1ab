// Verdicts on spaces too large for a graph: searches in several threads, exact while memory lasts, hashed beyond.
import { availableParallelism, totalmem } from 'node:os'
import { MessageChannel, type Worker } from 'node:worker_threads'
import type { World } from '../machines/world.js'
import type { Predicate, Property, Verdict } from '../properties/property.js'
import { assumptionsOf } from './assumptions.js'
import { prepare, type CheckOptions } from './check.js'
import type { CompiledWorld } from './compile.js'
import { meetingOf } from './exchange.js'
import { Layout, Room, Widen } from './layout.js'
import { merge, type Sighting } from './observer.js'
import { siblingModule, startThread } from './pool.js'
import { answer } from './remoteTeacher.js'
import {
  HASH_BITS,
  Search,
  strideOf,
  type SearchProgress,
  type SearchResult,
  type SearchTask,
  type Storage,
} from './search.js'
import type { FromSearch, SearchStart } from './searchWorker.js'
import { Stepper } from './step.js'
import { swarm, type SwarmOptions } from './swarm.js'
import { WorldTeacher } from './teacher.js'

export interface ScaleOptions extends Pick<CheckOptions, 'slice' | 'localLimit' | 'quantum' | 'maxStates'> {
  /** Threads; as many as the machine has cores unless told. */
  readonly workers?: number
  /** Bytes for all threads together; 70% of the machine's unless told. */
  readonly maxMemory?: number
  /** States of a look in this thread, before others start, from which they know what most steps do; 65 536 by default. */
  readonly lessons?: number
  /** Random walks for what is left undecided. */
  readonly swarm?: Partial<SwarmOptions>
  readonly onProgress?: (progress: SearchProgress) => void
  readonly signal?: AbortSignal
}

/** How a space was explored. */
export interface ScaleExploration extends SearchProgress {
  readonly parties: readonly string[]
  readonly complete: boolean
  readonly storage: Storage
  /** Chance that a given state was taken for another one, and left out; 0 where storage is exact. */
  readonly omission: number
  readonly workers: number
  readonly milliseconds: number
  readonly quantum: number
  readonly stopped?: SearchResult['stopped']
  readonly fault?: SearchResult['fault']
  /** Random walks that were taken for what was left undecided, and the steps of them all. */
  readonly swarm?: SwarmOptions & { readonly taken: number }
  readonly assumptions: readonly string[]
}

export interface ScaleVerdict {
  readonly property: string
  readonly verdict: Verdict | 'incomplete'
  readonly exercised: number
  /** Steps from a start to the first violation, or to the witness; to some one, where it was found `atRandom`. */
  readonly depth?: number
  readonly atRandom?: true
  /** Why there is no verdict. */
  readonly why?: string
}

export interface ScaleResult {
  readonly exploration: ScaleExploration
  readonly verdicts: readonly ScaleVerdict[]
}

/** States of a first look, which says how wide fields must be. */
const LOOK = 8192

/** The packed initial states. */
function startsOf(world: CompiledWorld, layout: Layout): Uint32Array {
  const stepper = new Stepper(world)
  const starts: number[] = []
  stepper.initials(() => {
    layout.pack(stepper.next)
    starts.push(...layout.packed)
  })
  return Uint32Array.from(starts)
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
    starts: startsOf(world, layout),
    storage: 'exact',
    memory: Infinity,
    maxStates: Infinity,
  }
}

/** Runs again with more room where a layout turns out to be too narrow. */
async function widening<T>(room: Room, run: (layout: Layout) => T | Promise<T>, slack?: number): Promise<T> {
  for (;;) {
    try {
      return await run(new Layout(room, slack))
    } catch (error) {
      if (!(error instanceof Widen)) throw error
    }
  }
}

/** Searches a space in this thread, without a pause. For where there are no threads, and to learn what steps do. */
export function searchHere(space: Space, layout: Layout, part: Partial<SearchTask> = {}): SearchResult {
  const teacher = new WorldTeacher(layout)
  return new Search({ ...taskOf(space, layout, teacher), ...part }, teacher).run(() => false)
}

interface Effort {
  readonly workers: number
  readonly memory: number
  readonly maxStates: number
  readonly lessons: number
  readonly onProgress: (progress: SearchProgress) => void
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
            const thread = startThread(siblingModule('searchWorker', import.meta.url), {
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
    const fault = results.flatMap((result) => result.fault ?? []).sort((a, b) => a.depth - b.depth)[0]
    return {
      ...added(results),
      sightings: merge(results.map(({ sightings }) => sightings)),
      ...(stopped && !fault ? { stopped } : {}),
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
    widening(space.room, (layout) => searchInThreads(space, layout, { tracked, storage }, effort))
  const exact = await attempt('exact')
  if (exact.stopped !== 'memory') return { result: exact, storage: 'exact' }
  const hashed = await attempt('hashed')
  return hashed.states > exact.states ? { result: hashed, storage: 'hashed' } : { result: exact, storage: 'exact' }
}

function verdictOf(
  { pattern }: Pick<Property, 'pattern'>,
  { depth, antecedents }: Sighting,
  complete: boolean,
  why: string,
): Omit<ScaleVerdict, 'property'> {
  const exercised = Math.min(...antecedents)
  const found = depth >= 0
  if (pattern.kind === 'reachable') {
    if (found) return { verdict: 'holds', exercised, depth }
    return complete ? { verdict: 'fails', exercised } : { verdict: 'incomplete', exercised, why }
  }
  if (found) return { verdict: 'fails', exercised, depth }
  if (!complete) return { verdict: 'incomplete', exercised, why }
  return { verdict: exercised > 0 ? 'holds' : 'vacuous', exercised }
}

const reasonOf = ({ stopped, fault }: SearchResult): string =>
  fault
    ? `a step goes astray: ${fault.message}`
    : stopped === 'memory'
      ? 'memory did not suffice'
      : stopped === 'states'
        ? 'the limit of states was reached'
        : 'the search was interrupted'

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
    return { verdict: 'incomplete', exercised, why: 'a response is decided on a graph' }
  }
  const hasModes = kind === 'precedence' || kind === 'bounded'
  if (!hasModes || (complete && !seen.canEnd)) return verdictOf(property, seen, complete, reasonOf(result))
  const own = (await searchWhole(space, index, effort)).result
  const ended = own.stopped === undefined && own.fault === undefined
  return verdictOf(property, { ...seen, depth: own.sightings[index]!.depth }, complete && ended, reasonOf(own))
}

const leftOpen = ({ verdict, why }: Pick<ScaleVerdict, 'verdict' | 'why'>): boolean =>
  verdict === 'incomplete' && why !== 'a response is decided on a graph'

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

/**
 * Decides properties without a graph: safety patterns, at about as many bytes a state as its information takes.
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
  const room = new Room(compiled)
  const space: Space = { world: compiled, room, properties }
  const effort: Effort = {
    workers,
    memory: maxMemory,
    maxStates,
    lessons,
    signal,
    onProgress: options.onProgress ?? (() => undefined),
  }
  await widening(room, (layout) => searchHere(space, layout, { maxStates: LOOK }), ample)
  const { result, storage } = await searchWhole(space, -1, effort)
  const complete = result.stopped === undefined && result.fault === undefined
  const searched: ScaleVerdict[] = []
  for (const [index, property] of properties.entries()) {
    searched.push({ property: property.id, ...(await judged(space, index, result, effort)) })
  }
  const verdicts = searched.map((verdict, index) => ({ ...verdict, ...byChance(space, index, verdict, walks) }))
  const walked = searched.some(leftOpen) ? walks : undefined
  const { sightings: _, ...effortSpent } = result
  return {
    exploration: {
      ...effortSpent,
      ...(walked ? { swarm: { ...walked, taken: walks.taken } } : {}),
      parties: compiled.parties.map(({ party }) => party.name),
      complete,
      storage,
      omission: storage === 'exact' ? 0 : result.states / 2 ** HASH_BITS,
      workers,
      milliseconds: performance.now() - began,
      quantum: compiled.quantum,
      assumptions: assumptionsOf(compiled.world),
    },
    verdicts,
  }
}

/** Room for a first look, where little is known: this many times what was met. */
const ample = 1023
