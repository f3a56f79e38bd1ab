// A digest of the sources: what was found of them is valid as long as they are the same.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** The sources cannot be found: the command was not run in the repository. */
export class NoSources extends Error {
  override readonly name = 'NoSources'
}

/** A short digest of some texts, in their order. */
export function digestOf(texts: Iterable<string>): string {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(text)
  return hash.digest('hex').slice(0, 16)
}

/** A source file, the same on every system. */
export const sourceText = (file: string): string => readFileSync(file, 'utf8').replaceAll('\r\n', '\n')

/** @throws NoSources where there is no such folder */
export function sourceFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) throw new NoSources(`there is no folder '${folder}' here: run this in the repository`)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  return files.map((one) => `${folder}/${one.replaceAll('\\', '/')}`).sort()
}

const digests = new Map<string, string>()

/**
 * A digest of source files: what is kept is valid as long as these are the same. Sources, since what a function does cannot
 * be compared, and its text depends on how it was built.
 *
 * @param folders of the repository, in which the process runs
 * @throws NoSources where there is no such folder
 */
export function sourcesDigest(folders: readonly string[]): string {
  const known = digests.get(folders.join())
  if (known !== undefined) return known
  const files = folders.flatMap(sourceFiles)
  const digest = digestOf(files.map((file) => `${file}\n${sourceText(file)}\n`))
  digests.set(folders.join(), digest)
  return digest
}
