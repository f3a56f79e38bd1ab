// What a line of a log says of a role: an event of its alphabets, several where fields are not known, or a tag.
import { distance } from 'fastest-levenshtein'
import type { PartyEvent } from '../../model/party.js'
import type { Direction, Role } from './role.js'

export interface Observed {
  readonly direction: Direction
  /** Indices into the events of the role's table: the ones that it may have been. Empty for `is` and `not`. */
  readonly events: readonly number[]
  /** For `is` and `not`. */
  readonly tag: string
  /** For `is`: ms for which it may have been over. */
  readonly within?: number | undefined
  /** It was so at the moment of the observation before it: nothing happened in between. */
  readonly also?: boolean | undefined
  /** As a reader would write it. */
  readonly text: string
}

/** How a state was seen, besides what it was. */
export type Manner = Pick<Observed, 'within' | 'also'>

/** Whether something is seen at the moment at which a state was, as the last thing that the same line said. */
export const seenAlso = (before: Direction | undefined, then: Direction): boolean =>
  then !== 'out' && (before === 'is' || before === 'not')

/** In place of the value of a field that the log does not tell. */
export const anyValue = '*'

/** An event as it is written in a log: fields may be `'*'`. */
export interface WrittenEvent {
  readonly type: string
  readonly [field: string]: string | number | boolean | null
}

/** What is wrong with an observation, and what would be right. */
export class NotInAlphabet extends Error {
  override readonly name = 'NotInAlphabet'
}

/** Up to three names that may have been meant. */
export const near = (name: string, names: readonly string[]): readonly string[] =>
  names
    .map((candidate) => ({ candidate, far: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ far }) => far <= Math.max(2, Math.ceil(name.length / 3)))
    .sort((one, other) => one.far - other.far)
    .slice(0, 3)
    .map(({ candidate }) => candidate)

const meant = (name: string, names: readonly string[]): string => {
  const close = near(name, names)
  return close.length > 0 ? `did you mean ${close.join(', or ')}?` : `there are ${names.join(', ')}`
}

/** An event in one line: `packet.flashed (token: 1, plan: A)`. */
export function eventText({ type, ...fields }: PartyEvent): string {
  const written = Object.entries(fields).map(([field, value]) => `${field}: ${String(value)}`)
  return written.length > 0 ? `${type} (${written.join(', ')})` : type
}

const typesOf = (role: Role, ids: readonly number[]): readonly string[] => [
  ...new Set(ids.map((id) => role.table.events[id]!.type)),
]

const says: Readonly<Record<Direction, string>> = { in: 'hears', out: 'says', is: 'is', not: 'is not' }

function mismatch(role: Role, { type, ...fields }: WrittenEvent, ofType: readonly PartyEvent[]): string {
  const known = Object.keys(ofType[0]!).filter((field) => field !== 'type')
  for (const field of Object.keys(fields)) {
    if (!known.includes(field)) {
      return `'${type}' has no field '${field}': ${known.length > 0 ? meant(field, known) : 'it has none'}`
    }
  }
  for (const field of known) {
    const values = [...new Set(ofType.map((event) => JSON.stringify(event[field])))]
    if (fields[field] === undefined) {
      return `'${type}' lacks the field '${field}': one of ${values.join(', ')}, or "*" where it is not known`
    }
    if (fields[field] !== anyValue && !values.includes(JSON.stringify(fields[field]))) {
      return `'${type}': ${field} is ${JSON.stringify(fields[field])}, one of ${values.join(', ')} expected`
    }
  }
  return `'${type}' never has these fields together in the role '${role.name}'`
}

/**
 * What an observation means for a role.
 *
 * @throws NotInAlphabet for an event or a tag that the role does not know, saying which it does
 */
export function observedIn(role: Role, direction: Direction, written: WrittenEvent, manner: Manner = {}): Observed {
  const text = eventText(written)
  if (direction === 'is' || direction === 'not') {
    if (role.tags.includes(written.type) || role.states.includes(written.type))
      return { direction, events: [], tag: written.type, text, ...manner }
    const named = role.tags.length > 0 ? role.tags : role.states.filter((path) => path !== '')
    const what = role.tags.length > 0 ? 'tag' : 'state'
    throw new NotInAlphabet(`the role '${role.name}' has no ${what} '${written.type}': ${meant(written.type, named)}`)
  }
  const alphabet = direction === 'in' ? role.hears : role.says
  const ofType = alphabet.filter((id) => role.table.events[id]!.type === written.type)
  if (ofType.length === 0) {
    const other = direction === 'in' ? role.says : role.hears
    const hint = typesOf(role, other).includes(written.type)
      ? `it ${direction === 'in' ? 'says' : 'hears'} it: the direction is '${direction === 'in' ? 'out' : 'in'}'`
      : meant(written.type, typesOf(role, alphabet))
    throw new NotInAlphabet(`the role '${role.name}' never ${says[direction]} '${written.type}': ${hint}`)
  }
  const events = ofType.filter((id) => {
    const event = role.table.events[id]!
    const fields = Object.keys(event)
    return (
      Object.keys(written).length === fields.length &&
      fields.every((field) => field === 'type' || written[field] === anyValue || written[field] === event[field])
    )
  })
  if (events.length > 0) return { direction, events, tag: '', text, also: manner.also }
  throw new NotInAlphabet(
    mismatch(
      role,
      written,
      ofType.map((id) => role.table.events[id]!),
    ),
  )
}
