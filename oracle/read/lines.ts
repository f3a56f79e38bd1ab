// Lines of a file or a stream, plain or gzip, without ever holding more than one piece of it.
import { isUtf8 } from 'node:buffer'
import { createReadStream, readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { isNode, LineCounter, parseDocument } from 'yaml'
import { reasonOf } from '../../model/errors.js'
import { UnreadableInput } from './errors.js'

/** Bytes of one line at most. */
export const longestLine = 1 << 20

/** Bytes of one reading. */
const pieceSize = 1 << 18

export interface Source {
  /** For messages: the path, or `-`. */
  readonly name: string
  readonly bytes: AsyncIterable<Uint8Array>
}

/** Is told each line without its end, as a part of more bytes of UTF-8; lines count from 1. Blank lines are told too. */
export type LineVisitor = (bytes: Uint8Array, start: number, end: number, line: number) => void

const lineFeed = 10
const carriageReturn = 13

/** @throws UnreadableInput for UTF-16 and other things that begin like no text */
function checkBeginning(source: string, bytes: Uint8Array): void {
  const wide = bytes[0] === 0xff || bytes[0] === 0xfe || bytes[0] === 0 || bytes[1] === 0
  if (wide) throw new UnreadableInput(source, 1, 'is UTF-16, or no text at all; UTF-8 expected')
}

/** The length of the byte order mark that a text begins with; it is no part of the first line. */
const markAt = (text: Uint8Array): number => (text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? 3 : 0)

/** Where the line that begins at `from` ends. */
function endOf(lines: Uint8Array, from: number): number {
  const end = lines.indexOf(lineFeed, from)
  return end < 0 ? lines.length : end
}

/** Checks whole lines. @throws UnreadableInput that names the first one that is not UTF-8 */
function checkText(source: string, lines: Uint8Array, linesBefore: number): void {
  if (isUtf8(lines)) return
  let line = linesBefore + 1
  for (let from = 0; isUtf8(lines.subarray(from, endOf(lines, from))); from = endOf(lines, from) + 1) line++
  throw new UnreadableInput(source, line, 'is not valid UTF-8')
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
  let line = 0
  let begun = false
  // The beginning of a line whose end has not come yet.
  let held: Uint8Array[] = []
  let heldLength = 0
  const take = (lines: Uint8Array): void => {
    checkText(source.name, lines, line)
    for (let from = line === 0 ? markAt(lines) : 0; from < lines.length;) {
      const end = endOf(lines, from)
      if (end - from > longestLine) throw tooLong(source.name, line + 1)
      visit(lines, from, end > from && lines[end - 1] === carriageReturn ? end - 1 : end, ++line)
      from = end + 1
    }
  }
  for await (const piece of unzipped(source)) {
    if (!begun) checkBeginning(source.name, piece)
    begun = true
    const whole = piece.lastIndexOf(lineFeed) + 1
    if (whole > 0) {
      const lines = piece.subarray(0, whole)
      take(heldLength === 0 ? lines : Buffer.concat([...held, lines]))
      held = []
      heldLength = 0
    }
    if (whole < piece.length) {
      // What gave the bytes may use their place again.
      held.push(piece.slice(whole))
      heldLength += piece.length - whole
    }
    if (heldLength > longestLine) throw tooLong(source.name, line + 1)
    between?.()
  }
  if (heldLength > 0) take(Buffer.concat(held))
  return line
}

const tooLong = (source: string, line: number): UnreadableInput =>
  new UnreadableInput(source, line, `is longer than ${longestLine} bytes; is this a log of one event a line?`)

const systemReason: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'may not be read',
  EISDIR: 'is a directory; a file expected',
}

/** Why a file cannot be read, in words. */
const whyUnreadable = (error: unknown): string =>
  systemReason[(error as { readonly code?: string }).code ?? ''] ?? reasonOf(error)

/** The text of a small file. @throws UnreadableInput */
export function textOf(path: string, by = ''): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UnreadableInput(path, 0, whyUnreadable(error) + by)
  }
}

/** The line of a text of YAML or JSON on which the value at a path begins, or else what is around it. */
export function lineIn(text: string, path: readonly PropertyKey[]): number {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter })
  for (let depth = path.length; depth >= 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true)
    if (isNode(node) && node.range) return lineCounter.linePos(node.range[0]).line
  }
  return 0
}

/** The contents of a file. */
export async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of createReadStream(path, { highWaterMark: pieceSize })) yield piece as Uint8Array
  } catch (error) {
    throw new UnreadableInput(path, 0, whyUnreadable(error))
  }
}

/** The contents of a file and everything that is added to it, until told to stop. */
export async function* followed(path: string, signal: AbortSignal, pause = 200): AsyncGenerator<Uint8Array> {
  let from = 0
  while (!signal.aborted) {
    const file = await open(path).catch((error: unknown) => {
      throw new UnreadableInput(path, 0, whyUnreadable(error))
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
