// The observations of one role of one device, gathered from a log to be judged again, changed.
import { TooManyHypotheses, type Belief } from '../belief/belief.js'
import type { CheckOptions } from './check.js'
import { nativeReader } from './check.js'
import { explain } from '../belief/explain.js'
import { JudgedRoles, type Failure, type JudgedRole } from './judge.js'
import { eachLine, type Source } from '../read/lines.js'
import type { Observed } from '../belief/symbol.js'

export interface Observation {
  readonly time: number
  readonly observed: Observed
  readonly line: number
}

/** One failure with everything that is needed to judge it again. */
export interface Case {
  readonly judged: JudgedRole
  readonly observations: readonly Observation[]
  /** Index of the observation that is not explained. */
  readonly at: number
}

/** Observations after the failing one that are kept, to tell one repair from another. */
const lookahead = 40

/** Reads a log again for what concerns one failure. */
export async function caseOf(source: Source, options: CheckOptions, failure: Failure): Promise<Case> {
  const roles = new JudgedRoles(options)
  const wanted = roles.indexOf(failure.role)
  const observations: Observation[] = []
  let after = 0
  let met = false
  const reader = (options.reader ?? nativeReader)(source.name, roles, (time, device, { role, observed }, line) => {
    if (role !== wanted || device !== failure.device || after > lookahead) return
    // The newest line may stand first.
    if (met && line !== failure.line) after++
    met ||= line === failure.line
    observations.push({ time, observed, line })
  })
  await eachLine(source, (bytes, start, end, line) => {
    if (after <= lookahead) reader.read(bytes, start, end, line)
  })
  reader.end?.()
  const ordered =
    roles.all[wanted]!.settings.reorder > 0 ? [...observations].sort((a, b) => a.time - b.time) : observations
  const judged = roles.all[wanted]!
  return { judged, observations: ordered, at: explainedOf(judged, ordered) }
}

/** Judges observations from a belief on; the index of the first that is not explained, or how many there are. */
export function explainedOf(judged: JudgedRole, observations: readonly Observation[], from?: Belief): number {
  let belief = from
  for (const [index, { time, observed }] of observations.entries()) {
    belief ??= judged.believer.start(judged.starts, time)
    try {
      belief = judged.believer.observe(belief, observed, time)
    } catch (error) {
      if (error instanceof TooManyHypotheses) return index
      throw error
    }
    if (belief.length === 0) return index
  }
  return observations.length
}

/** The belief after all of some observations; none if they are not explained. */
export function beliefAfter(judged: JudgedRole, observations: readonly Observation[]): Belief {
  let belief: Belief | undefined
  for (const { time, observed } of observations) {
    belief = judged.believer.observe(belief ?? judged.believer.start(judged.starts, time), observed, time)
    if (belief.length === 0) return belief
  }
  return belief ?? []
}

/** What makes two failures the same one: what was seen, how it is wrong, and what could have come instead. */
export function signatureOf(judged: JudgedRole, observations: readonly Observation[]): string | undefined {
  const at = explainedOf(judged, observations)
  const failing = observations[at]
  if (failing === undefined) return undefined
  const before =
    at === 0 ? judged.believer.start(judged.starts, failing.time) : beliefAfter(judged, observations.slice(0, at))
  const { kind, instead, believed } = explain(judged.believer, before, failing.observed, failing.time)
  const said = instead.filter(({ direction }) => direction === 'out').map(({ event, rule }) => `${event} ${rule}`)
  // Where nothing is to be said, only the place tells one failure from another.
  const where = said.length > 0 ? [] : believed.map(({ states }) => states.join(' '))
  return JSON.stringify([kind, failing.observed.direction, failing.observed.text, said.sort(), where.sort()])
}
