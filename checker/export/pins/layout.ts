// The state vector of the PINS model, an int for each part of a state, and its transition groups with what each reads and writes.
import type { Effect, PartyTables, Tables } from '../tables.js'

/** The numbers below a limit. */
export const range = (length: number): readonly number[] => Array.from({ length }, (_, index) => index)

/** Where in the vector each part of a state is. */
export interface Layout {
  /** What each slot is, in words. */
  readonly names: readonly string[]
  /** By party: its local state; the ticks of its timer slots follow. */
  readonly parties: readonly number[]
  /** By channel: its first place; a place is a message, and its age where the channel takes time. */
  readonly channels: readonly number[]
  readonly budgets: readonly number[]
}

/** Ints of one place of a channel. */
export const placeSize = ({ most }: { readonly most: number }): number => (most > 0 ? 2 : 1)

/** Slot 0 is the phase: the root, a state of the world, or the end behind a fault. */
export function layoutOf({ parties, channels, budgets }: Tables): Layout {
  const names = ['phase']
  const place = (more: readonly string[]): number => names.push(...more) - more.length
  return {
    names,
    parties: parties.map(({ name, slots }) => place([name, ...range(slots).map((slot) => `${name}_timer${slot}`)])),
    channels: channels.map((channel) =>
      place(
        range(channel.capacity).flatMap((at) =>
          [`${channel.name}_${at}`, `${channel.name}_age${at}`].slice(0, placeSize(channel)),
        ),
      ),
    ),
    budgets: budgets.map((_, index) => place([`left_${index}`])),
  }
}

/** One way in which the model can take a step. */
export interface Group {
  readonly kind: 'start' | 'stimulus' | 'delivery' | 'timer' | 'tick'
  /** Which of its kind; of a timer, whose. */
  readonly subject: number
  readonly slot: number
  readonly comment: string
  /** Slots of the vector, ascending. What is written is read as well. */
  readonly reads: readonly number[]
  readonly writes: readonly number[]
}

/** Collects what a step can come to touch, whatever state it starts from. */
class Touched {
  readonly parties = new Set<number>()
  readonly channels = new Set<number>()
  readonly #tables: Tables
  /** By party and event: where what it says goes, in some local state. */
  readonly #effects: readonly ReadonlyMap<number, readonly Effect[]>[]
  readonly #heard = new Set<string>()

  constructor(tables: Tables, effects: readonly ReadonlyMap<number, readonly Effect[]>[]) {
    this.#tables = tables
    this.#effects = effects
  }

  hear(party: number, event: number): void {
    const key = `${party} ${event}`
    if (this.#heard.has(key)) return
    this.#heard.add(key)
    this.parties.add(party)
    for (const effect of this.#effects[party]!.get(event) ?? []) {
      if (effect.kind === 'queue') this.channels.add(effect.channel)
      else this.hear(effect.party, effect.event)
    }
  }

  deliver(channel: number): void {
    this.channels.add(channel)
    for (const { receivers } of this.#tables.channels[channel]!.messages) {
      for (const { party, event } of receivers) this.hear(party, event)
    }
  }
}

const effectsOf = ({ transitions }: PartyTables): ReadonlyMap<number, readonly Effect[]> => {
  const effects = new Map<number, readonly Effect[]>()
  for (const row of transitions) effects.set(row.event, [...(effects.get(row.event) ?? []), ...row.effects])
  return new Map(
    [...effects].map(([event, all]) => [event, [...new Map(all.map((one) => [JSON.stringify(one), one])).values()]]),
  )
}

const ascending = (slots: Iterable<number>): readonly number[] => [...new Set(slots)].sort((a, b) => a - b)

/** Every group of a world: the initial states, the stimuli, the deliveries, the timer slots, the tick. */
export function groupsOf(tables: Tables, layout: Layout): readonly Group[] {
  const { parties, channels, stimuli } = tables
  const effects = parties.map(effectsOf)
  const local = (party: number): number => layout.parties[party]!
  const timers = (party: number): readonly number[] =>
    range(parties[party]!.slots).map((slot) => local(party) + 1 + slot)
  const places = (channel: number): readonly number[] =>
    range(channels[channel]!.capacity * placeSize(channels[channel]!)).map((at) => layout.channels[channel]! + at)
  const condition = (index: number | undefined): readonly number[] => {
    if (index === undefined) return []
    const { parties: asked, empty } = tables.conditions[index]!
    return [...asked.map(local), ...empty.map((channel) => layout.channels[channel]!)]
  }
  const group = (
    of: Pick<Group, 'kind' | 'subject' | 'comment'> & { readonly slot?: number },
    touched: Touched,
    guard: readonly number[],
    own: readonly number[] = [],
  ): Group => {
    // A channel that is not up loses what is in it: it may have come there, or what keeps it up may have changed.
    const mortal = range(channels.length).filter((index) => {
      const { up } = channels[index]!
      if (up === undefined) return false
      const { parties: asked, empty } = tables.conditions[up]!
      return (
        touched.channels.has(index) ||
        asked.some((party) => touched.parties.has(party)) ||
        empty.some((channel) => touched.channels.has(channel))
      )
    })
    const writes = ascending([
      0,
      ...own,
      ...[...touched.parties].flatMap((party) => [local(party), ...timers(party)]),
      ...[...touched.channels, ...mortal].flatMap(places),
    ])
    const lost = mortal.flatMap((index) => condition(channels[index]!.up))
    return { slot: 0, ...of, reads: ascending([...writes, ...guard, ...lost]), writes }
  }
  const touching = (touch: (touched: Touched) => void): Touched => {
    const touched = new Touched(tables, effects)
    touch(touched)
    return touched
  }
  const whole = range(layout.names.length)
  const starts = parties.reduce((ways, { initials }) => ways * initials.length, 1)
  const clocks = parties.flatMap((_, party) => timers(party))
  const ages = channels.flatMap((channel, index) => (channel.most > 0 ? places(index) : []))
  const urgent = [
    ...parties.flatMap(({ slots }, party) => (slots > 0 ? [local(party)] : [])),
    ...channels.flatMap((_, index) => layout.channels[index]!),
  ]
  return [
    ...range(starts).map((start): Group => ({
      kind: 'start',
      subject: start,
      slot: 0,
      comment: `initial state ${start}`,
      reads: whole,
      writes: whole,
    })),
    ...stimuli.map(({ id, party, event, when, budget }, index) =>
      group(
        { kind: 'stimulus', subject: index, comment: `stimulus ${id}` },
        touching((touched) => touched.hear(party, event)),
        condition(when),
        budget === undefined ? [] : [layout.budgets[budget]!],
      ),
    ),
    ...channels.map(({ name }, index) =>
      group(
        { kind: 'delivery', subject: index, comment: `delivery over ${name}` },
        touching((touched) => touched.deliver(index)),
        [],
      ),
    ),
    ...parties.flatMap(({ name, slots, locals }, party) =>
      range(slots).map((slot) =>
        group(
          { kind: 'timer', subject: party, slot, comment: `timer slot ${slot} of ${name}` },
          touching((touched) =>
            locals.forEach((each) => {
              if (each.timers[slot] !== undefined) touched.hear(party, each.timers[slot])
            }),
          ),
          [],
        ),
      ),
    ),
    {
      kind: 'tick',
      subject: 0,
      slot: 0,
      comment: 'tick',
      reads: ascending([0, ...urgent, ...clocks, ...ages]),
      writes: ascending([...clocks, ...ages]),
    },
  ]
}
