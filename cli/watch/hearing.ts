// What is done about news of a worker of impspec watch.
import type { Told } from '../../oracle/watch/verdicts.js'
import type { Progress } from '../../oracle/watch/worker.js'

/** What a process that works alone, and one that supervises others, do when something is heard of a worker. */
export interface Hearing {
  readonly onVerdict: (told: Told) => void
  readonly onProgress: (all: readonly Progress[]) => void
  readonly onTrouble: (text: string) => void
}
