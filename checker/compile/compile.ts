// A world as integers: parties, events, messages and conditions by index, computed from XState when first needed.
import type { LocalTest, Party } from '../../model/party.js'
import type { PartyEvent } from '../../model/party.js'
import type { Channel, Condition, Link, Stimulus, World } from '../../model/world.js'
import type { Predicate, StatePredicate, StepPredicate } from '../../model/property.js'
import { canonical } from '../../util/canonical.js'
import { SpecificationError } from '../../model/errors.js'
import { tableOf, type LocalRecord, type PartyTable } from './partyTable.js'
import { Rows } from './labelTable.js'
import { isFree, quantumOf } from './timers.js'

/** Where one emitted event goes; pairs of integers. */
export interface Route {
  /** Receiver and its event, in link order. */
  readonly direct: Int32Array
  /** Channel and message, in link order. */
  readonly queued: Int32Array
}

export interface CompiledParty {
  readonly party: Party
  readonly index: number
  readonly table: PartyTable
  /** Initial local state of each input. */
  readonly initials: readonly number[]
  /** First timer slot in an unpacked state. */
  readonly slotBase: number
  /** Ticks with which each timer of the table starts. */
  readonly startTicks: Int32Array
  /** 1 for each timer that is free. */
  readonly free: Uint8Array
  /** State predicates by local state; bits of the world's `observed.states`. */
  readonly is: Rows
  /** The bits of those that are about this party. */
  readonly asked: Uint32Array
  /** Clauses of conditions by local state; the tests behind its bits. */
  readonly clauses: Rows
  readonly tests: readonly LocalTest[]
  /** Step predicates by local transition; bits of the world's `observed.steps`. */
  readonly does: Rows
}

export interface CompiledCondition {
  /** Party, word and bit mask of each clause. */
  readonly clauses: Int32Array
  readonly empty: Int32Array
}

export interface Message {
  readonly from: number
  readonly event: PartyEvent
  /** Receiver and its event, in link order. */
  readonly receivers: Int32Array
}

export interface CompiledChannel {
  readonly channel: Channel
  /** Where its length stands in an unpacked state; message and age of each place follow. */
  readonly base: number
  /** Ticks. */
  readonly least: number
  readonly most: number
  readonly up: CompiledCondition | undefined
  readonly messages: Message[]
}

export interface CompiledStimulus {
  readonly stimulus: Stimulus
  readonly party: number
  readonly event: number
  readonly when: CompiledCondition | undefined
  /** The party that is asked first whether it may happen. Stimuli are in the order of these. */
  readonly gate: number
  /** Where its budget stands in an unpacked state; -1 without one. */
  readonly budget: number
}

/** The predicates that an exploration keeps track of, by name; the position is the bit. */
export interface Observed {
  readonly states: readonly string[]
  readonly steps: readonly string[]
}

export interface CompileOptions {
  /** ms in a tick; by default that of the world. */
  readonly quantum?: number
  /** Local states of a party at most; 200 000 by default. */
  readonly localLimit?: number
  /** What to keep track of; nothing by default. */
  readonly predicates?: Readonly<Record<string, Predicate>>
}

/** A world whose steps can be computed on integers. */
export interface CompiledWorld {
  readonly world: World
  readonly quantum: number
  readonly parties: readonly CompiledParty[]
  readonly channels: readonly CompiledChannel[]
  readonly stimuli: readonly CompiledStimulus[]
  /** Initial value of each budget, in the order in which they stand in an unpacked state. */
  readonly budgets: readonly { readonly name: string; readonly field: number; readonly initial: number }[]
  /** Length of an unpacked state: local states, timer slots, channels, budgets. */
  readonly size: number
  readonly observed: Observed
  /** Words in a mask of state predicates, and of step predicates. */
  readonly isWidth: number
  readonly doesWidth: number
  /**
   * Where an event goes that a party emits; undefined if to nobody.
   *
   * @param state unpacked: in a family of worlds it says which product this is
   */
  route(party: number, event: number, state?: Int32Array): Route | undefined
  /** What tells the products of a family apart, where this is the world of one. */
  readonly statics?: Statics
}

