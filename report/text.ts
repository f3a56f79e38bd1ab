// Text for a terminal: padding, wrapping and plain columns.

/** Text followed by spaces up to a width. */
export const pad = (text: string, width: number): string => text.padEnd(width)

/** Text broken into lines of a width at most, at spaces where possible. At least one line. */
export function clip(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = []
    let line = ''
    for (const word of paragraph.split(' ')) {
      const candidate = line === '' ? word : `${line} ${word}`
      if (candidate.length <= width) {
        line = candidate
        continue
      }
      if (line !== '') lines.push(line)
      line = word
      while (line.length > width) {
        // A long dotted path is broken after a dot or comma where one is near.
        const near = Math.max(
          line.lastIndexOf('.', width - 1),
          line.lastIndexOf('-', width - 1),
          line.lastIndexOf(',', width - 1),
        )
        const cut = near >= width / 2 ? near + 1 : width
        lines.push(line.slice(0, cut))
        line = line.slice(cut)
      }
    }
    return [...lines, line]
  })
}

export interface ColumnOptions {
  readonly width: number
  /** Columns that give way where the whole is too wide; the others keep their natural width. */
  readonly flexible: readonly number[]
  /** Those of the flexible columns whose words are not broken, whatever it costs: names that are looked for. */
  readonly whole?: readonly number[]
  /** Spaces between columns; two unless told. */
  readonly gap?: number
}

/** Characters of the longest word in a column. */
const longestWord = (rows: readonly (readonly string[])[], column: number): number =>
  Math.max(0, ...rows.flatMap((row) => (row[column] ?? '').split(/\s/).map((word) => word.length)))

function widths(
  rows: readonly (readonly string[])[],
  { width, flexible, whole = [], gap = 2 }: ColumnOptions,
): readonly number[] {
  const count = Math.max(...rows.map((row) => row.length))
  const natural = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.flatMap((row) => (row[column] ?? '').split('\n').map((line) => line.length))),
  )
  const room = width - gap * (count - 1)
  const result = [...natural]
  // The widest flexible column gives way, one character at a time, down to a readable least.
  const least = (column: number): number => (whole.includes(column) ? Math.max(10, longestWord(rows, column)) : 10)
  const leasts = new Map(flexible.map((column) => [column, least(column)]))
  for (let excess = natural.reduce((sum, one) => sum + one, 0) - room; excess > 0; excess--) {
    const open = flexible.filter((column) => (result[column] ?? 0) > leasts.get(column)!)
    if (open.length === 0) break
    const widest = open.reduce((best, one) => ((result[one] ?? 0) > (result[best] ?? 0) ? one : best))
    result[widest] = (result[widest] ?? 0) - 1
  }
  return result
}

/** Rows in columns under underlined heads; cells are wrapped so that the whole fits the width where it can. */
export function columns(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  options: ColumnOptions,
): string {
  const sizes = widths([heads, ...rows], options)
  const rule = sizes.map((size) => '─'.repeat(size))
  return [heads, rule, ...rows]
    .flatMap((row) => {
      const cells = sizes.map((size, column) => clip(row[column] ?? '', Math.max(size, 1)))
      const height = Math.max(...cells.map((lines) => lines.length))
      return Array.from({ length: height }, (_, line) =>
        sizes
          .map((size, column) => pad(cells[column]?.[line] ?? '', size))
          .join(' '.repeat(options.gap ?? 2))
          .trimEnd(),
      )
    })
    .join('\n')
}

/** Text broken at a width, each line indented. */
export const indented = (text: string, width: number, indent = '  '): string =>
  clip(text, width - indent.length)
    .map((line) => `${indent}${line}`.trimEnd())
    .join('\n')

export { counted } from '../util/plural.js'

/** Items one after the other, as many to a line as fit, none of them broken. */
export function packed(title: string, items: readonly string[], width: number): string {
  const lines: string[] = []
  for (const item of items) {
    const last = lines.at(-1)
    const longer = `${last ?? ''}; ${item}`
    if (last === undefined) lines.push(`${title} ${item}`)
    else if (longer.length < width) lines[lines.length - 1] = longer
    else {
      lines[lines.length - 1] = `${last};`
      lines.push(`${' '.repeat(title.length)} ${item}`)
    }
  }
  return lines.join('\n')
}
