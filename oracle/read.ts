// Lines of a file or a stream, plain or gzip, without ever holding more than one piece of it.
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { UnreadableInput } from './errors.js'

/** Characters of one line at most. */
export const longestLine = 1 << 20

/** Bytes of one reading. */
const pieceSize = 1 << 18

export interface Source {
  /** For messages: the path, or `-`. */
  readonly name: string
  readonly bytes: AsyncIterable<Uint8Array>
}

/** Is told each line without its end, as a part of a larger text; lines count from 1. Blank lines are told too. */
export type LineVisitor = (text: string, start: number, end: number, line: number) => void

/** The text that comes piece by piece, with an error that names the line where it is not UTF-8. */
class Decoder {
  readonly #source: string
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  #begun = false

  constructor(source: string) {
    this.#source = source
  }

  decode(bytes: Uint8Array | undefined, line: number): string {
    if (bytes !== undefined && !this.#begun) {
      this.#begun = true
      const wide = bytes[0] === 0xff || bytes[0] === 0xfe || bytes[0] === 0 || bytes[1] === 0
      if (wide) throw new UnreadableInput(this.#source, 1, 'is UTF-16, or no text at all; UTF-8 expected')
    }
    try {
      return bytes === undefined ? this.#decoder.decode() : this.#decoder.decode(bytes, { stream: true })
    } catch {
      throw new UnreadableInput(this.#source, line + badLineIn(bytes ?? new Uint8Array()), 'is not valid UTF-8')
    }
  }
}

/** How many lines further the first byte that is no UTF-8 stands. */
function badLineIn(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let lines = 0
  for (let from = 0; from < bytes.length; lines++) {
    const end = bytes.indexOf(10, from)
    try {
      decoder.decode(bytes.subarray(from, end < 0 ? bytes.length : end))
    } catch {
      // A character that the previous piece began ends on its first line.
      if (from > 0 || lines > 0 || end < 0) return lines
    }
    if (end < 0) break
    from = end + 1
  }
  return 0
}

async function* unzipped(source: Source): AsyncGenerator<Uint8Array> {
  const pieces = source.bytes[Symbol.asyncIterator]()
  const begin: Uint8Array[] = []
  for (let length = 0; length < 2;) {
    const next = await pieces.next()
    if (next.done === true) break
    length += begin[begin.push(next.value) - 1]!.length
  }
  const first = begin.length === 1 ? begin[0]! : new Uint8Array(Buffer.concat(begin))
  const rest = async function* (): AsyncGenerator<Uint8Array> {
    if (first.length > 0) yield first
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value
  }
  if (first[0] !== 0x1f || first[1] !== 0x8b) {
    yield* rest()
    return
  }
  const gunzip = createGunzip()
  const feeding = (async () => {
    for await (const piece of rest()) {
      if (!gunzip.write(piece)) await new Promise((drained) => gunzip.once('drain', drained))
    }
    gunzip.end()
  })()
  feeding.catch((error: unknown) => gunzip.destroy(error as Error))
  try {
    for await (const piece of gunzip) yield piece as Uint8Array
  } catch (error) {
    const reason = (error as { readonly code?: string }).code === 'Z_BUF_ERROR' ? 'is cut off' : 'is damaged'
    throw new UnreadableInput(source.name, 0, `the gzip file ${reason} (${(error as Error).message})`)
  }
}

/**
 * Visits every line of a source.
 *
 * @param between - after each piece; a follower may want to report
 * @returns lines in all
 * @throws UnreadableInput for text that is not UTF-8, a damaged gzip file, or a line beyond all measure
 */
export async function eachLine(source: Source, visit: LineVisitor, between?: () => void): Promise<number> {
  const decoder = new Decoder(source.name)
  let line = 0
  let rest = ''
  const take = (text: string): void => {
    const all = rest === '' ? text : rest + text
    let from = 0
    for (let end = all.indexOf('\n'); end >= 0; end = all.indexOf('\n', from)) {
      if (end - from > longestLine) throw tooLong(source.name, line + 1)
      visit(all, from, end > from && all.charCodeAt(end - 1) === 13 ? end - 1 : end, ++line)
      from = end + 1
    }
    rest = all.slice(from)
    if (rest.length > longestLine) throw tooLong(source.name, line + 1)
  }
  for await (const piece of unzipped(source)) {
    take(decoder.decode(piece, line + 1))
    between?.()
  }
  take(decoder.decode(undefined, line + 1))
  if (rest !== '') visit(rest, 0, rest.length, ++line)
  return line
}

const tooLong = (source: string, line: number): UnreadableInput =>
  new UnreadableInput(source, line, `is longer than ${longestLine} characters; is this a log of one event a line?`)

const systemReason: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'may not be read',
  EISDIR: 'is a directory; a file expected',
}

/** The contents of a file. */
export async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of createReadStream(path, { highWaterMark: pieceSize })) yield piece as Uint8Array
  } catch (error) {
    throw new UnreadableInput(path, 0, systemReason[(error as { readonly code?: string }).code ?? ''] ?? String(error))
  }
}

/** The contents of a file and everything that is added to it, until told to stop. */
export async function* followed(path: string, signal: AbortSignal, pause = 200): AsyncGenerator<Uint8Array> {
  let from = 0
  while (!signal.aborted) {
    const file = await open(path).catch((error: unknown) => {
      throw new UnreadableInput(
        path,
        0,
        systemReason[(error as { readonly code?: string }).code ?? ''] ?? String(error),
      )
    })
    try {
      const { size } = await file.stat()
      if (size < from) throw new UnreadableInput(path, 0, 'has become shorter while it was followed')
      while (from < size) {
        const piece = new Uint8Array(Math.min(pieceSize, size - from))
        const { bytesRead } = await file.read(piece, 0, piece.length, from)
        if (bytesRead === 0) break
        from += bytesRead
        yield piece.subarray(0, bytesRead)
      }
    } finally {
      await file.close()
    }
    await new Promise((resume) => setTimeout(resume, pause))
  }
}
