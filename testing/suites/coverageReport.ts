// The coverage report: the suites of each party alone, and what they, the properties and the configurations cover.
import { defaultSelection, worldKey } from '../../verification/plan.js'
import { quantumOf } from '../../checker/compile/timers.js'
import type { Values } from '../../model/configuration.js'
import { expectedVerdict } from '../../model/specification/expected.js'
import type { SpecifiedProperty } from '../../model/specification/module.js'
import { partyGraph, type PartyGraph } from '../party/partyGraph.js'
import { withEveryInput } from '../party/everyInput.js'
import type { Tested } from '../party/tested.js'
import { chartOf } from '../mutants/chart.js'
import { coverageOf, type Coverage } from './coverage.js'
import { tour } from './tour.js'
import type { Party } from '../../model/party.js'
import { localGraph } from '../party/partyInSystem.js'
import { coverageInSystem, localTour } from './systemTour.js'
import { defaultWorlds, looselyTimed, worldName, type NamedWorld } from '../party/worlds.js'

/** Steps of one run of a suite at most. */
export const longest = 400

/** States of a party alone at most; one that has more is looked at as the system drives it. */
const most = 200_000

export interface PartyReport {
  readonly party: string
  /** States and steps of the party alone, timers included. */
  readonly states: number
  readonly steps: number
  readonly tour: { readonly walks: number; readonly steps: number; readonly bound: number; readonly edges: number }
  readonly coverage: readonly Coverage[]
  /** Of the states and transitions that cite a source, those that the suite comes to. */
  readonly cited: readonly { readonly source: string; readonly place: string; readonly covered: boolean }[]
}

/** The suite of a party, and what it covers. */
export function reportOf(graph: PartyGraph): PartyReport {
  const { walks, steps, bound, edges } = tour(graph, { ignored: true, most: longest })
  return {
    party: graph.party.name,
    states: graph.graph.states.size,
    steps: graph.graph.transitions,
    tour: { walks: walks.length, steps, bound, edges },
    ...covered(graph.party, coverageOf(graph, walks)),
  }
}

/** The suite of a party as the system drives it. */
export function reportInSystem(tested: Tested, name: string, worlds: readonly NamedWorld[]): PartyReport {
  const graph = localGraph(tested, name, worlds)
  const { walks, steps, edges } = localTour(graph)
  return {
    party: name,
    states: graph.locals.length,
    steps: graph.records.length,
    tour: { walks: walks.length, steps, bound: steps, edges },
    ...covered(graph.party, coverageInSystem(graph, walks)),
  }
}

/** What a suite covers, and which of the places that cite a source it comes to. */
function covered({ machine }: Party, coverage: readonly Coverage[]): Pick<PartyReport, 'coverage' | 'cited'> {
  const missed = new Set(
    coverage.flatMap(({ uncovered, unreachable, notTried }) => [...uncovered, ...unreachable, ...notTried]),
  )
  const chart = chartOf(machine)
  const places = [...chart.states.filter(({ transient }) => !transient), ...chart.transitions]
  return {
    coverage,
    cited: places.flatMap(({ id, sources }) =>
      sources.map((source) => ({ source, place: id, covered: !missed.has(id) })),
    ),
  }
}

/** The suite of a party: alone where it is small enough, else as the system drives it. */
export function reportOfParty(tested: Tested, name: string): PartyReport {
  const only = tested.trials?.inSystem[name]
  if (only === undefined) {
    const graph = partyGraph(withEveryInput(tested, name), { free: looselyTimed(tested), maxStates: most })
    if (graph.graph.stopped === undefined) return reportOf(graph)
  }
  const worlds = defaultWorlds(tested).filter((world) => only?.includes(worldName(world)) ?? contains(world, name))
  return reportInSystem(tested, name, worlds)
}

const contains = ({ world }: NamedWorld, party: string): boolean => world.parties.some(({ name }) => name === party)

/** A rule or a claim: where it is encoded, what of that is covered, and which properties are about it. */
export interface SourceCoverage {
  readonly source: string
  readonly places: number
  readonly covered: number
  readonly properties: number
}

