// A matrix of numbers that grows in both directions; what was not set is 0.

/** Columns to begin with; rows that there is room for. */
const COLUMNS = 64
const ROWS = 64

export class GrowingMatrix {
  #columns = COLUMNS
  #cells = new Int32Array(ROWS * COLUMNS)

  get(row: number, column: number): number {
    const at = row * this.#columns + column
    return at < this.#cells.length ? this.#cells[at]! : 0
  }

  /** Makes room for a column; `get` and `set` take columns that there is room for. */
  makeRoom(column: number): void {
    if (column < this.#columns) return
    const before = this.#columns
    while (this.#columns <= column) this.#columns *= 2
    const rows = Math.ceil(this.#cells.length / before)
    const wide = new Int32Array(rows * this.#columns)
    for (let row = 0; row < rows; row++) {
      wide.set(this.#cells.subarray(row * before, (row + 1) * before), row * this.#columns)
    }
    this.#cells = wide
  }

  set(row: number, column: number, value: number): void {
    const at = row * this.#columns + column
    if (at >= this.#cells.length) {
      const grown = new Int32Array(Math.max(at + 1, this.#cells.length * 2))
      grown.set(this.#cells)
      this.#cells = grown
    }
    this.#cells[at] = value
  }
}
