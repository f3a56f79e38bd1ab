#!/usr/bin/env node
// The process around the impspec command: streams, colours, Ctrl-C.
import { readableWidth, wantsColor, type Io, type Output } from '../report/terminal.js'
import { load } from './load.js'
import { run } from './program.js'

const stopping = new AbortController()

/** A reader that has seen enough (`impspec list | head`) is no error: what is left to write is dropped. */
function outputOn(stream: NodeJS.WriteStream): Output {
  let open = true
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    open = false
  })
  return {
    write: (text) => {
      if (open) stream.write(text)
    },
  }
}

process.on('SIGINT', () => {
  // The second one does not wait for what the explorations have so far.
  if (stopping.signal.aborted) process.exit(130)
  stopping.abort()
})

const io: Io = {
  stdout: outputOn(process.stdout),
  stderr: outputOn(process.stderr),
  stdin: process.stdin,
  columns: readableWidth(process.stdout.columns),
  piped: !process.stdout.isTTY,
  color: wantsColor(process.env, process.stdout.isTTY),
  live: process.stderr.isTTY,
  signal: stopping.signal,
}

process.exitCode = await run(process.argv.slice(2), io, load)
