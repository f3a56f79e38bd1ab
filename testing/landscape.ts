// A world explored once, such that what a mutant changes in it can be followed without exploring all of it again.
import { compile, type CompiledParty, type CompiledWorld } from '../checker/compile.js'
import { explore, type Graph } from '../checker/explore.js'
import { predicatesOf } from '../checker/formula.js'
import type { SavedTable } from '../checker/local.js'
import { Allowance, TupleSet } from '../checker/memory.js'
import { quantumOf } from '../checker/ticks.js'
import type { Party } from '../machines/party.js'
import { predicates, properties, type Predicate, type Property, type StepPredicate } from '../properties/index.js'
import type { Mutation } from './operators.js'
import { ClassReader } from './classes.js'
import { spotName, Touches } from './touch.js'
import { TupleIndex } from './tupleIndex.js'
import type { NamedWorld } from './worlds.js'

/** What is known of one party in a landscape. Its local states are numbered as the packed states number them. */
export interface Ground {
  readonly party: CompiledParty
  /** The local states that were met, as canonical texts, and by the table of the party. */
  readonly keys: readonly string[]
  readonly locals: readonly number[]
  /** Local transitions that were met, by the table of the party; local states by their number here. */
  readonly records: readonly { readonly id: number; readonly saved: readonly number[] }[]
  /** Whether a change touches a local transition, by its index here. */
  readonly touched: (mutation: Pick<Mutation, 'spot' | 'operator'>) => Uint8Array
  /** Numbers of the local states in which a state is active. */
  readonly within: (state: string) => readonly number[]
}

export interface Landscape {
  readonly named: NamedWorld
  readonly world: CompiledWorld
  readonly graph: Graph
  readonly properties: readonly Property[]
  /** The class of each step, as far as properties can tell. */
  readonly classes: Uint32Array
  readonly reader: ClassReader
  /** By party: the number of each local state of its table; -1 where it was not met. */
  readonly numbers: readonly Int32Array[]
  /** By channel: contents that were met. */
  readonly contents: readonly number[]
  /** Index of a packed state; -1 where it is not in the graph. */
  readonly find: (packed: Uint32Array) => number
  readonly ground: (party: string) => Ground
  /** By class of the graph: 1 where a step may be touched by a change. */
  readonly affected: (party: string, mutation: Pick<Mutation, 'spot' | 'operator'>) => Uint8Array
  readonly milliseconds: number
}

/** Mutations of one party. */
export interface PartyMutations {
  readonly party: Party
  readonly mutations: readonly Mutation[]
}

const markerOf = (party: string, spot: string): string => `touched: ${party} ${spot}`

/** A step predicate for each spot that is touched. */
function markersFor(all: readonly PartyMutations[], touches: (party: Party) => Touches): Record<string, StepPredicate> {
  const markers: Record<string, StepPredicate> = {}
  for (const { party, mutations } of all) {
    for (const mutation of mutations) {
      if (mutation.spot.kind === 'delay') continue
      const name = markerOf(party.name, spotName(mutation))
      markers[name] ??= {
        kind: 'step',
        party: party.name,
        text: 'does what a change would change',
        holds: touches(party).by(mutation),
      }
    }
  }
  return markers
}

const known = new WeakMap<Party['machine'], Touches>()

/** What each local transition of a party touches; the same for all worlds with its machine. */
export function touchesOf(party: Party): Touches {
  const touches = known.get(party.machine) ?? new Touches(party)
  known.set(party.machine, touches)
  return touches
}

const boundsOf = (some: readonly Property[]): readonly number[] =>
  some.flatMap(({ pattern }) => (pattern.kind === 'bounded' ? [pattern.within] : []))

/**
 * Explores a world, and notes where it would be touched by mutations.
 *
 * @param asked the properties of its scope by default
 */
