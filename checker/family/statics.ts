// What tells the products of a family apart, as components of the state: the dimensions, and what each party is given at its start.
import type { LocalTest } from '../../model/party.js'
import type { Predicate } from '../../model/property.js'
import { canonical } from '../../util/canonical.js'
import { findRoute, type CompiledCondition, type CompiledWorld, type Route, type Statics } from '../compile/compile.js'
import { constantsIn, Watch, type Constants, type Reading } from '../compile/contextConstants.js'
import { withConstants } from '../compile/localStateKey.js'
import { SpecificationError } from '../../model/errors.js'
import type { LocalRecord } from '../compile/partyTable.js'
import { Rows } from '../compile/labelTable.js'
import type { FamilyWorld } from './familyWorld.js'
import { combinationsOf, reduced, resultAt, tabulateLooks, type Table } from './table.js'

/** A constant of a context turned out not to be one: it is part of what moves, and all is to be begun anew. */
export class NotConstant extends Error {
  override readonly name = 'NotConstant'
  readonly party: number
  readonly constant: string

  constructor(party: number, constant: string) {
    super(`'${constant}' of party ${party} is not constant`)
    this.party = party
    this.constant = constant
  }
}

/** One start of a party: in which products, with which of the constants, and in which local state. */
export interface PartyStart {
  /** By static: its value. */
  readonly where: ReadonlyMap<number, number>
  readonly local: number
}

interface PartyStatics {
  /** The constants of each product, by the statics that decide about them. */
  readonly constants: Table<number>
  /** The different constants. */
  readonly values: readonly Constants[]
  /** By constant and field: the statics that decide about its value. */
  readonly fields: ReadonlyMap<string, readonly number[]>
  readonly starts: readonly PartyStart[]
}

const keyOfField = (constant: string, field: string): string => `${constant}\n${field}`

/** A row of bits for each transition, and the statics that these answers depend on. */
interface Labels {
  readonly rows: Rows
  readonly reads: (record: LocalRecord) => readonly number[]
}

/** The statics of a family that is compiled. Statics are numbered: the dimensions first. */
export class FamilyStatics implements Statics {
  readonly sizes: readonly number[]
  readonly base: number
  readonly component: number
  readonly parties: readonly PartyStatics[]
  readonly #family: FamilyWorld
  readonly #world: CompiledWorld
  readonly #predicates: Readonly<Record<string, Predicate>>
  readonly #moving: readonly ReadonlySet<string>[]
  /** By party: the class of a local state, by core and what moves of its constants. */
  readonly #classes: readonly Map<string, number>[]
  readonly #classOf: readonly (number | undefined)[][]
  readonly #places: readonly Map<number, number>[]
  readonly #links: readonly (readonly number[])[][]
  readonly #routes: readonly Map<number | string, Route | undefined>[]
  readonly #routeReads: readonly (readonly number[])[][]
  readonly #recordReads: readonly (readonly number[])[][]
  readonly #stateReads: readonly (readonly number[])[][]
  readonly #conditionReads = new Map<CompiledCondition, Map<number, readonly number[]>[]>()
  readonly labels: readonly Labels[]

