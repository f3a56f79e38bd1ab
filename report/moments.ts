// Moments of a log, told as it tells them: those since 1970 as dates.

/** ms; a time that is longer is no delay of the specification but a moment since 1970. */
const sinceSomeday = 1e11

/** A moment of a log: `1500 ms`, or in ISO 8601 where the log has dates. */
export const momentText = (ms: number): string => (ms >= sinceSomeday ? new Date(ms).toISOString() : `${ms} ms`)

/** A text of the judge with its moments told in ISO 8601 where they are dates. */
export const withMoments = (text: string): string =>
  text.replace(/\b(\d{12,}(?:\.\d+)?)(?: ms\b)?/g, (all, ms: string) =>
    Number(ms) < 8.64e15 ? new Date(Number(ms)).toISOString() : all,
  )
