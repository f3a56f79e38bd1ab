// impspec products: every possible product proved at once, each verdict told as a condition on the choices.
import { scopeNames, type Scope } from '../../machines/system.js'
import type { Property } from '../../properties/index.js'
import { whereInWords } from '../../report/conditions.js'
import { printJson, type Io } from '../../report/terminal.js'
import { columns, counted, indented } from '../../report/text.js'
import { pick } from '../../verification/configurationNames.js'
import { exitCodes } from '../../verification/exitCodes.js'
import {
  possible,
  proveProducts,
  type Difference,
  type ProvedProperty,
  type ProvedScope,
} from '../../verification/products.js'
import type { Specification } from '../../verification/specification.js'
import { helpText } from '../terminal/help.js'
import { statusLine } from '../terminal/progress.js'
import type { Program } from '../terminal/program.js'

export interface ProductsOptions {
  readonly property?: readonly string[]
  readonly scope?: readonly string[]
  readonly json?: boolean
}

const verdictInWords = ({ fails, vacuous }: ProvedProperty): string =>
  [
    ...(fails.products > 0 ? [`fails ${whereInWords(fails)}`] : []),
    ...(vacuous.products > 0 ? [`says nothing ${whereInWords(vacuous)}`] : []),
  ].join('; ') || 'holds in every product'

const differenceInWords = (difference: Difference): string => {
  const simplest = Object.entries(difference.simplest).map(([name, value]) => `${name}=${value}`)
  return `${difference.found}, but ${difference.expected} is expected, ${whereInWords(difference)}; simplest: ${simplest.join(',') || 'baseline'}`
}

function text(
  { scope, states, nodes, quantum, milliseconds, deadlock, zeno, properties }: ProvedScope,
  width: number,
): string {
  const stills = [
    ...(deadlock.products > 0 ? [`no step is possible in some state ${whereInWords(deadlock)}`] : []),
    ...(zeno.products > 0 ? [`time may stand still for ever ${whereInWords(zeno)}`] : []),
  ]
  return [
    `${scope}: ${counted(possible.size, 'product')}, ${counted(states, 'state')} in ${counted(nodes, 'node')}, ticks of ${quantum} ms, ${(milliseconds / 1000).toFixed(1)} s`,
    '',
    columns(
      ['', 'property', 'verdict'],
      properties.map((one) => [one.differences.length > 0 ? '✗' : '✓', one.property, verdictInWords(one)]),
      { width, flexible: [2] },
    ),
    ...properties.flatMap(({ property, differences }) =>
      differences.flatMap((one) => ['', `${property}:`, indented(differenceInWords(one), width)]),
    ),
    ...stills.flatMap((one) => ['', indented(one, width, '')]),
    '',
  ].join('\n')
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
  const scopes: readonly Scope[] = pick(
    scopeNames,
    (name) => name,
    options.scope ?? scopeNames,
    'scope',
    `the scopes are ${scopeNames.join(', ')}`,
  )
  const proved: ProvedScope[] = []
  for (const scope of scopes) {
    const own = asked.filter((property) => (property.scope ?? 'field') === scope)
    if (own.length === 0) continue
    const { show, clear } = statusLine(io)
    const result = await proveProducts(scope, own, ({ states, nodes }) =>
      show(() => `${scope}: ${counted(states, 'state')} in ${counted(nodes, 'node')}`),
    )
    clear()
    proved.push(result)
    if (!options.json) io.stdout.write(`${text(result, io.columns)}\n`)
  }
  if (options.json) printJson(io, { products: possible.size, scopes: proved })
  const differs = proved.some(
    (one) =>
      one.deadlock.products + one.zeno.products > 0 || one.properties.some(({ differences }) => differences.length > 0),
  )
  return differs ? exitCodes.differs : exitCodes.asExpected
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  sub('products', 'every possible product proved at once, each verdict as a condition on its choices')
    .option('--property <id...>', 'only these properties')
    .option('--scope <name...>', `only properties of these scopes: ${scopeNames.join(', ')}`)
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      helpText(['products --scope factory polling', 'products --property cold-boot-applies-os --json'], {
        2: null,
      }),
    )
    .action(async (options: ProductsOptions) => end(await products(await load(), options, io)))
}
