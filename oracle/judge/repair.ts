// The nearest single change of a log that would make it conform: what its writer probably meant, or the role forgot.
import type { Belief } from '../belief/belief.js'
import { beliefAfter, explainedOf, type Case, type Observation } from './replay.js'
import type { Role } from '../belief/role.js'
import { eventText, type Observed } from '../belief/symbol.js'

export interface Repair {
  readonly kind: 'insert' | 'remove' | 'replace' | 'shift'
  /** In words, naming the line. */
  readonly text: string
  /** The event that is put in, if one is. */
  readonly event?: string
  readonly line: number
  /** Observations that are explained from the failing one on. */
  readonly explains: number
}

/** Observations before the failing one that are changed, too. */
const back = 3
/** Beliefs beyond this size are only repaired at the failing line. */
const wide = 200

const symbols = (role: Role): readonly Observed[] =>
  (['out', 'in'] as const).flatMap((direction) =>
    (direction === 'in' ? role.hears : role.says).map((event) => ({
      direction,
      events: [event],
      tag: '',
      text: eventText(role.table.events[event]!),
    })),
  )

const verb = ({ direction }: Observed): string => (direction === 'in' ? 'heard' : direction === 'out' ? 'said' : 'true')

interface Edit {
  readonly kind: Repair['kind']
  readonly text: string
  readonly event?: string
  /** What comes in place of the observation. */
  readonly instead: readonly Observation[]
}

function* editsOf(role: Role, one: Observation, last: number, moments: readonly number[]): Generator<Edit> {
  const { observed, time, line } = one
  for (const moment of moments) {
    yield {
      kind: 'shift',
      text: `line ${line} were at ${moment} ms, ${Math.abs(moment - time)} ms ${moment > time ? 'later' : 'earlier'}`,
      instead: [{ ...one, time: moment }],
    }
  }
  for (const symbol of symbols(role)) {
    const put = { time, observed: symbol, line }
    // At the moment of the line before it, of the line itself, or of a timer between them.
    for (const moment of new Set([last, ...moments.filter((at) => at > last && at < time), time])) {
      yield {
        kind: 'insert',
        text: `${symbol.text} were ${verb(symbol)} before line ${line}${moment === time ? '' : `, at ${moment} ms`}`,
        event: symbol.text,
        instead: [{ ...put, time: moment }, one],
      }
    }
    if (symbol.direction === observed.direction && symbol.text !== observed.text) {
      yield { kind: 'replace', text: `line ${line} were ${symbol.text}`, event: symbol.text, instead: [put] }
    }
  }
  yield { kind: 'remove', text: `line ${line} were not there`, instead: [] }
}

/** Times at which the role may say something by a timer, near the failing line. */
function momentsOf(judged: Case['judged'], before: Belief, one: Observation): readonly number[] {
  const moments = before.flatMap(({ due }) => due)
  const { tolerance } = judged.settings
  return [...new Set(moments)].filter((moment) => moment !== one.time && Math.abs(moment - one.time) > tolerance)
}

const order: Readonly<Record<Repair['kind'], number>> = { shift: 0, insert: 1, replace: 2, remove: 3 }

/**
 * Single changes after which the log is explained further, the best first.
 *
 * @param most how many are wanted
 */
export function repairs({ judged, observations, at }: Case, most = 3): readonly Repair[] {
  const failing = observations[at]
  if (failing === undefined) return []
  const from = Math.max(0, at - back)
  const checkpoint = from === 0 ? undefined : beliefAfter(judged, observations.slice(0, from))
  const narrow = (checkpoint?.length ?? judged.starts.length) <= wide
  const found: (Repair & { readonly distance: number })[] = []
  let before: Belief = checkpoint ?? judged.believer.start(judged.starts, observations[0]!.time)
  for (let position = from; position <= at; position++) {
    const one = observations[position]!
    if (narrow || position === at) {
      for (const { kind, text, event, instead } of editsOf(
        judged.role,
        one,
        observations[position - 1]?.time ?? one.time,
        momentsOf(judged, before, one),
      )) {
        const rest = [...instead, ...observations.slice(position + 1)]
        if (rest.some(({ time }, index) => index > 0 && time < rest[index - 1]!.time)) continue
        const explained = explainedOf(judged, rest, before) - instead.length + position + 1
        // The failing line itself and something after it, unless nothing comes after it.
        if (explained <= Math.min(at + 1, observations.length - 1)) continue
        const repair = { kind, text, ...(event === undefined ? {} : { event }), line: one.line }
        found.push({ ...repair, explains: explained - at, distance: at - position })
      }
    }
    const next = judged.believer.observe(before, one.observed, one.time)
    if (next.length > 0) before = next
  }
  const ranked = found.sort(
    (a, b) =>
      b.explains - a.explains || a.distance - b.distance || order[a.kind] - order[b.kind] || (a.text < b.text ? -1 : 1),
  )
  // Different kinds of changes say more than variants of one.
  const best = [...new Map([...ranked].reverse().map((repair) => [repair.kind, repair])).values()]
  return ranked
    .filter((repair) => best.includes(repair))
    .concat(ranked.filter((repair) => !best.includes(repair)))
    .slice(0, most)
    .map(({ distance: _, ...repair }) => repair)
}
