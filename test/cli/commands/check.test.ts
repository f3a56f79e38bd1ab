// impspec check as a user meets it: verdicts, exit codes and formats.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { speed } from '../../../cli/terminal/checkReport.js'
import { specification as ours } from '../../../verification/impSpecification.js'
import { command } from '../command.js'
import { line } from '../../oracle/logs.js'

const folder = mkdtempSync(join(tmpdir(), 'impspec-check-'))
const write = (name: string, text: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const asked = line(0, 'upgradeServer', 'in', 'upgrade.queried', { os: 1 })
const answered = (os: number): string => line(0, 'upgradeServer', 'out', 'upgrade.answered', { os })
const pass = write('pass.jsonl', asked + answered(1))
const fail = write('fail<&>.jsonl', asked + answered(2))
const open = write('open.jsonl', asked)
const empty = write('empty.jsonl', '')
const zipped = write('pass.jsonl.gz', gzipSync(asked + answered(1)))

describe('impspec check', () => {
  it('tells the moments of a log with dates as dates, in every format for readers', async () => {
    const at = Date.UTC(2026, 10, 29, 12)
    const dated = write(
      'dated.jsonl',
      line(at, 'poller', 'in', 'polling.started', { token: 1 }) +
        line(at + 60_001, 'poller', 'out', 'blinkup.timedOut'),
    )
    for (const format of ['text', 'junit', 'tap', 'html']) {
      const { out, code } = await command(['check', dated, '--format', format])
      expect(out).toContain('due by 2026-11-29T12:01:00.000Z')
      expect(out).not.toContain(String(at + 60_000))
      expect(code).toBe(1)
    }
    expect((await command(['check', dated])).out).toContain('line 2 at 2026-11-29T12:01:00.001Z: out blinkup.timedOut')
    const { out } = await command(['check', dated, '--json'])
    expect(out).toContain(String(at + 60_001))
  })

  it.each([
    ['a log that conforms', [pass], 0],
    ['a compressed log', [zipped], 0],
    ['a log that does not', [fail], 1],
    ['a log that ends too early', [open], 2],
    ['an unknown format', [pass, '--format', 'xml'], 3],
    ['an unknown role', [pass, '--role', 'devise'], 3],
    ['an unknown configuration', [pass, '--configuration', 'power=none'], 3],
    ['a tolerance that is no number', [pass, '--tolerance', 'much'], 3],
    ['a start that is none', [pass, '--start', 'late'], 3],
    ['two files to follow', [pass, fail, '--follow'], 3],
    ['an empty log', [empty], 4],
    ['no such file', [join(folder, 'none.jsonl')], 4],
    ['a log of another role only', [pass, '--role', 'poller'], 4],
    ['the worst of several', [pass, open, fail], 1],
    ['the worst of several with one that cannot be read', [pass, fail, empty], 4],
  ])('%s', async (_, argv, code) => {
    expect((await command(['check', ...argv])).code).toBe(code)
  })

  it('tells what failed, what could have come instead, and the nearest repair', async () => {
    const { out } = await command(['check', fail, '--minimize'])
    expect(out).toContain('upgrade.answered (os: 2) is said where upgrade.answered (os: 1) had to be said (wrong)')
    expect(out).toContain('what could have come instead:\n    out upgrade.answered (os: 1) at 0 ms')
    expect(out).toContain('it would conform, if:\n')
    expect(out).toContain('line 2 were upgrade.answered (os: 1)')
    expect(out).toContain('the smallest log that fails like this (2 lines):')
  })

  it('counts in the singular and the plural', async () => {
    const other = line(0, 'poller', 'in', 'phone.offline')
    const one = write('one.jsonl', asked + other)
    const { out } = await command(['check', one, '--role', 'upgradeServer'])
    expect(out).toContain('2 lines (1 says nothing of a judged role), 1 observation of 1 device')
    const nothing = write('nothing.jsonl', other)
    expect((await command(['check', nothing, '--role', 'device'])).out).toContain('its 1 line says nothing')
  })

  it.each([
    [1, 1000, '1 line/s'],
    [2, 5000, '0 lines/s'],
    [9999, 1000, '9,999 lines/s'],
    [345_678, 500, '691k lines/s'],
  ])('says a speed of %i lines in %i ms', (lines, took, text) => {
    expect(speed({ lines, took })).toBe(text)
  })

  it('tells what is believed of a role, certainly, possibly, or certainly not, in place of a verdict', async () => {
    const at = Date.UTC(2026, 10, 29, 12)
    const started = line(at, 'poller', 'in', 'polling.started', { token: 1 })
    const over = line(at + 60_000, 'poller', 'out', 'blinkup.timedOut')
    const polled = write('polled.jsonl', started + over + asked)
    const end = await command(
      ['check', polled, '--role', 'poller', '--configuration', 'baseline', '--explain-state'],
      ours,
    )
    expect(end.code).toBe(0)
    const [title, ...lines] = end.out.trimEnd().split('\n')
    expect(title).toMatch(/polled\.jsonl:2: d1, poller at 2026-11-29T12:01:00\.000Z: 1 of \d+ states$/)
    expect(lines.map((text) => text.trim().replace(/\s+/g, ' '))).toEqual([
      'certainly has timed out',
      expect.stringMatching(/^certainly not polls; /),
    ])
    const first = await command(
      ['check', polled, '--role', 'poller', '--configuration', 'baseline', '--explain-state', '1'],
      ours,
    )
    expect(first.out).toMatch(/polled\.jsonl:1: .*\n {2}certainly +polls/)
    const { out } = await command(
      ['check', polled, '--role', 'poller', '--configuration', 'baseline', '--explain-state', '1', '--json'],
      ours,
    )
    const { logs } = JSON.parse(out) as { readonly logs: readonly { readonly states: readonly unknown[] }[] }
    expect(logs[0]!.states).toMatchObject([
      { device: 'd1', role: 'poller', line: 1, time: at, states: 1, hypotheses: 1, untold: [] },
    ])
  })

  it.each([
    ['no line', [pass, '--explain-state', '0'], 3, 'a whole number of at least 1'],
    ['a file in place of a line', ['--explain-state', pass, pass], 3, 'a whole number of at least 1'],
    ['a line that there is not', [pass, '--explain-state', '3'], 4, 'pass.jsonl:3: is asked for; there are 2 lines'],
    ['another format', [pass, '--explain-state', '--format', 'tap'], 3, 'text or json, not tap'],
    ['a log that fails', [fail, '--explain-state'], 1, 'fail<&>.jsonl:2: '],
    ['a log that ends too early', [open, '--explain-state'], 0, 'upgradeServer at 0 ms: 1 of '],
  ])('--explain-state with %s', async (_, argv, code, says) => {
    const ran = await command(['check', ...argv])
    expect(ran.out + ran.err).toContain(says)
    expect(ran.code).toBe(code)
  })

  it('reads standard input', async () => {
    const bytes = (async function* () {
      yield await Promise.resolve(new TextEncoder().encode(asked + answered(1)))
    })()
    expect((await command(['check', '-'], undefined, { stdin: bytes })).code).toBe(0)
    expect((await command(['check', '-'])).code).toBe(3)
  })

  it('prints one JSON document', async () => {
    const { out } = await command(['check', pass, fail, empty, '--json'])
    const { logs } = JSON.parse(out) as { readonly logs: readonly Record<string, unknown>[] }
    expect(logs.map(({ verdict, error }) => verdict ?? typeof error)).toEqual(['pass', 'fail', 'string'])
  })

  it('prints JUnit XML whose text is escaped', async () => {
    const { out } = await command(['check', pass, fail, open, empty, '--format', 'junit'])
    expect(out).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites/)
    expect(out).toContain('fail&lt;&amp;&gt;.jsonl')
    expect(out.match(/<testcase /g)).toHaveLength(4)
    for (const tag of ['failure', 'error', 'skipped']) expect(out.match(new RegExp(`<${tag} `, 'g'))).toHaveLength(1)
  })

  it('prints TAP 14', async () => {
    const { out } = await command(['check', pass, fail, open, '--format', 'tap'])
    const lines = out.split('\n')
    expect(lines.slice(0, 2)).toEqual(['TAP version 14', '1..3'])
    expect(lines.filter((text) => /^(not )?ok \d+ - /.test(text))).toHaveLength(3)
  })

  it('prints a page', async () => {
    const { out } = await command(['check', fail, '--format', 'html'])
    expect(out).toContain('<!doctype html>')
    expect(out).not.toContain('fail<&>')
  })

  it('follows a file that grows, and says at once what fails', async () => {
    const growing = write('growing.jsonl', asked)
    const stop = new AbortController()
    const err: string[] = []
    const running = command(['check', growing, '--follow', '--role', 'upgradeServer'], undefined, {
      signal: stop.signal,
      stderr: {
        write: (text) => {
          err.push(text)
          stop.abort()
        },
      },
    })
    await new Promise((resume) => setTimeout(resume, 300))
    writeFileSync(growing, answered(2), { flag: 'a' })
    expect((await running).code).toBe(1)
    expect(err.join('')).toContain('growing.jsonl:2: d1: upgrade.answered (os: 2) is said')
  })
})
