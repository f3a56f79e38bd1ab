// Which world a command hands to other tools: that of a scope or of a fleet, with its properties, explored to its end.
import { ModelError } from '../../../model/errors.js'
import { tellFault } from '../../../checker/graph/story.js'
import type { Command } from 'commander'
import { prepare } from '../../../checker/compile/prepare.js'
import { explore, type Graph } from '../../../checker/graph/explore.js'
import { fleet } from '../../../machines/fleet/index.js'
import { scopeNames } from '../../../machines/scopes.js'
import type { NamedConfiguration } from '../../../model/configuration.js'
import type { Predicate } from '../../../model/property.js'
import type { SpecifiedProperty } from '../../../model/specification/module.js'
import type { World } from '../../../model/world.js'
import { fleetPredicates } from '../../../properties/claims/fleet.js'
import { headingOf } from '../../../report/exportHeading.js'
import type { Io } from '../../../report/terminal.js'
import { counted } from '../../../report/text.js'
import { parseConfiguration, pick } from '../../../verification/configurationNames.js'
import { parseProduct } from '../../../verification/impSpace.js'
import { UsageError } from '../../../verification/errors.js'
import { wholeNumber } from '../../../verification/optionValues.js'
import { together, type Member } from '../../../verification/foreign/together.js'
import { partiesOf } from '../../../verification/plan.js'
import type { Specification } from '../../../verification/specification.js'
import { maxStates } from '../../options/effort.js'
import { fleetPropertiesIn, shapeOf, withFleet, type FleetShapeOptions } from '../../options/fleetShape.js'

export interface WorldOptions extends Partial<Omit<FleetShapeOptions, 'time'>> {
  readonly property?: readonly string[]
  readonly configuration: string
  /** Dimensions of which every value is an initial state of the world. */
  readonly each?: readonly string[]
  readonly scope?: string
  readonly party?: string
  readonly maxStates?: number
  /** Whether delays elapse in a fleet. */
  readonly timed?: boolean
}

/** What the options ask for, by value. */
export interface AskedWorld {
  readonly configuration: NamedConfiguration
  /** In words: `scope field`, `fleet of 2 devices`. */
  readonly about: string
  readonly world: World
  readonly predicates: Readonly<Record<string, Predicate>>
  readonly properties: readonly SpecifiedProperty[]
  /** What to ask for instead, where an exploration of this comes to no end. */
  readonly instead?: string
}

/** The explored world, with what it is of. */
export interface Explored extends AskedWorld {
  readonly graph: Graph
  readonly heading: readonly string[]
}

export const one = <T extends string>(names: readonly T[], name: string, what: string): T =>
  pick(names, (known) => known, [name], what, `there are ${names.join(', ')}`)[0]!

/** The scope of a property; that of the specification where it names none. */
const scopeOf = ({ scope }: SpecifiedProperty, specification: Specification): string => scope ?? specification.scope

const inWords = (scopes: readonly string[]): string =>
  `${scopes.length === 1 ? 'the scope' : 'the scopes'} ${scopes.join(', ')}`

/** The scope that is asked for; else the first that has the party that is, or that of the specification. */
export function scopeWith(
  { system, scopes, scope: usual }: Specification,
  { values }: NamedConfiguration,
  { scope: name, party }: Pick<WorldOptions, 'scope' | 'party'>,
): string {
  const asked = name === undefined ? undefined : one(scopes, name, 'scope')
  if (party === undefined) return asked ?? usual
  const partiesIn = new Map(
    [...new Set([usual, ...scopes])].map(
      (scope) => [scope, system(values, scope).parties.map((part) => part.name)] as const,
    ),
  )
  one([...new Set([...partiesIn.values()].flat())], party, 'party')
  const having = [...partiesIn].flatMap(([scope, parties]) => (parties.includes(party) ? [scope] : []))
  if (asked === undefined || having.includes(asked)) return asked ?? having[0]!
  throw new UsageError(
    `the scope ${asked} has no ${party}, only ${partiesIn.get(asked)!.join(', ')}: ` +
      `the ${party} is in ${inWords(having)}`,
  )
}

