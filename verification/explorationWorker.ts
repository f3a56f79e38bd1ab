// A thread of the pool: explores one job after the other, and says how far it has come.
import { parentPort, workerData } from 'node:worker_threads'
import type { Values } from '../model/configuration.js'
import type { Verdict } from '../model/property.js'
import { bounds } from '../checker/graph/timeBounds.js'
import { check, type CheckOptions } from '../checker/check.js'
import { ModelError, SpecificationError } from '../model/errors.js'
import type { JobResult } from './judgement.js'
import type { Question } from '../checker/graph/timeQuestion.js'
import type { Crash, FromWorker, ToWorker, WorkerStart } from '../checker/parallel/workerPool.js'
import type { Bounds } from '../model/result.js'
import { override, type Setting } from '../checker/compile/whatIf.js'
import { TableCache } from '../checker/compile/diskCache.js'
import { moduleAt } from './moduleAt.js'

/** What both kinds of requests say of the world. */
interface AskedWorld {
  /** Address of the module whose specification it is. */
  readonly module: string
  readonly configuration: Values
  readonly scope: string
  readonly settings?: readonly Setting[]
  readonly maxStates?: number
}

/** What the pool asks of a thread. */
export interface JobRequest extends AskedWorld {
  /** Ids, all with the same slice of the world. */
  readonly properties: readonly string[]
  /** By property: verdicts of which no story is wanted; without it, all stories are. */
  readonly expected?: Readonly<Record<string, readonly Verdict[]>>
}

/** Or one question about time in one world. */
export interface MeasureRequest extends AskedWorld {
  readonly question: Question
}

const { stop, memory, cache: folder } = workerData as WorkerStart
const say = (message: FromWorker<JobResult | Bounds>): void => parentPort?.postMessage(message)

const cache = folder === undefined ? undefined : new TableCache(folder, (text) => say({ kind: 'warning', text }))

/** What goes astray in a world is for whoever wrote the world to mend. */
const isRefusal = (error: unknown): error is Error => error instanceof SpecificationError || error instanceof ModelError

const crash = (error: unknown): Crash => ({
  kind: 'crashed',
  ...(isRefusal(error)
    ? { refused: true, message: error.message }
    : { message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }),
  ...(error instanceof ModelError ? { story: error.story } : {}),
})

async function answer(request: JobRequest | MeasureRequest): Promise<FromWorker<JobResult | Bounds>> {
  const { configuration, scope, settings = [], maxStates } = request
  const specification = await moduleAt(new URL(request.module))
  const { predicates, properties } = specification
  const world = override(specification.world(configuration, scope), settings)
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
  answer(request).then(say, (error: unknown) => say(crash(error)))
})
