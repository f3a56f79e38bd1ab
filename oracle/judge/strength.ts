// How strong a mapping is on a log: which single changes of the log's own lines it would have noticed.
//
// Each line but the last is left out, changes places with the next that says something else, and is moved to some other time. What is
// judged is the log from there on; as soon as everything that explains the log as it was explains the changed one, the
// change is not noticed any more.
import { randomFrom, type Random } from '../../checker/semantics/randomWalk.js'
import { coversBelief, type Belief } from '../belief/belief.js'
import type { Observed } from '../belief/symbol.js'
import { eachLine, type Source } from '../read/lines.js'
import { UnreadableInput } from '../read/errors.js'
import { nativeReader, type CheckOptions } from './check.js'
import { JudgedRoles, type JudgedRole } from './judged.js'

export const changes = ['dropped', 'swapped', 'moved'] as const
export type Change = (typeof changes)[number]

/** What became of the changes of one kind. */
export interface Noticed {
  readonly tried: number
  readonly refused: number
  /** Passed, with nothing else believed afterwards: to this role the changed log says the same. */
  readonly same: number
}

/** The strength of a mapping on what a log says of one role of one device. */
export interface Strength {
  readonly role: string
  readonly device: string
  readonly lines: number
  /** Lines without which the same would be believed: they are not dropped. */
  readonly idle: number
  readonly changes: Readonly<Record<Change, Noticed>>
}

/** What one line says of a role of a device. */
interface Line {
  readonly time: number
  readonly text: string
  readonly observed: readonly Observed[]
}

interface Part {
  readonly judged: JudgedRole
  readonly device: string
  readonly lines: Line[]
}

export interface StrengthOptions extends CheckOptions {
  /** Lines of each role and device that are changed at most; they are spread over the log. */
  readonly sample: number
  readonly seed: number
  readonly onChange?: (tried: number) => void
}

async function partsOf(source: Source, options: CheckOptions): Promise<readonly Part[]> {
  const roles = new JudgedRoles(options)
  const parts = new Map<string, Part & { readonly numbers: number[] }>()
  const reader = (options.reader ?? nativeReader)(source.name, roles, (time, device, { role, observed }, number) => {
    const key = JSON.stringify([role, device])
    let part = parts.get(key)
    if (part === undefined) parts.set(key, (part = { judged: roles.all[role]!, device, lines: [], numbers: [] }))
    const text = `${observed.direction} ${observed.text}`
    const last = part.lines.at(-1)
    if (last !== undefined && part.numbers.at(-1) === number) {
      part.lines[part.lines.length - 1] = {
        time,
        text: `${last.text}, ${text}`,
        observed: [...last.observed, observed],
      }
    } else {
      part.lines.push({ time, text, observed: [observed] })
      part.numbers.push(number)
    }
  })
  await eachLine(source, (bytes, start, end, line) => reader.read(bytes, start, end, line))
  reader.end?.()
  return [...parts.values()]
}

const after = ({ believer }: JudgedRole, belief: Belief, { observed, time }: Line): Belief =>
  observed.reduce<Belief>((so, one) => (so.length === 0 ? so : believer.observe(so, one, time)), belief)

/** A line at some other time: half-way between two others of the log. */
function moved(lines: readonly Line[], at: number, random: Random): readonly Line[] {
  const rest = lines.filter((_, index) => index !== at)
  const place = 1 + Math.floor(random() * (rest.length - 1))
  const time = Math.round((rest[place - 1]!.time + rest[place]!.time) / 2)
  return [...rest.slice(0, place), { ...lines[at]!, time }, ...rest.slice(place)]
}

/** Two lines that say different things in each other's places. */
function swapped(lines: readonly Line[], at: number): readonly Line[] | undefined {
  const other = lines.findIndex(({ text }, index) => index > at && text !== lines[at]!.text)
  if (other < 0) return undefined
  const [one, two] = [lines[at]!, lines[other]!]
  return lines.map((line, index) =>
    index === at ? { ...two, time: one.time } : index === other ? { ...one, time: two.time } : line,
  )
}

/** The strength of one part, which is passed as it is. */
function strengthOf(part: Part, source: string, { sample, seed, onChange }: StrengthOptions): Strength {
  const { judged, device } = part
  const lines = [...part.lines].sort((one, other) => one.time - other.time)
  const before: Belief[] = [judged.believer.start(judged.starts, lines[0]!.time)]
  for (const line of lines) before.push(after(judged, before.at(-1)!, line))
  const { name: role } = judged.role
  if (before.at(-1)!.length === 0)
    throw new UnreadableInput(source, 0, `is no log that the ${role} passes; see: impspec check`)
  const random = randomFrom(seed)
  const counts = Object.fromEntries(changes.map((change) => [change, { tried: 0, refused: 0, same: 0 }])) as Record<
    Change,
    { tried: number; refused: number; same: number }
  >
  let [idle, tried] = [0, 0]
  /** `same`: nothing that is believed later has changed. */
  const judge = (changed: readonly Line[]): 'refused' | 'passed' | 'same' => {
    const from = changed.findIndex((line, at) => line !== lines[at])
    let belief = before[from < 0 ? lines.length : from]!
    for (let at = from; at >= 0 && at < changed.length; at++) {
      belief = after(judged, belief, changed[at]!)
      if (belief.length === 0) return 'refused'
      const behind = at + 1 + lines.length - changed.length
      if (changed[at] !== lines[behind - 1] || changed[at + 1] !== lines[behind]) continue
      const original = before[behind]!
      if (coversBelief(belief, original)) return coversBelief(original, belief) ? 'same' : 'passed'
    }
    return 'passed'
  }
  const note = (change: Change, changed: readonly Line[] | undefined): void => {
    if (
      changed === undefined ||
      changed.every(({ time, text }, at) => time === lines[at]?.time && text === lines[at].text)
    )
      return
    const outcome = judge(changed)
    onChange?.(++tried)
    if (change === 'dropped' && outcome === 'same') {
      idle++
      return
    }
    counts[change].tried++
    if (outcome !== 'passed') counts[change][outcome]++
  }
  const step = Math.max(1, lines.length / sample)
  for (let one = 0; one < lines.length && lines.length > 2; one += step) {
    const at = Math.floor(one)
    note(
      'dropped',
      lines.filter((_, index) => index !== at),
    )
    note('swapped', swapped(lines, at))
    note('moved', moved(lines, at, random))
  }
  return { role, device, lines: lines.length, idle, changes: counts }
}

/**
 * How strong a mapping is on a log, for each role and device.
 *
 * @throws UnreadableInput for a log that cannot be read, or is not passed as it is
 */
export async function strengths(source: Source, options: StrengthOptions): Promise<readonly Strength[]> {
  const parts = await partsOf(source, options)
  if (parts.length === 0) throw new UnreadableInput(source.name, 0, 'says nothing of a role')
  return parts.map((part) => strengthOf(part, source.name, options))
}
