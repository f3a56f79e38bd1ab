// How long the delays of a role take: by the specification, or as whoever asks says.
import { delays } from '../../machines/delays.js'

/** ms after its start at which a timer elapses, at the least and at the most. */
export type Span = readonly [least: number, most: number]

/** By the name of a delay. */
export type DelayTimes = Readonly<Record<string, Span>>

const days = 24 * 60 * 60_000

/** Delays that the sources give no length: the application chooses it. */
export const freeDelays: DelayTimes = {
  // Up to 28 days (D-058); what the model counts with is one of them.
  deepSleep: [0, 28 * days],
}

/** At any time. */
export const anyTime: Span = [0, Infinity]

/** Whether it is left open when it elapses. */
export const isFree = ([least, most]: Span): boolean => least < most

/** Names of all delays of the specification. */
export const delayNames: readonly string[] = Object.keys(delays)
