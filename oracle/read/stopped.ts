// Where a pattern stops on a line that does not match it, in words.
import { excerpt } from './errors.js'

/** The elements of a regular expression that stand one after the other, each with its quantifier. */
export function elementsOf(pattern: string): readonly string[] {
  const elements: string[] = []
  for (let at = 0; at < pattern.length;) {
    let end = at
    let depth = 0
    let within = false
    do {
      const character = pattern[end]!
      if (character === '\\') end++
      else if (within) within = character !== ']'
      else if (character === '[') within = true
      else if (character === '(') depth++
      else if (character === ')') depth--
      end++
    } while ((depth > 0 || within) && end < pattern.length)
    const [quantifier = ''] = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(pattern.slice(end)) ?? []
    end += quantifier.length
    elements.push(pattern.slice(at, end))
    at = end
  }
  return elements
}

const nameIn = (element: string): string | undefined => /\(\?<([^>]+)>/.exec(element)?.[1]

function compiled(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'u')
  } catch {
    return undefined
  }
}

/** What a pattern expects where a line departs from it. */
export function whyUnmatched(pattern: string, line: string): string {
  const elements = elementsOf(pattern)
  const alternatives = elements.includes('|')
  for (let count = elements.length - 1; count > 0 && !alternatives; count--) {
    const matched = compiled(elements.slice(0, count).join(''))?.exec(line)
    if (matched === null || matched === undefined || matched.index > 0) continue
    const rest = line.slice(matched[0].length)
    const wanted = elements[count]!
    const name = nameIn(wanted)
    return (
      `does not match the pattern: ${name === undefined ? wanted : `${name}, ${wanted},`} expected ` +
      `at column ${matched[0].length + 1}, where ${rest === '' ? 'the line ends' : `${excerpt(rest, 30)} stands`}`
    )
  }
  return 'does not match the pattern'
}
