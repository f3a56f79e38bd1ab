// Failures that are expected, and where a failure leads a reader to.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { failureId } from '../../../oracle/judge/known.js'
import { command } from '../../cli/command.js'
import { line } from '../logs.js'

const folder = mkdtempSync(join(tmpdir(), 'impspec-known-'))
const write = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const list = (name: string, ...ids: readonly string[]): string =>
  write(name, JSON.stringify({ 'impspec-known': 1, failures: ids.map((id) => ({ id, reason: `why of ${id}` })) }))

const polling = line(0, 'poller', 'in', 'polling.started', { token: 1 })
const early = write('early.jsonl', polling + line(59_000, 'poller', 'out', 'blinkup.timedOut'))
const alien = write('other.jsonl', polling + line(9, 'poller', 'out', 'blinkup.succeeded', { plan: 'A' }))
const good = write('good.jsonl', polling + line(60_000, 'poller', 'out', 'blinkup.timedOut'))

interface Log {
  readonly verdict: string
  readonly failures: readonly { readonly id: string; readonly links: readonly { readonly to: string }[] }[]
}
const checked = async (...argv: readonly string[]) => {
  const { code, out } = await command(['check', ...argv, '--json'])
  return { code, ...(JSON.parse(out) as { readonly logs: readonly Log[]; readonly unmet?: Record<string, string> }) }
}
const idOf = async (log: string): Promise<string> => (await checked(log)).logs[0]!.failures[0]!.id

describe('what identifies a failure', () => {
  it('does not depend on times, nor on the kind of the log', () => {
    expect(failureId('poller', 'early', 'x comes 1 ms too early: due at 60000 ms')).toBe(
      failureId('poller', 'early', 'x comes 27.5 ms too early: due at -3 ms'),
    )
    expect(failureId('poller', 'early', 'x')).not.toBe(failureId('poller', 'late', 'x'))
    expect(failureId('poller', 'early', 'x')).not.toBe(failureId('poller', 'early', 'y'))
    expect(failureId('poller', 'early', 'x')).not.toBe(failureId('agent', 'early', 'x'))
  })
})

describe('impspec check --known', () => {
  it('fails what is new only', async () => {
    const known = list('known.json', await idOf(early))
    expect((await checked(early, '--known', known)).logs[0]!.verdict).toBe('pass')
    expect((await checked(early, '--known', known)).code).toBe(0)
    expect((await checked(alien, '--known', known)).code).toBe(1)
    expect((await checked(early, alien, '--known', known)).code).toBe(1)
    const { out } = await command(['check', early, '--known', known])
    expect(out).toContain(`is known: why of ${await idOf(early)}`)
    expect(out).toContain('1 fail, 1 of them as is known')
    expect((await command(['check', early, '--known', known, '--format', 'tap'])).out).toContain('# TODO known')
    expect((await command(['check', early, '--known', known, '--format', 'junit'])).out).toContain('failures="0"')
  })

  it('tells what is known and does not come', async () => {
    const id = await idOf(early)
    const known = list('passes.json', id)
    const { out, code } = await command(['check', good, '--known', known])
    expect(code).toBe(0)
    expect(out).toContain(`the known failure ${id} did not come (why of ${id})`)
    expect((await checked(good, '--known', known)).unmet).toEqual({ [id]: `why of ${id}` })
    expect((await checked(good, early, '--known', known)).unmet).toBeUndefined()
  })

  it.each([
    ['none', undefined, /there is no such file/],
    ['no list', '[]', /an object expected/],
    ['no reason', '{"impspec-known":1,"failures":[{"id":"x"}]}', /failures.0.reason/],
    ['one twice', '{"impspec-known":1,"failures":[{"id":"x","reason":"a"},{"id":"x","reason":"b"}]}', /'x' twice/],
    ['no YAML', 'a: [', /neither YAML nor JSON/],
  ])('refuses a list that is none: %s', async (name, text, reason) => {
    const path = text === undefined ? join(folder, 'nowhere') : write(`${name}.yaml`, text)
    const { code, err } = await command(['check', good, '--known', path])
    expect(code).toBe(4)
    expect(err).toMatch(reason)
  })
})

describe('the links of a failure', () => {
  it('are paths on the site: the state of the role, and the rules', async () => {
    const { logs } = await checked(early)
    const paths = logs[0]!.failures[0]!.links.map(({ to }) => to)
    expect(paths[0]).toBe('/parties/poller#state-polling')
    expect(paths.length).toBeGreaterThan(1)
    for (const path of paths.slice(1)) expect(path).toMatch(/^\/(sources|decisions)\/[a-z0-9-]+(#d-\d{3})?$/)
    expect((await command(['check', early])).out).toContain('see poller in polling: /parties/poller#state-polling')
  })

  it('are addresses where the site is known', async () => {
    const site = ['--site', 'https://example.org/imp']
    const address = 'https://example.org/imp/parties/poller.html#state-polling'
    expect((await checked(early, ...site)).logs[0]!.failures[0]!.links[0]!.to).toBe(address)
    expect((await command(['check', early, ...site, '--format', 'html'])).out).toContain(`<a href="${address}">`)
    expect((await command(['check', early, '--format', 'html'])).out).not.toContain('<a href')
    expect((await command(['check', early, '--site', 'example'])).code).toBe(3)
  })
})

describe('impspec test --known', () => {
  const script = fileURLToPath(new URL('../implementations/poller.mjs', import.meta.url))
  const run = async (mode: string, ...options: readonly string[]) =>
    command([
      'test',
      '--role',
      'poller',
      '--walks',
      '3',
      '--no-regressions',
      '--patience',
      '60000',
      ...options,
      '--',
      process.execPath,
      script,
      mode,
    ])
  interface Outcome {
    readonly verdict: string
    readonly failures: readonly { readonly id: string; readonly links: readonly { readonly to: string }[] }[]
    readonly unmet?: Record<string, string>
  }
  const outcome = (out: string): Outcome => JSON.parse(out) as Outcome

  it('passes with what is known, fails with what is new, and tells what does not come', async () => {
    const { failures } = outcome((await run('mute', '--max-failures', '50', '--json')).out)
    expect(failures[0]!.links[0]!.to).toMatch(/^\/parties\/poller#state-/)
    const ids = [...new Set(failures.map(({ id }) => id))]
    const known = list('mute.json', ...ids)
    const again = await run('mute', '--known', known)
    expect(again.code).toBe(0)
    expect(again.out).toContain('is known: why of')
    expect(again.out).toMatch(/pass small poller .* 0 failures and (1 that is|\d+ that are) known/)
    expect((await run('late', '--known', known)).code).toBe(1)
    const mended = await run('', '--known', known, '--json')
    expect(mended.code).toBe(0)
    expect(Object.keys(outcome(mended.out).unmet ?? {})).toEqual(ids)
  })

  it('knows a crash by its kind', async () => {
    const { failures } = outcome((await run('crash', '--json')).out)
    expect((await run('crash', '--known', list('crash.json', failures[0]!.id))).code).toBe(0)
  })
})
