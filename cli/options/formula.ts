// A formula as it is typed: names of predicates with !, &, | and parentheses.
import type { Formula, Predicate } from '../../model/property.js'
import { UsageError } from '../../verification/errors.js'
import { unknown } from '../../verification/configurationNames.js'

const tokenOf = /\s*(?:([A-Za-z]\w*)|(&&?|\|\|?|[!()]))/y

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = []
  tokenOf.lastIndex = 0
  while (tokenOf.lastIndex < text.trimEnd().length) {
    const at = tokenOf.lastIndex
    const [, name, sign] = tokenOf.exec(text) ?? []
    if (name === undefined && sign === undefined) {
      throw new UsageError(
        `'${text}': names of predicates with !, &, | and ( ) expected, not '${text.slice(at).trim()}'`,
      )
    }
    tokens.push(name ?? sign![0]!)
  }
  return tokens
}

/**
 * Reads a formula over one step: a state predicate is asked of the state after it.
 *
 * @throws UsageError for what is no formula, or a name that no predicate has, with the nearest ones
 */
export function parseFormula(text: string, predicates: Readonly<Record<string, Predicate>>): Formula {
  const tokens = [...tokensOf(text)]
  const names = Object.keys(predicates)
  const fail = (found: string | undefined): never => {
    const what = found === undefined ? 'it ends too early' : `'${found}' is in the wrong place`
    throw new UsageError(`'${text}' is no formula: ${what}`)
  }
  const atom = (): Formula => {
    const token = tokens.shift()
    if (token === '!') return { not: atom() }
    if (token === '(') {
      const inner = either()
      const closing = tokens.shift()
      return closing === ')' ? inner : fail(closing)
    }
    if (token === undefined || !/^\w/.test(token)) return fail(token)
    const predicate = Object.hasOwn(predicates, token) ? predicates[token] : undefined
    if (!predicate) throw unknown('predicate', token, names, 'see: impspec list predicates')
    return predicate.kind === 'state' ? { is: token } : { does: token }
  }
  const list = (part: () => Formula, sign: string): readonly Formula[] => {
    const parts = [part()]
    while (tokens[0] === sign) {
      tokens.shift()
      parts.push(part())
    }
    return parts
  }
  const all = (): Formula => {
    const parts = list(atom, '&')
    return parts.length === 1 ? parts[0]! : { and: parts }
  }
  const either = (): Formula => {
    const parts = list(all, '|')
    return parts.length === 1 ? parts[0]! : { or: parts }
  }
  const formula = either()
  return tokens.length === 0 ? formula : fail(tokens[0])
}
