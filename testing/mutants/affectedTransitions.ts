// Which local transitions a change to a machine can make a difference to: all others are as they were, and need not be asked anew.
import type { AnyMachineSnapshot } from 'xstate'
import type { Party, LocalTest } from '../../model/party.js'
import type { PartyEvent } from '../../model/party.js'
import type { LocalTransition } from '../../model/property.js'
import { chartOf } from './chart.js'
import type { Mutation, Spot } from './operators.js'
import { Probe } from './guardProbe.js'

/** Dotted paths of the states that are active. */
export const activeIn = (snapshot: AnyMachineSnapshot): ReadonlySet<string> =>
  new Set((snapshot._nodes as readonly { readonly path: readonly string[] }[]).map(({ path }) => path.join('.')))

/**
 * A name for what a change touches; changes of equal names touch the same. Retargeting a transition may change which others it
 * is in conflict with, so there it is not enough to know whether it was taken.
 */
export function spotName({ spot, operator }: Pick<Mutation, 'spot' | 'operator'>): string {
  if (spot.kind !== 'transition') return JSON.stringify(spot)
  const { state, kind, event, index } = spot.place
  return JSON.stringify(
    operator === 'transition-retargeted' && kind === 'on' ? ['heard', state, event] : [state, kind, event, index],
  )
}

/** The state in which a change is. */
export const stateOf = (spot: Spot): string =>
  spot.kind === 'transition' ? spot.place.state : spot.kind === 'delay' ? '' : spot.state

/** What there is to touch in one local transition. */
interface Trace {
  readonly before: ReadonlySet<string>
  readonly after: ReadonlySet<string>
  readonly event: string
  readonly met: ReadonlySet<string>
  readonly entered: readonly string[]
  readonly left: readonly string[]
  readonly microsteps: number
}

/** Sees, by a machine with probes, what each local transition of a party touches. */
export class Touches {
  readonly #probe: Probe
  readonly #outside: ReadonlySet<string>
  readonly #places: readonly string[]
  /** By snapshot before and event: both are one object each in a table. */
  readonly #traces = new Map<AnyMachineSnapshot, Map<PartyEvent, Trace>>()
  readonly #active = new Map<AnyMachineSnapshot, ReadonlySet<string>>()

  constructor({ machine, hears }: Party) {
    this.#probe = new Probe(machine)
    this.#outside = new Set(hears.map(({ type }) => type))
    this.#places = chartOf(machine).transitions.map(({ state, kind, event, index }) =>
      JSON.stringify([state, kind, event, index]),
    )
  }

  /** Whether a change touches a local transition. */
  by(mutation: Pick<Mutation, 'spot' | 'operator'>): (transition: Omit<LocalTransition, 'says'>) => boolean {
    const { spot, operator } = mutation
    const asked = this.#asked(spot, operator)
    return (transition) => asked(this.#trace(transition))
  }

  #asked(spot: Spot, operator: Mutation['operator']): (trace: Trace) => boolean {
    switch (spot.kind) {
      case 'transition': {
        const { state, kind, event, index } = spot.place
        const name = JSON.stringify([state, kind, event, index])
        return operator === 'transition-retargeted' && kind === 'on'
          ? ({ met, event: heard, before }) => met.has(name) || (heard === event && before.has(state))
          : ({ met }) => met.has(name)
      }
      case 'entry':
        return ({ entered }) => entered.includes(spot.state)
      case 'exit':
        return ({ left }) => left.includes(spot.state)
      case 'tags':
        return ({ before, after }) => before.has(spot.state) || after.has(spot.state)
      case 'events':
        return spot.events.every((event) => this.#outside.has(event))
          ? ({ before, event }) => before.has(spot.state) && spot.events.includes(event)
          : // What passes from one region to another is heard in the midst of a macrostep.
            ({ before, after, microsteps }) => microsteps > 1 || before.has(spot.state) || after.has(spot.state)
      case 'delay':
        return () => true
    }
  }

  /** Paths of the active states of a snapshot. */
  active(snapshot: AnyMachineSnapshot): ReadonlySet<string> {
    const known = this.#active.get(snapshot) ?? activeIn(snapshot)
    this.#active.set(snapshot, known)
    return known
  }

  #trace({ before, event, after }: Omit<LocalTransition, 'says'>): Trace {
    const traces = this.#traces.get(before) ?? new Map<PartyEvent, Trace>()
    this.#traces.set(before, traces)
    const known = traces.get(event)
    if (known) return known
    const { taken, passed, refused, entered, left } = this.#probe.step(before, event)
    const trace: Trace = {
      before: this.active(before),
      after: this.active(after),
      event: event.type,
      met: new Set([...taken, ...passed, ...refused].map((index) => this.#places[index]!)),
      entered,
      left,
      microsteps: taken.length,
    }
    traces.set(event, trace)
    return trace
  }
}

/** What stimuli and channels of a world ask of a party, in the order in which a compiled world numbers it. */
export function askedOf(party: string, { channels, stimuli }: ConditionHolders): readonly LocalTest[] {
  const tests = [...channels.map(({ up }) => up), ...stimuli.map(({ when }) => when)].flatMap((condition) =>
    (condition?.parties ?? []).filter((clause) => clause.party === party).map(({ holds }) => holds),
  )
  return [...new Set(tests)]
}

interface Conditioned {
  readonly parties?: readonly { readonly party: string; readonly holds: LocalTest }[]
}
interface ConditionHolders {
  readonly channels: readonly { readonly up?: Conditioned }[]
  readonly stimuli: readonly { readonly when?: Conditioned }[]
}
