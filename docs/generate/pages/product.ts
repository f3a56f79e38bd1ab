// The page of one's own product: questions on the left, and what was proved of the product that they make.
import { impossible } from '../../../machines/configurations.js'
import { answers } from '../../../properties/claims/answers.js'
import { properties } from '../../../properties/index.js'
import type { ProductProperty } from '../../product/product.js'
import { provedById, type ProductsRecord } from '../products.js'
import { counted } from '../../../report/text.js'
import { possible } from '../../../verification/products.js'
import { page, plain, sourceLinks, type Page } from './markdown.js'

/** What the page knows of each property, in the order of the specification. */
export function productData(record: ProductsRecord): readonly ProductProperty[] {
  const proved = provedById(record)
  return properties.map(({ id, title, claim, subject, scope = 'field', pattern, exceptions = [] }) => {
    const { fails, vacuous } = proved.get(id)!
    return {
      id,
      title,
      claim,
      subject,
      scope,
      searched: pattern.kind !== 'response' && pattern.kind !== 'reachable',
      conditions: { fails: fails.where, vacuous: vacuous.where },
      exceptions,
    }
  })
}

export function productPage(): Page {
  return page(
    'product.md',
    'Your product',
    [
      `Say what your product is like, and which reading of the sources you believe: what was proved of exactly that product stands beside it. ${counted(possible.size, 'product')} are possible, and all ${properties.length} properties were decided in each of them ([how](/guide/products)).`,
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
