// Names in NATS: which subject, which partition and which key a device has.
import { counted } from '../../util/plural.js'
import { UnreadableInput } from '../read/errors.js'

/** How many partitions a stream gets that is made by `impspec publish`. */
export const defaultPartitions = 16

const plain = /^[A-Za-z0-9_-]$/

/**
 * A name as one token of a subject, and as one of a key: letters, digits, `_` and `-` stand for themselves, every other
 * byte of its UTF-8 is `=` and two hexadecimal digits.
 */
export const tokenOf = (name: string): string =>
  /^[A-Za-z0-9_-]+$/.test(name)
    ? name
    : Array.from(Buffer.from(name === '' ? '\0' : name), (byte) => {
        const character = String.fromCharCode(byte)
        return plain.test(character) ? character : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
      }).join('')

/** The name that a token stands for; a token that was made otherwise stands for itself. */
export function nameOf(token: string): string {
  const bytes = token.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  const name = Buffer.from(bytes, 'latin1').toString()
  return tokenOf(name) === token ? name : token
}

/** The partition of a token: FNV-1a of 32 bits, modulo; what the `partition()` of a NATS server's mappings gives. */
export function partitionOf(token: string, partitions: number): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(token)) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0) % partitions
}

/** The subject on which the lines of a device are published. */
export const lineSubject = (prefix: string, device: string, partitions: number): string => {
  const token = tokenOf(device)
  return `${prefix}.${partitionOf(token, partitions)}.${token}`
}

/** The subjects of a stream of so many partitions. */
export const subjectsOf = (prefix: string, partitions: number): readonly string[] =>
  Array.from({ length: partitions }, (_, partition) => `${prefix}.${partition}.*`)

/**
 * What the subjects of a stream say of its partitions.
 *
 * @param asked - what was asked for, where the subjects leave it open
 * @throws UnreadableInput for subjects of another kind
 */
export function layoutOf(
  stream: string,
  subjects: readonly string[],
  asked: { readonly prefix?: string; readonly partitions?: number },
): { readonly prefix: string; readonly partitions: number } {
  const wrong = (why: string): UnreadableInput =>
    new UnreadableInput(
      `stream ${stream}`,
      0,
      `${why}; its subjects are ${subjects.slice(0, 4).join(', ')}${subjects.length > 4 ? ', …' : ''}; ` +
        `expected: PREFIX.0.* to PREFIX.n.*, or PREFIX.*.* with --partitions`,
    )
  const open = /^(.+)\.\*\.\*$/
  const listed = subjects.map((subject) => /^(.+)\.(\d+)\.\*$/.exec(subject))
  const numbers = listed.map((found) => Number(found?.[2] ?? NaN)).sort((one, other) => one - other)
  if (numbers.length > 0 && numbers.every((number, index) => number === index)) {
    const prefix = listed[0]![1]!
    if (listed.some((found) => found![1] !== prefix)) throw wrong('has partitions of more than one prefix')
    if (asked.prefix !== undefined && asked.prefix !== prefix) throw wrong(`has no subject of '${asked.prefix}'`)
    if (asked.partitions !== undefined && asked.partitions !== numbers.length) {
      throw wrong(`has ${counted(numbers.length, 'partition')}, not ${asked.partitions}`)
    }
    return { prefix, partitions: numbers.length }
  }
  const prefixes = subjects.flatMap((subject) => open.exec(subject)?.[1] ?? [])
  const prefix = asked.prefix ?? (prefixes.length === 1 ? prefixes[0] : undefined)
  if (prefix === undefined || !prefixes.includes(prefix)) throw wrong('does not tell its partitions')
  if (asked.partitions === undefined) throw wrong('does not tell how many partitions it has; say --partitions')
  return { prefix, partitions: asked.partitions }
}

/** Keys of the bucket of a group. */
export const keys = {
  group: 'group',
  partition: (partition: number): string => `partition.${partition}`,
  partitions: 'partition.*',
  worker: (id: string): string => `worker.${id}`,
  workers: 'worker.*',
  belief: (partition: number, token: string): string => `belief.${partition}.${token}`,
  beliefsOf: (partition: number): string => `belief.${partition}.*`,
  beliefs: 'belief.*.*',
} as const
