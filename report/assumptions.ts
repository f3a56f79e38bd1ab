// Assumptions in words: each by itself, and all of them with what several have in common said once.
import type { Assumption } from '../model/result.js'

const times = (most: number): string => (most === 0 ? 'never' : most === 1 ? 'at most once' : `at most ${most} times`)

/** What an assumption is about, and what it says of that; one that stands for itself is about nothing. */
function partsOf(assumption: Assumption): { readonly about?: string; readonly says: string } {
  switch (assumption.kind) {
    case 'stated':
      return { says: assumption.text }
    case 'budget': {
      const { stimuli, most } = assumption
      return { about: stimuli.join(', '), says: `${times(most)}${stimuli.length > 1 ? ' together' : ''}` }
    }
    case 'condition':
      return { about: assumption.stimulus, says: `only when ${assumption.when}` }
    case 'channel': {
      const { channel, capacity, least, most } = assumption
      return { says: `channel ${channel}: ${capacity} messages at most, each delivered after ${least} to ${most} ms` }
    }
    case 'up':
      return { about: `channel ${assumption.channel}`, says: `keeps messages only when ${assumption.when}` }
    case 'free':
      return { about: `delay ${assumption.delay}`, says: 'may elapse at any time after one tick, or never' }
  }
}

/** One assumption: `power.cut: at most once`. */
export function assumptionText(assumption: Assumption): string {
  const { about, says } = partsOf(assumption)
  return about === undefined ? says : `${about}: ${says}`
}

/** Assumptions for readers: what is said of several stimuli, channels or delays is said once. Each once, in their order. */
export function assumptionsInWords(assumptions: readonly Assumption[]): readonly string[] {
  const said = new Map<string, Set<string>>()
  for (const { about, says } of assumptions.map(partsOf)) {
    const all = said.get(says) ?? new Set()
    if (about !== undefined) all.add(about)
    said.set(says, all)
  }
  return [...said].map(([says, about]) => (about.size === 0 ? says : `${says}: ${[...about].join('; ')}`))
}
