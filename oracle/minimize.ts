// The smallest log that still fails in the same way: delta debugging over its lines (Zeller and Hildebrandt, 2002).
import { signatureOf, type Case, type Observation } from './replay.js'

/** Judgements of candidates at most. */
const budget = 4_000

/**
 * The observations that are needed for the failure of a case, in their order; the last is the one that fails.
 *
 * Smaller logs are judged like any other: all but their last line are explained, and the last fails for the same
 * reason, in the same state of the role.
 */
export function minimized({ judged, observations, at }: Case): readonly Observation[] {
  const all = observations.slice(0, at + 1)
  const wanted = signatureOf(judged, all)
  let judgements = 0
  const stillFails = (kept: readonly Observation[]): boolean =>
    ++judgements <= budget && signatureOf(judged, [...kept, observations[at]!]) === wanted
  let kept: readonly Observation[] = all.slice(0, -1)
  for (let size = Math.ceil(kept.length / 2); size >= 1;) {
    let removed = false
    for (let from = kept.length - size; from > -size && kept.length > 0; from -= size) {
      const start = Math.max(0, from)
      const without = [...kept.slice(0, start), ...kept.slice(from + size)]
      if (!stillFails(without)) continue
      kept = without
      removed = true
    }
    if (size === 1 && !removed) break
    size = size === 1 ? 1 : Math.ceil(size / 2)
  }
  return [...kept, observations[at]!]
}
