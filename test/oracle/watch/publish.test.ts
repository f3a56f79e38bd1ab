// impspec publish: no line is lost, and what the server calls a duplicate is believed only where it is one.
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectTo, type Nats } from '../../../oracle/watch/connect.js'
import { lineSubject } from '../../../oracle/watch/names.js'
import { publishLog, type Published } from '../../../oracle/watch/publish.js'
import { command } from '../../cli/command.js'
import { startServer, wanted, type TestServer } from '../../nats/server.js'
import { line, sourceOf } from '../logs.js'

/** Some lines of one device that differ by their time. */
const linesOf = (count: number, from = 0, device = 'd1'): readonly string[] =>
  Array.from({ length: count }, (_, at) =>
    line(from + at, 'upgradeServer', 'in', 'upgrade.queried', { os: 1 }, device).trimEnd(),
  )

const textOf = (lines: readonly string[]): string => lines.map((one) => `${one}\n`).join('')

describe.runIf(wanted())('impspec publish', () => {
  let server: TestServer
  let nats: Nats
  let folder: string
  let streams = 0
  beforeAll(async () => {
    server = await startServer()
    nats = await connectTo({ url: server.url })
    folder = mkdtempSync(join(tmpdir(), 'impspec-publish-'))
  })
  afterAll(async () => {
    await nats.connection.close()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const newStream = (): string => `S${++streams}`

  const publishing = async (stream: string, files: readonly string[], text?: string, ...more: readonly string[]) =>
    command(
      ['publish', ...files, '--nats', server.url, '--stream', stream, '--partitions', '2', ...more],
      undefined,
      text === undefined ? {} : { stdin: sourceOf(text).bytes },
    )

  const publishText = (stream: string, text: string, place: string): Promise<Published> =>
    publishLog(sourceOf(text, 256, 'log'), { access: { url: server.url }, stream, partitions: 2, place })

  /** Everything in a stream, in its order. */
  const stored = async (stream: string): Promise<readonly string[]> => {
    const { state } = await nats.manager.streams.info(stream)
    const all: string[] = []
    if (state.messages === 0) return all
    const consumer = await nats.js.consumers.get(stream)
    for await (const message of await consumer.consume()) {
      all.push(message.string())
      if (message.info.pending === 0) break
    }
    return all
  }

  it('takes up what comes over standard input one after the other', async () => {
    const stream = newStream()
    const [one, other] = linesOf(2)
    for (const each of [one!, other!]) {
      const { code, out } = await publishing(stream, ['-'], `${each}\n`)
      expect([code, out.includes('known')]).toEqual([0, false])
    }
    expect(await stored(stream)).toEqual([one, other])
  })

  it('takes up a line that comes again over standard input, unless both are said to be one log', async () => {
    const stream = newStream()
    const [one, other] = linesOf(2)
    await publishing(stream, ['-'], `${one}\n`)
    await publishing(stream, ['-'], `${one}\n`)
    expect(await stored(stream)).toEqual([one, one])
    await publishing(stream, ['-'], `${other}\n`, '--as', 'gateway')
    const { out } = await publishing(stream, ['-'], `${other}\n${one}\n`, '--as', 'gateway')
    expect(out).toContain('2 lines')
    expect(out).toContain('1 of them known already')
    expect(await stored(stream)).toEqual([one, one, other, one])
  })

  it('says that one name is for one log', async () => {
    const { code, err } = await publishing(newStream(), ['a.log', 'b.log'], undefined, '--as', 'gateway')
    expect(err).toContain('--as names one log')
    expect(code).toBe(3)
  })

  it('keeps apart files of one relative name', async () => {
    const stream = newStream()
    const before = process.cwd()
    const lines = linesOf(2)
    try {
      for (const [at, name] of ['east', 'west'].entries()) {
        mkdirSync(join(folder, name))
        process.chdir(join(folder, name))
        writeFileSync('device.log', `${lines[0]}\n`)
        const { out } = await publishing(stream, ['device.log'])
        expect(out).not.toContain('known')
        expect(await stored(stream)).toHaveLength(at + 1)
      }
    } finally {
      process.chdir(before)
    }
  })

  it('takes up a file that was rotated, and knows one that has grown', async () => {
    const stream = newStream()
    const path = join(folder, 'rotated.log')
    const old = linesOf(3)
    writeFileSync(path, textOf(old))
    await publishing(stream, [path])
    appendFileSync(path, textOf(linesOf(2, 3)))
    expect((await publishing(stream, [path])).out).toContain('5 lines to')
    expect(await stored(stream)).toEqual(linesOf(5))
    renameSync(path, `${path}.1`)
    writeFileSync(path, textOf([linesOf(1, 100)[0]!, ...linesOf(2, 1)]))
    expect((await publishing(stream, [path])).out).not.toContain('known')
    expect(await stored(stream)).toHaveLength(8)
  })

  it('takes up again, in their order, what was purged within the window of the server', async () => {
    const stream = newStream()
    const lines = linesOf(600)
    await publishText(stream, textOf(lines.slice(0, 300)), 'purged')
    await nats.manager.streams.purge(stream)
    const anew = await publishText(stream, textOf(lines), 'purged')
    expect(anew).toMatchObject({ lines: 600, known: 0, anew: 1 })
    expect(await stored(stream)).toEqual(lines)
    // And it is known from then on.
    expect(await publishText(stream, textOf(lines), 'purged')).toMatchObject({ lines: 600, known: 600, anew: 0 })
    expect(await stored(stream)).toHaveLength(600)
  })

  it('takes up again the lines of the device that was purged alone', async () => {
    const stream = newStream()
    const mixed = linesOf(100).flatMap((one, at) => [one, linesOf(1, at, 'd2')[0]!])
    await publishText(stream, textOf(mixed), 'one of two')
    await nats.manager.streams.purge(stream, { filter: lineSubject(stream, 'd2', 2) })
    expect(await publishText(stream, textOf(mixed), 'one of two')).toMatchObject({ known: 100, anew: 1 })
    const all = await stored(stream)
    expect(all.filter((one) => one.includes('"d2"'))).toEqual(mixed.filter((one) => one.includes('"d2"')))
    expect(all).toHaveLength(200)
  })

  it('does not believe a duplicate of another content, which somebody else gave the same name', async () => {
    const stream = newStream()
    const lines = linesOf(3)
    await publishText(stream, textOf(lines), 'borrowed')
    const first = await nats.manager.streams.getMessage(stream, { seq: 1 })
    await nats.manager.streams.delete(stream)
    await publishText(stream, '', 'borrowed')
    await nats.js.publish(lineSubject(stream, 'd1', 2), 'something else', { msgID: first!.header.get('Nats-Msg-Id') })
    expect(await publishText(stream, textOf(lines), 'borrowed')).toMatchObject({ lines: 3, known: 0, anew: 1 })
    expect((await stored(stream)).slice(1)).toEqual(lines)
  })
})
