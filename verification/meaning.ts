// Names by what they mean: what was typed in other words than a name has, but in those of what it stands for.

/** Words that this field uses for one thing. */
const sameThing: readonly (readonly string[])[] = [
  ['update', 'upgrade', 'updating'],
  ['impos', 'os', 'firmware'],
  ['squirrel', 'code', 'application', 'app', 'program', 'vm'],
  ['phone', 'installer', 'sdk'],
  ['wifi', 'network', 'settings'],
  ['restart', 'reboot', 'reset'],
  ['polite', 'asked', 'asks', 'handler'],
  ['offline', 'disconnected'],
  ['delay', 'timer', 'seconds', 'minute', 'minutes'],
]

/** Words too common to tell anything. */
const common = new Set([
  'the',
  'and',
  'that',
  'with',
  'for',
  'not',
  'its',
  'are',
  'has',
  'have',
  'any',
  'all',
  'property',
])

const wordsOf = (text: string): readonly string[] =>
  text
    .split(/[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u)
    .map((word) => word.toLowerCase())
    .filter((word) => word.length > 1 && !common.has(word))

/** What stays of a word without its ending; one of several that mean the same stands for all. */
function stemOf(word: string): string {
  const group = sameThing.find((words) => words.includes(word) || words.includes(word.replace(/s$/, '')))
  return group?.[0] ?? word.replace(/(ies|ing|ed|es|s|e)$/, '').slice(0, 6)
}

const stemsOf = (text: string): ReadonlySet<string> => new Set(wordsOf(text).map(stemOf))

/**
 * Names of things that share words with what was typed, rare words first.
 *
 * @param things - each with its name and a text about it
 * @returns three at most; none where less than half of what was typed is found
 */
export function nearestByMeaning(
  typed: string,
  things: readonly { readonly name: string; readonly about: string }[],
): readonly string[] {
  const wanted = stemsOf(typed)
  const all = things.map(({ name, about }) => ({ name, own: stemsOf(name), about: stemsOf(about) }))
  const rarity = (stem: string): number =>
    Math.log((1 + things.length) / (1 + all.filter(({ own, about }) => own.has(stem) || about.has(stem)).length))
  const weights = new Map([...wanted].map((stem) => [stem, rarity(stem)]))
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  return all
    .map(({ name, own, about }) => {
      let score = 0
      for (const [stem, weight] of weights) score += own.has(stem) ? weight : about.has(stem) ? 0.6 * weight : 0
      // Of two that say it both, the one that says less beside it.
      return { name, score, beside: own.size }
    })
    .filter(({ score }) => total > 0 && score >= 0.5 * total)
    .sort((one, other) => other.score - one.score || one.beside - other.beside)
    .slice(0, 3)
    .map(({ name }) => name)
}
