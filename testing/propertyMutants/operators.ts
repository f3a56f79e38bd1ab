// Properties that say a little less, more, or something else: each operator makes one change to one place of a pattern.
import type { Formula, Pattern, Predicate } from '../../model/property.js'
import type { SpecifiedProperty } from '../../model/specification/module.js'

export const formulaOperators = {
  'part-dropped': 'a part of a conjunction or disjunction is missing',
  negated: 'a question is answered the other way round',
  'predicate-swapped': 'another question of the same kind is asked of the same party',
  'always-answered': 'what must hold, or be answered, is taken for granted',
  'bound-doubled': 'twice as much time is allowed',
  'bound-halved': 'half as much time is allowed',
  'fairness-dropped': 'an assumption of fairness is missing',
  'after-dropped': 'the watch begins at the start, and only there',
} as const satisfies Record<string, string>

export type FormulaOperator = keyof typeof formulaOperators

/** A property with one change. */
export interface PropertyMutant {
  readonly id: string
  readonly property: string
  readonly operator: FormulaOperator
  /** Which part is changed, and to what. */
  readonly place: string
  readonly mutant: SpecifiedProperty
}

interface Change<T> {
  readonly operator: FormulaOperator
  readonly what: string
  readonly to: T
}

const yes: Formula = { and: [] }

/** The text of a formula, for names of mutants. */
export function formulaText(formula: Formula): string {
  if ('is' in formula) return formula.is
  if ('was' in formula) return `was ${formula.was}`
  if ('does' in formula) return formula.does
  if ('tick' in formula) return 'tick'
  if ('not' in formula) return `not ${formulaText(formula.not)}`
  const [parts, word] = 'and' in formula ? [formula.and, ' and '] : [formula.or, ' or ']
  return `(${parts.map(formulaText).join(word)})`
}

/** All changes to a formula, at any depth. */
function changesOf(formula: Formula, predicates: Readonly<Record<string, Predicate>>): readonly Change<Formula>[] {
  const within = (part: Formula, put: (changed: Formula) => Formula): readonly Change<Formula>[] =>
    changesOf(part, predicates).map(({ operator, what, to }) => ({ operator, what, to: put(to) }))
  if ('not' in formula) return within(formula.not, (not) => ({ not }))
  if ('and' in formula || 'or' in formula) {
    const [parts, make] =
      'and' in formula
        ? [formula.and, (and: readonly Formula[]): Formula => ({ and })]
        : [formula.or, (or: readonly Formula[]): Formula => ({ or })]
    return parts.flatMap((part, at) => [
      ...(parts.length > 1
        ? [
            {
              operator: 'part-dropped' as const,
              what: formulaText(part),
              to: make(parts.filter((_, index) => index !== at)),
            },
          ]
        : []),
      ...within(part, (changed) => make(parts.map((one, index) => (index === at ? changed : one)))),
    ])
  }
  const negated: Change<Formula> = { operator: 'negated', what: formulaText(formula), to: { not: formula } }
  if ('tick' in formula) return [negated]
  const name = 'is' in formula ? formula.is : 'was' in formula ? formula.was : formula.does
  const other = nextLike(name, predicates)
  if (other === undefined) return [negated]
  const swapped: Formula = 'is' in formula ? { is: other } : 'was' in formula ? { was: other } : { does: other }
  return [negated, { operator: 'predicate-swapped', what: `${name} by ${other}`, to: swapped }]
}

/** The next predicate of the same kind about the same party. */
function nextLike(name: string, predicates: Readonly<Record<string, Predicate>>): string | undefined {
  const { kind, party } = predicates[name]!
  const alike = Object.keys(predicates).filter(
    (one) => predicates[one]!.kind === kind && predicates[one]!.party === party,
  )
  return alike.length < 2 ? undefined : alike[(alike.indexOf(name) + 1) % alike.length]
}

/** What is taken for granted when a pattern is made to say nothing. */
const claimOf = { invariant: 'holds', precedence: 'first', response: 'answer', bounded: 'answer' } as const

function patternChanges(pattern: Pattern, predicates: Readonly<Record<string, Predicate>>): readonly Change<Pattern>[] {
  const fields = Object.entries(pattern).filter(
    (entry): entry is [string, Formula] => typeof entry[1] === 'object' && !Array.isArray(entry[1]),
  )
  const all: Change<Pattern>[] = fields.flatMap(([field, formula]) =>
    changesOf(formula, predicates).map(({ operator, what, to }) => ({
      operator,
      what: `${field}: ${what}`,
      to: { ...pattern, [field]: to },
    })),
  )
  if (pattern.kind in claimOf) {
    const field = claimOf[pattern.kind as keyof typeof claimOf]
    all.push({ operator: 'always-answered', what: field, to: { ...pattern, [field]: yes } })
  }
  if (pattern.kind === 'bounded') {
    const times = (operator: FormulaOperator, factor: number): Change<Pattern> => ({
      operator,
      what: `${pattern.within * factor} ms`,
      to: { ...pattern, within: pattern.within * factor },
    })
    all.push(times('bound-doubled', 2), times('bound-halved', 0.5))
  }
  if (pattern.kind === 'response') {
    pattern.fairness.forEach(({ text }, at) =>
      all.push({
        operator: 'fairness-dropped',
        what: text,
        to: { ...pattern, fairness: pattern.fairness.filter((_, index) => index !== at) },
      }),
    )
  }
  if (pattern.kind === 'precedence' && pattern.after) {
    const { after: _, ...rest } = pattern
    all.push({ operator: 'after-dropped', what: 'after', to: rest })
  }
  return all
}

/** Every mutant of a property. */
export function propertyMutants(
  property: SpecifiedProperty,
  predicates: Readonly<Record<string, Predicate>>,
): readonly PropertyMutant[] {
  const seen = new Map<string, number>()
  return patternChanges(property.pattern, predicates).map(({ operator, what, to }) => {
    const name = `${property.id}: ${operator}: ${what}`
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    // The same question may be asked in more than one place.
    const place = times > 1 ? `${what} (${times})` : what
    return {
      id: `${property.id}: ${operator}: ${place}`,
      property: property.id,
      operator,
      place,
      mutant: { ...property, pattern: to },
    }
  })
}
