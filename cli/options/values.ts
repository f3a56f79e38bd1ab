// Names that people type: properties, parties, configurations; a wrong one is answered with the nearest right ones.
import { distance } from 'fastest-levenshtein'
import { configure, dimensions, type Configuration, type NamedConfiguration } from '../../machines/configurations.js'
import { UsageError } from '../terminal/io.js'

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

/** The error for a name that does not exist: what was typed, and what may have been meant. */
export function unknown(what: string, name: string, candidates: readonly string[], listed: string): UsageError {
  const near = nearest(name, candidates)
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
): readonly T[] {
  const known = things.map(nameOf)
  for (const name of names) if (!known.includes(name)) throw unknown(what, name, known, listed)
  return things.filter((thing) => names.includes(nameOf(thing)))
}

/**
 * A configuration by its name: `baseline`, or `dimension=value` joined by commas, in any order.
 *
 * @throws UsageError for an unknown dimension or value, or a dimension that is named twice
 */
export function parseConfiguration(name: string): NamedConfiguration {
  if (name === 'baseline') return configure()
  const changes: Partial<Record<keyof Configuration, string>> = {}
  for (const part of name.split(',')) {
    const [key = '', value = '', ...more] = part.split('=')
    if (value === '' || more.length > 0) {
      throw new UsageError(
        `'${part}' in the configuration '${name}' is not of the form dimension=value (or write: baseline)`,
      )
    }
    const dimension = dimensions.find((one) => one.name === key.trim())
    const names = dimensions.map((one) => one.name)
    if (!dimension) throw unknown('dimension', key, names, `the dimensions are ${names.join(', ')}`)
    const values: readonly string[] = dimension.values
    if (!values.includes(value.trim())) {
      throw new UsageError(`${dimension.name} has no value '${value}': its values are ${values.join(', ')}`)
    }
    if (changes[dimension.name] !== undefined) {
      throw new UsageError(`the configuration '${name}' names ${dimension.name} twice`)
    }
    changes[dimension.name] = value.trim()
  }
  return configure(changes as Partial<Configuration>)
}

const bytesIn = { kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30, tb: 2 ** 40 } as const

/**
 * An amount of memory that an option was given, in bytes: `512MB`, `1.5 GB`; a kB has 1024 bytes.
 *
 * @throws UsageError for anything else, and for nothing at all
 */
export function memorySize(option: string, text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?(kb|mb|gb|tb)$/i.exec(text.trim()) ?? []
  const bytes = Math.floor(Number(number) * bytesIn[(unit ?? 'kb').toLowerCase() as keyof typeof bytesIn])
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes
  throw new UsageError(
    `${option} takes an amount of memory in kB, MB, GB or TB (2GB, 512MB), more than 0, not '${text}'`,
  )
}

/**
 * A whole number that an option was given.
 *
 * @throws UsageError for anything else, or less than the least
 */
export function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value
  throw new UsageError(`${option} takes a whole number of at least ${least}, not '${text}'`)
}
