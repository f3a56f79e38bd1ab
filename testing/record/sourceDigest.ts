// A digest of what sources say: what was found of them is valid as long as it is the same, wherever they stand.
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
  if (folder.endsWith('.ts')) return [folder]
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  return files.map((one) => `${folder}/${one.replaceAll('\\', '/')}`).sort()
}

const isComment = (line: string): boolean => /^\s*(\/\/|\/\*|\*)/.test(line)
/** What is of types alone, or only hands on what another module says. */
const doesNothing = /^(import type|export type|export interface|type|interface)\b|^export (\*|\{[^}]*\}) from /

/**
 * The statements at the first level of a module, as the formatter puts them: each begins at the margin with a word. Without
 * comments, types, and what is only handed on.
 */
export const statementsOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '' && !isComment(line))
    .join('\n')
    .split(/\n(?=\w)/)
    .filter((statement) => !doesNothing.test(statement))

interface Import {
  /** As they are written: `one`, `one as other`; without types. */
  readonly names: readonly string[]
  /** The last part of the address: it stays when a module moves. */
  readonly from: string
}

/** What a statement imports, as written; undefined where it is another statement. */
export function importOf(statement: string): Import | undefined {
  const [, clause, from] = /^import ([^]*) from '(?:[^']*\/)?([^'/]+)'$/.exec(statement) ?? []
  if (clause === undefined || from === undefined) return undefined
  const names = clause.replace(/[{}]/g, ',').split(',')
  return { names: names.map((name) => name.trim()).filter((name) => name !== '' && !name.startsWith('type ')), from }
}

const exportedBy = (statement: string): readonly string[] => {
  const [, name] = /^export (?:async )?(?:const|let|function\*?|class|enum) (\w+)/.exec(statement) ?? []
  return name === undefined ? [] : [name]
}

/**
 * A digest of what modules do together. Where a statement stands makes no difference, nor do comments and types; from where
 * a name is imported does only where several of the modules export one of that name.
 */
export function contentDigest(texts: readonly string[]): string {
  const modules = texts.map(statementsOf)
  const exported = modules.flatMap((statements) => [...new Set(statements.flatMap(exportedBy))])
  const several = new Set(exported.filter((name, at) => exported.indexOf(name) !== at))
  const parts = modules.flat().flatMap((statement) => {
    const imported = importOf(statement)
    if (!imported) return [statement]
    return imported.names.flatMap((name) => {
      if (several.has(name.split(' ')[0]!)) return [`import ${name} from ${imported.from}`]
      return name.includes(' as ') ? [`import ${name}`] : []
    })
  })
  return digestOf(parts.sort().map((part) => `${part}\n`))
}

/** Where what machines do is written: their own sources, and of the model what they are made with. */
export const machineSources = ['machines', 'model/party.ts', 'model/configuration.ts'] as const

const digests = new Map<string, string>()

/**
 * A digest of source files: what is kept is valid as long as these say the same. Sources, since what a function does cannot
 * be compared, and its text depends on how it was built.
 *
 * @param places folders and files of the repository, in which the process runs
 * @throws NoSources where there is no such folder or file
 */
export function sourcesDigest(places: readonly string[]): string {
  const known = digests.get(places.join())
  if (known !== undefined) return known
  const digest = contentDigest(places.flatMap(sourceFiles).map(sourceText))
  digests.set(places.join(), digest)
  return digest
}
