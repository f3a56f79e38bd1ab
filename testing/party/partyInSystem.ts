// A party as the system drives it: what it does in every run of some worlds, whatever the time and whoever causes it.
import { compile } from '../../checker/compile/compile.js'
import { explore, type Graph } from '../../checker/graph/explore.js'
import type { LocalRecord, PartyTable } from '../../checker/compile/partyTable.js'
import { Stepper, TICK } from '../../checker/semantics/stepper.js'
import type { Party } from '../../model/party.js'
import type { Tested } from './tested.js'
import { withEveryInput } from './everyInput.js'
import { defaultWorlds, looselyTimed, worldName, type NamedWorld } from './worlds.js'

/**
 * The local states that a party comes to in some worlds and the local transitions that it takes. Time is left out: a timer
 * that runs may fire at any moment, and states with other remaining times are the same state. So is everybody else: an event
 * that is heard in some run may be heard whenever the party is in that local state. Context and history are kept.
 */
export interface LocalGraph {
  readonly party: Party
  readonly table: PartyTable
  readonly worlds: readonly string[]
  /** Whether these are all worlds of the default selection that contain the party, each explored to its end. */
  readonly complete: boolean
  /** Local states by index, the starts first; each is a number of the table. */
  readonly locals: readonly number[]
  readonly starts: readonly number[]
  /** What was taken, in the order of the table; idle ones included. */
  readonly records: readonly LocalRecord[]
  /** What was met of timers: `type just before`, `type when due`, `type just after`. */
  readonly boundaries: ReadonlySet<string>
  /** Delays that are not timed exactly. */
  readonly free: readonly string[]
}

/** What happens to a party in some worlds, all of which contain it. */
export function localGraph(tested: Tested, name: string, worlds: readonly NamedWorld[]): LocalGraph {
  const party = withEveryInput(tested, name)
  const met = new Map<number, LocalRecord>()
  const starts = new Set<number>()
  const boundaries = new Set<string>()
  const everywhere = defaultWorlds(tested)
    .filter(({ world }) => world.parties.some((one) => one.name === name))
    .map(worldName)
  let complete = everywhere.every((one) => worlds.some((other) => worldName(other) === one))
  let table: PartyTable | undefined
  for (const { world } of worlds) {
    const compiled = compile(world)
    const graph = explore(compiled)
    complete &&= graph.stopped === undefined && graph.fault === undefined
    const own = compiled.parties.find((one) => one.party.name === name)
    if (!own) continue
    if (table && table !== own.table) throw new Error(`'${name}' is not the same machine in all of the worlds`)
    table = own.table
    own.initials.forEach((local) => starts.add(local))
    for (const id of own.does.indices) met.set(id, own.table.records[id]!)
    for (const boundary of boundariesIn(graph, own.index)) boundaries.add(boundary)
  }
  if (!table) throw new Error(`no world contains '${name}'`)
  const records = [...met.values()].sort((one, other) => one.id - other.id)
  return {
    party,
    table,
    worlds: worlds.map(worldName),
    complete,
    locals: [...new Set([...starts, ...records.flatMap(({ before, after }) => [before, after])])],
    starts: [...starts],
    records,
    boundaries,
    free: looselyTimed(tested),
  }
}

/** Where a party hears something just before one of its exact timers is due, when it is due, and just after it has fired. */
function boundariesIn(graph: Graph, index: number): ReadonlySet<string> {
  const { world, layout, states } = graph
  const { table, free, slotBase } = world.parties[index]!
  const found = new Set<string>()
  const wanted = new Set(
    table.timers.flatMap((_, timer) => (free[timer] === 1 ? [] : [`${timer} before`, `${timer} after`])),
  )
  const stepper = new Stepper(world)
  let heard = false
  let timer = -1
  stepper.witness = {
    begins: () => {
      heard = false
      timer = -1
    },
    happens: (party, _, { event }) => {
      if (party !== index) return
      if (event < table.timers.length) timer = event
      else heard = true
    },
    loses: () => undefined,
  }
  const current = new Int32Array(world.size)
  for (let state = 0; state < graph.expanded && wanted.size > 0; state++) {
    layout.unpack(states.tuples.data, state * layout.words, current)
    const timers = table.locals[current[index]!]!.timers
    const left = (slot: number): number => current[slotBase + slot]!
    const before = timers.filter((one, slot) => left(slot) === 1 && wanted.has(`${one} before`))
    const due = timers.filter((one, slot) => left(slot) === 0 && wanted.has(`${one} after`))
    if (before.length === 0 && due.length === 0) continue
    const next: { readonly timer: number; readonly state: Int32Array }[] = []
    stepper.current.set(current)
    stepper.successors(() => {
      if (heard) {
        for (const one of before) {
          found.add(`${table.timers[one]!.type} just before`)
          wanted.delete(`${one} before`)
        }
      }
      if (stepper.kind !== TICK && due.includes(timer)) next.push({ timer, state: stepper.next.slice() })
    })
    for (const { timer: fired, state: after } of next) {
      stepper.current.set(after)
      stepper.successors(() => {
        if (!heard) return
        found.add(`${table.timers[fired]!.type} just after`)
        wanted.delete(`${fired} after`)
      })
    }
  }
  return found
}
