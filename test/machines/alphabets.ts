// What a party owes the others: it hears and says what its alphabets list, and the lists hold nothing else.
import type { AnyStateNode } from 'xstate'
import type { Party } from '../../model/party.js'
import type { PartyEvent } from '../../model/party.js'
import { reachable, type Reachable } from '../../machines/reachable.js'

const canonical = (event: PartyEvent): string =>
  JSON.stringify(Object.entries(event).sort(([a], [b]) => (a < b ? -1 : 1)))

/** Event types in the `on` of some state, but for the machine's own. */
function handled(node: AnyStateNode): ReadonlySet<string> {
  const own = [...node.transitions.keys()].filter((type) => !/^(xstate|internal)\./.test(type) && type !== '')
  return new Set([...own, ...Object.values(node.states).flatMap((child) => [...handled(child)])])
}

/**
 * Differences between a party's alphabets and what its machine does, over all local states of all the given parties
 * (one party in several configurations). Empty if there are none.
 *
 * @param parties - the same party; what it says need occur for one of them only.
 */
export function alphabetFaults(parties: readonly [Party, ...Party[]]): readonly string[] {
  const [{ machine, hears, says }] = parties
  const on = handled(machine.root)
  const listed = new Set(hears.map(({ type }) => type))
  const sayable = new Set(says.map(canonical))
  const explored: readonly Reachable[] = parties.flatMap((party) =>
    party.inputs.map((input) => reachable(party.machine, input, party.hears)),
  )
  const said = new Set(explored.flatMap(({ steps }) => steps.flatMap((step) => step.says.map(canonical))))
  const active = new Set(
    explored.flatMap(({ steps }) =>
      steps
        .filter(({ before, after, says: uttered }) => before !== after || uttered.length > 0)
        .map(({ event }) => event.type),
    ),
  )
  return [
    ...[...on].filter((type) => !listed.has(type)).map((type) => `handles ${type}, which it is not listed to hear`),
    ...[...listed].filter((type) => !on.has(type)).map((type) => `is listed to hear ${type}, which no state handles`),
    ...[...listed].filter((type) => !active.has(type)).map((type) => `hears ${type} in no reachable state`),
    ...[...said].filter((event) => !sayable.has(event)).map((event) => `says ${event}, which is not listed`),
    ...[...sayable].filter((event) => !said.has(event)).map((event) => `never says ${event}`),
  ]
}