export function sourceCoverage(
  { trials, properties }: Pick<Tested, 'trials' | 'properties'>,
  reports: readonly PartyReport[],
): readonly SourceCoverage[] {
  const cited = reports.flatMap((report) => report.cited)
  return (trials?.sources ?? []).map((id) => {
    const places = cited.filter(({ source }) => source === id)
    return {
      source: id,
      places: places.length,
      covered: places.filter(({ covered }) => covered).length,
      properties: properties.filter(({ sources }) => sources?.includes(id)).length,
    }
  })
}

/** A value of a dimension: in how many scopes it makes a difference, and for how many properties it is asked. */
export interface ConfigurationCoverage {
  readonly dimension: string
  readonly value: string
  readonly scopes: number
  readonly properties: number
}

const counted = new WeakMap<Tested['system'], readonly ConfigurationCoverage[]>()

/** Every value of every dimension; counted once in a process. */
export function configurationCoverage(tested: Tested): readonly ConfigurationCoverage[] {
  const known = counted.get(tested.system) ?? countConfigurations(tested)
  counted.set(tested.system, known)
  return known
}

function countConfigurations({
  space,
  scopes: scopeNames,
  system,
  properties,
  trials,
}: Tested): readonly ConfigurationCoverage[] {
  const { dimensions, configure } = space
  const beside = trials?.beside ?? {}
  const asked = defaultSelection(properties, space)
  const keys = new Map<string, readonly string[]>()
  const keyOf = (changes: Values): readonly string[] => {
    const { name } = configure(changes)
    const known = keys.get(name) ?? keysOf(changes)
    keys.set(name, known)
    return known
  }
  const keysOf = (changes: Values): readonly string[] =>
    scopeNames.map((scope) => {
      const world = system(configure(changes).values, scope)
      return worldKey(world, quantumOf(world))
    })
  return dimensions.flatMap(({ name, values }) =>
    values.map((value, index): ConfigurationCoverage => {
      const usual = keyOf({ ...beside[name] })
      const own = keyOf({ ...beside[name], [name]: value })
      // The baseline's value makes a difference where another one does.
      const others = values.slice(1).map((other) => keyOf({ ...beside[name], [name]: other }))
      const differs = (scope: number): boolean =>
        index === 0 ? others.some((other) => other[scope] !== usual[scope]) : own[scope] !== usual[scope]
      return {
        dimension: name,
        value,
        scopes: scopeNames.filter((_, scope) => differs(scope)).length,
        properties: asked
          .filter(({ configuration }) => configuration.values[name] === value)
          .reduce((most, one) => Math.max(most, one.properties.length), 0),
      }
    }),
  )
}

/** Something that a run of all checks would not notice, since nothing exercises it. */
export interface Alarm {
  readonly kind: 'guard' | 'timer' | 'transition' | 'state' | 'configuration' | 'property' | 'source'
  readonly what: string
}

/** Whether a property says anything in some configuration that is checked by default. */
export const speaks = ({ space }: Pick<Tested, 'space'>, property: SpecifiedProperty): boolean =>
  defaultSelection([property], space).some(
    ({ configuration }) => expectedVerdict(property, configuration.values).verdict !== 'vacuous',
  )

/** Everything that is never exercised: guards, timers, transitions, configurations, properties, rules. */
export function alarmsOf(
  tested: Tested,
  reports: readonly PartyReport[],
  asked: readonly SpecifiedProperty[] = tested.properties,
): readonly Alarm[] {
  const kinds = { guards: 'guard', timers: 'timer', transitions: 'transition', states: 'state' } as const
  return [
    ...reports.flatMap(({ party, coverage }) =>
      coverage.flatMap(({ criterion, unreachable }) =>
        criterion in kinds
          ? unreachable.map((what): Alarm => ({
              kind: kinds[criterion as keyof typeof kinds],
              what: `${party}: ${what}`,
            }))
          : [],
      ),
    ),
    ...configurationCoverage(tested)
      .filter(({ scopes, properties: count }) => scopes === 0 || count === 0)
      .map(({ dimension, value }): Alarm => ({ kind: 'configuration', what: `${dimension}=${value}` })),
    ...asked.filter((property) => !speaks(tested, property)).map(({ id }): Alarm => ({ kind: 'property', what: id })),
    ...sourceCoverage(tested, reports)
      .filter(({ properties: count }) => count === 0)
      .map(({ source }): Alarm => ({ kind: 'source', what: `${source}: no property is about it` })),
  ]
}
