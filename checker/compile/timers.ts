// Time in a world: which timers its machines have, and how long a tick is.
import type { AnyStateMachine, AnyStateNode } from 'xstate'
import type { Party } from '../../model/party.js'
import type { World } from '../../model/world.js'
import { SpecificationError } from '../../model/errors.js'

/** A timer that a machine may start: one `after` of one state. */
export interface TimerKind {
  /** The event by which XState says that it has elapsed. */
  readonly type: string
  /** Name of the delay. */
  readonly delay: string
  /** ms; undefined where the machine computes it. */
  readonly milliseconds: number | undefined
  /** Dotted path of the state that holds it. */
  readonly state: string
}

/** Every state node of a machine, parents first. */
export function stateNodes(machine: AnyStateMachine): readonly AnyStateNode[] {
  const below = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(below)]
  return below(machine.root)
}

/** The timers of a party, sorted by event type. */
export function timersOf(party: Pick<Party, 'name' | 'machine'>): readonly TimerKind[] {
  const delays = party.machine.implementations.delays as Readonly<Record<string, unknown>>
  const kinds = stateNodes(party.machine).flatMap((node) => {
    const state = node.path.join('.') || '(root)'
    const byType = new Map(node.after.map(({ eventType, delay }) => [eventType as string, delay as unknown]))
    return [...byType].map(([type, delay]): TimerKind => {
      if (typeof delay !== 'string' || !Object.hasOwn(delays, delay)) {
        throw new SpecificationError(
          `party '${party.name}', state '${state}': the delay '${String(delay)}' has no name; declare it in setup({ delays })`,
        )
      }
      const value = delays[delay]
      if (typeof value === 'number' && !(Number.isSafeInteger(value) && value >= 0)) {
        throw new SpecificationError(
          `party '${party.name}': the delay '${delay}' is ${value}; whole ms, 0 or more, expected`,
        )
      }
      return { type, delay, state, milliseconds: typeof value === 'number' ? value : undefined }
    })
  })
  return kinds.sort((a, b) => (a.type < b.type ? -1 : 1))
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

/**
 * ms in a tick: the greatest common divisor of the exact delays and the channel latencies that occur in the world, and
 * of further durations that it must be able to tell. 1 where no time is measured.
 *
 * @throws SpecificationError for an exact delay that a machine computes, since it is not known beforehand
 */
export function quantumOf(world: World, durations: readonly number[] = []): number {
  const delays = world.parties.flatMap((party) =>
    timersOf(party)
      .filter(({ delay }) => !world.freeDelays.includes(delay))
      .map(({ delay, milliseconds }) => {
        if (milliseconds !== undefined) return milliseconds
        throw new SpecificationError(
          `party '${party.name}': the delay '${delay}' is computed; an exact delay is a number, or list it in freeDelays`,
        )
      }),
  )
  const latencies = world.channels.flatMap(({ latency }) => [latency.least, latency.most])
  return [...delays, ...latencies, ...durations].reduce(gcd, 0) || 1
}
