// Verdicts as a heat map: of the possible products with a value, in how many a property fails or says nothing.
import { Products } from '../../../checker/family/products.js'
import { dimensions } from '../../../machines/configurations.js'
import { possible, productsOf, type ProvedScope } from '../../../verification/products.js'
import { draw, listed, percentOf, Plot, tint, uprightNames, widest } from './canvas.js'

/** Of the possible products with one value of a dimension, those in which a property has one verdict. */
export interface Share {
  readonly scope: string
  readonly property: string
  readonly verdict: 'fails' | 'vacuous'
  readonly dimension: string
  readonly value: string
  readonly products: number
  readonly of: number
  /** Whether two possible products that differ in this dimension only get different answers. */
  readonly decides: boolean
}

const all = new Products(dimensions)

/** By dimension and value: how many products of a set have it. */
function countsIn(members: Uint8Array): readonly (readonly number[])[] {
  const counts = all.sizes.map((size) => new Array<number>(size).fill(0))
  for (let index = 0; index < all.count; index++) {
    if (members[index] === 0) continue
    for (let at = 0; at < counts.length; at++) counts[at]![all.valueIn(index, at)]!++
  }
  return counts
}

/**
 * By dimension: whether some possible product leaves a set by another value in it, and no other change. Shares alone do not
 * tell: where two values exclude each other, what depends on one of them seems to depend on the other.
 */
function decidersOf(members: Uint8Array): readonly boolean[] {
  const decides = all.sizes.map(() => false)
  for (let index = 0; index < all.count; index++) {
    if (!possible.has(index)) continue
    for (let at = 0; at < decides.length; at++) {
      for (let value = all.valueIn(index, at) + 1; !decides[at] && value < all.sizes[at]!; value++) {
        const other = index + (value - all.valueIn(index, at)) * all.strides[at]!
        decides[at] = possible.has(other) && members[index] !== members[other]
      }
    }
  }
  return decides
}

/** Properties whose verdict is not the same in every possible product, with the share of each value in it. */
export function sharesOf(scopes: readonly ProvedScope[]): readonly Share[] {
  const whole = countsIn(possible.members)
  const varies = (products: number): boolean => products > 0 && products < possible.size
  return scopes.flatMap(({ scope, properties }) =>
    properties
      .filter(({ fails, vacuous }) => varies(fails.products) || varies(vacuous.products))
      .flatMap(({ property, fails, vacuous }) =>
        (
          [
            ['fails', fails],
            ['vacuous', vacuous],
          ] as const
        )
          .filter(([, { products }]) => products > 0)
          .flatMap(([verdict, { where }]) => {
            const { members } = productsOf(where)
            const counts = countsIn(members)
            const decides = decidersOf(members)
            return dimensions.flatMap(({ name, values }, at) =>
              values.map((value, index) => ({
                scope,
                property,
                verdict,
                dimension: name,
                value,
                products: counts[at]![index]!,
                of: whole[at]![index]!,
                decides: decides[at]!,
              })),
            )
          }),
      ),
  )
}

const rowOf = ({ property, verdict }: Share): string => `${property}: ${verdict}`

/** A row is named after its property; a second one of the same property says of what it is. */
const rowLabels = (rows: readonly string[]): readonly string[] =>
  rows.map((row, at) => {
    const property = row.split(': ')[0]!
    return rows[at - 1]?.startsWith(`${property}: `) === true ? 'and is vacuous' : property
  })

const columnOf = ({ dimension, value }: Share): string => `${dimension}: ${value}`

/** Dimensions with a value that tells some products from others, in the order of the specification. */
export function dimensionsThatMatter(shares: readonly Share[]): readonly string[] {
  const met = new Set(shares.filter(({ decides }) => decides).map(({ dimension }) => dimension))
  return dimensions.map(({ name }) => name).filter((name) => met.has(name))
}

