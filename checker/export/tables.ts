// What an exploration met, numbered afresh: integer tables whose numbers depend on nothing but the world.
import type { PartyEvent } from '../../model/party.js'
import { canonical, faithful, isPlain } from '../../util/canonical.js'
import type { CompiledCondition, CompiledParty, CompiledWorld, Message } from '../compile/compile.js'
import type { Rows } from '../compile/labelTable.js'
import type { LocalRecord } from '../compile/partyTable.js'
import { identifiers } from './names.js'

/** A local state of a party. Numbers are positions in the lists of the same tables. */
export interface LocalRow {
  /** State and context, for readers. */
  readonly label: string
  /** The timers that run in it, a slot each. */
  readonly timers: readonly number[]
  /** State predicates that hold in it; positions in `Tables.states`. */
  readonly is: readonly number[]
  /** Conditions whose clauses about this party hold in it. */
  readonly allows: readonly number[]
}

/** Something said: put into a channel, or given to a party in the same instant. */
export type Effect =
  | { readonly kind: 'queue'; readonly channel: number; readonly message: number }
  | { readonly kind: 'direct'; readonly party: number; readonly event: number }

/** What an event does to a local state. */
export interface TransitionRow {
  readonly before: number
  readonly event: number
  readonly after: number
  /** For each timer slot of `after`: the slot of `before` that it goes on from, or -1 where it starts anew. */
  readonly slots: readonly number[]
  /** What is said, in order; what nobody hears included. */
  readonly says: readonly number[]
  /** Where it goes, in order. */
  readonly effects: readonly Effect[]
  /** Step predicates that hold for it; positions in `Tables.steps`. */
  readonly does: readonly number[]
  /** Same state, timers running on, nothing said. */
  readonly idle: boolean
}

export interface TimerRow {
  /** Name of the delay, and the state that holds it. */
  readonly delay: string
  readonly state: string
  /** Ticks with which it starts. */
  readonly ticks: number
  readonly free: boolean
}

export interface PartyTables {
  /** An identifier: what belongs to the second of several devices is called `device.2`, which is no name elsewhere. */
  readonly name: string
  /** Its name in the world. */
  readonly called: string
  readonly title: string
  readonly locals: readonly LocalRow[]
  /** The first events are those of the timers, by the same index. */
  readonly events: readonly PartyEvent[]
  readonly timers: readonly TimerRow[]
  /** Timers that run at the same time, at most. */
  readonly slots: number
  /** Initial local states, one for each input. */
  readonly initials: readonly number[]
  readonly transitions: readonly TransitionRow[]
}

/** A condition: every party in `parties` must be in a local state that allows it, every channel in `empty` empty. */
export interface ConditionRow {
  readonly text: string
  readonly parties: readonly number[]
  readonly empty: readonly number[]
}

export interface ChannelTables {
  /** An identifier. */
  readonly name: string
  /** Its name in the world. */
  readonly called: string
  readonly capacity: number
  /** Ticks. */
  readonly least: number
  readonly most: number
  /** Position in `Tables.conditions`. */
  readonly up: number | undefined
  readonly messages: readonly {
    readonly from: number
    readonly event: PartyEvent
    readonly receivers: readonly { readonly party: number; readonly event: number }[]
  }[]
}

export interface StimulusRow {
  readonly id: string
  readonly description: string
  /** Facts, rules, claims and decisions that it rests on. */
  readonly sources: readonly string[]
  readonly party: number
  readonly event: number
  readonly when: number | undefined
  readonly budget: number | undefined
}

/** A world as numbered tables; the same world gives the same tables, whatever was explored before. */
export interface Tables {
  /** ms. */
  readonly quantum: number
  readonly parties: readonly PartyTables[]
  readonly channels: readonly ChannelTables[]
  readonly stimuli: readonly StimulusRow[]
  readonly budgets: readonly { readonly name: string; readonly initial: number }[]
  readonly conditions: readonly ConditionRow[]
  /** Names of the predicates that are observed. */
  readonly states: readonly string[]
  readonly steps: readonly string[]
}

/** A number for each thing that is met, in the order in which they are numbered. */
class Numbers {
  readonly old: number[] = []
  readonly #of = new Map<number, number>()

  number(old: number): number {
    const known = this.#of.get(old)
    if (known !== undefined) return known
    this.#of.set(old, this.old.length)
    return this.old.push(old) - 1
  }
}

const bitsOf = (rows: Rows, index: number, count: number): readonly number[] => {
  const row = rows.touch(index)
  return Array.from({ length: count }, (_, bit) => bit).filter(
    (bit) => (rows.words[row + (bit >> 5)]! & (1 << (bit & 31))) !== 0,
  )
}

