// What to check: which properties in which configurations, and which of these are one and the same exploration.
import type { AnyStateMachine } from 'xstate'
import type { ConfigurationSpace, NamedConfiguration, Values } from '../model/configuration.js'
import type { SpecifiedProperty } from '../model/specification/module.js'
import type { Condition, World } from '../model/world.js'
import { concerns } from '../model/specification/expected.js'
import { impSpace } from './impSpace.js'
import type { Configuration } from '../machines/configurations.js'
import type { Predicate } from '../model/property.js'
import { predicatesOf } from '../model/formula.js'
import { quantumOf } from '../checker/compile/timers.js'

/** Properties to be judged in one configuration. */
export interface Asked<Of extends Values = Values> {
  readonly configuration: NamedConfiguration<Of>
  readonly properties: readonly SpecifiedProperty[]
}

/** One exploration, and all that it answers. */
export interface Job {
  /** Equal keys, equal explorations: what the sliced world consists of. */
  readonly key: string
  /** The parties of the slice. */
  readonly parties: readonly string[]
  /** The configuration that is explored; the others that the job answers for have the same slice. */
  readonly configuration: NamedConfiguration
  /** How much of the world the properties need to see; the slice is of that. */
  readonly scope: string
  /** Property ids, and for each the names of the configurations for which the verdict is valid. */
  readonly answers: readonly { readonly property: string; readonly configurations: readonly NamedConfiguration[] }[]
}

/** The world without the parties that cannot influence the ones named. */
export type Slicer = (world: World, parties: readonly string[]) => World

/** What a plan is made from. */
export interface PlanInput {
  /** The scope of properties that name none. */
  readonly scope: string
  readonly system: (configuration: Values, scope?: string) => World
  readonly predicates: Readonly<Record<string, Predicate>>
  readonly slice: Slicer
}

/** The space of whoever names none; typed as the space that is asked for. */
const ourSpace: unknown = impSpace

/**
 * The default selection: each property in the baseline and in each configuration that differs from it in one
 * dimension, in all combinations of those readings that one of its exceptions names, and in what it asks for itself.
 */
export function defaultSelection<Of extends Values = Configuration>(
  properties: readonly SpecifiedProperty[],
  { dimensions, oneAtATime, combinations, configure } = ourSpace as ConfigurationSpace<Of>,
): readonly Asked<Of>[] {
  const readings = dimensions.filter(({ kind }) => kind === 'reading').map(({ name }) => name)
  const asked = new Map<string, { configuration: NamedConfiguration<Of>; properties: SpecifiedProperty[] }>()
  for (const property of properties) {
    const named = concerns(property)
    const combined = combinations(readings.filter((name) => named.includes(name)))
    const both = new Map(
      [...oneAtATime, ...combined, ...(property.also ?? []).map((one) => configure(one as Partial<Of>))].map((one) => [
        one.name,
        one,
      ]),
    )
    for (const configuration of both.values()) {
      const entry = asked.get(configuration.name) ?? { configuration, properties: [] }
      entry.properties.push(property)
      asked.set(configuration.name, entry)
    }
  }
  return [...asked.values()]
}

/** Each property in each of the configurations. */
export const selectionOf = <Of extends Values>(
  properties: readonly SpecifiedProperty[],
  configurations: readonly NamedConfiguration<Of>[],
): readonly Asked<Of>[] => configurations.map((configuration) => ({ configuration, properties }))

/** Each property in the whole product of the dimensions. */
export const wholeSelection = <Of extends Values = Configuration>(
  properties: readonly SpecifiedProperty[],
  { dimensions, combinations } = ourSpace as ConfigurationSpace<Of>,
): readonly Asked<Of>[] => selectionOf(properties, combinations(dimensions.map(({ name }) => name)))

const identities = new WeakMap<object, number>()
let identitiesGiven = 0

/** Functions are equal only if they are the same: what they close over cannot be compared. */
function identity(thing: object): number {
  const known = identities.get(thing)
  if (known !== undefined) return known
  identities.set(thing, ++identitiesGiven)
  return identitiesGiven
}

