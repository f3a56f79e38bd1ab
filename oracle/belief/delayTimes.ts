// How long the delays of a role take: by the specification, or as whoever asks says.

/** ms after its start at which a timer elapses, at the least and at the most. */
export type Span = readonly [least: number, most: number]

/** By the name of a delay. */
export type DelayTimes = Readonly<Record<string, Span>>

/** At any time. */
export const anyTime: Span = [0, Infinity]

/** Whether it is left open when it elapses. */
export const isFree = ([least, most]: Span): boolean => least < most
