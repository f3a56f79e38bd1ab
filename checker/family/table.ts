// Functions of a few dimensions, spelled out: what a part of a family is in each of its products.

/** A choice that tells products apart. */
export interface Dimension {
  readonly name: string
  /** The first is that of the baseline. */
  readonly values: readonly string[]
}

/** A value for each dimension, by its index. */
export type Product = ArrayLike<number>

/** A function of the values of some dimensions. */
export interface Table<T> {
  /** Indices of the dimensions on which it depends, ascending. */
  readonly dimensions: readonly number[]
  /** How many values each of these has. */
  readonly sizes: readonly number[]
  /** The results, the first dimension changing slowest. */
  readonly results: readonly T[]
}

/** The result for a product. */
export function resultAt<T>({ dimensions, sizes, results }: Table<T>, product: Product): T {
  let at = 0
  for (let index = 0; index < dimensions.length; index++) at = at * sizes[index]! + product[dimensions[index]!]!
  return results[at]!
}

/** Every combination of numbers below some sizes, the first changing slowest. */
export function* combinationsOf(sizes: readonly number[]): Generator<readonly number[]> {
  const values = sizes.map(() => 0)
  if (sizes.some((size) => size === 0)) return
  for (;;) {
    yield [...values]
    let at = sizes.length - 1
    for (; at >= 0; at--) {
      values[at]!++
      if (values[at]! < sizes[at]!) break
      values[at] = 0
    }
    if (at < 0) return
  }
}

/**
 * The table of a function of numbers that are looked up one by one: it is asked for every combination of the values of
 * those that it has ever looked at, so that what it depends on is found, not declared.
 *
 * @param sizeOf how many values a number may have, by its index
 * @param of is given how to look up a number, and must look at nothing else
 */
export function tabulateLooks<T>(
  sizeOf: (index: number) => number,
  of: (look: (index: number) => number) => T,
): Table<T> {
  const looked = new Set<number>()
  for (;;) {
    const dimensions = [...looked].sort((a, b) => a - b)
    const sizes = dimensions.map(sizeOf)
    const results: T[] = []
    for (const values of combinationsOf(sizes)) {
      const look = (index: number): number => {
        looked.add(index)
        return values[dimensions.indexOf(index)] ?? 0
      }
      results.push(of(look))
      if (looked.size > dimensions.length) break
    }
    if (looked.size === dimensions.length) return { dimensions, sizes, results }
  }
}

/**
 * The table of a function of configurations; the fields that it reads are those on which it depends.
 *
 * @param of must be pure: what it returns depends on nothing but the fields that it reads
 */
export const tabulate = <T>(
  all: readonly Dimension[],
  of: (configuration: Readonly<Record<string, string>>) => T,
): Table<T> =>
  tabulateLooks(
    (index) => all[index]!.values.length,
    (look) => {
      const fields = all.map(({ name, values }, index) => [name, { enumerable: true, get: () => values[look(index)]! }])
      return of(Object.defineProperties({}, Object.fromEntries(fields) as PropertyDescriptorMap))
    },
  )

/** A table of another result of each product. */
export const mapped = <T, U>({ dimensions, sizes, results }: Table<T>, to: (result: T) => U): Table<U> => ({
  dimensions,
  sizes,
  results: results.map(to),
})

/** The same function without the dimensions that make no difference to it; results are compared by `===`. */
export function reduced<T>(table: Table<T>): Table<T> {
  for (const [at, size] of table.sizes.entries()) {
    const below = table.sizes.slice(at + 1).reduce((product, next) => product * next, 1)
    const block = below * size
    const isFirst = (index: number): boolean => index % block < below
    const matters = table.results.some(
      (result, index) => result !== table.results[index - (index % block) + (index % below)],
    )
    if (matters) continue
    const without = <U>(list: readonly U[]): readonly U[] => list.filter((_, index) => index !== at)
    return reduced({
      dimensions: without(table.dimensions),
      sizes: without(table.sizes),
      results: table.results.filter((_, index) => isFirst(index)),
    })
  }
  return table
}
