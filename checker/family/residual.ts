// Formulas about a step, as far as they are not decided yet: what is left is asked of the state before it, party by party.
import type { Formula } from '../../model/property.js'

/** Numbers of the formulas that are decided. */
export const FALSE = 0
export const TRUE = 1

type Node =
  | { readonly kind: 'atom'; readonly name: string }
  | { readonly kind: 'not'; readonly part: number }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly number[] }

/** What is known of a step: whether a predicate holds after it, was the case before it, or is done by it. */
export interface Known {
  /** `undefined` where it is as it was before the step. */
  is(name: string): boolean | undefined
  /** `undefined` where it is to be asked of the state before the step. */
  was(name: string): boolean | undefined
  does(name: string): boolean
  readonly tick: boolean
}

/** Formulas over state predicates; equal ones have equal numbers. */
export class Residuals {
  readonly #nodes: (Node | undefined)[] = [undefined, undefined]
  readonly #numbers = new Map<string, number>()
  readonly #substituted = new Map<string, number>()
  readonly #names: (ReadonlySet<string> | undefined)[] = [new Set(), new Set()]

  /** What is left of a formula. */
  of(formula: Formula, known: Known): number {
    if ('is' in formula) return this.#decided(known.is(formula.is)) ?? this.of({ was: formula.is }, known)
    if ('was' in formula) return this.#decided(known.was(formula.was)) ?? this.#atom(formula.was)
    if ('does' in formula) return known.does(formula.does) ? TRUE : FALSE
    if ('tick' in formula) return known.tick ? TRUE : FALSE
    if ('not' in formula) return this.#not(this.of(formula.not, known))
    const isAll = 'and' in formula
    const parts = isAll ? formula.and : formula.or
    return this.#join(
      isAll ? 'and' : 'or',
      parts.map((part) => this.of(part, known)),
    )
  }

  /** The predicates that are left in a formula. */
  namesIn(number: number): ReadonlySet<string> {
    return (this.#names[number] ??= this.#findNames(this.#nodes[number]!))
  }

  /**
   * What is left when some predicates are decided.
   *
   * @param key tells apart what decides them
   */
  substitute(number: number, key: string, valueOf: (name: string) => boolean | undefined): number {
    if (number <= TRUE) return number
    const memo = `${number} ${key}`
    const known = this.#substituted.get(memo)
    if (known !== undefined) return known
    const node = this.#nodes[number]!
    const visit = (part: number): number => this.substitute(part, key, valueOf)
    const result =
      node.kind === 'atom'
        ? (this.#decided(valueOf(node.name)) ?? number)
        : node.kind === 'not'
          ? this.#not(visit(node.part))
          : this.#join(node.kind, node.parts.map(visit))
    this.#substituted.set(memo, result)
    return result
  }

  #decided(value: boolean | undefined): number | undefined {
    return value === undefined ? undefined : value ? TRUE : FALSE
  }

  #atom(name: string): number {
    return this.#number(`atom ${name}`, { kind: 'atom', name })
  }

  #not(part: number): number {
    if (part <= TRUE) return part === TRUE ? FALSE : TRUE
    const node = this.#nodes[part]!
    return node.kind === 'not' ? node.part : this.#number(`not ${part}`, { kind: 'not', part })
  }

  #join(kind: 'and' | 'or', parts: readonly number[]): number {
    const [neutral, final] = kind === 'and' ? [TRUE, FALSE] : [FALSE, TRUE]
    const left = [...new Set(parts)].filter((part) => part !== neutral).sort((a, b) => a - b)
    if (left.includes(final)) return final
    if (left.length <= 1) return left[0] ?? neutral
    return this.#number(`${kind} ${left.join(' ')}`, { kind, parts: left })
  }

  #number(key: string, node: Node): number {
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.#nodes.length)
    return this.#nodes.push(node) - 1
  }

  #findNames(node: Node): ReadonlySet<string> {
    if (node.kind === 'atom') return new Set([node.name])
    const parts = node.kind === 'not' ? [node.part] : node.parts
    return new Set(parts.flatMap((part) => [...this.namesIn(part)]))
  }
}