export function landscapeOf(
  named: NamedWorld,
  mutations: readonly PartyMutations[],
  asked: readonly Property[] = properties.filter(({ scope = 'field' }) => scope === named.scope),
): Landscape {
  const began = performance.now()
  const markers = markersFor(
    mutations.filter(({ party }) => named.world.parties.some(({ name }) => name === party.name)),
    touchesOf,
  )
  const names = [...new Set(asked.flatMap((property) => predicatesOf(property, predicates)))]
  const observed: Record<string, Predicate> = {
    ...Object.fromEntries(names.map((name) => [name, predicates[name]!])),
    ...markers,
  }
  const world = compile(named.world, { quantum: quantumOf(named.world, boundsOf(asked)), predicates: observed })
  // Mutants say what their machine could say: all tables number these events alike.
  for (const { party, table } of world.parties) for (const event of [...party.hears, ...party.says]) table.eventId(event)
  const graph = explore(world)
  if (graph.stopped ?? graph.fault) throw new Error(`${named.scope} ${named.configuration.name} cannot be explored`)
  const count = graph.states.size
  const { room } = graph.layout
  const index = new TupleIndex(graph.states.tuples.data, graph.layout.words, count)
  const reader = new ClassReader(world, asked, names)
  const projected = reader.project(graph)
  const classes = graph.classes.map((edgeClass) => projected[edgeClass]!)
  const grounds = new Map<string, Ground>()
  const ground = (name: string): Ground => {
    const made = grounds.get(name) ?? groundOf(graph, name)
    grounds.set(name, made)
    return made
  }
  const masks = graph.stepMasks
  return {
    named,
    world,
    graph,
    properties: asked,
    classes,
    reader,
    numbers: room.locals.map((locals, party) => {
      const numbers = new Int32Array(world.parties[party]!.table.locals.length).fill(-1)
      locals.forEach((local, number) => (numbers[local] = number))
      return numbers
    }),
    contents: room.contents.map(({ count: met }) => met),
    find: (packed) => index.find(packed),
    ground,
    affected: (party, mutation) => {
      const bit = world.observed.steps.indexOf(markerOf(party, spotName(mutation)))
      const marked = Uint8Array.from({ length: masks.size }, (_, mask) =>
        bit >= 0 && (masks.tuples.data[mask * masks.width + (bit >> 5)]! & (1 << (bit & 31))) !== 0 ? 1 : 0,
      )
      const { data } = graph.edgeClasses.tuples
      return Uint8Array.from({ length: graph.edgeClasses.size }, (_, one) => marked[data[one * 4 + 1]!]!)
    },
    milliseconds: performance.now() - began,
  }
}

function groundOf(graph: Graph, name: string): Ground {
  const party = graph.world.parties.find((one) => one.party.name === name)!
  const { table, index, does } = party
  const locals = [...graph.layout.room.locals[index]!]
  const all = table.saved().locals
  const numbers = new Map(locals.map((local, number) => [local, number]))
  const kept = does.indices
    .map((id) => table.records[id]!)
    .filter(({ before, after }) => numbers.has(before) && numbers.has(after))
  const records = kept.map(({ id, before, event, after, slots, says }) => ({
    id,
    saved: [numbers.get(before)!, event, numbers.get(after)!, slots.length, ...slots, says.length, ...says],
  }))
  const touches = touchesOf(party.party)
  const touched = new Map<string, Uint8Array>()
  const within = new Map<string, number[]>()
  locals.forEach((local, number) => {
    for (const state of touches.active(table.locals[local]!.snapshot)) {
      const some = within.get(state)
      if (some) some.push(number)
      else within.set(state, [number])
    }
  })
  return {
    party,
    keys: locals.map((local) => all[local]!),
    locals,
    records,
    touched: (mutation) => {
      const spot = spotName(mutation)
      const made =
        touched.get(spot) ??
        Uint8Array.from(kept, ({ before, event, after }) =>
          touches.by(mutation)({
            before: table.locals[before]!.snapshot,
            event: table.events[event]!,
            after: table.locals[after]!.snapshot,
          })
            ? 1
            : 0,
        )
      touched.set(spot, made)
      return made
    },
    within: (state) => within.get(state) ?? [],
  }
}

/** A table as a mutant begins with: what the change does not touch. */
export function untouched({ party, keys, records, touched }: Ground, mutation: Mutation): SavedTable & { ids: number[] } {
  const touches = touched(mutation)
  const kept = records.filter((_, at) => touches[at] === 0)
  return {
    events: party.table.events,
    locals: keys,
    initials: [],
    records: kept.flatMap(({ saved }) => saved),
    ids: kept.map(({ id }) => id),
  }
}

/** A set of states by number only. */
export const statesOf = (size: number): TupleSet => {
  const states = new TupleSet(1, new Allowance(Infinity), 1)
  states.size = size
  return states
}
