// A property's formula in words, for people who read neither temporal logic nor the code.
import type { Fairness, Formula, Pattern, Predicate } from '../../model/property.js'

export type Predicates = Readonly<Record<string, Predicate>>

const said = (name: string, predicates: Predicates): string => {
  const predicate = predicates[name]
  return predicate ? `${predicate.party} ${predicate.text}` : name
}

const joined = (parts: readonly string[], word: 'and' | 'or', nested: boolean): string =>
  nested && parts.length > 1 ? `(${parts.join(` ${word} `)})` : parts.join(` ${word} `)

/** A formula over one step, in words: `device is running Squirrel and not application is idle`. */
export function formulaInWords(formula: Formula, predicates: Predicates, nested = false): string {
  if ('is' in formula) return said(formula.is, predicates)
  if ('was' in formula) return `just before, ${said(formula.was, predicates)}`
  if ('does' in formula) return said(formula.does, predicates)
  if ('not' in formula) return `not: ${formulaInWords(formula.not, predicates, true)}`
  if ('and' in formula) {
    if (formula.and.length === 0) return 'anything'
    return joined(
      formula.and.map((part) => formulaInWords(part, predicates, true)),
      'and',
      nested,
    )
  }
  if ('or' in formula) {
    if (formula.or.length === 0) return 'nothing'
    return joined(
      formula.or.map((part) => formulaInWords(part, predicates, true)),
      'or',
      nested,
    )
  }
  return 'time passes'
}

const seconds = (milliseconds: number): string => `${milliseconds / 1000} s`

const kinds: Readonly<Record<Fairness['kind'], string>> = {
  weak: 'what stays possible for ever happens',
  strong: 'what is possible again and again happens',
  finite: 'it happens only finitely often',
}

/** The fairness assumptions of a pattern, in words; none for a safety pattern. */
export const fairnessInWords = (pattern: Pattern): readonly string[] =>
  pattern.kind === 'response' ? pattern.fairness.map(({ kind, text }) => `${text} (${kind}: ${kinds[kind]})`) : []

/** A pattern in words, a line for each of its parts. */
export function patternInWords(pattern: Pattern, predicates: Predicates): readonly string[] {
  const words = (formula: Formula): string => formulaInWords(formula, predicates)
  switch (pattern.kind) {
    case 'invariant':
      return [
        pattern.given ? `In every step in which ${words(pattern.given)}:` : 'In every step:',
        words(pattern.holds),
      ]
    case 'never':
      return [
        `No step in which: ${words(pattern.what)}`,
        ...(pattern.given ? [`(of interest where: ${words(pattern.given)})`] : []),
      ]
    case 'precedence':
      return [
        pattern.after ? `From each step in which ${words(pattern.after)}:` : 'From the start:',
        `no step in which: ${words(pattern.then)}`,
        `before one in which: ${words(pattern.first)}`,
      ]
    case 'response':
      return [
        `Each step in which: ${words(pattern.trigger)}`,
        `is followed by one in which: ${words(pattern.answer)}`,
        ...fairnessInWords(pattern).map((text) => `provided that ${text}`),
      ]
    case 'bounded':
      return [
        `Each step in which: ${words(pattern.trigger)}`,
        `is followed, before more than ${seconds(pattern.within)} have passed, by one in which: ${words(pattern.answer)}`,
      ]
    case 'reachable':
      return [`Some run has a step in which: ${words(pattern.what)}`]
  }
}