/** Events by their old index: timers first, in their order, then the others by their text. */
function numberEvents({ table }: CompiledParty, met: ReadonlySet<number>): Numbers {
  const numbers = new Numbers()
  table.timers.forEach((_, timer) => numbers.number(timer))
  const byText = [...met].map((event) => [canonical(table.events[event]!), event] as const)
  byText.sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [, event] of byText) numbers.number(event)
  return numbers
}

/** Every leaf of a context by its dotted path. */
function leavesOf(value: unknown, path = ''): readonly (readonly [string, string])[] {
  if (value === undefined) return [[path, 'undefined']]
  if (typeof value !== 'object' || value === null || !isPlain(value)) return [[path, faithful(value)]]
  return Object.entries(value).flatMap(([field, inner]) => leavesOf(inner, path === '' ? field : `${path}.${field}`))
}

/** State and context of each local state; of the context, what is not the same everywhere. */
function labelsOf({ table }: CompiledParty, locals: readonly number[]): readonly string[] {
  const contexts = locals.map((local) => new Map(leavesOf(table.locals[local]!.snapshot.context)))
  const fields = [...new Set(contexts.flatMap((context) => [...context.keys()]))].sort()
  const varying = fields.filter((field) => new Set(contexts.map((one) => one.get(field))).size > 1)
  return locals.map((local, index) => {
    const context = varying.flatMap((field) => {
      const value = contexts[index]!.get(field)
      return value === undefined ? [] : [`${field}=${value}`]
    })
    return [valueInWords(table.locals[local]!.snapshot.value), ...(context.length > 0 ? ['|', ...context] : [])].join(
      ' ',
    )
  })
}

/** `on.vm.running on.link.down`: the innermost active states, outermost first. */
function valueInWords(value: unknown, path = ''): string {
  if (typeof value === 'string') return `${path}${value}`
  const regions = Object.entries(value as Readonly<Record<string, unknown>>)
  if (regions.length === 0) return path.replace(/\.$/, '')
  return regions.map(([region, inner]) => valueInWords(inner, `${path}${region}.`)).join(' ')
}

/** A condition, and by party the bits of which one must be set for each of its clauses. */
interface Condition {
  readonly row: ConditionRow
  readonly bits: ReadonlyMap<number, readonly (readonly [word: number, mask: number])[]>
}

/** The conditions of a world, each once: those of stimuli, then those of channels. */
class Conditions {
  readonly all: Condition[] = []

  /** The number of a condition; undefined where there is none. */
  numberOf(compiled: CompiledCondition | undefined, text: string): number | undefined {
    if (!compiled) return undefined
    const bits = new Map<number, (readonly [number, number])[]>()
    for (let at = 0; at < compiled.clauses.length; at += 3) {
      const [party, word, mask] = [compiled.clauses[at]!, compiled.clauses[at + 1]!, compiled.clauses[at + 2]!]
      bits.set(party, [...(bits.get(party) ?? []), [word, mask]])
    }
    const row = { text, parties: [...bits.keys()].sort((a, b) => a - b), empty: [...compiled.empty] }
    return this.all.push({ row, bits }) - 1
  }

  /** The conditions of which a local state fulfils its party's part. */
  allowedBy({ index, clauses }: CompiledParty, local: number): readonly number[] {
    return this.all.flatMap(({ bits }, condition) => {
      const row = clauses.touch(local)
      const own = bits.get(index)
      return own?.every(([word, mask]) => (clauses.words[row + word]! & mask) !== 0) ? [condition] : []
    })
  }
}

/** What the exploration met, and the numbers that it has in the tables. */
interface Met {
  /** By party: its local transitions. */
  readonly records: readonly (readonly LocalRecord[])[]
  /** By party: its events. */
  readonly events: readonly Numbers[]
  /** By channel: its messages in the order of the tables, each with its old index. */
  readonly messages: readonly (readonly { readonly index: number; readonly message: Message }[])[]
}

function metIn({ parties, channels, stimuli }: CompiledWorld): Met {
  const events = parties.map(() => new Set<number>())
  for (const { party, event } of stimuli) events[party]!.add(event)
  const records = parties.map(({ table, does }) => table.records.filter(({ id }) => does.met(id)))
  records.forEach((own, party) => {
    for (const { event, says } of own) [event, ...says].forEach((one) => events[party]!.add(one))
  })
  return {
    records,
    events: parties.map((party) => numberEvents(party, events[party.index]!)),
    messages: channels.map(({ messages: sent }) =>
      sent
        .map((message, index) => ({ index, message, text: canonical(message.event) }))
        .sort((a, b) => a.message.from - b.message.from || (a.text < b.text ? -1 : 1)),
    ),
  }
}

