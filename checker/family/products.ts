// Sets of products: a bit for each combination of values of the dimensions.
import { EMPTY } from '../symbolic/mdd.js'
import type { Constraint, FamilyWorld } from './familyWorld.js'
import type { FamilySpace } from './space.js'
import type { Dimension, Product } from './table.js'

/** A set of products; never changed. */
export class ProductSet {
  /** By index of a product: 1 where it is in the set. */
  readonly members: Uint8Array

  constructor(members: Uint8Array) {
    this.members = members
  }

  get size(): number {
    return this.members.reduce((sum, member) => sum + member, 0)
  }

  has(index: number): boolean {
    return this.members[index] === 1
  }

  and(other: ProductSet): ProductSet {
    return new ProductSet(this.members.map((member, at) => member & other.members[at]!))
  }

  or(other: ProductSet): ProductSet {
    return new ProductSet(this.members.map((member, at) => member | other.members[at]!))
  }

  minus(other: ProductSet): ProductSet {
    return new ProductSet(this.members.map((member, at) => member & (1 - other.members[at]!)))
  }

  equals(other: ProductSet): boolean {
    return this.members.every((member, at) => member === other.members[at])
  }

  get isEmpty(): boolean {
    return !this.members.includes(1)
  }
}

/** All combinations of the values of some dimensions, the first dimension changing slowest. */
export class Products {
  readonly dimensions: readonly Dimension[]
  readonly sizes: readonly number[]
  readonly count: number
  /** By dimension: how far products are apart that differ by one in it. */
  readonly strides: readonly number[]

  constructor(dimensions: readonly Dimension[]) {
    this.dimensions = dimensions
    this.sizes = dimensions.map(({ values }) => values.length)
    let stride = 1
    const strides: number[] = []
    for (const size of [...this.sizes].reverse()) {
      strides.unshift(stride)
      stride *= size
    }
    this.strides = strides
    this.count = stride
  }

  get none(): ProductSet {
    return new ProductSet(new Uint8Array(this.count))
  }

  indexOf(product: Product): number {
    return this.strides.reduce((index, stride, at) => index + stride * product[at]!, 0)
  }

  /** The value of a dimension in a product. */
  valueIn(index: number, dimension: number): number {
    return Math.floor(index / this.strides[dimension]!) % this.sizes[dimension]!
  }

  at(index: number): readonly number[] {
    return this.sizes.map((_, dimension) => this.valueIn(index, dimension))
  }

  /** The products with some values in some dimensions. */
  where(values: ReadonlyMap<number, ReadonlySet<number>>): ProductSet {
    const asked = [...values]
    return new ProductSet(
      Uint8Array.from({ length: this.count }, (_, index) =>
        asked.every(([dimension, some]) => some.has(this.valueIn(index, dimension))) ? 1 : 0,
      ),
    )
  }

  /** The products that no constraint rules out. */
  possible(impossible: readonly Constraint[]): ProductSet {
    return impossible.reduce(
      (left, { where }) => left.minus(this.where(this.valuesOf(where))),
      new ProductSet(new Uint8Array(this.count).fill(1)),
    )
  }

  /** Values by number instead of by name. */
  valuesOf(where: Readonly<Record<string, readonly string[]>>): ReadonlyMap<number, ReadonlySet<number>> {
    return new Map(
      Object.entries(where).map(([name, values]): [number, ReadonlySet<number>] => {
        const dimension = this.dimensions.findIndex((one) => one.name === name)
        return [dimension, new Set(values.map((value) => this.dimensions[dimension]!.values.indexOf(value)))]
      }),
    )
  }
}

/** The products of a family that was explored. */
export class ProductSpace {
  readonly products: Products
  readonly possible: ProductSet
  readonly none: ProductSet
  readonly #space: FamilySpace
  /** Dimensions in the order of their levels. */
  readonly #ordered: readonly { readonly dimension: number; readonly level: number }[]

  constructor(space: FamilySpace, { dimensions, impossible }: Pick<FamilyWorld, 'dimensions' | 'impossible'>) {
    this.#space = space
    this.products = new Products(dimensions)
    this.possible = this.products.possible(impossible)
    this.none = this.products.none
    this.#ordered = dimensions
      .map((_, dimension) => ({ dimension, level: space.staticLevels[dimension]! }))
      .sort((a, b) => a.level - b.level)
  }

  /** The reachable states of one product. */
  statesOf(index: number): number {
    const { space, staticLevels, reached } = this.#space
    return this.products
      .at(index)
      .reduce((set, value, at) => space.diagrams.restrict(set, staticLevels[at]!, value), reached)
  }

  /** The products of the states of a set. */
  of(states: number): ProductSet {
    return this.ofProjection(this.project(states))
  }

  /** The dimensions of the states of a set, as a set of its own. */
  project(states: number): number {
    const levels = this.#ordered.map(({ level }) => level)
    return this.#space.space.diagrams.project(states, levels)
  }

  /** The products that some states of a set were projected to. */
  ofProjection(projected: number): ProductSet {
    if (projected === EMPTY) return this.none
    const { data } = this.#space.space.diagrams
    const members = new Uint8Array(this.products.count)
    const strides = this.#ordered.map(({ dimension }) => this.products.strides[dimension]!)
    const visit = (node: number, depth: number, index: number): void => {
      if (depth === strides.length) {
        members[index] = 1
        return
      }
      for (let at = node + 1; at <= node + 2 * data[node]!; at += 2) {
        visit(data[at + 1]!, depth + 1, index + data[at]! * strides[depth]!)
      }
    }
    visit(projected, 0, 0)
    return new ProductSet(members)
  }
}
