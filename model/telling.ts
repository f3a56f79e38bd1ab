// Which choices matter: the dimensions between whose values something can tell.
import type { ConfigurationSpace, NamedConfiguration } from './configuration.js'

/**
 * The dimensions that make a difference to something, each by itself beside the baseline.
 *
 * @param textOf what is made of a configuration; equal texts are no difference
 */
export function dimensionsThatTell(
  { dimensions, configure }: Pick<ConfigurationSpace, 'dimensions' | 'configure'>,
  textOf: (configuration: NamedConfiguration) => string,
): readonly string[] {
  const usual = textOf(configure())
  return dimensions
    .filter(({ name, values }) => values.some((value) => textOf(configure({ [name]: value })) !== usual))
    .map(({ name }) => name)
}
