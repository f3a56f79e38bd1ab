// Input that cannot be judged: a clear error that names the place, and never a pass.
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { UnreadableInput } from '../../../oracle/read/errors.js'
import { longestLine } from '../../../oracle/read/lines.js'
import { judge, line } from '../logs.js'

const good = line(0, 'poller', 'in', 'polling.started', { token: 1 })
const bytes = (...parts: readonly (string | number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)))

/** Each reason names what is wrong and, where that is not plain, what would be right. */
const malformed: readonly (readonly [string, string | Uint8Array, number, RegExp])[] = [
  ['an empty file', '', 0, /is empty/],
  ['a file of blank lines', '\n\n', 0, /its 2 lines say nothing/],
  ['a truncated last line', good + good.slice(0, 40), 2, /is cut off/],
  ['no JSON', `${good}hello\n`, 2, /is not JSON.*hello/],
  ['JSON that is no object', '[1]\n', 1, /an object expected/],
  ['a missing field', '{"t":1,"role":"poller","dir":"in"}\n', 1, /field 'event'/],
  ['a field too many', `{"t":1,"role":"poller","dir":"in","event":{"type":"phone.offline"},"x":1}\n`, 1, /x/],
  ['a time that is a text', `{"t":"1","role":"poller","dir":"in","event":{"type":"phone.offline"}}\n`, 1, /field 't'/],
  ['a negative time', `{"t":-1,"role":"poller","dir":"in","event":{"type":"phone.offline"}}\n`, 1, /field 't'/],
  ['an unknown direction', `{"t":1,"role":"poller","dir":"up","event":{"type":"phone.offline"}}\n`, 1, /field 'dir'/],
  ['no role', `{"t":1,"dir":"in","event":{"type":"phone.offline"}}\n`, 1, /names no role/],
  ['an unknown role', line(1, 'pollr', 'in', 'phone.offline'), 1, /did you mean poller/],
  ['an unknown event', line(1, 'poller', 'in', 'phone.ofline'), 1, /did you mean phone.offline/],
  ['a wrong direction', line(1, 'poller', 'out', 'phone.offline'), 1, /it hears it: the direction is 'in'/],
  ['an unknown tag', line(1, 'poller', 'is', 'poller.poling'), 1, /did you mean poller.polling/],
  [
    'an unknown field',
    line(1, 'poller', 'in', 'polling.started', { tokn: 1 }),
    1,
    /no field 'tokn': did you mean token/,
  ],
  ['a missing payload', line(1, 'poller', 'in', 'polling.started'), 1, /lacks the field 'token'.*"\*"/],
  ['a wrong value', line(1, 'poller', 'in', 'polling.started', { token: 3 }), 1, /token is 3, one of 1, 2 expected/],
  ['a line beyond all measure', `${good}${'x'.repeat(longestLine + 2)}\n`, 2, /is longer than/],
  ['a line without end', `${good}${'x'.repeat(longestLine + 2)}`, 2, /is longer than/],
  ['UTF-16', bytes([0xff, 0xfe, 0x7b, 0x00]), 1, /UTF-16/],
  ['bytes that are no text', bytes(good, good, [0xc3, 0x28, 0x0a]), 3, /not valid UTF-8/],
  ['a truncated gzip file', gzipSync(good.repeat(50)).subarray(0, 60), 0, /gzip file is cut off/],
  ['a damaged gzip file', bytes([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), 0, /gzip file is/],
  ['time that runs backwards', line(9, 'poller', 'in', 'phone.offline') + good, 2, /goes back in time from 9 to 0/],
]

describe('an unreadable log', () => {
  it.each(malformed)('%s', async (_, text, at, reason) => {
    const error: unknown = await judge(text).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(UnreadableInput)
    expect((error as UnreadableInput).line).toBe(at)
    expect((error as UnreadableInput).reason).toMatch(reason)
  })
})

describe('a readable log', () => {
  const log = good + line(60_000, 'poller', 'out', 'blinkup.timedOut')

  it.each([
    ['with a byte order mark', `\ufeff${log}`],
    ['with lines that end in CR LF', log.replaceAll('\n', '\r\n')],
    ['without an end of its last line', log.trimEnd()],
    ['with blank lines', log.replaceAll('\n', '\n\n')],
    ['compressed', gzipSync(log)],
    [
      'with its fields in another order',
      `{"dir":"in","event":{"token":1,"type":"polling.started"},"role":"poller","t":0}\n`,
    ],
    ['with an escaped name', log.replaceAll('"d1"', '"d\\u0031"')],
    ['with a fraction of a millisecond', line(0.5, 'poller', 'in', 'phone.offline')],
  ])('%s', async (_, text) => {
    for (const piece of [1, 7, 1 << 16]) expect((await judge(text, { piece })).verdict).toBe('pass')
  })

  it('counts an exotic line like a plain one', async () => {
    const exotic = `{ "t": 60000, "role": "poller", "dir": "out", "event": {"type": "blinkup.timedOut"}, "device": "d1" }\n`
    expect(await judge(good + exotic)).toMatchObject({ verdict: 'pass', devices: 1, observations: 2 })
  })

  it('judges the one role that is asked for, and counts the lines of others', async () => {
    const other = line(0, 'upgradeServer', 'in', 'upgrade.queried', { os: 1 })
    expect(await judge(log + other, { role: 'poller' })).toMatchObject({ verdict: 'pass', skipped: 1, observations: 2 })
  })
})
