// How far a run has come: a line on stderr.
import { assess, type Assessment, type Effort, type Watcher } from '../../verification/assess.js'
import type { Asked } from '../../verification/plan.js'
import type { SpecifiedProperty } from '../../model/specification/module.js'
import type { Specification } from '../../verification/specification.js'
import type { PoolState } from '../../checker/parallel/workerPool.js'
import { painter } from '../../report/paint.js'
import { counted } from '../../util/plural.js'
import type { Io } from '../../report/terminal.js'

/** One line that says how far the run has come. */
export function progressLine({ ended, total, running }: PoolState): string {
  const states = running.reduce((sum, job) => sum + job.states, 0)
  return `${ended} of ${counted(total, 'exploration')} done, ${running.length} running at ${counted(states, 'state')}`
}

/** A line that is drawn over itself on a terminal, and now and then a new line elsewhere. */
export function statusLine({ stderr, live }: Io): { show: (text: () => string) => void; clear: () => void } {
  let shown = -Infinity
  const every = live ? 100 : 15_000
  return {
    show: (text) => {
      const now = performance.now()
      if (now - shown < every) return
      shown = now
      stderr.write(live ? `\r\x1b[2K${text()}` : `${text()}\n`)
    },
    clear: () => {
      if (live && shown !== -Infinity) stderr.write('\r\x1b[2K')
    },
  }
}

/** The same for a pool of explorations. */
export function showing(io: Io): { show: (state: PoolState) => void; clear: () => void } {
  const { show, clear } = statusLine(io)
  return { show: (state) => show(() => progressLine(state)), clear }
}

/** Writes a warning to stderr. */
export const warningOn =
  ({ stderr, color }: Pick<Io, 'stderr' | 'color'>) =>
  (text: string): void =>
    stderr.write(`${painter(color).warn('warning:')} ${text}\n`)

/** Plans, runs and judges what is asked; progress and warnings go to stderr. */
export async function assessOn(
  io: Io,
  specification: Specification,
  properties: readonly SpecifiedProperty[],
  asked: readonly Asked[],
  effort: Effort,
  onSettled?: Watcher['onSettled'],
): Promise<Assessment> {
  const progress = showing(io)
  const assessment = await assess(specification, properties, asked, effort, {
    signal: io.signal,
    onProgress: progress.show,
    onWarning: warningOn(io),
    ...(onSettled ? { onSettled } : {}),
  })
  progress.clear()
  return assessment
}