/**
 * What tells the products of a family of worlds apart: components that no step writes, behind the budgets. A step reads
 * them where what it does depends on them.
 */
export interface Statics {
  /** How many values each of them has. */
  readonly sizes: readonly number[]
  /** Where the first of them stands in an unpacked state, and which component it is. */
  readonly base: number
  readonly component: number
  /** Whether a product has a stimulus, and which statics say so. */
  hasStimulus(stimulus: number, state: Int32Array): boolean
  readsOfStimulus(stimulus: number): readonly number[]
  readsOfRoute(party: number, event: number): readonly number[]
  /** Which statics a transition looks at, and the step predicates that are asked about it; in the order of looking. */
  readsOfRecord(party: number, record: LocalRecord): readonly number[]
  readsOfLabels(party: number, record: LocalRecord): readonly number[]
  /** Which statics the clauses of a condition about a party look at; and its state predicates. */
  readsOfCondition(condition: CompiledCondition, party: number, local: number): readonly number[]
  readsOfState(party: number, local: number): readonly number[]
  /** All statics that decide about the constants of a party. */
  readsOfParty(party: number): readonly number[]
  /** The local state that stands for all that differ from it in constants only. */
  classOf(party: number, local: number): number
  /** The local state of a class in the product that an unpacked state is of. */
  place(party: number, local: number, state: Int32Array): number
}

const find = (all: readonly { readonly name: string }[], name: string, what: string): number => {
  const index = all.findIndex((one) => one.name === name)
  if (index >= 0) return index
  throw new SpecificationError(`no ${what} '${name}'; there are ${all.map((one) => one.name).join(', ') || 'none'}`)
}

const listed = (events: readonly PartyEvent[], event: PartyEvent): boolean => {
  const key = canonical(event)
  return events.some((one) => canonical(one) === key)
}

/** Refuses a world whose names do not fit together. */
function validate({ parties, links, channels, stimuli }: World): void {
  const twice = (names: readonly string[], what: string, cure: string): void => {
    const name = names.find((one, index) => names.indexOf(one) !== index)
    if (name !== undefined) throw new SpecificationError(`two ${what} are called '${name}': ${cure}`)
  }
  const ownName = 'give each a name of its own'
  twice(
    parties.map(({ name }) => name),
    'parties',
    ownName,
  )
  twice(
    channels.map(({ name }) => name),
    'channels',
    ownName,
  )
  // A stimulus is called by the type of its event unless it has an id.
  const ofStimuli = stimuli.map(({ id }) => id)
  twice(ofStimuli, 'stimuli', "give one of them an id of its own, such as id: 'of the other'")
  for (const { name, inputs } of parties) {
    if (inputs.length === 0)
      throw new SpecificationError(`party '${name}' has no inputs; one at least, undefined for none`)
  }
  for (const { from, to, says, channel } of links) {
    const sender = parties[find(parties, from, 'party')]!
    const receiver = parties[find(parties, to, 'party')]!
    if (channel !== undefined) find(channels, channel, 'channel')
    const link = `link '${says}' from '${from}' to '${to}'`
    if (!sender.says.some(({ type }) => type === says))
      throw new SpecificationError(`${link}: '${from}' does not say it`)
    if (!receiver.hears.some(({ type }) => type === says)) {
      throw new SpecificationError(`${link}: '${to}' does not hear it`)
    }
  }
  for (const { id, party, event } of stimuli) {
    if (!listed(parties[find(parties, party, `party (stimulus '${id}')`)]!.hears, event)) {
      throw new SpecificationError(`stimulus '${id}': '${party}' does not hear ${canonical(event)}`)
    }
  }
  for (const { name, capacity, latency } of channels) {
    const right = Number.isInteger(capacity) && capacity > 0 && latency.least >= 0 && latency.most >= latency.least
    if (!right) throw new SpecificationError(`channel '${name}': capacity 1 or more and 0 <= least <= most expected`)
  }
}

