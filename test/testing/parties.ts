// The parties that are small enough to be explored alone in no time, each with every input that it has somewhere.
import { partyGraph, type PartyGraph } from '../../testing/party/partyGraph.js'
import { withEveryInput } from '../../testing/party/everyInput.js'
import { impTrials } from '../../verification/imp/trials.js'
import { specification as ours } from '../../verification/impSpecification.js'

export const small = [
  'factory',
  'application',
  'upgradeServer',
  'enrolment',
  'deployments',
  'homeServer',
  'agent',
  'blinkup',
  'poller',
  'installer',
] as const

/** Those that can be toured in a second or two; agent and application are toured by the long tests. */
export const toured = small.filter((name) => name !== 'agent' && name !== 'application')

const graphs = new Map<string, PartyGraph>()

/** The graph of a party alone; explored once in a file of tests. */
export function graphOf(name: string): PartyGraph {
  const known = graphs.get(name) ?? partyGraph(withEveryInput(ours, name), { free: impTrials.longDelays })
  graphs.set(name, known)
  return known
}