/** The scope of some properties, or the one that is asked for; of those about a party, the first that has any. */
function scopeOfProperties(
  specification: Specification,
  configuration: NamedConfiguration,
  named: readonly SpecifiedProperty[] | undefined,
  { scope, party }: WorldOptions,
  whole: boolean,
): string {
  const scopesOf = [...new Set(named?.map((property) => scopeOf(property, specification)) ?? [])]
  if (scope === undefined && scopesOf.length > 1) {
    throw new UsageError(
      `these properties are proved in different scopes (${scopesOf.join(', ')}): export them one by one, or say --scope`,
    )
  }
  const asked = scopeWith(specification, configuration, {
    ...(scope === undefined ? (scopesOf[0] === undefined ? {} : { scope: scopesOf[0] }) : { scope }),
    ...(party === undefined ? {} : { party }),
  })
  if (party === undefined || named !== undefined) return asked
  const { properties, predicates } = specification
  const spoken = properties.filter((property) => partiesOf(property, predicates).includes(party))
  const scopes = specification.scopes.filter((name) =>
    spoken.some((property) => scopeOf(property, specification) === name),
  )
  if (scopes.includes(asked) || (whole && scopes.length === 0)) return asked
  if (scope === undefined && scopes.length > 0) return scopes[0]!
  throw new UsageError(
    scopes.length === 0
      ? `no property speaks of ${party}`
      : `no property of the scope ${asked} speaks of ${party}: say --scope; those of ${inWords(scopes)} do`,
  )
}

function worldOfScope(specification: Specification, options: WorldOptions, whole: boolean): AskedWorld {
  const { properties, predicates } = specification
  const { party } = options
  const configuration = parseConfiguration(options.configuration, specification.space)
  const named = options.property
    ? pick(properties, ({ id }) => id, options.property, 'property', 'see: impspec list properties')
    : undefined
  const scope = scopeOfProperties(specification, configuration, named, options, whole)
  const chosen = named ?? properties.filter((property) => scopeOf(property, specification) === scope)
  const about =
    party === undefined || whole ? chosen : chosen.filter((each) => partiesOf(each, predicates).includes(party))
  if (about.length === 0) throw new UsageError(`no property that was asked for speaks of ${party!}`)
  const { members, text } = membersOf(specification, configuration, scope, options.each ?? [])
  return { configuration, about: `scope ${scope}${text}`, world: together(members), predicates, properties: about }
}

/** The products that are asked for: the configuration, or with every value of some dimensions. */
function membersOf(
  { space, system }: Specification,
  configuration: NamedConfiguration,
  scope: string,
  each: readonly string[],
): { readonly members: readonly Member[]; readonly text: string } {
  const names = space.dimensions.map(({ name }) => name)
  const chosen = pick(names, (name) => name, each, 'dimension', `there are ${names.join(', ')}`)
  const products = space
    .combinations(chosen)
    .map(({ values }) => chosen.map((name) => [name, values[name]!] as const))
    .map((changes) => space.configure({ ...configuration.values, ...Object.fromEntries(changes) }))
    .filter(({ values }) => space.whyImpossible(values) === undefined)
  const members = products.map(({ name, values }) => ({ name, world: system(values, scope) }))
  if (members.length === 0) throw new UsageError(`--each ${chosen.join(' ')}: none of these products can exist`)
  const text =
    chosen.length === 0 ? '' : `, ${counted(members.length, 'product')} at once: each value of ${chosen.join(', ')}`
  return { members, text }
}

