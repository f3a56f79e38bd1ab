// Sets of products told as conditions: the fewest and widest cases that say which products are meant.
import type { ProductSet } from './products.js'
import { type Products } from './products.js'

/** A case: products with one of some values in each of the dimensions that it names. */
export type Case = Readonly<Record<string, readonly string[]>>

/** What is known of a combination of values. */
const OUT = 0
const IN = 1
/** No possible product has it: it may be counted in or out, as it makes the condition shorter. */
const FREE = 2

/** Products by the dimensions that matter. */
interface Grid {
  /** Indices of these dimensions. */
  readonly dimensions: readonly number[]
  readonly sizes: readonly number[]
  readonly cells: Uint8Array
}

const strideOf = (sizes: readonly number[], at: number): number =>
  sizes.slice(at + 1).reduce((stride, size) => stride * size, 1)

/** The grid without one of its dimensions; `undefined` where it matters. */
function without({ dimensions, sizes, cells }: Grid, at: number): Grid | undefined {
  const stride = strideOf(sizes, at)
  const size = sizes[at]!
  const left = new Uint8Array(cells.length / size)
  for (let cell = 0; cell < left.length; cell++) {
    const base = Math.floor(cell / stride) * stride * size + (cell % stride)
    let found = FREE
    for (let value = 0; value < size; value++) {
      const one = cells[base + value * stride]!
      if (one === FREE || one === found) continue
      if (found !== FREE) return undefined
      found = one
    }
    left[cell] = found
  }
  const rest = <T>(list: readonly T[]): readonly T[] => list.filter((_, index) => index !== at)
  return { dimensions: rest(dimensions), sizes: rest(sizes), cells: left }
}

/** A set of products by the dimensions that matter; the last of them are dropped first. */
function gridOf(products: Products, set: ProductSet, possible: ProductSet): Grid {
  let grid: Grid = {
    dimensions: products.sizes.map((_, at) => at),
    sizes: products.sizes,
    cells: Uint8Array.from(set.members, (member, at) => (possible.has(at) ? member : FREE)),
  }
  for (let at = grid.dimensions.length - 1; at >= 0; at--) grid = without(grid, at) ?? grid
  return grid
}

/** By dimension of a grid: a bit for each value that a case allows. */
type Cube = readonly number[]

function* cellsIn(cube: Cube, sizes: readonly number[], at = 0, base = 0): Generator<number> {
  if (at === sizes.length) {
    yield base
    return
  }
  const stride = strideOf(sizes, at)
  for (let value = 0; value < sizes[at]!; value++) {
    if ((cube[at]! & (1 << value)) !== 0) yield* cellsIn(cube, sizes, at + 1, base + value * stride)
  }
}

const isWithin = (cube: Cube, { sizes, cells }: Grid): boolean => {
  for (const cell of cellsIn(cube, sizes)) if (cells[cell] === OUT) return false
  return true
}

/** Makes a case as wide as it may be: first in whole dimensions, then by single values. */
function widened(cube: Cube, grid: Grid, order: readonly number[]): Cube {
  let wide = cube
  const attempt = (at: number, bits: number): void => {
    const next = wide.map((own, index) => (index === at ? own | bits : own))
    if (isWithin(next, grid)) wide = next
  }
  for (const at of order) attempt(at, (1 << grid.sizes[at]!) - 1)
  for (const at of order) for (let value = 0; value < grid.sizes[at]!; value++) attempt(at, 1 << value)
  return wide
}

/** How much there is to read in a case. */
const lengthOf = (cube: Cube, { sizes }: Grid): number =>
  cube.reduce((sum, bits, at) => sum + (bits === (1 << sizes[at]!) - 1 ? 0 : 1), 0)

/** Orders in which dimensions may be widened: each of them once as the last, which is left as narrow as it must be. */
const ordersOf = (count: number): readonly (readonly number[])[] =>
  Array.from({ length: Math.max(1, count) }, (_, first) =>
    Array.from({ length: count }, (__, at) => (first + at) % count),
  )

/**
 * The products of a set as a condition: one of some cases. Each case is as wide as it may be without a possible product
 * that is not in the set, and none can be left out. There is no case for the empty set, and one that names nothing for the
 * set of all.
 *
 * Found greedily, as in Brayton, Hachtel, McMullen and Sangiovanni-Vincentelli, *Logic minimization algorithms for VLSI
 * synthesis*, 1984: exact as to what it means, short but not always shortest.
 *
 * @param possible products that exist; what is said of others does not matter
 */
export function conditionOf(products: Products, set: ProductSet, possible: ProductSet): readonly Case[] {
  const grid = gridOf(products, set, possible)
  const { sizes, cells } = grid
  const orders = ordersOf(sizes.length)
  const covered = new Uint8Array(cells.length)
  const cubes: Cube[] = []
  for (let cell = 0; cell < cells.length; cell++) {
    if (cells[cell] !== IN || covered[cell] === 1) continue
    const alone = sizes.map((size, at) => 1 << (Math.floor(cell / strideOf(sizes, at)) % size))
    const gain = (cube: Cube): number => {
      let fresh = 0
      for (const one of cellsIn(cube, sizes)) if (cells[one] === IN && covered[one] === 0) fresh++
      return fresh
    }
    const best = orders
      .map((order) => widened(alone, grid, order))
      .map((cube) => ({ cube, gain: gain(cube), length: lengthOf(cube, grid) }))
      .reduce((one, other) =>
        other.gain > one.gain || (other.gain === one.gain && other.length < one.length) ? other : one,
      )
    cubes.push(best.cube)
    for (const one of cellsIn(best.cube, sizes)) covered[one] = 1
  }
  return needed(cubes, grid)
    .map((cube) => caseOf(cube, grid, products))
    .sort((a, b) => Object.keys(a).length - Object.keys(b).length)
}

/** Cases without those whose products are all in others. */
function needed(cubes: readonly Cube[], { sizes, cells }: Grid): readonly Cube[] {
  const counts = new Uint32Array(cells.length)
  for (const cube of cubes) for (const cell of cellsIn(cube, sizes)) counts[cell]!++
  return cubes.filter((cube) => {
    for (const cell of cellsIn(cube, sizes)) if (cells[cell] === IN && counts[cell] === 1) return true
    for (const cell of cellsIn(cube, sizes)) counts[cell]!--
    return false
  })
}

const caseOf = (cube: Cube, { dimensions, sizes }: Grid, { dimensions: all }: Products): Case =>
  Object.fromEntries(
    cube.flatMap((bits, at) => {
      if (bits === (1 << sizes[at]!) - 1) return []
      const { name, values } = all[dimensions[at]!]!
      return [[name, values.filter((_, value) => (bits & (1 << value)) !== 0)]]
    }),
  )

/** The products that one of some cases means. */
export const productsIn = (products: Products, cases: readonly Case[]): ProductSet =>
  cases.reduce((set, one) => set.or(products.where(products.valuesOf(one))), products.none)

/** The product of a set that differs from the baseline in the fewest dimensions; `undefined` for the empty set. */
export function simplestIn(products: Products, set: ProductSet): number | undefined {
  let best: number | undefined
  let fewest = Infinity
  for (let index = 0; index < products.count; index++) {
    if (!set.has(index)) continue
    const differences = products.at(index).filter((value) => value !== 0).length
    if (differences < fewest) [best, fewest] = [index, differences]
  }
  return best
}
