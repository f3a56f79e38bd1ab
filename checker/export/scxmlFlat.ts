// A party as SCXML that runs alike everywhere (https://www.w3.org/TR/scxml/): one state for each local state, guards resolved.
import type { PartyEvent } from '../../model/party.js'
import { SpecificationError } from '../../model/errors.js'
import { canonical } from '../../util/canonical.js'
import type { CompiledWorld } from '../compile/compile.js'
import { tablesOf, type PartyTables, type TransitionRow } from './tables.js'
import { attributes, inComment } from './xml.js'

/** ms of a delay at most: interpreters hand it to timers that count in 31 bits, and a longer one is over at once. */
const longest = 2 ** 31 - 1

/** A timer of the party: its event, which is also the id of what is sent, and the delays that it is made of, one after the other. */
interface Timer {
  readonly event: string
  readonly parts: readonly number[]
}

const scriptText = (text: string): string => (/^[^'"\\\p{Cc}]*$/u.test(text) ? `'${text}'` : JSON.stringify(text))

const scriptValue = (value: unknown): string =>
  typeof value === 'string' ? scriptText(value) : value === undefined ? 'undefined' : JSON.stringify(value)

/** A field of an object of the data model. */
const fieldOf = (object: string, field: string): string =>
  /^[A-Za-z_]\w*$/.test(field) ? `${object}.${field}` : `${object}[${scriptText(field)}]`

/** Which fields events of a type have, some or all of them. */
type FieldsOf = (type: string) => readonly string[]

/** Events match by prefixes of their names in SCXML; this asks for the whole name, and for what comes with it. */
function heard({ type, ...payload }: PartyEvent, fieldsOf: FieldsOf): string {
  const values: Readonly<Record<string, unknown>> = payload
  const fields = fieldsOf(type).map(
    (field) => `${fieldOf('(_event.data || {})', field)} === ${scriptValue(values[field])}`,
  )
  const name = /^[\w-]+(\.[\w-]+)*$/.test(type) ? type : '*'
  return attributes({ event: name, cond: [`_event.name === ${scriptText(type)}`, ...fields].join(' && ') })
}

const send = (event: string, id: string, delay: number): string =>
  `<send${attributes({ event, id, delay: `${delay}ms` })}/>`

/** The event at the end of a part of a delay: that of the timer after the last. */
const endOf = ({ event, parts }: Timer, part: number): string =>
  part + 1 < parts.length ? `${event}.${part + 1}` : event

const begin = (timer: Timer, part = 0): string => send(endOf(timer, part), timer.event, timer.parts[part]!)

function said({ type, ...payload }: PartyEvent): readonly string[] {
  const open = `<send${attributes({ event: type, target: '#_parent' })}`
  const fields = Object.entries(payload)
  if (fields.length === 0) return [`${open}/>`]
  const params = fields.map(([name, value]) => `  <param${attributes({ name, expr: scriptValue(value) })}/>`)
  return [`${open}>`, ...params, '</send>']
}

const indented = (lines: readonly string[], by = '  '): readonly string[] => lines.map((line) => `${by}${line}`)

const element = (open: string, name: string, content: readonly string[]): readonly string[] =>
  content.length === 0 ? [`<${open}/>`] : [`<${open}>`, ...indented(content), `</${name}>`]

/** What becomes of timers: those that end or start anew are cancelled, those that start are sent. */
function timing({ locals }: PartyTables, timers: readonly Timer[], row: TransitionRow): readonly string[] {
  const [from, to] = [locals[row.before]!.timers, locals[row.after]!.timers]
  const ended = from.filter((timer, slot) => timer !== row.event && !row.slots.includes(slot))
  const started = to.filter((_, slot) => row.slots[slot]! < 0)
  return [
    ...ended.map((timer) => `<cancel${attributes({ sendid: timers[timer]!.event })}/>`),
    ...started.map((timer) => begin(timers[timer]!)),
  ]
}

/** Which events a party may hear, by their text. */
interface Alphabet {
  readonly heard: readonly string[]
  readonly fieldsOf: FieldsOf
}

function alphabetOf(hears: readonly PartyEvent[]): Alphabet {
  const fields = new Map<string, Set<string>>()
  for (const { type, ...payload } of hears) {
    const known = fields.get(type) ?? new Set()
    fields.set(type, new Set([...known, ...Object.keys(payload)]))
  }
  return { heard: hears.map((event) => canonical(event)), fieldsOf: (type) => [...(fields.get(type) ?? [])] }
}

/** The state to which leads what was not met. */
const unmet = 'unexplored'

/** What events do to each local state, and whether each event that it may hear there was met. */
interface Local {
  readonly rows: readonly TransitionRow[]
  readonly complete: boolean
}

function localsIn(party: PartyTables, { heard: all }: Alphabet): readonly Local[] {
  const rowsOf = party.locals.map((): TransitionRow[] => [])
  for (const row of party.transitions) rowsOf[row.before]!.push(row)
  return party.locals.map(({ timers: running }, local) => {
    const rows = rowsOf[local]!
    const met = new Set(
      rows.map(({ event }) => (event < party.timers.length ? event : canonical(party.events[event]!))),
    )
    return { rows, complete: all.every((event) => met.has(event)) && running.every((timer) => met.has(timer)) }
  })
}

function stateIn(
  party: PartyTables,
  local: number,
  { rows, complete }: Local,
  timers: readonly Timer[],
  { fieldsOf }: Alphabet,
): readonly string[] {
  const { label, timers: running } = party.locals[local]!
  const parts = running.flatMap((index) => {
    const timer = timers[index]!
    return timer.parts
      .slice(1)
      .flatMap((_, at) =>
        element(`transition${heard({ type: endOf(timer, at) }, fieldsOf)}`, 'transition', [begin(timer, at + 1)]),
      )
  })
  const transitions = rows.flatMap((row) => {
    // Where everything is known, what is ignored needs no words.
    if (row.idle && complete) return []
    const event = timers[row.event] ? { type: timers[row.event]!.event } : party.events[row.event]!
    const target = attributes({ target: row.after === row.before ? undefined : `s${row.after}` })
    const content = [...timing(party, timers, row), ...row.says.flatMap((each) => said(party.events[each]!))]
    return element(`transition${heard(event, fieldsOf)}${target}`, 'transition', content)
  })
  const rest = complete ? [] : [`<transition${attributes({ event: '*', target: unmet })}/>`]
  return [
    `<!-- ${inComment(label)} -->`,
    ...element(`state${attributes({ id: `s${local}` })}`, 'state', [...parts, ...transitions, ...rest]),
  ]
}

/** A word that no event of a party begins with. */
const freeWord = (word: string, types: readonly string[]): string =>
  types.some((type) => type === word || type.startsWith(`${word}.`)) ? freeWord(`${word}_`, types) : word

/** The delays of a timer, none too long for a platform. */
function partsOf(milliseconds: number): readonly number[] {
  const whole = Array.from({ length: Math.max(0, Math.ceil(milliseconds / longest) - 1) }, () => longest)
  return [...whole, milliseconds - whole.length * longest]
}

function about(party: PartyTables, timers: readonly Timer[], inputs: readonly unknown[]): readonly string[] {
  const { title, called, initials } = party
  const delays = timers.map(({ event, parts }, index) => {
    const { delay, state } = party.timers[index]!
    return `  ${event}: ${delay} of ${state}, ${parts.join(' + ')} ms`
  })
  return [
    `${title}: the party ${called}. Executable: an interpreter of SCXML runs it as XState runs its machine.`,
    '',
    'One state is one local state: what is active, the context, and the timers that run. Guards are resolved. An event is heard by',
    'its whole name and with its payload as data. What the party says is sent to whoever invoked this session, #_parent.',
    ...(delays.length === 0 ? [] : ['', 'Timers:', ...delays]),
    ...(initials.length === 1
      ? []
      : [
          '',
          'It starts by the value of the data input:',
          ...inputs.map((input, index) => `  ${index}: ${canonical(input ?? null)}`),
        ]),
    '',
  ]
}

/** @throws SpecificationError for a delay of which it is not known how long it is */
function timersIn({ party, table }: CompiledWorld['parties'][number]): readonly Timer[] {
  const word = freeWord(
    'timer',
    [...party.hears, ...party.says].map(({ type }) => type),
  )
  return table.timers.map(({ milliseconds, delay, type, service }, index) => {
    // What comes of a service is heard like anything else.
    if (service !== undefined) return { event: type, parts: [] }
    if (milliseconds !== undefined) return { event: `${word}.${index}`, parts: partsOf(milliseconds) }
    throw new SpecificationError(
      `party '${party.name}': the delay '${delay}' is computed; list what it may be, delays: { '${delay}': [...] } in ms`,
    )
  })
}

/**
 * SCXML text of a party, as far as it was met: what a party hears in a local state in which it never heard it during the
 * exploration leads to a state of its own, `unexplored`. In a world in which it hears anything at any time there is none.
 *
 * @param world compiled, with every reachable state explored
 * @param heading what the world is of, in words
 */
export function flatScxmlOf(world: CompiledWorld, name: string, heading: readonly string[]): string {
  const index = world.parties.findIndex(({ party }) => party.name === name)
  const compiled = world.parties[index]
  if (!compiled) throw new SpecificationError(`the world has no party '${name}'`)
  const party = tablesOf(world).parties[index]!
  const timers = timersIn(compiled)
  const alphabet = alphabetOf(compiled.party.hears)
  const starts = party.initials.flatMap((local, input) => {
    const cond = party.initials.length === 1 ? undefined : `input === ${input}`
    const content = party.locals[local]!.timers.map((timer) => begin(timers[timer]!))
    return element(`transition${attributes({ cond, target: `s${local}` })}`, 'transition', content)
  })
  const locals = localsIn(party, alphabet)
  const states = locals.flatMap((each, local) => stateIn(party, local, each, timers, alphabet))
  const incomplete = locals.some(({ complete }) => !complete)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<!-- ${[...about(party, timers, compiled.party.inputs), ...heading].map(inComment).join('\n     ').replaceAll(/ +$/gm, '')} -->`,
    `<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript"${attributes({ name: party.name, initial: 'start' })}>`,
    ...(party.initials.length === 1 ? [] : ['  <datamodel><data id="input" expr="0"/></datamodel>']),
    ...indented(element('state id="start"', 'state', starts)),
    ...indented(states),
    ...(incomplete
      ? ['  <!-- What was never met in the world that was explored. -->', `  <state id="${unmet}"/>`]
      : []),
    '</scxml>',
    '',
  ].join('\n')
}
