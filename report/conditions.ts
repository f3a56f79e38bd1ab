// Sets of products in words.
import type { Case } from '../checker/family/condition.js'
import { dimensions } from '../machines/configurations.js'
import { counted } from '../util/plural.js'
import { possible, type ProvedProperty, type Told } from '../verification/products.js'

/** `boot=fast & handler!=none`; what leaves out one of three values or more is told by what it leaves out. */
const caseInWords = (one: Case): string =>
  Object.entries(one)
    .map(([name, values]) => {
      const all: readonly string[] = dimensions.find((dimension) => dimension.name === name)!.values
      const left = all.filter((value) => !values.includes(value))
      return left.length === 1 && all.length > 2 ? `${name}!=${left[0]!}` : `${name}=${values.join('|')}`
    })
    .join(' & ')

/**
 * Where a verdict is, in words: `where boot=fast (82,944 products)`, or in every product.
 *
 * @param among how many products are asked for; all that are possible, by default
 */
export const whereInWords = ({ products, where }: Told, among = possible.size): string =>
  products === among
    ? 'in every product'
    : `where ${where.map(caseInWords).join(', or ')} (${counted(products, 'product')})`

/** What is proved of a property, in words: where it fails, where it says nothing, or that it holds in every product. */
export const provedInWords = ({ fails, vacuous }: Pick<ProvedProperty, 'fails' | 'vacuous'>, among?: number): string =>
  [
    ...(fails.products > 0 ? [`fails ${whereInWords(fails, among)}`] : []),
    ...(vacuous.products > 0 ? [`says nothing ${whereInWords(vacuous, among)}`] : []),
  ].join('; ') || 'holds in every product'
