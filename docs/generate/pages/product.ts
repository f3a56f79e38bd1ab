// The page of one's own product: questions on the left, and what was proved of the product that they make.
import { impossible } from '../../../machines/configurations.js'
import { answers } from '../../../properties/claims/answers.js'
import { properties } from '../../../properties/index.js'
import type { Case, ProductProperty } from '../../product/product.js'
import { provedById, type ProductsRecord } from '../products.js'
import { counted } from '../../../report/text.js'
import { possible } from '../../../verification/products.js'
import { page, plain, sourceLinks, type Page } from './markdown.js'

/** What the page knows of each property, in the order of the specification. */
export function productData(record: ProductsRecord): readonly ProductProperty[] {
  const proved = provedById(record)
  return properties.flatMap(({ id, title, claim, subject, scope = 'field', pattern, exceptions = [] }) => {
    const known = proved.get(id)
    if (known === undefined) return []
    return [
      {
        id,
        title,
        claim,
        subject,
        scope,
        searched: pattern.kind !== 'response' && pattern.kind !== 'reachable',
        fails: known.fails.where,
        vacuous: known.vacuous.where,
        exceptions: exceptions.map(({ when, verdict, because }) => ({ when: when as Case, verdict, because })),
      },
    ]
  })
}

export const productPage = (record: ProductsRecord): Page =>
  page(
    'product.md',
    'Your product',
    [
      `Say what your product is like, and which reading of the sources you believe: what was proved of exactly that product stands beside it. Nothing is computed here but which of the proved conditions your product meets; ${counted(possible.size, 'product')} are possible, and each of ${counted(productData(record).length, 'property', 'properties')} was decided in all of them ([how](/guide/products)).`,
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
