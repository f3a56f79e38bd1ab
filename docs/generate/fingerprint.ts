// What the verdicts depend on, as a hash: what the machines and the properties say, wherever that stands.
import { fileURLToPath } from 'node:url'
import { machineSources, sourcesDigest } from '../../testing/record/sourceDigest.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The fingerprint of the specification as it is in this working copy. */
export const fingerprint = (folders: readonly string[] = [...machineSources, 'properties']): string =>
  sourcesDigest(folders.map((folder) => `${root}${folder}`))
