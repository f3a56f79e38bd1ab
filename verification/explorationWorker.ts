// A thread of the pool: explores one job after the other, and says how far it has come.
import { parentPort, workerData } from 'node:worker_threads'
import type { Configuration } from '../machines/configurations.js'
import { system, type Scope } from '../machines/system.js'
import { predicates, properties } from '../properties/index.js'
import type { Verdict } from '../model/property.js'
import { bounds } from '../checker/graph/timeBounds.js'
import { check, type CheckOptions } from '../checker/check.js'
import { ModelError } from '../model/errors.js'
import type { JobResult } from './judgement.js'
import type { Question } from '../checker/graph/timeQuestion.js'
import type { Crash, FromWorker, ToWorker, WorkerStart } from '../checker/parallel/workerPool.js'
import type { Bounds } from '../model/result.js'
import { override, type Setting } from '../checker/compile/whatIf.js'
import { TableCache } from '../checker/compile/diskCache.js'

/** What the pool asks of a thread. */
export interface JobRequest {
  readonly configuration: Configuration
  readonly scope: Scope
  /** Ids, all with the same slice of the world. */
  readonly properties: readonly string[]
  readonly settings?: readonly Setting[]
  readonly maxStates?: number
  /** By property: verdicts of which no story is wanted; without it, all stories are. */
  readonly expected?: Readonly<Record<string, readonly Verdict[]>>
}

/** Or one question about time in one world. */
export interface MeasureRequest {
  readonly configuration: Configuration
  readonly scope: Scope
  readonly question: Question
  readonly settings?: readonly Setting[]
  readonly maxStates?: number
}

const { stop, memory, cache: folder } = workerData as WorkerStart
const say = (message: FromWorker<JobResult | Bounds>): void => parentPort?.postMessage(message)

const cache = folder === undefined ? undefined : new TableCache(folder, (text) => say({ kind: 'warning', text }))

const crash = (error: unknown): Crash => ({
  kind: 'crashed',
  message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  ...(error instanceof ModelError ? { story: error.story } : {}),
})

function answer(request: JobRequest | MeasureRequest): FromWorker<JobResult | Bounds> {
  const { configuration, scope, settings = [], maxStates } = request
  const world = override(system(configuration, scope), settings)
  const options: CheckOptions = {
    signal: stop,
    maxMemory: memory,
    onProgress: ({ states, transitions }) => say({ kind: 'progress', states, transitions }),
    ...(maxStates === undefined ? {} : { maxStates }),
  }
  cache?.load(world.parties)
  const result =
    'question' in request
      ? bounds(world, predicates, request.question, options)
      : check(
          world,
          predicates,
          properties.filter(({ id }) => request.properties.includes(id)),
          { ...options, wanted: ({ id }, verdict) => request.expected?.[id]?.includes(verdict) !== true },
        )
  cache?.save(world.parties)
  return { kind: 'done', result }
}

parentPort?.on('message', ({ request }: ToWorker<JobRequest | MeasureRequest>) => {
  try {
    say(answer(request))
  } catch (error) {
    say(crash(error))
  }
})