const machineKeys = new WeakMap<AnyStateMachine, string>()

/** A machine is its config and its implementations; delays given as numbers are compared by value. */
function machineKey(machine: AnyStateMachine): string {
  const known = machineKeys.get(machine)
  if (known !== undefined) return known
  const key = fingerprint([identity(machine.config), machine.implementations])
  machineKeys.set(machine, key)
  return key
}

/** JSON in which a function is its identity. */
const fingerprint = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'function' ? `function ${identity(part)}` : part))

const conditionKey = (condition: Condition | undefined): unknown =>
  condition && { parties: condition.parties ?? [], empty: condition.emptyChannels ?? [] }

/** The parties that a property speaks of, sorted. Throws a SpecificationError where it names an unknown predicate. */
export const partiesOf = (property: SpecifiedProperty, predicates: PlanInput['predicates']): readonly string[] =>
  [...new Set(predicatesOf(property, predicates).flatMap((name) => predicates[name]?.party ?? []))].sort()

/** What a world consists of; worlds with the same key have the same runs. Valid within one process only. */
export function worldKey(world: World, quantum: number): string {
  return fingerprint([
    quantum,
    world.parties.map(({ name, machine, inputs }) => [name, machineKey(machine), inputs]),
    world.links.map(({ from, says, to, channel }) => [from, says, to, channel ?? null]),
    world.channels.map(({ name, capacity, latency, up }) => [name, capacity, latency, conditionKey(up) ?? null]),
    world.stimuli.map(({ id, party, event, when, budget, budgetName }) => [
      id,
      party,
      event,
      conditionKey(when) ?? null,
      budget ?? null,
      budgetName ?? null,
    ]),
    world.freeDelays,
  ])
}

interface OpenJob {
  readonly parties: readonly string[]
  readonly configuration: NamedConfiguration
  readonly scope: string
  readonly answers: Map<string, NamedConfiguration[]>
}

/**
 * The explorations that answer all that is asked, each done once: pairs whose slices of the world are the same share a
 * job, whatever their configurations are called.
 *
 * @throws SpecificationError where a property names a predicate that does not exist
 */
export function plan(asked: readonly Asked[], { system, scope: usual, predicates, slice }: PlanInput): readonly Job[] {
  const cones = new Map<SpecifiedProperty, readonly string[]>()
  const coneOf = (property: SpecifiedProperty): readonly string[] => {
    const known = cones.get(property)
    if (known) return known
    const cone = partiesOf(property, predicates)
    cones.set(property, cone)
    return cone
  }
  const jobs = new Map<string, OpenJob>()
  for (const { configuration, properties } of asked) {
    const worlds = new Map<string, World>()
    const worldFor = (scope: string): World => {
      const known = worlds.get(scope) ?? system(configuration.values, scope)
      worlds.set(scope, known)
      return known
    }
    const keys = new Map<string, { key: string; parties: readonly string[] }>()
    for (const property of properties) {
      const cone = coneOf(property)
      const scope = property.scope ?? usual
      const name = [scope, ...cone].join()
      const known = keys.get(name)
      const sliced = known ?? describe(slice(worldFor(scope), cone))
      if (!known) keys.set(name, sliced)
      const job: OpenJob = jobs.get(sliced.key) ?? { parties: sliced.parties, configuration, scope, answers: new Map() }
      jobs.set(sliced.key, job)
      const answered = job.answers.get(property.id)
      if (answered) answered.push(configuration)
      else job.answers.set(property.id, [configuration])
    }
  }
  return [...jobs].map(([key, { parties, configuration, scope, answers }]) => ({
    key,
    parties,
    configuration,
    scope,
    answers: [...answers].map(([property, configurations]) => ({ property, configurations })),
  }))
}

const describe = (part: World): { readonly key: string; readonly parties: readonly string[] } => ({
  key: worldKey(part, quantumOf(part)),
  parties: part.parties.map(({ name }) => name),
})
