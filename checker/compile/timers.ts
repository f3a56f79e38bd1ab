// Time in a world: how long a tick is.
import type { World } from '../../model/world.js'
import { SpecificationError } from '../../model/errors.js'
import { isFree, timersOf } from './timerKinds.js'

export { isFree, stateNodes, timersOf, type TimerKind } from './timerKinds.js'

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
      .filter((timer) => !isFree(world, timer))
      .map(({ delay, milliseconds }) => {
        if (milliseconds !== undefined) return milliseconds
        throw new SpecificationError(
          `party '${party.name}': the delay '${delay}' is computed; list what it may be, delays: { '${delay}': [...] } in ms, or list it in freeDelays`,
        )
      }),
  )
  const latencies = world.channels.flatMap(({ latency }) => [latency.least, latency.most])
  return [...delays, ...latencies, ...durations].reduce(gcd, 0) || 1
}
