// What a property of this specification is: a claim that can be decided, with its subject, its sources and what is expected.
import type { SourceId } from '../../machines/party.js'
import type { Configuration } from '../../machines/configurations.js'
import type { Scope } from '../../machines/system.js'
import type { Property as DecidableProperty } from '../../model/property.js'

/** Configurations, by the values that a dimension may have; a dimension that is absent may have any. */
export type ConfigurationPattern = { readonly [D in keyof Configuration]?: readonly Configuration[D][] }

/** An exception to "holds": where the verdict is another one, and why that is right. */
export interface Exception {
  readonly when: ConfigurationPattern
  readonly verdict: 'fails' | 'vacuous'
  readonly because: string
}

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
}
