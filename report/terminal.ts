// What is told on a terminal: its streams, its width and colours, and the wish to stop.

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
  /** Whether nobody sees the output but a program or a file, which has room for long lines. */
  readonly piped?: boolean
  readonly color: boolean
  /** Whether progress may be drawn over itself on stderr. */
  readonly live: boolean
  /** Aborted by Ctrl-C: the command hands in what it has. */
  readonly signal: AbortSignal
}

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
