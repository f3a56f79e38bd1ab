// Configurations by the values of their dimensions, in short.
import type { ConfigurationPattern } from '../properties/index.js'

/** `power=battery, handler=late|none`. */
export const patternOfConfigurations = (when: ConfigurationPattern): string =>
  Object.entries(when)
    .map(([dimension, values]) => `${dimension}=${values.join('|')}`)
    .join(', ') || 'every configuration'