  /**
   * @param world the union of all worlds, without statics
   * @param moving by party: fields of the context that look like constants and are none
   */
  constructor(
    family: FamilyWorld,
    world: CompiledWorld,
    predicates: Readonly<Record<string, Predicate>>,
    moving: readonly ReadonlySet<string>[],
  ) {
    this.#family = family
    this.#world = world
    this.#predicates = predicates
    this.#moving = moving
    this.base = world.size
    this.component = world.parties.length + world.channels.length + world.budgets.length
    const sizes = family.dimensions.map(({ values }) => values.length)
    this.parties = world.parties.map((_, party) => this.#ofParty(party, sizes))
    this.sizes = sizes
    this.#classes = world.parties.map(() => new Map<string, number>())
    this.#classOf = world.parties.map(() => [])
    this.#places = world.parties.map(() => new Map<number, number>())
    this.#links = world.parties.map(() => [])
    this.#routes = world.parties.map(() => new Map<number | string, Route | undefined>())
    this.#routeReads = world.parties.map(() => [])
    this.#recordReads = world.parties.map(() => [])
    this.#stateReads = world.parties.map(() => [])
    this.labels = world.parties.map((_, party) => this.#labelsOf(party))
  }

  hasStimulus(stimulus: number, state: Int32Array): boolean {
    return resultAt(this.#presence(stimulus), this.#productOf(state))
  }

  readsOfStimulus(stimulus: number): readonly number[] {
    return this.#presence(stimulus).dimensions
  }

  readsOfRoute(party: number, event: number): readonly number[] {
    return (this.#routeReads[party]![event] ??= [
      ...new Set(this.#linksOf(party, event).flatMap((link) => this.#family.links[link]!.dimensions)),
    ])
  }

  /** Where an event goes in the product of a state. */
  route(party: number, event: number, state: Int32Array): Route | undefined {
    // Where it does not depend on the product, one route is that of all.
    const fixed = this.readsOfRoute(party, event).length === 0
    const routes = this.#routes[party]!
    if (fixed && routes.has(event)) return routes.get(event)
    const product = this.#productOf(state)
    const links = this.#linksOf(party, event).filter((link) => resultAt(this.#family.links[link]!, product))
    const key = fixed ? event : `${event} ${links.join()}`
    if (routes.has(key)) return routes.get(key)
    const { parties, channels, world } = this.#world
    const found = findRoute(
      links.map((link) => world.links[link]!),
      parties,
      channels,
      party,
      event,
    )
    routes.set(key, found)
    return found
  }

  readsOfRecord(party: number, record: LocalRecord): readonly number[] {
    return (this.#recordReads[party]![record.id] ??= this.#readByRecord(party, record))
  }

  readsOfLabels(party: number, record: LocalRecord): readonly number[] {
    return this.labels[party]!.reads(record)
  }

  readsOfCondition(condition: CompiledCondition, party: number, local: number): readonly number[] {
    const byParty =
      this.#conditionReads.get(condition) ?? this.#world.parties.map(() => new Map<number, readonly number[]>())
    this.#conditionReads.set(condition, byParty)
    const known = byParty[party]!.get(local)
    if (known) return known
    const { clauses } = condition
    const tests = this.#testsOf(party)
    const reads = new Set<number>()
    for (let at = 0; at < clauses.length; at += 3) {
      if (clauses[at] !== party) continue
      const bit = clauses[at + 1]! * 32 + (31 - Math.clz32(clauses[at + 2]!))
      for (const one of this.#readByTest(party, tests[bit]!, local)) reads.add(one)
    }
    const all = [...reads]
    byParty[party]!.set(local, all)
    return all
  }

  readsOfState(party: number, local: number): readonly number[] {
    return (this.#stateReads[party]![local] ??= [
      ...new Set(
        this.#predicatesOf(party, 'state').flatMap(({ holds }) => this.#readByTest(party, holds as LocalTest, local)),
      ),
    ])
  }

  readsOfParty(party: number): readonly number[] {
    return this.parties[party]!.constants.dimensions
  }

  classOf(party: number, local: number): number {
    return (this.#classOf[party]![local] ??= this.#findClass(party, local))
  }

  place(party: number, local: number, state: Int32Array): number {
    const { constants, values } = this.parties[party]!
    const index = resultAt(constants, this.#productOf(state))
    const places = this.#places[party]!
    const key = local * values.length + index
    const known = places.get(key)
    if (known !== undefined) return known
    const { table } = this.#world.parties[party]!
    const moving = Object.fromEntries(
      Object.entries(table.constantsOf(local)).filter(([name]) => this.#moving[party]!.has(name)),
    )
    const placed = table.placed(table.coreOf(local), { ...values[index]!, ...moving })
    places.set(key, placed)
    return placed
  }

  /** A local state in which a party may start in the product of a state; of a product without such a choice, any. */
  startIn(party: number, state: Int32Array): number {
    const { starts } = this.parties[party]!
    const isOf = ({ where }: PartyStart): boolean => [...where].every(([at, value]) => state[this.base + at] === value)
    return (starts.find(isOf) ?? starts[0]!).local
  }

  /** Whether a state predicate holds in a class of local states, by the statics on which that depends. */
  holdsIn(name: string, party: number, local: number): Table<boolean> {
    const predicate = this.#predicates[name]!
    const { table } = this.#world.parties[party]!
    if (predicate.kind !== 'state') throw new Error(`'${name}' is about a step`)
    if (!table.looksAtConstants(predicate.holds, local)) {
      return { dimensions: [], sizes: [], results: [table.holds(predicate.holds, local)] }
    }
    const { holds } = predicate
    const state = new Int32Array(this.base + this.sizes.length)
    const inProduct = tabulateLooks(
      (one) => this.sizes[one]!,
      (look): boolean => {
        state.fill(0)
        // What is looked at in one product may tell of more to look at in the next.
        for (let asked: readonly number[] = []; ;) {
          const placed = this.place(party, local, state)
          const reads = this.#readByTest(party, holds, placed)
          if (reads.every((one) => asked.includes(one))) return table.holds(holds, placed)
          asked = [...asked, ...reads]
          for (const one of asked) state[this.base + one] = look(one)
        }
      },
    )
    return reduced(inProduct)
  }

  #presence(stimulus: number): Table<boolean> {
    // Compiled stimuli stand in the order of their gates.
    const { stimulus: one } = this.#world.stimuli[stimulus]!
    return this.#family.stimuli[this.#world.world.stimuli.indexOf(one)]!
  }

  #productOf(state: Int32Array): Int32Array {
    return state.subarray(this.base)
  }

  #linksOf(party: number, event: number): readonly number[] {
    return (this.#links[party]![event] ??= this.#findLinks(party, event))
  }

  #findLinks(party: number, event: number): readonly number[] {
    const { parties, world } = this.#world
    const { table, party: sender } = parties[party]!
    const { type } = table.events[event]!
    return world.links.flatMap(({ from, says }, index) => (from === sender.name && says === type ? [index] : []))
  }

  #findClass(party: number, local: number): number {
    const { table } = this.#world.parties[party]!
    const moving = Object.entries(table.constantsOf(local)).filter(([name]) => this.#moving[party]!.has(name))
    const key = `${table.coreOf(local)} ${canonical(Object.fromEntries(moving))}`
    const classes = this.#classes[party]!
    const known = classes.get(key) ?? local
    classes.set(key, known)
    return known
  }

  #readByRecord(party: number, { readings, whole, before, after }: LocalRecord): readonly number[] {
    const { table } = this.#world.parties[party]!
    const [from, to] = [table.constantsOf(before), table.constantsOf(after)]
    const changed = [...new Set([...Object.keys(from), ...Object.keys(to)])].find(
      (name) =>
        !this.#moving[party]!.has(name) && from[name] !== to[name] && canonical(from[name]) !== canonical(to[name]),
    )
    if (changed !== undefined) throw new NotConstant(party, changed)
    const reads = this.#staticsIn(party, readings)
    return whole ? [...new Set([...reads, ...this.parties[party]!.constants.dimensions])] : reads
  }

  #staticsIn(party: number, readings: readonly Reading[]): readonly number[] {
    const { fields } = this.parties[party]!
    return [...new Set(readings.flatMap(([constant, field]) => fields.get(keyOfField(constant, field)) ?? []))]
  }

  /** What a test looks at in a local state. */
  #readByTest(party: number, test: LocalTest, local: number): readonly number[] {
    const { table } = this.#world.parties[party]!
    if (!table.looksAtConstants(test, local)) return []
    const watch = new Watch(table.constantsOf(local))
    test(withConstants(table.locals[local]!.snapshot, watch.standIns))
    const reads = this.#staticsIn(party, watch.readings)
    return watch.whole ? [...new Set([...reads, ...this.parties[party]!.constants.dimensions])] : reads
  }

  #testsOf(party: number): readonly LocalTest[] {
    return this.#world.parties[party]!.tests
  }

