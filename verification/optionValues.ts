// Values of options that people type: amounts of memory, whole numbers.
import { UsageError } from './errors.js'

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
