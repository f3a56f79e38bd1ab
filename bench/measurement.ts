// What one engine measured on one system, and the arithmetic that is done with it.

/** Seconds of one exploration, from its first state to its last. */
export interface Sample {
  readonly wall: number
  /** Of all threads together. */
  readonly cpu: number
}

export interface Measurement {
  /** Of the system itself: what an engine adds to it (a root, from which initial states are chosen) is taken off. */
  readonly states: number
  readonly transitions: number
  readonly threads: number
  /** Seconds before the exploration that every further run with the same tables or the same binary is spared. */
  readonly preparation: number
  readonly samples: readonly Sample[]
  /** Bytes for what is kept of all states together, hash table included. */
  readonly kept?: number
  /** Bytes of the process at most. */
  readonly peak?: number
}

/** Why an engine did not measure. */
export interface Skipped {
  readonly skipped: string
}

/** That an engine was to measure and could not, and why. */
export interface Failed {
  readonly failed: string
}

export interface Job {
  readonly engine: string
  readonly system: string
  /** Explorations with everything prepared. */
  readonly runs: number
  readonly workers: number
  /** Whether the checker is the built one, as it is published, or the TypeScript sources. */
  readonly built: boolean
}

export type Outcome = Measurement | Skipped | Failed

/** What a job came to. */
export interface Row {
  readonly job: Job
  readonly outcome: Outcome
}

export const isMeasured = (outcome: Outcome): outcome is Measurement =>
  !('skipped' in outcome) && !('failed' in outcome)

/** @throws RangeError for no numbers */
export function median(numbers: readonly number[]): number {
  if (numbers.length === 0) throw new RangeError('a median of no numbers')
  const sorted = [...numbers].sort((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Rates and sizes of a measurement. A time below the resolution of its clock gives no rate. */
export function figuresOf({ states, transitions, samples, kept, peak, preparation }: Measurement) {
  const wall = median(samples.map((sample) => sample.wall))
  const cpu = median(samples.map((sample) => sample.cpu))
  const over = (amount: number, seconds: number): number | null => (seconds > 0 ? amount / seconds : null)
  return {
    states,
    transitions,
    wall,
    cpu,
    preparation,
    statesPerSecond: over(states, wall),
    transitionsPerSecond: over(transitions, wall),
    statesPerCpuSecond: over(states, cpu),
    bytesPerState: kept === undefined ? null : kept / states,
    peakBytes: peak ?? null,
  }
}

export type Figures = ReturnType<typeof figuresOf>

/** Runs something and says how long it took; CPU time is that of the whole process. */
export async function timed<T>(work: () => T | Promise<T>): Promise<{ readonly result: T; readonly sample: Sample }> {
  const cpuBefore = process.cpuUsage()
  const began = performance.now()
  const result = await work()
  const wall = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  return { result, sample: { wall, cpu: (user + system) / 1e6 } }
}

/** Systems on which not all engines count the same, in words. */
export function disagreements(rows: readonly Row[]): readonly string[] {
  const counts = new Map<string, string[]>()
  for (const { job, outcome } of rows) {
    if (!isMeasured(outcome)) continue
    const count = `${outcome.states} states and ${outcome.transitions} transitions`
    counts.set(job.system, [...(counts.get(job.system) ?? []), `${job.engine} ${count}`])
  }
  const differs = (all: readonly string[]): boolean => new Set(all.map((one) => one.replace(/^\S+ /, ''))).size > 1
  return [...counts].flatMap(([system, all]) => (differs(all) ? [`${system}: ${all.join('; ')}`] : []))
}
