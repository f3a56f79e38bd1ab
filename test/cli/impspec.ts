// Runs the command in this thread as its process would run it, with whatever specification is named.
import { load } from '../../cli/load.js'
import { run } from '../../cli/program.js'
import type { Ran } from './command.js'

export async function impspec(...argv: readonly string[]): Promise<Ran> {
  let out = ''
  let err = ''
  const code = await run(
    argv,
    {
      stdout: { write: (text) => void (out += text) },
      stderr: { write: (text) => void (err += text) },
      columns: 100,
      color: false,
      live: false,
      signal: new AbortController().signal,
    },
    load,
  )
  return { code, out, err }
}
