// What the verdicts depend on, as a hash: the program text of the machines and the properties, comments and layout aside.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'

const root = new URL('../../', import.meta.url)

/** The tokens of a program: what is left without comments and white space. */
function tokensOf(text: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, text)
  const tokens: string[] = []
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    tokens.push(scanner.getTokenText())
  }
  return tokens.join(' ')
}

/** Files of the folders, by path, in a fixed order. */
const filesIn = (...folders: readonly string[]): readonly string[] =>
  folders.flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
      .sort(),
  )

/** The fingerprint of the specification as it is in this working copy. */
export function fingerprint(folders: readonly string[] = ['machines', 'properties']): string {
  const hash = createHash('sha256')
  for (const file of filesIn(...folders)) {
    hash.update(`${file}\n${tokensOf(readFileSync(new URL(file, root), 'utf8'))}\n`)
  }
  return hash.digest('hex').slice(0, 16)
}
