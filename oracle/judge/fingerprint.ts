// What saved beliefs depend on. Apart from them, because it reads our own code from the disk.
import { codeContent, sha256 } from '../../checker/compile/fingerprint.js'
import { judgeVersion } from '../belief/saved.js'

/**
 * What saved beliefs depend on, as a hash: the specification, the version of the judge, and whatever else is named (the
 * role, the configuration, the settings, the mapping).
 */
export const judgeFingerprint = (...settings: readonly string[]): string =>
  sha256(codeContent(), String(judgeVersion), ...settings).slice(0, 16)
