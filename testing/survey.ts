// What happens to each party in a world: every local transition that some run of the world takes.
import type { AnyMachineSnapshot, AnyStateNode } from 'xstate'
import { canonical } from '../checker/canonical.js'
import { compile } from '../checker/compile.js'
import { explore, type ExploreOptions } from '../checker/explore.js'
import type { LocalState, PartyTable } from '../checker/local.js'
import type { PartyEvent } from '../machines/party.js'
import type { World } from '../machines/world.js'

/** A text for a local state of a party: equal texts, equal futures. The same in every process. */
export function localKey({ snapshot, timers }: LocalState, table: PartyTable): string {
  const history = Object.entries(snapshot.historyValue as Readonly<Record<string, readonly AnyStateNode[]>>).map(
    ([id, nodes]) => [id, nodes.map((node) => node.id).sort()],
  )
  const running = timers.map((timer) => table.timers[timer]!.type)
  return canonical([snapshot.value, snapshot.context, history, snapshot.status, running])
}

/** A text for a snapshot of a live actor or a local state, whatever its timers. */
export const snapshotKey = (snapshot: AnyMachineSnapshot): string => canonical([snapshot.value, snapshot.context])

export const eventKey = (event: PartyEvent): string => canonical(event)

/** The local transitions of one party that were met: for each local state, by its key, the keys of the events. */
export type Met = Readonly<Record<string, readonly string[]>>

export interface Survey {
  readonly states: number
  readonly complete: boolean
  /** By party. */
  readonly met: Readonly<Record<string, Met>>
}

/** Explores a world, and notes what happens to each party. */
export function survey(world: World, options: ExploreOptions = {}): Survey {
  const compiled = compile(world)
  const graph = explore(compiled, options)
  const met = compiled.parties.map(({ party, table, does }): [string, Met] => {
    const events: Record<string, string[]> = {}
    for (const id of does.indices) {
      const { before, event } = table.records[id]!
      const key = localKey(table.locals[before]!, table)
      ;(events[key] ??= []).push(eventKey(table.events[event]!))
    }
    return [party.name, events]
  })
  return {
    states: graph.states.size,
    complete: graph.stopped === undefined && graph.fault === undefined,
    met: Object.fromEntries(met),
  }
}
