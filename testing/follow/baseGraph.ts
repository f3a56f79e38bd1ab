// A world explored once, such that what a mutant changes in it can be followed without exploring all of it again.
import { boundsOf } from '../../checker/compile/prepare.js'
import { compile, type CompiledWorld } from '../../checker/compile/compile.js'
import { explore, type Graph } from '../../checker/graph/explore.js'
import { predicatesOf } from '../../model/formula.js'
import { Allowance, TupleSet } from '../../checker/store/tupleSet.js'
import { quantumOf } from '../../checker/compile/timers.js'
import type { AnyMachineSnapshot } from 'xstate'
import type { PartyEvent } from '../../model/party.js'
import type { Predicate, StepPredicate } from '../../model/property.js'
import type { SpecifiedProperty } from '../../model/specification/module.js'
import { ClassReader } from './edgeClasses.js'
import { differences, type Differences } from './localDifferences.js'
import { spotName } from '../mutants/affectedTransitions.js'
import { TupleIndex } from './tupleIndex.js'
import { worldName, type NamedWorld } from '../party/worlds.js'
import { type Terrain, type Ground, type Mutant, touchesOf } from './terrain.js'

export interface Landscape extends Terrain {
  readonly graph: Graph
  readonly properties: readonly SpecifiedProperty[]
  /** The class of each step, as far as properties can tell. */
  readonly classes: Uint32Array
  readonly reader: ClassReader
  /** By party: the number of each local state of its table; -1 where it was not met. */
  readonly numbers: readonly Int32Array[]
  /** By channel: contents that were met. */
  readonly contents: readonly number[]
  /** Index of a packed state; -1 where it is not in the graph. */
  readonly find: (packed: Uint32Array) => number
  readonly differences: (mutant: Mutant) => Differences
  /** By class of the graph: 1 where a mutant takes another local transition in such a step. */
  readonly affected: (mutant: Mutant) => Uint8Array
}

const nameOf = ({ party, mutation: { operator, place } }: Mutant): string => `${party}: ${operator}: ${place}`

/** Marks of local transitions, as step predicates: one for each set of mutants that take other ones. */
function markersFor(world: CompiledWorld, found: ReadonlyMap<string, Differences>, mutants: readonly Mutant[]) {
  const markers: Record<string, StepPredicate> = {}
  const markOf = new Map<string, string>()
  const bySet = new Map<string, string>()
  for (const mutant of mutants) {
    const { records } = found.get(nameOf(mutant))!
    if (records.length === 0) continue
    const key = `${mutant.party} ${records.join()}`
    const mark = bySet.get(key) ?? `marked: ${bySet.size}`
    markOf.set(nameOf(mutant), mark)
    if (bySet.has(key)) continue
    bySet.set(key, mark)
    const { table } = world.parties.find((one) => one.party.name === mutant.party)!
    const marked = new Map<AnyMachineSnapshot, Set<PartyEvent>>()
    for (const id of records) {
      const { before, event } = table.records[id]!
      const { snapshot } = table.locals[before]!
      const events = marked.get(snapshot) ?? new Set()
      marked.set(snapshot, events.add(table.events[event]!))
    }
    markers[mark] = {
      kind: 'step',
      party: mutant.party,
      text: 'does what some mutants do otherwise',
      holds: ({ before, event }) => marked.get(before)?.has(event) ?? false,
    }
  }
  return { markers, markOf }
}

export interface LandscapeOptions {
  /** Those of the scope by default. */
  readonly properties?: readonly SpecifiedProperty[]
  /** Others whose predicates are kept track of, but that are not watched. */
  readonly observed?: readonly SpecifiedProperty[]
  readonly predicates?: Readonly<Record<string, Predicate>>
  readonly quantum?: number
}

/**
 * Explores a world, finds out which local transitions each mutant takes otherwise, and explores it again to see where these
 * are taken.
 *
 * @throws Error for a world that cannot be explored to its end
 */
