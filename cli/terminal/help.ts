// What the help of every command says: the exit codes, and examples.
import { scopeNames } from '../../machines/scopes.js'

/** What --scope takes, where the specification is ours. */
export const scopeHelp = `how much of the world: ${scopeNames.join(', ')}; field by default`

const commonMeanings: Readonly<Record<string, string>> = {
  0: 'all as expected',
  1: 'a verdict differs from the expected one, or time stands still',
  2: 'incomplete: stopped at a limit or by Ctrl-C before all was decided',
  3: 'wrong usage',
  4: 'input that cannot be read',
  70: 'a bug of ours',
}

/** What the exit codes mean, in the words of a command where they are others; null for one that it does not end with. */
export const exitCodesHelp = (own: Readonly<Record<string, string | null>> = {}): string =>
  `\nExit codes:\n${Object.entries({ ...commonMeanings, ...own })
    .flatMap(([code, meaning]) => (meaning === null ? [] : [`  ${code.padEnd(3)} ${meaning}`]))
    .join('\n')}`

export const exitCodeHelp = exitCodesHelp()

/** Examples of a command, for its help. */
const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ impspec ${line}`).join('\n')}`

/**
 * What the help of a command ends with.
 *
 * @param codes what it means by the exit codes, where that is something else than most commands mean
 */
export const helpText = (lines: readonly string[], codes: Readonly<Record<string, string | null>> = {}): string =>
  `${examples(...lines)}\n${exitCodesHelp(codes)}`
