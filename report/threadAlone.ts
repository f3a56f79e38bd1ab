// What rests on one forum thread alone: facts that no other source states, and rules and claims that rest on nothing else.
import { facts, type Fact } from '../machines/facts.js'
import { statements } from '../machines/sources.js'
import { properties } from '../properties/index.js'
import type { Answer } from '../properties/language/answer.js'

const isThread = (source: string): boolean => source.split(';').every((one) => /^seed\b/.test(one.trim()))

/** The facts that only the thread states. */
export const threadFacts: readonly Fact[] = facts.filter(({ source }) => isThread(source))

const alone: ReadonlySet<string> = new Set(threadFacts.map(({ id }) => id))

/** Of these sources, those that the thread alone supports: such facts, and rules and claims all of whose facts are such. */
export const onThreadAlone = (sources: readonly string[]): readonly string[] =>
  sources.filter(
    (source) =>
      alone.has(source) ||
      statements.some(({ id, facts: on }) => id === source && on.length > 0 && on.every((one) => alone.has(one))),
  )

/** Facts that are in tension with some that the thread alone states, by the id of these. */
const tension: Readonly<Record<string, string>> = { 'D-116': 'D-200', 'D-117': 'D-200' }

/** A sentence for whoever reads a verdict with these sources; undefined where nothing rests on the thread alone. */
export function threadNote(sources: readonly string[]): string | undefined {
  const found = onThreadAlone(sources)
  if (found.length === 0) return undefined
  const facts = found.flatMap((id) => [id, ...(statements.find((one) => one.id === id)?.facts ?? [])])
  const against = [...new Set(facts.flatMap((id) => tension[id] ?? []))]
  return [
    `${found.join(', ')} ${found.length === 1 ? 'rests' : 'rest'} on the thread alone`,
    ...(against.length === 0 ? [] : [`${against.join(', ')} is in tension with it`]),
  ].join('; ')
}

/** What the properties cite that are the evidence of an answer, each once. */
export const sourcesOf = ({ properties: ids }: Pick<Answer, 'properties'>): readonly string[] => [
  ...new Set(properties.filter(({ id }) => ids.includes(id)).flatMap(({ sources }) => sources)),
]
