// The configurations of this specification.
import { dimensions, impossible, type Configuration } from '../machines/configurations.js'
import { configurationSpace, type ConfigurationSpace, type NamedConfiguration } from '../model/configuration.js'
import { parseConfiguration } from './configurationNames.js'

/** Every product of this specification. */
export const impSpace: ConfigurationSpace<Configuration> = configurationSpace(dimensions, impossible)

/** A configuration of this specification by its name. @throws UsageError as `parseConfiguration` does */
export const parseProduct = (name: string): NamedConfiguration<Configuration> => parseConfiguration(name, impSpace)
