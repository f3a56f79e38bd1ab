// Runs the command in this thread and keeps what it prints.
import type { Io } from '../../report/terminal.js'
import { run } from '../../cli/program.js'
import type { Specification } from '../../verification/specification.js'
import { smallSpecification } from './small-specification.js'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** One run of `impspec` with these arguments. */
export async function command(
  argv: readonly string[],
  specification: Specification = smallSpecification(),
  io: Partial<Io> = {},
): Promise<Ran> {
  const out: string[] = []
  const err: string[] = []
  const code = await run(
    argv,
    {
      stdout: { write: (text) => void out.push(text) },
      stderr: { write: (text) => void err.push(text) },
      columns: 100,
      color: false,
      live: false,
      signal: new AbortController().signal,
      ...io,
    },
    () => Promise.resolve(specification),
  )
  return { code, out: out.join(''), err: err.join('') }
}
