// Jobs in worker threads: each worker takes one after the other, and a crash costs one job, not the run.
import { createRequire } from 'node:module'
import { availableParallelism, totalmem } from 'node:os'
import { pathToFileURL } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'
import type { Story } from '../../model/result.js'

/** How far a job has come. */
export interface JobProgress {
  readonly states: number
  readonly transitions: number
}

/** A job that came to no answer. */
export interface Crash {
  readonly kind: 'crashed'
  readonly message: string
  /** Whether what was asked about is at fault: it is not of the kind that can be explored. */
  readonly refused?: true
  /** Where a run of the model went astray: the way there. */
  readonly story?: Story
}

/** A job that was not done; with a reason where nobody wished it to stop. */
export interface Interrupted {
  readonly kind: 'interrupted'
  readonly progress: JobProgress
  /** Its thread had no more memory for tables and stories. */
  readonly reason?: 'memory'
}

/** What became of a job. */
export type Outcome<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  /** The worker ended without an answer, or the job threw. */
  | Crash
  /** Never started, or given up on, because the run was interrupted. */
  | Interrupted

/** What a worker is told. */
export interface ToWorker<Request> {
  readonly kind: 'job'
  readonly request: Request
}

/** What a worker says. */
export type FromWorker<Result> =
  | ({ readonly kind: 'progress' } & JobProgress)
  | { readonly kind: 'warning'; readonly text: string }
  | { readonly kind: 'done'; readonly result: Result }
  | Crash

/** What every worker is started with. */
export interface WorkerStart {
  /** The first entry turns 1 when the run is interrupted. */
  readonly stop: Int32Array
  /** Bytes that it may use for what it explores. */
  readonly memory: number
  /** Folder for the tables of the machines. */
  readonly cache?: string
}

export interface PoolOptions<Result = unknown> {
  /** The module that a worker runs. */
  readonly entry: URL
  /** Threads at most; as many as the machine has cores unless told. */
  readonly workers?: number
  /** Bytes that all threads together may use for what they explore; 70% of the machine's memory by default. */
  readonly maxMemory?: number
  /** Folder in which threads keep what they know of the machines; none by default. */
  readonly cache?: string
  /** What the request of a job is about: a thread that knows of it takes such jobs first, and others leave them to it. */
  readonly about?: (job: number) => unknown
  /** The request of a job when a thread takes it, where it depends on what became of others. */
  readonly asked?: (job: number) => unknown
  /** Called with what a thread warns of. */
  readonly onWarning?: (text: string) => void
  /** Called whenever a job starts, ends or comes further. */
  readonly onProgress?: (state: PoolState) => void
  /** Called with what became of a job, as soon as it is known; not for jobs that were never started. */
  readonly onSettled?: (job: number, outcome: Outcome<Result>) => void
  /** Interrupts the run: jobs hand in what they have, waiting ones are not started. */
  readonly signal?: AbortSignal
  /** How long an interrupted job may take to hand in what it has, in ms. */
  readonly patience?: number
}

export interface PoolState {
  readonly total: number
  readonly ended: number
  readonly running: readonly ({ readonly job: number } & JobProgress)[]
}

/** The file of a module beside another one: TypeScript where that is TypeScript, JavaScript after the build. */
export const siblingModule = (name: string, url: string): URL =>
  new URL(`${name}.${url.endsWith('.ts') ? 'ts' : 'js'}`, url)

