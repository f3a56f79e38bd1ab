// Which outputs of one instant have an order: those that somebody hears both of, and those that a rule puts in one.
import type { Link } from '../../model/world.js'

/** Of two outputs of one instant that different parties hear, the one that a rule puts first. */
export interface RuledOrder {
  readonly role: string
  /** Types of events. */
  readonly first: string
  readonly then: string
  /** Id of the rule. */
  readonly rule: string
}

/** Why two outputs that one step leads to come in that order: a party hears both (`hearer`), or the rule of this id says so. */
export type OrderedBy = string

/** Who hears what a party says over some links, by the type of the event. */
export function hearersOver(links: readonly Link[], party: string): ReadonlyMap<string, ReadonlySet<string>> {
  const hearers = new Map<string, Set<string>>()
  for (const { from, says, to } of links) {
    if (from === party) hearers.set(says, (hearers.get(says) ?? new Set()).add(to))
  }
  return hearers
}

/**
 * Whether a party has to say one type of event before another where both are said in one instant.
 *
 * What nobody hears is for whoever watches, who would hear both of two such events. A party that nobody hears at all is
 * watched only, and its outputs keep their order.
 *
 * @param hearers who hears what it says, by the type of the event
 * @returns undefined where the two may be said in any order
 */
export function orderOf(
  role: string,
  hearers: ReadonlyMap<string, ReadonlySet<string>>,
  ruledOrders: readonly RuledOrder[],
): (earlier: string, later: string) => OrderedBy | undefined {
  const nobody: ReadonlySet<string> = new Set()
  return (earlier, later) => {
    const rule = ruledOrders.find((one) => one.role === role && one.first === earlier && one.then === later)
    if (rule !== undefined) return rule.rule
    const [one, other] = [hearers.get(earlier) ?? nobody, hearers.get(later) ?? nobody]
    if (one.size === 0 && other.size === 0) return 'hearer'
    return [...one].some((party) => other.has(party)) ? 'hearer' : undefined
  }
}
