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

/** The jobs of a run: which wait, which run and how far they have come, and what became of the others. */
class Jobs<Result> {
  readonly #requests: readonly unknown[]
  readonly #options: PoolOptions<Result>
  readonly #waiting: number[]
  readonly #running = new Map<number, JobProgress>()
  readonly #outcomes: (Outcome<Result> | undefined)[]
  #ended = 0

  constructor(requests: readonly unknown[], options: PoolOptions<Result>) {
    this.#requests = requests
    this.#options = options
    this.#waiting = Array.from(requests, (_, job) => job)
    this.#outcomes = new Array<Outcome<Result> | undefined>(requests.length)
  }

  get isInterrupted(): boolean {
    return this.#options.signal?.aborted ?? false
  }

  /** Whether jobs are left that nobody has taken. */
  get areLeft(): boolean {
    return !this.isInterrupted && this.#waiting.length > 0
  }

  /** What became of each; of a job that was never started, that it was interrupted. */
  get outcomes(): readonly Outcome<Result>[] {
    return Array.from(this.#outcomes, (outcome) => outcome ?? { kind: 'interrupted', progress: idle })
  }

  /** How far a job has come; undefined where it does not run. */
  progressOf(job: number): JobProgress | undefined {
    return this.#running.get(job)
  }

  /** The next job for a thread, given the one that it had before; undefined where none is left. */
  take(before: number | undefined): { readonly job: number; readonly request: unknown } | undefined {
    if (!this.areLeft) return undefined
    const { about, asked = (job: number) => this.#requests[job] } = this.#options
    const latest = before === undefined ? undefined : about?.(before)
    const own = about && this.#waiting.findIndex((job) => about(job) === latest)
    const taken = new Set([...this.#running.keys()].map((job) => about?.(job)))
    const place =
      own !== undefined && own >= 0 ? own : this.#waiting.findIndex((job) => !about || !taken.has(about(job)))
    const job = this.#waiting.splice(Math.max(place, 0), 1)[0]!
    this.progress(job, idle)
    return { job, request: asked(job) }
  }

  progress(job: number, { states, transitions }: JobProgress): void {
    this.#running.set(job, { states, transitions })
    this.#tell()
  }

  settle(job: number, outcome: Outcome<Result>): void {
    this.#outcomes[job] = outcome
    this.#options.onSettled?.(job, outcome)
    this.#running.delete(job)
    this.#ended++
    this.#tell()
  }

  #tell(): void {
    this.#options.onProgress?.({
      total: this.#requests.length,
      ended: this.#ended,
      running: [...this.#running].map(([job, progress]) => ({ job, ...progress })),
    })
  }
}

/** What became of a job whose thread has ended without an answer. */
function lostOutcome(
  progress: JobProgress,
  code: number,
  error: NodeJS.ErrnoException | undefined,
  isInterrupted: boolean,
): Outcome<never> {
  if (error?.code === 'ERR_WORKER_OUT_OF_MEMORY') return { kind: 'interrupted', progress, reason: 'memory' }
  if (isInterrupted && error === undefined) return { kind: 'interrupted', progress }
  const message = error && `${error.name}: ${error.message}`
  return { kind: 'crashed', message: message ?? `the worker ended with exit code ${code} and without an answer` }
}

/** One thread's life: jobs until none is left, or until it dies; then another goes on with what is left. */
function live<Result>(jobs: Jobs<Result>, start: WorkerStart, options: PoolOptions<Result>): Promise<void> {
  const { entry, onWarning, signal, patience = 5000 } = options
  return new Promise((resolve) => {
    const worker = startThread(entry, {
      workerData: start,
      resourceLimits: { maxOldGenerationSizeMb: Math.floor(Math.max(start.memory, leastHeap) / 2 ** 20) },
    })
    let job: number | undefined
    let failure: NodeJS.ErrnoException | undefined
    let patienceTimer: NodeJS.Timeout | undefined
    const take = (): void => {
      const next = jobs.take(job)
      job = next?.job
      if (next === undefined) void worker.terminate()
      else worker.postMessage({ kind: 'job', request: next.request } satisfies ToWorker<unknown>)
    }
    const lose = (): void => {
      patienceTimer = setTimeout(() => void worker.terminate(), patience)
    }
    signal?.addEventListener('abort', lose, { once: true })
    worker.on('message', (message: FromWorker<Result>) => {
      if (message.kind === 'progress') jobs.progress(job!, message)
      else if (message.kind === 'warning') onWarning?.(message.text)
      else {
        jobs.settle(job!, message)
        take()
      }
    })
    worker.on('error', (error: NodeJS.ErrnoException) => (failure = error))
    worker.on('exit', (code) => {
      clearTimeout(patienceTimer)
      signal?.removeEventListener('abort', lose)
      const progress = job === undefined ? undefined : jobs.progressOf(job)
      if (progress) jobs.settle(job!, lostOutcome(progress, code, failure, jobs.isInterrupted))
      // A thread that died over a job leaves the others to a new one.
      resolve(progress !== undefined && jobs.areLeft ? live(jobs, start, options) : undefined)
    })
    take()
  })
}

/** Runs all jobs and yields what became of each, in their order. Never rejects for what a job does. */
export async function runPool<Result>(
  requests: readonly unknown[],
  options: PoolOptions<Result>,
): Promise<readonly Outcome<Result>[]> {
  const { workers = availableParallelism(), maxMemory = totalmem() * 0.7, cache, signal } = options
  const jobs = new Jobs(requests, options)
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const count = Math.max(1, Math.min(workers, requests.length))
  const memory = Math.max(1, Math.floor(maxMemory / count))
  const start: WorkerStart = { stop, memory, ...(cache === undefined ? {} : { cache }) }
  const raise = (): void => void Atomics.store(stop, 0, 1)
  if (jobs.isInterrupted) raise()
  signal?.addEventListener('abort', raise, { once: true })
  await Promise.all(Array.from({ length: count }, () => live(jobs, start, options)))
  signal?.removeEventListener('abort', raise)
  return jobs.outcomes
}
