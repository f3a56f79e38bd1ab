// What happened to one party in one macrostep, in the words of its machine.
import type { AnyMachineSnapshot, AnyStateNode, AnyTransitionDefinition } from 'xstate'
import type { PartyEvent } from '../../model/party.js'
import type { World } from '../../model/world.js'
import { assumedOf } from './assumptions.js'
import { faithful } from '../../util/canonical.js'
import type { Cause, Happening, Story, StoryStep } from '../../model/result.js'

type Fields = Readonly<Record<string, unknown>>

const nodesOf = (snapshot: AnyMachineSnapshot): readonly AnyStateNode[] => snapshot._nodes as readonly AnyStateNode[]

const pathOf = (node: AnyStateNode): string => node.path.join('.')

const sourcesIn = (meta: unknown): readonly string[] => {
  const sources = (meta as { sources?: unknown } | undefined)?.sources
  return Array.isArray(sources) ? sources.filter((one) => typeof one === 'string') : []
}

/** The leaves of a configuration as dotted paths; '(root)' for a machine without states. */
export const leavesOf = (snapshot: AnyMachineSnapshot): readonly string[] =>
  [...nodesOf(snapshot)]
    // A snapshot lists them as they were entered, or as it was restored.
    .sort((one, other) => one.order - other.order)
    .filter((node) => Object.keys(node.states).length === 0)
    .map((node) => pathOf(node) || '(root)')

/** How a story shows the start of a party. */
export const startOf = (snapshot: AnyMachineSnapshot): Story['start'][string] => ({
  states: leavesOf(snapshot),
  context: snapshot.context as unknown,
})

/** The transitions that XState takes first; empty where the event is ignored. */
const taken = (before: AnyMachineSnapshot, event: PartyEvent): readonly AnyTransitionDefinition[] =>
  before.status === 'active' ? before.machine.getTransitionData(before, event) : []

/** Nodes that are left and entered again by the way: those of a transition that re-enters its source. */
function reentered(
  transitions: readonly AnyTransitionDefinition[],
  were: readonly AnyStateNode[],
  are: readonly AnyStateNode[],
): readonly AnyStateNode[] {
  const sources = transitions
    .filter(({ reenter, target }) => reenter && target !== undefined)
    .map(({ source }) => source)
  const within = (node: AnyStateNode): boolean =>
    sources.some((source) => source.path.every((part, index) => node.path[index] === part))
  return are.filter((node) => were.includes(node) && within(node))
}

/** One step, as a story tells it. */
export function stepOf(
  world: World,
  time: number,
  cause: Cause,
  happenings: readonly Happening[],
  lost: StoryStep['lost'],
): StoryStep {
  const assumed = assumedOf(world, cause)
  return { time, cause, happenings, lost, ...(assumed.length > 0 ? { assumed } : {}) }
}

/** One macrostep, as a story tells it. */
export function narrate(
  party: string,
  from: string,
  event: PartyEvent,
  before: AnyMachineSnapshot,
  after: AnyMachineSnapshot,
  says: readonly PartyEvent[],
): Happening {
  const [were, are] = [nodesOf(before), nodesOf(after)]
  const transitions = taken(before, event)
  const again = reentered(transitions, were, are)
  const entered = are.filter((node) => again.includes(node) || !were.includes(node))
  const [old, now] = [before.context as Fields, after.context as Fields]
  const changed = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
    (field) => field in old !== field in now || faithful(old[field]) !== faithful(now[field]),
  )
  const sources = [...entered.map(({ meta }) => meta as unknown), ...transitions.map(({ meta }) => meta as unknown)]
  return {
    party,
    from,
    event,
    says,
    left: were.filter((node) => again.includes(node) || !are.includes(node)).map(pathOf),
    entered: entered.map(pathOf),
    changed: Object.fromEntries(changed.map((field) => [field, { before: old[field], after: now[field] }])),
    sources: [...new Set(sources.flatMap(sourcesIn))],
  }
}
