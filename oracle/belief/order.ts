// Which outputs of one instant have an order: those that somebody hears both of, and those that a rule puts in one.
import { configure } from '../../machines/configurations.js'
import type { PartyName, SourceId } from '../../machines/party.js'
import { system } from '../../machines/system.js'

/** Of two outputs of one instant that different parties hear, the one that a rule puts first. */
export interface RuledOrder {
  readonly role: PartyName
  /** Types of events. */
  readonly first: string
  readonly then: string
  readonly rule: SourceId
}

export const ruledOrders: readonly RuledOrder[] = [
  // A boot leads to a start of Squirrel, whichever kind it is.
  { role: 'device', first: 'device.booted', then: 'vm.started', rule: 'R1' },
  // The agent restarts with new code first, its device later.
  { role: 'deployments', first: 'code.published', then: 'restart.issued', rule: 'R24' },
  { role: 'deployments', first: 'code.published', then: 'notice.issued', rule: 'R24' },
]

/** Who hears what a party says, by the type of the event; everywhere, whatever the configuration leaves out. */
export function hearersOf(role: PartyName): ReadonlyMap<string, ReadonlySet<string>> {
  const worlds = [configure(), configure({ installerApp: 'advised' }), configure({ blinkupOver: 'bluetooth' })]
  const hearers = new Map<string, Set<string>>()
  for (const { from, says, to } of worlds.flatMap(({ values }) => system(values, 'installation').links)) {
    if (from !== role) continue
    hearers.set(says, (hearers.get(says) ?? new Set()).add(to))
  }
  return hearers
}

/** Why two outputs that one step leads to come in that order: a party hears both, or a rule says so. */
export type OrderedBy = 'hearer' | SourceId

/**
 * Whether a party has to say one type of event before another where both are said in one instant.
 *
 * What nobody hears is for whoever watches, who would hear both of two such events. A party that nobody hears at all is
 * watched only, and its outputs keep their order.
 *
 * @returns undefined where the two may be said in any order
 */
export function orderOf(role: PartyName): (earlier: string, later: string) => OrderedBy | undefined {
  const hearers = hearersOf(role)
  const nobody: ReadonlySet<string> = new Set()
  return (earlier, later) => {
    const rule = ruledOrders.find((one) => one.role === role && one.first === earlier && one.then === later)
    if (rule !== undefined) return rule.rule
    const [one, other] = [hearers.get(earlier) ?? nobody, hearers.get(later) ?? nobody]
    if (one.size === 0 && other.size === 0) return 'hearer'
    return [...one].some((party) => other.has(party)) ? 'hearer' : undefined
  }
}
