// impspec products: every possible product proved at once, each verdict told as a condition on the choices.
import { Option } from 'commander'
import type { Property, Verdict } from '../../../properties/index.js'
import { scopeInWords } from '../../../report/products.js'
import { printJson, type Io } from '../../../report/terminal.js'
import { pick } from '../../../verification/configurationNames.js'
import { parseCondition } from '../../../verification/conditions.js'
import { UsageError } from '../../../verification/errors.js'
import {
  narrowed,
  possible,
  productsOf,
  verdicts,
  judged,
  type JudgedScope,
  type ProvedProperty,
} from '../../../verification/products.js'
import type { Specification } from '../../../verification/specification.js'
import { helpText } from '../../terminal/help.js'
import type { Program } from '../../terminal/program.js'
import { withWhatIf } from '../../options/whatIf.js'
import { differs, endOf, proved, proving, scopesIn, type ProvingOptions } from './proved.js'
import { whatIfInEveryProduct } from './whatIf.js'

export interface ProductsOptions extends ProvingOptions {
  readonly property?: readonly string[]
  readonly where?: string
  readonly verdict?: Verdict
  readonly set?: readonly string[]
}

/** Whether a property has a verdict in some of the products that are asked for; any will do where none is named. */
function has({ fails, vacuous }: ProvedProperty, verdict: Verdict | undefined, among: number): boolean {
  if (verdict === undefined) return true
  if (verdict === 'holds') return fails.products + vacuous.products < among
  return (verdict === 'fails' ? fails : vacuous).products > 0
}

/** Runs the command. */
export async function products(specification: Specification, options: ProductsOptions, io: Io): Promise<number> {
  // Of ours there are no others than those of the package.
  const properties = specification.properties as readonly Property[]
  const asked: readonly Property[] = pick(
    properties,
    ({ id }) => id,
    options.property ?? properties.map(({ id }) => id),
    'property',
    'see: impspec list properties',
  )
  const scopes = scopesIn(options)
  const { set = [] } = options
  if (set.length > 0) {
    const alone = options.where !== undefined || options.verdict !== undefined
    if (alone) throw new UsageError('--set compares every product; it does not go together with --where and --verdict')
    return whatIfInEveryProduct(specification, { ...options, set }, asked, scopes, io)
  }
  const among = options.where === undefined ? possible : productsOf(parseCondition(options.where))
  if (among.isEmpty) throw new UsageError(`there is no product where ${options.where!}`)
  const all: JudgedScope[] = []
  for await (const whole of proved(scopes, asked, options, io)) {
    const result = narrowed(judged(whole, asked), among)
    const told = { ...result, properties: result.properties.filter((one) => has(one, options.verdict, among.size)) }
    all.push(told)
    if (!options.json) io.stdout.write(`${scopeInWords(told, among.size, io.columns)}\n`)
  }
  if (options.json) printJson(io, { products: among.size, scopes: all })
  return endOf(all.some(differs), io)
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  withWhatIf(
    proving(
      sub('products', 'every possible product proved at once, each verdict as a condition on its choices')
        .option('--property <id...>', 'only these properties')
        .option('--where <condition>', "only these products: 'power=battery & handler!=none, or boot=fast'")
        .addOption(new Option('--verdict <verdict>', 'only properties that have it in some product').choices(verdicts)),
    ),
  )
    .addHelpText(
      'after',
      helpText([
        'products --scope factory polling',
        "products --scope polling --where 'power=battery & handler!=none' --verdict fails",
        'products --property cold-boot-applies-os --json',
        'products --scope polling --set squirrelStart=30s',
      ]),
    )
    .action(async (options: ProductsOptions) => end(await products(await load(), options, io)))
}
