// What is proved of every product, as data: `npm run generate:products` proves all scopes and writes it.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { scopeNames } from '../../machines/scopes.js'
import { properties } from '../../properties/index.js'
import { judged, type ProvedScope } from '../../verification/products.js'
import { provedIn } from '../../verification/provedProducts.js'
import { contentOf, sha256 } from '../../checker/compile/fingerprint.js'
import { machineSources } from '../../testing/record/sourceDigest.js'
import { fingerprint } from './fingerprint.js'

/** The file: what is proved, and of which machines and properties. */
export interface ProductsRecord {
  readonly fingerprint: string
  readonly scopes: readonly ProvedScope[]
}

const file = new URL('../generated/products.json', import.meta.url)

/** What was written last. */
export const readProducts = (): ProductsRecord => JSON.parse(readFileSync(file, 'utf8')) as ProductsRecord

/** What it depends on: the machines, what properties claim of them, and in which words; not what is expected. */
const basis = (): string =>
  sha256(
    fingerprint([...machineSources, 'properties/predicates', 'properties/vocabulary']),
    contentOf(properties.map(({ id, scope, pattern }) => [id, scope, pattern])),
  )

/** Whether it is of the machines and properties as they are now. */
export const isCurrent = (): boolean => readProducts().fingerprint === basis()

/** A line for each property, so that a change of one is a change of one line. */
export function textOf({ fingerprint: of, scopes }: ProductsRecord): string {
  const parts = scopes.map(({ properties: all, ...scope }) => {
    const head = JSON.stringify(scope).slice(0, -1)
    return `${head},"properties":[\n${all.map((one) => JSON.stringify(one)).join(',\n')}\n]}`
  })
  return `{"fingerprint":${JSON.stringify(of)},"scopes":[\n${parts.join(',\n')}\n]}\n`
}

/** Proves everything and writes the file. @returns whether all is as expected */
async function generate(): Promise<boolean> {
  const scopes: ProvedScope[] = []
  let expected = true
  for await (const { milliseconds = 0, ...proved } of provedIn(scopeNames, properties, { anew: true })) {
    console.error(`${proved.scope}: ${(milliseconds / 1000).toFixed(0)} s`)
    scopes.push(proved)
    for (const { property, differences } of judged(proved, properties).properties) {
      if (differences.length === 0) continue
      expected = false
      console.error(`${property}: ${JSON.stringify(differences)}`)
    }
  }
  writeFileSync(file, textOf({ fingerprint: basis(), scopes }))
  console.log(`written: ${fileURLToPath(file)}`)
  return expected
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = (await generate()) ? 0 : 1
