// Reads lines of a foreign log by a mapping.
import { whyUnmatched } from './stopped.js'
import { textIn } from './bytes.js'
import { excerpt, UnreadableInput } from './errors.js'
import type { Mapping } from './mapping.js'
import type { Direction } from '../belief/role.js'
import { anyValue, NotInAlphabet, seenAlso, type WrittenEvent } from '../belief/symbol.js'
import type { LineReader, Roles, Teller } from './trace.js'

type Fields = Readonly<Record<string, string>>

/** What a mapping makes of one line. */
export type Made =
  | {
      readonly kind: 'events'
      readonly rule: number
      readonly time: number
      readonly device: string
      readonly source?: string
      readonly observations: readonly WrittenObservation[]
    }
  | { readonly kind: 'ignored'; readonly why: string }
  | { readonly kind: 'unreadable'; readonly why: string }

export interface WrittenObservation {
  readonly role: string
  readonly dir: Direction
  readonly event: WrittenEvent
  readonly within?: number
}

const isoTime =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(?:(Z|UTC|GMT)|(?:UTC|GMT)?([+-])(\d\d?)(?::?(\d\d))?)?$/

/** ms since 1970 of a time in ISO 8601; undefined for anything else, or a time that names no zone where none is given. */
export function parseIso(text: string, zone: string | undefined): number | undefined {
  const parts = isoTime.exec(text.trim())
  if (parts === null) return undefined
  const [, year, month, day, hour, minute, second = '0', fraction = '', utc, sign, offHours, offMinutes = '0'] = parts
  const ms = Number(fraction.padEnd(3, '0').slice(0, 3))
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), ms)
  const valid = new Date(local)
  if (valid.getUTCMonth() !== Number(month) - 1 || valid.getUTCDate() !== Number(day) || Number(hour) > 23)
    return undefined
  if (utc !== undefined) return local
  if (sign !== undefined) return local - offset(sign, Number(offHours), Number(offMinutes))
  if (zone === undefined) return undefined
  return zone === 'Z' ? local : local - offset(zone[0]!, Number(zone.slice(1, 3)), Number(zone.slice(4, 6)))
}

const offset = (sign: string, hours: number, minutes: number): number =>
  (sign === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000

interface Where {
  readonly field: string
  readonly matches: RegExp
}

const compile = (where: Readonly<Record<string, string>>): readonly Where[] =>
  Object.entries(where).map(([field, pattern]) => ({ field, matches: new RegExp(pattern, 'u') }))

/** Fields that hold and the groups that they give; undefined if one does not match. */
function match(where: readonly Where[], fields: Fields): Fields | undefined {
  let groups: Fields = {}
  for (const { field, matches } of where) {
    const found = matches.exec(fields[field] ?? '')
    if (found === null || fields[field] === undefined) return undefined
    if (found.groups !== undefined) groups = { ...groups, ...found.groups }
  }
  return groups
}

const reference = /^\{([^{}]+)\}$/

/** The field or group that a value of a rule stands for; undefined for a value of its own. */
export const referenceIn = (value: string | number | boolean | null | undefined): string | undefined =>
  typeof value === 'string' ? reference.exec(value)?.[1] : undefined

/** A mapping, ready to be applied to lines. */
export class Mapper {
  readonly mapping: Mapping
  readonly #pattern: RegExp | undefined
  readonly #ignore: readonly (readonly Where[])[]
  readonly #rules: readonly { readonly where: readonly Where[]; readonly events: Mapping['rules'][number]['events'] }[]

  constructor(mapping: Mapping) {
    this.mapping = mapping
    this.#pattern = mapping.pattern === undefined ? undefined : new RegExp(mapping.pattern, 'u')
    this.#ignore = mapping.ignore.map(compile)
    this.#rules = mapping.rules.map(({ where, events }) => ({ where: compile(where), events }))
  }

  /** What becomes of a line. */
  make(line: string): Made {
    if (line.trim() === '') return { kind: 'ignored', why: 'blank' }
    const own = this.#fieldsOf(line)
    if (own instanceof Error) return { kind: 'unreadable', why: own.message }
    const fields: Record<string, string> = { line, ...own }
    if (own === undefined) {
      return this.#ignored(fields) ?? this.#unknown(whyUnmatched(this.mapping.pattern!, line))
    }
    let wrong: Error | undefined
    for (const [field, value] of Object.entries(this.mapping.fields)) {
      const filling = this.#fill(value, own)
      if (filling instanceof Error) wrong ??= filling
      else fields[field] = String(filling)
    }
    // A line that says nothing is not asked for its values.
    const ignored = this.#ignored(fields)
    if (ignored !== undefined) return ignored
    if (wrong !== undefined) return this.#unknown(wrong.message)
    for (const [index, { where, events }] of this.#rules.entries()) {
      const groups = match(where, fields)
      if (groups !== undefined) return this.#events(index + 1, { ...fields, ...groups }, events)
    }
    return this.#unknown('no rule matches it')
  }

  #ignored(fields: Fields): Made | undefined {
    const at = this.#ignore.findIndex((where) => match(where, fields) !== undefined)
    return at < 0 ? undefined : { kind: 'ignored', why: `ignore ${at + 1}` }
  }

  #events(rule: number, fields: Fields, events: Mapping['rules'][number]['events']): Made {
    const time = this.#timeOf(fields)
    if (typeof time === 'string') return { kind: 'unreadable', why: time }
    const { device, source } = this.mapping
    const name = 'constant' in device ? device.constant : (fields[device.field] ?? device.otherwise)
    if (name === undefined)
      return { kind: 'unreadable', why: `has no field '${'field' in device ? device.field : ''}'` }
    const writer = source === undefined || 'constant' in source ? source?.constant : fields[source.field]
    if (source !== undefined && writer === undefined) {
      return { kind: 'unreadable', why: `has no field '${'field' in source ? source.field : ''}'` }
    }
    const observations: WrittenObservation[] = []
    for (const { role, dir, event, within } of events) {
      const filled: Record<string, string | number | boolean | null> = {}
      for (const [field, value] of Object.entries(event)) {
        const filling = this.#fill(value, fields)
        if (filling instanceof Error) return { kind: 'unreadable', why: filling.message }
        filled[field] = filling
      }
      const observation = { role, dir, event: filled as unknown as WrittenEvent }
      observations.push(within === undefined ? observation : { ...observation, within })
    }
    return {
      kind: 'events',
      rule,
      time,
      device: name,
      observations,
      ...(writer === undefined ? {} : { source: writer }),
    }
  }

  #fill(value: string | number | boolean | null, fields: Fields): string | number | boolean | null | Error {
    const name = referenceIn(value)
    if (name === undefined) return value
    const text = fields[name]
    const values = this.mapping.values[name]
    if (text === undefined) return anyValue
    if (values === undefined) return text
    return values[text] ?? new Error(`'${text}' is none of the values of '${name}': ${Object.keys(values).join(', ')}`)
  }

  /** Undefined for a text that is none of this kind; an error for what should have been JSON. */
  #fieldsOf(line: string): Fields | undefined | Error {
    if (this.#pattern !== undefined && this.mapping.format === 'text') {
      const found = this.#pattern.exec(line)
      if (found === null) return undefined
      // A group that took no part is no field.
      const groups = Object.entries<string | undefined>(found.groups ?? {})
      return Object.fromEntries(groups.filter((entry): entry is [string, string] => entry[1] !== undefined))
    }
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch (error) {
      return new Error(`is not JSON: ${(error as Error).message}`)
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return new Error('is no JSON object')
    }
    return Object.fromEntries(
      Object.entries(value).map(([field, one]) => [field, typeof one === 'string' ? one : JSON.stringify(one)]),
    )
  }

  #timeOf(fields: Fields): number | string {
    const { field, format, zone } = this.mapping.time
    const text = fields[field]
    if (text === undefined) return `has no field '${field}' for the time`
    if (format === 'iso') {
      const time = parseIso(text, zone)
      return (
        time ??
        `'${text}' in '${field}' is no ISO 8601 time${zone === undefined ? ' with a zone; or give time.zone' : ''}`
      )
    }
    const number = Number(text)
    if (text.trim() === '' || !Number.isFinite(number)) return `'${text}' in '${field}' is no number`
    return format === 's' ? Math.round(number * 1000) : number
  }

  #unknown(why: string): Made {
    return this.mapping.unmatched === 'ignore' ? { kind: 'ignored', why } : { kind: 'unreadable', why }
  }
}