export function landscapeOf(named: NamedWorld, mutants: readonly Mutant[], options: LandscapeOptions = {}): Landscape {
  const { properties: asked = named.properties } = options
  const vocabulary = options.predicates ?? named.predicates
  const all = [...asked, ...(options.observed ?? [])]
  const names = [...new Set(all.flatMap((property) => predicatesOf(property, vocabulary)))]
  const observed = Object.fromEntries(names.map((name) => [name, vocabulary[name]!]))
  const quantum = options.quantum ?? quantumOf(named.world, boundsOf(all))
  const { world: first, graph: sight } = explored(named, compile(named.world, { quantum, predicates: observed }))
  const grounds = keptGrounds(sight)
  const terrain: Terrain = { named, world: first, ground: grounds }
  const own = mutants.filter(({ party }) => named.world.parties.some(({ name }) => name === party))
  const found = new Map(own.map((mutant) => [nameOf(mutant), differences(terrain, mutant, vocabulary)] as const))
  const { markers, markOf } = markersFor(first, found, own)
  const { world, graph } = explored(named, compile(named.world, { quantum, predicates: { ...observed, ...markers } }))
  const { room } = graph.layout
  const index = new TupleIndex(graph.states.tuples.data, graph.layout.words, graph.states.size)
  const reader = new ClassReader(world, asked, names)
  const projected = reader.project(graph)
  const masks = graph.stepMasks
  return {
    named,
    world,
    graph,
    properties: asked,
    classes: graph.classes.map((edgeClass) => projected[edgeClass]!),
    reader,
    numbers: room.locals.map((locals, party) => {
      const numbers = new Int32Array(world.parties[party]!.table.locals.length).fill(-1)
      locals.forEach((local, number) => (numbers[local] = number))
      return numbers
    }),
    contents: room.contents.map(({ count }) => count),
    find: (packed) => index.find(packed),
    ground: keptGrounds(graph),
    differences: (mutant) => {
      const differs = found.get(nameOf(mutant))
      if (!differs) throw new Error(`the landscape was not made for '${nameOf(mutant)}'`)
      return differs
    },
    affected: (mutant) => {
      const bit = world.observed.steps.indexOf(markOf.get(nameOf(mutant)) ?? '')
      const marked = Uint8Array.from({ length: masks.size }, (_, mask) => (bit >= 0 && masks.hasBit(mask, bit) ? 1 : 0))
      const { edgeClasses } = graph
      return Uint8Array.from({ length: edgeClasses.size }, (_, one) => marked[edgeClasses.does(one)]!)
    },
  }
}

function explored(named: NamedWorld, world: CompiledWorld): { readonly world: CompiledWorld; readonly graph: Graph } {
  // Mutants say what their machine could say: all tables number these events alike.
  for (const { party, table } of world.parties) {
    for (const event of [...party.hears, ...party.says]) table.eventId(event)
  }
  const graph = explore(world)
  const { stopped, fault } = graph
  if (stopped ?? fault) throw new Error(`${worldName(named)} cannot be explored: ${fault?.message ?? stopped!}`)
  return { world, graph }
}

function keptGrounds(graph: Graph): Terrain['ground'] {
  const grounds = new Map<string, Ground>()
  return (name) => {
    const made = grounds.get(name) ?? groundOf(graph, name)
    grounds.set(name, made)
    return made
  }
}

function groundOf(graph: Graph, name: string): Ground {
  const party = graph.world.parties.find((one) => one.party.name === name)!
  const { table, index, does } = party
  const records = does.indices.map((id) => table.records[id]!)
  const stable = graph.layout.room.locals[index]!
  // Those that are passed through within a step, and are no part of any state, are numbered behind the others.
  const locals = [...new Set([...stable, ...records.flatMap(({ before, after }) => [before, after])])]
  const numbers = new Map(locals.map((local, number) => [local, number]))
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
    locals,
    stable: stable.length,
    numbers,
    records,
    touched: (mutation) => {
      const spot = spotName(mutation)
      const touch = touches.by(mutation)
      const made =
        touched.get(spot) ??
        Uint8Array.from(records, ({ before, event, after }) =>
          touch({
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

/** A set of states by number only. */
export const statesOf = (size: number): TupleSet => {
  const states = new TupleSet(1, new Allowance(Infinity), 1)
  states.size = size
  return states
}
