// A party by itself: it may hear anything that it can be sent, at any time, and its timers fire when they are due.
import type { AnyMachineSnapshot } from 'xstate'
import { compile } from '../../checker/compile/compile.js'
import { explore, type ExploreOptions, type Graph } from '../../checker/graph/explore.js'
import { TICK, Stepper, type Witness } from '../../checker/semantics/stepper.js'
import type { LocalRecord, PartyTable } from '../../checker/compile/partyTable.js'
import type { Cause } from '../../model/result.js'
import type { Party, PartyEvent } from '../../model/party.js'
import type { Stimulus, World } from '../../model/world.js'

/** The name by which a stimulus of a party alone is known: the event with its payload. */
export const eventName = ({ type, ...payload }: PartyEvent): string => {
  const fields = Object.entries(payload).map(([field, value]) => `${field}: ${String(value)}`)
  return fields.length === 0 ? type : `${type} (${fields.join(', ')})`
}

/** Which events may be heard in which states; all in all, if absent. */
export type Admits = (snapshot: AnyMachineSnapshot, event: PartyEvent) => boolean

export interface AloneOptions {
  /** Delays that are not timed exactly. */
  readonly free?: readonly string[]
  readonly admits?: Admits
}

/** The world of one party alone. */
export function alone(party: Party, { free = [], admits }: AloneOptions = {}): World {
  const stimulus = (event: PartyEvent): Stimulus => ({
    id: eventName(event),
    party: party.name,
    event,
    description: eventName(event),
    sources: [],
    ...(admits
      ? { when: { text: 'it may be heard', parties: [{ party: party.name, holds: (one) => admits(one, event) }] } }
      : {}),
  })
  return {
    parties: [party],
    links: [],
    channels: [],
    stimuli: party.hears.map(stimulus),
    freeDelays: free,
    assumptions: ['the party is alone: it may hear anything that it can be sent, at any time'],
  }
}

/** An edge of a party graph that is the passing of time. */
export const TIME = -1

/** Every state of a party alone, timers included, and every step between them. */
export interface PartyGraph {
  readonly party: Party
  readonly table: PartyTable
  readonly graph: Graph
  /** The local state that each state is of. */
  readonly locals: Int32Array
  /** The local transition that each edge takes; `TIME` for a tick. */
  readonly records: Int32Array
  /** What sets each edge off. */
  readonly cause: (edge: number) => Cause
  readonly source: (edge: number) => number
}

class Recorder implements Witness {
  latest = TIME
  begins(): void {
    this.latest = TIME
  }
  happens(_party: number, _from: number, record: LocalRecord): void {
    this.latest = record.id
  }
  loses(): void {
    // A party alone has no channels.
  }
}

/** Explores a party alone. */
export function partyGraph(party: Party, options: AloneOptions & ExploreOptions = {}): PartyGraph {
  const world = compile(alone(party, options))
  const graph = explore(world, options)
  const table = world.parties[0]!.table
  const stepper = new Stepper(world)
  const recorder = new Recorder()
  stepper.witness = recorder
  const locals = new Int32Array(graph.states.size)
  const records = new Int32Array(graph.transitions)
  const sources = new Int32Array(graph.transitions)
  const kinds = new Uint8Array(graph.transitions)
  const subjects = new Int32Array(graph.transitions)
  const { words } = graph.layout
  let edge = 0
  for (let state = 0; state < graph.states.size; state++) {
    graph.layout.unpack(graph.states.tuples.data, state * words, stepper.current)
    locals[state] = stepper.current[0]!
    if (state >= graph.expanded) continue
    stepper.successors(() => {
      sources[edge] = state
      kinds[edge] = stepper.kind
      subjects[edge] = stepper.kind === TICK ? 0 : stepper.subject
      records[edge++] = stepper.kind === TICK ? TIME : recorder.latest
    })
  }
  const cause = (at: number): Cause => {
    const record = records[at]!
    if (record === TIME) return { kind: 'tick' }
    const event = table.events[table.records[record]!.event]!
    if (kinds[at] === 0) return { kind: 'stimulus', id: eventName(event), party: party.name, event }
    const timer = table.timers[table.records[record]!.event]!
    return { kind: 'timer', party: party.name, delay: timer.delay, event }
  }
  return { party, table, graph, locals, records, cause, source: (at) => sources[at]! }
}

/** Whether an edge is one at which nothing happens. */
export const isIgnored = ({ records, table }: PartyGraph, edge: number): boolean =>
  records[edge] !== TIME && table.records[records[edge]!]!.idle
