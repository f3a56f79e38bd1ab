// What is proved of every product, as data: `npm run generate:products` proves all scopes and writes it.
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { scopeNames } from '../../machines/scopes.js'
import { properties } from '../../properties/index.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { judged, type JudgedScope, type ProvedProperty, type ProvedScope } from '../../verification/products.js'
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

/** What is proved of each property, by its id. */
export const provedById = ({ scopes }: ProductsRecord): ReadonlyMap<string, ProvedProperty> =>
  new Map(scopes.flatMap(({ properties: all }) => all.map((one) => [one.property, one] as const)))

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

/** Proves everything by the built command, which runs faster than its sources, and keeps each scope that it has done. */
function prove(): Promise<readonly ProvedScope[]> {
  const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, 'products', '--json', '--scope', ...scopeNames], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === exitCodes.asExpected || code === exitCodes.differs) {
        resolve((JSON.parse(text) as { readonly scopes: readonly JudgedScope[] }).scopes.map(factsOf))
      } else reject(new Error(`impspec products ended with exit code ${code ?? 'none'}`))
    })
  })
}

/** What is proved, without what is expected and how long it took. */
const factsOf = ({ milliseconds: _, properties: all, ...scope }: JudgedScope): ProvedScope => ({
  ...scope,
  properties: all.map(({ differences: __, ...facts }) => facts),
})

/** Proves everything and writes the file. @returns whether all is as expected */
async function generate(): Promise<boolean> {
  const scopes = await prove()
  writeFileSync(file, textOf({ fingerprint: basis(), scopes }))
  console.log(`written: ${fileURLToPath(file)}`)
  const differing = scopes.flatMap((scope) =>
    judged(scope, properties).properties.filter(({ differences }) => differences.length > 0),
  )
  for (const { property, differences } of differing) console.error(`${property}: ${JSON.stringify(differences)}`)
  return differing.length === 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = (await generate()) ? 0 : 1
