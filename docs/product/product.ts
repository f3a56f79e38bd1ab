// What is known of one product, read from what was proved: conditions on all products. No exploration.
import { configure, dimensions, whyImpossible, type Configuration } from '../../machines/configurations.js'
import { matches } from '../../model/configuration.js'
import type { Verdict } from '../../model/property.js'
import type { Exception } from '../../model/specification/module.js'
import { expectedVerdict } from '../../model/specification/expected.js'

/** A case: products with one of some values in each of the dimensions that it names. */
export type Case = Readonly<Record<string, readonly string[]>>

/** A property, as the page of one's product needs it. */
export interface ProductProperty {
  readonly id: string
  readonly title: string
  readonly claim: string
  readonly subject: string
  /** Whether a run can show a verdict: of a response it is a run without an end, which is not looked for in a page. */
  readonly searched: boolean
  readonly scope: string
  /** Where it fails and where it says nothing, of all products. */
  readonly conditions: { readonly fails: readonly Case[]; readonly vacuous: readonly Case[] }
  readonly exceptions: readonly Exception[]
}

export const isIn = (cases: readonly Case[], values: Configuration): boolean =>
  cases.some((one) => matches(one, values))

/** The verdict of a property in a product. */
export const verdictOf = ({ conditions }: ProductProperty, values: Configuration): Verdict =>
  isIn(conditions.fails, values) ? 'fails' : isIn(conditions.vacuous, values) ? 'vacuous' : 'holds'

/** Why another verdict than `holds` is right there; undefined where none is expected. */
export const reasonOf = (property: ProductProperty, values: Configuration): string | undefined =>
  expectedVerdict(property, values).because

/** Values that would have to be others. */
export type Change = Partial<Configuration>

/** Changes of so many dimensions, each to another of its values. */
function* changesOf(values: Configuration, count: number, from = 0): Generator<Change> {
  if (count === 0) {
    yield {}
    return
  }
  for (let at = from; at < dimensions.length; at++) {
    const { name, values: all } = dimensions[at]!
    for (const value of all) {
      if (value === values[name]) continue
      for (const rest of changesOf(values, count - 1, at + 1)) yield { [name]: value, ...rest }
    }
  }
}

/**
 * The fewest changes after which a property is proved to hold, in a product that can exist: all that have as few. Empty where
 * no product with up to three changes has it.
 */
export function nearest(property: ProductProperty, values: Configuration): readonly Change[] {
  for (let count = 1; count <= 3; count++) {
    const found = [...changesOf(values, count)].filter((change) => {
      const changed = { ...values, ...change }
      return whyImpossible(changed) === undefined && verdictOf(property, changed) === 'holds'
    })
    if (found.length > 0) return found
  }
  return []
}

/** The part of the address behind `#`: what differs from the baseline. */
export const hashOf = (values: Configuration): string => {
  const { name } = configure(values)
  return name === 'baseline' ? '' : `#${name.replaceAll(',', '&')}`
}

/** Reads what `hashOf` writes; what it does not know is left out, and said. */
export function productIn(hash: string): { readonly values: Configuration; readonly unknown: readonly string[] } {
  const unknown: string[] = []
  const change: Record<string, string> = {}
  for (const part of hash.replace(/^#/, '').split('&')) {
    if (part === '') continue
    const [name = '', value = ''] = decodeURIComponent(part).split('=')
    const values: readonly string[] | undefined = dimensions.find((dimension) => dimension.name === name)?.values
    if (values?.includes(value) === true) change[name] = value
    else unknown.push(part)
  }
  return { values: configure(change).values, unknown }
}
