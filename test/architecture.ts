// The map of the house as a graph: which file imports which, which folder needs which, and what of it is against the rules.
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/** Files, and the files of ours that each imports; paths from the root of the repository, without the ending. */
export type Imports = ReadonlyMap<string, readonly string[]>

const address = /(?:^|\s)(?:import|export)\s[^'"`;]*?from\s*'(\.[^']+)'|import\s*\(\s*'(\.[^']+)'\s*\)/g

/** What a source imports of ours. */
export const importsIn = (file: string, text: string): readonly string[] =>
  [...text.matchAll(address)].map(([, from, dynamic]) =>
    posix.normalize(posix.join(posix.dirname(file), from ?? dynamic!)).replace(/\.(js|ts|mts|vue|json)$/, ''),
  )

/** The sources below some folders of a repository. */
export function readImports(root: string, folders: readonly string[]): Imports {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
      .filter(
        (file) => /\.(ts|mts|vue)$/.test(file) && !file.includes('node_modules') && !/\/(dist|cache)\//.test(file),
      ),
  )
  return new Map(
    files.map((file) => [file.replace(/\.(ts|mts|vue)$/, ''), importsIn(file, readFileSync(join(root, file), 'utf8'))]),
  )
}

/** The strongly connected components of a graph that have an edge in them, each as its sorted nodes (Tarjan 1972). */
export function circlesIn(edges: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly string[])[] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const found: string[][] = []
  const visit = (node: string): void => {
    index.set(node, index.size)
    low.set(node, index.get(node)!)
    stack.push(node)
    for (const next of edges.get(node) ?? []) {
      if (!index.has(next)) visit(next)
      if (stack.includes(next)) low.set(node, Math.min(low.get(node)!, low.get(next)!))
    }
    if (low.get(node) !== index.get(node)) return
    const component = stack.splice(stack.indexOf(node))
    if (component.length > 1 || edges.get(node)?.has(node)) found.push(component.sort())
  }
  for (const node of edges.keys()) if (!index.has(node)) visit(node)
  return found
}

/** Files that need each other. */
export const circlesOfFiles = (imports: Imports): readonly (readonly string[])[] =>
  circlesIn(new Map([...imports].map(([file, all]) => [file, new Set(all.filter((one) => imports.has(one)))])))

/**
 * Files and folders that need each other. At each level what stands in a folder, files as well as folders, is compared: a
 * folder needs what a file below it imports.
 */
export function circlesOfFolders(imports: Imports): readonly (readonly string[])[] {
  const edges = new Map<string, Set<string>>()
  for (const [file, all] of imports) {
    for (const target of all.filter((one) => imports.has(one))) {
      const [from, to] = [file.split('/'), target.split('/')]
      const apart = from.findIndex((part, at) => part !== to[at])
      if (apart < 0) continue
      const [above, below] = [from, to].map((path) => path.slice(0, apart + 1).join('/')) as [string, string]
      edges.set(above, (edges.get(above) ?? new Set()).add(below))
    }
  }
  return circlesIn(edges)
}

/** Which folders at the top each of them may import from. */
export type Directions = Readonly<Record<string, readonly string[]>>

const topOf = (file: string): string => file.split('/')[0]!

/**
 * Imports that go the wrong way, as `from imports to`.
 *
 * @param exceptions such lines that are allowed
 */
export const astray = (
  imports: Imports,
  directions: Directions,
  exceptions: readonly string[] = [],
): readonly string[] =>
  [...imports].flatMap(([file, all]) =>
    all
      .filter((target) => topOf(target) !== topOf(file) && !directions[topOf(file)]?.includes(topOf(target)))
      .map((target) => `${file} imports ${target}`)
      .filter((line) => !exceptions.includes(line)),
  )

/** Folders that hold more files than fit into one view, with how many they hold. */
export function overflowing(files: Iterable<string>, most: number): readonly string[] {
  const counts = new Map<string, number>()
  for (const file of files) counts.set(posix.dirname(file), (counts.get(posix.dirname(file)) ?? 0) + 1)
  return [...counts].flatMap(([folder, count]) => (count > most ? [`${folder}: ${count} files`] : []))
}
