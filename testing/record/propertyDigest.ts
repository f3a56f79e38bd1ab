// A digest of each property, of what it says, expects and asks: what was found is valid as long as it is the same.
import { predicatesOf } from '../../model/formula.js'
import { predicates, properties, type Property } from '../../properties/index.js'
import { digestOf, importOf, sourceFiles, sourceText, statementsOf } from './sourceDigest.js'

/** Source texts by path. */
export type Sources = Readonly<Record<string, string>>

/** A module of predicates: the text of each by its name, and what is left without them. */
export interface Parted {
  readonly entries: Readonly<Record<string, string>>
  readonly rest: string
}

/** What is shared by all predicates, or says what is expected of a property. */
const shared = ['properties/predicates/ask.ts', 'model/specification/expected.ts']

/** The sources on which digests of properties depend. */
export const readSources = (): Sources =>
  Object.fromEntries([...sourceFiles('properties/predicates'), ...shared].map((file) => [file, sourceText(file)]))

/**
 * A module without comments and types, whose imports are names alone: from where they come makes no difference. What comes
 * from a file that is shared is no change of this one.
 */
function bareText(text: string): string {
  const bare = statementsOf(text).flatMap((statement) => {
    const imported = importOf(statement)
    if (!imported) return [statement]
    const names = imported.from === 'ask.js' ? imported.names.filter((name) => name.includes(' as ')) : imported.names
    return names.map((name) => `import ${name}`)
  })
  return `${bare.join('\n')}\n`
}

/** Takes a module of predicates apart: each stands at the first level of an object `ofThe…`, as the formatter puts it. */
export function parted(text: string): Parted {
  const entries: Record<string, string> = {}
  const rest: string[] = []
  let inside = false
  let name: string | undefined
  for (const line of bareText(text).split('\n')) {
    inside = inside ? !line.startsWith('}') : /^export const ofThe\w+ = \{$/.test(line)
    if (!inside) name = undefined
    else if (/^ {2}[\w.]/.test(line)) name = /^ {2}(\w+):/.exec(line)?.[1]
    if (name === undefined) rest.push(line)
    else entries[name] = `${entries[name] ?? ''}${line}\n`
  }
  return { entries, rest: rest.join('\n') }
}

/** The scope for which a digest was made. */
export const scopeOfDigest = (digest: string): string => digest.split(' ')[0]!

/**
 * The digest of each property, by its id, behind the name of its scope. It errs to another one: a change of what predicates
 * share changes all.
 */
export function propertyDigests(
  all: readonly Property[] = properties,
  sources: Sources = readSources(),
): Readonly<Record<string, string>> {
  const modules = Object.entries(sources).flatMap(([file, text]) => (shared.includes(file) ? [] : [parted(text)]))
  const common = shared.map((file) => parted(sources[file] ?? '').rest)
  /** The text of a predicate; one that is made by a loop, with a number behind its name, stands in the rest of its module. */
  const textOf = (name: string): string => {
    const own = modules.filter(({ entries }) => Object.hasOwn(entries, name))
    const making = modules.filter(({ rest }) => rest.includes(name.replace(/\d+$/, '')))
    return [own, making, modules]
      .find((some) => some.length > 0)!
      .map(({ entries, rest }) => `${entries[name] ?? ''}${rest}`)
      .join('\n')
  }
  return Object.fromEntries(
    all.map((property) => {
      const { id, pattern, scope = 'field', exceptions = [] } = property
      const says = JSON.stringify([pattern, exceptions.map(({ when, verdict }) => [when, verdict])])
      const names = [...new Set(predicatesOf(property, predicates))].sort()
      const texts = names.map((name) => `${name}\n${textOf(name)}\n`)
      return [id, `${scope} ${digestOf([says, ...common, ...texts])}`]
    }),
  )
}