function compileBudgets(stimuli: readonly Stimulus[], base: number): CompiledWorld['budgets'] {
  const budgets = new Map<string, number>()
  for (const { id, budget, budgetName } of stimuli) {
    if (budget === undefined) continue
    const name = budgetName ?? id
    if ((budgets.get(name) ?? budget) !== budget) {
      throw new SpecificationError(
        `stimulus '${id}': the budget '${name}' is ${budgets.get(name)} elsewhere, ${budget} here`,
      )
    }
    budgets.set(name, budget)
  }
  return [...budgets].map(([name, initial], index) => ({ name, field: base + index, initial }))
}

/** Bits for the clauses of conditions, party by party. */
class Clauses {
  readonly tests: LocalTest[][]
  readonly #world: World

  constructor(world: World) {
    this.#world = world
    this.tests = world.parties.map(() => [])
  }

  compile(condition: Condition | undefined): CompiledCondition | undefined {
    if (!condition) return undefined
    const clauses = (condition.parties ?? []).flatMap(({ party, holds }) => {
      const index = find(this.#world.parties, party, `party (condition '${condition.text}')`)
      const tests = this.tests[index]!
      const bit = tests.includes(holds) ? tests.indexOf(holds) : tests.push(holds) - 1
      return [index, bit >> 5, 1 << (bit & 31)]
    })
    const empty = (condition.emptyChannels ?? []).map((channel) =>
      find(this.#world.channels, channel, `channel (condition '${condition.text}')`),
    )
    return { clauses: Int32Array.from(clauses), empty: Int32Array.from(empty) }
  }
}

/** A function that remembers its latest answer: all predicates are asked about one transition after the other. */
function latest<T>(find: (id: number) => T): (id: number) => T {
  let known = -1
  let value: T | undefined
  return (id) => {
    if (id === known) return value as T
    value = find(id)
    known = id
    return value
  }
}

/** Words of a mask. */
const widthOf = (names: readonly string[]): number => Math.max(1, Math.ceil(names.length / 32))

const isState = (predicate: Predicate): predicate is StatePredicate => predicate.kind === 'state'
const isStep = (predicate: Predicate): predicate is StepPredicate => predicate.kind === 'step'

/**
 * A world on integers. Local states and transitions are computed when first met, and shared with all worlds of the
 * process that contain the same machines.
 *
 * @throws SpecificationError where the world or a machine is not of the kind that can be checked
 */
export function compile(world: World, options: CompileOptions = {}): CompiledWorld {
  validate(world)
  const { predicates = {}, localLimit } = options
  const quantum = options.quantum ?? quantumOf(world)
  const names = Object.keys(predicates).filter((name) => world.parties.some((p) => p.name === predicates[name]!.party))
  const observed: Observed = {
    states: names.filter((name) => isState(predicates[name]!)),
    steps: names.filter((name) => isStep(predicates[name]!)),
  }
  const tables = world.parties.map((party) => {
    const table = tableOf(party)
    table.limit = localLimit ?? world.localStates ?? 200_000
    return table
  })
  let size = world.parties.length
  const slotBases = tables.map((table) => (size += table.timers.length) - table.timers.length)
  const channelBases = world.channels.map(({ capacity }) => (size += 1 + 2 * capacity) - (1 + 2 * capacity))
  const budgets = compileBudgets(world.stimuli, size)
  size += budgets.length

  const clauses = new Clauses(world)
  const channels = world.channels.map((channel, index): CompiledChannel => ({
    channel,
    base: channelBases[index]!,
    least: Math.ceil(channel.latency.least / quantum),
    most: Math.ceil(channel.latency.most / quantum),
    up: clauses.compile(channel.up),
    messages: [],
  }))
  const stimuli = world.stimuli
    .map((stimulus): CompiledStimulus => {
      const party = find(world.parties, stimulus.party, `party (stimulus '${stimulus.id}')`)
      const budget = stimulus.budget === undefined ? undefined : (stimulus.budgetName ?? stimulus.id)
      const when = clauses.compile(stimulus.when)
      return {
        stimulus,
        party,
        event: tables[party]!.eventId(stimulus.event),
        when,
        gate: when?.clauses[0] ?? party,
        budget: budgets.find(({ name }) => name === budget)?.field ?? -1,
      }
    })
    .sort((a, b) => a.gate - b.gate)
  const parties = world.parties.map((party, index): CompiledParty => {
    const table = tables[index]!
    const ask = (name: string): Predicate | undefined =>
      predicates[name]!.party === party.name ? predicates[name] : undefined
    const transitionAt = latest((id) => {
      const { before, event, after, says } = table.records[id]!
      return {
        before: table.locals[before]!.snapshot,
        event: table.events[event]!,
        after: table.locals[after]!.snapshot,
        says: Array.from(says, (said) => table.events[said]!),
      }
    })
    const asked = new Uint32Array(widthOf(observed.states))
    observed.states.forEach((name, bit) => {
      if (ask(name)) asked[bit >> 5]! |= 1 << (bit & 31)
    })
    return {
      party,
      index,
      table,
      initials: party.inputs.map((input) => table.initial(input)),
      slotBase: slotBases[index]!,
      startTicks: Int32Array.from(table.timers, (timer) => (isFree(world, timer) ? 1 : timer.milliseconds! / quantum)),
      free: Uint8Array.from(table.timers, (timer) => (isFree(world, timer) ? 1 : 0)),
      is: new Rows(
        observed.states.map(ask).map((predicate) => (local) => {
          return predicate?.kind === 'state' && table.holds(predicate.holds, local)
        }),
        (bit) => `predicate '${observed.states[bit]}'`,
      ),
      asked,
      clauses: new Rows(
        clauses.tests[index]!.map((test) => (local) => table.holds(test, local)),
        () => `a condition about '${party.name}'`,
      ),
      tests: clauses.tests[index]!,
      does: new Rows(
        observed.steps
          .map(ask)
          .map((predicate) => (id) => predicate?.kind === 'step' && predicate.holds(transitionAt(id))),
        (bit) => `predicate '${observed.steps[bit]}'`,
      ),
    }
  })
  const routes = parties.map((): (Route | null)[] => [])
  return {
    world,
    quantum,
    parties,
    channels,
    stimuli,
    budgets,
    size,
    observed,
    isWidth: widthOf(observed.states),
    doesWidth: widthOf(observed.steps),
    route(party, event) {
      const known = routes[party]![event]
      if (known !== undefined) return known ?? undefined
      const found = findRoute(world.links, parties, channels, party, event)
      routes[party]![event] = found ?? null
      return found
    },
  }
}

/** Follows the links from one emitted event of one party. */
export function findRoute(
  all: readonly Link[],
  parties: readonly CompiledParty[],
  channels: readonly CompiledChannel[],
  from: number,
  eventId: number,
): Route | undefined {
  const { party: sender, table } = parties[from]!
  const event = table.events[eventId]!
  if (!listed(sender.says, event)) {
    throw new SpecificationError(`party '${sender.name}' emits ${canonical(event)}, which its 'says' does not list`)
  }
  const links = all.filter((link) => link.from === sender.name && link.says === event.type)
  if (links.length === 0) return undefined
  const receiver = (to: string): readonly number[] => {
    const { party, index, table: theirs } = parties.find((one) => one.party.name === to)!
    if (!listed(party.hears, event)) {
      throw new SpecificationError(`party '${to}' is sent ${canonical(event)}, which its 'hears' does not list`)
    }
    return [index, theirs.eventId(event)]
  }
  const direct = links.filter(({ channel }) => channel === undefined).flatMap(({ to }) => receiver(to))
  const queued = [...new Set(links.flatMap(({ channel }) => channel ?? []))].flatMap((name) => {
    const index = channels.findIndex(({ channel }) => channel.name === name)
    const receivers = links.filter(({ channel }) => channel === name).flatMap(({ to }) => receiver(to))
    return [index, channels[index]!.messages.push({ from, event, receivers: Int32Array.from(receivers) }) - 1]
  })
  return { direct: Int32Array.from(direct), queued: Int32Array.from(queued) }
}
