// The configurations of this specification.
import { impSpace, type Configuration } from '../machines/configurations.js'
import type { NamedConfiguration } from '../model/configuration.js'
import { parseConfiguration } from './configurationNames.js'

export { impSpace } from '../machines/configurations.js'

/** A configuration of this specification by its name. @throws UsageError as `parseConfiguration` does */
export const parseProduct = (name: string): NamedConfiguration<Configuration> => parseConfiguration(name, impSpace)
