// A run in words: each step by a name that a reader understands and a program can find again.
import type { Cause } from '../../model/result.js'

/**
 * The names of steps that may happen in one state, in order: a stimulus by its id, `deliver uplink`,
 * `timer device squirrelStart`, `tick`. Where two would have one name, the second gets `#2`.
 */
export function stepNames(causes: readonly Cause[]): readonly string[] {
  const met = new Map<string, number>()
  return causes.map((cause) => {
    const name = stepName(cause)
    const times = (met.get(name) ?? 0) + 1
    met.set(name, times)
    return times === 1 ? name : `${name} #${times}`
  })
}

function stepName(cause: Cause): string {
  switch (cause.kind) {
    case 'stimulus':
      return cause.id
    case 'delivery':
      return `deliver ${cause.channel}`
    case 'timer':
      return `timer ${cause.party} ${cause.delay}`
    case 'tick':
      return 'tick'
  }
}

/** Steps as one text: joined by `; `, and what repeats is counted: `tick*6`. */
export function joinSteps(names: readonly string[]): string {
  const parts: { name: string; times: number }[] = []
  for (const name of names) {
    const last = parts.at(-1)
    if (last?.name === name) last.times++
    else parts.push({ name, times: 1 })
  }
  return parts.map(({ name, times }) => (times === 1 ? name : `${name}*${times}`)).join('; ')
}

/** The inverse of `joinSteps`. */
export const splitSteps = (text: string): readonly string[] =>
  text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [, name = part, times = '1'] = /^(.*)\*(\d{1,4})$/.exec(part) ?? []
      return new Array<string>(Number(times)).fill(name)
    })
