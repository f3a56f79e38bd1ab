// impspec compare: which verdicts two products do not share, and the condition that tells them apart.
import type { NamedConfiguration } from '../../../machines/configurations.js'
import type { Scope } from '../../../machines/system.js'
import type { Property, Verdict } from '../../../properties/index.js'
import { whereInWords } from '../../../report/conditions.js'
import { printJson, type Io } from '../../../report/terminal.js'
import { columns, counted } from '../../../report/text.js'
import { parseProduct } from '../../../verification/impSpace.js'
import { indexOf, productsOf, verdictIn, type ProvedProperty, type Told } from '../../../verification/products.js'
import type { Specification } from '../../../verification/specification.js'
import { helpText } from '../../terminal/help.js'
import type { Program } from '../../terminal/program.js'
import { endOf, proved, proving, scopesIn, type ProvingOptions } from './proved.js'

/** A property whose verdict two products do not share. */
interface Compared {
  readonly property: string
  readonly scope: Scope
  readonly verdicts: readonly [Verdict, Verdict]
  /** What the verdict that is not `holds` depends on; of two such, that of the second product. */
  readonly because: Told & { readonly verdict: Verdict }
}

function comparedIn(all: readonly ProvedProperty[], first: number, second: number): readonly Compared[] {
  return all.flatMap((one): readonly Compared[] => {
    const both: [Verdict, Verdict] = [verdictIn(one, first), verdictIn(one, second)]
    if (both[0] === both[1]) return []
    const [index, verdict] = both[1] === 'holds' ? [first, both[0]] : [second, both[1]]
    const { where } = verdict === 'fails' ? one.fails : one.vacuous
    // The cases that the product is in, of all that the verdict has.
    const own = where.filter((single) => productsOf([single]).has(index))
    const because = { verdict, products: productsOf(own).size, where: own }
    return [{ property: one.property, scope: one.scope, verdicts: both, because }]
  })
}

/** Runs the command. */
export async function compare(
  specification: Specification,
  names: readonly [string, string],
  options: ProvingOptions,
  io: Io,
): Promise<number> {
  const [first, second] = names.map((name): NamedConfiguration => parseProduct(name)) as [
    NamedConfiguration,
    NamedConfiguration,
  ]
  const scopes = scopesIn(options)
  const [one, other] = [first, second].map(({ values }) => indexOf(values)) as [number, number]
  const differences: Compared[] = []
  let asked = 0
  // Of ours there are no others than those of the package.
  const all = specification.properties as readonly Property[]
  for await (const { properties } of proved(scopes, all, options, io)) {
    asked += properties.length
    differences.push(...comparedIn(properties, one, other))
  }
  if (options.json) {
    printJson(io, { products: [first.name, second.name], scopes, properties: asked, differences })
  } else {
    const summary = `${first.name} and ${second.name}: ${counted(differences.length, 'verdict')} of ${asked} ${differences.length === 1 ? 'differs' : 'differ'}`
    const table = columns(
      ['property', first.name, second.name, 'why'],
      differences.map(({ property, verdicts: both, because }) => [
        property,
        ...both,
        `${because.verdict === 'fails' ? 'fails' : 'says nothing'} ${whereInWords(because)}`,
      ]),
      { width: io.columns, flexible: [1, 2, 3] },
    )
    io.stdout.write(differences.length === 0 ? `${summary}\n` : `${summary}\n\n${table}\n`)
  }
  return endOf(differences.length > 0, io)
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  proving(sub('compare <product> <other>', 'which verdicts two products do not share, and why'))
    .addHelpText(
      'after',
      helpText([
        'compare baseline codeLoading=at-activation --scope factory',
        'compare boot=fast boot=fast,power=battery --json',
      ]),
    )
    .action(async (product: string, other: string, options: ProvingOptions) =>
      end(await compare(await load(), [product, other], options, io)),
    )
}