  #predicatesOf(party: number, kind: Predicate['kind']): readonly Predicate[] {
    const { observed, parties } = this.#world
    return (kind === 'state' ? observed.states : observed.steps)
      .map((name) => this.#predicates[name]!)
      .filter((predicate) => predicate.party === parties[party]!.party.name)
  }

  /** Step predicates are asked about transitions whose constants are watched. */
  #labelsOf(party: number): Labels {
    const { observed, parties } = this.#world
    const { table, party: own } = parties[party]!
    const reads: (readonly number[])[] = []
    let latest = -1
    let watches: readonly Watch[] = []
    let transition: unknown
    const transitionOf = (id: number): unknown => {
      if (id === latest) return transition
      const { before, event, after, says } = table.records[id]!
      const watched = (local: number): { readonly watch: Watch; readonly snapshot: unknown } => {
        const watch = new Watch(table.constantsOf(local))
        return { watch, snapshot: withConstants(table.locals[local]!.snapshot, watch.standIns) }
      }
      const from = watched(before)
      // Where nothing moves, the state after the transition is the one before it: predicates may ask whether it is the same.
      const to = before === after ? from : watched(after)
      latest = id
      watches = [from.watch, to.watch]
      transition = {
        before: from.snapshot,
        event: table.events[event]!,
        after: to.snapshot,
        says: Array.from(says, (said) => table.events[said]!),
      }
      return transition
    }
    const answers = observed.steps.map((name) => {
      const predicate = this.#predicates[name]!
      if (predicate.party !== own.name || predicate.kind !== 'step') return undefined
      return (id: number) => predicate.holds(transitionOf(id) as Parameters<typeof predicate.holds>[0])
    })
    const rows = new Rows(answers.map((answer) => answer ?? (() => false)))
    return {
      rows,
      reads: ({ id }) => {
        if (reads[id] === undefined) {
          rows.touch(id)
          // Rows that were filled earlier are not asked for again, but what they depend on is.
          if (latest !== id) for (const answer of answers) answer?.(id)
          const all = latest === id ? watches : []
          const read = all.flatMap(({ readings }) => this.#staticsIn(party, readings))
          const whole = all.some((watch) => watch.whole) ? this.parties[party]!.constants.dimensions : []
          reads[id] = [...new Set([...read, ...whole])].sort((a, b) => a - b)
        }
        return reads[id]
      },
    }
  }

