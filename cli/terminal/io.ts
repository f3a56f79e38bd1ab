// What a command may touch: its output, the width and colours of the terminal, and the wish to stop.

export interface Output {
  write(text: string): void
}

export interface Io {
  readonly stdout: Output
  readonly stderr: Output
  /** What is piped into the command; absent where there is nothing. */
  readonly stdin?: AsyncIterable<Uint8Array>
  /** Columns of the terminal. */
  readonly columns: number
  readonly color: boolean
  /** Whether progress may be drawn over itself on stderr. */
  readonly live: boolean
  /** Aborted by Ctrl-C: the command hands in what it has. */
  readonly signal: AbortSignal
}

/** The same for every command. */
export const exitCodes = {
  asExpected: 0,
  differs: 1,
  incomplete: 2,
  usage: 3,
  unreadable: 4,
  ours: 70,
} as const

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
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ impspec ${line}`).join('\n')}`

/** `NO_COLOR` wins over `FORCE_COLOR`, which wins over what the stream is. */
export const wantsColor = (env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean => {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0'
  return isTerminal
}

/** Text between 60 and 120 columns reads well; a pipe gets 100. */
export const readableWidth = (columns: number | undefined): number => Math.min(Math.max(columns ?? 100, 60), 120)

/** One JSON document, and nothing else, on stdout. */
export const printJson = (io: Io, value: unknown): void => io.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
