// Names that people type: properties, parties, configurations; a wrong one is answered with the nearest right ones.
import { distance } from 'fastest-levenshtein'
import type { ConfigurationSpace, NamedConfiguration, Values } from '../model/configuration.js'
import { UsageError } from './errors.js'
import { nearestByMeaning } from './meaning.js'

/** Up to three candidates that a name may have been meant to be, nearest first. */
export function nearest(name: string, candidates: readonly string[]): readonly string[] {
  const wanted = name.toLowerCase()
  return candidates
    .map((candidate) => {
      const lower = candidate.toLowerCase()
      const within = wanted.length >= 3 && lower.includes(wanted)
      // Who types the beginning of a long name means that name.
      const begun = distance(wanted, lower.slice(0, wanted.length)) + 0.5
      return { candidate, far: within ? 0.5 : Math.min(begun, distance(wanted, lower)) }
    })
    .filter(({ far }) => far <= Math.max(2, Math.ceil(wanted.length / 3)))
    .sort((one, other) => one.far - other.far)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

/**
 * The error for a name that does not exist: what was typed, and what may have been meant.
 *
 * @param about - what a candidate stands for, in words; then it is also found by what it means
 */
export function unknown(
  what: string,
  name: string,
  candidates: readonly string[],
  listed: string,
  about?: (candidate: string) => string,
): UsageError {
  const close = nearest(name, candidates)
  const meant =
    about === undefined
      ? []
      : nearestByMeaning(
          name,
          candidates.map((candidate) => ({ name: candidate, about: about(candidate) })),
        )
  // A slip of a letter or two is nearer than any meaning.
  const slip = close[0] !== undefined && distance(name.toLowerCase(), close[0].toLowerCase()) <= 2
  const near = [...new Set(slip ? [...close, ...meant] : [...meant, ...close])].slice(0, 3)
  const hint = near.length > 0 ? `did you mean ${near.join(', or ')}?` : listed
  return new UsageError(`unknown ${what} '${name}': ${hint}`)
}

/** The things of those names, in the order of the list, each once. */
export function pick<T>(
  things: readonly T[],
  nameOf: (thing: T) => string,
  names: readonly string[],
  what: string,
  listed: string,
  about?: (thing: T) => string,
): readonly T[] {
  const known = things.map(nameOf)
  const aboutName =
    about === undefined
      ? undefined
      : (name: string): string =>
          things
            .filter((thing) => nameOf(thing) === name)
            .map(about)
            .join(' ')
  for (const name of names) if (!known.includes(name)) throw unknown(what, name, known, listed, aboutName)
  return things.filter((thing) => names.includes(nameOf(thing)))
}

/**
 * A configuration by its name: `baseline`, or `dimension=value` joined by commas, in any order.
 *
 * @throws UsageError for an unknown dimension or value, a dimension that is named twice, or a product that cannot exist
 */
export function parseConfiguration<Of extends Values>(
  name: string,
  { dimensions, configure, whyImpossible }: ConfigurationSpace<Of>,
): NamedConfiguration<Of> {
  if (name === 'baseline') return configure()
  const changes: Record<string, string> = {}
  for (const part of name.split(',')) {
    const [key = '', value = '', ...more] = part.split('=')
    if (value === '' || more.length > 0) {
      throw new UsageError(
        `'${part}' in the configuration '${name}' is not of the form dimension=value (or write: baseline)`,
      )
    }
    const dimension = dimensions.find((one) => one.name === key.trim())
    const names = dimensions.map((one) => one.name)
    const listed = names.length === 0 ? 'there are none, only the baseline' : `the dimensions are ${names.join(', ')}`
    if (!dimension) throw unknown('dimension', key, names, listed)
    if (!dimension.values.includes(value.trim())) {
      throw new UsageError(`${dimension.name} has no value '${value}': its values are ${dimension.values.join(', ')}`)
    }
    if (changes[dimension.name] !== undefined) {
      throw new UsageError(`the configuration '${name}' names ${dimension.name} twice`)
    }
    changes[dimension.name] = value.trim()
  }
  const configuration = configure(changes as Partial<Of>)
  const ruledOut = whyImpossible(configuration.values)
  if (ruledOut) throw new UsageError(`there is no product '${configuration.name}': ${ruledOut.reason}`)
  return configuration
}
