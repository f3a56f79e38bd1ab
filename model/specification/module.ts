// A specification as a module hands it to the command: worlds by configuration, predicates, and what is expected of properties.
import type { ConfigurationPattern, Dimension, Impossible, Values } from '../configuration.js'
import type { Fairness, Predicate, Property } from '../property.js'
import type { MeantLooseEnd, World } from '../world.js'

/** An exception to "holds": where the verdict is another one, and why that is right. */
export interface Exception<Of extends Values = Values> {
  readonly when: ConfigurationPattern<Of>
  readonly verdict: 'fails' | 'vacuous'
  readonly because: string
}

/** A property with what is expected of it. */
export interface SpecifiedProperty<Name extends string = string, Of extends Values = Values> extends Property<Name> {
  /** What it is about, in a word. */
  readonly subject?: string
  /** Ids of what is cited for it. */
  readonly sources?: readonly string[]
  /** How much of the world it needs to see; that of the specification by default. */
  readonly scope?: string
  /** The first exception that matches a configuration decides; where none does, the property is expected to hold. */
  readonly exceptions?: readonly Exception<Of>[]
  /** Configurations, by what differs from the baseline, in which it is judged besides those of the default selection. */
  readonly also?: readonly Partial<Of>[]
}

/** What a module exports as its default, or as `specification`, for `impspec --specification`. */
export interface SpecificationModule {
  readonly name: string
  readonly dimensions: readonly Dimension[]
  readonly impossible: readonly Impossible[]
  /** Names of the worlds that a configuration has; one of them at least. */
  readonly scopes: readonly string[]
  /** The scope of properties that name none. */
  readonly scope: string
  /** The world of a configuration, which has a value for each dimension; the same functions in every world where they do the same. */
  world(configuration: Values, scope?: string): World
  readonly predicates: Readonly<Record<string, Predicate>>
  readonly properties: readonly SpecifiedProperty[]
  /** Named sets of fairness assumptions. */
  readonly fairness: Readonly<Record<string, readonly Fairness[]>>
  /** Events that are sent or waited for in vain, and are meant to be; any other fails `verify`. */
  readonly looseEnds?: readonly MeantLooseEnd[]
}

/** What an expected verdict is, and why. */
export interface Expectation {
  readonly verdict: 'holds' | 'fails' | 'vacuous'
  /** Why another verdict than `holds` is right there. */
  readonly because?: string
}
