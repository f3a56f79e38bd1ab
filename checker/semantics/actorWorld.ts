// The semantics with live XState actors under a simulated clock: the reference that the compiled tables are held to.
import { SimulatedClock } from 'xstate'
import type { AnyMachineSnapshot, InspectionEvent } from 'xstate'
import type { PartyEvent } from '../../model/party.js'
import type { Channel, Condition, Link, World } from '../../model/world.js'
import { overflowing, SpecificationError, StepFault } from '../../model/errors.js'
import { narrate, startOf, stepOf } from './describe.js'
import type { Cause, Happening, Story, StoryStep } from '../../model/result.js'
import { isFree, quantumOf } from '../compile/timers.js'
import { LiveParty } from './liveParty.js'

/** A timer of a live actor. */
export interface LiveTimer {
  /** XState's event for it. */
  readonly type: string
  readonly delay: string
  /** Ticks that remain; 0 where it waits to be released. */
  readonly ticks: number
}

/** A message in a channel. */
export interface LiveMessage {
  readonly from: string
  readonly event: PartyEvent
  /** Ticks since it was sent. */
  readonly age: number
}

interface Entry {
  readonly to: string
  readonly from: string
  readonly event: PartyEvent
  /** The delay that is over, or the service that does something. */
  readonly timer?: Extract<Cause, { kind: 'timer' }>
}

export interface LiveOptions {
  /** Which input each party starts with, by index; the first by default. */
  readonly inputs?: Readonly<Record<string, number>>
  /** ms in a tick; that of the world by default. */
  readonly quantum?: number
  /** Is told what XState tells of its actors: each event that is sent, and each microstep. */
  readonly inspect?: (inspection: InspectionEvent) => void
}

/** A world that runs: live actors, one shared simulated clock, queues and budgets. */
export class LiveWorld {
  readonly world: World
  readonly quantum: number
  readonly start: Pick<Story, 'initial' | 'start'>
  readonly #clock = new SimulatedClock()
  readonly #parties = new Map<string, LiveParty>()
  readonly #queues = new Map<string, { from: string; event: PartyEvent; sent: number }[]>()
  readonly #budgets = new Map<string, number>()

  constructor(world: World, options: LiveOptions = {}) {
    this.world = world
    this.quantum = options.quantum ?? quantumOf(world)
    const inputOf = (party: string): number => options.inputs?.[party] ?? 0
    for (const party of world.parties) {
      const input = inputOf(party.name)
      if (!(input in party.inputs)) throw new SpecificationError(`party '${party.name}' has no input ${input}`)
      const live = new LiveParty(party, party.inputs[input], {
        clock: this.#clock,
        freeDelays: world.freeDelays,
        quantum: this.quantum,
        ...(options.inspect === undefined ? {} : { inspect: options.inspect }),
      })
      this.#parties.set(party.name, live)
    }
    for (const { name } of world.channels) this.#queues.set(name, [])
    for (const { id, budget, budgetName } of world.stimuli) {
      if (budget !== undefined) this.#budgets.set(budgetName ?? id, budget)
    }
    this.start = {
      initial: Object.fromEntries(world.parties.map(({ name }) => [name, inputOf(name)])),
      start: Object.fromEntries(world.parties.map(({ name }) => [name, startOf(this.snapshot(name))])),
    }
    this.#clock.increment(0)
  }

  /** ms since the start. */
  get time(): number {
    return this.#clock.now()
  }

  snapshot(party: string): AnyMachineSnapshot {
    return this.#party(party).snapshot
  }

