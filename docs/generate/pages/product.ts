// The page of one's own product: questions on the left, and what was proved of the product that they make.
import { impossible } from '../../../machines/configurations.js'
import { answers } from '../../../properties/claims/answers.js'
import { properties } from '../../../properties/index.js'
import type { ProductProperty } from '../../product/product.js'
import { provedById, type ProductsRecord } from '../products.js'
import type { Verdict } from '../../../model/property.js'
import type { Verdicts } from '../verdicts.js'
import { counted } from '../../../report/text.js'
import { possible } from '../../../verification/products.js'
import { page, plain, sourceLinks, type Page } from './markdown.js'

/** What the page knows of each property, in the order of the specification. */
export function productData(record: ProductsRecord, verdicts: Verdicts): readonly ProductProperty[] {
  const proved = provedById(record)
  return properties.map(({ id, title, claim, subject, scope = 'field', pattern, exceptions = [] }) => {
    const whole = proved.get(id)
    return {
      id,
      title,
      claim,
      subject,
      scope,
      searched: pattern.kind !== 'response' && pattern.kind !== 'reachable',
      ...(whole === undefined
        ? { known: verdictsOf(verdicts, id) }
        : { conditions: { fails: whole.fails.where, vacuous: whole.vacuous.where } }),
      exceptions,
    }
  })
}

/** By name of a configuration: the verdicts that were proved one product at a time. */
const verdictsOf = (verdicts: Verdicts, id: string): Readonly<Record<string, Verdict>> =>
  Object.fromEntries(
    (verdicts.properties[id]?.verdicts ?? []).flatMap(({ verdict, configurations }) =>
      verdict === 'holds' || verdict === 'fails' || verdict === 'vacuous'
        ? configurations.map((name) => [name, verdict] as const)
        : [],
    ),
  )

export function productPage(record: ProductsRecord): Page {
  const inAll = provedById(record).size
  return page(
    'product.md',
    'Your product',
    [
      `Say what your product is like, and which reading of the sources you believe: what was proved of exactly that product stands beside it. ${counted(possible.size, 'product')} are possible. ${counted(inAll, 'property', 'properties')} were decided in all of them ([how](/guide/products)); the other ${properties.length - inAll} in the usual product, in each that differs from it in one choice, and in combinations of the readings that concern them. Where a combination was not proved, the page says so.`,
      '',
      '<YourProduct />',
      '',
      '<noscript>',
      '',
      `This page needs JavaScript. The [answers](/answers/) do not, and on the command line \`impspec products --where 'power=battery & handler=late'\` says the same.`,
      '',
      '</noscript>',
      '',
      '## Products that cannot exist',
      '',
      ...impossible.map(({ reason, sources }) => `- ${plain(reason)} (${sourceLinks(sources)})`),
      '',
      '## What is asked of every product',
      '',
      ...answers.map(({ id, question }) => `- [${plain(question)}](/answers/${id})`),
    ],
    { aside: false, sidebar: false, pageClass: 'wide' },
  )
}
