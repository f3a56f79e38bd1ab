// Formulas over one step: which names they use, whether these exist, and what they evaluate to.
import type { Property } from '../model/property.js'
import { nearest } from './names.js'
import type { Formula, Pattern, Predicate } from './property.js'
import { SpecificationError } from './errors.js'

/** What a formula may ask about a step. The checker, fast-check runs and the oracle each provide one. */
export interface StepView {
  is(name: string): boolean
  was(name: string): boolean
  does(name: string): boolean
  readonly tick: boolean
}

export function evaluate(formula: Formula, step: StepView): boolean {
  if ('is' in formula) return step.is(formula.is)
  if ('was' in formula) return step.was(formula.was)
  if ('does' in formula) return step.does(formula.does)
  if ('tick' in formula) return step.tick
  if ('not' in formula) return !evaluate(formula.not, step)
  if ('and' in formula) return formula.and.every((part) => evaluate(part, step))
  return formula.or.some((part) => evaluate(part, step))
}

/** The formulas of a pattern, those of its fairness assumptions included. */
export function formulasOf(pattern: Pattern): readonly Formula[] {
  switch (pattern.kind) {
    case 'invariant':
      return [...(pattern.given ? [pattern.given] : []), pattern.holds]
    case 'never':
      return [...(pattern.given ? [pattern.given] : []), pattern.what]
    case 'precedence':
      return [...(pattern.after ? [pattern.after] : []), pattern.first, pattern.then]
    case 'response':
      return [pattern.trigger, pattern.answer, ...pattern.fairness.map(({ step }) => step)]
    case 'bounded':
      return [pattern.trigger, pattern.answer]
    case 'reachable':
      return [pattern.what]
  }
}

interface Use {
  readonly name: string
  readonly kind: Predicate['kind']
}

function usesOf(formula: Formula): readonly Use[] {
  if ('is' in formula) return [{ name: formula.is, kind: 'state' }]
  if ('was' in formula) return [{ name: formula.was, kind: 'state' }]
  if ('does' in formula) return [{ name: formula.does, kind: 'step' }]
  if ('tick' in formula) return []
  if ('not' in formula) return usesOf(formula.not)
  return ('and' in formula ? formula.and : formula.or).flatMap(usesOf)
}

/** The names of the predicates in a pattern. */
export const namesIn = (pattern: Pattern): ReadonlySet<string> =>
  new Set(
    formulasOf(pattern)
      .flatMap(usesOf)
      .map(({ name }) => name),
  )

/**
 * The names of the predicates that a property uses.
 *
 * @throws SpecificationError for a name that does not exist or is of the wrong kind, naming property and nearest names
 */
export function predicatesOf(
  property: Pick<Property, 'id' | 'pattern'>,
  predicates: Readonly<Record<string, Predicate>>,
): readonly string[] {
  const uses = formulasOf(property.pattern).flatMap(usesOf)
  for (const { name, kind } of uses) {
    const predicate = Object.hasOwn(predicates, name) ? predicates[name] : undefined
    if (!predicate) {
      const names = Object.keys(predicates).filter((one) => predicates[one]!.kind === kind)
      throw new SpecificationError(
        `property '${property.id}': no predicate '${name}'; ${nearest(name, names, 'predicates')}`,
      )
    }
    if (predicate.kind !== kind) {
      const right = predicate.kind === 'state' ? "'is' or 'was'" : "'does'"
      throw new SpecificationError(
        `property '${property.id}': '${name}' is about a ${predicate.kind}; ask it by ${right}`,
      )
    }
  }
  return [...new Set(uses.map(({ name }) => name))]
}
