// Values numbered by what they say.
/** Numbers for values that are equal as JSON, in the order in which they are met; `first` is number 0. */
export class Kinds<T> {
  readonly values: T[] = []
  readonly #of = new Map<string, number>()

  constructor(first: T) {
    this.number(first)
  }

  number(value: T): number {
    const key = JSON.stringify(value)
    const known = this.#of.get(key)
    if (known !== undefined) return known
    this.#of.set(key, this.values.length)
    return this.values.push(value) - 1
  }
}