/** ms between two lines from which on their order is no accident. */
const apart = 1000

/** Reads a foreign log. */
export class MappedReader implements LineReader {
  skipped = 0
  newestFirst = false
  readonly #source: string
  readonly #mapper: Mapper
  readonly #roles: Roles
  readonly #tell: Teller
  /** What waits until it is known which line is the oldest: each is told by its function. */
  #held: { readonly time: number; readonly tell: () => void }[] | undefined

  /** @param asItComes - lines are told at once, whatever the mapping says of their order */
  constructor(source: string, mapper: Mapper, roles: Roles, tell: Teller, asItComes = false) {
    this.#held = mapper.mapping.order === 'either' && !asItComes ? [] : undefined
    this.#source = source
    this.#mapper = mapper
    this.#roles = roles
    this.#tell = tell
  }

  read(bytes: Uint8Array, start: number, end: number, line: number): void {
    const text = textIn(bytes, start, end)
    const made = this.#mapper.make(text)
    if (made.kind === 'unreadable') {
      throw new UnreadableInput(this.#source, line, `${made.why}: ${excerpt(text)}`)
    }
    if (made.kind === 'ignored') {
      this.skipped++
      return
    }
    let told = false
    const telling: (() => void)[] = []
    // By role, how the last thing was said that this line said of it.
    const before = new Map<string, Direction>()
    for (const { role, dir, event, within } of made.observations) {
      const also = seenAlso(before.get(role), dir)
      before.set(role, dir)
      try {
        const understood = this.#roles.understand(role, dir, event, made.source, { within, ...(also ? { also } : {}) })
        if (understood === undefined) continue
        told = true
        telling.push(() => this.#tell(made.time, made.device, understood, line))
      } catch (error) {
        if (!(error instanceof NotInAlphabet)) throw error
        throw new UnreadableInput(this.#mapper.mapping.path, 0, `rule ${made.rule}: ${error.message}`)
      }
    }
    if (!told) this.skipped++
    else this.#inOrder(made.time, () => telling.forEach((one) => one()))
  }

  /** No line comes any more. */
  end(): void {
    const held = this.#held ?? []
    this.#held = undefined
    this.newestFirst = held.length > 0 && held[0]!.time > held.at(-1)!.time
    for (const { tell } of this.newestFirst ? held.reverse() : held) tell()
  }

  /** Tells a line in its turn: as it comes once the first lines have shown that the oldest is first, else at the end. */
  #inOrder(time: number, tell: () => void): void {
    if (this.#held === undefined) {
      tell()
      return
    }
    this.#held.push({ time, tell })
    if (time > this.#held[0]!.time + apart) this.end()
  }
}