/** The rows of one dimension that depend on it. */
export const sharesOfDimension = (shares: readonly Share[], name: string): readonly Share[] =>
  shares.filter(({ dimension, decides }) => dimension === name && decides)

/** What the whole of it says in one sentence. */
export function verdictSentence(scopes: readonly ProvedScope[], shares: readonly Share[]): string {
  const decided = scopes.reduce((sum, { properties }) => sum + properties.length, 0)
  const varying = new Set(shares.map(({ property }) => property)).size
  const moved = dimensionsThatMatter(shares).map((name) => ({
    name,
    count: new Set(sharesOfDimension(shares, name).map(({ property }) => property)).size,
  }))
  const most = Math.max(...moved.map(({ count }) => count))
  const names = moved.filter(({ count }) => count === most).map(({ name }) => name)
  return (
    `Of ${decided} properties decided in every one of ${possible.size.toLocaleString('en-US')} possible products, ${varying} have not the same ` +
    `verdict in all of them; no choice or reading decides more of these than ${listed(names)} (${most}).`
  )
}

const colours = { fails: 'var(--bad)', vacuous: 'var(--plot-3)' } as const

/** What the colours mean. */
export const verdictMeanings: Readonly<Record<string, string>> = {
  'fails: share of products in %': tint(colours.fails, 0.5),
  'says nothing (vacuous): share in %': tint(colours.vacuous, 0.5),
}

/** Names of columns, with an empty one between two dimensions. */
function columnsOf(shares: readonly Share[]): readonly string[] {
  const names: string[] = []
  let blank = ''
  let before = ''
  for (const { name: dimension } of dimensions) {
    const own = new Set(shares.filter((one) => one.dimension === dimension).map(columnOf))
    if (own.size === 0) continue
    if (before !== '') names.push((blank += ' '))
    names.push(...own)
    before = dimension
  }
  return names
}

const characters = (names: readonly string[]): number => Math.max(...names.map((name) => name.length))

/** A heat map of some shares: a row for each property and verdict, a column for each value of the dimensions that matter. */
export function verdictPlot(shares: readonly Share[], title: string): string {
  const matter = dimensionsThatMatter(shares)
  const shown = shares.filter(({ dimension }) => matter.includes(dimension))
  const columns = columnsOf(shown)
  const rows = [...new Set(shown.map(rowOf))]
  const labels = rowLabels(rows)
  const marginLeft = Math.ceil(characters(labels) * 6.6) + 12
  const marginTop = Math.ceil(characters(columns) * 6.8) + 14
  // Wide enough for a number; what does not fit into the column of the page scrolls in a box of its own.
  const pitch = Math.max(22, Math.min(34, Math.floor((widest - marginLeft - 6) / columns.length)))
  return draw({
    title,
    options: {
      width: marginLeft + pitch * columns.length + 6,
      height: marginTop + 22 * rows.length + 6,
      marginLeft,
      marginTop,
      marginRight: 6,
      marginBottom: 6,
      x: { domain: columns, ...uprightNames, padding: 0.06 },
      y: {
        domain: rows,
        label: null,
        tickSize: 0,
        tickFormat: (row: string) => labels[rows.indexOf(row)]!,
        padding: 0.08,
      },
      marks: [
        Plot.cell(shown, {
          x: columnOf,
          y: rowOf,
          fill: ({ verdict, products, of }: Share) => tint(colours[verdict], (0.55 * products) / of),
          stroke: 'var(--frame)',
          strokeWidth: 0.6,
          title: (one: Share) =>
            `${one.property} ${one.verdict === 'fails' ? 'fails' : 'says nothing'} in ${one.products} of ${one.of} products with ${columnOf(one)}`,
        }),
        Plot.text(
          shown.filter(({ products }) => products > 0),
          {
            x: columnOf,
            y: rowOf,
            text: ({ products, of }: Share) => (products === of ? 'all' : percentOf(products, of)),
            fontSize: 11,
          },
        ),
      ],
    },
  })
}