/** Starts a thread. A TypeScript entry needs the loader that runs our own scripts; a built one needs nothing. */
export function startThread(entry: URL, options: WorkerOptions): Worker {
  if (!entry.pathname.endsWith('.ts')) return new Worker(entry, options)
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'))
  const loader = new URL('dist/esm/api/index.mjs', tsx).href
  const script = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(entry.href)}) })`
  return new Worker(script, { ...options, eval: true })
}

/** Bytes that a thread needs for itself, its tables and its stories, however little it may explore. */
const leastHeap = 512 * 2 ** 20

const idle: JobProgress = { states: 0, transitions: 0 }

/** Runs all jobs and yields what became of each, in their order. Never rejects for what a job does. */
export async function runPool<Result>(
  requests: readonly unknown[],
  options: PoolOptions<Result>,
): Promise<readonly Outcome<Result>[]> {
  const { entry, workers = availableParallelism(), maxMemory = totalmem() * 0.7 } = options
  const { cache, onSettled, onWarning, onProgress, signal, patience = 5000 } = options
  const outcomes = new Array<Outcome<Result> | undefined>(requests.length)
  const running = new Map<number, JobProgress>()
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const count = Math.max(1, Math.min(workers, requests.length))
  const memory = Math.max(1, Math.floor(maxMemory / count))
  const interrupted = (): boolean => signal?.aborted ?? false
  const waiting = Array.from(requests, (_, job) => job)
  const { about, asked = (job: number) => requests[job] } = options
  let ended = 0

  const tell = (): void =>
    onProgress?.({
      total: requests.length,
      ended,
      running: [...running].map(([job, progress]) => ({ job, ...progress })),
    })
  /** The next job for a thread whose latest one was about something; -1 where none is left. */
  const choose = (latest: unknown): number => {
    if (interrupted() || waiting.length === 0) return -1
    const own = about && waiting.findIndex((job) => about(job) === latest)
    const taken = new Set([...running.keys()].map((job) => about?.(job)))
    const place = own !== undefined && own >= 0 ? own : waiting.findIndex((job) => !about || !taken.has(about(job)))
    return waiting.splice(Math.max(place, 0), 1)[0]!
  }
  const settle = (job: number, outcome: Outcome<Result>): void => {
    outcomes[job] = outcome
    onSettled?.(job, outcome)
    running.delete(job)
    ended++
    tell()
  }

  /** One thread's life: jobs until none is left, or until it dies. */
  const live = (): Promise<void> =>
    new Promise((resolve) => {
      const start: WorkerStart = { stop, memory, ...(cache === undefined ? {} : { cache }) }
      const worker = startThread(entry, {
        workerData: start,
        resourceLimits: { maxOldGenerationSizeMb: Math.floor(Math.max(memory, leastHeap) / 2 ** 20) },
      })
      let job = -1
      let failure: string | undefined
      let exhausted = false
      let patienceTimer: NodeJS.Timeout | undefined
      const take = (): void => {
        job = choose(job < 0 ? undefined : about?.(job))
        if (job < 0) {
          void worker.terminate()
          return
        }
        running.set(job, idle)
        tell()
        worker.postMessage({ kind: 'job', request: asked(job) } satisfies ToWorker<unknown>)
      }
      const lose = (): void => {
        patienceTimer = setTimeout(() => void worker.terminate(), patience)
      }
      signal?.addEventListener('abort', lose, { once: true })
      worker.on('message', (message: FromWorker<Result>) => {
        if (message.kind === 'progress') {
          running.set(job, { states: message.states, transitions: message.transitions })
          tell()
          return
        }
        if (message.kind === 'warning') {
          onWarning?.(message.text)
          return
        }
        settle(job, message)
        take()
      })
      worker.on('error', (error: NodeJS.ErrnoException) => {
        exhausted = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        failure = `${error.name}: ${error.message}`
      })
      worker.on('exit', (code) => {
        clearTimeout(patienceTimer)
        signal?.removeEventListener('abort', lose)
        const progress = running.get(job)
        if (progress) {
          const message = failure ?? `the worker ended with exit code ${code} and without an answer`
          if (exhausted) settle(job, { kind: 'interrupted', progress, reason: 'memory' })
          else if (interrupted() && failure === undefined) settle(job, { kind: 'interrupted', progress })
          else settle(job, { kind: 'crashed', message })
        }
        resolve(!interrupted() && failed(progress) && waiting.length > 0 ? live() : undefined)
      })
      take()
    })

  const raise = (): void => void Atomics.store(stop, 0, 1)
  if (interrupted()) raise()
  signal?.addEventListener('abort', raise, { once: true })
  await Promise.all(Array.from({ length: count }, live))
  signal?.removeEventListener('abort', raise)
  return Array.from(outcomes, (outcome) => outcome ?? { kind: 'interrupted', progress: idle })
}

/** A thread that died over a job leaves the others to a new one. */
const failed = (progress: JobProgress | undefined): boolean => progress !== undefined