function worldOfFleet(options: WorldOptions, devices: number): AskedWorld {
  const { life = 'calm', timed = false, scope, party } = options
  if (scope !== undefined) throw new UsageError('--devices is about a fleet, which has no --scope')
  if (party !== undefined) throw new UsageError('--devices is about a fleet, which is exported with all its parties')
  const configuration = parseProduct(options.configuration)
  const shape = shapeOf({ ...options, devices, life, time: timed }, configuration)
  const properties = fleetPropertiesIn(shape, options.property)
  const about = [
    `fleet of ${counted(devices, 'device')}, life ${life}`,
    ...(shape.stagger === undefined ? [] : [`stagger ${shape.stagger}`]),
    ...(shape.orders ? ['with orders'] : []),
    ...Object.entries(shape.budgets ?? {}).map(([event, times]) => `${event} ${times} times`),
    timed ? 'timed' : 'no delay elapses',
  ].join(', ')
  const world = fleet(configuration.values, shape)
  return { configuration, about, world, predicates: fleetPredicates(shape), properties }
}

/**
 * The world that is asked for.
 *
 * @param whole whether a party is looked at in the whole of its scope, not only with the properties that speak of it
 * @throws UsageError for what there is not, and for options that do not go together
 */
export function askedWorld(specification: Specification, options: WorldOptions, whole = false): AskedWorld {
  if (options.devices !== undefined) {
    if (options.each !== undefined) throw new UsageError('--each is about the products of a scope, not about a fleet')
    if (specification.foreign !== undefined) throw new UsageError('--devices is about fleets of our specification')
    return worldOfFleet(options, options.devices)
  }
  const ofFleets = (['stagger', 'life', 'orders', 'budget', 'timed'] as const).find(
    (name) => options[name] !== undefined,
  )
  if (ofFleets) throw new UsageError(`--${ofFleets} is about a fleet: say how many --devices there are`)
  return worldOfScope(specification, options, whole)
}

/**
 * Explores the world of what is asked; undefined, with the reason on stderr, where that comes to no end.
 *
 * @param party one that has to be there
 */
export function exploreAsked(
  { name }: Specification,
  asked: AskedWorld,
  { maxStates: limit, party }: Pick<WorldOptions, 'maxStates' | 'party'>,
  io: Io,
): Explored | undefined {
  const { configuration, about, properties } = asked
  const world = prepare(asked.world, asked.predicates, properties)
  const names = world.parties.map((part) => part.party.name)
  if (party !== undefined && !names.includes(party)) {
    throw new UsageError(`nothing that was asked for depends on ${party} here: the parties are ${names.join(', ')}`)
  }
  const graph = explore(world, {
    signal: io.signal,
    ...(limit === undefined ? {} : { maxStates: limit }),
    ...(io.live ? { onProgress: ({ states }) => io.stderr.write(`\rexploring: ${counted(states, 'state')} `) } : {}),
  })
  if (io.live) io.stderr.write('\r\u001b[K')
  if (graph.fault) throw new ModelError(graph.fault.message, tellFault(graph, graph.fault.state))
  if (graph.stopped === undefined) return { ...asked, graph, heading: headingOf(graph, configuration, about, name) }
  io.stderr.write(
    `INCOMPLETE: stopped after ${counted(graph.states.size, 'state')}; a model is made from what an exploration of every ` +
      `reachable state has met, so nothing was written${asked.instead === undefined ? '' : `; ${asked.instead}`}\n` +
      (graph.because === undefined ? '' : `${graph.because}\n`),
  )
  return undefined
}

/** The options that say which world is meant. */
export const withWorld = (command: Command): Command =>
  withFleet(
    command
      .option('--property <id...>', 'only these properties; by default all of the scope, or of the fleet')
      .option('--configuration <name>', 'baseline, or dimension=value,...', 'baseline')
      .option('--each <dimension...>', 'every value of these dimensions, each product an initial state of one world')
      .option(
        '--scope <name>',
        `how much of the world: ${scopeNames.join(', ')}; by default that of the properties, or the first that has the party`,
      )
      .option('--devices <n>', 'a fleet of so many devices', (text) => wholeNumber('--devices', text, 1))
      .option('--timed', 'delays of the fleet elapse')
      .option('--max-states <n>', 'states to explore at most; beyond, nothing is exported', maxStates),
  )
