// Puts what is proved of every product beside the built code, for the package: `npm pack` runs it after the build.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Shipped } from '../../verification/provedProducts.js'
import { isCurrent, readProducts } from './products.js'

const dist = new URL('../../dist/', import.meta.url)

async function ship(): Promise<void> {
  if (!isCurrent()) throw new Error('docs/generated/products.json is stale; make it anew: npm run generate:products')
  // The code that is built says of itself what it is.
  const module: unknown = await import(new URL('checker/compile/fingerprint.js', dist).href)
  const { codeContent } = module as { readonly codeContent: () => string }
  const shipped: Shipped = { code: codeContent(), scopes: readProducts().scopes }
  writeFileSync(new URL('products.json', dist), JSON.stringify(shipped))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await ship()
