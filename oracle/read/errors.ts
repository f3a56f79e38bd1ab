// What cannot be read: a log, a mapping or a frame that is not what it should be.
import { counted } from '../../util/plural.js'

/** Input that cannot be read; says where, what was wrong and what would be right. Exit code 4. */
export class UnreadableInput extends Error {
  override readonly name = 'UnreadableInput'
  readonly source: string
  /** From 1; 0 for the input as a whole. */
  readonly line: number
  readonly reason: string

  constructor(source: string, line: number, reason: string) {
    super(`${source}${line > 0 ? `:${line}` : ''}: ${reason}`)
    this.source = source
    this.line = line
    this.reason = reason
  }
}

/** A piece of text for an error message, not too long. */
export const excerpt = (text: string, length = 120): string =>
  text.length > length ? `${text.slice(0, length)}… (${counted(text.length, 'character')})` : text
