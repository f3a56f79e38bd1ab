// Colours, where the terminal wants them; they repeat what symbols and words already say.
import colors from 'picocolors'

export interface Painter {
  readonly strong: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly warn: (text: string) => string
  readonly faint: (text: string) => string
  /** Colours the result words of a table. */
  readonly table: (text: string) => string
}

/** A painter that paints, or one that leaves text as it is. */
export function painter(color: boolean): Painter {
  const { bold, green, red, yellow, dim } = colors.createColors(color)
  const table = (text: string): string =>
    text.replace(/^(?:✓ as expected|✗ \w+(?: \d+)?|\? INCOMPLETE(?: \d+)?)/gm, (result) =>
      result.startsWith('✓') ? green(result) : result.startsWith('✗') ? red(result) : yellow(result),
    )
  return { strong: bold, good: green, bad: red, warn: yellow, faint: dim, table: color ? table : (text) => text }
}
