// The smallest log that still fails in the same way: delta debugging over its lines (Zeller and Hildebrandt, 2002).
import { signatureOf, type Case, type Observation } from './replay.js'

/** Judgements of candidates at most. */
const budget = 8_000
/** Lines that are tried together at every place. */
const episode = 8

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
  const removeAll = (size: number, stride: number): boolean => {
    let removed = false
    for (let from = kept.length - size; from > -size && kept.length > 0; from -= stride) {
      const start = Math.max(0, Math.min(from, kept.length - 1))
      const without = [...kept.slice(0, start), ...kept.slice(start + size)]
      if (!stillFails(without)) continue
      kept = without
      removed = true
    }
    return removed
  }
  for (let size = Math.ceil(kept.length / 2); size > episode; size = Math.ceil(size / 2)) removeAll(size, size)
  // An input, what it led to and what undid it stand together, at any place.
  for (let removed = true; removed && judgements <= budget;) {
    removed = false
    for (let size = episode; size >= 1; size--) removed = removeAll(size, 1) || removed
  }
  return [...kept, observations[at]!]
}
