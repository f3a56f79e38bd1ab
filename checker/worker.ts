// A thread of the pool: explores one job after the other, and says how far it has come.
import { parentPort, workerData } from 'node:worker_threads'
import type { Configuration } from '../machines/configurations.js'
import { system, type Scope } from '../machines/system.js'
import { predicates, properties } from '../properties/index.js'
import { check } from './check.js'
import { ModelError } from './errors.js'
import type { JobResult } from './judge.js'
import type { Crash, FromWorker, ToWorker, WorkerStart } from './pool.js'
import { override, type Setting } from './settings.js'

/** What the pool asks of a thread. */
export interface JobRequest {
  readonly configuration: Configuration
  readonly scope: Scope
  /** Ids, all with the same slice of the world. */
  readonly properties: readonly string[]
  readonly settings?: readonly Setting[]
  readonly maxStates?: number
}

const { stop, memory } = workerData as WorkerStart
const say = (message: FromWorker<JobResult>): void => parentPort?.postMessage(message)

const crash = (error: unknown): Crash => ({
  kind: 'crashed',
  message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  ...(error instanceof ModelError ? { story: error.story } : {}),
})

function answer({
  configuration,
  scope,
  properties: ids,
  settings = [],
  maxStates,
}: JobRequest): FromWorker<JobResult> {
  const asked = properties.filter(({ id }) => ids.includes(id))
  const result = check(override(system(configuration, scope), settings), predicates, asked, {
    signal: stop,
    maxMemory: memory,
    onProgress: ({ states, transitions }) => say({ kind: 'progress', states, transitions }),
    ...(maxStates === undefined ? {} : { maxStates }),
  })
  return { kind: 'done', result }
}

parentPort?.on('message', ({ request }: ToWorker<JobRequest>) => {
  try {
    say(answer(request))
  } catch (error) {
    say(crash(error))
  }
})