/** What becomes of an event that a party says. */
function effectsOf(world: CompiledWorld, { events, messages }: Met, party: number, event: number): readonly Effect[] {
  const route = world.route(party, event)
  if (!route) return []
  const pairs = (flat: Int32Array): (readonly [number, number])[] =>
    Array.from({ length: flat.length / 2 }, (_, at) => [flat[2 * at]!, flat[2 * at + 1]!])
  return [
    ...pairs(route.queued).map(([channel, old]): Effect => ({
      kind: 'queue',
      channel,
      message: messages[channel]!.findIndex(({ index }) => index === old),
    })),
    ...pairs(route.direct).map(([to, heard]): Effect => ({
      kind: 'direct',
      party: to,
      event: events[to]!.number(heard),
    })),
  ]
}

/** The local states of a party, numbered breadth-first, and its transitions in their order. */
function transitionsOf(
  world: CompiledWorld,
  met: Met,
  { index, initials, does }: CompiledParty,
): {
  readonly locals: readonly number[]
  readonly initials: readonly number[]
  readonly rows: readonly TransitionRow[]
} {
  const events = met.events[index]!
  const records = new Map<number, LocalRecord[]>()
  for (const record of met.records[index]!) {
    records.set(record.before, [...(records.get(record.before) ?? []), record])
  }
  const locals = new Numbers()
  const starts = initials.map((local) => locals.number(local))
  const rows: TransitionRow[] = []
  for (let next = 0; next < locals.old.length; next++) {
    const from = (records.get(locals.old[next]!) ?? [])
      .map((record) => ({ record, event: events.number(record.event) }))
      .sort((a, b) => a.event - b.event)
    for (const { record, event } of from) {
      rows.push({
        before: next,
        event,
        after: locals.number(record.after),
        slots: [...record.slots],
        says: Array.from(record.says, (said) => events.number(said)),
        effects: [...record.says].flatMap((said) => effectsOf(world, met, index, said)),
        does: bitsOf(does, record.id, world.observed.steps.length),
        idle: record.idle,
      })
    }
  }
  return { locals: locals.old, initials: starts, rows }
}

function tablesOfParty(
  world: CompiledWorld,
  met: Met,
  conditions: Conditions,
  party: CompiledParty,
  name: string,
): PartyTables {
  const { table, index, startTicks, free } = party
  const { locals, initials, rows } = transitionsOf(world, met, party)
  const labels = labelsOf(party, locals)
  const states = locals.map((local, at): LocalRow => ({
    label: labels[at]!,
    timers: table.locals[local]!.timers,
    is: bitsOf(party.is, local, world.observed.states.length),
    allows: conditions.allowedBy(party, local),
  }))
  return {
    name,
    called: party.party.name,
    title: party.party.title,
    locals: states,
    events: met.events[index]!.old.map((event) => table.events[event]!),
    timers: table.timers.map(({ delay, state }, timer) => ({
      delay,
      state,
      ticks: startTicks[timer]!,
      free: free[timer] === 1,
    })),
    slots: states.reduce((most, { timers }) => Math.max(most, timers.length), 0),
    initials,
    transitions: rows,
  }
}

/**
 * The tables of a world of which every reachable state has been explored.
 *
 * Local states are numbered breadth-first from the initial ones along the transitions that the exploration met, events in
 * the order of their texts, messages in the order of senders and events.
 */
export function tablesOf(world: CompiledWorld): Tables {
  const { parties, channels, budgets, quantum, observed, stimuli } = world
  const partyNames = identifiers(parties.map(({ party }) => party.name))
  const channelNames = identifiers(channels.map(({ channel }) => channel.name))
  const conditions = new Conditions()
  const whens = stimuli.map(({ when, stimulus }) => conditions.numberOf(when, stimulus.when?.text ?? ''))
  const ups = channels.map(({ up, channel }) => conditions.numberOf(up, channel.up?.text ?? ''))
  const met = metIn(world)
  const { events, messages } = met
  return {
    quantum,
    parties: parties.map((party) => tablesOfParty(world, met, conditions, party, partyNames[party.index]!)),
    channels: channels.map(({ channel, least, most }, index) => ({
      name: channelNames[index]!,
      called: channel.name,
      capacity: channel.capacity,
      least,
      most,
      up: ups[index],
      messages: messages[index]!.map(({ message: { from, event, receivers } }) => ({
        from,
        event,
        receivers: Array.from({ length: receivers.length / 2 }, (_, at) => ({
          party: receivers[2 * at]!,
          event: events[receivers[2 * at]!]!.number(receivers[2 * at + 1]!),
        })),
      })),
    })),
    stimuli: stimuli.map(({ stimulus: { id, description, sources }, party, event, budget }, index) => ({
      id,
      description,
      sources,
      party,
      event: events[party]!.number(event),
      when: whens[index],
      budget: budget < 0 ? undefined : budgets.findIndex(({ field }) => field === budget),
    })),
    budgets: budgets.map(({ name, initial }) => ({ name, initial })),
    conditions: conditions.all.map(({ row }) => row),
    states: observed.states,
    steps: observed.steps,
  }
}