  timers(party: string): readonly LiveTimer[] {
    return this.#party(party).held.map(({ kind: { type, delay }, at }) => ({
      type,
      delay,
      ticks: Math.max(0, (at - this.time) / this.quantum),
    }))
  }

  queue(channel: string): readonly LiveMessage[] {
    return this.#queue(channel).map(({ from, event, sent }) => ({
      from,
      event,
      age: (this.time - sent) / this.quantum,
    }))
  }

  /** What remains of each budget. */
  get budgets(): ReadonlyMap<string, number> {
    return this.#budgets
  }

  /** Every step that may happen now: stimuli, deliveries, timers, and the tick if nothing is urgent. */
  enabled(): readonly Cause[] {
    const stimuli = this.world.stimuli
      .filter(({ id, budgetName, budget }) => budget === undefined || this.#budgets.get(budgetName ?? id)! > 0)
      .filter(({ when }) => this.#holds(when))
      .map(({ id, party, event }): Cause => ({ kind: 'stimulus', id, party, event }))
    const deliveries = this.world.channels.flatMap((channel): readonly Cause[] => {
      const first = this.queue(channel.name)[0]
      if (!first || first.age < this.#ticks(channel.latency.least)) return []
      return [{ kind: 'delivery', channel: channel.name, from: first.from, event: first.event }]
    })
    const due = [...this.#parties.values()].flatMap(({ party, held }) =>
      held.filter((timer) => timer.due).map((timer) => ({ party: party.name, timer })),
    )
    const timers = due.map(({ party, timer: { kind } }): Cause => ({
      kind: 'timer',
      party,
      delay: kind.delay,
      event: kind.event,
      ...(kind.apart === undefined ? {} : { of: kind.apart }),
    }))
    const urgent =
      due.some(({ timer }) => !isFree(this.world, timer.kind)) ||
      this.world.channels.some(({ name, latency }) =>
        this.queue(name).some(({ age }) => age >= this.#ticks(latency.most)),
      )
    return [...stimuli, ...deliveries, ...timers, ...(urgent ? [] : [{ kind: 'tick' } as const])]
  }

  /** Takes one step. @throws Error for a step that is not enabled, or that overflows a queue or never ends */
  take(cause: Cause): StoryStep {
    const happenings = cause.kind === 'tick' ? [] : this.#cascade(this.#first(cause))
    const lost = cause.kind === 'tick' ? [] : this.#lose()
    this.#clock.increment(cause.kind === 'tick' ? this.quantum : 0)
    return stepOf(this.world, this.time, cause, happenings, lost)
  }

  #first(cause: Exclude<Cause, { kind: 'tick' }>): readonly Entry[] {
    if (cause.kind === 'timer') return [{ to: cause.party, from: 'clock', event: cause.event, timer: cause }]
    if (cause.kind === 'delivery') {
      const message = this.#queue(cause.channel).shift()
      if (!message) throw new Error(`channel '${cause.channel}' is empty`)
      return this.world.links
        .filter(({ channel, from, says }) => {
          return channel === cause.channel && from === message.from && says === message.event.type
        })
        .map(({ to }) => ({ to, from: message.from, event: message.event }))
    }
    const stimulus = this.world.stimuli.find(({ id }) => id === cause.id)
    if (!stimulus) throw new Error(`no stimulus '${cause.id}'`)
    const budget = stimulus.budgetName ?? stimulus.id
    if (stimulus.budget !== undefined) this.#budgets.set(budget, this.#budgets.get(budget)! - 1)
    return [{ to: stimulus.party, from: 'environment', event: stimulus.event }]
  }

  #cascade(first: readonly Entry[]): readonly Happening[] {
    const agenda = [...first]
    const happenings: Happening[] = []
    for (const { to, from, event, timer } of agenda) {
      if (happenings.length === 64)
        throw new StepFault('a step sets off more than 64 macrosteps: a cascade without end')
      const party = this.#party(to)
      const before = party.snapshot
      party.says = []
      if (timer !== undefined) party.release(timer)
      else party.hear(event)
      const says = party.says
      happenings.push(narrate(to, from, event, before, party.snapshot, says))
      for (const said of says) agenda.push(...this.#handOn(to, said))
    }
    return happenings
  }

  /** Queues what goes over channels; what goes over direct links is returned. */
  #handOn(from: string, event: PartyEvent): readonly Entry[] {
    const links = this.world.links.filter((link: Link) => link.from === from && link.says === event.type)
    for (const name of new Set(links.map(({ channel }) => channel))) {
      if (name === undefined) continue
      const channel: Channel | undefined = this.world.channels.find((one) => one.name === name)
      const queue = this.#queue(name)
      if (!channel) throw new SpecificationError(`no channel '${name}' in this world`)
      if (queue.length >= channel.capacity) throw overflowing(name, channel.capacity)
      queue.push({ from, event, sent: this.time })
    }
    return links.filter(({ channel }) => channel === undefined).map(({ to }) => ({ to, from, event }))
  }

  #lose(): StoryStep['lost'] {
    const down = this.world.channels.filter(({ up }) => !this.#holds(up)).map(({ name }) => name)
    return down.flatMap((channel) =>
      this.#queue(channel)
        .splice(0)
        .map(({ event }) => ({ channel, event })),
    )
  }

  #holds(condition: Condition | undefined): boolean {
    return (
      (condition?.parties ?? []).every(({ party, holds }) => holds(this.snapshot(party))) &&
      (condition?.emptyChannels ?? []).every((channel) => this.#queue(channel).length === 0)
    )
  }

  #ticks(milliseconds: number): number {
    return Math.ceil(milliseconds / this.quantum)
  }

  #party(name: string): LiveParty {
    const party = this.#parties.get(name)
    if (!party) throw new SpecificationError(`no party '${name}' in this world`)
    return party
  }

  #queue(name: string): { from: string; event: PartyEvent; sent: number }[] {
    const queue = this.#queues.get(name)
    if (!queue) throw new SpecificationError(`no channel '${name}' in this world`)
    return queue
  }
}