  /** The starts and constants of a party. Where one product starts it with different constants, a static says with which. */
  #ofParty(party: number, sizes: number[]): PartyStatics {
    const { table, party: of } = this.#world.parties[party]!
    const inputs = this.#family.inputs[party]!
    const texts: string[] = []
    const values: Constants[] = []
    const indexOf = (local: number): number => {
      const own = Object.fromEntries(
        Object.entries(constantsIn(table.locals[local]!.snapshot.context as Constants)).filter(
          ([name]) => !this.#moving[party]!.has(name),
        ),
      )
      const text = canonical(own)
      if (!texts.includes(text)) {
        texts.push(text)
        values.push(own)
      }
      return texts.indexOf(text)
    }
    const leaves = inputs.results.map((all) => {
      if (all.length === 0)
        throw new SpecificationError(`party '${of.name}' has no inputs; one at least, undefined for none`)
      const locals = [...new Set(all.map((input) => table.initial(input)))]
      const choices = [...new Set(locals.map(indexOf))]
      return { locals: locals.map((local) => ({ local, choice: choices.indexOf(indexOf(local)) })), choices }
    })
    const choices = Math.max(...leaves.map((leaf) => leaf.choices.length))
    const choice = choices > 1 ? sizes.push(choices) - 1 : undefined
    const dimensions = choice === undefined ? inputs.dimensions : [...inputs.dimensions, choice]
    const constants: Table<number> = {
      dimensions,
      sizes: choice === undefined ? inputs.sizes : [...inputs.sizes, choices],
      // A choice that a product does not have is never made; it may stand for any other.
      results: leaves.flatMap((leaf) =>
        Array.from({ length: choices }, (_, at) => leaf.choices[at] ?? leaf.choices[0]!),
      ),
    }
    const names = new Map<string, readonly [string, string]>()
    for (const own of values) {
      for (const [name, fields] of Object.entries(own)) {
        for (const field of Object.keys(fields)) names.set(keyOfField(name, field), [name, field])
      }
    }
    const fields = new Map(
      [...names].map(([key, [name, field]]) => [
        key,
        reduced({
          ...constants,
          results: constants.results.map((index) => canonical(values[index]![name]?.[field] ?? null)),
        }).dimensions,
      ]),
    )
    const starts = [...combinationsOf(inputs.sizes)].flatMap((own, leaf) =>
      leaves[leaf]!.locals.map(({ local, choice: at }) => ({
        where: new Map([
          ...inputs.dimensions.map((dimension, index): [number, number] => [dimension, own[index]!]),
          ...(choice === undefined ? [] : [[choice, at] as [number, number]]),
        ]),
        local,
      })),
    )
    return { constants: reduced(constants), values, fields, starts }
  }
}
