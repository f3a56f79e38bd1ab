// How times, events and causes are said, and who takes part in a story.
import type { PartyEvent } from '../model/party.js'
import type { Cause, Happening, Story, StoryStep } from '../model/result.js'

/** Milliseconds as a reader says them: `0 s`, `12.5 s`, `3 min 20 s`, `2 h`, `30 d`. */
export function timeInWords(milliseconds: number): string {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
  ] as const
  const parts: string[] = []
  let rest = milliseconds
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size)
    if (count > 0) parts.push(`${count} ${unit}`)
    rest -= count * size
  }
  if (rest > 0 || parts.length === 0) parts.push(`${rest / 1000} s`)
  return parts.join(' ')
}

const afterEvent = /^xstate\.after\.([^.]+)\./

/** An event with its payload: `power.applied (rescue: true)`; a timer by the name of its delay. */
export function eventInWords(event: PartyEvent): string {
  const payload = Object.entries(event).filter(([field]) => field !== 'type')
  const delay = afterEvent.exec(event.type)?.[1]
  const name = delay === undefined ? event.type : `after ${delay}`
  return payload.length === 0 ? name : `${name} (${payload.map(([field, value]) => `${field}: ${value}`).join(', ')})`
}

/** Whether a party took no notice of what it heard. */
export const isIgnored = ({ left, entered, changed, says }: Happening): boolean =>
  left.length === 0 && entered.length === 0 && says.length === 0 && Object.keys(changed).length === 0

/** The paths that no other path of the list goes on from: the deepest states. */
const deepest = (paths: readonly string[]): readonly string[] =>
  paths.filter((path) => !paths.some((other) => other.startsWith(`${path}.`)))

/** A value of a context: `(os: 2, code: none)`. */
export function valueInWords(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === undefined) return 'undefined'
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'no date' : value.toISOString()
  if (value instanceof Map) return `Map ${valueInWords([...value])}`
  if (value instanceof Set) return `Set ${valueInWords([...value])}`
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  return `(${Object.entries(value)
    .map(([field, part]) => `${field}: ${valueInWords(part)}`)
    .join(', ')})`
}

/** What one party did in one step, in a few phrases. */
export function changesInWords(happening: Happening): readonly string[] {
  if (isIgnored(happening)) return ['ignores it']
  const left = deepest(happening.left)
  const entered = deepest(happening.entered)
  return [
    ...(left.length > 0 && entered.length > 0 ? [`${left.join(', ')} → ${entered.join(', ')}`] : []),
    ...(left.length > 0 && entered.length === 0 ? [`leaves ${left.join(', ')}`] : []),
    ...(left.length === 0 && entered.length > 0 ? [`enters ${entered.join(', ')}`] : []),
    ...Object.entries(happening.changed).map(
      ([field, { before, after }]) => `${field}: ${valueInWords(before)} → ${valueInWords(after)}`,
    ),
    ...happening.says.map((event) => `says ${eventInWords(event)}`),
  ]
}

export const isParty = (name: string): boolean => name !== 'environment' && name !== 'clock'

/** The parties that hear or are heard in a story, in the order of the world. */
export function participants(story: Story): readonly string[] {
  const met = new Set(
    story.steps.flatMap(({ happenings }) =>
      happenings.flatMap(({ party, from }) => (isParty(from) ? [from, party] : [party])),
    ),
  )
  const known = Object.keys(story.start).filter((name) => met.has(name))
  return [...known, ...[...met].filter((name) => !known.includes(name))]
}

/** Who last said a message that was then lost; unknown where no step shows it. */
export function senderOf(steps: readonly StoryStep[], upTo: number, type: string): string | undefined {
  for (let index = upTo; index >= 0; index--) {
    const teller = steps[index]?.happenings.findLast(({ says }) => says.some((event) => event.type === type))
    if (teller) return teller.party
  }
  return undefined
}

export const marks: Readonly<Record<NonNullable<StoryStep['mark']>, string>> = {
  trigger: 'TRIGGER',
  violation: 'VIOLATION',
  witness: 'WITNESS',
  loop: 'LOOP',
}

export const causeInWords = (cause: Cause): string => {
  switch (cause.kind) {
    case 'stimulus':
      return 'environment'
    case 'delivery':
      return `over ${cause.channel}`
    case 'timer':
      return `timer ${cause.delay}`
    case 'tick':
      return 'time passes'
  }
}
