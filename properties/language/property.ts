// What a property of this specification is: a claim that can be decided, with its subject, its sources and what is expected.
import type { SourceId } from '../../machines/party.js'
import type { Configuration } from '../../machines/configurations.js'
import type { Scope } from '../../machines/system.js'
import type { ConfigurationPattern as PatternOf } from '../../model/configuration.js'
import type { Property as DecidableProperty } from '../../model/property.js'
import type { Exception as ExceptionOf } from '../../model/specification/module.js'

/** Configurations, by the values that a dimension may have; a dimension that is absent may have any. */
export type ConfigurationPattern = PatternOf<Configuration>

/** An exception to "holds": where the verdict is another one, and why that is right. */
export type Exception = ExceptionOf<Configuration>

export type Subject =
  'boot' | 'blinkup' | 'upgrade' | 'politeness' | 'agent' | 'phone' | 'versions' | 'power' | 'factory'

/** A property of this specification: data that the checker proves, fast-check samples and the oracle monitors. */
export interface Property extends DecidableProperty {
  readonly subject: Subject
  readonly sources: readonly SourceId[]
  /** How much of the world it needs to see; `field` by default. */
  readonly scope?: Scope
  /** The first exception that matches a configuration decides; where none does, the property holds. */
  readonly exceptions?: readonly Exception[]
  /** Configurations, by what differs from the baseline, in which it is judged besides those of the default selection. */
  readonly also?: readonly Partial<Configuration>[]
}
